"""spreadsheets.get and :getByDataFilter: what the API tells of a whole spreadsheet.

The mask is asked before anything is worked out: 20,000 rows of which a caller wants the notes are quick to tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.sheets_api import fields, formats, grid_data, metadata, notation
from tests.sheets_api.caller import CALLER
from tests.sheets_api.fields import Mask
from tests.sheets_api.model import JSON, Sheet, Spreadsheet
from tests.sheets_api.notation import Area, GridRange
from tests.sheets_api.switches import Switches

Query = Mapping[str, list[str]]


def get(book: Spreadsheet, query: Query, switches: Switches) -> JSON:
    """The body of GET /v4/spreadsheets/{id}."""
    ranges = [_area(notation.parse_range(book, text), switches) for text in query.get("ranges", []) if text]
    return _answer(book, ranges or None, query, _yes(query, "includeGridData"), switches)


def get_by_data_filter(book: Spreadsheet, body: JSON, query: Query, switches: Switches) -> JSON:
    """The body of POST /v4/spreadsheets/{id}:getByDataFilter. A filter that finds nothing gives nothing."""
    filters = body.get("dataFilters") or []
    ranges = [_area(found, switches) for each in filters for found in metadata.ranges_of(book, each)]
    return _answer(book, ranges if filters else None, query, bool(body.get("includeGridData")), switches)


def whole(
    book: Spreadsheet, switches: Switches, *, ranges: Sequence[str] = (), with_cells: bool = False
) -> JSON:
    """The spreadsheet as replies of other methods hold it (create, includeSpreadsheetInResponse)."""
    areas = [_area(notation.parse_range(book, text), switches) for text in ranges]
    return _told(book, areas or None, {}, with_cells, switches)


def sheet_properties(book: Spreadsheet, sheet: Sheet) -> JSON:
    """SheetProperties: sheetId and index are shown even when 0, other things only when set [C]."""
    told: JSON = {
        "sheetId": sheet.sheet_id,
        "title": sheet.title,
        "index": book.sheets.index(sheet),
        "sheetType": "GRID",
        "gridProperties": {
            "rowCount": sheet.row_count,
            "columnCount": sheet.column_count,
            **{name: value for name, value in sheet.grid_properties.items() if value},
        },
    }
    return told | {name: value for name, value in sheet.properties.items() if value}


def _yes(query: Query, name: str) -> bool:
    """gspread sends Python's `False` as it is [P]."""
    return (query.get(name) or ["false"])[-1].lower() == "true"


def _area(found: GridRange, switches: Switches) -> Area:
    return notation.within_grid(found, clip=switches.clip_long_ranges)


def _answer(
    book: Spreadsheet, ranges: list[Area] | None, query: Query, with_cells: bool, switches: Switches
) -> JSON:
    text = ",".join(query.get("fields", []))
    if not text:
        return _told(book, ranges, {}, with_cells, switches)
    mask = fields.of_reply(text)
    # With a mask includeGridData is not looked at [D]: cells are told when the mask names them.
    with_cells = fields.below(mask, "sheets", "data") is not None
    told = _told(book, ranges, mask, with_cells, switches)
    return dict(fields.keep(told, _rows_whole(mask)))


def _rows_whole(mask: Mask) -> Mask:
    """The mask for all but the cells, which hold nothing the mask does not name: they are many."""
    rows = fields.below(mask, "sheets", "data", "rowData")
    if not rows:
        return mask
    data = {**(fields.below(mask, "sheets", "data") or {}), "rowData": {}}
    return {**mask, "sheets": {**(fields.below(mask, "sheets") or {}), "data": data}}


def _told(
    book: Spreadsheet, ranges: list[Area] | None, mask: Mask, with_cells: bool, switches: Switches
) -> JSON:
    told: JSON = {"spreadsheetId": book.spreadsheet_id, "properties": spreadsheet_properties(book)}
    told["sheets"] = [
        _sheet(book, sheet, ranges, fields.below(mask, "sheets") or {}, with_cells, switches)
        for sheet in book.sheets
        if ranges is None or any(each.sheet is sheet for each in ranges)
    ]
    names = [
        each for each in book.named_ranges if "range" in each
    ]  # a broken one is not told [I:gspread#1530]
    if names:
        told["namedRanges"] = names
    told["spreadsheetUrl"] = f"https://docs.google.com/spreadsheets/d/{book.spreadsheet_id}/edit"
    notes = metadata.at_spreadsheet(book)
    if notes:
        told["developerMetadata"] = notes
    return told


