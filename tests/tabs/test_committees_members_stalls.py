"""Committees and groups, their members, and the stalls at a forum. Today is 17 March 2026."""

import pytest

from sheet_templates.attendance import Attendance
from sheet_templates.committees import Committee
from sheet_templates.events import Event
from sheet_templates.members import Member
from sheet_templates.people import Person
from sheet_templates.stalls import Stall
from tests.tables import codes
from tests.tabs.neighbours import Case, tells_apart

PEOPLE = """
    | Ref   | Name       | Status     | May we contact |
    | P-001 | Ann Archer | Active     | Yes            |
    | P-002 | Bea Brook  | Died       |                |
    | P-003 | Cara Cole  | Moved away |                |
    | P-004 | Dina Dean  | Active     | No             |
    | P-005 | Eve East   | Active     | Yes            |
    | P-006 | Fay Field  | Active     | Yes            |
"""


def test_seats_quorum_and_the_next_date():
    assert codes(
        Committee,
        """
        | Ref   | Name            | Kind          | Next date  | Seats for us | Quorum |
        | C-001 | Cancer board    | Committee     | 16/03/2026 | 2            |        |
        | C-002 | Patient council | Committee     | 17/03/2026 | 1            |        |
        | C-003 | Our group       | Patient group |            |              | 2      |
        | C-004 | Other group     | Patient group |            |              | 1      |
        | C-005 | cancer  BOARD   | Committee     |            |              |        |
        | C-006 | Small board     | Committee     |            | 1            |        |
    """,
        {
            Member: """
        | Ref   | Person | Of    | As             | Stage  |
        | N-001 | P-001  | C-001 | Representative | Joined |
        | N-002 | P-001  | C-002 | Representative | Joined |
        | N-003 | P-005  | C-001 | Deputy         | Joined |
        | N-004 | P-005  | C-003 |                | Joined |
        | N-005 | P-006  | C-003 |                | Left   |
        | N-006 | P-006  | C-004 |                | Joined |
        | N-007 | P-001  | C-006 | Member         | Joined |
        | N-008 | P-005  | C-006 | Representative | Joined |
    """,
            Event: """
        | Ref   | Mechanism     | Title | Date       | Status  | With  |
        | E-001 | Patient group | Group | 20/03/2026 | Planned | C-004 |
    """,
            Attendance: """
        | Ref   | What for | Person | Reply |
        | T-001 | E-001    | P-006  | Maybe |
    """,
        },
    ) == [
        ("C-001", "next-date-has-passed"),
        ("C-001", "seat-is-free"),
        ("C-003", "quorum-out-of-reach"),
        ("C-004", "short-of-quorum"),
        ("C-005", "group-twice"),
        ("C-005", "committee-without-seats"),
        ("C-006", "more-members-than-seats"),
    ]


def test_a_support_group_is_visited_or_invited_once_a_year():
    assert codes(
        Committee,
        """
        | Ref   | Name  | Kind                               | Next date  |
        | C-001 | North | Support group                      |            |
        | C-002 | South | Living with Secondary Breast Cancer|            |
        | C-003 | East  | Living with SBC                    |            |
        | C-004 | West  | Support group                      | 01/09/2026 |
        | C-005 | Board | Committee                          |            |
        | C-006 | Quay  | Support group                      |            |
    """,
        {
            Event: """
        | Ref   | Mechanism                 | Title | Date       | Status    | With  |
        | E-001 | Link with a support group | Visit | 17/03/2025 | Held      | C-001 |
        | E-002 | Link with a support group | Visit | 18/03/2025 | Held      | C-002 |
        | E-003 | Link with a support group | Visit | 01/06/2026 | Planned   | C-003 |
        | E-004 | Link with a support group | Visit | 01/06/2026 | Cancelled | C-006 |
    """
        },
    ) == [
        ("C-001", "no-link-for-a-year"),
        ("C-005", "committee-without-seats"),
        ("C-006", "no-link-for-a-year"),
    ]


