"""The managers' workbook: nobody can be read in it, and what it says is declared."""

import ast
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from service.core.asking import Form, Question
from service.core.book import Book, TabReading
from service.core.changes import Cell
from service.core.disclosure import WhatPeopleAre, WhatPeopleSaid
from service.core.values import FromList, Pointer, PointsTo, Text
from service.summaries import Held, Source, SurveyAnswers, fill_all
from service.summaries import _asked as asked_in
from service.summaries import actions_and_asks as actions_tab
from service.summaries import overview as overview_tab
from service.summaries._questions import declared
from service.summaries.actions_and_asks import ORDER
from service.summaries.held_words import PRINTED, SETTINGS_PRINTED
from sheet_templates import kinds_of_row
from sheet_templates.actions import Action
from sheet_templates.attendance import Attendance
from sheet_templates.events import Event
from sheet_templates.feedback import Feedback
from sheet_templates.how_we_listen import Mechanism
from sheet_templates.people import Person
from sheet_templates.questions import Question as QuestionRow
from sheet_templates.set_up import SETTINGS, SetUpFacts, SetUpRow
from sheet_templates.surveys import Survey
from tests.summaries.drawn import filled, grids, shown, source, source_of, value
from tests.tables import NOW

RATING, FFT = "Rating (very good to very poor)", "Friends and Family Test"


@dataclass
class Rating:
    ratings: dict
    version: int = 1
    who: str = "me"
    answer_id: str = ""


def survey(*columns, state="closed", **more):
    """Answers from columns: each is a question and how often each value was given."""
    questions = tuple(question for question, _ in columns)
    most = max(sum(given_.values()) for _, given_ in columns)
    rows = [{} for _ in range(most)]
    for question, given_ in columns:
        for row, answer in zip(rows, [a for a, times in given_.items() for _ in range(times)], strict=False):
            row[question.ref] = answer
    form = Form("S-001", 1, "Your care", questions)
    return SurveyAnswers([Rating(row) for row in rows], (), most, state=state, forms={1: form}, **more)


SURVEYS = {
    Survey: "| Ref | Title | Opens | Closes | Status |\n| S-001 | Your care 2026 | 01/01/2026 | 03/03/2026 | Closed |"
}


def results(*columns, **more):
    return filled("Survey results", source(SURVEYS, answers={"S-001": survey(*columns, **more)}))


def test_questions_are_shown_exactly_as_a_bound_or_not_at_all():
    content = results(
        (Question("Q-001", "How easy?", RATING), {"Very good": 9, "Good": 5, "Poor": 8, "I do not know": 3}),
        (Question("Q-002", "Were you told?", "Yes or no", better_is="Higher"), {"Yes": 12}),
        (Question("Q-003", "Was it too long?", "Yes or no", better_is="Lower"), {"Yes": 4, "No": 3}),
        (
            Question("Q-004", "How likely?", "0 to 10", better_is="Higher"),
            {7: 6, 10: 5, 2: 11, "I do not know": 1},
        ),
    )
    lines = shown(content)
    assert lines[3:5] == ["Your care 2026", "Closed on 3 March 2026. 25 answered."]
    assert lines[6:10] == [
        "How easy? | 22 | 0.64 | 14 of 22 (64%) | Likely between 43% and 80%.",
        "How likely? | 22 | 0.5 | 11 of 22 (50%) | Likely between 31% and 69%.",
        "Were you told? | 12 |  | at least 8 of 12 positive",
        "Was it too long? | fewer than 10 answers |  | fewer than 10 answers",
    ]
    [chart] = content.charts
    assert chart.categories == (1, 7, 8)
    assert "How easy?: 14 of 22 (64%); How likely?: 11 of 22 (50%)" in chart.alt
    assert [value(row[2]) for row in content.lines[6:8]] == [0.64, 0.5]


def test_the_friends_and_family_test_of_the_real_file_reads_as_published():
    counts = {
        "Very good": 2049,
        "Good": 477,
        "Neither good nor poor": 129,
        "Poor": 109,
        "Very poor": 151,
        "Don’t know": 14,
    }
    lines = shown(results((Question("Q-001", "Overall?", FFT), counts), imported=True))
    assert (
        "Overall? | 2929 | 0.86 | 2,526 of 2,929 (86%) | Negative: 260 of 2,929 (9%). Neither or don’t know: 143 of 2,929 (5%). Likely between 85% and 87%."
        in lines
    )
    assert any(
        line.endswith(
            "Very good: 2,049 of 2,929 (70%)\nGood: 477 of 2,929 (16%)\nNeither good nor poor: 129 of 2,929 (4%)\nPoor: 109 of 2,929 (4%)\nVery poor: 151 of 2,929 (5%)\nDon’t know: 14 of 2,929 (0%)"
        )
        for line in lines
    )


