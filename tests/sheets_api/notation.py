"""Ranges as people write them and as Google writes them back: A1, R1C1, names, quotes, open ends, clipping to the grid.

The rules are those of the table in section 2 of the reference [C, D, W:CON].
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.sheets_api.model import JSON, Sheet, Spreadsheet, invalid

MOST_COLUMNS = 18_278  # column ZZZ

_CORNER = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9]\d{0,9})?")
_R1C1 = re.compile(r"[Rr]([1-9]\d*)[Cc]([1-9]\d*)")
_PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]?\d*|[Cc]\d*|true|false", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GridRange:
    """Cells of one tab: from 0, half open; None is an open end. An anchor is a lone cell, from which a write may spread."""

    sheet: Sheet
    top: int | None = None
    left: int | None = None
    bottom: int | None = None
    right: int | None = None
    anchor: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """A range with all its ends, within the grid of its tab."""

    sheet: Sheet
    top: int
    left: int
    bottom: int
    right: int

    def in_words(self) -> str:
        return in_words(self.sheet, self.top, self.left, self.bottom, self.right)


def parse_range(book: Spreadsheet, text: str) -> GridRange:
    """The cells this text means; a 400 where it means none.

    Without a tab, cells are those of the first visible tab; a bare word is a named range before it is a tab [W:CON].
    """
    found = _with_tab(book, text) if "!" in text or text.startswith("'") else _without_tab(book, text)
    if found is None:
        raise invalid(f"Unable to parse range: {text}")
    return found


def _with_tab(book: Spreadsheet, text: str) -> GridRange | None:
    title, cells = _split(text)
    sheet = book.titled(title.replace("''", "'")) or book.titled(title)
    if sheet is None:
        return None
    if cells is None:
        return GridRange(sheet)
    return _cells(sheet, cells) or named(book, cells)


def _split(text: str) -> tuple[str, str | None]:
    """The title without its quotes, and what follows it. An apostrophe within may be doubled or not: both are seen."""
    if not text.startswith("'"):
        title, _, cells = text.rpartition("!")
        return title, cells
    title, quote, cells = text[1:].rpartition("'!")
    if quote:
        return title, cells
    return (text[1:-1], None) if text.endswith("'") else (text, None)


def _without_tab(book: Spreadsheet, text: str) -> GridRange | None:
    visible = next((sheet for sheet in book.sheets if not sheet.properties.get("hidden")), book.sheets[0])
    found = _cells(visible, text) or named(book, text)
    if found is None and (sheet := book.titled(text)) is not None:
        found = GridRange(sheet)
    return found


def named(book: Spreadsheet, name: str) -> GridRange | None:
    """The cells of a named range; names are compared without case."""
    for each in book.named_ranges:
        if each["name"].casefold() == name.casefold() and "range" in each:  # gone with its cells
            return from_json(book, each["range"])
    return None


def _cells(sheet: Sheet, text: str) -> GridRange | None:
    start, colon, end = text.strip().partition(":")
    first, last = _corner(start), _corner(end) if colon else None
    if first is None or (colon and last is None):
        return None
    if last is None:
        row, column = first
        return (
            None
            if row is None or column is None
            else GridRange(sheet, row, column, row + 1, column + 1, True)
        )
    if first[0] is None and first[1] is not None and last[0] is not None and last[1] is None:
        return None  # A:5
    top, bottom = _ends(first[0], last[0])
    left, right = _ends(first[1], last[1])
    return GridRange(sheet, top, left, bottom, right)


def _corner(text: str) -> tuple[int | None, int | None] | None:
    """(row, column) of one end, either of which may be left out."""
    if (found := _R1C1.fullmatch(text)) is not None:
        return int(found[1]) - 1, int(found[2]) - 1
    found = _CORNER.fullmatch(text)
    if found is None or not (found[1] or found[2]):
        return None
    return (int(found[2]) - 1 if found[2] else None), (column_of(found[1]) if found[1] else None)


def _ends(first: int | None, last: int | None) -> tuple[int | None, int | None]:
    """Half open and in order: D4:A1 is A1:D4, and A1:C is open at its foot."""
    if first is not None and last is not None:
        return min(first, last), max(first, last) + 1
    if first is None and last is None:
        return None, None
    return (first, None) if first is not None else (last, None)


def from_json(book: Spreadsheet, grid_range: JSON) -> GridRange:
    """A GridRange of the API; sheetId 0 is left out there."""
    sheet_id = grid_range.get("sheetId", 0)
    sheet = book.sheet(sheet_id)
    if sheet is None:
        raise invalid(f"No grid with id: {sheet_id}")
    return GridRange(
        sheet,
        grid_range.get("startRowIndex"),
        grid_range.get("startColumnIndex"),
        grid_range.get("endRowIndex"),
        grid_range.get("endColumnIndex"),
    )


def to_json(found: GridRange | Area) -> JSON:
    """As the API writes a GridRange: sheetId left out when 0, open ends left out."""
    written = {
        "sheetId": found.sheet.sheet_id or None,
        "startRowIndex": found.top,
        "endRowIndex": found.bottom,
        "startColumnIndex": found.left,
        "endColumnIndex": found.right,
    }
    return {key: value for key, value in written.items() if value is not None}


def within_grid(found: GridRange, *, clip: bool = True) -> Area:
    """Open ends closed and far ends clipped; a 400 `exceeds grid limits` where the start is outside [I:airbyte#1740].

    Clipping the far end is from memory; with `clip` off that is refused as well.
    """
    sheet = found.sheet
    top, left = found.top or 0, found.left or 0
    bottom = sheet.row_count if found.bottom is None else found.bottom
    right = sheet.column_count if found.right is None else found.right
    outside = top >= sheet.row_count or left >= sheet.column_count
    if outside or (not clip and (bottom > sheet.row_count or right > sheet.column_count)):
        raise beyond_grid(found)
    return Area(sheet, top, left, min(bottom, sheet.row_count), min(right, sheet.column_count))


def beyond_grid(found: GridRange | Area) -> Exception:
    """The 400 for cells outside the grid."""
    sheet = found.sheet
    limits = f"Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
    return invalid(f"Range ({_open_in_words(found)}) exceeds grid limits. {limits}")


def _open_in_words(found: GridRange | Area) -> str:
    """As `in_words`, open ends kept open: `Sheet1!A151154:C`."""
    if None not in (found.top, found.left, found.bottom, found.right):
        return in_words(found.sheet, found.top, found.left, found.bottom, found.right)  # type: ignore[arg-type]
    start = ("" if found.left is None else letters(found.left)) + (
        "" if found.top is None else str(found.top + 1)
    )
    end = ("" if found.right is None else letters(found.right - 1)) + str(found.bottom or "")
    return quoted(found.sheet.title) + (f"!{start}:{end}" if start or end else "")


def in_words(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> str:
    """The range as replies show it: `Sheet1!A1:C3`, one cell as `Sheet1!A1`."""
    start, end = f"{letters(left)}{top + 1}", f"{letters(right - 1)}{bottom}"
    return f"{quoted(sheet.title)}!{start}" + (f":{end}" if end != start else "")


def quoted(title: str) -> str:
    """The title as replies show it: in quotes unless it is a plain word that does not look like a cell [C]."""
    if _PLAIN_TITLE.fullmatch(title) and not _LIKE_A_CELL.fullmatch(title):
        return title
    doubled = title.replace("'", "''")
    return f"'{doubled}'"


def letters(column: int) -> str:
    """A for 0."""
    text, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        text = chr(65 + letter) + text
    return text


def column_of(text: str) -> int:
    """0 for A."""
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1
