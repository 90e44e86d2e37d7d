"""copyPaste, cutPaste, pasteData, insertRange and deleteRange."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO

from tests.sheets_api import blocks, entering
from tests.sheets_api.model import EMPTY, JSON, invalid
from tests.sheets_api.notation import Area
from tests.sheets_api.places import ROWS, area, check_cell_limit, coordinate, exceeds
from tests.sheets_api.protection import check as check_protection
from tests.sheets_api.requests.registry import Batch, answers


@answers("copyPaste")
def copy_paste(batch: Batch, arg: JSON) -> None:
    """Laid down once at the destination's start, or as often as it fits in a destination that is larger [D]."""
    source = area(batch.book, arg.get("source"), batch.switches)
    target = area(batch.book, arg.get("destination"), batch.switches)
    kind = arg.get("pasteType") or "PASTE_NORMAL"
    onto = blocks.onto(kind)
    turned = arg.get("pasteOrientation") == "TRANSPOSE"
    block = blocks.cells_of(source)
    if kind == "PASTE_VALUES":
        values = blocks.worked_out(batch.book, source)
        block = [
            [replace(cell, value=value) for cell, value in zip(*lines, strict=True)]
            for lines in zip(block, values, strict=True)
        ]
    if turned:
        block = blocks.transposed(block)
    height, width = len(block), len(block[0])
    times_down, times_across = (
        (target.bottom - target.top) // height or 1,
        (target.right - target.left) // width or 1,
    )
    bottom, right = target.top + height * times_down, target.left + width * times_across
    if bottom > target.sheet.row_count or right > target.sheet.column_count:
        raise exceeds(target.sheet, target.top, target.left, bottom, right)
    check_protection(batch, Area(target.sheet, target.top, target.left, bottom, right))
    for row in range(target.top, bottom):
        for column in range(target.left, right):
            down, across = (row - target.top) % height, (column - target.left) % width
            from_row, from_column = (across, down) if turned else (down, across)
            new = blocks.copied(
                block[down][across], row - source.top - from_row, column - source.left - from_column
            )
            blocks.put(target.sheet, row, column, onto(new, target.sheet.cell(row, column)))


@answers("cutPaste")
def cut_paste(batch: Batch, arg: JSON) -> None:
    source = area(batch.book, arg.get("source"), batch.switches)
    sheet, row, column = coordinate(batch.book, arg.get("destination"))
    bottom, right = row + source.bottom - source.top, column + source.right - source.left
    if bottom > sheet.row_count or right > sheet.column_count:
        raise exceeds(sheet, row, column, bottom, right)
    blocks.check_merges(source)
    check_protection(batch, source)
    check_protection(batch, Area(sheet, row, column, bottom, right))
    blocks.onto(arg.get("pasteType") or "PASTE_NORMAL")
    blocks.cut(batch.book, source, sheet, row, column)


@answers("pasteData")
def paste_data(batch: Batch, arg: JSON) -> None:
    """Text with a delimiter, read as if it had been typed [D]. HTML is not read here."""
    if arg.get("html"):
        raise invalid("HTML is not read by this server.")
    sheet, row, column = coordinate(batch.book, arg.get("coordinate"))
    lines = list(csv.reader(StringIO(arg.get("data") or ""), delimiter=arg.get("delimiter") or "\t"))
    bottom, right = row + max(len(lines), 1), column + max(map(len, lines), default=1)
    sheet.row_count, sheet.column_count = max(sheet.row_count, bottom), max(sheet.column_count, right)
    check_cell_limit(batch.book)
    check_protection(batch, Area(sheet, row, column, bottom, right))
    for down, line in enumerate(lines, row):
        for across, text in enumerate(line, column):
            cell = entering.entered(sheet.cell(down, across), text, "USER_ENTERED", batch.book.locale)
            blocks.put(sheet, down, across, cell)


@answers("insertRange")
def insert_range(batch: Batch, arg: JSON) -> None:
    """Cells give way down or to the right; what would fall off the end makes the grid longer."""
    where = area(batch.book, arg.get("range"), batch.switches)
    down = _down(arg)
    rest = _rest(where, where.top if down else where.left, down=down)
    check_protection(batch, rest)
    blocks.check_merges(rest)
    count = where.bottom - where.top if down else where.right - where.left
    used = _used(rest, down=down)
    sheet = where.sheet
    if down:
        sheet.row_count = max(sheet.row_count, used + count)
        moving = replace(rest, bottom=used)
    else:
        sheet.column_count = max(sheet.column_count, used + count)
        moving = replace(rest, right=used)
    check_cell_limit(batch.book)
    if used > (where.top if down else where.left):
        row, column = (where.top + count, where.left) if down else (where.top, where.left + count)
        blocks.cut(batch.book, moving, sheet, row, column)


@answers("deleteRange")
def delete_range(batch: Batch, arg: JSON) -> None:
    """The cells after it close the gap; the grid stays as large as it was."""
    where = area(batch.book, arg.get("range"), batch.switches)
    down = _down(arg)
    check_protection(batch, where)
    rest = _rest(where, where.bottom if down else where.right, down=down)
    for row in range(where.top, where.bottom):
        for column in range(where.left, where.right):
            blocks.put(where.sheet, row, column, EMPTY)
    if rest.top < rest.bottom and rest.left < rest.right:
        check_protection(batch, rest)
        blocks.check_merges(rest)
        used = max(_used(rest, down=down), (rest.top if down else rest.left) + 1)
        moving = replace(rest, bottom=used) if down else replace(rest, right=used)
        blocks.cut(batch.book, moving, where.sheet, where.top, where.left)


def _down(arg: JSON) -> bool:
    if arg.get("shiftDimension") not in ("ROWS", "COLUMNS"):
        raise invalid("No shiftDimension specified.")
    return bool(arg["shiftDimension"] == ROWS)


def _rest(where: Area, start: int, *, down: bool) -> Area:
    """The cells from `start` to the end of the grid, as wide (or high) as the block."""
    if down:
        return replace(where, top=start, bottom=where.sheet.row_count)
    return replace(where, left=start, right=where.sheet.column_count)


def _used(where: Area, *, down: bool) -> int:
    """Where the last cell with anything in it ends; the block's start where there is none."""
    end = where.top if down else where.left
    for row in range(where.top, min(where.bottom, len(where.sheet.rows))):
        for column, cell in enumerate(where.sheet.rows[row][where.left : where.right], where.left):
            if cell is not EMPTY:
                end = max(end, (row if down else column) + 1)
    return end
