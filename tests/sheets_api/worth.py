"""What values of formulas are worth to one another: as numbers, texts and truths, equal or in order.

An empty cell is None: it is 0, "" and FALSE at once. Numbers come before texts, texts before truths.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.sheets_api import typed

CODES = {
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "ERROR": "#ERROR!",
}  # the API's ErrorType, and what a cell shows


@dataclass(frozen=True, slots=True)
class Error:
    """`type` as the API names it (REF), `code` as cells show it (#REF!)."""

    type: str
    message: str = ""

    @property
    def code(self) -> str:
        return CODES[self.type]


Value = None | str | float | bool | Error


class Failed(Exception):
    """Carries an Error out of the depth of a formula."""

    def __init__(self, error: Error):
        super().__init__(error.code)
        self.error = error


def failed(kind: str, message: str = "") -> Failed:
    return Failed(Error(kind, message))


def certain(value: Value) -> None | str | float | bool:
    """The value, when it is no error."""
    if isinstance(value, Error):
        raise Failed(value)
    return value


def number(value: Value) -> float:
    """As arithmetic takes it: a text that reads as a number or a date counts as one."""
    value = certain(value)
    if value is None:
        return 0
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        read = typed.number_or_date(value, "en_US")
        if read is None:
            raise failed("VALUE", f"'{value}' is a text and cannot be coerced to a number.")
        return read
    return value


def text(value: Value) -> str:
    """As `&` takes it."""
    value = certain(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return value if isinstance(value, str) else plain_number(value)


def truth(value: Value) -> bool:
    """As IF takes it."""
    value = certain(value)
    if isinstance(value, str):
        if value.upper() in ("TRUE", "FALSE"):
            return value.upper() == "TRUE"
        raise failed("VALUE", f"'{value}' is a text and cannot be coerced to a boolean.")
    return bool(value)


def plain_number(value: float) -> str:
    """A number without a format: whole ones whole, others to ten digits, very large and very small ones with an E."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    if not 1e-10 <= abs(value) < 1e15:
        digits, _, power = f"{value:.5E}".partition("E")
        return f"{digits.rstrip('0').rstrip('.')}E{power[0]}{power[1:].lstrip('0').rjust(2, '0')}"
    whole = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    shown = f"{value:.{max(0, 10 - whole)}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def key(value: Value) -> object:
    """What equal values share: texts without case, numbers by worth, truths apart from both."""
    if isinstance(value, str):
        return value.casefold()
    return ("truth", value) if isinstance(value, bool) else value


def same(one: Value, other: Value) -> bool:
    """Whether `=` holds; an empty cell equals "", 0 and FALSE."""
    one, other = certain(one), certain(other)
    if one is None or other is None:
        return not one and not other
    return key(one) == key(other)


def order(one: Value, other: Value) -> int:
    """-1, 0 or 1, as `<` and sorting see it."""
    one, other = certain(one), certain(other)
    if one is None:
        one = "" if isinstance(other, str) else False if isinstance(other, bool) else 0
    if other is None:
        other = "" if isinstance(one, str) else False if isinstance(one, bool) else 0
    left, right = _rank(one), _rank(other)
    return (left > right) - (left < right)


def kind(value: Value) -> int:
    """0 for numbers, 1 for texts, 2 for truths: only like is compared with like by criteria and sorted look-ups."""
    return 2 if isinstance(value, bool) else 1 if isinstance(value, str) else 0


def _rank(value: str | float | bool) -> tuple[int, object]:
    if isinstance(value, bool):
        return 2, value
    return (1, value.casefold()) if isinstance(value, str) else (0, value)


def wildcard(pattern: str) -> re.Pattern[str] | None:
    """The pattern of a text with `*` and `?`, which `~` makes plain; None where it has none."""
    if not any(sign in pattern for sign in "*?~"):
        return None
    parts = re.findall(r"~[*?~]|[*?]|[^*?~]+|~", pattern)
    made = {"*": ".*", "?": "."}
    return re.compile(
        "".join(made.get(p) or re.escape(p[-1] if p[0] == "~" else p) for p in parts), re.I | re.S
    )
