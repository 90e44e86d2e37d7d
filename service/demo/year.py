"""The demo's year, tab by tab, as a nurse would have typed it."""

from __future__ import annotations

from datetime import date

from service.core.rows import Row
from service.demo import actions, attendance, events, feedback, listening, measures, people, set_up, surveys
from service.demo.days import Rows
from service.demo.mistakes import make_mistakes
from sheet_templates import kinds_of_row


def demo_rows(today: date) -> dict[type[Row], Rows]:
    """Attribute → what stands in the cell, for every staff tab, some slips of the hand included."""
    tabs = _year(today)
    make_mistakes(today, tabs)
    return {kind: tabs[kind.tab] for kind in kinds_of_row() if kind.tab in tabs}


def _year(today: date) -> dict[str, Rows]:
    persons = people.people_rows(today)
    held = events.event_rows(today)
    done = actions.action_rows(today)
    asked = surveys.survey_rows(today)
    counted = measures.measure_rows()
    named = people.shown_as(persons)
    heard = feedback.feedback_rows(today, held, done)
    feedback.show_causes(done, heard, held)
    pulse = next(f"{row['ref']} {row['title']}" for row in asked if row["ref"] == surveys.PULSE)
    return {
        "Set-up": set_up.set_up_rows(),
        "How we listen": listening.mechanism_rows(today),
        "People": persons,
        "Events": held,
        "Attendance": attendance.attendance_rows(today, persons, held, pulse),
        "Surveys": asked,
        "Questions": surveys.question_rows(asked),
        "Feedback": heard,
        "Actions": done,
        "Committees and groups": listening.committee_rows(today),
        "Members": listening.member_rows(today, named),
        "Stalls": events.stall_rows(held),
        "Messages": measures.message_rows(today),
        "Rates": measures.rate_rows(today),
        "Caseload": measures.caseload_rows(today),
        "Measures": counted,
        "Numbers over time": measures.reading_rows(today, counted),
    }
