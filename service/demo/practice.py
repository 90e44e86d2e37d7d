"""The practice site: twelve invented people and a few rows of each kind, to try things out. It cannot send."""

from __future__ import annotations

from datetime import date, time

from service.core.rows import Row
from service.demo.days import Rows, ago, meeting_day, numbered
from service.demo.set_up import set_up_rows
from service.demo.surveys import FICTIONAL
from sheet_templates import kinds_of_row

TITLE = "Practice site (fictional)"
_NAMES = (
    "Ada Practice", "Bola Practice", "Chandra Practice", "Daisy Practice", "Elif Practice", "Farah Practice", "Greta Practice",
    "Hannah Practice", "Iris Practice", "Jo Practice", "Kasia Practice", "Lucy Practice",
)  # fmt: skip


def practice_rows(today: date) -> dict[type[Row], Rows]:
    tabs = {
        "Set-up": set_up_rows(
            {"Hospital": ("Practice hospital (fictional)",), "Service": (TITLE,), "Names to hide": ()}
        ),
        "How we listen": _ways(today),
        "People": _people(today),
        **_forum(today),
        **_survey(today),
        **_heard(today),
        "Caseload": numbered(
            "K", [{"counted_on": ago(today, 30), "number": len(_NAMES), "source": "Made up for practice"}]
        ),
    }
    return {kind: tabs[kind.tab] for kind in kinds_of_row() if kind.tab in tabs}


def _ways(today: date) -> Rows:
    used = ("Forum", "Annual survey")
    ways = (
        "Committees",
        "Forum",
        "Patient group",
        "Annual survey",
        "Focus group",
        "Link with a support group",
    )
    begun = {"use_it": "Yes", "how_often": "Year", "lead": "You", "started": ago(today, 90)}
    return numbered(
        "H", [{"mechanism": way, **(begun if way in used else {"use_it": "Later"})} for way in ways]
    )


def _people(today: date) -> Rows:
    return numbered(
        "P",
        [
            {"name": name, "role": "Patient", "status": "Active", "prefers": "Email",
             "email": f"{name.casefold().replace(' ', '.')}@example.com", "wants_to_be_involved": "Forum, Annual survey",
             "may_contact": "Yes", "said_so_on": ago(today, 60 + place), "said_so_how": "Made up for practice"}
            for place, name in enumerate(_NAMES)
        ],
    )  # fmt: skip


def _forum(today: date) -> dict[str, Rows]:
    events = numbered(
        "E",
        [
            {"mechanism": "Forum", "title": "Practice forum", "date": meeting_day(today, -40), "start": time(14), "end": time(16),
             "venue": "Room 1", "lead": "You", "status": "Held", "invite": "Everyone"},
            {"mechanism": "Forum", "title": "Next practice forum", "date": meeting_day(today, 45), "start": time(14), "end": time(16),
             "venue": "Room 1", "lead": "You", "status": "Planned", "invite": "Everyone", "send": "Not yet"},
        ],
    )  # fmt: skip
    held = f"{events[0]['ref']} {events[0]['title']}"
    came = [
        {"what_for": held, "person": f"P-{place:03d} {name}", "reply": "Yes", "attended": "Yes"}
        for place, name in enumerate(_NAMES[:5], start=1)
    ]
    return {"Events": events, "Attendance": numbered("T", came)}


def _survey(today: date) -> dict[str, Rows]:
    surveys = numbered(
        "S",
        [
            {"title": "Practice survey", "kind": "Annual", "opens": ago(today, 3), "closes": ago(today, -60), "who": "Everyone",
             "answers_are": "Anonymous", "status": "Open", "introduction": FICTIONAL + "Nothing you write here is used."},
        ],
    )  # fmt: skip
    of = {"survey": "S-001 Practice survey"}
    questions = numbered(
        "Q",
        [
            {**of, "order": 1, "question": "How would you rate your practice today?", "type": "Rating (very good to very poor)",
             "better_is": "Higher"},
            {**of, "order": 2, "question": "Would you come to a forum?", "type": "Yes or no"},
            {**of, "order": 3, "question": "What would you like to try next?", "type": "Long text"},
        ],
    )  # fmt: skip
    return {"Surveys": surveys, "Questions": questions}


def _heard(today: date) -> dict[str, Rows]:
    said = numbered(
        "F",
        [
            {"date": ago(today, 35), "came_from": "Clinic", "what_was_said": "The signs to the room are hard to find.",
             "kind": "Could be better", "theme": "Places and getting there", "action": "A-001 Put up clearer signs"},
            {"date": ago(today, 4), "came_from": "Clinic", "what_was_said": "I liked the tea.", "kind": "Working well"},
        ],
    )  # fmt: skip
    done = numbered(
        "A",
        [
            {"what_we_will_do": "Put up clearer signs", "because_of": "F-001", "owner": "You", "due": ago(today, -20),
             "status": "In progress", "you_said": "The signs are hard to find."},
        ],
    )  # fmt: skip
    return {"Feedback": said, "Actions": done}
