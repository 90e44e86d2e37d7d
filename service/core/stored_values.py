"""What a spreadsheet stores for a value of ours: words, figures, and days as serial numbers."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from service.core.changes import Cell
from service.core.rows import Column

Value = str | int | float | bool | date | datetime | time | timedelta | Decimal | None
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_FIRST_SAFE_DAY = date(1900, 3, 1)  # before it Excel's calendar has a day too many
_DATES = (date, time, timedelta)


def shown(value: Value, from_1904: bool) -> str | int | float | bool | None:
    """What is stored for a value: a day becomes its serial number, an impossible number becomes words."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return serial(value, from_1904)


def serial(value: date | time | timedelta, from_1904: bool) -> int | float | str:
    """A day or time as Excel and Google count it; one outside Excel's calendar in words."""
    if isinstance(value, timedelta):
        return value.total_seconds() / 86400
    if isinstance(value, time):
        return _part_of_day(value)
    day = value.date() if isinstance(value, datetime) else value
    if day < (_EPOCH_1904 if from_1904 else _FIRST_SAFE_DAY):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    days = (day - (_EPOCH_1904 if from_1904 else _EPOCH)).days
    return days + _part_of_day(value.time()) if isinstance(value, datetime) else days


def _part_of_day(value: time) -> float:
    return (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6) / 86400


def with_style(value: object) -> Cell:
    """A line's bare value as a cell: words are text, days are dates, the rest numbers."""
    if isinstance(value, Cell):
        return value
    if isinstance(value, str) or value is None:
        return Cell(value, "text")
    if isinstance(value, time):
        return Cell(value, "time")  # type: ignore[arg-type]
    return Cell(value, "date" if isinstance(value, _DATES) else "number")  # type: ignore[arg-type]


def stored(column: Column, raw: Any) -> Any:
    """The value a row's cell holds: a choice of several is one text, an amount a number; text is text already."""
    return raw if raw is None or isinstance(raw, str) else column.kind.show(raw)
