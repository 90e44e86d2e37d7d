"""Today's "Good to know": who is coming after a death or a No from online, and a survey whose answers can be read now."""

from service.summaries import SurveyAnswers
from sheet_templates.attendance import Attendance
from sheet_templates.events import Event
from sheet_templates.people import Person
from sheet_templates.surveys import Survey
from tests.summaries.drawn import filled, shown, source

PEOPLE = """
| Ref   | Name       | Status | May we contact |
| P-001 | Jane Smith | Active | Yes            |
| P-002 | May Green  | {}     | Yes            |
"""
EVENT = "| Ref | Title | Date | Start | Status |\n| E-001 | Spring forum | 20/03/2026 | 14:00 | Planned |"
ASKED = (
    "| Ref | What for | Person | Reply |\n| T-001 | E-001 | P-001 | Yes |\n| T-002 | E-001 | P-002 | Yes |"
)


def coming_up(status, **more):
    tabs = {Person: PEOPLE.format(status), Event: EVENT, Attendance: ASKED}
    return next(line for line in shown(filled("Today", source(tabs, **more))) if "Coming up" in line)


def test_whoever_died_since_is_not_counted_as_coming():
    assert coming_up("Active").endswith("2 of 2 said yes.")
    assert coming_up("Died").endswith("1 of 2 said yes.")


def test_a_no_from_online_is_not_counted_as_coming():
    assert coming_up("Active", told_online={("T-002", "reply"): "No"}).endswith("1 of 2 said yes.")


def test_a_survey_that_closed_says_where_its_answers_are_for_four_weeks():
    surveys = "| Ref | Title | Opens | Closes | Status |\n| S-001 | Your care | 01/02/2026 | {} | Closed |"

    def told(closes, count):
        made = source({Survey: surveys.format(closes)}, answers={"S-001": SurveyAnswers(count=count)})
        return [line for line in shown(filled("Today", made)) if "Closed" in line]

    assert told("16/03/2026", 9) == [" | Closed: S-001 Your care. 9 answers: see the tab Answers S-001."]
    assert told("17/03/2026", 9) == told("16/02/2026", 9) == told("16/03/2026", None) == []
