"""The cells that a formula looks at, as one thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.sheets_api.model import Sheet
from tests.sheets_api.worth import Value

if TYPE_CHECKING:
    from tests.sheets_api.formulas import Calculation


@dataclass(frozen=True, slots=True)
class Block:
    """Cells that a formula looks at; they are worked out only as they are asked for."""

    calculation: Calculation
    sheet: Sheet
    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left

    def at(self, row: int, column: int) -> Value:
        """From 0 within the block."""
        return self.calculation.value(self.sheet, self.top + row, self.left + column)

    def values(self) -> Iterator[Value]:
        """Row by row, without the empty rows below the last one that holds anything."""
        for row in range(self.top, min(self.bottom, len(self.sheet.rows))):
            for column in range(self.left, self.right):
                yield self.calculation.value(self.sheet, row, column)

    def part(self, top: int, left: int, height: int, width: int) -> Block:
        """A block within, from 0."""
        row, column = self.top + top, self.left + left
        return Block(self.calculation, self.sheet, row, column, row + height, column + width)

    def index(self, column: int = 0) -> dict[object, list[int]]:
        """As Calculation.index, of one of its columns; rows count within the tab."""
        return self.calculation.index(self.sheet, self.left + column, self.top, self.bottom)