def test_members_terms_and_leaving():
    assert codes(
        Member,
        """
        | Ref   | Person | Of    | As             | Stage      | Since      | Term ends  | Left because |
        | N-001 | P-001  | C-001 | Representative | Joined     | 01/02/2025 | 01/01/2025 |              |
        | N-002 | P-005  | C-001 | Member         | Joined     | 01/02/2023 | 01/02/2026 |              |
        | N-003 | P-006  | C-001 | Member         | Joined     | 16/06/2023 | 15/06/2026 |              |
        | N-004 | P-001  | C-002 | Deputy         | Joined     | 01/02/2025 | 01/02/2029 |              |
        | N-005 | P-005  | C-002 |                | Left       |            |            |              |
        | N-006 | P-006  | C-002 |                | Joined     | 18/03/2026 |            |              |
        | N-007 | P-002  | C-001 |                | Asked      |            |            |              |
        | N-008 | P-003  | C-001 |                | Joined     |            |            |              |
        | N-009 | P-004  | C-001 |                | To ask     |            |            |              |
        | N-010 | P-005  | C-003 |                | Joined     |            |            | too far      |
        | N-011 | P-006  | C-003 |                | Left       |            |            | too far      |
        | N-012 | P-006  | C-003 | Deputy         | Joined     | 01/03/2026 |            |              |
        | N-013 | P-001  | C-001 | Member         | Interested |            |            |              |
    """,
        {
            Person: PEOPLE,
            Committee: """
        | Ref   | Name  | Kind      | Term (years) |
        | C-001 | Board | Committee | 3            |
        | C-002 | Other | Committee | 3            |
        | C-003 | Third | Committee |              |
    """,
        },
    ) == [
        ("N-001", "term-ends-before-it-begins"),
        ("N-001", "term-is-over"),
        ("N-002", "term-is-over"),
        ("N-003", "term-ends-soon"),
        ("N-004", "deputy-without-a-representative"),
        ("N-004", "term-is-too-long"),
        ("N-005", "left-without-a-reason"),
        ("N-006", "joined-in-the-future"),
        ("N-006", "term-without-an-end"),
        ("N-007", "member-has-died"),
        ("N-008", "joined-without-a-day"),
        ("N-008", "member-has-left-the-service"),
        ("N-009", "asks-someone-who-said-no"),
        ("N-010", "joined-without-a-day"),
        ("N-010", "reason-to-leave-but-not-left"),
        ("N-012", "deputy-without-a-representative"),
        ("N-013", "member-twice"),
    ]


def test_somebody_who_missed_three_meetings_is_asked_how_they_are_and_stays():
    meetings = "\n".join(
        f"| E-00{n} | Patient group | Group {n} | {n:02d}/02/2026 | Held | C-001 | 5 |" for n in range(1, 5)
    )
    missed = "\n".join(
        f"| T-{n}{person} | E-00{n} | P-00{person} | {came} |"
        for person, days in {
            1: ["Yes", "No", "No", "No"],
            5: ["No", "No", "No", "Online"],
            6: ["No", "", "No", "No"],
        }.items()
        for n, came in enumerate(days, start=1)
    )
    found = codes(
        Member,
        """
        | Ref   | Person | Of    | Stage  | Since      |
        | N-001 | P-001  | C-001 | Joined | 01/01/2026 |
        | N-002 | P-005  | C-001 | Joined | 01/01/2026 |
        | N-003 | P-006  | C-001 | Joined | 01/01/2026 |
    """,
        {
            Person: PEOPLE,
            Committee: "| Ref | Name | Kind |\n| C-001 | Our group | Patient group |",
            Event: "| Ref | Mechanism | Title | Date | Status | With | How many came |\n" + meetings,
            Attendance: "| Ref | What for | Person | Attended |\n" + missed.replace("| T-", "| T-0"),
        },
    )
    assert found == [("N-001", "check-in-gently")]


def test_stalls_belong_to_a_forum_are_confirmed_and_say_what_they_sell():
    assert codes(
        Stall,
        """
        | Ref   | Event | Organisation | Commercial interest | Confirmed |
        | B-001 | E-001 | Wigs Ltd     | Yes                 | Yes       |
        | B-002 | E-001 | Advice desk  | No                  |           |
        | B-003 | E-001 | Bras and so  |                     | Yes       |
        | B-004 | E-002 | Library      | No                  | Yes       |
        | B-005 | E-003 | Library      | No                  | Yes       |
        | B-006 | E-003 | Yoga         | No                  | No        |
        | B-007 | E-001 | wigs ltd     | No                  | No        |
        | B-008 | E-009 | Library      | No                  | Yes       |
        | B-009 | E-004 | Library      |                     |           |
    """,
        {
            Event: """
        | Ref   | Mechanism   | Title | Date       | Status    |
        | E-001 | Forum       | A     | 24/03/2026 | Planned   |
        | E-002 | Focus group | B     | 24/04/2026 | Planned   |
        | E-003 | Forum       | C     | 24/02/2026 | Cancelled |
        | E-004 | Forum       | D     | 25/03/2026 | Planned   |
    """
        },
    ) == [
        ("B-001", "has-something-to-sell"),
        ("B-002", "stall-not-confirmed"),
        ("B-003", "interest-not-asked"),
        ("B-004", "stall-without-a-market-place"),
        ("B-005", "stall-at-a-cancelled-event"),
        ("B-007", "stall-twice"),
        ("B-008", "names-nothing"),
    ]


