"""Kinds of cell: how each is read as people really type it, and how each is explained to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from operator import ne
from typing import Any

from service.core.dates import MONTH_FIRST, Ambiguous, day_typed_as_words, read_date, what_a_date_lacks
from service.core.grids import CHUNK, CellError, Raw, joined_if_plain, tidy
from service.core.meaning import choice_meant, says_so

REF = re.compile(
    r"\s*([A-Z])[-\u2010-\u2013]?(\d{3,})(?!\d)", re.IGNORECASE
)  # our Refs: one letter, a hyphen, three digits or more


@dataclass(frozen=True, slots=True)
class Misread:
    """A cell that could not be read: `code` names the problem; both sentences are shown to staff."""

    code: str
    says: str
    fix: str
    kind: str = "Mend"


@dataclass(frozen=True, slots=True)
class Noted:
    """A value that was read, with something worth a look about how it was written."""

    value: Any
    problem: Misread


_ERROR = Misread(
    "cell-shows-an-error",
    "This cell shows a spreadsheet error, so we cannot read it.",
    "Type the value again, or mend the formula.",
)


_NOTHING = type(None)
_WORDS = {str, _NOTHING}


def _types(raws: Iterable[Any]) -> set[type]:
    return set(map(type, raws))


def _plain_texts(raws: list[Raw], fits: Callable[[str], Any] | None = None) -> bool:
    """True when every cell is blank or plain text whose joined chunks all fit."""
    if not _types(raws) <= _WORDS:
        return False
    texts: list[Any] = [raw for raw in raws if raw is not None] if None in raws else raws
    for start in range(0, len(texts), CHUNK):
        whole = joined_if_plain(texts[start : start + CHUNK])
        if whole is None or (fits is not None and not fits(whole)):
            return False
    return True


_MEANS_NOTHING = frozenset(("-", "–", "—", "n/a", "na", "none", "not applicable"))


class Kind:
    """How one kind of cell is read. `read` never sees a blank cell or a spreadsheet error."""

    dash_is_blank = False  # “-” and “n/a” are how many people leave a cell empty on purpose

    name = "text"
    number_format = "General"  # as Excel and Google both write it
    example: Any = None  # a value such a cell may hold: rows for tests are made of these
    codes: tuple[
        tuple[str, str, str], ...
    ] = ()  # every Misread this kind can give: code, says, fix (for the catalogue)

    def read(self, raw: Raw) -> Any:
        """The value, or a `Misread`, or `Noted`."""
        raise TypeError(f"{type(self).__name__} does not say how it is read")

    def read_cell(self, raw: Raw) -> Any:
        """Like `read`, blank cells and errors included. Blank is None."""
        if raw is None:
            return None
        if isinstance(raw, str):
            raw = tidy(raw)
            if not raw or (self.dash_is_blank and raw.casefold() in _MEANS_NOTHING):
                return None
            return self.read(raw)
        if isinstance(raw, CellError):
            return _ERROR
        return self.read(raw)

    def read_column(self, raws: Iterable[Raw]) -> list[Any]:
        """A whole column. Equal texts are read once: most columns hold few different words."""
        raws = list(raws)
        values = self.read_plain(raws)
        if values is not None:
            return values
        read_cell = self.read_cell
        words = {raw for raw in raws if type(raw) is str}
        if len(words) * 2 > len(raws):
            return [None if raw is None else read_cell(raw) for raw in raws]
        memo: dict[Any, Any] = {word: read_cell(word) for word in words}
        if _types(raws) <= _WORDS:
            memo[None] = None
            return list(map(memo.__getitem__, raws))
        return [memo[raw] if type(raw) is str else read_cell(raw) for raw in raws]

    def read_plain(self, raws: list[Raw]) -> list[Any] | None:
        """The whole column at once where nothing in it needs a closer look, else None. For speed alone: `read` says the same."""
        return None

    def look_over(self, raws: Iterable[Raw]) -> Misread | None:
        """What no cell can tell and the whole column does."""
        return None

    def explain(self) -> str:
        """One line for the column guide."""
        return ""

    def show(self, value: Any) -> Raw:
        """The cell we write for a value of this kind."""
        return value


def number_as_text(raw: Raw) -> str:
    """What a person sees where a spreadsheet keeps a number: 3.0 is 3, TRUE is TRUE, a date is 6 August 2018."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if (
        isinstance(raw, float) and abs(raw) < 1e15 and raw == int(raw)
    ):  # neither inf nor nan gets as far as int()
        return str(int(raw))
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return f"{raw.day} {raw:%B %Y}"
    return str(raw)


