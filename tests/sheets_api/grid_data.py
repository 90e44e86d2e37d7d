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
    """What makes CellData of a cell: only the parts the mask names, and of them only what it names, are told."""
    named = {name: at for name in _PARTS if (at := fields.below(mask, name)) is not None}
    of_value = [name for name in ("userEnteredValue", "effectiveValue", "formattedValue") if name in named]
    of_look = [name for name in named if name not in of_value]
    within = {name: at for name, at in named.items() if at}
    alike: dict[tuple[int, int], JSON] = {}  # empty cells of a prepared tab: thousands share format and rule

    def tell(cell: Cell, row: int, column: int) -> JSON:
        if cell.value is not None or cell.note or cell.runs:
            return tell_all(cell, row, column)
        looks = id(cell.format), id(cell.validation)
        if looks not in alike:
            alike[looks] = tell_all(cell, row, column)
        return alike[looks]

    def tell_all(cell: Cell, row: int, column: int) -> JSON:
        data: JSON = {}
        entered = cell.value
        if of_value and entered is not None:
            value: Any = entered
            if type(entered) is Formula and of_value != ["userEnteredValue"]:
                value = formulas.calculated(book, sheet, row, column)
            for name in of_value:
                part: Any
                if name == "effectiveValue":
                    part = showing.extended(value)
                elif name == "formattedValue":
                    part = showing.displayed(value, cell, book.locale)
                else:
                    part = showing.extended_entered(cell)
                if part is not None:
                    data[name] = part
        for name in of_look:
            part = _LOOKS[name](cell)
            if part:
                data[name] = part
        for name, at in within.items():
            if name in data:
                data[name] = fields.keep(data[name], at)
        return data

    return tell


_LOOKS: dict[str, Callable[[Cell], Any]] = {
    "userEnteredFormat": lambda cell: cell.format,
    "effectiveFormat": lambda cell: formats.effective(cell.format),
    "hyperlink": lambda cell: _link(cell),
    "note": lambda cell: cell.note,
    "textFormatRuns": lambda cell: list(cell.runs),
    "dataValidation": lambda cell: cell.validation,
}
_PARTS = ("userEnteredValue", "effectiveValue", "formattedValue", *_LOOKS)


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