def members(*rows, columns):
    lines = [f"| Ref | Person | Of | {columns} |"]
    lines += [f"| N-{n:03d} | P-001 | C-00{n} | {row} |" for n, row in enumerate(rows, start=1)]
    return "\n".join(lines)


MEMBER_CASES = {
    "term-ends-before-it-begins": Case(
        members(
            "1 Feb 2025 | 1 Jan 2025",
            "1 Feb 2025 | 1 Feb 2025",
            "1 Feb 2025 | 1 Feb 2027",
            "| 1 Jan 2025",
            columns="Since | Term ends",
        ),
        "N-001 N-002",
    ),
    "term-is-over": Case(
        members(
            "Joined | 16 Mar 2026", "Joined | 17 Mar 2026", "Left | 16 Mar 2026", columns="Stage | Term ends"
        ),
        "N-001",
    ),
    "joined-in-the-future": Case(
        members(
            "Joined | 18 Mar 2026", "Joined | 17 Mar 2026", "Asked | 18 Mar 2026", columns="Stage | Since"
        ),
        "N-001",
    ),
    "joined-without-a-day": Case(
        members("Joined |", "Joined | 17 Mar 2026", "Joined | long ago", "Asked |", columns="Stage | Since"),
        "N-001",
    ),
    "left-without-a-reason": Case(
        members("Left |", "Left | too far", "Joined |", columns="Stage | Left because"), "N-001"
    ),
    "left-before-the-term-ends": Case(
        members(
            "Left | 18 Mar 2026", "Left | 17 Mar 2026", "Joined | 18 Mar 2026", columns="Stage | Term ends"
        ),
        "N-001",
    ),
    "term-without-an-end": Case(
        members(
            "Member | Joined | 1 Feb 2026 |",
            "Deputy | Joined | 1 Feb 2026 |",
            "Member | Joined | 1 Feb 2026 |",
            "Member | Joined | 1 Feb 2026 | 1 Feb 2028",
            columns="As | Stage | Since | Term ends",
        ),
        "N-001",
        {
            Committee: """
            | Ref   | Name | Kind      | Term (years) |
            | C-001 | A    | Committee | 3            |
            | C-002 | B    | Committee | 3            |
            | C-003 | C    | Committee |              |
            | C-004 | D    | Committee | 3            |
            """
        },
    ),
    "staff-for-patients": Case(
        """
        | Ref   | Person | Of    | As             | Stage  |
        | N-001 | P-001  | C-001 | Representative | Joined |
        | N-002 | P-001  | C-002 | Member         | Joined |
        | N-003 | P-002  | C-001 | Representative | Joined |
        | N-004 | P-001  | C-003 | Representative | Left   |
        """,
        "N-001",
        {Person: "| Ref | Name | Role |\n| P-001 | Jo | Staff |\n| P-002 | Ann | Patient |"},
    ),
}


def groups(*rows, columns):
    lines = [f"| Ref | Name | Kind | {columns} |"]
    lines += [f"| C-{n:03d} | Group {n} | {row} |" for n, row in enumerate(rows, start=1)]
    return "\n".join(lines)


COMMITTEE_CASES = {
    "next-date-has-passed": Case(
        groups("Committee | 16 Mar 2026", "Committee | 17 Mar 2026", columns="Next date"), "C-001"
    ),
    "committee-without-seats": Case(
        groups("Committee |", "Committee | 0", "Patient group |", columns="Seats for us"), "C-001"
    ),
    "very-large-quorum": Case(groups("Committee | 31", "Committee | 30", columns="Quorum"), "C-001"),
    "quorum-of-no-committee": Case(
        groups(
            "Support group | 4",
            "Living with Secondary Breast Cancer | 4",
            "Support group |",
            "Committee | 4",
            columns="Quorum",
        ),
        "C-001 C-002",
    ),
    "very-long-term": Case(
        groups("Committee | 7", "Committee | 6", "Committee |", columns="Term (years)"), "C-001"
    ),
}


@pytest.mark.parametrize("code", MEMBER_CASES)
def test_in_members_the_row_with_the_problem_is_told_and_its_neighbour_is_not(code):
    tells_apart(Member, code, MEMBER_CASES[code])


@pytest.mark.parametrize("code", COMMITTEE_CASES)
def test_in_committees_the_row_with_the_problem_is_told_and_its_neighbour_is_not(code):
    tells_apart(Committee, code, COMMITTEE_CASES[code])