@dataclass(frozen=True)
class Text(Kind):
    """Free words. `longest` in characters; longer is worth a look, and is kept."""

    longest: int = 2000
    name = "text"
    number_format = "@"
    example = "Words"
    codes = (("too-long", "This is longer than {longest} characters.", "Shorten it; nothing has been cut."),)

    def read(self, raw: Raw) -> Any:
        text = raw if isinstance(raw, str) else number_as_text(raw)
        if len(text) > self.longest:
            return Noted(
                text,
                Misread(
                    "too-long",
                    f"This is longer than {self.longest} characters.",
                    "Shorten it; nothing has been cut.",
                    "Worth a look",
                ),
            )
        return text

    def read_column(self, raws: Iterable[Raw]) -> list[Any]:
        # Free text seldom repeats: chunks of it are looked at together instead.
        raws, values = list(raws), []
        read_cell, longest = self.read_cell, self.longest
        for start in range(0, len(raws), CHUNK):
            chunk: list[Any] = list(raws[start : start + CHUNK])
            if _plain_texts(chunk) and max(map(len, filter(None, chunk)), default=0) <= longest:
                values += chunk
            else:
                values += [None if raw is None else read_cell(raw) for raw in chunk]
        return values

    def explain(self) -> str:
        return "Words."


@dataclass(frozen=True)
class Choice(Kind):
    """One of a few words. Any case is fine; `also` maps other words people use to ours.

    `at_once` is a pattern and a choice: words that are no choice but fit the pattern count as that choice until mended.
    """

    options: tuple[str, ...]
    also: dict[str, str] = field(default_factory=dict, hash=False)
    at_once: tuple[str, str] | None = None
    name = "choice"
    codes = (
        (
            "not-in-list",
            "“{typed}” is not one of the choices. Did you mean “{near}”?",
            "Choose one from the list: {options}.",
        ),
    )

    def __init__(
        self, *options: str, also: dict[str, str] | None = None, at_once: tuple[str, str] | None = None
    ):
        object.__setattr__(self, "options", options)
        object.__setattr__(self, "also", also or {})
        object.__setattr__(self, "at_once", at_once)
        known = {_squashed(option): option for option in options}
        known |= {_squashed(word): option for word, option in (also or {}).items()}
        object.__setattr__(self, "_known", known)
        is_a_word = any(
            _squashed(word) in known for word in _MEANS_NOTHING
        )  # “Not applicable” may be a choice
        object.__setattr__(self, "dash_is_blank", not is_a_word)

    @property
    def example(self) -> str:
        return self.options[0]

    def read(self, raw: Raw) -> Any:
        text = raw if isinstance(raw, str) else number_as_text(raw)
        if isinstance(raw, bool):  # TRUE and FALSE are what a tick box gives
            text = "Yes" if raw else "No"
        known: dict[str, str] = self._known  # type: ignore[attr-defined]
        found = known.get(_squashed(text))
        if found is not None:
            return found
        wrong = not_in_list(text, self.options, known, self.at_once)
        if self.at_once and says_so(self.at_once[0], text):
            counts_as = self.at_once[1]
            says = f"“{text[:40]}” is not one of the choices. Did you mean “{counts_as}”?"
            return Noted(
                counts_as, replace(wrong, says=f"{says} Until you mend it, we read it as {counts_as}.")
            )
        return wrong

    def explain(self) -> str:
        return "One of: " + ", ".join(self.options) + "."


def not_in_list(
    text: str, options: Sequence[str], known: dict[str, str], at_once: tuple[str, str] | None = None
) -> Misread:
    """“Did you mean”, where one choice is clearly meant. Never one that would turn what was said into its opposite."""
    shown = text if len(text) <= 40 else text[:40] + "…"
    says = f"“{shown}” is not one of the choices."
    meant = choice_meant(_squashed(text), known, grave=at_once[1] if at_once else None)
    if meant:
        says += f" Did you mean “{meant}”?"
    return Misread("not-in-list", says, f"Choose one from the list: {', '.join(options)}.")


