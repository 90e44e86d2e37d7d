"""Attendance: nobody twice, nobody who said no, nobody who died still expected. Today is 17 March 2026."""

import pytest

from sheet_templates.attendance import Attendance
from sheet_templates.events import Event
from sheet_templates.people import Person
from sheet_templates.surveys import Survey
from tests.tables import codes
from tests.tabs.neighbours import Case, tells_apart

EVENTS = """
    | Ref   | Mechanism | Title         | Date       | Status    |
    | E-001 | Forum     | Spring forum  | 21/04/2026 | Planned   |
    | E-002 | Forum     | Autumn forum  | 14/10/2025 | Held      |
    | E-003 | Forum     | Winter forum  | 14/01/2026 | Cancelled |
"""
PEOPLE = """
    | Ref   | Name       | Status     | Email           | May we contact | Said so on |
    | P-001 | Ann Archer | Active     | ann@example.org | Yes            | 01/02/2026 |
    | P-002 | Bea Brook  | Died       |                 |                |            |
    | P-003 | Cara Cole  | Left       |                 |                |            |
    | P-004 | Dina Dean  | Active     |                 | No             | 01/02/2026 |
    | P-005 | Eve East   | Active     |                 | Yes            | 01/02/2026 |
"""
SURVEYS = """
    | Ref   | Title       | Status |
    | S-001 | Survey 2026 | Open   |
"""


def wrong(drawing):
    return codes(Attendance, drawing, {Event: EVENTS, Person: PEOPLE, Survey: SURVEYS})


def test_what_one_row_says_agrees_with_itself():
    assert wrong("""
        | Ref   | What for | Person | Not invited because | Reply | Attended | Invited on | Paper back on | Miles | Declined payment | Expenses | Payment |
        | T-001 | E-002    | P-001  | unwell              |       |          | 01/10/2025 |               |       |     |      |    |
        | T-002 | E-002    | P-002  | unwell              | Yes   |          |            |               |       |     |      |    |
        | T-003 | E-002    | P-003  | unwell              | No    |          |            |               |       |     |      |    |
        | T-004 | E-002    | P-004  |                     | No    | Yes      |            |               | 301   |     |      |    |
        | T-005 | E-002    | P-005  |                     | Yes   | Yes      | 01/10/2025 |               | 300   | No  | 9.50 |    |
        | T-006 | E-001    | P-001  |                     |       |          | 18/03/2026 |               |       |     |      |    |
        | T-007 | S-001    | P-001  |                     |       |          | 10/03/2026 | 09/03/2026    |       |     |      |    |
        | T-008 | S-001    | P-005  |                     |       |          | 10/03/2026 | 18/03/2026    |       |     |      |    |
        | T-009 | E-003    | P-001  |                     |       |          |            |               |       | Yes | £5   |    |
        | T-010 | E-003    | P-005  |                     |       |          |            |               |       | Yes | £0   |    |
    """) == [
        ("T-001", "struck-out-but-invited"),
        ("T-002", "struck-out-but-replied"),
        ("T-004", "came-after-saying-no"),
        ("T-004", "very-many-miles"),
        ("T-006", "invited-in-the-future"),
        ("T-007", "paper-back-before-it-went"),
        ("T-008", "paper-back-in-the-future"),
        ("T-009", "declined-but-paid"),
    ]


def test_nobody_stands_on_a_list_twice_however_they_are_named():
    assert wrong("""
        | Ref   | What for           | Person           |
        | T-001 | E-001 Spring forum | P-001 Ann Archer |
        | T-002 | Spring forum       | ann archer       |
        | T-003 | E-002              | P-001            |
        | T-004 | E-001              | Someone Else     |
        | T-005 | P-001              | P-005            |
    """) == [
        ("T-001", "on-the-list-twice"),
        ("T-002", "on-the-list-twice"),
        ("T-004", "names-nothing"),
        ("T-005", "wrong-kind-of-ref"),
    ]


def test_people_who_died_left_or_said_no_are_not_expected_or_invited():
    assert wrong("""
        | Ref   | What for | Person | How   | Not invited because | Reply | Invited on |
        | T-001 | E-001    | P-002  |       |                     | Yes   |            |
        | T-002 | E-001    | P-003  |       |                     |       |            |
        | T-003 | E-001    | P-004  | Email | said no             |       |            |
        | T-004 | E-003    | P-004  |       |                     |       | 02/02/2026 |
        | T-005 | E-002    | P-004  |       |                     |       | 01/10/2025 |
        | T-006 | S-001    | P-004  |       |                     |       |            |
        | T-007 | E-001    | P-005  | Email |                     |       |            |
        | T-008 | E-001    | P-001  | Email |                     |       |            |
        | T-009 | E-002    | P-002  |       |                     | Yes   |            |
        | T-010 | S-001    | P-002  |       |                     |       |            |
    """) == [
        ("T-001", "expects-someone-who-died"),
        ("T-002", "cannot-be-invited"),
        ("T-004", "invited-after-saying-no"),
        ("T-004", "invited-after-the-event"),
        ("T-006", "cannot-be-invited"),
        ("T-007", "cannot-be-reached-that-way"),
    ]


def test_attendance_fits_what_it_is_for():
    assert wrong("""
        | Ref   | What for | Person | Attended | Paper back on | Expenses |
        | T-001 | E-001    | P-001  | Yes      |               |          |
        | T-002 | E-003    | P-001  | Online   |               |          |
        | T-003 | E-003    | P-005  | No       |               |          |
        | T-004 | S-001    | P-001  | Yes      |               |          |
        | T-005 | S-001    | P-005  |          | 09/03/2026    |          |
        | T-006 | E-002    | P-001  |          | 09/03/2026    |          |
        | T-007 | E-002    | P-005  | No       |               | 12.40    |
        | T-008 | E-002    | P-004  | Yes      |               | 12.40    |
    """) == [
        ("T-001", "attended-before-the-day"),
        ("T-002", "attended-a-cancelled-event"),
        ("T-004", "attended-a-survey"),
        ("T-006", "paper-back-for-an-event"),
        ("T-007", "paid-without-coming"),
    ]


