"""Which rows the managers' figures count: patients and carers, surveys of which kind, the caseload, requests."""

import pytest

from service.core.asking import Form, Question
from service.core.disclosure import WhatPeopleSaid
from service.summaries import SurveyAnswers
from service.summaries._heard import caseload
from service.summaries._questions import declared
from sheet_templates.actions import Action
from sheet_templates.attendance import Attendance
from sheet_templates.caseload import CaseloadCount
from sheet_templates.committees import Committee
from sheet_templates.events import Event
from sheet_templates.members import Member
from sheet_templates.people import Person
from sheet_templates.surveys import Survey
from tests.summaries.drawn import filled, shown, source
from tests.summaries.test_managers_tabs import FFT, RATING, Rating, survey

HOW, OVERALL = Question("Q-001", "How?", RATING), Question("Q-002", "Overall?", FFT)
MANY = {CaseloadCount: "| Ref | Counted on | Number |\n| K-001 | 01/02/2026 | 64 |"}


def lines_of(tab, drawings, answers=None, **more):
    return shown(filled(tab, source(drawings, answers=answers or {}, **more)))


def people(number, status="Active"):
    return "| Ref | Name | Role | Status |\n" + "\n".join(
        f"| P-{n:03} | Patient{n} Family{n} | Patient | {status} |" for n in range(1, number + 1)
    )


def surveys(*rows):
    return {
        Survey: "| Ref | Title | Kind | Closes | Status |\n"
        + "\n".join(f"| S-{n:03} | {row} | Closed |" for n, row in enumerate(rows, 1))
    }


# ---- heads beside a small caseload ----

NINE = {
    Person: people(9),
    CaseloadCount: "| Ref | Counted on | Number |\n| K-001 | 01/02/2026 | 9 |",
    Event: "| Ref | Mechanism | Title | Date | Status | How many came (if no names) |\n"
    "| E-001 | Forum | One | 10/10/2025 | Held | 9 |\n| E-002 | Forum | Two | 10/02/2026 | Held | 9 |",
    Attendance: "| Ref | What for | Person |\n"
    + "\n".join(f"| T-{n:03} | E-00{1 + n // 10} | P-{1 + n % 9:03} |" for n in range(1, 19)),
    **surveys("A | Annual | 03/02/2026", "B | Annual | 03/03/2026"),
}


def test_nine_patients_are_not_told_by_what_two_forums_or_two_surveys_add_up_to():
    nine = survey((HOW, {"Good": 9}))
    answers = {"S-001": nine, "S-002": nine}
    lines = [
        line for tab in ("Overview", "About these figures") for line in lines_of(tab, NINE, answers)
    ]  # fmt: skip
    assert not [line for line in lines if "18" in line]
    for begins in ("Forum | 2 | not shown", "Annual survey | 2 | not shown", "Attendance | not shown"):
        assert [line for line in lines if line.startswith(begins)], begins


@pytest.mark.parametrize(
    ("patients", "status", "reads"),
    [(9, "Active", "fewer than 10"), (9, "Not now", "fewer than 10"), (30, "Active", "9"), (0, "", "fewer than 10")],
)  # fmt: skip
def test_where_nobody_counted_the_patients_of_people_say_whether_they_are_few(patients, status, reads):
    drawn = {Person: people(patients, status), **surveys("A | Annual | 03/03/2026")}
    lines = lines_of("Overview", drawn, {"S-001": survey((HOW, {"Good": 9}))})
    assert [line.split(" | ")[1] for line in lines if line.startswith("Answers to surveys")] == [reads]
    assert any(line.startswith("Events held | 0") for line in lines)
    assert any(line.startswith("Forum | 0 | 0") for line in lines)


# ---- the caseload ----