def _squashed(text: str) -> str:
    folded = text.casefold().strip()
    return (
        re.sub(r"[\W_]+", " ", folded).strip() or folded
    )  # a tick is a sign alone, and so is a question mark


@dataclass(frozen=True)
class Choices(Kind):
    """Several of a few words, split by commas, semicolons or new lines. Reads to a tuple in our order."""

    options: tuple[str, ...]
    name = "choices"
    codes = Choice.codes

    def __init__(self, *options: str, also: dict[str, str] | None = None):
        object.__setattr__(self, "options", options)
        one = Choice(*options, also=also)
        object.__setattr__(self, "_one", one)
        object.__setattr__(self, "dash_is_blank", one.dash_is_blank)

    @property
    def example(self) -> tuple[str, ...]:
        return self.options[:2]

    def read(self, raw: Raw) -> Any:
        one: Choice = self._one  # type: ignore[attr-defined]
        whole = one.read(raw)
        if not isinstance(whole, Misread):  # a choice may hold a comma of its own
            return (whole,)
        text = raw if isinstance(raw, str) else number_as_text(raw)
        read = [
            value for part in map(tidy, re.split(r"[;\n]", text)) if part for value in self._read_part(part)
        ]
        for value in read:
            if isinstance(value, Misread):
                return value
        return tuple(option for option in self.options if option in read) or None

    def _read_part(self, part: str) -> list[Any]:
        one: Choice = self._one  # type: ignore[attr-defined]
        whole = one.read(part)
        if not isinstance(whole, Misread):
            return [whole]
        return [one.read(word) for word in map(tidy, re.split(r"[,/]|\band\b", part)) if word]

    def explain(self) -> str:
        return "One or more of, with commas between: " + ", ".join(self.options) + "."

    def show(self, value: Any) -> Raw:
        return ("; " if any("," in option for option in self.options) else ", ").join(value)


@dataclass(frozen=True)
class FromList(Kind):
    """Words that staff list themselves, in Set-up or another tab (`source`); anything is read, a check compares."""

    source: str
    several: bool = False
    name = "from list"
    number_format = "@"

    @property
    def example(self) -> Any:
        return ("Work, money and practical help", "Other") if self.several else "Other"

    def read(self, raw: Raw) -> Any:
        text = raw if isinstance(raw, str) else number_as_text(raw)
        if not self.several:
            return text
        # Not at commas: “Work, money and practical help” is one theme.
        return tuple(word for word in (tidy(part) for part in re.split(r"[;\n]", text)) if word) or None

    def explain(self) -> str:
        return f"One of your own {self.source.lower()}s, as listed in Set-up."

    def show(self, value: Any) -> Raw:
        return "; ".join(value) if self.several else value


_DAYS = {date, _NOTHING}
_FIGURES = {int, float, _NOTHING}
_TURNED_WORDS, _TURNED_DATES = 3, 5  # fewer of either happen by chance in a British column


