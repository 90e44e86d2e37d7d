"""Ranges as people write them and as Google writes them back: A1, R1C1, names, quotes, open ends, clipping to the grid."""

from __future__ import annotations

from dataclasses import dataclass

from tests.sheets_api.model import JSON, Sheet, Spreadsheet


@dataclass(frozen=True, slots=True)
class GridRange:
    """Cells of one tab: from 0, half open; None is an open end."""

    sheet: Sheet
    top: int | None = None
    left: int | None = None
    bottom: int | None = None
    right: int | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A range with all its ends, within the grid of its tab."""

    sheet: Sheet
    top: int
    left: int
    bottom: int
    right: int


def parse_range(book: Spreadsheet, text: str) -> GridRange:
    """The cells this text means; a 400 where it means none."""
    raise NotImplementedError


def from_json(book: Spreadsheet, grid_range: JSON) -> GridRange:
    """A GridRange of the API; sheetId 0 is left out there."""
    raise NotImplementedError


def to_json(found: GridRange | Area) -> JSON:
    """As the API writes a GridRange: sheetId left out when 0, open ends left out."""
    raise NotImplementedError


def within_grid(found: GridRange, *, clip: bool = True) -> Area:
    """Open ends closed and far ends clipped; a 400 `exceeds grid limits` where the start is outside."""
    raise NotImplementedError


def in_words(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> str:
    """The range as replies show it: `Sheet1!A1:C3`, one cell as `Sheet1!A1`."""
    raise NotImplementedError


def quoted(title: str) -> str:
    """The title as replies show it: in quotes unless it is a plain word that does not look like a cell."""
    raise NotImplementedError


def letters(column: int) -> str:
    """A for 0."""
    raise NotImplementedError


def column_of(text: str) -> int:
    """0 for A."""
    raise NotImplementedError
