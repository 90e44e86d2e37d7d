"""Functions of dates; a date is the number of its day."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.sheets_api import typed
from tests.sheets_api.functions.registry import Arguments, function, of_values
from tests.sheets_api.worth import Value, failed, number, text

if TYPE_CHECKING:
    from tests.sheets_api.formulas import Scope


@function("TODAY", 0)
def _today(scope: Scope, arguments: Arguments) -> int:
    return typed.serial(scope.calculation.day)


@function("NOW", 0)
def _now(scope: Scope, arguments: Arguments) -> float:
    now = scope.calculation.now
    return typed.serial(now.date()) + (now.hour * 3600 + now.minute * 60 + now.second) / 86_400


@of_values("DATE", 3)
def _date(year: Value, month: Value, day: Value) -> int:
    """Months and days beyond their end run over into the next."""
    years, months = divmod(int(number(month)) - 1, 12)
    first = date(int(number(year)) + years, months + 1, 1)
    return typed.serial(first + timedelta(days=int(number(day)) - 1))


@of_values("YEAR", 1)
def _year(value: Value) -> int:
    return typed.day_of(number(value)).year


@of_values("MONTH", 1)
def _month(value: Value) -> int:
    return typed.day_of(number(value)).month


@of_values("DAY", 1)
def _day(value: Value) -> int:
    return typed.day_of(number(value)).day


@of_values("WEEKDAY", 1, 2)
def _weekday(value: Value, kind: Value = 1) -> int:
    """1 is Sunday; of kind 2, Monday; kind 3 counts Monday as 0."""
    monday = typed.day_of(number(value)).weekday()
    return {1: (monday + 1) % 7 + 1, 2: monday + 1, 3: monday}[int(number(kind))]


def _months_on(value: Value, months: Value) -> tuple[int, int, int]:
    start = typed.day_of(number(value))
    years, month = divmod(start.month - 1 + int(number(months)), 12)
    return start.year + years, month + 1, start.day


@of_values("EDATE", 2)
def _edate(value: Value, months: Value) -> int:
    year, month, day = _months_on(value, months)
    return typed.serial(date(year, month, min(day, calendar.monthrange(year, month)[1])))


@of_values("EOMONTH", 2)
def _eomonth(value: Value, months: Value) -> int:
    year, month, _ = _months_on(value, months)
    return typed.serial(date(year, month, calendar.monthrange(year, month)[1]))


@function("DATEVALUE", 1)
def _datevalue(scope: Scope, arguments: Arguments) -> int:
    value = scope.value(arguments[0])
    if isinstance(value, (int, float)):
        return int(value)
    found = typed.read(text(value), scope.calculation.book.locale)
    if found is None or found.kind not in ("DATE", "DATE_TIME"):
        raise failed("VALUE", "DATEVALUE parameter cannot be parsed to date/time.")
    return int(found.number)
