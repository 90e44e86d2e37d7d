"""The Feedback tab: every comment is answered, nobody in need is left waiting, and no quote gives anybody away."""

import pytest

from sheet_templates.actions import Action
from sheet_templates.committees import Committee
from sheet_templates.events import Event
from sheet_templates.feedback import Feedback
from sheet_templates.people import Person
from sheet_templates.set_up import SetUpRow
from tests.tables import book, codes, problems
from tests.tabs.neighbours import Case, has_a_case_for_every_check, tells_apart
from tests.tabs.test_set_up import FULL

ACTIONS = {
    Action: """
    | Ref   | What we will do | Status      |
    | A-001 | More chairs     | Done        |
    | A-002 | Better signs    | In progress |
    """
}
WHERE = {
    Event: """
    | Ref   | Mechanism     | Title         | Date       | Status    |
    | E-001 | Patient group | March meeting | 3 Mar 2026 | Held      |
    | E-002 | Forum         | Spring forum  | 1 Feb 2026 | Held      |
    | E-003 | Forum         | Snow day      | 1 Feb 2026 | Cancelled |
    """,
    Committee: """
    | Ref   | Name               | Kind          |
    | C-001 | Patient experience | Committee     |
    | C-002 | Coffee morning     | Support group |
    """,
}
SET_UP = {
    SetUpRow: FULL
    + "| Theme | Waiting |\n| Theme | Work, money |\n| Theme | Parking |\n| Names to hide | Sister Moffat |\n"
}
PEOPLE = {Person: "| Ref | Name |\n| P-001 | Jane Archer |", **SET_UP}


def said(*rows, columns):
    lines = [f"| Ref | Date | What was said | {columns} |"]
    lines += [f"| F-{n:03d} | {row} |" for n, row in enumerate(rows, start=1)]
    return "\n".join(lines)


