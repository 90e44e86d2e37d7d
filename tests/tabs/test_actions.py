"""The Actions tab: who does what by when, what patients are told, and what managers are asked for."""

import pytest

from sheet_templates.actions import Action
from sheet_templates.feedback import Feedback
from sheet_templates.measures import Measure
from sheet_templates.numbers_over_time import Reading
from sheet_templates.people import Person
from sheet_templates.set_up import SetUpRow
from tests.tables import codes, problems
from tests.tabs.neighbours import Case, has_a_case_for_every_check, tells_apart
from tests.tabs.test_set_up import FULL

FEEDBACK = {Feedback: "| Ref | Date | What was said |\n| F-001 | 1 Mar 2026 | The chairs are hard |"}
MEASURES = {
    Measure: """
    | Ref   | Measure      | Source     |
    | M-001 | Days to wait | Manual     |
    | M-002 | Hard chairs  | Manual     |
    | M-003 | Members      | Attendance |
    """,
    Reading: """
    | Ref   | Measure | Date       | Value |
    | R-001 | M-001   | 1 Mar 2026 | 4     |
    | R-002 | M-002   | 1 Feb 2026 | 4     |
    """,
}
SET_UP = {SetUpRow: FULL + "| Theme | Waiting |\n"}
PEOPLE = {Person: "| Ref | Name |\n| P-001 | Jane Archer |"}


def acts(*rows, columns):
    lines = [f"| Ref | What we will do | {columns} |"]
    lines += [f"| A-{n:03d} | Thing {n} | {row} |" for n, row in enumerate(rows, start=1)]
    return "\n".join(lines)