def test_what_people_are_is_merged_or_too_few_to_say():
    content = results(
        (
            Question("Q-001", "Age?", "Choose one", ("Under 50", "50 to 69", "70 or over")),
            {"Under 50": 3, "50 to 69": 9, "70 or over": 10},
        ),
        (Question("Q-002", "Who?", "Choose one", ("A", "B")), {"A": 20, "B": 2}),
        (Question("Q-003", "Which?", "Choose any", ("X", "Y")), {("X",): 7, ("X", "Y"): 6, ("Y",): 1}),
    )
    assert shown(content)[-3:] == [
        "Age? |  |  | too few to say",
        "Who? |  |  | too few to say",
        "Which? |  |  | X: too few to say\nY: 7 of 14",
    ]
    assert not content.charts


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        (Question("Q-001", "?", RATING), WhatPeopleSaid),
        (Question("Q-001", "?", RATING, better_is="Neither"), WhatPeopleAre),
        (Question("Q-001", "?", "Agreement", better_is="Lower"), WhatPeopleSaid),
        (Question("Q-001", "?", "Yes or no"), WhatPeopleAre),
        (Question("Q-001", "?", "Yes or no", better_is="Higher"), WhatPeopleSaid),
        (Question("Q-001", "?", "0 to 10"), WhatPeopleAre),
        (
            Question(
                "Q-001",
                "?",
                "Choose one",
                ("Yes, always", "Yes, sometimes", "No", "Not applicable"),
                better_is="Higher",
            ),
            WhatPeopleSaid,
        ),
        (Question("Q-001", "?", "Choose one", ("A", "B"), better_is="Higher"), WhatPeopleAre),
        (Question("Q-001", "?", "Number"), type(None)),
        (Question("Q-001", "?", "Long text"), type(None)),
    ],
)
def test_each_type_of_question_makes_one_kind_of_figure(question, kind):
    assert type(declared("t", question, [])) is kind


def test_lower_is_better_turns_the_positive_side_round_and_not_applicable_is_out():
    agree = declared(
        "t", Question("Q", "?", "Agreement", better_is="Lower"), ["Disagree"] * 6 + ["Agree"] * 5
    )
    assert agree.side(0) == 6
    always = Question(
        "Q", "?", "Choose one", ("Yes, always", "Yes, sometimes", "No", "Not applicable"), better_is="Higher"
    )
    said = declared("t", always, ["Yes, always"] * 5 + ["No"] * 5 + ["Not applicable"] * 4)
    assert (said.side(0), said.base) == (5, 10)


@pytest.mark.parametrize("state", ["open", "early", "draft"])
def test_nothing_is_published_before_a_survey_closes(state):
    lines = shown(results((Question("Q-001", "How?", RATING), {"Good": 30, "Poor": 20}), state=state))
    assert lines[2] == "No survey has closed yet. Figures are shown once, when a survey closes."


def test_versions_of_the_questions_are_counted_apart():
    question = Question("Q-001", "How?", RATING)
    held = survey((question, {"Good": 30, "Poor": 20}))
    second = [Rating({"Q-001": "Good"}, version=2) for _ in range(12)]
    both = SurveyAnswers(
        [*held.ratings, *second],
        (),
        62,
        state="closed",
        forms={1: held.forms[1], 2: Form("S-001", 2, "Your care", (question,))},
    )
    lines = shown(filled("Survey results", source(SURVEYS, answers={"S-001": both})))
    assert "Your care 2026, version 1 of the questions" in lines
    assert "Your care 2026, version 2 of the questions" in lines
    assert any("30 of 50" in line for line in lines)
    assert any("at least 8 of 12 positive" in line for line in lines)


def test_a_later_edition_with_three_more_answers_is_not_shown():
    question = Question("Q-001", "How?", RATING)
    first, later, most = (survey((question, {"Good": 30 + more, "Poor": 20})) for more in (0, 3, 5))
    seen = asked_in.new_editions(source(SURVEYS, answers={"S-001": first}))

    def told(answers):
        return "\n".join(
            shown(filled("Survey results", source(SURVEYS, answers={"S-001": answers}, earlier=seen)))
        )

    assert "30 of 50" in told(later)
    assert "33 of 53" not in told(later)
    assert "35 of 55" in told(most)
    assert asked_in.new_editions(source(SURVEYS, answers={"S-001": later}, earlier=seen)) == {}
    assert len(asked_in.new_editions(source(SURVEYS, answers={"S-001": most}, earlier=seen))["S-001 v1"]) == 2


