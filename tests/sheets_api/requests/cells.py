"""Writing cells: updateCells, repeatCell, appendCells, setDataValidation, updateBorders."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tests.sheets_api import celldata, fields, filled, formats, references, validation
from tests.sheets_api.fields import Mask
from tests.sheets_api.model import EMPTY, JSON, Cell, Entered, Formula, Sheet, invalid
from tests.sheets_api.notation import Area
from tests.sheets_api.places import area, check_cell_limit, coordinate, exceeds, sheet_at, without_nulls
from tests.sheets_api.protection import check as check_protection
from tests.sheets_api.requests.registry import Batch, answers
from tests.sheets_api.requests.tables import room_in_table

Rows = list[list[JSON]]


@answers("updateCells")
def update_cells(batch: Batch, arg: JSON) -> None:
    """With a range, what the rows do not cover is cleared in the named fields; from a start, only they are written [D]."""
    mask = celldata.masked(fields.of_update(arg, "CellData"))
    rows = _rows(arg)
    if arg.get("range") is not None:
        where = area(batch.book, arg["range"], batch.switches)
        if len(rows) > where.bottom - where.top:
            row = where.top + len(rows) - 1
            raise invalid(
                f"Attempting to write row: {row}, beyond the last requested row of: {where.bottom - 1}"
            )
        widest = max(map(len, rows), default=0)
        if widest > where.right - where.left:
            column = where.left + widest - 1
            last = where.right - 1
            raise invalid(
                f"Attempting to write column: {column}, beyond the last requested column of: {last}"
            )
    else:
        sheet, row, column = coordinate(batch.book, arg.get("start"))
        where = _block(sheet, row, column, rows)
    check_protection(batch, where)
    _write(batch, where.sheet, where.top, where.left, rows, mask)
    if arg.get("range") is not None:
        _clear_rest(where, rows, mask)


def _rows(arg: JSON) -> Rows:
    return [(row or {}).get("values") or [] for row in arg.get("rows") or []]


def _block(sheet: Sheet, row: int, column: int, rows: Rows) -> Area:
    bottom, right = row + max(len(rows), 1), column + max([1, *map(len, rows)])
    if bottom > sheet.row_count or right > sheet.column_count:
        raise exceeds(sheet, row, column, bottom, right)
    return Area(sheet, row, column, bottom, right)


def _write(batch: Batch, sheet: Sheet, top: int, left: int, rows: Rows, mask: Mask) -> None:
    strict = batch.switches.strict_validation_refuses_api and "userEnteredValue" in mask
    only_values = set(mask) == {"userEnteredValue"}
    for row, given in enumerate(rows, top):
        if not given:
            continue
        cells = _row(sheet, row, left + len(given))
        for column, data in enumerate(given, left):
            old = cells[column]
            if only_values:
                new = _with_value(old, celldata.entered((data or {}).get("userEnteredValue")))
            else:
                new = celldata.putting(without_nulls(data or {}), mask)(old)
            if strict:
                validation.check(batch.book, new)
            cells[column] = new


def _with_value(old: Cell, value: Entered) -> Cell:
    """Made by hand: dataclasses.replace takes half the time of a large request."""
    if old is EMPTY:
        return EMPTY if value is None else Cell(value)
    new = Cell(value, old.format, old.note, old.validation, old.runs)
    return EMPTY if value is None and new == EMPTY else new


def _row(sheet: Sheet, row: int, width: int) -> list[Cell]:
    while len(sheet.rows) <= row:
        sheet.rows.append([])
    cells = sheet.rows[row]
    if len(cells) < width:
        cells.extend([EMPTY] * (width - len(cells)))
    return cells


def _clear_rest(where: Area, rows: Rows, mask: Mask) -> None:
    clear = celldata.putting({}, mask)
    for row in range(where.top, min(where.bottom, len(where.sheet.rows))):
        given = rows[row - where.top] if row - where.top < len(rows) else []
        cells = where.sheet.rows[row]
        for column in range(where.left + len(given), min(where.right, len(cells))):
            if cells[column] is not EMPTY:
                cells[column] = clear(cells[column])


@answers("repeatCell")
def repeat_cell(batch: Batch, arg: JSON) -> None:
    """The same cell all over; the relative references of a formula move along [D]."""
    mask = celldata.masked(fields.of_update(arg, "CellData"))
    where = area(batch.book, arg.get("range"), batch.switches)
    check_protection(batch, where)
    data = arg.get("cell") or {}
    put = celldata.putting(data, mask)
    formula = (data.get("userEnteredValue") or {}).get("formulaValue") if "userEnteredValue" in mask else None
    every_cell(where, put)
    if formula:
        for row in range(where.top, where.bottom):
            cells = where.sheet.rows[row]
            for column in range(where.left, where.right):
                text = references.moved(formula, row - where.top, column - where.left)
                cells[column] = cells[column].with_value(Formula(text))


def every_cell(where: Area, put: Callable[[Cell], Cell]) -> None:
    """Changes every cell of the block, those never touched included, unless they stay empty."""
    empty = put(EMPTY)
    rows = where.bottom if empty is not EMPTY else min(where.bottom, len(where.sheet.rows))
    known = {id(EMPTY): (EMPTY, empty)}  # rows share their cells: each is changed once
    for row in range(where.top, rows):
        cells = _row(where.sheet, row, where.right if empty is not EMPTY else 0)
        for column in range(where.left, min(where.right, len(cells))):
            old = cells[column]
            new = known.get(id(old))
            if new is None:
                new = known[id(old)] = (old, put(old))
            cells[column] = new[1]


@answers("appendCells")
def append_cells(batch: Batch, arg: JSON) -> None:
    """After the last row with data of the tab, or inside a table with tableId; the grid gets the rows it lacks [D]."""
    mask = celldata.masked(fields.of_update(arg, "CellData"))
    rows = _rows(arg)
    if arg.get("tableId"):
        sheet, top, left = room_in_table(batch, arg["tableId"], len(rows))
    else:
        sheet, left = sheet_at(batch.book, arg.get("sheetId")), 0
        top = filled.last_row(batch.book, sheet, batch.switches) + 1
    widest = left + max(map(len, rows), default=0)
    if widest > sheet.column_count:
        last = sheet.column_count - 1
        raise invalid(f"GridCoordinate.columnIndex[{widest - 1}] is after last column in grid[{last}]")
    if top + len(rows) > sheet.row_count:
        sheet.row_count = top + len(rows)
        check_cell_limit(batch.book)
    if rows:
        check_protection(batch, Area(sheet, top, left, top + len(rows), max(widest, left + 1)))
    _write(batch, sheet, top, left, rows, mask)


@answers("setDataValidation")
def set_data_validation(batch: Batch, arg: JSON) -> None:
    """Without a rule, the rules of the range are taken away [D]."""
    where = area(batch.book, arg.get("range"), batch.switches)
    check_protection(batch, where)
    rule = arg.get("rule")
    if rule is not None:
        validation.check_rule(rule)
        rule = {name: value for name, value in rule.items() if value not in (False, "")}
    mask = celldata.masked({"dataValidation": {}})
    every_cell(where, celldata.putting({"dataValidation": rule}, mask))


_SIDES = ("top", "bottom", "left", "right")


@answers("updateBorders")
def update_borders(batch: Batch, arg: JSON) -> None:
    """The four outer sides go to the cells of the edge, the inner ones between cells. What is not set stays [D]."""
    where = area(batch.book, arg.get("range"), batch.switches)
    check_protection(batch, where)
    for row in range(where.top, where.bottom):
        for column in range(where.left, where.right):
            sides = dict(_sides(arg, where, row, column))
            if sides:
                old = where.sheet.cell(row, column)
                borders = {**old.format.get("borders", {}), **formats.kept(sides)}
                borders = {side: line for side, line in borders.items() if line.get("style") != "NONE"}
                new = {**old.format, "borders": borders}
                where.sheet.put(row, column, Cell(old.value, new, old.note, old.validation, old.runs))


def _sides(arg: JSON, where: Area, row: int, column: int) -> Iterable[tuple[str, Any]]:
    at_edge = {
        "top": row == where.top,
        "bottom": row == where.bottom - 1,
        "left": column == where.left,
        "right": column == where.right - 1,
    }
    for side in _SIDES:
        inner = "innerHorizontal" if side in ("top", "bottom") else "innerVertical"
        line = arg.get(side if at_edge[side] else inner)
        if line:
            yield side, line
