"""The "tables" values.append looks for: islands of cells that hold something.

An island that reaches into the range is a candidate; the last one wins, by its bottom row and then its right column
[C:WT.test_append_row_with_empty_value; the guide's examples fit]. Whether cells that touch only at a corner belong
together is an open question, and a switch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.sheets_api.formulas import calculation
from tests.sheets_api.model import Cell, Formula, Sheet, Spreadsheet
from tests.sheets_api.notation import Area
from tests.sheets_api.switches import Switches


@dataclass
class _Island:
    top: int
    left: int
    bottom: int
    right: int
    reached: bool  # it reaches into the range
    joined: _Island | None = None  # the island it turned out to be part of

    def root(self) -> _Island:
        island = self
        while island.joined is not None:
            island = island.joined
        return island


def table_in(book: Spreadsheet, area: Area, switches: Switches) -> Area | None:
    """The table that a range means; None where it reaches no filled cell."""
    found = [island for island in _islands(book, area, switches) if island.reached and island.joined is None]
    if not found:
        return None
    last = max(found, key=lambda island: (island.bottom, island.right))
    return Area(area.sheet, last.top, last.left, last.bottom, last.right)


def _islands(book: Spreadsheet, area: Area, switches: Switches) -> list[_Island]:
    """Row by row: each run of filled cells joins what it touches in the row above."""
    corner = 1 if switches.diagonal_islands else 0
    all_islands: list[_Island] = []
    above: list[tuple[int, int, _Island]] = []
    for row, cells in enumerate(area.sheet.rows):
        here = []
        for left, right in _runs(book, area.sheet, row, cells, switches):
            reached = area.top <= row < area.bottom and left < area.right and right > area.left
            island = _Island(row, left, row + 1, right, reached)
            all_islands.append(island)
            for start, end, other in above:
                if start < right + corner and end > left - corner:
                    island = _join(other.root(), island.root())
            here.append((left, right, island))
        above = here
    return all_islands


def _join(one: _Island, other: _Island) -> _Island:
    if one is not other:
        one.top, one.left = min(one.top, other.top), min(one.left, other.left)
        one.bottom, one.right = max(one.bottom, other.bottom), max(one.right, other.right)
        one.reached = one.reached or other.reached
        other.joined = one
    return one


def _runs(
    book: Spreadsheet, sheet: Sheet, row: int, cells: list[Cell], switches: Switches
) -> Iterator[tuple[int, int]]:
    start = None
    for column, cell in enumerate(cells):
        filled = cell.value is not None and _counts(book, sheet, row, column, cell, switches)
        if filled and start is None:
            start = column
        elif not filled and start is not None:
            yield start, column
            start = None
    if start is not None:
        yield start, len(cells)


def _counts(book: Spreadsheet, sheet: Sheet, row: int, column: int, cell: Cell, switches: Switches) -> bool:
    """A formula that shows nothing is data only by the switch."""
    if type(cell.value) is not Formula or switches.append_counts_formats:
        return True
    return calculation(book).of_formula(sheet, row, column, cell.value) not in (None, "")