PEOPLE = "| Ref | Name | Role | Status |\n" + "\n".join(
    f"| P-{n:03} | Patient{n} Family{n} | Patient | Active |" for n in range(1, 31)
)
YEAR = {
    Person: PEOPLE,
    SetUpRow: "| Setting | Value |\n| Service | The Tuesday team |",
    Event: "| Ref | Mechanism | Title | Date | Status | How many came (if no names) |\n"
    "| E-001 | Forum | Autumn forum | 10/10/2025 | Held | 19 |\n| E-002 | Focus group | Waiting | 10/02/2026 | Held | |\n| E-003 | Forum | Old | 10/02/2024 | Held | 50 |",
    Attendance: "| Ref | What for | Person | Attended |\n"
    + "\n".join(f"| T-{n:03} | E-002 | P-{n:03} | Yes |" for n in range(1, 8)),
    Mechanism: "| Ref | Mechanism | Use it |\n| H-001 | Patient group | Later |",
    Feedback: "| Ref | Date | What was said | Theme |\n| F-001 | 01/02/2026 | No chairs | Waiting |\n| F-002 | 01/03/2026 | Cold | Waiting |",
    Action: "| Ref | What we will do | Status | Due | What difference it made | What we are asking for | Kind of ask | Asked of |\n"
    "| A-001 | Put out chairs | Done | 01/02/2026 | People sit | | | |\n"
    "| A-002 | A second nurse | In progress | 01/02/2026 | | Two sessions a week | Staff time | The board |\n"
    "| A-003 | Ring Patient1 Family1 | Not started | | | | | |",
    **SURVEYS,
}


def test_the_overview_tells_in_a_screen_how_many_are_heard_and_what_is_needed():
    answers = survey((Question("Q-001", "Overall?", FFT), {"Very good": 12, "Good": 3, "Poor": 7}))
    content = filled("Overview", source(YEAR, answers={"S-001": answers}))
    lines = shown(content)
    assert lines[0] == "Overview: The Tuesday team"
    assert lines[1].startswith("Written on Tuesday 17 March 2026 at 9:30am.")
    for line in (
        "Different patients heard by name | 7",
        "Answers to surveys, of patients and carers | 22 |  | These may be the same people as those heard by name, so the two are never added.",
        "Comments written down | 2",
        "Events held | 2",
        "Forum | 1 | 19 | Took part: heads counted at each forum, together.",
        "Focus group | 1 | 7 | Took part: heads counted at each focus group, together.",
        "Patient group | 0 | 0 | Planned for later.",
        "Overall? | 15 of 22 (68%) | 0.68",
        "Comments were most often about: Waiting 2.",
        "Actions: Not started 1, In progress 1, Done 1, Will not do 0.",
        "Put out chairs |  |  | People sit",
        "Two sessions a week | Staff time |  | Asked of: The board",
    ):
        assert line in lines, lines
    [chart] = content.charts
    assert content.lines[chart.categories[1] - 1][0].value == "Committees"
    assert "Forum 1" in chart.alt
    assert len(lines) <= 45


def test_actions_that_name_a_person_are_counted_and_not_shown():
    lines = shown(filled("Actions and asks", source(YEAR)))
    assert "A second nurse |  | 1 February 2026 | In progress, overdue" in lines
    assert "Put out chairs |  | 1 February 2026 | Done | People sit" in lines
    assert "1 action is not shown: its words name a person; see Problems in the staff workbook." in lines
    assert "Two sessions a week | Staff time | The board | Waiting" in lines


@pytest.mark.parametrize("missing", ["People", "Actions", "Events"])
def test_while_a_tab_cannot_be_read_the_last_good_figures_stand_and_about_says_so(missing):
    sheets = [grid for grid in grids(YEAR) if grid.title != missing]
    made_from = source_of(sheets, held=[Held(missing, datetime(2026, 3, 3, 9))])
    assert overview_tab.fill(made_from) == []
    if missing in ("People", "Actions"):
        assert actions_tab.fill(made_from) == []
    lines = shown(filled("About these figures", made_from))
    assert (
        f"{missing}: rows are missing, or it could not be read since 3 March 2026. Its last good figures stand."
        in lines
    )
    assert "Overview stands as it was last written: see its date." in lines


def test_about_counts_rows_used_and_rows_set_aside():
    made_from = source({Person: PEOPLE + "\n| P-031 | | Patient | Active |"})
    lines = shown(filled("About these figures", made_from))
    assert any(line.startswith("People | 31 | ") and not line.endswith("| 0") for line in lines)
    assert any("95% interval by Wilson" in line for line in lines)