def spreadsheet_properties(book: Spreadsheet) -> JSON:
    return {
        "title": book.title,
        "locale": book.locale,
        "autoRecalc": "ON_CHANGE",
        "timeZone": book.time_zone,
        "defaultFormat": formats.DEFAULT_FORMAT,
        "spreadsheetTheme": formats.THEME,
    }


def _sheet(
    book: Spreadsheet,
    sheet: Sheet,
    ranges: list[Area] | None,
    mask: Mask,
    with_cells: bool,
    switches: Switches,
) -> JSON:
    told: JSON = {"properties": sheet_properties(book, sheet)}
    if with_cells:
        whole_tab = Area(sheet, 0, 0, sheet.row_count, sheet.column_count)
        areas = [whole_tab] if ranges is None else [each for each in ranges if each.sheet is sheet]
        wanted = fields.below(mask, "data") or {}
        told["data"] = [grid_data.told(book, area, wanted, switches) for area in areas]
    parts: dict[str, Any] = {
        "merges": sheet.merges,
        "conditionalFormats": sheet.conditional,
        "filterViews": sheet.filter_views,
        "protectedRanges": [_protection(book, each) for each in sheet.protected],
        "basicFilter": sheet.basic_filter,
        "charts": sheet.charts,
        "bandedRanges": sheet.banded,
        "developerMetadata": metadata.at_sheet(book, sheet),
        "rowGroups": sheet.row_groups,
        "columnGroups": sheet.column_groups,
        "tables": sheet.tables,
    }
    if switches.ranges_leave_out_parts and ranges is not None:
        areas = [each for each in ranges if each.sheet is sheet]
        parts = {name: _touching(part, areas) for name, part in parts.items()}
    return told | {name: value for name, value in parts.items() if value}


def _touching(part: Any, areas: Sequence[Area]) -> Any:
    """What of it lies in one of these areas, at least with a corner; a filter as a whole or not at all."""
    if isinstance(part, Mapping):
        return part if any(_meets(part.get("range", {}), area) for area in areas) else None
    kept = []
    for each in part or ():
        where = each.get("ranges") or [each.get("range", each)]
        if any(_meets(one, area) for one in where for area in areas):
            kept.append(each)
    return kept


def _meets(where: JSON, area: Area) -> bool:
    if cell := where.get("position", {}).get("overlayPosition", {}).get("anchorCell"):  # a chart
        row, column = cell.get("rowIndex", 0), cell.get("columnIndex", 0)
        return area.top <= row < area.bottom and area.left <= column < area.right
    if "dimension" in where:
        low, high = (area.top, area.bottom) if where["dimension"] == "ROWS" else (area.left, area.right)
        return bool(where.get("startIndex", 0) < high and where.get("endIndex", high) > low)
    rows = where.get("startRowIndex", 0) < area.bottom and where.get("endRowIndex", area.bottom) > area.top
    columns = where.get("startColumnIndex", 0) < area.right
    return bool(rows and columns and where.get("endColumnIndex", area.right) > area.left)


def _protection(book: Spreadsheet, kept: JSON) -> JSON:
    """As the caller sees it: editors are told only to those who may edit the range [D]."""
    told = {name: value for name, value in kept.items() if name != "editors"}
    may = may_edit(book, kept, CALLER.get())
    if may:
        told["requestingUserCanEdit"] = True
        told["editors"] = kept.get("editors", {})
    return told


def may_edit(book: Spreadsheet, protection: JSON, account: str) -> bool:
    """Whether this account may write in a protected range: a warning stops nobody, the owner always may [M]."""
    if protection.get("warningOnly") or not account:
        return True
    if account in protection.get("editors", {}).get("users", []):
        return True
    return any(
        each.get("role") == "owner" and each.get("emailAddress") == account for each in book.permissions
    )