@pytest.mark.parametrize(
    ("counts", "reads"),
    [
        ("| K-001 | 01/12/2025 | | 64 |\n| K-002 | 01/03/2026 | On treatment | 51 |", 64),
        ("| K-001 | 01/12/2025 | Whole service | 64 |\n| K-002 | 01/03/2026 | On treatment | 51 |", 64),
        ("| K-001 | 01/12/2025 | The whole caseload | 60 |\n| K-002 | 01/03/2026 | Everybody | 64 |", 64),
        ("| K-001 | 01/03/2026 | On treatment | 51 |\n| K-002 | 01/03/2026 | Not on treatment | 13 |", 64),
        ("| K-001 | 01/02/2026 | On treatment | 99 |\n| K-002 | 01/03/2026 | Not on treatment | 13 |", 13),
    ],
)
def test_the_caseload_is_the_last_count_of_everybody_and_a_sum_of_groups_only_where_there_is_none(
    counts, reads
):
    drawn = {CaseloadCount: "| Ref | Counted on | Group | Number |\n" + counts}
    assert caseload(source(drawn)) == reads


# ---- members ----


def test_only_patients_who_are_still_here_sit_on_a_committee_now():
    roles = (
        "| P-001 | A One | Patient | Active |\n| P-002 | B Two | Patient | Died |\n| P-003 | C Three | Patient | Left |\n"
        "| P-004 | D Four | Patient | Moved away |\n| P-005 | E Five | Carer | Active |\n| P-006 | F Six | Staff | Active |\n"
        "| P-007 | G Seven | Patient | Not now |"
    )
    drawn = MANY | {
        Person: "| Ref | Name | Role | Status |\n" + roles,
        Committee: "| Ref | Name | Kind |\n| C-001 | Board | Committee |\n| C-002 | Ours | Patient group |",
        Member: "| Ref | Person | Of | Stage |\n"
        + "\n".join(f"| N-0{c}{n} | P-00{n} | C-00{c} | Joined |" for c in (1, 2) for n in range(1, 9)),
    }
    lines = lines_of("Overview", drawn)
    assert "Committees | 0 | 2 | Took part: patients who sit on a committee now." in lines
    assert "Patient group | 0 | 2 | Took part: patients who are members now." in lines
    assert "Different patients heard by name | 2" in lines


# ---- which survey ----


def test_a_small_survey_after_an_event_is_no_annual_survey_and_does_not_take_its_place():
    drawn = MANY | surveys("Your care | Annual | 03/02/2026", "After the forum | After event | 03/03/2026")
    answers = {
        "S-001": survey((OVERALL, {"Very good": 15, "Poor": 7})),
        "S-002": survey((OVERALL, {"Very good": 4})),
    }
    lines = lines_of("Overview", drawn, answers)
    assert "Answers to surveys, of patients and carers | 26" in "\n".join(lines)
    assert (
        "Annual survey | 1 | 22 | Took part: answers to annual surveys. Other surveys closed: 1; their answers: 4."
        in lines
    )
    assert "Your care, closed on 3 February 2026" in lines
    assert "Overall? | 15 of 22 (68%) | 0.68" in lines


@pytest.mark.parametrize(
    ("enough", "told"),
    [(10, "First, closed on 3 February 2026"), (9, "Second, closed on 3 March 2026")],
)
def test_without_an_annual_survey_the_latest_with_answers_enough_is_told_of(enough, told):
    drawn = MANY | surveys("First | Pulse | 03/02/2026", "Second | After event | 03/03/2026")
    answers = {"S-001": survey((HOW, {"Good": enough})), "S-002": survey((HOW, {"Good": 4}))}
    assert told in lines_of("Overview", drawn, answers)


def two_versions(first, second):
    """So many answers of each version of the questions."""
    ratings = [
        Rating({"Q-001": "Good"}, version) for version, n in ((1, first), (2, second)) for _ in range(n)
    ]
    forms = {version: Form("S-001", version, "Your care", (HOW,)) for version in (1, 2)}
    return {"S-001": SurveyAnswers(ratings, (), first + second, state="closed", forms=forms)}


