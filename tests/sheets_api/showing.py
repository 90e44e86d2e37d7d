"""How cells are read: as displayed, as values, as formulas."""

from __future__ import annotations

from typing import Any

from tests.sheets_api.formulas import Value
from tests.sheets_api.model import JSON, Cell, Sheet, Spreadsheet


def displayed(value: Value, cell: Cell, locale: str) -> str:
    """The text somebody sees in the cell (FORMATTED_VALUE, formattedValue)."""
    raise NotImplementedError


def extended(value: Value) -> JSON | None:
    """An ExtendedValue (effectiveValue): {"numberValue": 1}, errorValue for errors; None when empty."""
    raise NotImplementedError


def extended_entered(cell: Cell) -> JSON | None:
    """userEnteredValue as an ExtendedValue."""
    raise NotImplementedError


def read(book: Spreadsheet, sheet: Sheet, row: int, column: int, render: str, dates: str) -> Any:
    """The cell as values.get gives it by valueRenderOption and dateTimeRenderOption; "" when empty."""
    raise NotImplementedError
