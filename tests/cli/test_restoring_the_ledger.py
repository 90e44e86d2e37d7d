"""A nightly copy put back: with what a killed process left beside the ledger, under a running service, and when it is damaged."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from service.ledger import log, open_ledger
from tests.cli.house import AT, SECRET, environment

LATER = "2026-11-30T10:00"

WRITE_AND_WAIT = """
import sys
from datetime import UTC, datetime
from service.ledger import log, open_ledger
ledger = open_ledger(sys.argv[1], sys.argv[2].encode())
for number in range(300):
    with ledger.write() as conn:
        log.add(conn, "ward", datetime.now(UTC), f"Written after the copy: {number}.")
print("written", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def copied(house):
    house.run("backup", "--now", AT)
    return house


def writing(house):
    """A process that wrote to the ledger and still has it open, its writes not yet in the file itself."""
    command = [sys.executable, "-c", WRITE_AND_WAIT, house.settings.database_url, SECRET]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment()
    )
    assert process.stdout.readline() == "written\n"
    return process


def written_after(path):
    ledger = open_ledger(f"sqlite:///{path}", SECRET.encode())
    try:
        with ledger.read() as conn:
            return sum("after the copy" in line.words for line in log.newest(conn, "ward", 500))
    finally:
        ledger.dispose()


def test_what_a_killed_process_left_beside_it_is_not_played_back(copied):
    path = copied.folder / "ledger.sqlite3"
    process = writing(copied)
    process.kill()
    process.communicate()
    assert (copied.folder / "ledger.sqlite3-wal").stat().st_size > 0
    said = copied.run("restore", "--ledger", "2026-11-23", "--now", AT)
    assert said.code == 0, said.err
    assert written_after(path) == 0
    with closing(sqlite3.connect(path)) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    [before] = (copied.folder / "versions" / "ledger").glob("replaced-*.sqlite3")
    assert written_after(before) == 300
    assert copied.run("sync", "--now", AT).code in (0, 1)
    # The wrong copy? What was replaced comes back whole, for a week.
    assert copied.run("backup", "--now", "2026-11-30").code == 0
    assert copied.run("restore", "--ledger", before.stem, "--now", LATER).code == 0
    assert written_after(path) == 300
    assert copied.run("backup", "--now", "2026-12-01").code == 0
    assert not before.exists()


def test_a_ledger_in_use_is_left_alone(copied):
    process = writing(copied)
    try:
        said = copied.run("restore", "--ledger", "2026-11-23")
    finally:
        process.kill()
        process.communicate()
    assert (said.code, "Stop patient-voice serve and clock" in said.err) == (3, True)
    assert written_after(copied.folder / "ledger.sqlite3") == 300


def test_a_damaged_copy_is_not_put_back_and_a_damaged_ledger_is_replaced(copied):
    path = copied.folder / "ledger.sqlite3"
    copy = copied.folder / "versions" / "ledger" / "ledger-2026-11-23.sqlite3"
    damaged = copy.with_name("ledger-2026-11-22.sqlite3")
    damaged.write_bytes(copy.read_bytes()[:5000])
    before = path.read_bytes()
    said = copied.run("restore", "--ledger", "2026-11-22")
    assert (said.code, "damaged" in said.err) == (2, True)
    assert path.read_bytes() == before
    path.write_bytes(b"no ledger at all")
    assert copied.run("restore", "--ledger", "2026-11-23").code == 0
    assert written_after(path) == 0


def test_a_ledger_that_is_gone_comes_back_and_the_copies_are_listed(copied):
    assert copied.run("restore", "--ledger").out == "2026-11-23\n"
    (copied.folder / "ledger.sqlite3").unlink()
    said = copied.run("restore", "--ledger", "2026-11-23")
    assert (said.code, "kept as" in said.out) == (0, False)
    assert (copied.folder / "ledger.sqlite3").stat().st_mode & 0o007 == 0
    assert copied.run("restore", "--ledger", "1999-01-01").code == 2
