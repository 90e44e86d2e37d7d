"""The Questions tab: choices, conditions, licences, and wording that a tired person can answer."""

import pytest

from service.core.answering import FriendsAndFamily
from sheet_templates.questions import Question
from sheet_templates.set_up import THEMES, SetUpRow
from sheet_templates.starter_surveys import STARTER_SURVEYS, question_rows
from sheet_templates.surveys import Survey
from tests.tables import codes, problems
from tests.tabs.neighbours import Case, has_a_case_for_every_check, tells_apart
from tests.tabs.test_set_up import FULL

FFT = "Friends and Family Test"
RATING = "Rating (very good to very poor)"
SURVEYS = {
    Survey: """
    | Ref   | Title | Answers are  |
    | S-001 | One   | Anonymous    |
    | S-002 | Two   | Confidential |
    """
}


def asked(*rows, columns="Question | Type"):
    """Rows of survey S-001 in order, with these columns."""
    lines = [f"| Ref | Survey | Order | {columns} |"]
    lines += [f"| Q-{n:03d} | S-001 | {n} | {row} |" for n, row in enumerate(rows, start=1)]
    return "\n".join(lines)


def conditions(*rows):
    return asked(*rows, columns="Question | Type | Choices | Show if")


CASES = {
    "no-order": Case(
        "| Ref | Survey | Order | Question | Type |\n| Q-001 | S-001 | | Why? | Long text |\n| Q-002 | S-001 | 2 | How? | Long text |",
        "Q-001",
    ),
    "no-choices": Case(
        asked(
            "Which? | Choose one |",
            "Which ones? | Choose any |",
            "Or? | Choose one | Yes, No",
            "Why? | Long text |",
            columns="Question | Type | Choices",
        ),
        "Q-001 Q-002",
    ),
    "only-one-choice": Case(
        asked(
            "Which? | Choose one | Tea",
            "Which ones? | Choose any | Tea, Milk",
            columns="Question | Type | Choices",
        ),
        "Q-001",
    ),
    "doubled-choice": Case(
        asked(
            "Which? | Choose one | Tea, Milk, tea",
            "Which ones? | Choose any | Tea, Milk",
            columns="Question | Type | Choices",
        ),
        "Q-001",
    ),
    "choices-not-used": Case(
        asked(
            "A? | Yes or no | Often, Seldom",
            "B? | Number | 0 to 100",
            "C? | Long text | at most 500",
            "D? | Long text | Tea, Milk",
            "E? | Choose one | Tea, Milk",
            "F? | Yes or no | Yes, No, I do not know",
            columns="Question | Type | Choices",
        ),
        "Q-001 Q-004",
    ),
    "fft-wording-changed": Case(
        asked(f"How was it? | {FFT}", f"{FriendsAndFamily.asks} | {FFT}", "How was it? | Long text"), "Q-001"
    ),
    "fft-options-changed": Case(
        asked(
            f"{FriendsAndFamily.asks} | {FFT} | Good, Bad",
            f"{FriendsAndFamily.asks} | {FFT} | {', '.join(FriendsAndFamily.words)}",
            f"{FriendsAndFamily.asks} | {FFT} |",
            columns="Question | Type | Choices",
        ),
        "Q-001",
    ),
    "required-information": Case(
        asked(
            "Welcome | Information | Yes",
            "Why? | Long text | Yes",
            "More | Information | No",
            columns="Question | Type | Required",
        ),
        "Q-001",
    ),
    "show-if-unreadable": Case(
        conditions(
            "A? | Yes or no | | ",
            "B? | Long text | | only if they like it",
            "C? | Long text | | Q-001 is Yes",
        ),
        "Q-002",
    ),
    "licence-missing": Case(
        asked(
            "Please fill in the EORTC QLQ-C30 | Long text |",
            "Please fill in the HADS | Long text | Agreed by the owner, 1 May 2025",
            "Do you live near Oxford? | Yes or no |",
            "Your FACT-B score | Number |",
            "The Oxford Participation Questionnaire | Long text |",
            columns="Question | Type | Licence",
        ),
        "Q-001 Q-004 Q-005",
    ),
    "asks-two-things": Case(
        asked(
            "Did you get enough verbal and written information? | Yes or no",
            "Were you given a pack? Was it useful? | Yes or no",
            "Were you treated with dignity and respect? | Yes or no",
            "We changed the clinic and the car park. How is parking? | " + RATING,
            "What works and what does not? | Long text",
        ),
        "Q-001 Q-002",
    ),
    "leads-to-an-answer": Case(
        asked(
            "Don’t you agree that parking is easy? | Yes or no",
            "How helpful was your nurse? | 0 to 10",
            "How is parking? | Long text",
        ),
        "Q-001 Q-002",
    ),
    "no-way-out": Case(
        asked(
            "Which? | Choose one | Yes | Tea, Milk",
            "Which? | Choose one | Yes | Tea, Milk, I do not know",
            "Which? | Choose one |  | Tea, Milk",
            "Which? | Choose any | Yes | Tea, Milk, None of these",
            columns="Question | Type | Required | Choices",
        ),
        "Q-001",
    ),
    "other-on-a-sensitive-topic": Case(
        asked(
            "What is your ethnic group? | Choose one | White, Other",
            "What is your ethnic group? | Choose one | White, Another ethnic background",
            "How did you travel? | Choose one | Car, Other",
            columns="Question | Type | Choices",
        ),
        "Q-001",
    ),
    "better-is-missing": Case(
        asked(
            f"A? | {RATING} |",
            f"B? | {RATING} | Higher",
            "C? | 0 to 10 |",
            f"{FriendsAndFamily.asks} | {FFT} |",
            columns="Question | Type | Better is",
        ),
        "Q-001 Q-003",
    ),
    "better-is-not-used": Case(
        asked(
            "A? | Long text | Higher",
            "B? | 0 to 10 | Higher",
            "C? | Long text | Neither",
            columns="Question | Type | Better is",
        ),
        "Q-001",
    ),
    "long-question": Case(
        asked("Word " * 31 + "| Long text", "Word " * 30 + "| Long text", "Word " * 31 + "| Information"),
        "Q-001",
    ),
    "short-form": Case(
        asked("Do you know your CNS? | Yes or no", "Do you know your nurse? | Yes or no"), "Q-001"
    ),
    "asks-for-nhs-number": Case(
        asked(
            "What is your NHS number? | Short text",
            "What is your date of birth? | Date",
            "How many visits? | Number",
        ),
        "Q-001 Q-002",
    ),
    "doubled-order": Case(
        """
        | Ref   | Survey | Order | Question | Type      |
        | Q-001 | S-001  | 1     | A?       | Long text |
        | Q-002 | S-001  | 1     | B?       | Long text |
        | Q-003 | S-002  | 1     | C?       | Long text |
        """,
        "Q-002",
    ),
    "question-twice": Case(
        """
        | Ref   | Survey | Order | Question | Type      |
        | Q-001 | S-001  | 1     | Why?     | Long text |
        | Q-002 | S-001  | 2     | why?     | Long text |
        | Q-003 | S-002  | 1     | Why?     | Long text |
        """,
        "Q-002",
    ),
    "show-if-names-nothing": Case(
        conditions(
            "A? | Yes or no | |", "B? | Long text | | Q-099 is Yes", "C? | Long text | | Q-001 is Yes"
        ),
        "Q-002",
    ),
    "show-if-of-another-survey": Case(
        """
        | Ref   | Survey | Order | Question | Type      | Show if      |
        | Q-001 | S-001  | 1     | A?       | Yes or no |              |
        | Q-002 | S-002  | 2     | B?       | Long text | Q-001 is Yes |
        | Q-003 | S-001  | 2     | C?       | Long text | Q-001 is Yes |
        """,
        "Q-002",
    ),
    "show-if-of-a-later-question": Case(
        conditions(
            "A? | Yes or no | | Q-002 is Yes",
            "B? | Yes or no | | Q-002 is Yes",
            "C? | Long text | | Q-001 is Yes",
        ),
        "Q-001 Q-002",
    ),
    "show-if-of-no-such-answer": Case(
        conditions(
            "A? | Choose one | Tea; Milk, warm |",
            "B? | Long text | | Q-001 is Milk",
            "C? | Long text | | Q-001 is milk, warm",
            "D? | 0 to 10 | |",
            "E? | Long text | | Q-004 is at most 3 and Q-004 is not I do not know",
            "F? | Yes or no | | Q-001 includes Coffee",
        ),
        "Q-002 Q-006",
    ),
    "show-if-of-a-page-that-informs": Case(
        conditions(
            "Welcome | Information | |",
            "B? | Yes or no | | Q-001 is answered",
            "C? | Long text | | Q-002 is Yes",
        ),
        "Q-002",
    ),
    "theme-not-in-set-up": Case(
        asked(
            "A? | Long text | Apointments and waiting",
            "B? | Long text | how i feel",
            "C? | Long text |",
            columns="Question | Type | Theme",
        ),
        "Q-001",
        {SetUpRow: FULL + "| Theme | Appointments and waiting |\n| Theme | How I feel |\n"},
    ),
    "asks-who-in-an-anonymous-survey": Case(
        """
        | Ref   | Survey | Order | Question                | Type       |
        | Q-001 | S-001  | 1     | What is your name?      | Short text |
        | Q-002 | S-002  | 1     | What is your name?      | Short text |
        | Q-003 | S-001  | 2     | Do you know your nurse? | Yes or no  |
        """,
        "Q-001",
        SURVEYS,
    ),
    "fft-without-free-text": Case(
        f"""
        | Ref   | Survey | Order | Question                | Type      |
        | Q-001 | S-001  | 1     | {FriendsAndFamily.asks} | {FFT}     |
        | Q-002 | S-002  | 1     | {FriendsAndFamily.asks} | {FFT}     |
        | Q-003 | S-002  | 2     | Why?                    | Long text |
        """,
        "Q-001",
    ),
    "fft-in-a-confidential-survey": Case(
        f"""
        | Ref   | Survey | Order | Question                | Type  |
        | Q-001 | S-001  | 1     | {FriendsAndFamily.asks} | {FFT} |
        | Q-002 | S-002  | 1     | {FriendsAndFamily.asks} | {FFT} |
        """,
        "Q-002",
        SURVEYS,
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_the_row_with_the_problem_is_told_and_its_neighbour_is_not(code):
    tells_apart(Question, code, CASES[code])


def test_every_check_of_this_tab_is_drawn_above():
    has_a_case_for_every_check(Question, CASES)


@pytest.mark.parametrize("starter", STARTER_SURVEYS, ids=lambda starter: starter.title)
def test_the_survey_to_begin_with_has_no_problems(starter):
    refs = [f"Q-{n:03d}" for n in range(11, 11 + len(starter.questions))]
    rows = question_rows(starter, "S-001", refs)
    headings = {name: Question.columns[name].heading for name in rows[0]}
    lines = ["| " + " | ".join(headings.values()) + " |"]
    lines += [
        "| " + " | ".join(str(row[name] or "").replace("\n", r"\n") for name in headings) + " |"
        for row in rows
    ]
    survey = f"| Ref | Title | Kind | Answers are | Status | Introduction |\n| S-001 | {starter.title} | {starter.kind} | {starter.answers_are} | Draft | {starter.introduction} |"
    set_up = FULL + "".join(f"| Theme | {theme} |\n" for theme in THEMES)
    assert len(rows) == 12
    assert not problems({Question: "\n".join(lines), Survey: survey, SetUpRow: set_up})


def test_a_misspelt_answer_in_show_if_names_the_answers_there_are():
    drawing = conditions("A? | Yes or no | |", "B? | Long text | | Q-001 is Yess")
    (problem,) = (p for p in problems({Question: drawing}) if p.code == "show-if-of-no-such-answer")
    assert problem.says == "“Yess” is not an answer to Q-001. Did you mean “Yes”?"
    assert problem.fix == "Write one of its answers: Yes, No, I do not know."


def test_the_published_template_survey_of_others_is_seen_through():
    """Q3 and Q4 of the template that the domain notes describe ask two things; ours would say so."""
    drawing = asked(
        "Did you want information and were you given a resource pack? | Yes or no",
        "Did you have enough information, verbal and written? | Yes or no",
    )
    assert codes(Question, drawing) == [("Q-001", "asks-two-things"), ("Q-002", "asks-two-things")]
