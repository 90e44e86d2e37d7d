"""The verification suite, asked of the loopback server: it is known to work before somebody has a Google account for it."""

import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.sheets_api.server import SheetsAPI

pytestmark = pytest.mark.slow

HERE = Path(__file__).with_name("test_verification.py")
CONTRACT = Path(__file__).parent.parent / "contract"


@contextmanager
def account_here(folder):
    """The loopback server, and the environment that names two accounts and two spreadsheets of it."""
    with SheetsAPI(quota=False) as google:
        google.key_file(folder / "key.json")
        google.key_file(folder / "second.json", "second@ward.iam.gserviceaccount.com")
        named = {
            "PATIENT_VOICE_GOOGLE_KEY": str(folder / "key.json"),
            "PATIENT_VOICE_GOOGLE_SECOND_KEY": str(folder / "second.json"),
            "PATIENT_VOICE_GOOGLE_STAFF": google.control.create("Staff, may be wiped"),
            "PATIENT_VOICE_GOOGLE_MANAGERS": google.control.create("Managers, may be wiped"),
            "PATIENT_VOICE_GOOGLE_ENDPOINT": google.url,
        }
        yield google, {**os.environ, **named}


def run(environment, *arguments):
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", "-m", "google_account"]
    done = subprocess.run(
        [*command, *map(str, arguments)], env=environment, capture_output=True, text=True, timeout=280
    )
    assert done.returncode == 0, done.stdout[-3000:]
    return done.stdout


def test_the_contract_holds_for_an_account_named_in_the_environment(tmp_path):
    """A part of it: as a whole it takes a minute more."""
    with account_here(tmp_path) as (google, environment):
        told = run(environment, CONTRACT / "test_rows.py")
        assert google.control.count("write") > 30
    assert re.search(r"\n1\d passed", told)


@pytest.mark.parametrize("other", [False, True])
def test_the_verification_suite_finds_what_the_switches_say(tmp_path, other):
    asked = (
        "append_counts_formats", "clip_long_ranges", "strict_validation_refuses_api", "sort_moves_row_metadata",
        "find_replace_parses", "diagonal_islands", "masked_cells_trimmed", "metadata_numbers_unique",
        "ranges_leave_out_parts",
    )  # fmt: skip
    with account_here(tmp_path) as (google, environment):
        for name in asked:
            setattr(google.switches, name, other)
        for _ in range(1 if other else 2):  # wiped, and again
            told = run(environment, HERE)
        found = dict(re.findall(r"answer: (\w+) = (\w+)", told))
    assert found == dict.fromkeys(asked, str(other))


def test_without_an_account_nothing_of_it_runs(tmp_path):
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PATIENT_VOICE_GOOGLE")}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--collect-only",
        "-m",
        "google_account",
    ]
    command += [str(HERE), str(CONTRACT)]
    done = subprocess.run(
        command, env={**bare, "PATIENT_VOICE_REQUIRE_ALL": "1"}, capture_output=True, text=True, timeout=280
    )
    assert done.returncode == 5, done.stdout[
        -2000:
    ]  # nothing was collected: none is skipped, none has failed
