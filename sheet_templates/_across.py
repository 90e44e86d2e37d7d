"""What several tabs' checks ask of Attendance: who is on a list, who said yes, who came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

CAME = ("Yes", "Online")


def attendance_by_target(book: Any) -> dict[str, list[Any]] | None:
    """Attendance rows by the Ref of their event or survey; None when the tab could not be read."""
    if not book.is_readable("T"):
        return None
    return dict(book.grouped(book.rows("T"), lambda row: row.what_for.ref if row.what_for else None))


def coming(book: Any) -> Counter[str]:
    """How many said yes, by event; those struck out and those who died or went since are not counted."""
    return _count(book, lambda row: is_coming(row, book)) or Counter()


def is_coming(row: Any, book: Any) -> bool:
    """What a row said before its person died, left or moved away no longer counts."""
    person = book.find(row.person)
    here = person is None or person.status not in ("Died", "Left", "Moved away")
    return here and row.reply == "Yes" and row.lacks("not_invited_because")


def came(book: Any) -> Counter[str] | None:
    """How many are noted as having come, in the room or online, by event; None when Attendance could not be read."""
    return _count(book, lambda row: row.attended in CAME)


def _count(book: Any, is_one: Callable[[Any], Any]) -> Counter[str] | None:
    listed = attendance_by_target(book)
    if listed is None:
        return None
    return Counter({ref: n for ref, rows in listed.items() if (n := sum(bool(is_one(row)) for row in rows))})


_SLIPS = 3  # late rows; fewer are slips of the hand in Attendance


def is_too_late(row: Any, event: Any) -> bool:
    """Invited after the day of the event itself."""
    return bool(row.invited_on and event.date and row.invited_on > event.date)


def invited_too_late(book: Any) -> Counter[str]:
    """Events most of whose people seem to have been invited afterwards: their own date is likelier to be wrong."""
    late: Counter[str] = Counter()
    for ref, rows in (attendance_by_target(book) or {}).items():
        event = book.find(ref)
        dated = [row for row in rows if row.invited_on]
        if ref[:1] == "E" and event is not None and len(dated) >= _SLIPS:
            number = sum(is_too_late(row, event) for row in dated)
            if number >= _SLIPS and number * 2 > len(dated):
                late[ref] = number
    return late
