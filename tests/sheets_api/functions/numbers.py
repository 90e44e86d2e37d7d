"""Sums, counts and rounding; counting and adding by criteria."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from tests.sheets_api import typed, worth
from tests.sheets_api.formula_blocks import Block
from tests.sheets_api.functions.registry import MANY, Arguments, function, of_values, range_of
from tests.sheets_api.worth import Error, Value, certain, failed, number

if TYPE_CHECKING:
    from tests.sheets_api.formulas import Scope


def _numbers(scope: Scope, arguments: Arguments) -> Iterator[float]:
    """Of ranges only what is a number; of plain arguments everything that reads as one."""
    for each in arguments:
        found = scope.operand(each)
        if isinstance(found, Block):
            for value in map(certain, found.values()):
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    yield value
        else:
            yield number(found)


@function("SUM", 1, MANY)
def _sum(scope: Scope, arguments: Arguments) -> float:
    return sum(_numbers(scope, arguments))


@function("PRODUCT", 1, MANY)
def _product(scope: Scope, arguments: Arguments) -> float:
    return math.prod(_numbers(scope, arguments))


@function("MAX", 1, MANY)
def _max(scope: Scope, arguments: Arguments) -> float:
    return max(_numbers(scope, arguments), default=0)


@function("MIN", 1, MANY)
def _min(scope: Scope, arguments: Arguments) -> float:
    return min(_numbers(scope, arguments), default=0)


@function("AVERAGE", 1, MANY)
def _average(scope: Scope, arguments: Arguments) -> float:
    found = list(_numbers(scope, arguments))
    if not found:
        raise failed("DIVIDE_BY_ZERO", "Evaluation of function AVERAGE caused a divide by zero error.")
    return sum(found) / len(found)


@function("MEDIAN", 1, MANY)
def _median(scope: Scope, arguments: Arguments) -> float:
    found = list(_numbers(scope, arguments))
    if not found:
        raise failed("NUM")
    return statistics.median(found)


def _all(scope: Scope, arguments: Arguments) -> Iterator[Value]:
    for each in arguments:
        found = scope.operand(each)
        yield from found.values() if isinstance(found, Block) else [found]


@function("COUNT", 1, MANY)
def _count(scope: Scope, arguments: Arguments) -> int:
    return sum(isinstance(v, (int, float)) and not isinstance(v, bool) for v in _all(scope, arguments))


@function("COUNTA", 1, MANY)
def _counta(scope: Scope, arguments: Arguments) -> int:
    return sum(value is not None for value in _all(scope, arguments))


@function("COUNTBLANK", 1, MANY)
def _countblank(scope: Scope, arguments: Arguments) -> int:
    blocks = [range_of(scope, each) for each in arguments]
    return sum(b.height * b.width - sum(v not in (None, "") for v in b.values()) for b in blocks)


_CRITERION = re.compile(r"(<=|>=|<>|<|>|=)?(.*)", re.S)


def fits(criterion: Value) -> Callable[[Value], bool]:
    """COUNTIF's criteria: a value, a comparison as text, `*` and `?`."""
    criterion = certain(criterion)
    if not isinstance(criterion, str):
        wanted = worth.key(0 if criterion is None else criterion)
        return lambda value: value is not None and worth.key(value) == wanted
    found = _CRITERION.fullmatch(criterion)
    assert found is not None
    sign, rest = found[1] or "=", found[2]
    read = typed.number_or_date(rest, "en_US")
    if rest.upper() in ("TRUE", "FALSE"):
        target: Value = rest.upper() == "TRUE"
    else:
        target = rest if read is None else read
    if sign in ("=", "<>"):
        equal = _equals(target, found[1] is not None)
        return equal if sign == "=" else lambda value: not equal(value)
    holds: dict[str, Callable[[int], bool]] = {
        "<": lambda order: order < 0,
        ">": lambda order: order > 0,
        "<=": lambda order: order <= 0,
        ">=": lambda order: order >= 0,
    }
    return lambda value: (
        value is not None
        and not isinstance(value, Error)
        and worth.kind(value) == worth.kind(target)
        and holds[sign](worth.order(value, target))
    )


def _equals(target: Value, signed: bool) -> Callable[[Value], bool]:
    if target == "":
        return lambda value: value is None if signed else value in (None, "")
    if isinstance(target, str) and (pattern := worth.wildcard(target)) is not None:
        return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None
    wanted = worth.key(target)
    return lambda value: value is not None and worth.key(value) == wanted


