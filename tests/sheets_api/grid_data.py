"""GridData: the cells of one range as spreadsheets.get tells them, with their rows and columns."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.sheets_api import fields, formats, formulas, metadata, showing
from tests.sheets_api.fields import Mask
from tests.sheets_api.model import EMPTY, JSON, Cell, Formula, Sheet, Spreadsheet
from tests.sheets_api.notation import Area
from tests.sheets_api.places import COLUMNS, ROWS
from tests.sheets_api.switches import Switches

_LINK = re.compile(r'=\s*HYPERLINK\s*\(\s*"((?:[^"]|"")*)"', re.IGNORECASE)


def told(book: Spreadsheet, area: Area, mask: Mask, switches: Switches) -> JSON:
    """startRow and startColumn only when not 0; rowData from the range's first row, without the empty end [C]."""
    data: JSON = {}
    if area.top:
        data["startRow"] = area.top
    if area.left:
        data["startColumn"] = area.left
    wanted = fields.below(mask, "rowData")
    if wanted is not None:
        rows = _rows(book, area, fields.below(wanted, "values"), switches)
        if rows:
            data["rowData"] = rows
    if fields.below(mask, "rowMetadata") is not None:
        data["rowMetadata"] = _lines(book, area.sheet, ROWS, area.top, area.bottom)
    if fields.below(mask, "columnMetadata") is not None:
        data["columnMetadata"] = _lines(book, area.sheet, COLUMNS, area.left, area.right)
    return data


def _rows(book: Spreadsheet, area: Area, mask: Mask | None, switches: Switches) -> list[JSON]:
    tell = _teller(book, area.sheet, mask)
    rows: list[JSON] = []
    for row in range(area.top, min(area.bottom, len(area.sheet.rows))):
        cells = area.sheet.rows[row][area.left : area.right]
        values = [
            {} if cell is EMPTY else tell(cell, row, column) for column, cell in enumerate(cells, area.left)
        ]
        end = len(values)
        while end and (not values[end - 1] if switches.masked_cells_trimmed else cells[end - 1] == EMPTY):
            end -= 1
        rows.append({"values": values[:end]} if end else {})
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _teller(book: Spreadsheet, sheet: Sheet, mask: Mask | None) -> Callable[[Cell, int, int], JSON]:
    """What makes CellData of a cell: only the parts the mask names are worked out."""
    named = {name for name in _PARTS if fields.below(mask, name) is not None}
    if not named:
        return lambda cell, row, column: {}
    calculates = named & {"effectiveValue", "formattedValue"}
    locale = book.locale

    def tell(cell: Cell, row: int, column: int) -> JSON:
        data: dict[str, Any] = {}
        value = None
        if calculates and cell.value is not None:
            value = formulas.calculated(book, sheet, row, column)
        if cell.value is not None:
            if "userEnteredValue" in named:
                data["userEnteredValue"] = showing.extended_entered(cell)
            if "effectiveValue" in named:
                data["effectiveValue"] = showing.extended(value)
            if "formattedValue" in named:
                data["formattedValue"] = showing.displayed(value, cell, locale)
        if "userEnteredFormat" in named:
            data["userEnteredFormat"] = cell.format
        if "effectiveFormat" in named:
            data["effectiveFormat"] = formats.effective(cell.format)
        if "hyperlink" in named:
            data["hyperlink"] = _link(cell)
        if "note" in named:
            data["note"] = cell.note
        if "textFormatRuns" in named:
            data["textFormatRuns"] = list(cell.runs)
        if "dataValidation" in named:
            data["dataValidation"] = cell.validation
        return {name: part for name, part in data.items() if part or part == "" and name == "formattedValue"}

    return tell


_PARTS = (
    "userEnteredValue effectiveValue formattedValue userEnteredFormat effectiveFormat hyperlink note "
    "textFormatRuns dataValidation"
).split()


def _link(cell: Cell) -> str | None:
    link = cell.format.get("textFormat", {}).get("link", {}).get("uri")
    if link:
        return str(link)
    written = _LINK.match(cell.value.text) if isinstance(cell.value, Formula) else None
    return written[1].replace('""', '"') if written else None


def _lines(book: Spreadsheet, sheet: Sheet, dimension: str, start: int, end: int) -> list[JSON]:
    """DimensionProperties of every row or column of the range, those never touched included."""
    kept = sheet.row_metadata if dimension == ROWS else sheet.column_metadata
    notes = metadata.by_line(book, sheet, dimension)
    usual = {"pixelSize": formats.default_pixels(dimension)}
    lines = []
    for position in range(start, end):
        line: JSON = {**usual, **kept[position]} if position in kept else dict(usual)
        if position in notes:
            line["developerMetadata"] = notes[position]
        lines.append(line)
    return lines
