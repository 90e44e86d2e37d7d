"""What formulas give: a small evaluator, lazy, which remembers what it worked out until it is told to forget.

`references.py` rewrites formulas when rows, columns and tabs move.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.sheets_api.model import Sheet, Spreadsheet


@dataclass(frozen=True, slots=True)
class Error:
    """`type` as the API names it (REF), `code` as cells show it (#REF!)."""

    type: str
    message: str = ""

    @property
    def code(self) -> str:
        raise NotImplementedError


Value = None | str | float | bool | Error


def calculated(book: Spreadsheet, sheet: Sheet, row: int, column: int) -> Value:
    """What the cell comes to: its own value, or its formula's. None when it is empty."""
    raise NotImplementedError


def forget(book: Spreadsheet) -> None:
    """To be called after the book has been changed in place; a copy starts with nothing remembered."""
    raise NotImplementedError