def listed(*rows, columns):
    lines = [f"| Ref | {columns} |"]
    lines += [f"| T-{n:03d} | {row} |" for n, row in enumerate(rows, start=1)]
    return "\n".join(lines)


RESTING = {
    Event: EVENTS,
    Person: """
        | Ref   | Name       | Status  | Hold until | Carer of | May we contact | Role    |
        | P-001 | Ann Archer | Not now |            |          | Yes            | Patient |
        | P-002 | Bea Brook  | Active  | 1 Jun 2026 |          | Yes            | Patient |
        | P-003 | Cara Cole  | Active  | 1 Mar 2026 |          | Yes            | Patient |
        | P-004 | Dina Dean  | Died    |            |          |                | Patient |
        | P-005 | Ed Dean    | Active  |            | P-004    | Yes            | Carer   |
        | P-006 | Flo Fir    | Active  |            | P-003    | Yes            | Carer   |
        | P-007 | Gwen Green | New     |            |          |                | Patient |
        | P-008 | Hana Hill  | Active  |            |          |                | Patient |
        | P-009 | Ida Inch   | New     |            |          |                | Staff   |
    """,
}
INVITED = listed(
    "E-001 | P-001 | 1 Mar 2026 | |", "E-001 | P-002 | | |", "E-001 | P-003 | | |", "E-001 | P-005 | 1 Mar 2026 | |",
    "E-001 | P-006 | | |", "E-001 | P-007 | | |", "E-001 | P-008 | | |", "E-001 | P-009 | | |",
    "E-002 | P-001 | 1 Mar 2025 | |", "E-002 | P-005 | | |", "E-002 | P-007 | | |",
    columns="What for | Person | Invited on | Reply | Not invited because",
)  # fmt: skip
SETTLED = listed(
    "E-001 | P-001 | Yes |", "E-001 | P-005 | | grieving", "E-001 | P-007 | No |",
    columns="What for | Person | Reply | Not invited because",
)  # fmt: skip
PAPER = {
    Person: PEOPLE,
    Survey: """
        | Ref   | Title | Opens      | Closes      | Answers are  |
        | S-001 | A     | 2 Feb 2026 | 28 Feb 2026 | Confidential |
        | S-002 | B     | 2 Feb 2026 | 28 Feb 2026 | Anonymous    |
        | S-003 | C     |            |             |              |
    """,
}
BACK = listed(
    "S-001 | P-001 | 1 Feb 2026", "S-001 | P-002 | 2 Feb 2026", "S-001 | P-003 | 28 Feb 2026", "S-001 | P-004 | 1 Mar 2026",
    "S-002 | P-001 | 1 Feb 2026", "S-003 | P-001 | 1 Feb 2026", columns="What for | Person | Paper back on",
)  # fmt: skip
CASES = {
    "struck-out-but-invited": Case(
        listed("ill | 1 Mar 2026", "ill |", "| 1 Mar 2026", columns="Not invited because | Invited on"),
        "T-001",
    ),
    "invited-in-the-future": Case(listed("18 Mar 2026", "17 Mar 2026", columns="Invited on"), "T-001"),
    "paper-back-in-the-future": Case(listed("18 Mar 2026", "17 Mar 2026", columns="Paper back on"), "T-001"),
    "paper-back-before-it-went": Case(
        listed(
            "2 Mar 2026 | 1 Mar 2026",
            "2 Mar 2026 | 2 Mar 2026",
            "| 1 Mar 2026",
            columns="Invited on | Paper back on",
        ),
        "T-001",
    ),
    "declined-but-paid": Case(
        listed(
            "Yes | 5 |",
            "Yes | | 5",
            "Yes | 0 |",
            "No | 5 | 5",
            columns="Declined payment or expenses | Expenses | Payment",
        ),
        "T-001 T-002",
    ),
    "very-many-miles": Case(listed("301", "300", columns="Miles"), "T-001"),
    "very-much-money": Case(
        listed("500.01 |", "| 2000", "500 | 500", "| 20", columns="Expenses | Payment"), "T-001 T-002"
    ),
    "miles-without-travel": Case(
        listed("Online | 12", "Online | 0", "Online |", "Yes | 12", columns="Attended | Miles"), "T-001"
    ),
    "invites-someone-who-rests": Case(INVITED, "T-001 T-002", RESTING),
    "invites-a-carer-in-grief": Case(INVITED, "T-004", RESTING),
    "invites-someone-never-asked": Case(INVITED, "T-006", RESTING),
    "names-who-answered-an-anonymous-survey": Case(BACK, "T-005", PAPER),
    "paper-back-before-it-opened": Case(BACK, "T-001", PAPER),
    "paper-back-after-it-closed": Case(BACK, "T-004", PAPER),
    "replied-to-a-survey": Case(
        listed("S-001 | P-001 | No", "S-001 | P-002 |", columns="What for | Person | Reply"), "T-001", PAPER
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_in_attendance_the_row_with_the_problem_is_told_and_its_neighbour_is_not(code):
    tells_apart(Attendance, code, CASES[code])


def test_whoever_replied_or_is_struck_out_is_no_longer_asked_about():
    assert codes(Attendance, SETTLED, RESTING) == []
