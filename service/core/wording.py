"""Dates, times, counts and lists as the NHS content style writes them: 6 August 2018, 5:30pm, 1 answer, a, b and c."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time


def day_words(day: date) -> str:
    """6 August 2018."""
    return f"{day.day} {day:%B %Y}"


def weekday_words(day: date) -> str:
    """Monday 6 August 2018."""
    return f"{day:%A} {day_words(day)}"


def time_words(at: time) -> str:
    """5:30pm, 9am, midday, midnight."""
    if (at.hour, at.minute) in ((0, 0), (12, 0)):
        return "midday" if at.hour else "midnight"
    hour, half = at.hour % 12 or 12, "pm" if at.hour >= 12 else "am"
    return f"{hour}:{at.minute:02d}{half}" if at.minute else f"{hour}{half}"


def moment_words(moment: datetime) -> str:
    """Monday 6 August 2018 at 5:30pm."""
    return f"{weekday_words(moment.date())} at {time_words(moment.time())}"


def count_words(number: int, one: str, several: str | None = None) -> str:
    """1 answer, 2 answers, 1,200 answers; `several` where an s will not do."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def list_words(words: Iterable[str], most: int | None = None) -> str:
    """a, b and c; with `most`, a, b and 4 more."""
    shown = list(words)
    if most is not None and len(shown) > most:
        shown = [*shown[:most], f"{len(shown) - most:,} more"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
