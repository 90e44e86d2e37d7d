"""What formulas give: a small evaluator, lazy, which remembers what it worked out until it is told to forget.

`syntax.py` reads formulas, `functions/` holds what they can call, `references.py` rewrites them when rows, columns and tabs
move. A circle shows #REF!, an unknown function #NAME?, what is no formula #ERROR!, as in Google's cells.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tests.sheets_api import syntax, worth
from tests.sheets_api.formula_blocks import Block
from tests.sheets_api.functions import FUNCTIONS
from tests.sheets_api.model import Cell, Formula, Sheet, Spreadsheet
from tests.sheets_api.notation import named
from tests.sheets_api.references import Reference
from tests.sheets_api.worth import Error, Failed, Value, failed

__all__ = ["NOW", "Error", "Value", "calculated", "calculation", "forget"]

NOW: ContextVar[Callable[[], datetime]] = ContextVar(
    "now", default=lambda: datetime.now(UTC)
)  # the server sets its clock

_CIRCLE = Error("REF", "Circular dependency detected.")
_TOO_DEEP = 60  # formulas within formulas, before the inner one is worked out first


def calculated(book: Spreadsheet, sheet: Sheet, row: int, column: int) -> Value:
    """What the cell comes to: its own value, or its formula's. None when it is empty."""
    return calculation(book).value(sheet, row, column)


def calculation(book: Spreadsheet) -> Calculation:
    """The one of this book at this hour; it is made when first asked for, and copies of the book have their own."""
    kept: Calculation | None = book.__dict__.get("calculation")
    now = NOW.get()().astimezone(_zone(book))
    if kept is None or kept.book is not book or kept.day != now.date():
        kept = Calculation(book, now)
        book.__dict__["calculation"] = kept
    return kept


def _zone(book: Spreadsheet) -> ZoneInfo:
    try:
        return ZoneInfo(book.time_zone)
    except (ValueError, OSError, KeyError):
        return ZoneInfo("UTC")


def forget(book: Spreadsheet) -> None:
    """To be called after the book has been changed in place; a copy starts with nothing remembered."""
    book.__dict__.pop("calculation", None)


class _Deeper(Exception):
    """A formula needs another so far down that it had better be worked out on its own first."""

    def __init__(self, place: tuple[Sheet, int, int]):
        super().__init__()
        self.place = place


class Calculation:
    """One book's formulas at one moment."""

    def __init__(self, book: Spreadsheet, now: datetime):
        self.book, self.now, self.day = book, now, now.date()
        self._known: dict[tuple[int, int, int], Value] = {}
        self._under_way: set[tuple[int, int, int]] = set()
        self._indexes: dict[tuple[int, int, int, int], dict[object, list[int]]] = {}
        self._blocks: dict[
            tuple[int, int], tuple[Reference, Block]
        ] = {}  # by tab and by which reference it is
        self._lock = threading.RLock()

    def value(self, sheet: Sheet, row: int, column: int) -> Value:
        """What a cell comes to."""
        rows = sheet.rows
        if row >= len(rows) or column >= len(rows[row]):
            return None
        value = rows[row][column].value
        if type(value) is Formula:
            return self.of_formula(sheet, row, column, value)
        return value  # type: ignore[return-value]

    def of_formula(self, sheet: Sheet, row: int, column: int, formula: Formula) -> Value:
        """As `value`, where the cell is known to hold this formula."""
        place = (sheet.sheet_id, row, column)
        if place in self._known:
            return self._known[place]
        with self._lock:
            if self._under_way:
                return self._inner(sheet, row, column, formula)
            return self._outermost(sheet, row, column)

    def _outermost(self, sheet: Sheet, row: int, column: int) -> Value:
        """Works through long chains from their far end, so that none is too long for Python."""
        waiting = [(sheet, row, column)]
        while True:
            place = waiting[-1]
            formula = place[0].cell(place[1], place[2]).value
            assert isinstance(formula, Formula)
            try:
                value = self._inner(*place, formula)
            except _Deeper as deeper:
                if deeper.place in waiting:
                    self._known[(place[0].sheet_id, place[1], place[2])] = _CIRCLE
                else:
                    waiting.append(deeper.place)
                continue
            waiting.pop()
            if not waiting:
                return value

    def _inner(self, sheet: Sheet, row: int, column: int, formula: Formula) -> Value:
        place = (sheet.sheet_id, row, column)
        if place in self._known:
            return self._known[place]
        if place in self._under_way:
            return _CIRCLE
        if len(self._under_way) >= _TOO_DEEP:
            raise _Deeper((sheet, row, column))
        self._under_way.add(place)
        try:
            self._known[place] = value = self._work_out(sheet, row, column, formula.text)
        finally:
            self._under_way.discard(place)
        return value

    def _work_out(self, sheet: Sheet, row: int, column: int, text: str) -> Value:
        try:
            node, cells = syntax.parsed(text)
        except syntax.Unreadable:
            return Error("ERROR", "Formula parse error.")
        try:
            value = Scope(self, sheet, row, column, cells).value(node)
        except Failed as wrong:
            return wrong.error
        except (OverflowError, ValueError):
            return Error("NUM")
        return value

    def index(self, sheet: Sheet, column: int, top: int, bottom: int) -> dict[object, list[int]]:
        """Where each value stands in a stretch of a column: rows from the top. Empty cells and errors are left out."""
        bottom = min(bottom, len(sheet.rows))
        place = (sheet.sheet_id, column, top, bottom)
        found = self._indexes.get(place)
        if found is None:
            found = {}
            for row in range(top, bottom):
                value = self.value(sheet, row, column)
                if value is not None and not isinstance(value, Error):
                    found.setdefault(worth.key(value), []).append(row)
            self._indexes[place] = found
        return found

    def block(self, sheet: Sheet, reference: Reference) -> Block:
        """The cells a reference means, clipped to the grid."""
        place = (sheet.sheet_id, id(reference))  # rows share their trees, and so their references
        found = self._blocks.get(place)
        if found is None:
            found = self._blocks[place] = (reference, self._block(sheet, reference))
        return found[1]

    def _block(self, sheet: Sheet, reference: Reference) -> Block:
        if reference.tab is not None:
            other = self.book.titled(reference.tab)
            if other is None:
                raise failed("REF", f"Unresolved sheet name '{reference.tab}'.")
            sheet = other
        ends = (reference.start, reference.end or reference.start)
        rows = [end.row for end in ends if end.row is not None]
        columns = [end.column for end in ends if end.column is not None]
        top, left = min(rows, default=0), min(columns, default=0)
        bottom = max(rows) + 1 if len(rows) == 2 else sheet.row_count
        right = max(columns) + 1 if len(columns) == 2 else sheet.column_count
        if top >= sheet.row_count or left >= sheet.column_count:
            raise failed("REF", "Reference does not exist.")
        return Block(self, sheet, top, left, min(bottom, sheet.row_count), min(right, sheet.column_count))