CASES = {
    "said-in-the-future": Case(said("18 Mar 2026 | A |", "17 Mar 2026 | B |", columns="Notes"), "F-001"),
    "neither-action-nor-reason": Case(
        said(
            "16 Feb 2026 | A | Idea | |",
            "17 Feb 2026 | B | Idea | |",
            "16 Feb 2026 | C | Idea | A-001 |",
            "16 Feb 2026 | D | Idea | | Not ours to change",
            "16 Feb 2026 | E | Working well | |",
            "16 Feb 2026 | F | | |",
            columns="Kind | Action | No action because",
        ),
        "F-001 F-006",
        ACTIONS,
    ),
    "action-and-reason-for-none": Case(
        said(
            "1 Mar 2026 | A | A-001 | Too dear",
            "1 Mar 2026 | B | A-001 |",
            columns="Action | No action because",
        ),
        "F-001",
        ACTIONS,
    ),
    "answered-before-it-was-said": Case(
        said("2 Mar 2026 | A | 1 Mar 2026", "2 Mar 2026 | B | 2 Mar 2026", columns="Answered on"), "F-001"
    ),
    "answered-in-the-future": Case(
        said("2 Mar 2026 | A | 18 Mar 2026", "2 Mar 2026 | B | 17 Mar 2026", columns="Answered on"), "F-001"
    ),
    "answered-with-nothing": Case(
        said(
            "2 Mar 2026 | A | Idea | 3 Mar 2026 |",
            "2 Mar 2026 | B | Idea | 3 Mar 2026 | A-001",
            columns="Kind | Answered on | Action",
        ),
        "F-001",
        ACTIONS,
    ),
    "holds-an-identifier": Case(
        said(
            "2 Mar 2026 | Ring me on 01632 960001 |",
            "2 Mar 2026 | My number is 842 914 1456 |",
            "2 Mar 2026 | Write to jane@example.org |",
            "2 Mar 2026 | I waited 45 minutes in room 12 on 03/02/2026 |",
            "2 Mar 2026 | reference 842 914 1457 |",
            columns="Notes",
        ),
        "F-001 F-002 F-003",
    ),
    "quote-holds-an-identifier": Case(
        said(
            "2 Mar 2026 | A | Ring 01632 960001",
            "2 Mar 2026 | B | I waited long",
            columns="Words we may quote",
        ),
        "F-001",
    ),
    "quoted-without-a-yes": Case(
        said(
            "2 Mar 2026 | Very kind | No | Very kind",
            "2 Mar 2026 | Very kind | | Very kind",
            "2 Mar 2026 | Very kind | Yes | Very kind",
            columns="May be quoted | Words we may quote",
        ),
        "F-001 F-002",
    ),
    "nothing-to-quote": Case(
        said("2 Mar 2026 | A | Yes |", "2 Mar 2026 | B | No |", columns="May be quoted | Words we may quote"),
        "F-001",
    ),
    "support-not-passed-on": Case(
        said(
            "17 Mar 2026 | A | Support needed |",
            "17 Mar 2026 | B | Support needed | Kim Lee",
            "17 Mar 2026 | C | Idea |",
            columns="Kind | Passed to",
        ),
        "F-001",
    ),
    "passing-on-not-done": Case(
        said(
            "14 Mar 2026 | A | Support needed | Kim Lee |",
            "15 Mar 2026 | B | Support needed | Kim Lee |",
            "14 Mar 2026 | C | Support needed | Kim Lee | 14 Mar 2026",
            columns="Kind | Passed to | Passed on",
        ),
        "F-001",
    ),
    "passed-to-nobody": Case(
        said(
            "2 Mar 2026 | A | | 3 Mar 2026",
            "2 Mar 2026 | B | Kim Lee | 3 Mar 2026",
            columns="Passed to | Passed on",
        ),
        "F-001",
    ),
    "passed-on-at-no-possible-time": Case(
        said(
            "2 Mar 2026 | A | Kim Lee | 1 Mar 2026",
            "2 Mar 2026 | B | Kim Lee | 18 Mar 2026",
            "2 Mar 2026 | C | Kim Lee | 2 Mar 2026",
            columns="Passed to | Passed on",
        ),
        "F-001 F-002",
    ),
    "concern-not-seen": Case(
        said(
            "14 Mar 2026 | A | Concern |",
            "15 Mar 2026 | B | Concern |",
            "14 Mar 2026 | C | Concern | Sam",
            "14 Mar 2026 | D | Idea |",
            columns="Kind | Seen by",
        ),
        "F-001",
    ),
    "theme-not-in-set-up": Case(
        said(
            "2 Mar 2026 | A | Wating",
            "2 Mar 2026 | B | waiting; Work, money",
            "2 Mar 2026 | C | Waiting, Parking",
            "2 Mar 2026 | D |",
            columns="Theme",
        ),
        "F-001 F-003",
        SET_UP,
    ),
    "quote-names-somebody": Case(
        said(
            "2 Mar 2026 | A | I met jane archer there",
            "2 Mar 2026 | B | Sister Moffat was kind",
            "2 Mar 2026 | C | My nurse was kind",
            columns="Words we may quote",
        ),
        "F-001 F-002",
        PEOPLE,
    ),
    "quote-says-something-else": Case(
        said(
            "2 Mar 2026 | The wait was long | Everything about this clinic is marvellous",
            "2 Mar 2026 | The wait was so very long, I was tired | The wait was very long and I was tired",
            columns="Words we may quote",
        ),
        "F-001",
    ),
    "support-raised-at-a-group": Case(
        said(
            "2 Mar 2026 | A | Support needed | C-001",
            "2 Mar 2026 | B | Support needed | E-001",
            "2 Mar 2026 | C | Support needed | C-002",
            "2 Mar 2026 | D | Idea | C-001",
            columns="Kind | Raised at",
        ),
        "F-001 F-002",
        WHERE,
    ),
    "done-but-not-answered": Case(
        said(
            "2 Mar 2026 | A | A-001 |",
            "2 Mar 2026 | B | A-002 |",
            "2 Mar 2026 | C | A-001 | 9 Mar 2026",
            columns="Action | Answered on",
        ),
        "F-001",
        ACTIONS,
    ),
    "said-before-its-event": Case(
        said(
            "31 Jan 2026 | A | E-002",
            "1 Feb 2026 | B | E-002",
            "1 Jan 2026 | C | Clinic",
            columns="Came from",
        ),
        "F-001",
        WHERE,
    ),
    "came-from-a-cancelled-event": Case(
        said(
            "2 Mar 2026 | A | E-003", "2 Mar 2026 | B | E-001", "2 Mar 2026 | C | C-001", columns="Came from"
        ),
        "F-001",
        WHERE,
    ),
    "quotes-someone-who-said-no": Case(
        said(
            "2 Mar 2026 | A | P-001 | Yes",
            "2 Mar 2026 | B | P-001 | No",
            "2 Mar 2026 | C | P-002 | Yes",
            "2 Mar 2026 | D | P-003 | Yes",
            columns="Came from | May be quoted",
        ),
        "F-001",
        {
            Person: """
            | Ref   | Name        | May we quote  |
            | P-001 | Jane Archer | No            |
            | P-002 | Ann Ash     | Ask each time |
            | P-003 | Bea Brook   |               |
            """
        },
    ),
    "raised-before-it-was-said": Case(
        said(
            "4 Mar 2026 | A | E-001",
            "3 Mar 2026 | B | E-001",
            "4 Mar 2026 | C | C-001",
            columns="Raised at",
        ),
        "F-001",
        WHERE,
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_the_row_with_the_problem_is_told_and_its_neighbour_is_not(code):
    tells_apart(Feedback, code, CASES[code])


def test_every_check_of_this_tab_is_drawn_above():
    has_a_case_for_every_check(Feedback, CASES)


def test_a_normal_page_of_comments_has_no_problems():
    assert not problems(
        {
            Feedback: """
            | Ref   | Date        | Came from    | What was said               | Kind            | Theme                | Action | No action because  | Answered on | Seen by  | Raised at | May be quoted | Words we may quote | Passed to | Passed on   |
            | F-001 | 1 Feb 2026  | E-002 Forum  | The chairs are hard         | Could be better | Waiting              | A-001  |                    | 9 Mar 2026  | Sam Reed | C-001     | Yes           | The chairs are hard |          |             |
            | F-002 | 16 Mar 2026 | a chat       | I would like music          | Idea            | Work, money; Parking |        |                    |             |          |           | No            |                    |           |             |
            | F-003 | 2 Jan 2026  | Clinic       | The nurses are kind         | Working well    |                      |        |                    |             |          |           |               |                    |           |             |
            | F-004 | 2 Jan 2026  |              | Could the wall be blue      | Idea            |                      |        | The wall is listed | 5 Jan 2026  | Sam Reed |           |               |                    |           |             |
            | F-005 | 3 Mar 2026  | E-001        | I lie awake and worry       | Support needed  |                      |        |                    |             | Sam Reed |           |               |                    | Kim Lee   | 3 Mar 2026  |
            """,
            **ACTIONS,
            **WHERE,
            **PEOPLE,
        },
        of=Feedback,
    )


def test_came_from_takes_any_words_but_no_ref_that_no_row_has():
    drawing = said("2 Mar 2026 | A | ward round", "2 Mar 2026 | B | E-099", columns="Came from")
    assert codes(Feedback, drawing, WHERE) == [("F-002", "names-nothing")]
    rows = book({Feedback: drawing, **WHERE})[Feedback]
    assert (rows[0].came_from.text, rows[0].came_from.ref) == ("ward round", None)


def test_themes_between_which_a_comma_stands_are_told_how_to_be_divided():
    drawing = said("2 Mar 2026 | A | Waiting, Parking", "2 Mar 2026 | B | Wating", columns="Theme")
    says = [problem.says for problem in problems({Feedback: drawing, **SET_UP}, Feedback)]
    assert says[0].endswith("Put a semicolon between two themes.")
    assert says[1].endswith("Did you mean “Waiting”?")
