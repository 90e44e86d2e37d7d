"""Days of the demo, counted from today, so that its year looks alive whenever it is made."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from service.core.holidays import significant_day

Rows = list[dict[str, Any]]  # attribute → what stands in the cell


def ago(today: date, days: int) -> date:
    return today - timedelta(days)


def meeting_day(today: date, days: int) -> date:
    """The Tuesday, Wednesday or Thursday at so many days from today or beyond, never a holiday nor around Christmas."""
    day = today + timedelta(days)
    step = timedelta(-1 if days < 0 else 1)
    while (
        day.weekday() not in (1, 2, 3)
        or significant_day(day)
        or not (1, 3) <= (day.month, day.day) < (12, 20)
    ):
        day += step
    return day


def month_ends(today: date, how_many: int) -> list[date]:
    """The last days of the most recent whole months, oldest first."""
    days = []
    day = today
    for _ in range(how_many):
        day = day.replace(day=1) - timedelta(1)
        days.append(day)
    return days[::-1]


def numbered(letter: str, rows: Rows, first: int = 1) -> Rows:
    """Rows with their Refs, those that say `new` without: the service fills these in while the nurse looks on."""
    return [
        {
            name: value
            for name, value in {"ref": _ref(letter, number, row), **row}.items()
            if name != "new" and value is not None
        }
        for number, row in enumerate(rows, start=first)
    ]


def _ref(letter: str, number: int, row: dict[str, Any]) -> str | None:
    return None if row.get("new") else f"{letter}-{number:03d}"


def table(text: str, columns: str) -> list[dict[str, str]]:
    """A table drawn with upright strokes, one row a line; an empty cell is left out."""
    names = columns.split()
    rows = []
    for line in text.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != len(names):
            raise ValueError(f"{len(cells)} cells where {len(names)} belong: {line.strip()}")
        rows.append({name: cell for name, cell in zip(names, cells, strict=True) if cell})
    return rows
