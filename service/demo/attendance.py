"""Who was invited to the demo's events and surveys, what they replied, and who came."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from service.demo.days import Rows, ago, numbered
from service.demo.events import event_dates, shown_events
from service.demo.listening import MEMBERS
from service.demo.people import shown_as

GROUP_MEETINGS = {"E-002": 250, "E-006": 190, "E-008": 130, "E-010": 70, "E-013": 10}  # days before today
FOCUS_GROUP = (
    "Fatima Al-Rashid", "Blessing Adeyemi", "Mei-Ling Chen", "Yasmin Hussain", "Comfort Mensah", "Marta Silva", "Ifeoma Nwosu",
    "Shabnam Akhtar", "Priya Raman", "Natalie Booth",
)  # fmt: skip
CAME_TO_FOCUS_GROUP = 7
_RESTING = {"Valerie Stott": "In hospital", "Sheila Armitage": "Asked us to wait"}
_STAFF = ("Grace Okonkwo", "Bethan Price")


def attendance_rows(today: date, people: Rows, events: Rows, pulse: str) -> Rows:
    """`pulse` is the confidential survey the focus group was sent."""
    named, shown, days = shown_as(people), shown_events(events), event_dates(events)
    rows: Rows = []
    for ref, before in GROUP_MEETINGS.items():
        rows += _group_meeting(shown[ref], before, named)
    for ref in ("E-007", "E-011"):
        rows += _forum(shown[ref], days[ref], people, Random(ref))  # noqa: S311 - the demo is the same each time
    rows.append(
        {
            "what_for": shown["E-005"],
            "person": named["Anita Desai"],
            "reply": "Yes",
            "attended": "Yes",
            "miles": 12,
            "expenses": 5.4,
        }
    )
    rows += _focus_group(shown["E-009"], days["E-009"], named)
    rows += [
        {"what_for": pulse, "person": named[name], "how": "Email"}
        for name in FOCUS_GROUP
        if _has_mail(name, people)
    ]
    rows += _next_forum(shown["E-014"], ago(today, 6), people, Random("E-014"))  # noqa: S311 - the same each time
    return numbered("T", rows)


def _has_mail(name: str, people: Rows) -> bool:
    return any(row["name"] == name and "email" in row for row in people)


def _group_meeting(event: str, before: int, named: dict[str, str]) -> Rows:
    joined = [name for name, since in MEMBERS.items() if since >= before]
    rows: Rows = [
        {"what_for": event, "person": named[name], "reply": "Yes", "attended": "Yes"} for name in joined
    ]
    rows[-1]["attended"] = "Online"
    if len(rows) > 5:
        rows[before // 10 % 5].update(reply="No", attended="No")
    return rows


def _invited(people: Rows) -> Rows:
    """Everyone the service may write to, and those it must pass over with the reason why."""
    return [
        row
        for row in people
        if row.get("status") in ("Active", "New", "Not now") and row["name"] not in _STAFF and "ref" in row
    ]


def _forum(event: str, day: date, people: Rows, chance: Random) -> Rows:
    rows = []
    for person in _invited(people):
        row = _invitation(event, person, ago(day, 28))
        if "not_invited_because" not in row:
            row |= _reply_and_visit(chance, "F" if "Forum" in person.get("wants_to_be_involved", "") else "")
            _what_it_took(row, chance)
        rows.append(row)
    return rows


def _invitation(event: str, person: dict[str, Any], invited_on: date) -> dict[str, Any]:
    row = {"what_for": event, "person": f"{person['ref']} {person['name']}", "how": person.get("prefers")}
    reason = _RESTING.get(person["name"]) or ("Resting" if person["status"] == "Not now" else None)
    return row | ({"not_invited_because": reason} if reason else {"invited_on": invited_on})


def _reply_and_visit(chance: Random, likes: str) -> dict[str, str]:
    said = chance.choices(("Yes", "No", "Maybe", None), (45, 25, 8, 22) if likes else (8, 45, 5, 42))[0]
    if said == "Yes":
        return {"reply": said, "attended": chance.choices(("Yes", "Online", "No"), (80, 10, 10))[0]}
    return {"reply": said} if said else {}


def _what_it_took(row: dict[str, Any], chance: Random) -> None:
    if row.get("attended") == "Yes" and chance.random() < 0.3:
        row |= {"miles": 14, "expenses": 6.3}
    elif row.get("attended") == "Yes" and chance.random() < 0.3:
        row |= {"companion": "Husband", "declined_payment": "Yes"}


def _focus_group(event: str, day: date, named: dict[str, str]) -> Rows:
    rows: Rows = []
    for place, name in enumerate(FOCUS_GROUP):
        came = place < CAME_TO_FOCUS_GROUP
        rows.append(
            {"what_for": event, "person": named[name], "invited_on": ago(day, 21), "reply": "Yes" if came else "No",
             "attended": "Yes" if came else None, "payment": 20 if came else None}
        )  # fmt: skip
    return rows


def _next_forum(event: str, invited_on: date, people: Rows, chance: Random) -> Rows:
    """Invited last week; some have replied, a few with needs for the day."""
    rows = []
    for person in _invited(people):
        row = _invitation(event, person, invited_on)
        if "not_invited_because" not in row:
            likes = "Forum" in person.get("wants_to_be_involved", "")
            said = chance.choices(("Yes", "No", "Maybe", None), (35, 10, 8, 47) if likes else (4, 16, 2, 78))[
                0
            ]
            row |= {"reply": said} if said else {}
            if said == "Yes" and "access" in person.get("communication_needs", ""):
                row["needs_for_the_day"] = "Ramp, and a seat near the door"
        rows.append(row)
    return rows
