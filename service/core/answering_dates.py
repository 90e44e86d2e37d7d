"""Dates as patients give them: three fields, months as words too, and one sentence about what is wrong."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from service.core.dates import read_date
from service.core.question_type import Posted, QuestionType, Wrong, typed

PARTS = ("day", "month", "year")
_MONTHS = "january february march april may june july august september october november december".split()
_SINCE = re.compile(r"(?:same as or|on or) (after|before) (.+)")
_RULES = (  # longest first: “today or in the past” holds “in the past”
    ("today or in the past", lambda day, today: day <= today),
    ("today or in the future", lambda day, today: day >= today),
    ("in the past", lambda day, today: day < today),
    ("in the future", lambda day, today: day > today),
)


class DateAnswer(QuestionType):
    """A day. Choices may set a rule in the words of the message: “In the past”, “On or after 1 September 2017”."""

    word = "Date"
    asked_as = "date"
    blank = "Enter the date"
    seconds = 25

    def read(self, choices: tuple[str, ...], posted: Posted, today: date) -> Any:
        return read_fields(posted, today, " ".join(choices))

    def missing(self, says: str | None = None) -> Wrong:
        return Wrong(says or self.blank, _fields(*PARTS))

    def show(self, value: Any) -> str:
        return long_date(date.fromisoformat(value))

    def fill(self, value: Any) -> dict[str, list[str]]:
        if value is None:
            return {}
        day = date.fromisoformat(value)
        return {
            "answer-day": [str(day.day)],
            "answer-month": [str(day.month)],
            "answer-year": [str(day.year)],
        }


def read_fields(posted: Posted, today: date, rule: str = "", called: str = "the date") -> str | Wrong | None:
    """The day as 2026-03-17, None when all are blank, or what is wrong: missing, then impossible, then the rule."""
    given = {part: typed(posted, f"answer-{part}") for part in PARTS}
    if not any(given.values()):
        return None
    named = called[:1].upper() + called[1:]
    if any(len(values) > 1 for values in given.values()):
        return Wrong(
            f"{named} must be a real date", _fields(*(part for part in PARTS if len(given[part]) > 1))
        )
    if missing := [part for part in PARTS if not given[part]]:
        return Wrong(f"{named} must include a {' and '.join(missing)}", _fields(*missing))
    day, month, year = (given[part][0] for part in PARTS)
    if not re.fullmatch(r"\d{4}", year, re.ASCII):
        return Wrong("Year must include 4 numbers", _fields("year"))
    read = _real(day, month, int(year))
    if isinstance(read, tuple):
        return Wrong(f"{named} must be a real date", _fields(*read))
    broken = _broken_rule(read, today, rule)
    return Wrong(f"{named} must be {broken}", _fields(*PARTS)) if broken else read.isoformat()


def _real(day: str, month: str, year: int) -> date | tuple[str, ...]:
    """The date, or which fields cannot be right."""
    number = _month(month)
    is_day = bool(re.fullmatch(r"\d{1,2}", day, re.ASCII)) and 1 <= int(day) <= 31
    wrong = tuple(part for part, fine in (("day", is_day), ("month", number)) if not fine)
    if wrong:
        return wrong
    try:
        return date(year, number or 0, int(day))
    except ValueError:
        return PARTS if year == 0 else ("day",)


def _month(text: str) -> int | None:
    word = text.casefold().rstrip(".")
    if re.fullmatch(r"\d{1,2}", word, re.ASCII):
        return int(word) if 1 <= int(word) <= 12 else None
    found = [place for place, name in enumerate(_MONTHS, start=1) if len(word) >= 3 and name.startswith(word)]
    return found[0] if len(found) == 1 else 9 if word == "sept" else None


def _broken_rule(day: date, today: date, rule: str) -> str | None:
    """The end of the sentence, “in the past”, when the day breaks the rule."""
    rule = rule.casefold()
    for words, holds in _RULES:
        if words in rule:
            return None if holds(day, today) else words
    if found := _SINCE.search(rule):
        limit = read_date(found[2].strip().rstrip("."))
        if isinstance(limit, date) and (day < limit if found[1] == "after" else day > limit):
            return f"the same as or {found[1]} {long_date(limit)}"
    return None


def long_date(day: date) -> str:
    """6 August 2018, as the NHS writes it."""
    return f"{day.day} {_MONTHS[day.month - 1].capitalize()} {day.year}"


def _fields(*parts: str) -> tuple[str, ...]:
    return tuple(f"answer-{part}" for part in parts)