def test_notes_are_made_once_and_then_their_own():
    [notes] = [content for content in fill_all(source(), "managers") if content.name == "Notes"]
    assert notes.tab.ours is False


# ---- nobody can be read ----

names = st.sampled_from(
    ["Jane Smith", "Zoë O’Brien-Li", "May Green", "Wu Chen", "Aoife Ní Bhriain", "Mary Ann Carter"]
)
typed = st.sampled_from(
    [
        "Ring {name}",
        "{email} asked",
        "{phone}",
        "because of {ref}",
        "{first} said so",
        "{last}’s idea",
        "{LAST} wants it",
        "see {last}, {first}",
        "More chairs",
        "live at {address}",
    ]
)


@st.composite
def people(draw):
    drawn = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        drawn.append(
            (
                f"P-{number:03}",
                draw(names),
                f"p{number}.x@example.org",
                f"01632 9600{number:02}",
                f"{number}2 Elm Road",
            )
        )
    return drawn


# Each try reads a whole workbook: shrinking would take minutes, and the first failure says enough.
@settings(max_examples=25, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(people(), st.data())
def test_no_managers_tab_holds_a_name_address_number_or_ref_of_anybody(everybody, data):
    def words():
        ref, name, email, phone, address = data.draw(st.sampled_from(everybody))
        first, *_, last = name.split()
        return data.draw(typed).format(
            name=name,
            email=email,
            phone=phone,
            ref=ref,
            first=first,
            last=last,
            LAST=last.upper(),
            address=address,
        )

    drawings = {
        Person: "| Ref | Name | Role | Status | Email | Phone | Postal address |\n"
        + "\n".join(f"| {ref} | {name} | Patient | Active | {email} | {phone} | {address} |" for ref, name, email, phone, address in everybody),
        Action: "| Ref | What we will do | Owner | Status | Reason | What difference it made | What we are asking for | Kind of ask | Asked of | Answer |\n"
        + "\n".join(f"| A-00{n} | {words()} | {words()} | {status} | {words()} | {words()} | {words()} | Room | {words()} | {words() if n > 2 else ''} |" for n, status in enumerate(("Done", "In progress", "Will not do"), 1)),
        Survey: f"| Ref | Title | Closes | Status |\n| S-001 | {words()} | 03/03/2026 | Closed |",
        Feedback: f"| Ref | Date | What was said | Theme |\n| F-001 | 01/02/2026 | {words()} | {words()} |",
        QuestionRow: f"| Ref | Survey | Question | Type |\n| Q-001 | S-001 | {words()} | Agreement |",
        SetUpRow: f"| Setting | Value |\n| Service | {words()} |",
    }  # fmt: skip
    options = (words(), words() + " two")
    answers = survey(
        (Question("Q-001", words(), RATING), {"Good": 30, "Poor": 20}),
        (Question("Q-002", words(), "Choose one", options), {options[0]: 20, options[1]: 20}),
    )
    made_from = source(drawings, answers={"S-001": answers})
    text = "\n".join(
        str(value(cell)) for tab in fill_all(made_from, "managers") for line in tab.lines for cell in line
    )
    text += "".join(
        f"{chart.title} {chart.alt}" for tab in fill_all(made_from, "managers") for chart in tab.charts
    )
    for ref, name, email, phone, address in everybody:
        for secret in (
            ref,
            name,
            email,
            phone,
            address,
            *(part for part in name.split() if part not in ("May", "Green", "Carter", "Mary", "Ann")),
        ):
            assert secret.casefold() not in text.casefold()


def marked(kind, number, **more):
    """A row whose every cell of free words says which column it is of."""
    words = {
        name: f"«{kind.letter} {name}»"
        for name, column in kind.columns.items()
        if type(column.kind) in (Text, FromList)
    }
    words |= {
        name: Pointer(f"«{kind.letter} {name}»")
        for name, column in kind.columns.items()
        if isinstance(column.kind, PointsTo) and column.kind.or_anything
    }
    return kind.make(number, **words | {"ref": f"{kind.letter}-00{number}"} | more)  # fmt: skip


def test_what_is_said_to_be_printed_is_what_the_managers_tabs_print():
    rows = {kind: [marked(kind, 1)] for kind in kinds_of_row() if kind.letter}
    rows |= {
        Person: [Person.make(1, ref="P-001", name="Zeb Quorn")],
        Action: [marked(Action, n, status=status) for n, status in enumerate(ORDER, 1)],
        Survey: [marked(Survey, 1, closes=date(2026, 3, 3), status="Closed")],
        Feedback: [marked(Feedback, 1, date=date(2026, 2, 1))],
        Event: [marked(Event, 1, status="Held", date=date(2026, 2, 1))],
    }
    readings = [
        TabReading(kind, title=kind.tab, heading_row=1, last_row=1, rows=rows.get(kind, []))
        for kind in kinds_of_row()
    ]
    free = {one.attribute: f"«{one.name}»" for one in SETTINGS if type(one.kind) is Text and not one.several}
    asked = Question("Q-001", "«Q question»", "Choose one", ("«Q choices»", "other"))
    answers = {"S-001": survey((asked, {"«Q choices»": 20, "other": 20}))}
    printed = ""
    for facts in (SetUpFacts(**free), SetUpFacts(**free | {"service": None})):  # else the hospital is named
        made_from = Source(Book(readings, NOW), [], facts, NOW, kinds_of_row(), answers)
        printed += "\n".join(line for tab in fill_all(made_from, "managers") for line in shown(tab))
    found = {tuple(words.split(" ", 1)) for words in re.findall("«([A-Z] [a-z_]+)»", printed)}
    assert found == {(letter, name) for letter, names in PRINTED.items() for name in names}
    # Themes are chosen in Set-up, and printed as they stand in Feedback.
    assert {*re.findall("«([A-Z][a-z].*?)»", printed), "Theme"} == set(SETTINGS_PRINTED)


# ---- nothing undeclared ----

SUMMARIES = Path(__file__).parents[2] / "service/summaries"
LOOPED = {
    "heading",
    "name",
    "rule",
    "method",
    "note",
    "mechanism",
    "template",
    "ONE",
    "SEVERAL",
    "NOT_SHOWN",
}  # all walk over constants


def undeclared_words(source_text):
    """Every `words(…)` whose sentence is not written in the program, and every Figure or Words made past the door."""
    for node in ast.walk(ast.parse(source_text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in ("Figure", "Words", "Fact", "TabContent"):
                yield node.func.id
            first = node.args[0] if node.args else None
            static = isinstance(first, ast.Constant) or (isinstance(first, ast.Name) and first.id in LOOPED)
            if node.func.id == "words" and not static:
                yield ast.unparse(node)


MANAGERS = sorted(path for path in SUMMARIES.glob("*.py") if "core.publishing" in path.read_text("utf-8"))


def test_the_modules_that_write_for_managers_are_all_looked_at():
    assert {path.stem for path in MANAGERS} >= {
        "overview",
        "survey_results",
        "actions_and_asks",
        "about_these_figures",
        "notes",
    }


@pytest.mark.parametrize("path", MANAGERS, ids=lambda path: path.stem)
def test_every_word_for_managers_is_ours_a_figure_or_screened(path):
    assert list(undeclared_words(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "breach",
    ["words(row.title)", "words(f'{n} events')", "Figure('A', '3')", "Words(row.owner)", "words(str(3))"],
)
def test_the_look_itself_can_fail(breach):
    assert list(undeclared_words(breach))


def test_cells_for_managers_are_words_numbers_of_figures_or_empty():
    answers = survey((Question("Q-001", "Overall?", FFT), {"Very good": 12, "Good": 3, "Poor": 7}))
    for tab in fill_all(source(YEAR, answers={"S-001": answers}), "managers"):
        for line in tab.lines:
            assert all(cell is None or isinstance(cell, Cell) for cell in line)
            assert not any(isinstance(value(cell), date) for cell in line)


def test_owners_and_those_asked_are_named_when_they_are_staff_whatever_names_to_hide_says():
    made_from = source(
        {
            Person: "| Ref | Name | Role |\n| P-001 | Jane Smith | Patient |\n| P-002 | Bethan Price | Staff |",
            SetUpRow: "| Setting | Value |\n| Service | The Price team |\n| Lead | Grace Okonkwo, g@example.org |\n"
            "| Names to hide | Price; Okonkwo |",
            Action: "| Ref | What we will do | Owner | What we are asking for | Asked of |\n"
            "| A-001 | Put up signs | Bethan Price | A room | Grace Okonkwo |\n"
            "| A-002 | Ask for chairs | Jane Smith | Chairs | Jane Smith |",
        }
    )
    lines = shown(filled("Actions and asks", made_from))
    assert lines[0] == "Actions and asks: The Price team"
    assert any(line.startswith("Put up signs | Bethan Price") for line in lines)
    assert "A room |  | Grace Okonkwo | Waiting" in lines
    assert not any("Jane" in line for line in lines)
    assert any("Asked of: Grace Okonkwo" in line for line in shown(filled("Overview", made_from)))
