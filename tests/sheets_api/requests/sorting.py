"""sortRange: whole cells change places within the range: value, format, note and rule [M]; row heights do not."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from tests.sheets_api import formulas, places, references
from tests.sheets_api.model import EMPTY, JSON, Cell, Formula, Sheet, Spreadsheet, invalid
from tests.sheets_api.notation import Area
from tests.sheets_api.places import ROWS, area
from tests.sheets_api.protection import check as check_protection
from tests.sheets_api.requests.registry import Batch, answers


@answers("sortRange")
def sort_range(batch: Batch, arg: JSON) -> None:
    """By the columns of the sheet (not of the range) its sortSpecs name [C:WT.test_sort]."""
    where = area(batch.book, arg.get("range"), batch.switches)
    specs = arg.get("sortSpecs") or []
    if not specs:
        raise invalid("Must specify at least one sortSpec.")
    for spec in specs:
        column = spec.get("dimensionIndex") or 0
        if not where.left <= column < where.right:
            raise invalid(f"sortSpecs dimensionIndex {column} is outside the range.")
    check_protection(batch, where)
    by = [(spec.get("dimensionIndex") or 0, spec.get("sortOrder") == "DESCENDING") for spec in specs]
    sort(batch.book, where, by, moves_metadata=batch.switches.sort_moves_row_metadata)


@answers("randomizeRange")
def randomize_range(batch: Batch, arg: JSON) -> None:
    where = area(batch.book, arg.get("range"), batch.switches)
    check_protection(batch, where)
    order = list(range(where.top, where.bottom))
    random.shuffle(order)
    _check_merges(where)
    reorder(batch.book, where, order, moves_metadata=batch.switches.sort_moves_row_metadata)


def sort(book: Spreadsheet, where: Area, by: list[tuple[int, bool]], *, moves_metadata: bool = False) -> None:
    """By (column, descending), the first counting most; rows that compare equal keep their order."""
    _check_merges(where)
    order = list(range(where.top, where.bottom))
    for column, descending in reversed(by):
        order = _sorted(book, where.sheet, order, column, descending)
    reorder(book, where, order, moves_metadata=moves_metadata)


def _check_merges(where: Area) -> None:
    block = (where.top, where.left, where.bottom, where.right)
    if any(places.overlap(where.sheet, merge, *block) for merge in where.sheet.merges):
        raise invalid("You can't perform this sort because the range contains merged cells.")


def _sorted(book: Spreadsheet, sheet: Sheet, order: list[int], column: int, descending: bool) -> list[int]:
    """Numbers, then texts, then booleans, then errors; the other way round descending; empty cells last both ways."""
    keys = {row: _key(formulas.calculated(book, sheet, row, column)) for row in order}
    filled = [row for row in order if keys[row] is not None]
    filled.sort(
        key=lambda row: keys[row] or (), reverse=descending
    )  # stable either way: equal rows keep their order
    return filled + [row for row in order if keys[row] is None]


def _key(value: Any) -> tuple[int, Any] | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, int | float):
        return 0, value
    if isinstance(value, str):
        return 1, value.casefold()
    return 3, value.code


def reorder(book: Spreadsheet, where: Area, order: list[int], *, moves_metadata: bool) -> None:
    """Puts the range's part of row `order[n]` into its n-th row; formulas keep pointing at their own row."""
    sheet, width = where.sheet, where.right - where.left
    while len(sheet.rows) < where.bottom and any(row < len(sheet.rows) for row in order):
        if not any(len(cells) > where.left for cells in sheet.rows[where.top :]):
            break
        sheet.rows.append([])
    parts = {row: sheet.rows[row][where.left : where.right] for row in order if row < len(sheet.rows)}
    for row, old in enumerate(order, where.top):
        if row >= len(sheet.rows) or row == old:
            continue
        part = [_moved(cell, row - old) for cell in parts.get(old, [])]
        cells = sheet.rows[row]
        part += [EMPTY] * (width - len(part))
        if len(cells) < where.right:
            cells.extend([EMPTY] * (where.right - len(cells)))
        cells[where.left : where.right] = part
    while sheet.rows and not any(cell is not EMPTY for cell in sheet.rows[-1]):
        sheet.rows.pop()
    if moves_metadata:
        _move_metadata(book, sheet, {old: row for row, old in enumerate(order, where.top)})


def _moved(cell: Cell, down: int) -> Cell:
    if type(cell.value) is Formula:
        return replace(cell, value=Formula(references.moved(cell.value.text, down, 0)))
    return cell


def _move_metadata(book: Spreadsheet, sheet: Sheet, new_row: dict[int, int]) -> None:
    """By the switch sort_moves_row_metadata: what Google does is not known (§4)."""
    for entry in book.developer_metadata:
        lines = entry["location"].get("dimensionRange")
        if lines and lines["dimension"] == ROWS and lines.get("sheetId", 0) == sheet.sheet_id:
            row = new_row.get(lines["startIndex"], lines["startIndex"])
            entry["location"]["dimensionRange"] = lines | {"startIndex": row, "endIndex": row + 1}
