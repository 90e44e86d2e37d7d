"""IF and its kin, and what a value is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.sheets_api.formula_blocks import Block
from tests.sheets_api.functions.registry import MANY, Arguments, function, of_values
from tests.sheets_api.worth import Error, Failed, Value, certain, failed, truth

if TYPE_CHECKING:
    from tests.sheets_api.formulas import Scope
    from tests.sheets_api.syntax import Node


def attempt(scope: Scope, node: Node | None) -> Value:
    """The value, an error among them rather than raised."""
    try:
        return scope.value(node)
    except Failed as wrong:
        return wrong.error


@function("IF", 2, 3)
def _if(scope: Scope, arguments: Arguments) -> Value:
    if truth(scope.value(arguments[0])):
        return scope.value(arguments[1])
    return scope.value(arguments[2]) if len(arguments) > 2 else False


@function("IFS", 2, MANY)
def _ifs(scope: Scope, arguments: Arguments) -> Value:
    for condition, result in zip(arguments[::2], arguments[1::2], strict=False):
        if truth(scope.value(condition)):
            return scope.value(result)
    raise failed("N_A", "No match.")


@function("IFERROR", 1, 2)
def _iferror(scope: Scope, arguments: Arguments) -> Value:
    value = attempt(scope, arguments[0])
    if not isinstance(value, Error):
        return value
    return scope.value(arguments[1]) if len(arguments) > 1 else None


@function("IFNA", 2)
def _ifna(scope: Scope, arguments: Arguments) -> Value:
    value = attempt(scope, arguments[0])
    return scope.value(arguments[1]) if isinstance(value, Error) and value.type == "N_A" else value


def _truths(scope: Scope, arguments: Arguments) -> Iterator[bool]:
    """Within ranges, texts and empty cells are passed over."""
    for each in arguments:
        found = scope.operand(each)
        if isinstance(found, Block):
            yield from (bool(certain(v)) for v in found.values() if v is not None and not isinstance(v, str))
        else:
            yield truth(found)


@function("AND", 1, MANY)
def _and(scope: Scope, arguments: Arguments) -> bool:
    return all(list(_truths(scope, arguments)))


@function("OR", 1, MANY)
def _or(scope: Scope, arguments: Arguments) -> bool:
    return any(list(_truths(scope, arguments)))


@function("XOR", 1, MANY)
def _xor(scope: Scope, arguments: Arguments) -> bool:
    return sum(_truths(scope, arguments)) % 2 == 1


@of_values("NOT", 1)
def _not(value: Value) -> bool:
    return not truth(value)


@of_values("TRUE", 0)
def _true() -> bool:
    return True


@of_values("FALSE", 0)
def _false() -> bool:
    return False


@of_values("NA", 0)
def _na() -> Value:
    raise failed("N_A")


@function("ISBLANK", 1)
def _is_blank(scope: Scope, arguments: Arguments) -> bool:
    return attempt(scope, arguments[0]) is None


@function("ISNUMBER", 1)
def _is_number(scope: Scope, arguments: Arguments) -> bool:
    value = attempt(scope, arguments[0])
    return isinstance(value, (int, float)) and not isinstance(value, bool)


@function("ISTEXT", 1)
def _is_text(scope: Scope, arguments: Arguments) -> bool:
    return isinstance(attempt(scope, arguments[0]), str)


@function("ISLOGICAL", 1)
def _is_logical(scope: Scope, arguments: Arguments) -> bool:
    return isinstance(attempt(scope, arguments[0]), bool)


@function("ISERROR", 1)
def _is_error(scope: Scope, arguments: Arguments) -> bool:
    return isinstance(attempt(scope, arguments[0]), Error)


@function("ISNA", 1)
def _is_na(scope: Scope, arguments: Arguments) -> bool:
    value = attempt(scope, arguments[0])
    return isinstance(value, Error) and value.type == "N_A"
