"""Functions of texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.sheets_api import patterns
from tests.sheets_api.formula_blocks import Block
from tests.sheets_api.functions.registry import MANY, Arguments, function, of_values
from tests.sheets_api.worth import Value, certain, failed, number, text, truth, wildcard

if TYPE_CHECKING:
    from tests.sheets_api.formulas import Scope


@of_values("LEN", 1)
def _len(value: Value) -> int:
    return len(text(value))


@of_values("TRIM", 1)
def _trim(value: Value) -> str:
    return re.sub(" +", " ", text(value).strip(" "))


@of_values("CLEAN", 1)
def _clean(value: Value) -> str:
    return "".join(sign for sign in text(value) if ord(sign) >= 32)


@of_values("LEFT", 1, 2)
def _left(value: Value, count: Value = 1) -> str:
    return text(value)[: int(number(count))]


@of_values("RIGHT", 1, 2)
def _right(value: Value, count: Value = 1) -> str:
    shown = text(value)
    return shown[max(0, len(shown) - int(number(count))) :]


@of_values("MID", 3)
def _mid(value: Value, start: Value, count: Value) -> str:
    first = int(number(start)) - 1
    if first < 0:
        raise failed("NUM")
    return text(value)[first : first + int(number(count))]


@of_values("UPPER", 1)
def _upper(value: Value) -> str:
    return text(value).upper()


@of_values("LOWER", 1)
def _lower(value: Value) -> str:
    return text(value).lower()


@of_values("PROPER", 1)
def _proper(value: Value) -> str:
    return text(value).title()


@of_values("EXACT", 2)
def _exact(one: Value, other: Value) -> bool:
    return text(one) == text(other)


@of_values("REPT", 2)
def _rept(value: Value, times: Value) -> str:
    return text(value) * int(number(times))


@of_values("FIND", 2, 3)
def _find(wanted: Value, value: Value, start: Value = 1) -> int:
    at = text(value).find(text(wanted), int(number(start)) - 1)
    if at < 0:
        raise failed("VALUE", "In FIND evaluation, cannot find the text.")
    return at + 1


@of_values("SEARCH", 2, 3)
def _search(wanted: Value, value: Value, start: Value = 1) -> int:
    pattern = wildcard(text(wanted)) or re.compile(re.escape(text(wanted)), re.I)
    found = pattern.search(text(value), int(number(start)) - 1)
    if found is None:
        raise failed("VALUE", "In SEARCH evaluation, cannot find the text.")
    return found.start() + 1


@of_values("SUBSTITUTE", 3, 4)
def _substitute(value: Value, old: Value, new: Value, which: Value = None) -> str:
    shown, before, after = text(value), text(old), text(new)
    if which is None or not before:
        return shown.replace(before, after) if before else shown
    parts = shown.split(before)
    nth = int(number(which))
    if nth >= len(parts):
        return shown
    return before.join(parts[:nth]) + after + before.join(parts[nth:])


@function("CONCATENATE", 1, MANY)
def _concatenate(scope: Scope, arguments: Arguments) -> str:
    return "".join(_texts(scope, arguments))


@of_values("CONCAT", 2)
def _concat(one: Value, other: Value) -> str:
    return text(one) + text(other)


def _texts(scope: Scope, arguments: Arguments) -> list[str]:
    found: list[str] = []
    for each in arguments:
        part = scope.operand(each)
        found.extend(map(text, part.values()) if isinstance(part, Block) else [text(part)])
    return found


@function("JOIN", 2, MANY)
def _join(scope: Scope, arguments: Arguments) -> str:
    return text(scope.value(arguments[0])).join(_texts(scope, arguments[1:]))


@function("TEXTJOIN", 3, MANY)
def _textjoin(scope: Scope, arguments: Arguments) -> str:
    parts = _texts(scope, arguments[2:])
    if truth(scope.value(arguments[1])):
        parts = [part for part in parts if part]
    return text(scope.value(arguments[0])).join(parts)


@function("TEXT", 2)
def _text(scope: Scope, arguments: Arguments) -> str:
    value, pattern = certain(scope.value(arguments[0])), text(scope.value(arguments[1]))
    if isinstance(value, str):
        return value
    return patterns.shown(number(value), pattern, scope.calculation.book.locale)


@function("HYPERLINK", 1, 2)
def _hyperlink(scope: Scope, arguments: Arguments) -> Value:
    """A cell shows the label; the link itself is read by `spreadsheets.get` only."""
    return scope.value(arguments[-1])


@of_values("REGEXMATCH", 2)
def _regexmatch(value: Value, pattern: Value) -> bool:
    try:
        return re.search(text(pattern), text(value)) is not None
    except re.error:
        raise failed("REF", "Not a valid regular expression.") from None


@of_values("CHAR", 1)
def _char(value: Value) -> str:
    return chr(int(number(value)))
