"""The verification suite, asked of the loopback server: it is known to work before somebody has a Google account for it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sheets_api.server import SheetsAPI

HERE = Path(__file__).with_name("test_verification.py")


@pytest.mark.parametrize("other", [False, True])
def test_the_verification_suite_finds_what_the_switches_say(tmp_path, other):
    with SheetsAPI(quota=False) as google:
        asked = (
            "append_counts_formats", "clip_long_ranges", "strict_validation_refuses_api", "sort_moves_row_metadata",
            "find_replace_parses", "diagonal_islands", "masked_cells_trimmed", "metadata_numbers_unique",
        )  # fmt: skip
        for name in asked:
            setattr(google.switches, name, other)
        google.key_file(tmp_path / "key.json")
        named = {
            "PATIENT_VOICE_GOOGLE_KEY": str(tmp_path / "key.json"),
            "PATIENT_VOICE_GOOGLE_STAFF": google.control.create("Staff"),
            "PATIENT_VOICE_GOOGLE_MANAGERS": google.control.create("Managers"),
            "PATIENT_VOICE_GOOGLE_ENDPOINT": google.url,
        }
        for _ in range(1 if other else 2):  # wiped, and again
            command = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", str(HERE)]
            done = subprocess.run(
                command, env={**os.environ, **named}, capture_output=True, text=True, timeout=280
            )
            assert done.returncode == 0, done.stdout[-3000:]
        found = dict(re.findall(r"answer: (\w+) = (\w+)", done.stdout))
    assert found == dict.fromkeys(asked, str(other))


def test_without_an_account_nothing_of_it_runs(tmp_path):
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PATIENT_VOICE_GOOGLE")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--collect-only", str(HERE)]
    done = subprocess.run(
        command, env={**bare, "PATIENT_VOICE_REQUIRE_ALL": "1"}, capture_output=True, text=True, timeout=280
    )
    assert done.returncode == 5, done.stdout[
        -2000:
    ]  # nothing was collected: none is skipped, none has failed
