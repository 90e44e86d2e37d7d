"""The Surveys tab: when surveys open and close, and what may be called anonymous or confidential."""

import pytest

from sheet_templates.attendance import Attendance
from sheet_templates.events import Event
from sheet_templates.people import Person
from sheet_templates.questions import Question
from sheet_templates.surveys import Survey
from tests.tables import codes, problems
from tests.tabs.neighbours import Case, has_a_case_for_every_check, tells_apart

ASKED = "| Ref | Survey | Order | Question | Type |\n" + "\n".join(
    f"| Q-{n:03d} | {survey} | {n} | Question {n}? | {kind} |"
    for n, (survey, kind) in enumerate(
        [
            *[("S-001", "Long text")] * 13,
            *[("S-002", "Long text")] * 12,
            ("S-002", "Information"),
            ("S-003", "Information"),
        ],
        start=1,
    )
)
EVENT = {Event: "| Ref | Mechanism | Title | Date |\n| E-001 | Forum | Spring forum | 1 May 2026 |"}

CASES = {
    "closes-before-it-opens": Case(
        """
        | Ref   | Title | Opens      | Closes     |
        | S-001 | A     | 1 May 2026 | 1 Apr 2026 |
        | S-002 | B     | 1 Apr 2026 | 1 Apr 2026 |
        | S-003 | C     |            | 1 Apr 2026 |
        """,
        "S-001",
    ),
    "open-without-opening-date": Case(
        """
        | Ref   | Title | Opens      | Status |
        | S-001 | A     |            | Open   |
        | S-002 | B     | 1 Mar 2026 | Open   |
        | S-003 | C     | soon       | Open   |
        | S-004 | D     |            | Draft  |
        """,
        "S-001",
    ),
    "open-without-closing-date": Case(
        "| Ref | Title | Closes | Status |\n| S-001 | A | | Open |\n| S-002 | B | 1 Apr 2026 | Open |",
        "S-001",
    ),
    "open-after-closing-date": Case(
        "| Ref | Title | Closes | Status |\n| S-001 | A | 16 Mar 2026 | Open |\n| S-002 | B | 17 Mar 2026 | Open |",
        "S-001",
    ),
    "draft-after-opening-date": Case(
        "| Ref | Title | Opens | Status |\n| S-001 | A | 16 Mar 2026 | Draft |\n| S-002 | B | 17 Mar 2026 | Draft |",
        "S-001",
    ),
    "closed-early": Case(
        "| Ref | Title | Closes | Status |\n| S-001 | A | 18 Mar 2026 | Closed |\n| S-002 | B | 17 Mar 2026 | Closed |",
        "S-001",
    ),
    "open-without-saying-how-private": Case(
        "| Ref | Title | Answers are | Status |\n| S-001 | A | | Open |\n| S-002 | B | Anonymous | Open |\n| S-003 | C | | Draft |",
        "S-001",
    ),
    "anonymous-for-named-people": Case(
        """
        | Ref   | Title | Answers are  | Who      |
        | S-001 | A     | Anonymous    | Named    |
        | S-002 | B     | Confidential | Named    |
        | S-003 | C     | Anonymous    | Everyone |
        """,
        "S-001",
    ),
    "anonymous-but-says-confidential": Case(
        """
        | Ref   | Title | Answers are  | Introduction                  |
        | S-001 | A     | Anonymous    | Your answers are confidential |
        | S-002 | B     | Anonymous    | Use your personal link        |
        | S-003 | C     | Confidential | Your answers are confidential |
        | S-004 | D     | Anonymous    | We would like to hear from you |
        """,
        "S-001 S-002",
    ),
    "confidential-but-says-anonymous": Case(
        """
        | Ref   | Title | Answers are  | Introduction             |
        | S-001 | A     | Confidential | This survey is anonymous |
        | S-002 | B     | Anonymous    | This survey is anonymous |
        """,
        "S-001",
    ),
    "introduction-left-open": Case(
        "| Ref | Title | Introduction |\n| S-001 | A | Dear {name} |\n| S-002 | B | Dear ((name)) |\n| S-003 | C | Hello (all) |",
        "S-001 S-002",
    ),
    "too-many-reminders": Case("| Ref | Title | Reminders |\n| S-001 | A | 3 |\n| S-002 | B | 2 |", "S-001"),
    "anonymous-reminders-go-to-everyone": Case(
        """
        | Ref   | Title | Answers are  | Reminders | Status |
        | S-001 | A     | Anonymous    | 1         | Draft  |
        | S-002 | B     | Anonymous    | 0         | Draft  |
        | S-003 | C     | Confidential | 1         | Draft  |
        """,
        "S-001",
    ),
    "send-before-list-checked": Case(
        "| Ref | Title | Send | List checked on |\n| S-001 | A | Send | |\n| S-002 | B | Send | 16 Mar 2026 |\n| S-003 | C | Prepare list | |",
        "S-001",
    ),
    "send-while-draft": Case(
        "| Ref | Title | Status | Send |\n| S-001 | A | Draft | Send |\n| S-002 | B | Open | Send |", "S-001"
    ),
    "checked-by-nobody": Case(
        "| Ref | Title | List checked on | Checked by |\n| S-001 | A | 16 Mar 2026 | |\n| S-002 | B | 16 Mar 2026 | Sam Reed |",
        "S-001",
    ),
    "list-checked-in-the-future": Case(
        "| Ref | Title | List checked on |\n| S-001 | A | 18 Mar 2026 |\n| S-002 | B | 17 Mar 2026 |", "S-001"
    ),
    "list-checked-long-ago": Case(
        """
        | Ref   | Title | Send    | List checked on |
        | S-001 | A     | Send    | 16 Feb 2026     |
        | S-002 | B     | Send    | 17 Feb 2026     |
        | S-003 | C     | Not yet | 16 Feb 2026     |
        """,
        "S-001",
    ),
    "open-under-two-weeks": Case(
        """
        | Ref   | Title | Kind   | Opens      | Closes      |
        | S-001 | A     | Annual | 1 Apr 2026 | 14 Apr 2026 |
        | S-002 | B     | Annual | 1 Apr 2026 | 15 Apr 2026 |
        | S-003 | C     | Pulse  | 1 Apr 2026 | 4 Apr 2026  |
        """,
        "S-001",
    ),
    "at-christmas": Case(
        """
        | Ref   | Title | Opens       | Closes      |
        | S-001 | A     | 1 Dec 2026  | 24 Dec 2026 |
        | S-002 | B     | 1 Jan 2027  | 1 Feb 2027  |
        | S-003 | C     | 3 Jan 2027  | 19 Feb 2027 |
        | S-004 | D     | 1 Dec 2025  | 24 Dec 2025 |
        | S-005 | E     | 24 Dec 2026 | 1 Dec 2026  |
        """,
        "S-001 S-002",
    ),
    "after-no-event": Case(
        "| Ref | Title | Kind | Event |\n| S-001 | A | After event | |\n| S-002 | B | After event | E-001 |",
        "S-001",
        EVENT,
    ),
    "event-but-not-after-it": Case(
        "| Ref | Title | Kind | Event |\n| S-001 | A | Annual | E-001 |\n| S-002 | B | After event | E-001 |",
        "S-001",
        EVENT,
    ),
    "title-names-the-illness": Case(
        "| Ref | Title | Status |\n| S-001 | Breast care survey | Draft |\n| S-002 | Your care | Draft |\n| S-003 | Cancer survey | Closed |",
        "S-001",
    ),
    "opens-before-its-event": Case(
        """
        | Ref   | Title | Kind        | Event | Opens       |
        | S-001 | A     | After event | E-001 | 30 Apr 2026 |
        | S-002 | B     | After event | E-001 | 1 May 2026  |
        """,
        "S-001",
        EVENT,
    ),
    "open-with-no-questions": Case(
        "| Ref | Title | Status |\n| S-001 | A | Open |\n| S-003 | B | Open |\n| S-004 | C | Draft |",
        "S-003",
        {Question: ASKED},
    ),
    "over-twelve-questions": Case(
        "| Ref | Title | Status |\n| S-001 | A | Draft |\n| S-002 | B | Draft |", "S-001", {Question: ASKED}
    ),
    "confidential-with-nobody-to-invite": Case(
        """
        | Ref   | Title | Answers are  | Status | Who             |
        | S-001 | A     | Confidential | Open   | Named           |
        | S-002 | B     | Confidential | Open   | Named           |
        | S-003 | C     | Confidential | Open   | Everyone        |
        | S-004 | D     | Confidential | Open   | Those involved  |
        | S-005 | E     | Confidential | Draft  | Named           |
        | S-006 | F     | Anonymous    | Open   | Everyone        |
        """,
        "S-001 S-004",
        {
            Attendance: "| Ref | What for | Person |\n| T-001 | S-002 | P-001 |",
            Person: """
            | Ref   | Name       | Role    | Status | Wants to be involved in |
            | P-001 | Ann Archer | Patient | Active |                         |
            | P-002 | Bea Brook  | Patient | Died   | Forum                   |
            """,
        },
    ),
    "annual-survey-too-soon": Case(
        """
        | Ref   | Title | Kind   | Opens       | Status |
        | S-001 | A     | Annual | 1 May 2025  | Closed |
        | S-002 | B     | Annual | 30 Apr 2026 | Draft  |
        | S-003 | C     | Pulse  | 1 Apr 2026  | Draft  |
        | S-004 | D     | Annual | 30 Apr 2027 | Draft  |
        """,
        "S-002",
    ),
    "no-annual-survey-for-thirteen-months": Case(
        """
        | Ref   | Title | Kind   | Opens       |
        | S-001 | A     | Annual | 16 Feb 2025 |
        | S-002 | B     | Annual | 1 Feb 2024  |
        | S-003 | C     | Pulse  | 1 Mar 2026  |
        """,
        "S-001",
    ),
    "survey-title-twice": Case(
        "| Ref | Title |\n| S-001 | Your care |\n| S-002 | your  care |\n| S-003 | Your care 2026 |", "S-002"
    ),
    "two-surveys-at-once": Case(
        """
        | Ref   | Title | Who      | Opens       | Closes      |
        | S-001 | A     | Everyone | 1 Apr 2026  | 30 Apr 2026 |
        | S-002 | B     | Everyone | 30 Apr 2026 | 31 May 2026 |
        | S-003 | C     | Everyone | 1 Jun 2026  | 30 Jun 2026 |
        | S-004 | D     | Named    | 1 Apr 2026  | 30 Apr 2026 |
        """,
        "S-002",
    ),
    "after-a-cancelled-event": Case(
        """
        | Ref   | Title | Kind        | Status | Event |
        | S-001 | A     | After event | Draft  | E-001 |
        | S-002 | B     | After event | Closed | E-001 |
        | S-003 | C     | After event | Draft  | E-002 |
        """,
        "S-001",
        {
            Event: """
            | Ref   | Mechanism | Title  | Date       | Status    |
            | E-001 | Forum     | Spring | 1 May 2026 | Cancelled |
            | E-002 | Forum     | Summer | 1 Jul 2026 | Planned   |
            """
        },
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_the_row_with_the_problem_is_told_and_its_neighbour_is_not(code):
    tells_apart(Survey, code, CASES[code])


def test_every_check_of_this_tab_is_drawn_above():
    has_a_case_for_every_check(Survey, CASES)


def test_a_normal_year_of_surveys_has_no_problems():
    assert not problems(
        {
            Survey: """
            | Ref   | Title               | Kind        | Opens       | Closes      | Who      | Answers are  | Status | Send    | List checked on | Checked by | Event | Reminders | Introduction               |
            | S-001 | Your care last year | Annual      | 1 Apr 2025  | 30 Apr 2025 | Everyone | Anonymous    | Closed | Send    | 30 Mar 2025     | Sam Reed   |       | 2         | We ask this once a year.   |
            | S-002 | Your care this year | Annual      | 7 Apr 2026  | 30 Apr 2026 | Everyone | Anonymous    | Draft  | Not yet |                 |            |       | 0         |                            |
            | S-003 | After the forum     | After event | 2 May 2026  | 8 May 2026  | Named    | Confidential | Draft  | Not yet |                 |            | E-001 | 1         |                            |
            | S-004 | How is parking      | Pulse       | 10 Mar 2026 | 24 Mar 2026 | Everyone | Anonymous    | Open   | Send    | 9 Mar 2026      | Sam Reed   |       |           |                            |
            """,
            Question: "| Ref | Survey | Order | Question | Type |\n| Q-001 | S-004 Parking | 1 | How is parking? | Long text |",
            **EVENT,
        },
        of=Survey,
    )


def test_with_the_questions_tab_missing_no_survey_is_said_to_have_none():
    drawing = "| Ref | Title | Status |\n| S-001 | A | Open |"
    assert "open-with-no-questions" not in {code for _, code in codes(Survey, drawing)}
    assert "open-with-no-questions" in {
        code for _, code in codes(Survey, drawing, {Question: ASKED.replace("S-001", "S-009")})
    }
