"""Numbers shown by a number format's pattern: dates and times, digits, percent, money, words in between.

The locale decides the signs for decimals and thousands; the pattern decides the rest [D NumberFormat.pattern].
"""

from __future__ import annotations

import math
import re
from datetime import date
from functools import lru_cache

from tests.sheets_api import typed
from tests.sheets_api.locales import Locale, locale
from tests.sheets_api.worth import plain_number

_PART = re.compile(
    r'"(?P<words>[^"]*)"|\\(?P<sign>.)|\[\$(?P<money>[^\]-]*)[^\]]*\]|\[(?P<span>h+|m+|s+)\]|\[[^\]]*\]'
    r"|(?P<half>AM/PM|A/P|am/pm|a/p)|(?P<moment>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+(?:\.0+)?)"
    r"|(?P<power>E\+0+|E-0+|e\+0+)|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+)|(?P<other>.)|_.|\*.",
    re.S,
)
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

Part = tuple[str, str]  # what it is, and its text


def is_moment(pattern: str) -> bool:
    """Whether it shows a date or a time."""
    return any(kind in ("moment", "half", "span") for kind, _ in _sections(pattern)[0])


@lru_cache(maxsize=200_000)
def shown(number: float, pattern: str, locale_name: str) -> str:
    """The text of a number."""
    if pattern in ("", "General", "@"):
        return plain(number, locale_name)
    here, sections = locale(locale_name), _sections(pattern)
    section = sections[0]
    if number < 0 and len(sections) > 1 and not is_moment(pattern):
        section, number = sections[1], -number
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    if any(kind in ("moment", "half", "span") for kind, _ in section):
        return _moment(number, section)
    return _digits(number, section, here)


def plain(number: float, locale_name: str) -> str:
    """A number without a format, with the locale's decimal sign."""
    return plain_number(number).replace(".", locale(locale_name).decimal)


@lru_cache(maxsize=1000)
def _sections(pattern: str) -> list[list[Part]]:
    found: list[list[Part]] = [[]]
    for part in _PART.finditer(pattern):
        kind = part.lastgroup or ""
        if kind == "other" and part[0] == ";":
            found.append([])
        elif kind in ("words", "sign", "money", "other"):
            found[-1].append(("%" if part[0] == "%" else "words", part[kind]))
        elif kind:
            found[-1].append((kind, part[kind]))
    return found


def _moment(number: float, parts: list[Part]) -> str:
    seconds = round(number * 86_400, 3)
    whole = math.floor(seconds + (0 if any("." in text for _, text in parts) else 0.5))
    day, second = typed.day_of(whole / 86_400), whole % 86_400
    halves = any(kind == "half" for kind, _ in parts)
    text = ""
    for at, (kind, part) in enumerate(parts):
        if kind == "half":
            text += "AM" if second < 43_200 else "PM"
        elif kind == "span":
            text += str(whole // {"h": 3600, "m": 60, "s": 1}[part[0].lower()]).zfill(len(part))
        elif kind == "moment":
            text += _piece(part, day, second, halves, _is_minutes(parts, at), seconds)
        else:
            text += part
    return text


def _is_minutes(parts: list[Part], at: int) -> bool:
    """`m` is minutes after hours or before seconds, months elsewhere."""
    if parts[at][1][0] not in "mM":
        return False
    before = [text[0].lower() for kind, text in parts[:at] if kind in ("moment", "span")]
    after = [text[0].lower() for kind, text in parts[at + 1 :] if kind in ("moment", "span")]
    return before[-1:] == ["h"] or after[:1] == ["s"]


def _piece(part: str, day: date, second: int, halves: bool, minutes: bool, seconds: float) -> str:
    letter, length = part[0].lower(), len(part)
    if letter == "y":
        return str(day.year) if length > 2 else f"{day.year % 100:02}"
    if letter == "d":
        return [str(day.day), f"{day.day:02}", _DAYS[day.weekday()][:3], _DAYS[day.weekday()]][
            min(length, 4) - 1
        ]
    if letter == "h":
        hour = second // 3600
        return str((hour + 11) % 12 + 1 if halves else hour).zfill(min(length, 2))
    if letter == "s":
        plain_part, _, places = part.partition(".")
        fraction = f"{seconds % 1:.{len(places)}f}"[1:] if places else ""
        return str(second % 60).zfill(min(len(plain_part), 2)) + fraction
    if minutes:
        return str(second // 60 % 60).zfill(min(length, 2))
    name = _MONTHS[day.month - 1]
    return [str(day.month), f"{day.month:02}", name[:3], name, name[0]][min(length, 5) - 1]


def _digits(number: float, parts: list[Part], here: Locale) -> str:
    number = number * 100 ** sum(kind == "%" for kind, _ in parts)
    sign, number = ("-" if number < 0 else ""), abs(number)
    power = next((text for kind, text in parts if kind == "power"), None)
    exponent = 0
    if power is not None and number:
        exponent = math.floor(math.log10(number))
        number /= 10.0**exponent
    text, used = "", False
    for kind, part in parts:
        if kind == "digits" and not used:
            text, used = text + _figure(number, part, here), True
        elif kind == "power":
            digits = str(abs(exponent)).zfill(part.count("0"))
            text += "E" + ("-" if exponent < 0 else "+") + digits
        elif kind not in ("digits",):
            text += part
    return sign + text if any(letter in "123456789" for letter in text) else text


def _figure(number: float, pattern: str, here: Locale) -> str:
    """The digits themselves: `0` always shown, `#` where needed, a comma for thousands."""
    front, point, back = pattern.partition(".")
    least = len(back) - len(back.lstrip("0?")) if back else 0
    rounded = f"{_half_up(number, len(back)):.{len(back)}f}"
    whole, _, decimals = rounded.partition(".")
    while len(decimals) > least and decimals.endswith("0"):
        decimals = decimals[:-1]
    whole = whole.lstrip("0").zfill(front.replace(",", "").count("0"))
    if "," in front:
        whole = re.sub(r"(?<=\d)(?=(\d{3})+$)", here.thousands, whole)
    return whole + (here.decimal + decimals if point and (decimals or least) else "")


def _half_up(number: float, places: int) -> float:
    scale = 10**places
    return math.floor(number * scale + 0.5 + 1e-9) / scale
