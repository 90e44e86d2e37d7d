"""Days on which a hospital's patients are better not asked to come: bank holidays in England, and Christmas to New Year."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache


def easter(year: int) -> date:
    """Western Easter Sunday, by the anonymous Gregorian rule."""
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def bank_holidays(year: int) -> dict[date, str]:
    """By the standing rules; a year's extra day (a coronation) is not known here."""
    sunday = easter(year)
    days = {
        sunday - timedelta(2): "Good Friday",
        sunday + timedelta(1): "Easter Monday",
        _monday_from(date(year, 5, 1)): "the early May bank holiday",
        _monday_from(date(year, 5, 25)): "the spring bank holiday",
        _monday_from(date(year, 8, 25)): "the summer bank holiday",
    }
    for month, day, name in ((1, 1, "New Year’s Day"), (12, 25, "Christmas Day"), (12, 26, "Boxing Day")):
        real = date(year, month, day)
        days[real] = name
        substitute = real
        while substitute.weekday() >= 5 or (substitute != real and substitute in days):
            substitute += timedelta(1)
        days.setdefault(substitute, f"the bank holiday for {name}")
    return days


def significant_day(day: date) -> str | None:
    """What the day is called, if it is one to avoid."""
    if name := bank_holidays(day.year).get(day):
        return name
    if (day.month, day.day) >= (12, 24):
        return "the days between Christmas and New Year" if day.day > 24 else "Christmas Eve"
    if day == easter(day.year):
        return "Easter Sunday"
    return None


def _monday_from(day: date) -> date:
    return day + timedelta(-day.weekday() % 7)
