"""VLOOKUP and its kin. An exact search goes by an index of the column, so that a search in each of 20,000 rows is quick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sheets_api import worth
from tests.sheets_api.formula_blocks import Block
from tests.sheets_api.functions.registry import MANY, Arguments, function, range_of
from tests.sheets_api.worth import Error, Value, certain, failed, number, truth

if TYPE_CHECKING:
    from tests.sheets_api.formulas import Scope


def _range(scope: Scope, arguments: Arguments, at: int) -> Block:
    return range_of(scope, arguments[at])


def _whole(scope: Scope, arguments: Arguments, at: int, otherwise: int) -> int:
    return (
        int(number(scope.value(arguments[at])))
        if len(arguments) > at and arguments[at] is not None
        else otherwise
    )


def _not_found(wanted: Value) -> worth.Failed:
    return failed("N_A", f"Did not find value '{worth.text(wanted)}' in VLOOKUP evaluation.")


def _exactly(block: Block, wanted: Value) -> int | None:
    """The row within the block, of its first column; texts may hold `*` and `?`. An empty cell is never found."""
    if wanted is None:
        return None
    found = block.index().get(worth.key(wanted))
    if found:
        return found[0] - block.top
    if isinstance(wanted, str) and (pattern := worth.wildcard(wanted)) is not None:
        for row in range(block.height):
            value = block.at(row, 0)
            if isinstance(value, str) and pattern.fullmatch(value):
                return row
    return None


def _up_to(values: list[Value], wanted: Value, falling: bool = False) -> int | None:
    """Where a sorted list last holds something not beyond what is wanted; other kinds of value are passed over."""
    last = None
    for at, value in enumerate(values):
        if value is None or isinstance(value, Error) or worth.kind(value) != worth.kind(wanted):
            continue
        order = worth.order(value, wanted)
        if order < 0 if falling else order > 0:
            break
        last = at
    return last


def _column(block: Block) -> list[Value]:
    return [block.at(row, 0) for row in range(min(block.height, len(block.sheet.rows) - block.top))]


@function("VLOOKUP", 3, 4)
def _vlookup(scope: Scope, arguments: Arguments) -> Value:
    wanted = certain(scope.value(arguments[0]))
    block = _range(scope, arguments, 1)
    column = int(number(scope.value(arguments[2])))
    if column < 1:
        raise failed("VALUE", "Function VLOOKUP parameter 3 value is less than 1.")
    if column > block.width:
        raise failed("REF", "VLOOKUP evaluates to an out of bounds range.")
    sorted_ = truth(scope.value(arguments[3])) if len(arguments) > 3 else True
    row = _up_to(_column(block), wanted) if sorted_ else _exactly(block, wanted)
    if row is None:
        raise _not_found(wanted)
    return block.at(row, column - 1)


@function("HLOOKUP", 3, 4)
def _hlookup(scope: Scope, arguments: Arguments) -> Value:
    wanted, block = certain(scope.value(arguments[0])), _range(scope, arguments, 1)
    row = int(number(scope.value(arguments[2])))
    if not 1 <= row <= block.height:
        raise failed("REF", "HLOOKUP evaluates to an out of bounds range.")
    heads = [block.at(0, column) for column in range(block.width)]
    sorted_ = truth(scope.value(arguments[3])) if len(arguments) > 3 else True
    column = _up_to(heads, wanted) if sorted_ else _first_same(heads, wanted)
    if column is None:
        raise _not_found(wanted)
    return block.at(row - 1, column)


def _first_same(values: list[Value], wanted: Value) -> int | None:
    for at, value in enumerate(values):
        if value is not None and not isinstance(value, Error) and worth.key(value) == worth.key(wanted):
            return at
    return None


@function("MATCH", 2, 3)
def _match(scope: Scope, arguments: Arguments) -> int:
    wanted, block = certain(scope.value(arguments[0])), _range(scope, arguments, 1)
    kind = _whole(scope, arguments, 2, 1)
    if block.width == 1 and kind == 0:
        found = _exactly(block, wanted)
    else:
        line = _column(block) if block.width == 1 else [block.at(0, column) for column in range(block.width)]
        found = _first_same(line, wanted) if kind == 0 else _up_to(line, wanted, falling=kind < 0)
    if found is None:
        raise _not_found(wanted)
    return found + 1


@function("XLOOKUP", 3, 4)
def _xlookup(scope: Scope, arguments: Arguments) -> Value:
    """Exact search in a column, which is all that is asked of it here."""
    wanted, block, results = (
        certain(scope.value(arguments[0])),
        _range(scope, arguments, 1),
        _range(scope, arguments, 2),
    )
    row = _exactly(block, wanted)
    if row is not None:
        return results.at(row, 0)
    if len(arguments) > 3:
        return scope.value(arguments[3])
    raise _not_found(wanted)


@function("INDEX", 1, 3)
def _index(scope: Scope, arguments: Arguments) -> Value | Block:
    """Row or column 0 is all of them."""
    block = _range(scope, arguments, 0)
    row, column = _whole(scope, arguments, 1, 0), _whole(scope, arguments, 2, 0)
    if block.height == 1 and len(arguments) == 2:
        row, column = 1, row
    if not (0 <= row <= block.height and 0 <= column <= block.width):
        raise failed("NUM", "INDEX evaluates to an out of bounds range.")
    return block.part(
        max(row - 1, 0), max(column - 1, 0), 1 if row else block.height, 1 if column else block.width
    )


@function("CHOOSE", 2, MANY)
def _choose(scope: Scope, arguments: Arguments) -> Value:
    which = _whole(scope, arguments, 0, 0)
    if not 1 <= which < len(arguments):
        raise failed("NUM", "CHOOSE is out of range.")
    return scope.value(arguments[which])


@function("OFFSET", 3, 5)
def _offset(scope: Scope, arguments: Arguments) -> Block:
    block = _range(scope, arguments, 0)
    moved = block.part(
        _whole(scope, arguments, 1, 0),
        _whole(scope, arguments, 2, 0),
        _whole(scope, arguments, 3, block.height),
        _whole(scope, arguments, 4, block.width),
    )
    if (
        moved.top < 0
        or moved.left < 0
        or moved.bottom > moved.sheet.row_count
        or moved.right > moved.sheet.column_count
    ):
        raise failed("REF", "OFFSET evaluates to an out of bounds range.")
    return moved


@function("ROW", 0, 1)
def _row(scope: Scope, arguments: Arguments) -> int:
    return (_range(scope, arguments, 0).top if arguments else scope.row) + 1


@function("COLUMN", 0, 1)
def _column_number(scope: Scope, arguments: Arguments) -> int:
    return (_range(scope, arguments, 0).left if arguments else scope.column) + 1


@function("ROWS", 1)
def _rows(scope: Scope, arguments: Arguments) -> int:
    return _range(scope, arguments, 0).height


@function("COLUMNS", 1)
def _columns(scope: Scope, arguments: Arguments) -> int:
    return _range(scope, arguments, 0).width
