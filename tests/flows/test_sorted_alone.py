"""A column sorted alone is noticed whichever it is, and what it endangers is held; a day's ordinary work is not."""

import os
from datetime import timedelta

import pytest

from service.ledger import held
from sheet_templates.attendance import Attendance
from sheet_templates.people import Person
from tests.flows.ward import NOW, Ward, person, rows

LATER = NOW + timedelta(minutes=10)
DAY = (NOW + timedelta(days=30)).date()
STATUS = ["Active", "New", "Died", "Active", "Not now", "Left", "New", "Active"]
CONTACT = ["Yes", "No", None, "Ask at clinic", "Yes", "No", "Yes", None]


@pytest.fixture
def ward(tmp_path):
    starts = rows()
    for number, each in enumerate(starts[Person]):
        each |= {"status": STATUS[number], "may_contact": CONTACT[number]}
        each |= {"hold_until": DAY + timedelta(days=number)} if number < 5 else {}
    starts[Person] += [person(9 + n, f"Carer {n}", role="Carer", carer_of=f"P-00{1 + n}") for n in range(3)]
    starts[Attendance] = [
        {"ref": f"T-{n:03d}", "what_for": "S-001", "person": f"P-{n:03d}"}
        | ({"not_invited_because": f"reason {n}"} if n % 2 else {})
        for n in range(1, 9)
    ]
    made = Ward(tmp_path, starts=starts)
    morning = (NOW - timedelta(hours=2)).timestamp()
    os.utime(made.staff, (morning, morning))
    made.sync()
    yield made
    made.ledger.dispose()


def column(ward, tab, heading, change):
    """Somebody puts other values into one column, and saves now."""
    with ward.tab(tab) as sheet:
        place = ward.place(sheet, heading)
        last = max(cell.row for cell in sheet["A"] if cell.value)
        cells = [sheet.cell(row, place) for row in range(2, last + 1)]
        for cell, value in zip(cells, change([cell.value for cell in cells]), strict=True):
            cell.value = value
    os.utime(ward.staff, (NOW.timestamp(), NOW.timestamp()))


def in_order(values):
    return sorted(values, key=lambda value: (value is None, str(value)))


def stops(ward):
    with ward.ledger.read() as conn:
        return held.get(conn, "ward", "sending") is not None


def told(outcome):
    return [
        (problem.tab, problem.column) for problem in outcome.problems if problem.code == "column-sorted-alone"
    ]


SORTED = [
    ("People", "Name"),
    ("People", "Email"),
    ("People", "Status"),
    ("People", "May we contact"),
    ("People", "Hold until"),
    ("People", "Carer of"),
    ("Attendance", "Person"),
    ("Attendance", "Not invited because"),
]


@pytest.mark.parametrize(("tab", "heading"), SORTED)
def test_a_column_sorted_alone_stops_sending_until_it_is_undone(ward, tab, heading):
    before = []
    turn = 1 if heading == "Carer of" else -1  # whichever leaves fewer where they were
    column(ward, tab, heading, lambda values: before.extend(values) or in_order(values)[::turn])
    outcome = ward.sync(LATER)
    assert told(outcome) == [(tab, "Name" if heading == "Email" else heading)]
    assert stops(ward)
    today = ward.text("Today")
    assert "Nothing is sent" in today
    ward.sync(LATER + timedelta(minutes=3), accept_loss=["Feedback"])
    assert stops(ward)  # it stands until somebody did something about it
    column(ward, tab, heading, lambda values: before)
    assert told(ward.sync(LATER + timedelta(minutes=6))) == []
    assert not stops(ward)


def test_today_names_the_version_from_before_in_hospital_time_not_the_one_with_the_sorted_column(ward):
    column(ward, "People", "Status", in_order)
    outcome = ward.sync(LATER)
    column(ward, "People", "Notes", lambda values: ["a word"] * len(values))
    again = ward.sync(LATER + timedelta(minutes=3))
    for each in (outcome, again):
        [problem] = [problem for problem in each.problems if problem.code == "column-sorted-alone"]
        assert "the version of 23 November 2026 07:30" in problem.fix
    assert "Go back to the version of 23 November 2026 07:30." in ward.text("Today")


def test_one_edit_beside_the_sorted_column_does_not_hide_it_nor_do_later_ones(ward):
    column(ward, "People", "Status", lambda values: ["Moved away", *in_order(values[1:])])
    ward.sync(LATER)
    assert stops(ward)
    column(ward, "People", "Status", lambda values: [*values[:8], "Left", "Left", "Moved away"])
    ward.sync(LATER + timedelta(minutes=3))
    assert stops(ward)


@pytest.mark.parametrize("accepted", ["People", "Attendance"])
def test_whoever_runs_the_service_can_say_that_it_is_right(ward, accepted):
    column(
        ward, accepted, "Status" if accepted == "People" else "Person", lambda values: in_order(values)[::-1]
    )
    ward.sync(LATER)
    assert stops(ward)
    ward.sync(LATER + timedelta(minutes=3), accept_loss=[accepted])
    assert not stops(ward)


ORDINARY = [
    ("People", "Status", lambda values: ["Active"] * len(values)),
    ("People", "Status", lambda values: [*values[:5], "Died", "Active", "Left", *values[8:]]),
    ("People", "May we contact", lambda values: [value or "Yes" for value in values]),
    ("People", "Hold until", lambda values: [value and DAY for value in values]),
    ("People", "Hold until", lambda values: [None] * len(values)),
    ("People", "Phone", lambda values: [f"01632 9600{n:02d}" for n, _ in enumerate(values)]),
    ("People", "Notes", lambda values: [f"word {n}" for n, _ in enumerate(values)]),
    ("Attendance", "Not invited because", lambda values: ["away"] * len(values)),
    ("Attendance", "Person", lambda values: ["P-002", "P-001", *values[2:]]),
]


@pytest.mark.parametrize(("tab", "heading", "change"), ORDINARY)
def test_a_days_ordinary_work_holds_nobody(ward, tab, heading, change):
    column(ward, tab, heading, change)
    assert told(ward.sync(LATER)) == []
    with ward.ledger.read() as conn:
        assert held.all(conn, "ward") == []


def test_whole_rows_sorted_are_ordinary_work(ward):
    with ward.tab("People") as sheet:
        lines = [[cell.value for cell in line] for line in sheet.iter_rows(2, 12)]
        for number, line in enumerate(reversed(lines), start=2):
            for place, value in enumerate(line, start=1):
                sheet.cell(number, place).value = value
    assert told(ward.sync(LATER)) == []
    assert not stops(ward)


@pytest.mark.parametrize(("rows_there", "is_held"), [(1, False), (2, True)])
def test_a_short_tab_wiped_to_nothing_is_held(ward, rows_there, is_held):
    for number in range(rows_there):
        ward.add("Rates", From=NOW.date(), What=["Nurse", "Room"][number], Per="Hour", **{"£": 30})
    ward.sync(LATER)
    ward.add("Feedback", What_was_said="Thank you.")
    ward.sync(LATER)  # what got its Ref is read back with the next save
    with ward.tab("Rates") as sheet:
        sheet.delete_rows(2, rows_there)
    assert (ward.sync(LATER + timedelta(minutes=3)).held == ["Rates"]) is is_held
