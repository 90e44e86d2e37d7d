"""Long commands say on a terminal what they are at; a pipe gets the result alone, and nobody what somebody typed."""

import os
import pty
import subprocess
import sys

import pytest

from tests.cli.house import AT, environment
from tests.cli.test_commands import LATER

pytestmark = pytest.mark.slow


def on_a_terminal(house, *words):
    """What a terminal shows of standard error; standard output is a pipe, so that results can be told apart."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "service", "--config", str(house.toml), *map(str, words)]
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=environment())
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b""))
        out, _ = process.communicate(timeout=60)
    finally:
        os.close(ours)
    return process.returncode, out.decode(), shown.decode().splitlines()


def _read(terminal):
    try:
        return os.read(terminal, 4096)
    except OSError:  # on Linux: the other end was closed
        return b""


SYNC = [
    "ward: reading both workbooks ...",
    "ward: checking rows and filling the tabs ...",
    "ward: writing the staff workbook ...",
]


def test_a_sync_names_its_steps_in_order_and_never_what_was_typed(house):
    house.add("People", Name="Ines Jones")
    code, out, shown = on_a_terminal(house, "sync", "--now", LATER)
    assert (code, out.startswith("ward: wrote")) == (0, True)
    assert shown == SYNC


def test_with_json_the_steps_stay_apart_from_the_result(house):
    code, out, shown = on_a_terminal(house, "sync", "--dry-run", "--now", LATER, "--json")
    assert (code, out[0], shown) == (0, "[", SYNC[:2])


@pytest.mark.parametrize(
    ("words", "steps"),
    [
        (["upgrade"], ["Bringing the ledger to this version ..."]),
        (
            ["init"],
            [
                "Bringing the ledger to this version ...",
                "ward: looking through the staff workbook and repairing what is damaged ...",
                "ward: looking through the managers’ workbook ...",
            ],
        ),
        (
            ["backup", "--now", AT],
            ["Copying the ledger ...", "Erasing from older copies what the ledger no longer holds ..."],
        ),
        (["run", "sync-workbooks", "--now", LATER], SYNC),
    ],
)
def test_other_long_commands_name_theirs_and_a_pipe_gets_none(house, words, steps):
    said = house.run_apart(*words)
    assert (said.code, said.err) == (0, "")
    if words[0] == "run":
        house.add("People", Name="Ines Jones")
    assert on_a_terminal(house, *words)[2] == steps


def test_an_import_names_its_steps_and_not_what_is_in_the_file(house, tmp_path):
    with house.tab("Surveys") as sheet:
        sheet.cell(2, house.place(sheet, "Status")).value = "Closed"
    file = tmp_path / "earlier.csv"
    file.write_text("Who,Visit\nInes Jones,Good\n", "utf-8")
    words = ["import-answers", file, "--survey", "S-001", "--map", "Who=respondent", "--map", "Visit=Q-001"]
    assert on_a_terminal(house, *words, "--now", AT)[2] == [
        "Reading the file ...",
        "Reading the survey in the staff workbook ...",
        "Working out who answered what ...",
        "Putting the answers into the ledger ...",
    ]
