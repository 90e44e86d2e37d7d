"""The demo's year of events: four forums and a fifth to come, a patient group every two months, a focus group, visits."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from service.demo.days import Rows, meeting_day, numbered
from service.demo.listening import GROUP, LIVING, PEG, SUPPORT
from service.demo.set_up import DEPUTY, LEAD

SUPPORT_WORKER = "Bethan Price"
FOYER, ROOM = "Education Centre foyer, Level 1", "Quiet room, Level 2, or by video"
FORUM_AGENDA = "What is working well. What could be better. Market place and tea."
LEAFLETS = "Fatigue, money worries, pain at home, talking with children"


def event_rows(today: date) -> Rows:
    return numbered(
        "E", [{**row, "date": meeting_day(today, row["date"]), **_state(row)} for row in _events(today)]
    )


def _state(row: dict[str, Any]) -> dict[str, str]:
    return {"status": "Planned" if row["date"] > 0 else "Held"}


def _events(today: date) -> Rows:
    """`date` in days from today; the order is that of the year, so the Refs are too."""
    return [
        _forum(today, -330, how_many_came=17, staff_hours=15, cost=210),
        _group(-250, "First meeting: how we want to work together"),
        _forum(today, -240, how_many_came=19, staff_hours=16, cost=235),
        {"mechanism": "Link with a support group", "title": "Visit to Tuesday Friends", "date": -230, "start": time(18), "end": time(20),
         "venue": "St Anne’s Hall, Northmoor", "lead": SUPPORT_WORKER, "with_": SUPPORT, "how_many_came": 11, "staff_hours": 4,
         "agenda": "Meet the nurses. Questions about living at home.", "cost": 12},
        _committee(-200),
        _group(-190, "The telephone line; waiting on clinic days"),
        _forum(today, -150, staff_hours=17, cost=248),
        _group(-130, "Trying the new telephone line; letters after clinic"),
        {"mechanism": "Focus group", "title": "Pain at home: what would help?", "date": -95, "start": time(13, 30), "end": time(15, 30),
         "venue": "Quiet room, Level 2", "lead": DEPUTY, "note_taker": SUPPORT_WORKER, "invite": "Named", "places": 10, "staff_hours": 9,
         "agenda": "Welcome. What pain stops you doing. What helped. What did not. What happens next.", "cost": 86},
        _group(-70, "First numbers from the telephone line; the written plan"),
        _forum(today, -60, staff_hours=16, cost=229),
        _committee(-24),
        _group(-10, "Pain diary; what to ask in this year’s survey"),
        _forum(today, 30, places=40, invite="Everyone", send="Not yet"),
        _group(50, "First survey answers; evening appointments"),
        {"mechanism": "Link with a support group", "title": "Visit to the Living with group", "date": 75, "start": time(10, 30),
         "end": time(12, 30), "venue": "Northmoor Library", "lead": DEPUTY, "with_": LIVING, "agenda": "Meet the nurses."},
    ]  # fmt: skip


def _forum(today: date, days: int, **more: Any) -> dict[str, Any]:
    return {
        "mechanism": "Forum",
        "title": f"{meeting_day(today, days):%B %Y} forum and market place",
        "date": days,
        "start": time(14),
        "end": time(16),
        "venue": FOYER,
        "lead": LEAD,
        "invite": "Everyone",
        "note_taker": SUPPORT_WORKER,
        "agenda": FORUM_AGENDA,
        "information_offered": LEAFLETS,
        **more,
    }


def _group(days: int, agenda: str) -> dict[str, Any]:
    held = {"staff_hours": 6, "cost": 54} if days < 0 else {}
    return {
        "mechanism": "Patient group", "title": "Patient group meeting", "date": days, "start": time(11), "end": time(12, 30),
        "venue": ROOM, "lead": LEAD, "invite": "Those involved", "with_": GROUP, "note_taker": SUPPORT_WORKER, "agenda": agenda, **held,
    }  # fmt: skip


def _committee(days: int) -> dict[str, Any]:
    return {
        "mechanism": "Committees", "title": "Patient Experience Committee", "date": days, "start": time(10), "end": time(12),
        "venue": "Board room", "lead": "Olivia Grange", "with_": PEG, "staff_hours": 3, "agenda": "Report from the Thursday team.",
    }  # fmt: skip


def stall_rows(events: Rows) -> Rows:
    """The market place of the last forum and of the next."""
    last, coming = (
        f"{event['ref']} {event['title']}" for event in events if event["ref"] in ("E-011", "E-014")
    )
    rows = [
        _stall(last, "Northmoor Citizens’ Advice (fictional)", "Benefits and travel costs", "Table"),
        _stall(last, "Hospital pharmacy", "Questions about pain relief", "Table"),
        _stall(last, "Tuesday Friends support group", "Leaflets, and a friendly face", "Table"),
        _stall(coming, "Northmoor Citizens’ Advice (fictional)", "Benefits and travel costs", "Table"),
        _stall(coming, "Physiotherapy", "Gentle movement, shown on chairs", "Table and power"),
        {
            **_stall(coming, "Moor Wigs and Scarves (fictional)", "Wigs and scarves", "Table and power"),
            "commercial_interest": "Yes",
        },
        {
            **_stall(coming, "Library and information service", "Books, large print", "Table"),
            "confirmed": None,
        },
    ]
    return numbered("B", rows)


def _stall(event: str, organisation: str, brings: str, needs: str) -> dict[str, Any]:
    return {
        "event": event, "organisation": organisation, "contact": "01632 960185", "what_they_bring": brings, "table_or_power": needs,
        "commercial_interest": "No", "confirmed": "Yes",
    }  # fmt: skip


def shown_events(events: Rows) -> dict[str, str]:
    """Ref → how a drop-down offers it."""
    return {row["ref"]: f"{row['ref']} {row['title']}" for row in events}


def event_dates(events: Rows) -> dict[str, date]:
    return {row["ref"]: row["date"] for row in events}
