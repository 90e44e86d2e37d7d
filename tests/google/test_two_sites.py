"""Two sites of one installation, one of them on Google: trouble there is told there, and keeps nobody else from work."""

from contextlib import suppress
from dataclasses import replace

import pytest

from jobs import all_jobs
from jobs.__main__ import run_quietly
from service.core.changes import WorkbookError
from service.ledger import runs
from service.sites import build_sites, open_site_ledger
from tests.flows.ward import Ward
from tests.google.simulated import SimulatedWard
from tests.sheets_api.server import SheetsAPI

pytestmark = pytest.mark.slow

SYNC = next(job for job in all_jobs() if job.name == "sync-workbooks")


@pytest.fixture(scope="module")
def at_rest(tmp_path_factory):
    with SheetsAPI(quota=False) as google:
        made = SimulatedWard(tmp_path_factory.mktemp("rest"), google)
        with suppress(WorkbookError):
            made.to_quiet()
        made.close()
        yield made


@pytest.fixture
def ward(tmp_path, at_rest):
    with SheetsAPI(quota=False) as google:
        made = SimulatedWard.copied_from(at_rest, tmp_path / "google", google)
        yield made
        made.close()


def no_key(ward):
    ward.key.rename(ward.key.with_name("elsewhere.json"))


def key_again(ward):
    ward.key.with_name("elsewhere.json").rename(ward.key)


def no_token(ward):
    ward.google.control.fault("invalid_grant", kind="token", times=None)
    ward.google.control.expire_tokens()


def token_again(ward):
    ward.google.control.clear_faults()


@pytest.mark.parametrize(
    ("comes", "goes", "code"),
    [(no_key, key_again, "key-missing"), (no_token, token_again, "key-revoked")],
)
def test_the_other_site_works_on_and_this_one_recovers_by_itself(ward, tmp_path, comes, goes, code):
    comes(ward)
    files = Ward(tmp_path / "files", slug="files")
    files.ledger.dispose()
    both = replace(ward.settings, sites=(*ward.settings.sites, *files.settings.sites))
    # As the clock does at its start: in a new process nothing is connected yet.
    ward.ledger.dispose()
    ward.ledger = open_site_ledger(both)
    on_google, in_files = build_sites(both, ward.ledger)

    def outcomes():
        for site in (on_google, in_files):
            run_quietly(SYNC, site, ward.now())
        with ward.ledger.read() as conn:
            last = [runs.last(conn, SYNC.name, site.slug) for site in (on_google, in_files)]
        return [
            (each.outcome, (each.counts or {}).get("code"), (each.counts or {}).get("workbook"))
            for each in last
        ]

    assert outcomes() == [("waiting", code, "staff"), ("done", None, None)]
    assert files.column("People", "Ref")
    goes(ward)
    ward.pass_time()
    ward.add_person("Ines Jones")
    assert [each[0] for each in outcomes()] == ["done", "done"]
    assert "P-009" in ward.refs("People")
