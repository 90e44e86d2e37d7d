"""A write that is refused each minute uses nothing up; and whatever becomes of writes, no Ref is ever given to two people."""

import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from service.core.changes import WorkbookError, WorkbookRefused
from service.flows import standing
from service.ledger import refs
from tests.flows.test_races import ward_in_step
from tests.flows.ward import NAMES, NOW, Ward

pytestmark = pytest.mark.slow

MINUTES = range(10, 16)


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    return ward_in_step(tmp_path_factory.mktemp("ward") / "site")


@pytest.fixture
def ward(before, tmp_path):
    ward = Ward(tmp_path / "site", copied_from=before)
    yield ward
    ward.ledger.dispose()


def protect(ward, is_on=True):
    with ward.tab("People") as sheet:
        sheet.protection.sheet = is_on


def writing(ward):
    with ward.ledger.read() as conn:
        return standing.last(conn, ward.site).get("writing", "")


def test_writes_refused_minute_after_minute_use_up_no_ref(ward):
    ward.add("People", Name="Ivy Jones")
    protect(ward)
    for minute in MINUTES:
        with pytest.raises(WorkbookRefused):
            ward.sync(NOW + timedelta(minutes=minute))
    with ward.ledger.read() as conn:
        assert refs.counters(conn, "ward")["P"] == len(NAMES) + 1
    assert not writing(ward)
    protect(ward, False)
    ward.sync(NOW + timedelta(minutes=80))
    assert ward.refs("People")[-1] == "P-009"
    assert ward.sync(NOW + timedelta(minutes=81)).did == "nothing to do"


def test_what_a_person_wrote_as_a_ref_meanwhile_is_theirs(ward):
    ward.add("People", Name="Ivy Jones")
    protect(ward)
    with pytest.raises(WorkbookRefused):
        ward.sync(NOW + timedelta(minutes=10))
    protect(ward, False)
    ward.add("People", Ref="P-009", Name="Kit Lowe")
    ward.sync(NOW + timedelta(minutes=20))
    assert dict(zip(ward.column("People", "Name"), ward.refs("People"), strict=True))["Ivy Jones"] == "P-010"


def test_what_is_being_written_is_not_remembered_without_end(ward):
    for number in range(60):
        with ward.ledger.write() as conn:
            standing.begin(conn, ward.site, f"Written on day {number}")
    assert writing(ward).split("\n") == [f"Written on day {number}" for number in range(10, 60)]


class Refusals(RuleBasedStateMachine):
    """People come and go while writes land, are refused, or end without anybody knowing how."""

    @initialize()
    def begin(self):
        self.folder = tempfile.TemporaryDirectory()
        self.ward = Ward(Path(self.folder.name) / "site", copied_from=type(self).before)
        self.now, self.number, self.given = NOW, 0, {}

    def teardown(self):
        self.ward.ledger.dispose()
        self.folder.cleanup()

    @rule(ref=st.sampled_from([None, None, None, "P-009", "P-010", "P-011"]))
    def adds_a_person(self, ref):
        self.number += 1
        typed = {} if ref is None or ref in self.given else {"Ref": ref}
        self.ward.add("People", Name=f"Person {self.number:02d}", **typed)

    @rule()
    def deletes_the_newest(self):
        with self.ward.tab("People") as sheet:
            last = max(row[0].row for row in sheet.iter_rows() if row[2].value)
            if last > len(NAMES) + 1:
                sheet.delete_rows(last)

    @rule(
        fate=st.sampled_from(
            ["lands", "lands", "protected", "saved meanwhile", "fails after", "breaks before"]
        )
    )
    def syncs(self, fate):
        self.now += timedelta(minutes=3)
        port = self.ward.site.staff
        if fate == "protected":
            protect(self.ward)
        elif fate != "lands":
            port.publish = self.publishing(port, fate)
        with suppress(WorkbookError, RuntimeError):
            self.ward.sync(self.now)
        port.__dict__.pop("publish", None)
        if fate == "protected":
            protect(self.ward, False)
        self.looks()

    def publishing(self, port, fate):
        def publish(changes):
            if fate == "saved meanwhile":
                with self.ward.edited():
                    pass
            if fate == "breaks before":
                raise RuntimeError("killed")
            revision = type(port).publish(port, changes)
            if fate == "fails after":
                self.looks()
                raise RuntimeError("killed")
            return revision

        return publish

    def looks(self):
        names = self.ward.column("People", "Name")
        people = zip(names, self.ward.column("People", "Ref"), strict=True)
        for name, ref in people:
            assert not ref or self.given.setdefault(ref, name) == name, f"{ref} twice"


def test_no_ref_is_given_to_two_people_whatever_becomes_of_writes(before):
    Refusals.before = before
    run_state_machine_as_test(
        Refusals,
        settings=settings(
            max_examples=6,
            stateful_step_count=10,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
