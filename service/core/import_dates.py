"""The days of earlier results: what a respondent's rows say together, and which days cannot be known. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from service.core.dates import read_date
from service.core.grids import Raw, is_blank, tidy

# What is said of a respondent's day. Only FINE and SWAPPED give one.
FINE, SWAPPED, AMBIGUOUS, DOUBTFUL, CONFLICTING, UNREADABLE, NONE = (
    "fine", "swapped", "ambiguous", "doubtful", "conflicting", "unreadable", "none",
)  # fmt: skip


@dataclass(frozen=True)
class Day:
    """`on` is None unless only one day is possible."""

    state: str
    on: date | None = None


def possible_days(raw: Raw) -> tuple[date, ...]:
    """Every day this cell could mean, the day-first reading first; none if it is no date."""
    raw = tidy(raw) if isinstance(raw, str) else raw
    readings = (read_date(raw), read_date(raw, month_first=True) if isinstance(raw, str) else None)
    return tuple(dict.fromkeys(day for day in readings if isinstance(day, date)))


def is_month_first(raw: Raw) -> bool:
    """True for 05/24/2022, which only somebody who writes the month first would write."""
    raw = tidy(raw) if isinstance(raw, str) else raw
    return isinstance(raw, str) and not isinstance(read_date(raw), date) and bool(possible_days(raw))


def swaps_dates(respondents: Iterable[Sequence[Raw]]) -> bool:
    """Whether a collection swaps day and month anywhere: then a date that reads both ways is doubtful in all of it."""
    for raws in respondents:
        if any(map(is_month_first, raws)):
            return True
        days = {possible_days(raw) for raw in raws if not is_blank(raw)}
        if len(days) > 1 and len(set.intersection(*map(set, days))) > 1:
            return True
    return False


def day_of(raws: Sequence[Raw], swaps: bool) -> Day:
    """The one day all of a respondent's rows can mean, or why there is none.

    24/05/2022 beside 05/24/2022 can only be 24 May. 10/03/2021 beside 03/10/2021 is 10 March or 3 October: not known.
    """
    readings = [possible_days(raw) for raw in raws if not is_blank(raw)]
    if not readings:
        return Day(NONE)
    if not all(readings):
        return Day(UNREADABLE)
    together = set.intersection(*map(set, readings))
    if not together:
        return Day(CONFLICTING)
    if len(together) == 1:
        day = together.pop()
        is_swapped = any(map(is_month_first, raws)) or any(days[0] != day for days in readings)
        return Day(SWAPPED if is_swapped else FINE, day)
    if len(set(readings)) > 1:
        return Day(AMBIGUOUS)
    return Day(DOUBTFUL) if swaps else Day(FINE, readings[0][0])