@dataclass(frozen=True)
class Date(Kind):
    """A day. Day comes first, as written in the United Kingdom; what could be two different days is asked about."""

    name = "date"
    dash_is_blank = True
    number_format = "d mmm yyyy"
    example = date(2026, 3, 17)
    codes = (
        ("not-a-date", "We cannot read this as a date.", "Write it like 17/03/2026 or 17 March 2026."),
        (
            "ambiguous-date",
            "This could be two different days.",
            "Write the month as a word, like 3 April 2026.",
        ),
        ("date-swapped", "This reads as month first.", "Write the month as a word, like 23 April 2026."),
        (
            "dates-turned-round",
            "Dates here may have day and month the wrong way round, as American settings make them: "
            "those typed with a day over 12 stayed words.",
            "Set the spreadsheet to United Kingdom. Then compare each date with your notes, and type again those that are wrong.",
        ),
    )

    def read(self, raw: Raw) -> Any:
        value = read_date(raw)
        if isinstance(value, Ambiguous):
            return Misread(
                "ambiguous-date",
                f"This could be {value.words()}.",
                "Write the month as a word, like 3 April 2026.",
            )
        if value is None:
            lacks = what_a_date_lacks(raw)
            says = "We cannot read this as a date" + (f": {lacks}." if lacks else ".")
            return Misread("not-a-date", says, "Write it like 17/03/2026 or 17 March 2026.")
        if value is MONTH_FIRST:
            return Misread(
                "date-swapped", "This reads as month first.", "Write the month as a word, like 23 April 2026."
            )
        return value

    def read_column(self, raws: Iterable[Raw]) -> list[Any]:
        """A column where somebody wrote a month first makes its other both-ways dates doubtful: those are asked about too."""
        raws = list(raws)
        if _types(raws) <= _DAYS:
            return raws
        values = super().read_column(raws)
        if any(type(value) is Misread and value.code == "date-swapped" for value in values):
            values = [
                self._doubtful(value, raw) if isinstance(raw, str) and isinstance(value, date) else value
                for value, raw in zip(values, raws, strict=True)
            ]
        return values

    def look_over(self, raws: Iterable[Raw]) -> Misread | None:
        """American settings turn 3/4 round into a true date of March, and leave 23/4 as the words it was typed in."""
        raws = list(raws)
        if _types(raws) <= _DAYS:
            return None
        words = [day for day in map(day_typed_as_words, raws) if day is not None]
        if len(words) < _TURNED_WORDS or min(words) <= 12:
            return None
        days = [day for day in (None if isinstance(raw, str) else read_date(raw) for raw in raws) if day]
        if len(days) < _TURNED_DATES or any(day.day > 12 for day in days):
            return None
        return Misread(*self.codes[3], "Worth a look")

    def _doubtful(self, value: date, raw: str) -> Any:
        other = read_date(raw, month_first=True)
        if not isinstance(other, date) or other == value:
            return value
        both = Ambiguous((value, other))
        return Misread(
            "ambiguous-date",
            f"This could be {both.words()}.",
            "Write the month as a word, like 3 April 2026.",
        )

    def explain(self) -> str:
        return "A date, like 17/03/2026."


_TIME = re.compile(
    r"(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?(?::\d{2})?\s*(am|pm|a\.m\.|p\.m\.|noon)?$", re.IGNORECASE
)
_TWO_TIMES = re.compile(
    r"\d{1,2}(?:[:.]?\d{2})?\s*(?:am|pm)?\s*(?:-|\u2010|\u2013|\u2014|to|till|until|and|/)\s*\d{1,2}(?:[:.]?\d{2})?\s*(?:am|pm|noon)?",
    re.IGNORECASE,
)
_WARD_TIME = re.compile(r"(\d{1,2}?)[:.]?(\d{2})\s*(?:h|hrs?|hours)?$", re.IGNORECASE)  # 1400, or 1400 hrs


