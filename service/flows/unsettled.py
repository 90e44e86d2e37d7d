"""People whose name or address changed: held, for each list they are on, until somebody has checked that list again (DESIGN §5).

An entry says since when, and which lists had been checked that very day: for those only a later day counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from service.core.book import Book
from sheet_templates.attendance import Attendance
from sheet_templates.events import Event
from sheet_templates.people import Person
from sheet_templates.surveys import Survey

Entries = Mapping[
    str, Mapping[str, Any]
]  # by the Ref of the person: {"since": day, "checked": [Refs of lists]}


def entries(before: Entries, changed: Collection[str], book: Book, can_drop: bool) -> dict[str, Any]:
    """Those that still hold somebody, and the ones that changed in this read."""
    today, lists = book.today, list(_unfinished(book))
    sure = can_drop and all(book.is_usable(kind) for kind in (Person, Survey, Event))
    kept: dict[str, Any] = {
        ref: entry
        for ref, entry in before.items()
        if not sure or (ref in book.refs and not all(is_settled(entry, row, today) for row in lists))
    }
    checked = sorted(row.ref for row in lists if row.ref and row.list_checked_on == today)
    return kept | {ref: {"since": today.isoformat(), "checked": checked} for ref in changed}


def is_settled(entry: Mapping[str, Any], list_row: Any, today: date) -> bool:
    checked, since = list_row.list_checked_on, date.fromisoformat(entry["since"])
    if checked is None or not since <= checked <= today:
        return False
    return bool(checked > since or list_row.ref not in entry["checked"])


def to_check_again(found: Entries, book: Book) -> dict[str, list[str]]:
    """List → people on it who changed since it was checked. A list nobody has checked yet is asked about elsewhere."""
    again: dict[str, list[str]] = defaultdict(list)
    checked = {row.ref: row for row in _unfinished(book) if row.list_checked_on is not None}
    for row in book[Attendance] if found else ():
        person, target = row.person and row.person.ref, checked.get(row.what_for and row.what_for.ref)
        if person not in found or target is None or row.not_invited_because is not None:
            continue
        if not is_settled(found[person], target, book.today) and person not in again[target.ref]:
            again[target.ref].append(person)
    return {ref: people for ref, people in again.items() if people}


def _unfinished(book: Book) -> Iterator[Any]:
    yield from (row for row in book[Survey] if row.can_still_change)
    yield from (row for row in book[Event] if row.is_ahead(book.today))
