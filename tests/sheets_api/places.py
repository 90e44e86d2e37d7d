"""Where requests point: tabs by their number, blocks of cells, rows and columns. Nothing here reads A1 notation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.sheets_api import notation
from tests.sheets_api.model import JSON, Sheet, Spreadsheet, invalid
from tests.sheets_api.notation import Area
from tests.sheets_api.switches import Switches

ROWS, COLUMNS = "ROWS", "COLUMNS"
ENDS = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")
CELL_LIMIT = 10_000_000  # over all tabs, empty cells of their grids counted


@dataclass(frozen=True, slots=True)
class Span:
    """Rows or columns of one tab: from 0, half open."""

    sheet: Sheet
    dimension: str
    start: int
    end: int

    @property
    def count(self) -> int:
        return self.end - self.start


def sheet_at(book: Spreadsheet, sheet_id: int | None) -> Sheet:
    """The tab with this number; none given means 0, as everywhere in the API."""
    found = book.sheet(sheet_id or 0)
    if found is None:
        raise invalid(f"No grid with id: {sheet_id or 0}")
    return found


def area(book: Spreadsheet, grid_range: JSON | None, switches: Switches) -> Area:
    """The cells a GridRange means: open ends go to the ends of the grid, far ends are clipped to it."""
    given = grid_range or {}
    sheet = sheet_at(book, given.get("sheetId"))
    top, left = given.get("startRowIndex") or 0, given.get("startColumnIndex") or 0
    bottom = given.get("endRowIndex")
    right = given.get("endColumnIndex")
    bottom = sheet.row_count if bottom is None else bottom
    right = sheet.column_count if right is None else right
    if min(top, left) < 0 or bottom <= top or right <= left:
        raise invalid("GridRange indexes must describe at least one cell.")
    too_far = bottom > sheet.row_count or right > sheet.column_count
    if top >= sheet.row_count or left >= sheet.column_count or (too_far and not switches.clip_long_ranges):
        raise exceeds(sheet, top, left, bottom, right)
    return Area(sheet, top, left, min(bottom, sheet.row_count), min(right, sheet.column_count))


def exceeds(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> Exception:
    """[I:sheetfu#53]: updateCells outside the grid."""
    where = notation.in_words(sheet, top, left, bottom, right)
    return invalid(
        f"Range ({where}) exceeds grid limits. Max rows: {sheet.row_count}, max columns: {sheet.column_count}"
    )


def coordinate(book: Spreadsheet, given: JSON | None) -> tuple[Sheet, int, int]:
    """The cell a GridCoordinate means; words of [I:google-apps-clj#23]."""
    given = given or {}
    sheet = sheet_at(book, given.get("sheetId"))
    row, column = given.get("rowIndex") or 0, given.get("columnIndex") or 0
    if row >= sheet.row_count:
        raise invalid(f"GridCoordinate.rowIndex[{row}] is after last row in grid[{sheet.row_count - 1}]")
    if column >= sheet.column_count:
        last = sheet.column_count - 1
        raise invalid(f"GridCoordinate.columnIndex[{column}] is after last column in grid[{last}]")
    return sheet, row, column


def span(book: Spreadsheet, dimension_range: JSON | None) -> Span:
    """The rows or columns a DimensionRange means; open ends go to the ends of the grid. May reach beyond it."""
    given = dimension_range or {}
    sheet = sheet_at(book, given.get("sheetId"))
    dimension = given.get("dimension")
    if dimension not in (ROWS, COLUMNS):
        raise invalid("No dimension specified.")
    start = given.get("startIndex")
    end = given.get("endIndex")
    start = 0 if start is None else start
    end = size(sheet, dimension) if end is None else end
    if start < 0 or end < 0:
        raise invalid("DimensionRange indexes must be >= 0")  # [I:pygsheets#361]
    if end <= start:
        raise invalid("DimensionRange.endIndex must be after startIndex.")
    return Span(sheet, dimension, start, end)


def size(sheet: Sheet, dimension: str) -> int:
    return sheet.row_count if dimension == ROWS else sheet.column_count


def stored(given: JSON | None) -> JSON:
    """A GridRange as it is kept and shown: sheetId first and left out when 0, open ends left out, ends of 0 kept [C]."""
    given = given or {}
    kept: JSON = {"sheetId": given["sheetId"]} if given.get("sheetId") else {}
    return kept | {end: given[end] for end in ENDS if given.get(end) is not None}


def of_area(found: Area) -> JSON:
    """A GridRange with all its ends."""
    ends = dict(zip(ENDS, (found.top, found.bottom, found.left, found.right), strict=True))
    return stored({"sheetId": found.sheet.sheet_id} | ends)


def ends(sheet: Sheet, grid_range: JSON) -> tuple[int, int, int, int]:
    """top, left, bottom, right of a kept GridRange, open ends closed."""
    return (
        grid_range.get("startRowIndex", 0),
        grid_range.get("startColumnIndex", 0),
        grid_range.get("endRowIndex", sheet.row_count),
        grid_range.get("endColumnIndex", sheet.column_count),
    )


def overlap(sheet: Sheet, one: JSON, top: int, left: int, bottom: int, right: int) -> bool:
    """Whether a kept GridRange of this tab and the block share a cell."""
    first, at_left, last, at_right = ends(sheet, one)
    return first < bottom and top < last and at_left < right and left < at_right


def inside(sheet: Sheet, one: JSON, top: int, left: int, bottom: int, right: int) -> bool:
    """Whether a kept GridRange of this tab lies wholly within the block."""
    first, at_left, last, at_right = ends(sheet, one)
    return top <= first and last <= bottom and left <= at_left and at_right <= right


def check_cell_limit(book: Spreadsheet) -> None:
    """[I:pygsheets#589]."""
    if sum(sheet.row_count * sheet.column_count for sheet in book.sheets) > CELL_LIMIT:
        raise invalid(
            "This action would increase the number of cells in the workbook above the limit of "
            f"{CELL_LIMIT} cells."
        )


def without_nulls(given: Any) -> Any:
    """JSON as if its nulls had not been sent: the API takes null for "not set" [C]."""
    if isinstance(given, dict):
        return {name: without_nulls(value) for name, value in given.items() if value is not None}
    if isinstance(given, list):
        return [without_nulls(value) for value in given]
    return given
