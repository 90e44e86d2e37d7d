"""Nothing else may call itself anonymous (DESIGN §4): what came from a file never was, for all we know."""

import pytest

from service.core.asking import Question
from service.ledger import submissions
from tests.flows.ward import Ward
from tests.summaries.drawn import filled, shown, source
from tests.summaries.test_managers_tabs import RATING, SURVEYS, survey


@pytest.fixture
def ward(tmp_path):
    made = Ward(tmp_path)
    made.sync()
    yield made
    made.ledger.dispose()


def test_answers_from_a_file_do_not_say_that_nobody_can_know_whose_they_are(ward):
    with ward.tab("Surveys") as sheet:
        sheet.cell(2, ward.place(sheet, "Status")).value = "Closed"
    with ward.ledger.write() as conn:
        answers = [(f"row {n}", {"Q-001": "Good"}, {"Q-002": "Warm"}, None) for n in range(12)]
        submissions.import_ratings(conn, "ward", "S-001", 1, answers)
    ward.sync()
    assert "Brought in from a file" in ward.text("Answers S-001")
    assert "nobody can know" not in ward.text("Answers S-001")
    assert "Brought in from an earlier survey" in ward.text("Survey results", ward.managers)


def test_figures_of_an_open_survey_are_not_shown_though_some_came_from_a_file():
    answers = survey(
        (Question("Q-001", "How?", RATING), {"Good": 30}), state="open", mode="confidential", imported=True
    )
    lines = shown(filled("Survey results", source(SURVEYS, answers={"S-001": answers})))
    assert not any("30" in line for line in lines[2:])