CASES = {
    "no-owner": Case(
        acts("Not started |", "Not started | Sam", "|", "Done |", columns="Status | Owner"), "A-001 A-003"
    ),
    "no-due-date": Case(
        acts(
            "In progress |",
            "In progress | 1 Apr 2026",
            "In progress | soon",
            "Will not do |",
            columns="Status | Due",
        ),
        "A-001",
    ),
    "overdue": Case(
        acts(
            "In progress | 16 Mar 2026",
            "In progress | 17 Mar 2026",
            "Done | 16 Mar 2026",
            "Not started | 16 Mar 2026",
            columns="Status | Due",
        ),
        "A-001",
    ),
    "not-started-when-due": Case(
        acts(
            "Not started | 16 Mar 2026",
            "| 16 Mar 2026",
            "Not started | 17 Mar 2026",
            "In progress | 16 Mar 2026",
            columns="Status | Due",
        ),
        "A-001 A-002",
    ),
    "done-without-we-did": Case(
        acts("Done |", "Done | New chairs", "In progress |", columns="Status | We did"), "A-001"
    ),
    "difference-not-known": Case(
        acts(
            "Done | 16 Dec 2025 | |",
            "Done | 17 Dec 2025 | |",
            "Done | 16 Dec 2025 | | People sit longer",
            "Done | 16 Dec 2025 | 1 Mar 2026 |",
            columns="Status | Due | Change made on | What difference it made",
        ),
        "A-001",
    ),
    "will-not-do-without-reason": Case(
        acts("Will not do |", "Will not do | Too dear", columns="Status | Reason"), "A-001"
    ),
    "published-without-you-said": Case(
        acts("Yes |", "Yes | Chairs are hard", "No |", columns="Publish | You said"), "A-001"
    ),
    "published-without-we-did": Case(
        acts(
            "In progress | Yes |",
            "In progress | Yes | New chairs",
            "Will not do | Yes |",
            columns="Status | Publish | We did",
        ),
        "A-001",
    ),
    "published-identifier": Case(
        acts(
            "Yes | Ring 01632 960001", "No | Ring 01632 960001", "Yes | Ring us", columns="Publish | We did"
        ),
        "A-001",
    ),
    "ask-of-nobody": Case(
        acts("Two chairs |", "Two chairs | The board", "|", columns="What we are asking for | Asked of"),
        "A-001",
    ),
    "ask-of-no-kind": Case(
        acts("Two chairs |", "Two chairs | Money", "|", columns="What we are asking for | Kind of ask"),
        "A-001",
    ),
    "nothing-asked-for": Case(
        acts(
            "| Money |",
            "Two chairs | Money |",
            "| | Yes, in May",
            "| |",
            columns="What we are asking for | Kind of ask | Answer",
        ),
        "A-001 A-003",
    ),
    "ask-not-answered": Case(
        acts(
            "15 Jan 2026 | Two chairs |",
            "16 Jan 2026 | Two chairs |",
            "15 Jan 2026 | Two chairs | Yes, in May",
            columns="Due | What we are asking for | Answer",
        ),
        "A-001",
    ),
    "done-before-the-change": Case(
        acts(
            "Done | 18 Mar 2026",
            "Done | 17 Mar 2026",
            "In progress | 18 Mar 2026",
            columns="Status | Change made on",
        ),
        "A-001",
    ),
    "changed-but-not-started": Case(
        acts(
            "Not started | 16 Mar 2026",
            "Not started | 1 May 2026",
            "In progress | 16 Mar 2026",
            columns="Status | Change made on",
        ),
        "A-001",
    ),
    "changed-but-will-not-do": Case(
        acts("Will not do | 16 Mar 2026", "Will not do |", columns="Status | Change made on"), "A-001"
    ),
    "change-without-measure": Case(
        acts("16 Mar 2026 |", "16 Mar 2026 | M-001", "1 May 2026 |", "|", columns="Change made on | Measure"),
        "A-001",
        MEASURES,
    ),
    "nothing-expected": Case(
        acts("M-001 |", "M-001 | Shorter waits", "|", columns="Measure | What we expect"), "A-001", MEASURES
    ),
    "nothing-to-watch": Case(
        acts("M-001 |", "M-001 | Nothing", "|", columns="Measure | What might get worse"), "A-001", MEASURES
    ),
    "because-of-no-row": Case(
        acts("a comment at the forum", "F-001", "", columns="Because of"), "A-001", FEEDBACK
    ),
    "action-twice": Case(
        """
        | Ref   | What we will do | Status      |
        | A-001 | Buy chairs      | In progress |
        | A-002 | buy  chairs.    | Not started |
        | A-003 | Buy chairs      | Done        |
        | A-004 | Buy music       | In progress |
        """,
        "A-002",
    ),
    "theme-not-in-set-up": Case(acts("Wating", "Waiting", columns="Theme"), "A-001", SET_UP),
    "published-name": Case(
        acts(
            "Yes | Jane Archer said so",
            "No | Jane Archer said so",
            "Yes | You said so",
            columns="Publish | You said",
        ),
        "A-001",
        PEOPLE,
    ),
    "nothing-from-before-the-change": Case(
        acts(
            "1 Mar 2026 | M-001",
            "1 Mar 2026 | M-002",
            "1 Mar 2026 | M-003",
            columns="Change made on | Measure",
        ),
        "A-001",
        MEASURES,
    ),
    "published-before-it-is-started": Case(
        acts(
            "Not started | Chairs | New chairs | Yes",
            "In progress | Chairs | New chairs | Yes",
            "Not started | Chairs | New chairs | Not yet",
            "Not started | Chairs | | Yes",
            columns="Status | You said | We did | Publish",
        ),
        "A-001",
    ),
    "done-but-not-told": Case(
        acts(
            "Done | 16 Jan 2026 | | ",
            "Done | 17 Jan 2026 | | ",
            "Done | 1 Dec 2025 | 17 Jan 2026 |",
            "Done | 16 Jan 2026 | | Not yet",
            "In progress | 16 Jan 2026 | |",
            columns="Status | Due | Change made on | Publish",
        ),
        "A-001",
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_the_row_with_the_problem_is_told_and_its_neighbour_is_not(code):
    tells_apart(Action, code, CASES[code])


def test_every_check_of_this_tab_is_drawn_above():
    has_a_case_for_every_check(Action, CASES)


def test_a_normal_action_plan_has_no_problems():
    assert not problems(
        {
            Action: """
            | Ref   | What we will do | Because of | Owner    | Due        | Status      | Reason      | You said            | We did     | What difference it made | Publish | Theme   | Change made on | What we expect | Measure | What might get worse | What we are asking for | Kind of ask | Asked of  | Answer |
            | A-001 | Buy chairs      | F-001      | Sam Reed | 1 Feb 2026 | Done        |             | The chairs are hard | New chairs | People sit longer       | Yes     | Waiting | 20 Feb 2026    | Fewer hard     | M-002   | Room to walk         |                        |             |           |        |
            | A-002 | Open earlier    | F-001      | Kim Lee  | 1 May 2026 | In progress |             |                     |            |                         | Not yet |         |                |                |         |                      | One more nurse         | Staff time  | The board |        |
            | A-003 | Paint the wall  | F-001      |          |            | Will not do | It is listed | Paint it blue      |            |                         | Yes     |         |                |                |         |                      |                        |             |           |        |
            """,
            **FEEDBACK,
            **MEASURES,
            **SET_UP,
            **PEOPLE,
        },
        of=Action,
    )


def test_because_of_a_ref_that_no_row_has_is_told():
    assert codes(Action, acts("F-099", columns="Because of"), FEEDBACK)[0] == ("A-001", "names-nothing")


def test_a_misread_status_does_not_make_an_action_look_unfinished():
    found = [code for _, code in codes(Action, acts("Perhaps | 16 Mar 2026", columns="Status | Due"))]
    assert found == ["not-in-list"]
