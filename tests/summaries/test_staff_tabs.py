"""The other tabs of the staff workbook: small workbooks in, lines out."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from service.core.asking import Form, Question
from service.core.changes import checks_columns, lists_needed
from service.core.grids import CellError
from service.core.problems import MEND, WORTH_A_LOOK, Problem
from service.summaries import FormLink, SurveyAnswers, answers, fill_all
from service.summaries._replies import coming
from service.summaries.checks import checks_content, formula_values
from service.summaries.held_words import names_in_words
from service.summaries.lists import lists_content
from service.summaries.problems import rows_words
from sheet_templates import kinds_of_row
from sheet_templates.actions import Action
from sheet_templates.attendance import Attendance
from sheet_templates.events import Event
from sheet_templates.feedback import Feedback
from sheet_templates.people import Person
from sheet_templates.set_up import SetUpRow
from sheet_templates.surveys import Survey
from tests.summaries.drawn import filled, grids, shown, source, source_of, value
from tests.tables import whole

PEOPLE = """
| Ref   | Name       | Role    | Status | Communication needs |
| P-001 | Jane Smith | Patient | Active | Large print         |
| P-002 | Tom Green  | Carer   | Active |                     |
| P-003 | May Green  | Patient | Died   |                     |
| P-004 | Ann Brown  | Patient | New    |                     |
| P-005 | Zoe Li     | Patient | Left   |                     |
"""
EVENTS = """
| Ref   | Title         | Date       | Start | End   | Venue or link | Status    |
| E-001 | Winter forum  | 10/03/2026 | 14:00 | 16:00 | Hall          | Held      |
| E-002 | Cancelled one | 18/03/2026 | 14:00 | 16:00 | Hall          | Cancelled |
| E-003 | Spring forum  | 20/03/2026 | 14:00 | 15:30 | Room 4        | Planned   |
| E-004 | Summer forum  | 20/06/2026 | 14:00 | 16:00 | Hall          | Planned   |
"""
LISTED = """
| Ref   | What for | Person           | Reply | Not invited because | Companion | Needs for the day |
| T-001 | E-003    | P-001 Jane Smith | Yes   |                     | Her son   | Ground floor      |
| T-002 | E-003    | P-002 Tom Green  |       |                     |           |                   |
| T-003 | E-003    | P-003 May Green  | Yes   |                     |           |                   |
| T-004 | E-003    | P-004 Ann Brown  | No    |                     |           |                   |
| T-005 | E-003    | P-004 Ann Brown  |       | In hospital         |           |                   |
| T-006 | E-004    | P-004 Ann Brown  | Yes   |                     |           |                   |
"""
DRAWN = {Person: PEOPLE, Event: EVENTS, Attendance: LISTED}


def test_the_register_is_of_the_next_event_with_needs_and_without_those_who_died_or_said_no():
    lines = shown(filled("Register", source(DRAWN)))
    assert lines[0] == "Register: Spring forum"
    assert lines[1] == "Friday 20 March 2026, 2pm to 3:30pm, Room 4"
    assert lines[3:5] == [
        "☐ | Tom Green | not known |  |  | Carer | P-002",
        "☐ | Jane Smith | Yes | Her son | Ground floor; Large print |  | P-001",
    ]
    assert lines[5:13] == ["☐"] * 8, "room for those who walk in"
    assert not any("May Green" in line or "Ann Brown" in line for line in lines)


def test_the_register_goes_by_surname():
    names = ("Zoe Adams", "Adam Zorn", "de Witt, Ann", "Maria van der Berg", "bea adams", "Cher")
    people = "| Ref | Name | Status |\n" + "\n".join(
        f"| P-{n:03} | {name} | Active |" for n, name in enumerate(names, 1)
    )
    listed = "| Ref | What for | Person |\n" + "\n".join(
        f"| T-{n:03} | E-003 | P-{n:03} |" for n in range(1, len(names) + 1)
    )
    content = filled("Register", source({Person: people, Event: EVENTS, Attendance: listed}))
    assert [value(line[1]) for line in content.lines[3:9]] == [
        "bea adams", "Zoe Adams", "Maria van der Berg", "Cher", "de Witt, Ann", "Adam Zorn",
    ]  # fmt: skip


def test_the_register_says_when_no_event_is_planned():
    assert shown(filled("Register", source({Person: PEOPLE}))) == [
        "No event is planned. Add one in Events, with a date."
    ]


@dataclass
class Told:
    reply: str | None
    ref: str = "T-001"


@pytest.mark.parametrize(
    ("typed", "online", "says"),
    [
        ("Yes", "", "Yes"),
        ("", "Yes", "Yes"),
        ("Maybe", "Yes", "Maybe"),
        ("No", "Yes", "No"),
        ("Yes", "No", "No"),
        ("", "", ""),
    ],
)
def test_what_staff_typed_wins_but_a_no_stays_a_no(typed, online, says):
    assert coming(Told(typed or None), {("T-001", "reply"): online}) == says


def problem(code, row, kind=MEND, tab="People", column="Name", says="Name is empty."):
    return Problem(code, kind, tab, says, "Fill it in.", row, column)


def test_one_problem_over_many_rows_is_one_line_linked_to_its_first_cell_and_mend_comes_first():
    found = [
        problem("old", 4, WORTH_A_LOOK, says="Old."),
        *(problem("missing", row) for row in range(9, 1, -1)),
        problem("missing", 3, tab="Events", column="Title"),
    ]
    content = filled("Problems", source(DRAWN, problems=found))
    assert shown(content)[1] == "9 things to mend, 1 worth a look. A line goes once it is mended."
    assert shown(content)[3:] == [
        "Mend | People | Name | Name is empty. | Fill it in. | 8 rows: 2, 3, 4, 5, 6 and 3 more",
        "Mend | Events | Title | Name is empty. | Fill it in. | row 3",
        "Worth a look | People | Name | Old. | Fill it in. | row 4",
    ]
    assert content.lines[3][1].link == "#People!B2"


def test_problems_that_differ_in_words_say_which_row_the_words_are_of():
    found = [
        problem("not-in-list", 2, says="“Yess” is not one."),
        problem("not-in-list", 3, says="“Noo” is not one."),
    ]
    assert (
        "“Yess” is not one. (row 2; the others are like it)"
        in shown(filled("Problems", source(DRAWN, problems=found)))[3]
    )


def test_words_that_name_a_person_are_a_problem_of_their_row():
    drawn = {Person: PEOPLE, Action: "| Ref | What we will do |\n| A-001 | Ring Jane Smith |"}
    assert any(
        "These words name a person" in line
        for line in shown(
            filled("Problems", source(drawn, problems=names_in_words(source(drawn, problems=[]))))
        )
    )


def held_in(drawn, **more):
    return [(p.tab, p.row, p.column) for p in names_in_words(source(drawn, problems=[], **more))]


def test_a_theme_or_title_in_set_up_that_names_a_person_is_a_problem_where_it_is_written():
    drawn = {
        Person: PEOPLE,
        SetUpRow: "| Setting | Value |\n| Service | Jane’s team |\n| Hospital | Ward 7 |\n| Names to hide | Ward 7 |\n"
        "| Theme | Waiting |\n| Theme | Jane Smith |",
        Feedback: "| Ref | What was said | Theme |\n| F-001 | x | Waiting; Jane Smith |\n| F-002 | x | Waiting |",
    }
    assert held_in(drawn) == [
        ("Feedback", 2, "Theme"),
        ("Set-up", 2, "Value"),
        ("Set-up", 6, "Value"),
    ]


@pytest.mark.parametrize(
    ("words", "cell"),
    [
        ("Ring 01632 960001", "01632 960001 or 07700 900123"),
        ("Text 07700 900123 at noon", "01632 960001 or 07700 900123"),
        ("Text 07700 900 123", "mobile: 07700 900123"),
        ("Write to starlight@example.org", "moonbeam@example.org; starlight@example.org"),
    ],
)
def test_a_number_or_address_with_a_problem_is_somebodys_all_the_same(words, cell):
    heading = "Email" if "@" in cell else "Phone"
    drawn = {
        Person: f"| Ref | Name | {heading} |\n| P-001 | Jane Smith | {cell} |",
        Action: f"| Ref | What we will do |\n| A-001 | {words} |",
    }
    made_from = source(drawn)
    assert ("Actions", 2, "What we will do") in held_in(drawn)
    assert not any(
        cell in str(value(shown_))
        for tab in fill_all(made_from, "staff")
        for line in tab.lines
        for shown_ in line
    )


def test_while_a_name_cannot_be_read_no_words_leave_and_its_cell_is_named():
    drawn = {
        Person: "| Ref | Name | Role |\n| P-001 | broken | Patient |",
        Action: "| Ref | What we will do |\n| A-001 | Thank Gertrude |",
    }
    sheets = [whole(kind, drawing, {"broken": CellError("#NAME?")}) for kind, drawing in drawn.items()]
    rest = [grid for grid in grids({}) if grid.title not in ("People", "Actions")]
    made_from = source_of([*sheets, *rest])
    assert not made_from.can_screen
    [problem] = names_in_words(made_from)
    assert (problem.code, problem.tab, problem.row, problem.column) == ("name-not-read", "People", 2, "Name")
    assert {tab.name for tab in fill_all(made_from, "managers")} == {"About these figures", "Notes"}
    assert "People: a name could not be read. Tabs with words stand as they were last written." in shown(
        filled("About these figures", made_from)
    )
    sheets[0].rows[1][sheets[0].rows[0].index("Role")] = "Staff"
    assert source_of([*sheets, *rest]).can_screen


def test_what_stays_held_after_a_row_is_gone_is_still_a_problem():
    drawn = {Person: PEOPLE, Action: "| Ref | What we will do |\n| A-001 | Ring Jane Smith |"}
    first = source(drawn)
    assert held_in(drawn) == [("Actions", 2, "What we will do")]
    names_in_words(first)
    drawn[Person] = PEOPLE.replace("| P-001 | Jane Smith | Patient | Active | Large print         |\n", "")
    assert held_in(drawn) == []
    assert held_in(drawn, held_before=first.hidden.held) == [("Actions", 2, "What we will do")]
    later = source(drawn, held_before=first.hidden.held)
    assert not any("Jane" in line for tab in fill_all(later, "managers") for line in shown(tab))


def test_questions_as_they_were_asked_are_kept_in_mind_before_managers_read_them():
    form = Form(
        "S-001", 1, "Your care", (Question("Q-001", "Which?", "Choose one", ("Jane Smith", "Another")),)
    )
    first = source({Person: PEOPLE}, answers={"S-001": SurveyAnswers(state="open", forms={1: form})})
    names_in_words(first)
    assert first.hidden.held == {"jane smith": {"P-001/Jane Smith"}}


def test_rows_in_words():
    assert [rows_words(rows) for rows in ([None], [7], [1, 2, 3])] == [
        "the whole tab",
        "row 7",
        "3 rows: 1, 2, 3",
    ]


def test_links_give_addresses_and_count_no_anonymous_answers_before_closing():
    links = [
        FormLink("Tell us something", "https://x.example/a/tell-us"),
        *(FormLink(f"Survey {n}", f"https://x.example/a/survey/S-00{n}", survey=f"S-00{n}") for n in (1, 2)),
    ]
    counts = {
        "S-001": SurveyAnswers(count=None, state="open"),
        "S-002": SurveyAnswers(count=7, mode="confidential", state="open"),
    }
    assert shown(filled("Links", source(links=links, answers=counts)))[1:] == [
        "Tell us something | https://x.example/a/tell-us |  |  | Open all year.",
        "Survey 1 | https://x.example/a/survey/S-001 |  | not until it closes | Open. Anonymous: one address for everyone.",
        "Survey 2 | https://x.example/a/survey/S-002 |  | 7 | Open. Confidential: each person has a link of their own.",
    ]


@dataclass
class Rating:
    who: str
    ratings: dict
    version: int = 1
    answer_id: str = ""


@dataclass
class Comment:
    question: str
    text: str
    id: str = ""
    answer_id: str | None = None
    version: int = 1


FORM = Form(
    "S-001",
    1,
    "Your care",
    (
        Question("Q-001", "How was it?", "Yes or no"),
        Question("Q-002", "What was good?", "Choose any", ("Tea", "Chairs")),
        Question("Q-003", "Tell us more", "Long text"),
    ),
)


def survey_answers(number=2, **more):
    ratings = [Rating("me", {"Q-001": "Yes"}), Rating("carer", {"Q-001": "No", "Q-002": ["Tea", "Chairs"]})][
        :number
    ]
    comments = [Comment("Q-003", "Second said first"), Comment("Q-003", "First said second")]
    return SurveyAnswers(
        ratings * (number // len(ratings) if ratings else 0), comments, number, forms={1: FORM}, **more
    )


def test_answers_stand_in_the_ledgers_order_with_comments_apart():
    made = answers.fill(
        source(
            {Survey: "| Ref | Title |\n| S-001 | Your care |"},
            answers={"S-001": survey_answers(state="closed")},
        )
    )
    assert [content.name for content in made] == ["Answers S-001"]
    assert shown(made[0]) == [
        "Answers to S-001 Your care",
        "Anonymous: nobody can know who gave which answer. Comments stand apart, in another order.",
        "2 answers, in no order.",
        "Who | Q-001 How was it? | Q-002 What was good?",
        "Me | Yes",
        "I am a carer, and I am answering about myself | No | Tea; Chairs",
        "",
        "Question | In their words",
        "Q-003 Tell us more | Second said first",
        "Q-003 Tell us more | First said second",
    ]


@pytest.mark.parametrize(
    ("number", "more", "seen"),
    [
        (2, {"state": "open"}, False),
        (9, {"state": "early"}, False),
        (10, {"state": "open"}, True),  # a pulse, once ten wait
        (2, {"state": "closed"}, True),
        (2, {"state": "open", "mode": "confidential"}, True),
        (2, {"state": "draft", "imported": True}, True),
    ],
)
def test_an_anonymous_survey_shows_nothing_before_it_closes(number, more, seen):
    held = SurveyAnswers([Rating("me", {"Q-001": "Yes"})] * number, **more)
    assert bool(answers.fill(source(answers={"S-001": held}))) is seen


@dataclass
class Line:
    at: datetime
    words: str


def test_the_log_is_newest_first_in_local_time_and_at_most_500_lines():
    log = [
        Line(datetime(2026, 7, 1, 8, minute % 60, second=minute // 60, tzinfo=UTC), f"Line {minute}")
        for minute in range(600)
    ]
    lines = shown(filled("Log", source(log=log)))
    assert len(lines) == 501
    assert lines[1] == "1 July 2026, 9:59am | Line 599"


def test_the_column_guide_has_every_column_of_every_tab():
    lines = shown(filled("What each column is for", source()))
    for kind in kinds_of_row():
        for column in kind.columns.values():
            assert any(line.startswith(f"{kind.tab} | {column.heading}") for line in lines)


def test_lists_offer_verified_rows_only_and_nobody_who_died_where_people_are_invited():
    made_from = source({**DRAWN, SetUpRow: "| Setting | Value |\n| Theme | Waiting |\n| Theme | Parking |"})
    content, lengths = lists_content(
        made_from.book, made_from.facts, {"P-001", "P-002", "P-003", "P-005", "E-003", "E-004"}
    )
    columns = {
        value(line): [value(row[at]) for row in content.lines[1:] if value(row[at])]
        for at, line in enumerate(content.lines[0])
    }
    assert list(columns) == list(lists_needed(kinds_of_row()))
    assert columns["P"] == ["P-001 Jane Smith", "P-002 Tom Green"]
    assert columns["E"] == ["E-004 Summer forum", "E-003 Spring forum"]
    assert columns["Theme"] == ["Waiting", "Parking"]
    assert {key: len(words) for key, words in columns.items()} == lengths


def test_formula_columns_show_what_looking_up_the_ref_would():
    made_from = source(DRAWN, problems=[problem("missing", 3), problem("odd", 2, WORTH_A_LOOK)])
    told = {
        ("P-001", "told_us_online"): "Phone changed",
        ("T-002", "reply"): "Maybe",
        ("T-001", "sent"): "by e-mail",
    }
    kinds = kinds_of_row()
    values = formula_values(made_from.book, made_from.problems, kinds, told)
    assert values[Person, "check"] == {"P-002": "Name: Fill it in. Name is empty."}
    assert values[Person, "told_us_online"] == {"P-001": "Phone changed"}
    assert values[Attendance, "coming"] == {
        "T-001": "Yes",
        "T-002": "Maybe",
        "T-003": "Yes",
        "T-004": "No",
        "T-006": "Yes",
    }
    lines = shown(checks_content(made_from.book, values, kinds))
    names = checks_columns(kinds)
    assert lines[0].startswith("Ref | Check | Told us online")
    by_ref = {
        line.split(" | ")[0]: dict(zip(names, line.split(" | ")[1:], strict=False)) for line in lines[1:]
    }
    for (_, name), shown_ in values.items():
        for ref, text in shown_.items():
            assert by_ref[ref][name] == text


def test_a_doubled_ref_shows_the_first_rows_problem_as_a_look_up_does():
    drawn = {Person: "| Ref | Name |\n| P-001 | Jane |\n| P-001 | Tom |"}
    made_from = source(drawn, problems=[problem("missing", 2), problem("other", 3, says="Other.")])
    assert formula_values(made_from.book, made_from.problems, kinds_of_row(), {})[Person, "check"] == {
        "P-001": "Name: Fill it in. Name is empty."
    }


def test_every_staff_tab_but_lists_checks_and_plan_is_filled_by_a_file_in_the_folder():
    titles = {content.name for content in fill_all(source(), "staff")}
    assert {"Today", "Register", "Problems", "Links", "Log", "What each column is for"} <= titles
