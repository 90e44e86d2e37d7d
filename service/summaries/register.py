"""Register: the list to print for the next event, with what each person needs and room for those who walk in."""

from __future__ import annotations

from typing import Any

from service.core.changes import Cell, Line, TabContent
from service.core.wording import time_words, weekday_words
from service.summaries import Source, Summary
from service.summaries._replies import coming
from sheet_templates.register import TAB

GONE = ("Died", "Left", "Moved away")
WALK_INS = 8  # empty lines
HEADINGS = ("Here", "Name", "Coming", "Companion", "Needs", "Role", "Ref")


def next_event(source: Source) -> Any:
    """The next one that has a date and is not cancelled; today's counts until the day is over."""
    ahead = [
        row
        for row in source.book.rows("E")
        if row.date and row.date >= source.today and row.status in (None, "Planned")
    ]
    return min(ahead, key=lambda row: (row.date, row.row_number), default=None)


def fill(source: Source) -> TabContent:
    event = next_event(source)
    if event is None:
        nothing = [[Cell("No event is planned. Add one in Events, with a date.", "title")]]
        return TabContent(TAB, nothing, says=False)
    lines: list[Line] = [
        [Cell(f"Register: {event.title or event.ref}", "title")],
        [Cell(_when_and_where(event), "note")],
        [Cell(heading, "heading") for heading in HEADINGS],
    ]
    lines += _people(source, event)
    lines += [["☐", None, None, None, None, None, None] for _ in range(WALK_INS)]
    lines.append([Cell("Take this list away with you. Do not leave it in the room.", "note")])
    return TabContent(TAB, lines, print_heading_row=3)


def _when_and_where(event: Any) -> str:
    times = " to ".join(time_words(at) for at in (event.start, event.end) if at)
    return ", ".join(filter(None, (weekday_words(event.date), times, event.venue)))


def _people(source: Source, event: Any) -> list[Line]:
    listed = [
        row
        for row in source.book.rows("T")
        if row.what_for and row.what_for.ref == event.ref and row.lacks("not_invited_because")
    ]
    people: dict[str, tuple[Any, Any, str]] = {}
    for row in listed:
        person, reply = source.book.find(row.person), coming(row, source.told_online)
        known = person is not None and person.status not in GONE
        if known and (reply != "No" or row.reply == "Yes"):
            people.setdefault(person.ref, (person, row, reply))  # listed twice, printed once
    return [_line(*found) for found in sorted(people.values(), key=lambda found: _by_surname(found[0].name))]


def _by_surname(name: str | None) -> tuple[str, str]:
    """As a list at a door is: by the last word, or by what stands before a comma (Smith, Jane)."""
    said = (name or "").casefold()
    surname = said.partition(",")[0] if "," in said else said.split()[-1] if said else ""
    return surname, said


def _line(person: Any, row: Any, reply: str) -> Line:
    needs = "; ".join(filter(None, (row.needs_for_the_day, person.communication_needs)))
    role = person.role if person.role in ("Carer", "Staff", "Other") else None
    return ["☐", person.name, reply or "not known", row.companion, needs or None, role, person.ref]


SUMMARY = Summary(TAB, fill)