@dataclass(frozen=True)
class Time(Kind):
    """A time of day."""

    name = "time"
    dash_is_blank = True
    number_format = "h:mm"
    example = time(14, 0)
    codes = (
        ("not-a-time", "We cannot read this as a time.", "Write it like 14:00 or 2pm."),
        (
            "morning-or-afternoon",
            "We cannot tell if this is morning or afternoon.",
            "Write it like 14:00 or 2pm.",
        ),
        (
            "two-times",
            "This cell holds two times.",
            "Keep one here, and write when it begins and when it ends in a cell each.",
        ),
    )

    def read(self, raw: Raw) -> Any:
        if isinstance(raw, datetime):
            # 9.30 typed with a point is the ninth day of 1900, shown as 7:12
            typed_a_number = raw.year == 1900
            return Misread(*self.codes[0]) if typed_a_number else raw.time().replace(second=0, microsecond=0)
        if isinstance(raw, time):
            return raw.replace(second=0, microsecond=0)
        if isinstance(raw, timedelta):
            raw = raw.total_seconds() / 86400
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            if 0 <= raw < 1:
                minutes = round(raw * 24 * 60)
                return time(minutes // 60 % 24, minutes % 60)
            raw = number_as_text(raw)
        return self._read_words(raw) if isinstance(raw, str) else Misread(*self.codes[0])

    def _read_words(self, text: str) -> Any:
        if text.casefold() in ("midday", "noon", "12 noon"):
            return time(12)
        if text.casefold() == "midnight":
            return time(0)
        if len(text) > 2 and (ward := _WARD_TIME.match(text)):
            text = f"{ward[1]}:{ward[2]}"
        match = _TIME.match(text)
        if not match:
            return Misread(*self.codes[2 if _TWO_TIMES.fullmatch(text) else 0])
        hour, minute = int(match[1]), int(match[2] or 0)
        half = (match[3] or "").replace(".", "").casefold()
        if half in ("am", "pm"):
            if not 1 <= hour <= 12:
                return Misread(*self.codes[0])
            hour = hour % 12 + (12 if half == "pm" else 0)
        elif match[2] is None or (
            1 <= hour <= 7 and not match[1].startswith("0")
        ):  # no clinic event starts at two in the night
            return Misread(*self.codes[1]) if hour <= 24 else Misread(*self.codes[0])
        return time(hour, minute) if hour < 24 and minute < 60 else Misread(*self.codes[0])

    def explain(self) -> str:
        return "A time, like 14:00 or 2pm."

    def show(self, value: Any) -> Raw:
        return value


def _in_range(raws: list[Raw], least: float, most: float) -> bool:
    """True when every cell is blank or a number from least to most; what is no number at all is not in it."""
    types = _types(raws)
    if not types <= _FIGURES:
        return False
    figures: list[Any] = [raw for raw in raws if raw is not None]
    if float in types and any(map(ne, figures, figures)):
        return False  # NaN, which differs even from itself, is neither smallest nor largest
    return not figures or (least <= min(figures) and max(figures) <= most)


@dataclass(frozen=True)
class Whole(Kind):
    """A count: 0 or more, no decimals."""

    least: int = 0
    most: int = 1_000_000
    units: tuple[str, ...] = ()  # words people write after the number that say nothing new, such as people
    name = "whole number"
    dash_is_blank = True
    number_format = "0"
    example = 8
    codes = (
        ("not-a-number", "We cannot read this as a number.", "Write figures only, like 8."),
        ("out-of-range", "This number is outside {least} to {most}.", "Check the number."),
    )

    def read_plain(self, raws: list[Raw]) -> list[Any] | None:
        if not _in_range(raws, self.least, self.most):
            return None
        whole = [None if raw is None else int(raw) for raw in raws]  # type: ignore[arg-type]
        return whole if whole == raws else None

    def read(self, raw: Raw) -> Any:
        number = _read_number(_without_unit(raw, self.units))
        if number is None or number != int(number):
            return _no_number(raw, "a whole number", "Write figures only, like 8.")
        if not self.least <= number <= self.most:
            return Misread(
                "out-of-range", f"This number is outside {self.least} to {self.most}.", "Check the number."
            )
        return int(number)

    def explain(self) -> str:
        return "A whole number."


@dataclass(frozen=True)
class Number(Kind):
    """Any number, as a float."""

    least: float = 0
    most: float = 1e9
    units: tuple[str, ...] = ()  # words people write after the number that say nothing new, such as miles
    name = "number"
    dash_is_blank = True
    number_format = "0.##"
    example = 2.5
    codes = Whole.codes

    def read_plain(self, raws: list[Raw]) -> list[Any] | None:
        if not _in_range(raws, self.least, self.most):
            return None
        return [None if raw is None else float(raw) for raw in raws]  # type: ignore[arg-type]

    def read(self, raw: Raw) -> Any:
        number = _read_number(_without_unit(raw, self.units))
        if number is None:
            return _no_number(raw, "a number", "Write figures only, like 2.5.")
        if not self.least <= number <= self.most:
            return Misread(
                "out-of-range",
                f"This number is outside {self.least:g} to {self.most:g}.",
                "Check the number.",
            )
        return float(number)

    def explain(self) -> str:
        return "A number."


@dataclass(frozen=True)
class Money(Kind):
    """Pounds, as a Decimal with two places."""

    name = "money"
    dash_is_blank = True
    number_format = "£#,##0.00"
    example = Decimal("12.50")
    codes = (("not-money", "We cannot read this as an amount in pounds.", "Write it like 12.50."),)

    def read(self, raw: Raw) -> Any:
        if isinstance(raw, str):
            raw = re.sub(r"(?i)^gbp\s*|\s*(pounds?|gbp)$", "", raw).replace("£", "").strip()
            if re.fullmatch(r"\d+(\.\d+)?\s*p", raw):
                raw = str(Decimal(raw[:-1].strip()) / 100)
        number = _read_number(raw)
        if number is None or not 0 <= number < 10**9:
            return Misread(*self.codes[0])
        return number.quantize(Decimal("0.01"))

    def explain(self) -> str:
        return "An amount in pounds, like 12.50."

    def show(self, value: Any) -> Raw:
        return float(value)


_ABOUT = re.compile(
    r"(?:about|around|roughly|approx(?:imately)?|circa|c|nearly|almost|over|under|at least|up to|more than|less than)?[.\s~<>+]*"
    r"\d[\d,.]*\s*(?:ish|or so|\+|\?|or more|odd|(?:-|\u2013|to|or)\s*\d[\d,.]*)?",
    re.IGNORECASE,
)


def _no_number(raw: Raw, what: str, fix: str) -> Misread:
    if (
        isinstance(raw, str)
        and re.search(r"[^\d,.\s]", raw)
        and not raw.startswith("-")
        and _ABOUT.fullmatch(raw)
    ):
        return Misread("not-a-number", "This is not one exact number.", f"{fix} Your best estimate will do.")
    return Misread("not-a-number", f"We cannot read this as {what}.", fix)


def _without_unit(raw: Raw, units: Sequence[str]) -> Raw:
    if units and isinstance(raw, str):
        return re.sub(rf"(?<=\d)\s*(?:{'|'.join(units)})\.?$", "", raw, flags=re.IGNORECASE)
    return raw


_NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$")


def _read_number(raw: Raw) -> Decimal | None:
    if type(raw) is int and abs(raw) < 10**15:
        return Decimal(raw)
    if isinstance(raw, (bool, date, time, timedelta)):
        return None
    if isinstance(raw, (int, float)):
        try:
            return Decimal(repr(raw)) if raw == raw and abs(raw) < 1e15 else None
        except InvalidOperation:  # pragma: no cover - repr of a finite float always converts
            return None
    if isinstance(raw, str) and raw.casefold() == "nil":
        return Decimal(0)
    if isinstance(raw, str) and len(raw) < 30 and _NUMBER.match(raw):
        return Decimal(raw.replace(",", ""))
    return None


# Enough to catch slips of the hand; whether a letter box exists only sending can tell.
_EMAIL = re.compile(r"[^\s@,;<>()\"]+@[^\s@,;<>()\".]+(\.[^\s@,;<>()\".]+)+$")


# Addresses as most people write them, | between; whatever is odd about one, `read` decides.
_EMAILS = re.compile(
    r"(?:[a-zA-Z0-9_+%'-]++(?:\.[a-zA-Z0-9_+%'-]++)*+@[a-z0-9-]++(?:\.[a-z0-9-]++)++(?:\||$))*+"
)


@dataclass(frozen=True)
class Email(Kind):
    """One e-mail address, lower case in its host part."""

    name = "email"
    dash_is_blank = True
    number_format = "@"
    example = "jane@example.org"
    codes = (
        ("not-an-email", "This does not look like one e-mail address.", "Write it like name@example.org."),
    )

    def read_plain(self, raws: list[Raw]) -> list[Any] | None:
        return raws if _plain_texts(raws, _EMAILS.fullmatch) else None

    def read(self, raw: Raw) -> Any:
        if not isinstance(raw, str):
            return Misread(*self.codes[0])
        text = re.sub(r"(?i)^mailto:", "", raw).strip(" .")
        named = re.fullmatch(r".*<([^<>]+)>", text)
        text = named[1] if named else text
        if not _EMAIL.match(text):
            return Misread(*self.codes[0])
        local, _, host = text.rpartition("@")
        return f"{local}@{host.casefold()}"

    def explain(self) -> str:
        return "One e-mail address."


@dataclass(frozen=True)
class Phone(Kind):
    """A telephone number, kept as text so that its first 0 stays."""

    name = "phone"
    dash_is_blank = True
    number_format = "@"
    example = "01632 960001"
    codes = (
        (
            "not-a-phone",
            "This does not look like a telephone number.",
            "Write it like 01632 960001 or +44 1632 960001.",
        ),
        (
            "more-than-a-phone",
            "This cell holds more than one telephone number, or words beside it.",
            "Keep one number here. Other numbers and words can go in Notes.",
        ),
        (
            "lost-first-nought",
            "The spreadsheet took the first 0 off this number. We read it with the 0.",
            "Type it again with a space in it.",
        ),
    )

    def read(self, raw: Raw) -> Any:
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            digits = number_as_text(raw)
            if re.fullmatch(r"[1-9]\d{9}", digits):
                return Noted("0" + digits, Misread(*self.codes[2], "Worth a look"))
            if re.fullmatch(r"44\d{10}", digits):
                return "+" + digits
            return Misread(*self.codes[0])
        digits = (
            re.sub(r"(?i)\s*(ext|x)\.?\s*\d+$|[\s().\-\u2010-\u2015/]", "", raw)
            if isinstance(raw, str)
            else ""
        )
        if not re.fullmatch(r"\+?\d{10,15}", digits):
            return Misread(*self.codes[1 if len(re.findall(r"\d", digits)) >= 10 else 0])
        return raw

    def explain(self) -> str:
        return "A telephone number."


@dataclass(frozen=True, slots=True)
class Pointer:
    """A cell that names another row: its Ref when it gives one, and the words as typed.

    `doubted` when the words are those of another row: the Ref counts, but nothing personal is done because of the cell.
    """

    text: str
    ref: str | None = None
    doubted: bool = False


@dataclass(frozen=True)
class PointsTo(Kind):
    """Names a row of one of the tabs with these letters: `P-014 Jane Smith`, a Ref alone, or a name only one row has.

    Reads to a `Pointer`; names are looked up once all tabs are read. `or_words` are accepted as they are; with
    `or_anything` so are all other words, and only a Ref that no row has is a problem.
    """

    letters: tuple[str, ...]
    or_words: tuple[str, ...] = ()
    or_anything: bool = False
    name = "points to"
    dash_is_blank = True
    number_format = "@"
    codes = (
        (
            "wrong-kind-of-ref",
            "{ref} is not a row of the tab this cell points to.",
            "Choose one from the list.",
        ),
        ("names-nothing", "No row has the Ref or name written here.", "Choose one from the list."),
        (
            "names-several",
            "More than one row has this name.",
            "Choose the one you mean from the list, with its Ref.",
        ),
        # These two are told where rows are looked up, with the Refs in words (service.core.beside).
        (
            "ref-and-name-differ",
            "The name here is not that of {ref}.",
            "Choose the row you mean from the list.",
        ),
        ("names-two-rows", "We read {ref} here, and not the Ref after it.", "Keep one Ref in this cell."),
    )

    def __init__(self, *letters: str, or_words: tuple[str, ...] = (), or_anything: bool = False):
        object.__setattr__(self, "letters", letters)
        object.__setattr__(self, "or_words", or_words)
        object.__setattr__(self, "or_anything", or_anything)

    @property
    def example(self) -> Pointer:
        ref = f"{self.letters[0]}-001"
        return Pointer(ref, ref)

    def read(self, raw: Raw) -> Any:
        text = raw if isinstance(raw, str) else number_as_text(raw)
        match = REF.match(text)
        if match:
            ref = f"{match[1].upper()}-{match[2]}"
            if ref[0] not in self.letters:
                return Misread(
                    "wrong-kind-of-ref",
                    f"{ref} is not a row this cell can name.",
                    "Choose one from the list.",
                )
            return Pointer(text, ref)
        return Pointer(text)

    def explain(self) -> str:
        return "Choose a row from the list; its Ref counts."

    def show(self, value: Any) -> Raw:
        return value.text if isinstance(value, Pointer) else value


@dataclass(frozen=True)
class Ref(Kind):
    """The row's own number, given by the service and never used again."""

    letter: str
    name = "ref"
    number_format = "@"
    codes = (
        (
            "not-a-ref",
            "This is not a Ref of this tab.",
            "If the row had a Ref, write it as it was. If the row is new, clear the cell and save: we will give it one.",
        ),
    )

    @property
    def example(self) -> str:
        return f"{self.letter}-001"

    def read_plain(self, raws: list[Raw]) -> list[Any] | None:
        ref = rf"{self.letter}-[0-9]{{3,}}+"
        return raws if _plain_texts(raws, re.compile(rf"(?:{ref}\|)*+{ref}").fullmatch) else None

    def read(self, raw: Raw) -> Any:
        text = raw if isinstance(raw, str) else number_as_text(raw)
        match = re.fullmatch(r"([A-Z])[-\u2010-\u2013]?(\d{3,})", text, re.IGNORECASE)
        if not match or match[1].upper() != self.letter:
            return Misread(*self.codes[0])
        return f"{self.letter}-{match[2]}"

    def explain(self) -> str:
        return "We fill this in. Please leave it as it is."
