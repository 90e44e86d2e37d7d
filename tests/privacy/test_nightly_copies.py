"""Nightly copies of the ledger tell nothing that the ledger itself has forgotten."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta

import pytest

from service.flows.housekeeping import back_up, keep_house
from service.ledger import links, log, submissions
from sheet_templates.surveys import Survey
from tests.flows.ward import LONDON, NOW, Ward, rows

ENDS = datetime(2026, 12, 15, 3, 20, tzinfo=LONDON)  # the last day of the survey


@pytest.fixture
def anonymous(tmp_path):
    made = Ward(tmp_path)
    made.sync()
    yield made
    made.ledger.dispose()


@pytest.fixture
def confidential(tmp_path):
    starts = rows()
    starts[Survey][0]["answers_are"] = "Confidential"
    made = Ward(tmp_path, starts=starts)
    made.sync()
    yield made
    made.ledger.dispose()


def send(ward, number, mode):
    with ward.ledger.write() as conn:
        link = None
        if mode == "confidential":
            token = links.make(conn, "ward", "S-001", f"P-{number:03d}", NOW)
            link = links.find(conn, "ward", "S-001", token).id
        submissions.submit(
            conn, site="ward", form="S-001", version=1, mode=mode, who="me", ratings={"Q-001": "Good"},
            comments={"Q-002": "Warmer."}, key=f"a key of press number {number}".encode(), link_id=link, today=NOW.date(),
        )  # fmt: skip


def a_night(ward, now, sync=True):
    """What the clock does between two days."""
    if sync:
        ward.sync(now)
    keep_house(ward.site, now)
    return back_up(ward.site, now + timedelta(minutes=20))


def copies(ward):
    return sorted(ward.site.backups.glob("ledger-*.sqlite3"))


def in_copies(ward, *tables):
    """How many rows each copy has in these tables."""
    found = []
    for copy in copies(ward):
        with closing(sqlite3.connect(copy)) as conn:
            found.append(sum(conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables))
    return found


def said(ward):
    with ward.ledger.read() as conn:
        return " ".join(line.words for line in log.newest(conn, "ward", 50))


def test_who_gave_which_confidential_answer_leaves_the_copies_with_the_ledger(confidential):
    ward = confidential
    for number in range(1, 4):
        send(ward, number, "confidential")
    for days in range(26, 28):
        a_night(ward, ENDS + timedelta(days=days), sync=False)
    with ward.ledger.read() as conn:
        told = [row[0].encode() for row in conn.exec_driver_sql("SELECT link_id FROM answer_links")]
    assert in_copies(ward, "links", "link_tokens", "answer_links") == [9, 9]
    os.chmod(copies(ward)[0], 0o640)
    a_night(ward, ENDS + timedelta(days=28))
    assert in_copies(ward, "links", "link_tokens", "answer_links") == [0, 0, 0]
    assert in_copies(ward, "answers") == [3, 3, 3]
    assert copies(ward)[0].stat().st_mode & 0o777 == 0o640
    left = b"".join(copy.read_bytes() for copy in copies(ward))
    assert len(told) == 3
    assert not [link for link in told if link in left]
    for copy in copies(ward):
        with closing(sqlite3.connect(copy)) as conn:
            assert conn.execute("PRAGMA freelist_count").fetchone() == (0,)
            assert conn.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert "Erased from 2 kept copies" in said(ward)


def test_envelopes_leave_the_copies_once_a_copy_holds_what_was_in_them(anonymous):
    ward = anonymous
    for days in range(3):
        send(ward, days, "anonymous")
        a_night(ward, NOW + timedelta(days=days))
    assert in_copies(ward, "intake") == [1, 2, 3]
    with ward.ledger.read() as conn:
        sealed = [row[0] for row in conn.exec_driver_sql("SELECT sealed FROM intake")]
    after = ENDS + timedelta(days=1)
    ward.sync(after)
    keep_house(ward.site, after)
    assert in_copies(ward, "intake") == [
        1,
        2,
        3,
    ]  # the answers are in no copy yet: a lost disk must not cost them
    back_up(ward.site, after)
    assert in_copies(ward, "intake") == [0] * 4
    assert in_copies(ward, "answers") == [0, 0, 0, 3]
    left = b"".join(copy.read_bytes() for copy in copies(ward))
    assert not [one for one in sealed if one[:32] in left]


@pytest.mark.parametrize("harm", ["broken", "other revision"])
def test_a_copy_nobody_can_clean_goes_and_one_with_nothing_to_hide_stays(confidential, harm):
    ward = confidential
    a_night(ward, ENDS + timedelta(days=20), sync=False)
    send(ward, 1, "confidential")
    for days in (27, 28):
        a_night(ward, ENDS + timedelta(days=days - 1), sync=False)
    [_, old, _] = copies(ward)
    if harm == "broken":
        old.write_bytes(b"no ledger" * 1000)
    else:
        for copy in copies(ward)[:2]:
            with closing(sqlite3.connect(copy)) as conn, conn:
                conn.execute("UPDATE alembic_version SET version_num = '0000'")
    ward.sync(ENDS + timedelta(days=28))
    keep_house(ward.site, ENDS + timedelta(days=28))
    assert old.exists()  # the newest copy might be the only one
    back_up(ward.site, ENDS + timedelta(days=28))
    assert not old.exists()
    assert "Deleted 1 kept copy of the ledger" in said(ward)
    assert not any(in_copies(ward, "links", "answer_links"))


def test_copies_older_than_28_days_go_but_the_newest_and_those_somebody_named(anonymous):
    ward = anonymous
    back_up(ward.site, NOW)
    kept = ward.site.backups / "ledger-before-the-move.sqlite3"
    kept.write_bytes(copies(ward)[0].read_bytes())
    back_up(ward.site, NOW + timedelta(days=28))
    assert len(copies(ward)) == 3
    done = back_up(ward.site, NOW + timedelta(days=29))
    assert [copy.name for copy in copies(ward)] == [
        "ledger-2026-12-21.sqlite3", "ledger-2026-12-22.sqlite3", kept.name,
    ]  # fmt: skip
    assert done["kept"] == 3
    for days in range(30, 50):
        back_up(ward.site, NOW + timedelta(days=days))
    assert len(copies(ward)) == 14 + 1


def test_the_newest_copy_stays_however_old_it_is(anonymous):
    ward = anonymous
    back_up(ward.site, NOW)
    keep_house(ward.site, NOW + timedelta(days=400))
    assert len(copies(ward)) == 1


def test_every_night_the_log_ahead_of_the_ledger_is_emptied(anonymous):
    """Until then it holds in one commit which reference came with which envelope."""
    ward = anonymous
    send(ward, 1, "anonymous")
    ahead = ward.ledger.path.with_name("ledger.sqlite3-wal")
    assert ahead.stat().st_size
    with ward.ledger.outside_transactions():  # somebody else has it open: the last to close it would empty it
        assert keep_house(ward.site, NOW)["log_emptied"]
        with ahead.open("rb") as log_ahead:
            left = log_ahead.read()
    assert b"S-001" not in left  # what was written since is the record of keeping house itself
