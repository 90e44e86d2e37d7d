"""An older version put back is noticed however it came back, and what had been handed over is handed over again."""

import os
from datetime import timedelta

import pytest

from service.flows.personal_links import LinksRefused, make_links
from service.ledger import held, log
from tests.flows.test_sync import LATER, tell
from tests.flows.ward import NOW

SOON = LATER + timedelta(seconds=20)  # within the same minute: Today says the same moment
NEXT = LATER + timedelta(minutes=3)


def is_told(ward, outcome):
    with ward.ledger.read() as conn:
        restored = held.get(conn, "ward", "older version") is not None
    told = "older-version" in {problem.code for problem in outcome.problems}
    assert told == restored == ("An older version" in ward.text("Today"))
    return told


@pytest.fixture
def first(ward):
    """The oldest state there is: from before our first write, with no line on Today."""
    [version] = ward.site.staff.versions.list()
    return version.path.read_bytes()


def hand_over(ward):
    tell(ward, "Could the chairs have arms?")
    ward.sync(LATER)
    with ward.tab("People") as sheet:
        sheet.cell(3, ward.place(sheet, "Status")).value = "Died"
    ward.sync(LATER)
    assert ward.refs("Feedback") == ["F-001", "F-002"]


def test_the_oldest_version_copied_back_by_hand_is_noticed_and_comments_come_again(ward, first):
    hand_over(ward)
    ward.staff.write_bytes(first)
    assert is_told(ward, ward.sync(SOON))
    assert ward.refs("Feedback") == ["F-001", "F-002"]
    with ward.ledger.read() as conn:
        assert not [line.words for line in log.newest(conn, "ward", 50) if "Staff deleted" in line.words]


def test_it_is_noticed_though_somebody_typed_in_it_before_we_read_it(ward, first):
    hand_over(ward)
    ward.staff.write_bytes(first)
    ward.add("People", Name="Ines Jones")
    assert is_told(ward, ward.sync(NEXT))
    assert ward.refs("Feedback") == ["F-001", "F-002"]


def test_a_state_of_the_same_minute_is_told_from_the_newest(ward):
    ward.add("People", Name="Ines Jones")
    before = ward.staff.read_bytes()
    ward.sync(LATER)
    ours = ward.staff.read_bytes()
    ward.add("People", Name="Jo King")
    ward.sync(LATER)
    for older in (before, ours):
        ward.staff.write_bytes(older)
        assert is_told(ward, ward.sync(SOON))
        ward.sync(SOON, accept_loss=["workbook"])


@pytest.mark.parametrize("how", ["delete", "wipe", "rename"])
def test_todays_tab_gone_is_no_older_version(ward, how):
    hand_over(ward)
    with ward.edited() as book:
        if how == "delete":
            del book["Today"]
        elif how == "wipe":
            book["Today"].delete_rows(1, 200)
        else:
            book["Today"].title = "Monday"
    assert not is_told(ward, ward.sync(NEXT))


def test_saving_again_and_again_is_no_older_version(ward):
    for name in ("Ines Jones", "Jo King", "Kit Long"):
        ward.add("People", Name=name)
        assert not is_told(ward, ward.sync(SOON))


def test_letters_know_an_older_version_before_any_sync_has_seen_it(ward, first):
    with ward.tab("Surveys") as sheet:
        sheet.cell(2, ward.place(sheet, "Answers are")).value = "Confidential"
        sheet.cell(2, ward.place(sheet, "Status")).value = None
    hand_over(ward)
    with ward.ledger.write() as conn:
        conn.exec_driver_sql("update forms set mode = 'confidential'")
    ward.staff.write_bytes(first)
    os.utime(ward.staff, (NOW.timestamp(), NOW.timestamp()))
    with pytest.raises(LinksRefused, match="older version"):
        make_links(ward.site, "S-001", SOON)