def _matching(scope: Scope, arguments: Arguments) -> list[tuple[int, int]]:
    """The places (row, column) within the ranges at which every criterion holds."""
    places: list[tuple[int, int]] | None = None
    for each, wanted in zip(arguments[::2], arguments[1::2], strict=True):
        block, criterion = range_of(scope, each), scope.value(wanted)
        quick = _by_index(block, criterion) if places is None else None
        if quick is not None:
            places = quick
            continue
        holds = fits(criterion)
        if places is None:
            places = [(r, c) for r in range(block.height) for c in range(block.width)]
        places = [place for place in places if holds(block.at(*place))]
    return places or []


def _by_index(block: Block, criterion: Value) -> list[tuple[int, int]] | None:
    """A plain value in one column is found by its index; None where it must be looked for."""
    if block.width != 1 or criterion is None or isinstance(criterion, Error):
        return None
    if isinstance(criterion, str):
        if (
            not criterion
            or criterion[0] in "<>="
            or worth.wildcard(criterion)
            or criterion.upper() in ("TRUE", "FALSE")
        ):
            return None
        if typed.number_or_date(criterion, "en_US") is not None:
            return None
    return [(row - block.top, 0) for row in block.index().get(worth.key(criterion), [])]


@function("COUNTIF", 2)
def _countif(scope: Scope, arguments: Arguments) -> int:
    return len(_matching(scope, arguments))


def _pairs(arguments: Arguments) -> Arguments:
    if len(arguments) % 2:
        raise failed("N_A", "Ranges and criteria come in pairs.")
    return arguments


@function("COUNTIFS", 2, MANY)
def _countifs(scope: Scope, arguments: Arguments) -> int:
    return len(_matching(scope, _pairs(arguments)))


def _added(block: Block, places: list[tuple[int, int]]) -> list[float]:
    values = [certain(block.at(*place)) for place in places]
    return [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]


@function("SUMIF", 2, 3)
def _sumif(scope: Scope, arguments: Arguments) -> float:
    return sum(
        _added(range_of(scope, arguments[-1 if len(arguments) == 3 else 0]), _matching(scope, arguments[:2]))
    )


@function("SUMIFS", 3, MANY)
def _sumifs(scope: Scope, arguments: Arguments) -> float:
    return sum(_added(range_of(scope, arguments[0]), _matching(scope, _pairs(arguments[1:]))))


@function("AVERAGEIF", 2, 3)
def _averageif(scope: Scope, arguments: Arguments) -> float:
    found = _added(
        range_of(scope, arguments[-1 if len(arguments) == 3 else 0]), _matching(scope, arguments[:2])
    )
    if not found:
        raise failed("DIVIDE_BY_ZERO")
    return sum(found) / len(found)


@of_values("ABS", 1)
def _abs(value: Value) -> float:
    return abs(number(value))


@of_values("INT", 1)
def _int(value: Value) -> int:
    return math.floor(number(value))


@of_values("MOD", 2)
def _mod(value: Value, by: Value) -> float:
    if number(by) == 0:
        raise failed("DIVIDE_BY_ZERO")
    return number(value) % number(by)


@of_values("SQRT", 1)
def _sqrt(value: Value) -> float:
    return math.sqrt(number(value))


def _rounded(value: Value, places: Value, way: Callable[[float], float]) -> float:
    """Halves go away from zero, unlike Python's."""
    scale = 10 ** int(number(places))
    amount = number(value)
    return math.copysign(way(round(abs(amount) * scale, 9)) / scale, amount)


@of_values("ROUND", 1, 2)
def _round(value: Value, places: Value = 0) -> float:
    return _rounded(value, places, lambda amount: math.floor(amount + 0.5))


@of_values("ROUNDUP", 1, 2)
def _roundup(value: Value, places: Value = 0) -> float:
    return _rounded(value, places, math.ceil)


@of_values("ROUNDDOWN", 1, 2)
def _rounddown(value: Value, places: Value = 0) -> float:
    return _rounded(value, places, math.floor)


@of_values("VALUE", 1)
def _value(value: Value) -> float:
    return number(value)


@of_values("N", 1)
def _n(value: Value) -> float:
    return number(value) if isinstance(certain(value), (int, float)) else 0
