"""Blocks of cells taken up and laid down: copying, cutting, and cells giving way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.sheets_api import formulas, places, references, structure
from tests.sheets_api.boxes import Box, block_moved
from tests.sheets_api.model import EMPTY, Cell, Formula, Sheet, Spreadsheet, invalid
from tests.sheets_api.notation import Area

Block = list[list[Cell]]


def cells_of(where: Area) -> Block:
    sheet = where.sheet
    return [
        [sheet.cell(row, column) for column in range(where.left, where.right)]
        for row in range(where.top, where.bottom)
    ]


def transposed(block: Block) -> Block:
    return [list(line) for line in zip(*block, strict=True)]


def copied(cell: Cell, down: int, right: int) -> Cell:
    """A cell pasted elsewhere: the relative references of its formula move along."""
    if not isinstance(cell.value, Formula):
        return cell
    return replace(cell, value=Formula(references.moved(cell.value.text, down, right)))


def worked_out(book: Spreadsheet, where: Area) -> list[list[Any]]:
    """The values of the block, without its formulas."""

    def value(row: int, column: int) -> Any:
        found = formulas.calculated(book, where.sheet, row, column)
        return found.code if isinstance(found, formulas.Error) else found

    return [
        [value(row, column) for column in range(where.left, where.right)]
        for row in range(where.top, where.bottom)
    ]


Onto = Callable[[Cell, Cell], Cell]  # the cell that comes and the cell that was there → the cell after


def _without_borders(new: Cell) -> Cell:
    return replace(new, format={name: value for name, value in new.format.items() if name != "borders"})


# What is pasted of a cell; PASTE_VALUES comes with its value worked out already. Conditional formats are not copied.
PASTES: dict[str, Onto] = {
    "PASTE_NORMAL": lambda new, old: new,
    "PASTE_VALUES": lambda new, old: replace(old, value=new.value),
    "PASTE_FORMULA": lambda new, old: replace(old, value=new.value),
    "PASTE_FORMAT": lambda new, old: replace(old, format=new.format),
    "PASTE_NO_BORDERS": lambda new, old: _without_borders(new),
    "PASTE_DATA_VALIDATION": lambda new, old: replace(old, validation=new.validation),
    "PASTE_CONDITIONAL_FORMATTING": lambda new, old: old,
}


def onto(kind: str) -> Onto:
    found = PASTES.get(kind or "PASTE_NORMAL")
    if found is None:
        raise invalid(f"Unsupported pasteType: {kind}")
    return found


def put(sheet: Sheet, row: int, column: int, cell: Cell) -> None:
    """Does not make rows longer for nothing."""
    cell = EMPTY if cell == EMPTY else cell
    if cell is not EMPTY or sheet.cell(row, column) is not EMPTY:
        sheet.put(row, column, cell)


def cut(book: Spreadsheet, source: Area, sheet: Sheet, row: int, column: int) -> None:
    """Moves a block: formulas that point into it follow, and so do ranges that lie wholly in it."""
    block = cells_of(source)
    for at in range(source.top, min(source.bottom, len(source.sheet.rows))):
        cells = source.sheet.rows[at]
        for each in range(source.left, min(source.right, len(cells))):
            cells[each] = EMPTY
    for down, line in enumerate(block):
        for across, cell in enumerate(line):
            put(sheet, row + down, column + across, cell)
    if sheet is source.sheet:
        _take_along(book, source, row - source.top, column - source.left)
    ends = (source.sheet.title, source.top, source.left, source.bottom, source.right)
    target = (sheet.title, row, column)
    structure.rewrite(book, lambda text, own: references.after_cut(text, own, ends, target))


def _take_along(book: Spreadsheet, source: Area, down: int, right: int) -> None:
    """Named ranges, merges, protections and rules of exactly these cells."""
    along = block_moved((source.top, source.left, source.bottom, source.right), down, right)

    def change(box: Box) -> Box:
        top, left, bottom, at_right = box
        if top is None or left is None or bottom is None or at_right is None:
            return box
        return along((top, left, bottom, at_right)) or box

    structure.follow(book, source.sheet, change)


def check_merges(where: Area) -> None:
    """A merge that lies only partly in the block cannot be moved [M]."""
    block = (where.top, where.left, where.bottom, where.right)
    for merge in where.sheet.merges:
        if places.overlap(where.sheet, merge, *block) and not places.inside(where.sheet, merge, *block):
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