@pytest.mark.parametrize(
    ("first", "second", "reads"), [(40, 3, "36 of 40"), (3, 40, "36 of 40"), (20, 20, "16 of 20")]
)
def test_a_few_answers_to_another_version_do_not_hide_the_survey(first, second, reads):
    lines = lines_of("Overview", MANY | surveys("A | Annual | 03/02/2026"), two_versions(first, second))
    assert f"How? | at least {reads} positive" in lines


def test_the_response_to_a_survey_is_given_once_over_all_its_versions():
    drawn = (
        MANY
        | surveys("A | Annual | 03/02/2026")
        | {
            Person: people(50),
            Attendance: "| Ref | What for | Person |\n"
            + "\n".join(f"| T-{n:03} | S-001 | P-{n:03} |" for n in range(1, 51)),
        }
    )
    lines = lines_of("Survey results", drawn, two_versions(20, 12))
    assert [line for line in lines if "answered" in line] == [
        "Closed on 3 February 2026. 32 of 50 people answered (64%)."
    ]


def test_a_percentage_of_those_invited_needs_twenty_as_any_percentage_does():
    drawn = (
        MANY
        | surveys("A | Annual | 03/02/2026")
        | {
            Person: people(19),
            Attendance: "| Ref | What for | Person |\n"
            + "\n".join(f"| T-{n:03} | S-001 | P-{n:03} |" for n in range(1, 20)),
        }
    )
    lines = lines_of("Survey results", drawn, {"S-001": survey((HOW, {"Good": 12}))})
    assert "Closed on 3 February 2026. 12 of 19 people answered." in lines


# ---- patients and carers ----


def of_both(patients, carers):
    """Patients all say Good but five, carers all say Poor but five."""
    ratings = [
        Rating({"Q-001": "Good" if good else "Poor"}, who=who)
        for who, number, few in (("me", patients, "Poor"), ("carer", carers, "Good"))
        for good in [few == "Good" if n < 5 else few != "Good" for n in range(number)]
    ]
    forms = {1: Form("S-001", 1, "Your care", (HOW,))}
    return {"S-001": SurveyAnswers(ratings, (), len(ratings), state="closed", forms=forms)}


ANNUAL = MANY | surveys("A | Annual | 03/02/2026")


def test_what_ten_carers_say_of_themselves_is_counted_apart_from_what_patients_say():
    lines = lines_of("Survey results", ANNUAL, of_both(30, 12))
    assert "Closed on 3 February 2026. 42 answered." in lines, "one head count, never split"
    assert lines.index("A: patients, without carers") < lines.index("A: carers, about themselves")
    assert any("25 of 30 (83%)" in line for line in lines)
    assert any("5 of 12" in line for line in lines)
    assert "How? | 25 of 30 (83%) | 0.83" in lines_of("Overview", ANNUAL, of_both(30, 12))


@pytest.mark.parametrize(("patients", "carers"), [(30, 9), (9, 30), (30, 0)])
def test_where_either_are_fewer_than_ten_nobody_can_tell_how_many_carers_answered(patients, carers):
    lines = lines_of("Survey results", ANNUAL, of_both(patients, carers))
    assert any(line.startswith(f"How? | {patients + carers} |") for line in lines)
    assert not [line for line in lines[2:] if "carers" in line]


def test_carers_once_counted_with_patients_stay_with_them():
    """Taking the new figures from the old ones would tell the one who came later."""
    from service.summaries._asked import new_editions

    seen = new_editions(source(ANNUAL, answers=of_both(30, 9)))
    assert list(seen) == ["S-001 v1"]
    later = lines_of("Survey results", ANNUAL, of_both(35, 14), earlier=seen)
    assert not any("without carers" in line for line in later)
    apart = new_editions(source(ANNUAL, answers=of_both(30, 12)))
    assert set(apart) == {"S-001 v1", "S-001 v1 carers"}
    stays = lines_of("Survey results", ANNUAL, of_both(30, 13), earlier=apart)
    assert any("5 of 12" in line for line in stays)
    assert not any("of 13" in line for line in stays)


