"""What becomes of an input: taken as it is (RAW), or read as if it were typed (USER_ENTERED)."""

from __future__ import annotations

from typing import Any

from tests.sheets_api.model import Cell


def entered(cell: Cell, value: Any, how: str, locale: str) -> Cell:
    """The cell after this input; `how` is RAW or USER_ENTERED. A typed date or percentage also sets a number format."""
    raise NotImplementedError
