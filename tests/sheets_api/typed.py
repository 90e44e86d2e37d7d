"""Text read as a person's typing: numbers, percentages, money, dates and times, by the spreadsheet's locale.

A serial counts days from 30 December 1899; its fraction is the time of day [D].
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from tests.sheets_api.locales import Locale, locale

EPOCH = date(1899, 12, 30)

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_LOCAL = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_SHORT = re.compile(r"(\d{1,2})([-/])(\d{1,2})")
_DAY_MONTH = re.compile(r"(\d{1,2})([ -])([A-Za-z]{3,9})(?:\2(\d{4}|\d{2}))?")
_MONTH_DAY = re.compile(r"([A-Za-z]{3,9}) (\d{1,2})(?:,? (\d{4}))?")
_TIME = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d)(\.\d+)?)?(?: ?([AaPp])[Mm])?")
_MAY_BE = re.compile(
    rf"[(+.$£€-]*\s*\d|(?:{'|'.join(_MONTHS)})[a-z]* \d", re.IGNORECASE
)  # most texts are told from it
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")


@dataclass(frozen=True, slots=True)
class Typed:
    """A number, and the number format that typing it so gives its cell (None: none)."""

    number: float
    kind: str | None = None
    pattern: str = ""


def number_or_date(text: str, locale_name: str) -> float | None:
    """The number only; None where the text is just text."""
    found = read(text, locale_name)
    return None if found is None else found.number


def read(text: str, locale_name: str, today: date | None = None) -> Typed | None:
    """What typing this text gives, when it is a number, a date or a time. Leading zeros are lost, as Google loses them [C]."""
    text, here = text.strip(), locale(locale_name)
    if not text or not _MAY_BE.match(text):
        return None
    return _number(text, here) or _moment(text, here, today or date.today())


def _number(text: str, here: Locale) -> Typed | None:
    bare, sign = text, ""
    if bare.startswith("(") and bare.endswith(")"):
        bare, sign = bare[1:-1], "-"
    if bare[:1] in "+-" and bare[1:2] in "$£€":
        bare, sign = bare[1:], bare[0]
    currency = bare[0] if bare[:1] in "$£€" else ""
    bare = bare.removeprefix(currency).strip()
    percent = bare.endswith("%")
    bare = sign.replace("+", "") + bare.removesuffix("%").strip()
    if here.decimal == ",":
        bare = bare.replace(here.thousands, "\0").replace(",", ".").replace("\0", ",")
    grouped = _GROUPED.fullmatch(bare) is not None
    if not grouped and not _PLAIN.fullmatch(bare):
        return None
    plain = bare.replace(",", "")
    value = float(plain) if any(sign in plain for sign in ".eE") else int(plain)
    decimals = "." in plain
    if percent:
        return Typed(value / 100, "PERCENT", "0.00%" if decimals else "0%")
    if currency:
        return Typed(value, "CURRENCY", f"{currency}#,##0{'.00' if decimals else ''}")
    if grouped:
        return Typed(value, "NUMBER", "#,##0.00" if decimals else "#,##0")
    return Typed(value, "SCIENTIFIC", "0.00E+00") if "e" in plain.lower() else Typed(value)


def _moment(text: str, here: Locale, today: date) -> Typed | None:
    day = _day(text, here, today)
    if day is not None:
        return Typed(day[0], "DATE", day[1])
    time = _time(text)
    if time is not None:
        return Typed(time[0], "TIME", time[1])
    first, _, rest = text.replace("T", " ", 1).partition(" ")
    for start, end in ((first, rest), *_splits(text)):
        day, time = _day(start, here, today), _time(end)
        if day is not None and time is not None and time[0] < 1:
            return Typed(day[0] + time[0], "DATE_TIME", f"{day[1]} {time[1]}")
    return None


def _splits(text: str) -> list[tuple[str, str]]:
    words = text.split(" ")
    return [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(2, len(words))]


def _day(text: str, here: Locale, today: date) -> tuple[int, str] | None:
    """(serial, pattern as it was typed)."""
    if found := _ISO.fullmatch(text):
        pattern = found[2].join(("yyyy", "m" * len(found[3]), "d" * len(found[4])))
        return _dated(int(found[1]), int(found[3]), int(found[4]), pattern)
    if found := _LOCAL.fullmatch(text):
        year = _year(found[4])
        first, second = (found[1], "d"), (found[3], "m")
        if not here.day_first:
            first, second = (found[1], "m"), (found[3], "d")
        parts = {letter: int(digits) for digits, letter in (first, second)}
        pattern = found[2].join((first[1] * len(first[0]), second[1] * len(second[0]), "y" * len(found[4])))
        return _dated(year, parts["m"], parts["d"], pattern)
    if found := _SHORT.fullmatch(text):
        month, day = (int(found[3]), int(found[1])) if here.day_first else (int(found[1]), int(found[3]))
        return _dated(today.year, month, day, found[2].join("dm" if here.day_first else "md"))
    if (found := _DAY_MONTH.fullmatch(text)) and (named := _month(found[3])):
        pattern = found[2].join(["d", "mmm" if len(found[3]) == 3 else "mmmm"] + ["yyyy"] * bool(found[4]))
        return _dated(_year(found[4]) if found[4] else today.year, named, int(found[1]), pattern)
    if (found := _MONTH_DAY.fullmatch(text)) and (named := _month(found[1])):
        pattern = ("mmm" if len(found[1]) == 3 else "mmmm") + " d" + (", yyyy" if found[3] else "")
        return _dated(int(found[3]) if found[3] else today.year, named, int(found[2]), pattern)
    return None


def _year(digits: str) -> int:
    """Two digits are this century up to 29 [M]."""
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 30 else 1900)


_FULL = "january february march april may june july august september october november december".split()


def _month(word: str) -> int | None:
    word = word.lower()
    if word in _FULL:
        return _FULL.index(word) + 1
    return _MONTHS.index(word) + 1 if word in _MONTHS else 9 if word == "sept" else None


def _dated(year: int, month: int, day: int, pattern: str) -> tuple[int, str] | None:
    try:
        return serial(date(year, month, day)), pattern
    except ValueError:
        return None


def _time(text: str) -> tuple[float, str] | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hours, half = int(found[1]), (found[5] or "").lower()
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half == "p" else 0)
    seconds = float((found[3] or "0") + (found[4] or ""))
    pattern = (
        ("h:mm" if half or len(found[1]) == 1 else "hh:mm")
        + (":ss" if found[3] else "")
        + (" AM/PM" if half else "")
    )
    return (hours * 3600 + int(found[2]) * 60 + seconds) / 86_400, pattern


def serial(day: date) -> int:
    return (day - EPOCH).days


def day_of(number: float) -> date:
    """The day of a serial; its time of day is left out."""
    return EPOCH + timedelta(days=int(number // 1))
