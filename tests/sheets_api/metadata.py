"""Developer metadata: where each entry hangs, and what a DataFilter finds."""

from __future__ import annotations

from typing import Any

from tests.sheets_api import notation
from tests.sheets_api.model import JSON, APIFailure, Sheet, Spreadsheet, invalid
from tests.sheets_api.notation import GridRange
from tests.sheets_api.places import ROWS, sheet_at

SPREADSHEET, SHEET, ROW, COLUMN = "SPREADSHEET", "SHEET", "ROW", "COLUMN"


def location(book: Spreadsheet, given: JSON | None) -> JSON:
    """A location as it is kept: the spreadsheet, one tab, or one row or column [D]."""
    given = given or {}
    if given.get("spreadsheet"):
        return {"locationType": SPREADSHEET, "spreadsheet": True}
    lines = given.get("dimensionRange")
    if lines is not None:
        sheet = sheet_at(book, lines.get("sheetId"))
        start, end = lines.get("startIndex") or 0, lines.get("endIndex")
        size = sheet.row_count if lines.get("dimension") == ROWS else sheet.column_count
        if end is None or end - start != 1 or start < 0 or end > size:
            raise invalid("Developer metadata may only be associated with a single row or column.")
        kept = {"sheetId": sheet.sheet_id} if sheet.sheet_id else {}
        kept |= {"dimension": lines["dimension"], "startIndex": start, "endIndex": end}
        return {"locationType": ROW if lines["dimension"] == ROWS else COLUMN, "dimensionRange": kept}
    if "sheetId" in given:
        return {"locationType": SHEET, "sheetId": sheet_at(book, given["sheetId"]).sheet_id}
    raise invalid("Developer metadata must have a location.")


def at_spreadsheet(book: Spreadsheet) -> list[JSON]:
    return [each for each in book.developer_metadata if each["location"]["locationType"] == SPREADSHEET]


def at_sheet(book: Spreadsheet, sheet: Sheet) -> list[JSON]:
    here = (SHEET, sheet.sheet_id)
    return [
        each
        for each in book.developer_metadata
        if (each["location"]["locationType"], each["location"].get("sheetId", 0)) == here
    ]


def by_line(book: Spreadsheet, sheet: Sheet, dimension: str) -> dict[int, list[JSON]]:
    """The entries of each row or column of a tab, by its position."""
    found: dict[int, list[JSON]] = {}
    for each in book.developer_metadata:
        lines = each["location"].get("dimensionRange")
        if lines and lines["dimension"] == dimension and lines.get("sheetId", 0) == sheet.sheet_id:
            found.setdefault(lines["startIndex"], []).append(each)
    return found


def found_by(book: Spreadsheet, data_filter: JSON) -> list[JSON]:
    """The entries a DataFilter matches: by what is asked of them, or by where they lie."""
    lookup = data_filter.get("developerMetadataLookup")
    if lookup is not None:
        return [each for each in book.developer_metadata if _matches(each, lookup)]
    ranges = _places(book, data_filter)
    return [
        each for each in book.developer_metadata if any(_meets(book, each["location"], at) for at in ranges)
    ]


def ranges_of(book: Spreadsheet, data_filter: JSON) -> list[GridRange]:
    """The cells a DataFilter selects: of metadata, the rows, columns and tabs its entries hang on."""
    if data_filter.get("developerMetadataLookup") is None:
        return _places(book, data_filter)
    return [range_at(book, each["location"]) for each in found_by(book, data_filter) if _has_cells(each)]


def _has_cells(entry: JSON) -> bool:
    return bool(entry["location"]["locationType"] != SPREADSHEET)


def range_at(book: Spreadsheet, where: JSON) -> GridRange:
    lines = where.get("dimensionRange")
    if lines is None:
        return GridRange(sheet_at(book, where.get("sheetId")))
    sheet, start, end = sheet_at(book, lines.get("sheetId")), lines["startIndex"], lines["endIndex"]
    if lines["dimension"] == ROWS:
        return GridRange(sheet, top=start, bottom=end)
    return GridRange(sheet, left=start, right=end)


def _places(book: Spreadsheet, data_filter: JSON) -> list[GridRange]:
    if data_filter.get("a1Range"):
        return [notation.parse_range(book, data_filter["a1Range"])]
    if data_filter.get("gridRange") is not None:
        return [notation.from_json(book, data_filter["gridRange"])]
    raise invalid("Must specify a filter.")


def _matches(entry: JSON, lookup: JSON) -> bool:
    for name in ("metadataId", "metadataKey", "metadataValue", "visibility"):
        wanted: Any = lookup.get(name)
        if wanted is not None and entry.get(name) != wanted:
            return False
    where = entry["location"]
    kind = lookup.get("locationType")
    if kind is not None and where["locationType"] != kind:
        return False
    place = lookup.get("metadataLocation")
    if place is None:
        return True
    exact = lookup.get("locationMatchingStrategy", "EXACT_LOCATION") == "EXACT_LOCATION"
    if place.get("spreadsheet"):
        return not exact or where["locationType"] == SPREADSHEET
    lines, wanted_lines = where.get("dimensionRange"), place.get("dimensionRange")
    if wanted_lines is not None:
        if lines is None or lines.get("sheetId", 0) != (wanted_lines.get("sheetId") or 0):
            return False
        if lines["dimension"] != wanted_lines.get("dimension"):
            return False
        start, end = wanted_lines.get("startIndex") or 0, wanted_lines.get("endIndex")
        same = (start, end) == (lines["startIndex"], lines["endIndex"])
        within = start <= lines["startIndex"] and (end is None or lines["endIndex"] <= end)
        return same if exact else within
    sheet_id = place.get("sheetId") or 0
    if where["locationType"] == SHEET:
        return bool(where.get("sheetId", 0) == sheet_id)
    return not exact and lines is not None and lines.get("sheetId", 0) == sheet_id


def _meets(book: Spreadsheet, where: JSON, at: GridRange) -> bool:
    """Whether an entry hangs on a row, column or tab that a block of cells touches."""
    if where["locationType"] == SPREADSHEET:
        return False
    own = range_at(book, where)
    if own.sheet is not at.sheet:
        return False
    return _touch(own.top, own.bottom, at.top, at.bottom) and _touch(own.left, own.right, at.left, at.right)


def _touch(start: int | None, end: int | None, other_start: int | None, other_end: int | None) -> bool:
    """Whether two stretches share something; None is an open end."""
    return (end is None or (other_start or 0) < end) and (other_end is None or (start or 0) < other_end)


def by_id(book: Spreadsheet, metadata_id: int) -> JSON:
    """The entry with this number; a 404 where there is none [M]."""
    found = next((each for each in book.developer_metadata if each["metadataId"] == metadata_id), None)
    if found is None:
        raise APIFailure(404, "NOT_FOUND", f"No developer metadata found with id: {metadata_id}")
    return found


def search(book: Spreadsheet, body: JSON) -> JSON:
    """The body of POST …/developerMetadata:search."""
    matched: dict[int, tuple[JSON, list[JSON]]] = {}
    for data_filter in body.get("dataFilters") or []:
        for entry in found_by(book, data_filter):
            matched.setdefault(entry["metadataId"], (entry, []))[1].append(data_filter)
    if not matched:
        return {}
    return {
        "matchedDeveloperMetadata": [
            {"developerMetadata": entry, "dataFilters": filters} for entry, filters in matched.values()
        ]
    }
