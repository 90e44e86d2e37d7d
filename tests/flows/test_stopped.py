"""Who said no stays on the stop list: a deleted row, a list pasted again or an older row does not undo it; a later Yes does."""

from datetime import timedelta

import openpyxl
import pytest

from service.ledger import stop_list
from tests.flows.ward import NOW

LATER = NOW + timedelta(minutes=10)


def type_in(ward, row, **cells):
    with ward.tab("People") as sheet:
        for heading, value in cells.items():
            sheet.cell(row, ward.place(sheet, heading.replace("_", " "))).value = value


def delete(ward, row):
    with ward.tab("People") as sheet:
        sheet.delete_rows(row)


def leave_list(ward, *people):
    book = openpyxl.Workbook()
    book.active.append(["Name", "Email address", "Tel"])
    for each in people:
        book.active.append(each)
    book.save(ward.staff.with_name("to-add.xlsx"))


def codes(outcome):
    return [problem.code for problem in outcome.problems]


GONE = [{"May_we_contact": "No"}, {"Status": "Left"}, {"Status": "Died"}, {"Status": "Moved away"}]


@pytest.mark.parametrize("said", GONE)
def test_who_is_gone_is_not_taken_in_again_by_a_list_though_the_row_was_deleted(ward, said):
    type_in(ward, 3, **said)
    ward.sync(LATER)
    delete(ward, 3)
    ward.sync(LATER + timedelta(minutes=3))
    leave_list(ward, ("B. Cole", "P2@example.org", None), ("Ines Jones", "ines@example.org", None))
    outcome = ward.sync(LATER + timedelta(minutes=6))
    assert outcome.rows_added == 1
    assert "Bridget Cole" not in ward.text("People")
    [told] = [problem for problem in outcome.problems if problem.code == "list-said-no"]
    assert told.says.startswith("1 person of this list said no, left, moved away or died")
    assert "Cole" not in ward.text("Log")


def test_a_list_of_names_alone_does_not_bring_somebody_back(ward):
    type_in(ward, 3, Status="Died")
    ward.sync(LATER)
    delete(ward, 3)
    ward.sync(LATER + timedelta(minutes=3))
    leave_list(ward, ("Cole, Bridget", None, None))
    assert ward.sync(LATER + timedelta(minutes=6)).rows_added == 0


def test_somebody_else_behind_the_same_telephone_is_not_stopped(ward):
    type_in(ward, 3, Phone="01632 960002", May_we_contact="No")
    ward.sync(LATER)
    leave_list(ward, ("Owen Cole", None, "+44 1632 960002"))
    assert ward.sync(LATER + timedelta(minutes=3)).rows_added == 1


def test_a_row_typed_again_is_told_and_a_later_yes_lifts_it(ward):
    type_in(ward, 3, May_we_contact="No", Said_so_on=NOW.date())
    ward.sync(LATER)
    delete(ward, 3)
    ward.sync(LATER + timedelta(minutes=3))
    ward.add(
        "People",
        Name="Bridget Cole",
        Status="New",
        Email="p2@example.org",
        May_we_contact="Yes",
        Said_so_on=NOW.date(),
    )
    outcome = ward.sync(LATER + timedelta(minutes=6))
    assert [problem.says for problem in outcome.problems if problem.code == "on-the-stop-list"] == [
        "This person said no, left, moved away or died, as we were told on 23 November 2026, so nothing is sent."
    ]
    tomorrow = NOW + timedelta(days=1)
    type_in(ward, 9, Said_so_on=tomorrow.date())
    assert "on-the-stop-list" in codes(ward.sync(LATER + timedelta(minutes=9)))  # that day has not come
    assert "on-the-stop-list" not in codes(ward.sync(tomorrow))
    with ward.ledger.read() as conn:
        left = stop_list.all(conn, "ward")
    assert len(left) == 1  # the name alone: nobody answers to it who says how to reach them


def test_no_name_is_written_down_while_a_column_may_have_been_sorted_alone(ward):
    with ward.tab("People") as sheet:
        place = ward.place(sheet, "Name")
        names = [sheet.cell(row, place).value for row in range(2, 10)]
        for row, name in enumerate(reversed(names), start=2):
            sheet.cell(row, place).value = name
        sheet.cell(3, ward.place(sheet, "May we contact")).value = "No"
    ward.sync(LATER)
    with ward.ledger.read() as conn:
        assert stop_list.all(conn, "ward") == {}


def test_what_stands_on_the_list_is_written_once(ward):
    type_in(ward, 3, May_we_contact="No")
    ward.sync(LATER)
    with ward.ledger.read() as conn:
        before = stop_list.all(conn, "ward")
    ward.sync(NOW + timedelta(days=1))
    with ward.ledger.read() as conn:
        assert stop_list.all(conn, "ward") == before
    assert not [word for word in ("cole", "bridget", "p2") if word in str(before).casefold()]
