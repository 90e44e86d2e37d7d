"""A manager with a pencil: what the managers' tabs tell together of a service with very few patients."""

import pytest

from service.core.asking import Question
from service.core.disclosure import TakingPart, show
from service.summaries import fill_all
from service.summaries import overview as overview_tab
from service.summaries import survey_results as survey_tab
from sheet_templates.attendance import Attendance
from sheet_templates.caseload import CaseloadCount
from sheet_templates.people import Person
from sheet_templates.surveys import Survey
from tests.summaries.drawn import filled, grids, shown, source, source_of, value
from tests.summaries.test_managers_tabs import RATING, survey

EIGHT = {
    Person: "| Ref | Name | Role | Status |\n"
    + "\n".join(f"| P-{n:03} | Patient{n} Family{n} | Patient | Active |" for n in range(1, 9)),
    CaseloadCount: "| Ref | Counted on | Number |\n| K-001 | 01/02/2026 | 8 |",
    Survey: "| Ref | Title | Closes | Status |\n| S-001 | Your care | 03/03/2026 | Closed |",
    Attendance: "| Ref | What for | Person |\n"
    + "\n".join(f"| T-{n:03} | S-001 | P-{n:03} |" for n in range(1, 9)),
}


def answers(number):
    return {"S-001": survey((Question("Q-001", "How?", RATING), {"Good": number}))}


@pytest.mark.parametrize("answered", [8, 7])
def test_eight_patients_are_told_by_no_number_of_any_tab(answered):
    """The caseload, everyone invited, every row of People: each of them would say eight."""
    tabs = fill_all(source(EIGHT, answers=answers(answered)), "managers")
    told = [
        str(value(cell)) for tab in tabs for line in tab.lines for cell in line if value(cell) is not None
    ]
    alone = [
        text
        for text in told
        if text == "8" or text.startswith(("8 of", "8 answered")) or "of 8 people" in text
    ]
    assert alone == []
    assert any("fewer than 10 answered" in text or "7 answered" in text for text in told)


def test_while_the_caseload_cannot_be_read_nothing_new_is_said_beside_it():
    sheets = [grid for grid in grids(EIGHT) if grid.title != "Caseload"]
    made_from = source_of(sheets, answers=answers(8))
    assert overview_tab.fill(made_from) == []
    assert survey_tab.fill(made_from) == []


def test_a_survey_closed_before_its_day_does_not_say_it_closed_in_the_future():
    ahead = {Survey: "| Ref | Title | Closes | Status |\n| S-001 | Your care | 03/03/2027 | Closed |"}
    lines = shown(filled("Survey results", source(ahead, answers=answers(12))))
    assert "Closed. 12 answered." in lines


def test_heads_counted_together_are_not_called_fewer_than_ten_when_they_are_more():
    assert show(TakingPart("forum", 28, 8)).text == "28"
    assert [show(TakingPart("forum", count, 8)).text for count in (6, 7, 8, 9)] == [
        "6",
        "7",
        *["fewer than 10"] * 2,
    ]
    assert [show(TakingPart("forum", count, 9)).text for count in (7, 8, 9, 10)] == [
        "7",
        *["fewer than 10"] * 2,
        "10",
    ]


def test_about_leaves_out_rows_of_people_while_the_caseload_cannot_be_read():
    sheets = [grid for grid in grids(EIGHT) if grid.title != "Caseload"]
    lines = shown(filled("About these figures", source_of(sheets)))
    assert not [line for line in lines if line.startswith(("People |", "Attendance |", "Members |"))]
    assert any(line.startswith("Surveys | 1") for line in lines)
