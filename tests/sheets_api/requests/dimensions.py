"""Rows and columns: putting in, taking out, adding at the end, moving, hiding and sizing them."""

from __future__ import annotations

from tests.sheets_api import fields, formats, formulas, protection, showing, structure
from tests.sheets_api.model import JSON, Sheet, invalid
from tests.sheets_api.places import COLUMNS, ROWS, Span, check_cell_limit, sheet_at, size, span
from tests.sheets_api.requests.registry import Batch, answers


@answers("insertDimension")
def insert_dimension(batch: Batch, arg: JSON) -> None:
    """They look like the line after, or before with inheritFromBefore; words of [I:pygsheets#46]."""
    lines = span(batch.book, arg.get("range"))
    before = bool(arg.get("inheritFromBefore"))
    grid = size(lines.sheet, lines.dimension)
    if before and lines.start == 0:
        raise invalid("inheritFromBefore cannot be true if range.startIndex is 0.")
    if not before and lines.start >= grid:
        raise invalid(
            f"range.startIndex must be less than the grid size ({grid}) if inheritFromBefore is false."
        )
    if lines.start > grid:
        raise invalid(f"range.startIndex must not be more than the grid size ({grid}).")
    structure.insert(batch.book, lines.sheet, lines.dimension, lines.start, lines.count, from_before=before)
    check_cell_limit(batch.book)


@answers("appendDimension")
def append_dimension(batch: Batch, arg: JSON) -> None:
    sheet = sheet_at(batch.book, arg.get("sheetId"))
    count = arg.get("length") or 0
    if count <= 0:
        raise invalid("length must be greater than 0.")
    if arg.get("dimension") == COLUMNS:
        sheet.column_count += count
    else:
        sheet.row_count += count
    check_cell_limit(batch.book)


@answers("deleteDimension")
def delete_dimension(batch: Batch, arg: JSON) -> None:
    lines = span(batch.book, arg.get("range"))
    check_deletion(lines)
    protection.refuse(batch.book, *_block(lines))
    structure.delete(batch.book, lines.sheet, lines.dimension, lines.start, lines.end)


def _block(lines: Span) -> tuple[Sheet, int, int, int, int]:
    """All cells of the lines."""
    sheet = lines.sheet
    if lines.dimension == ROWS:
        return sheet, lines.start, 0, lines.end, sheet.column_count
    return sheet, 0, lines.start, sheet.row_count, lines.end


def check_deletion(lines: Span) -> None:
    """Words of [I:translation-sheet#9, GoogleSheetsWrapper#43, talendcomp_tGoogleSheet#19]."""
    word = "row" if lines.dimension == ROWS else "column"
    grid = size(lines.sheet, lines.dimension)
    if lines.end > grid:
        raise invalid(
            f"Cannot delete a {word} that doesn't exist. "
            f"Tried to delete {word} index {max(lines.start, lines.end - 1)} but there are only {grid} {word}s."
        )
    if lines.count == grid:
        raise invalid(f"You can't delete all the {word}s on the sheet.")
    frozen = lines.sheet.grid_properties.get("frozenRowCount" if word == "row" else "frozenColumnCount", 0)
    if frozen and lines.start <= frozen and lines.end == grid:
        raise invalid(f"Sorry, it is not possible to delete all non-frozen {word}s.")


@answers("moveDimension")
def move_dimension(batch: Batch, arg: JSON) -> None:
    lines = span(batch.book, arg.get("source"))
    to = arg.get("destinationIndex") or 0
    grid = size(lines.sheet, lines.dimension)
    if lines.end > grid or to > grid or to < 0:
        raise invalid(f"Cannot move beyond the end of the sheet ({grid}).")
    protection.refuse(batch.book, *_block(lines))
    structure.move(batch.book, lines.sheet, lines.dimension, lines.start, lines.end, to)


@answers("updateDimensionProperties")
def update_dimension_properties(batch: Batch, arg: JSON) -> None:
    mask = fields.of_update(arg, "DimensionProperties")
    lines = span(batch.book, arg.get("range"))
    if lines.end > size(lines.sheet, lines.dimension):
        raise invalid(f"{lines.dimension} up to {lines.end} are not all in the sheet.")
    kept = _kept(lines.sheet, lines.dimension)
    for position in range(lines.start, lines.end):
        new = fields.update(kept.get(position, {}), arg.get("properties") or {}, mask)
        new = {name: value for name, value in new.items() if value}  # hiddenByUser: false is not shown
        if new:
            kept[position] = new
        else:
            kept.pop(position, None)


def _kept(sheet: Sheet, dimension: str) -> dict[int, JSON]:
    return sheet.row_metadata if dimension == ROWS else sheet.column_metadata


@answers("autoResizeDimensions")
def auto_resize_dimensions(batch: Batch, arg: JSON) -> None:
    """Columns as wide as their longest text, at about 7 pixels a letter; rows as high as ever."""
    lines = span(batch.book, arg.get("dimensions"))
    kept = _kept(lines.sheet, lines.dimension)
    for position in range(lines.start, min(lines.end, size(lines.sheet, lines.dimension))):
        pixels = formats.default_pixels(ROWS)
        if lines.dimension == COLUMNS:
            longest = max((len(text) for text in _texts(batch, lines.sheet, position)), default=0)
            pixels = max(21, 7 * longest + 9)
        kept[position] = {**kept.get(position, {}), "pixelSize": pixels}


def _texts(batch: Batch, sheet: Sheet, column: int) -> list[str]:
    found = []
    for row, cells in enumerate(sheet.rows):
        if column < len(cells) and cells[column].value is not None:
            value = formulas.calculated(batch.book, sheet, row, column)
            found.append(showing.displayed(value, cells[column], batch.book.locale))
    return found
