"""Dates as people type them: day first, months as words, serial numbers, and never a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from service.core.grids import Raw, tidy

# Day 0 of both Excel's 1900 system and Google's serial numbers, for dates from 1 March 1900 on.
SERIAL_ZERO = date(1899, 12, 30)
_FIRST, _LAST = date(1900, 3, 1), date(2200, 1, 1)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = re.compile(
    r"(\d{1,4})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{1,4})(?:[ t]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)?$"
)
_WORDS = re.compile(
    r"(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?[\s\-./]*(?:of\s+)?([a-z]{3,9})\.?,?[\s\-./]*(\d{4}|\d{2}|'\d{2})$"
)
_WORDS_MONTH_FIRST = re.compile(
    r"(?:[a-z]+day,?\s+)?([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$"
)


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A date that two readers would read as two different days."""

    readings: tuple[date, ...]

    def words(self) -> str:
        return " or ".join(f"{day.day} {day:%B %Y}" for day in self.readings)


class _MonthFirst:
    """The day cannot be read day first, but could be read month first: asked about, never assumed."""


MONTH_FIRST = _MonthFirst()


def from_serial(number: float) -> date | None:
    """The day a spreadsheet's serial number stands for, or None outside 1900 to 2200."""
    try:
        day = SERIAL_ZERO + timedelta(days=int(number))
    except (OverflowError, ValueError):
        return None
    return day if _FIRST <= day < _LAST else None


def serial(day: date) -> float:
    """The serial number of a day, or of a moment as its clock shows it: 1 January 2020, noon → 43831.5."""
    number = float((date(day.year, day.month, day.day) - SERIAL_ZERO).days)
    if isinstance(day, datetime):
        number += (day.hour * 3600 + day.minute * 60 + day.second) / 86400
    return number


def read_date(raw: Raw, month_first: bool = False) -> Any:
    """A `date`, None when it is none, or `MONTH_FIRST` when only a month-first reading would make sense."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        # A year typed alone, such as 2026, is no serial number: that day would be in 1905.
        return from_serial(raw) if raw >= 20000 else None
    if isinstance(raw, str):
        return _read_words(raw.casefold(), month_first)
    return None


_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_LACKS = (
    (rf"{_WEEKDAY}{_DAY}\s*[/.\-]\s*(?:0?[1-9]|1[0-2])", "the year is missing"),
    (rf"{_WEEKDAY}{_DAY}\s*(?:of\s+|[\-/])?\s*{_MONTH}", "the year is missing"),
    (rf"{_WEEKDAY}{_MONTH}\s+{_DAY}", "the year is missing"),
    (rf"(?:{_MONTH},?\s*|(?:0?[1-9]|1[0-2])\s*[/.\-]\s*)(?:19|20)\d\d", "the day is missing"),
    (r"(?:19|20)\d\d", "the day and the month are missing"),
)


def what_a_date_lacks(raw: Raw) -> str | None:
    """In words, where part of a date was written and part was left out; None where it is no date at all."""
    text = str(int(raw)) if isinstance(raw, (int, float)) and 1900 <= raw < 2100 else raw
    if not isinstance(text, str):
        return None
    return next((lacks for pattern, lacks in _LACKS if re.fullmatch(pattern, text.casefold())), None)


_DAY_FIRST = re.compile(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-](?:\d{4}|\d{2})\s*")


def day_typed_as_words(raw: Raw) -> int | None:
    """The day of a date in figures, day first, that the spreadsheet left as words; None for all else."""
    match = _DAY_FIRST.fullmatch(raw) if isinstance(raw, str) else None
    if match is None or not isinstance(read_date(tidy(str(raw))), date):
        return None
    return int(match[1])


def _read_words(text: str, month_first: bool) -> Any:
    if match := _NUMBERS.match(text):
        return _read_numbers(match[1], match[2], match[3], month_first)
    if match := _WORDS.match(text):
        day, month, year = match[1], match[2], match[3]
    elif match := _WORDS_MONTH_FIRST.match(text):
        month, day, year = match[1], match[2], match[3]
    else:
        return read_date(float(text)) if re.fullmatch(r"\d{5}(\.\d+)?", text) else None
    number = _month(month)
    return _real(_year(year.lstrip("'")), number, int(day)) if number else None


def _read_numbers(first: str, second: str, third: str, month_first: bool) -> Any:
    if len(first) == 4:  # 2026-03-17, the one order that is never read two ways
        return _real(int(first), int(second), int(third)) if len(third) <= 2 else None
    if len(first) > 2 or len(third) not in (2, 4):
        return None
    day, month = (second, first) if month_first else (first, second)
    read = _real(_year(third), int(month), int(day))
    if read is None and not month_first and _real(_year(third), int(first), int(second)):
        return MONTH_FIRST
    return read


def _month(word: str) -> int | None:
    short = word[:3]
    full = ("january february march april may june july august september october november december").split()
    if short not in _MONTHS:
        return None
    number = _MONTHS.index(short) + 1
    return number if full[number - 1].startswith(word) or word in ("sept",) else None


def _year(digits: str) -> int:
    # Two figures: 00 to 69 are this century, as spreadsheets have it.
    number = int(digits)
    return number if len(digits) == 4 else number + (2000 if number < 70 else 1900)


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last of a shorter month: 31 January and one month is 28 or 29 February."""
    years, month = divmod(day.month - 1 + months, 12)
    last = (date(day.year + years + month // 11, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(day.year + years, month + 1, min(day.day, last))


def _real(year: int, month: int, day: int) -> date | None:
    try:
        read = date(year, month, day)
    except ValueError:
        return None
    return read if _FIRST <= read < _LAST else None