def test_a_later_edition_of_what_people_are_does_not_tell_what_the_late_ones_are():
    from service.summaries._asked import new_editions

    ages = ("Under 50", "50 to 64", "65 or over")
    age = Question("Q-001", "Age?", "Choose one", ages, better_is="Neither")

    def answers(*numbers):
        return {"S-001": survey((age, dict(zip(ages, numbers, strict=True))))}

    seen = new_editions(source(ANNUAL, answers=answers(7, 7, 6)))
    late = "\n".join(lines_of("Survey results", ANNUAL, answers(9, 8, 8), earlier=seen))
    assert "7 of 20" in late
    assert "of 25" not in late
    more = "\n".join(lines_of("Survey results", ANNUAL, answers(12, 12, 6), earlier=seen))
    assert "12 of 30" in more


# ---- words that are no answer ----


@pytest.mark.parametrize(
    "choice",
    [
        "I do not know", "Don't know", "Don’t know", "I don't know", "Do not know", "Unsure", "Not sure", "I’m not sure", "N/A",
        "Can't remember", "Not applicable", "Prefer not to say", "I'd prefer not to say", "Don’t know / can’t remember",
        "Do not know or cannot remember", "DON'T KNOW.",
    ],
)  # fmt: skip
def test_a_choice_that_is_no_answer_counts_nowhere_however_it_is_typed(choice):
    question = Question(
        "Q-001", "Told?", "Choose one", ("Yes, always", "Yes, sometimes", "No", choice), better_is="Higher"
    )
    said = declared("t", question, ["Yes, always"] * 12 + ["No"] * 6 + [choice] * 6)
    assert isinstance(said, WhatPeopleSaid)
    assert (said.side(0), said.base) == (12, 18)


@pytest.mark.parametrize(
    "choice", ["No", "Never", "Nobody told me", "Not at all", "I do not know whom to ask"]
)
def test_a_choice_that_answers_is_counted(choice):
    question = Question("Q-001", "Told?", "Choose one", ("Yes", choice), better_is="Higher")
    assert declared("t", question, ["Yes"] * 12 + [choice] * 6).base == 18


# ---- requests ----


def test_requests_are_the_same_on_overview_and_in_actions_and_asks():
    drawn = {
        Person: "| Ref | Name | Role |\n| P-001 | Jane Smithers | Patient |",
        Action: "| Ref | What we will do | Status | Reason | What we are asking for | Kind of ask | Asked of | Answer |\n"
        "| A-001 | Fit a ramp | Will not do | x | A ramp | Money | The board | |\n"
        "| A-002 | Fit a rail | In progress | | A rail | Money | Jane Smithers | |\n"
        "| A-003 | Fit a seat | In progress | | A seat | Money | The board | Yes, in May |\n"
        "| A-004 | Fit a lamp | In progress | | A lamp for Jane Smithers | Money | The board | |",
    }
    hidden = "(not shown: its words name a person)"
    held = "1 request is not shown: its words name a person; see Problems in the staff workbook."
    overview = lines_of("Overview", drawn)
    assert f"A rail | Money |  | Asked of: {hidden}" in overview
    assert held in overview
    assert not [line for line in overview if line.startswith(("A ramp", "A seat"))]
    asks = lines_of("Actions and asks", drawn)
    assert "A ramp | Money | The board | No longer asked" in asks
    assert f"A rail | Money | {hidden} | Waiting" in asks
    assert "A seat | Money | The board | Answered | Yes, in May" in asks
    assert held in asks


# ---- numbers and charts ----


def test_whole_numbers_are_numbers_and_percent_charts_go_to_a_hundred():
    made_from = source(
        ANNUAL,
        answers={"S-001": survey((OVERALL, {"Very good": 15, "Poor": 7}), (HOW, {"Good": 15, "Poor": 7}))},
    )
    overview = filled("Overview", made_from)
    [cared_for] = [
        line[1] for line in overview.lines if line and line[0].value.startswith("Patients cared for")
    ]
    assert (cared_for.value, cared_for.style) == (64, "whole")
    assert [chart.most for chart in overview.charts] == [None, 1]
    assert [chart.most for chart in filled("Survey results", made_from).charts] == [1]