@dataclass(frozen=True, slots=True)
class Scope:
    """A formula being worked out: where it stands, and the cells in the holes of its tree."""

    calculation: Calculation
    sheet: Sheet
    row: int
    column: int
    cells: tuple[tuple[int, int], ...]

    def value(self, node: syntax.Node | None) -> Value:
        """One value; of several cells, the one beside the formula."""
        kind = type(node)
        if kind is syntax.Hole:
            row, column = self.cells[node.number]  # type: ignore[union-attr]
            if row >= self.sheet.row_count or column >= self.sheet.column_count:
                raise failed("REF", "Reference does not exist.")
            return self.calculation.value(self.sheet, row, column)
        if kind is syntax.Constant:
            return node.value  # type: ignore[union-attr]
        found = self.call(node) if kind is syntax.Call else self.operand(node)  # type: ignore[arg-type]
        return self._beside(found) if isinstance(found, Block) else found

    def call(self, node: syntax.Call) -> Value | Block:
        """What a function gives."""
        if (known := FUNCTIONS.get(node.function)) is None:
            raise failed("NAME", f"Unknown function: '{node.function}'.")
        return known(self, node.arguments)

    def operand(self, node: syntax.Node | None) -> Value | Block:
        """A value or a block, as functions of ranges take it."""
        match node:
            case syntax.Cells(reference):
                return self.calculation.block(self.sheet, reference)
            case syntax.Call():
                return self.call(node)
            case syntax.Operation():
                return self._operation(node)
            case syntax.Hole(number):
                row, column = self.cells[number]
                if row >= self.sheet.row_count or column >= self.sheet.column_count:
                    raise failed("REF", "Reference does not exist.")
                return Block(self.calculation, self.sheet, row, column, row + 1, column + 1)
            case syntax.Name(name):
                return self._named(name)
            case syntax.Constant(value):
                return value
        return None

    def _named(self, name: str) -> Block:
        found = named(self.calculation.book, name)
        if found is None:
            raise failed("NAME", f"Unknown range name: '{name}'.")
        sheet = found.sheet
        bottom = sheet.row_count if found.bottom is None else min(found.bottom, sheet.row_count)
        right = sheet.column_count if found.right is None else min(found.right, sheet.column_count)
        return Block(self.calculation, sheet, found.top or 0, found.left or 0, bottom, right)

    def _beside(self, block: Block) -> Value:
        row = 0 if block.height == 1 else self.row - block.top
        column = 0 if block.width == 1 else self.column - block.left
        if not (0 <= row < block.height and 0 <= column < block.width) or (block.height > 1 < block.width):
            raise failed("VALUE", "An array value could not be found.")
        return block.at(row, column)

    def _operation(self, node: syntax.Operation) -> Value:
        left = self.value(node.left) if node.left is not None else None
        right = self.value(node.right) if node.right is not None else None
        if node.left is None:
            return -worth.number(right) if node.sign == "-" else worth.certain(right)
        if node.right is None:
            return worth.number(left) / 100
        return _OPERATIONS[node.sign](left, right)


def _divided(left: Value, right: Value) -> float:
    if worth.number(right) == 0:
        raise failed("DIVIDE_BY_ZERO", "Function DIVIDE parameter 2 cannot be zero.")
    return worth.number(left) / worth.number(right)


_OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "+": lambda left, right: worth.number(left) + worth.number(right),
    "-": lambda left, right: worth.number(left) - worth.number(right),
    "*": lambda left, right: worth.number(left) * worth.number(right),
    "/": _divided,
    "^": lambda left, right: worth.number(left) ** worth.number(right),
    "&": lambda left, right: worth.text(left) + worth.text(right),
    "=": worth.same,
    "<>": lambda left, right: not worth.same(left, right),
    "<": lambda left, right: worth.order(left, right) < 0,
    ">": lambda left, right: worth.order(left, right) > 0,
    "<=": lambda left, right: worth.order(left, right) <= 0,
    ">=": lambda left, right: worth.order(left, right) >= 0,
}


def number_format_of(cell: Cell) -> str | None:
    """What a formula shows itself as when its cell has no format of its own: a date for TODAY and DATE."""
    if not isinstance(cell.value, Formula):
        return None
    try:
        node, _ = syntax.parsed(cell.value.text)
    except syntax.Unreadable:
        return None
    match node:
        case syntax.Call("TODAY" | "DATE" | "DATEVALUE" | "EDATE" | "EOMONTH", _):
            return "DATE"
        case syntax.Call("NOW", _):
            return "DATE_TIME"
    return None
