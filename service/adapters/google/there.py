"""What stands in the cells of a spreadsheet that is to be put in order: values, rules, number formats and notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from service.adapters.google import kept_aside
from service.adapters.google.layout import FIELDS, JSON, Layout
from service.core.grids import CellError, Grid, Raw

# One request tells the structure and the cells: `layout_of` and `cells_of` read the same answer.
FIELDS_OF_ALL = FIELDS.removesuffix(")") + (
    ",data(startRow,startColumn,rowData(values(effectiveValue,note,dataValidation(condition),userEnteredValue(formulaValue),"
    "userEnteredFormat(numberFormat)))))"
)


@dataclass(frozen=True)
class TabCells:
    """The cells of one tab as Google wrote them: `rows[0][0]` is A1; rows may be shorter than the grid."""

    rows: Sequence[Sequence[JSON]] = ()

    def cell(self, row: int, column: int) -> Mapping[str, Any]:
        """By sheet row and column, counting from 1."""
        if row <= len(self.rows) and column <= len(self.rows[row - 1]):
            return self.rows[row - 1][column - 1]
        return {}

    @cached_property
    def used_rows(self) -> int:
        """The last row that holds a value."""
        filled = (
            number
            for number, cells in zip(range(len(self.rows), 0, -1), reversed(self.rows), strict=True)
            if any(cell.get("effectiveValue") for cell in cells)
        )
        return next(filled, 0)

    @property
    def is_empty(self) -> bool:
        return not any(
            cell.get("effectiveValue") or cell.get("note") for cells in self.rows for cell in cells
        )

    def values(self) -> list[list[Raw]]:
        return [[_raw(cell) for cell in cells] for cells in self.rows]


def cells_of(answer: Mapping[str, Any]) -> dict[int, TabCells]:
    """By sheetId, from the answer to a `spreadsheets.get` with FIELDS_OF_ALL."""
    return {
        sheet["properties"].get("sheetId", 0): TabCells(_rows(sheet.get("data", [])))
        for sheet in answer.get("sheets", [])
    }


def grids_of(layout: Layout, cells: Mapping[int, TabCells]) -> list[Grid]:
    """The same as tabs of raw cells, for finding ours among them; what a write keeps aside for a moment is nobody's."""
    return [
        Grid(
            tab.title, cells.get(tab.sheet_id, TabCells()).values(), identity=tab.identity, hidden=tab.hidden
        )
        for tab in layout.tabs
        if not kept_aside.is_ours(tab)
    ]


def _rows(blocks: Sequence[JSON]) -> list[list[JSON]]:
    """A tab comes as one block; where ranges were asked for, each is put at its place."""
    rows: list[list[JSON]] = []
    for block in blocks:
        top, left = block.get("startRow", 0), block.get("startColumn", 0)
        for number, row in enumerate(block.get("rowData", []), start=top):
            while len(rows) <= number:
                rows.append([])
            values = row.get("values", [])
            before = rows[number]  # never changed in place: equal rows of an answer are one object
            if left or before:
                ahead = [*before[:left], *([{}] * (left - len(before)))]
                values = [*ahead, *values, *before[left + len(values) :]]
            rows[number] = values
    return rows


def _raw(cell: Mapping[str, Any]) -> Raw:
    """Which column is which needs no more than words and blanks: numbers stay numbers, dates too."""
    value = cell.get("effectiveValue") or {}
    if "errorValue" in value:
        return CellError(value["errorValue"].get("type", "ERROR"))
    found: Raw = next(iter(value.values()), None)
    return found
