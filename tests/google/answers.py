"""Answers to a `spreadsheets.get` as Google gives them, drawn by hand for tests of what is made of them."""

from service.adapters.google.layout import layout_of, tab_range_name
from service.adapters.google.there import cells_of
from service.core.dates import SERIAL_ZERO


def text_cell(value):
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    if isinstance(value, str):
        return {"effectiveValue": {"stringValue": value}}
    if hasattr(value, "year"):
        value = (value - SERIAL_ZERO).days
    return {"effectiveValue": {"numberValue": value}}


def tab(title, rows=(), sheet_id=0, index=0, grid=(1000, 26), **parts):
    """One tab: `parts` are merges, protectedRanges, conditionalFormats …, and `frozen` (rows, columns)."""
    properties = {"rowCount": grid[0], "columnCount": grid[1]}
    frozen = parts.pop("frozen", (0, 0))
    properties |= {"frozenRowCount": frozen[0], "frozenColumnCount": frozen[1]} if any(frozen) else {}
    hidden = {"hidden": True} if parts.pop("hidden", False) else {}
    data = [{"rowData": [{"values": [text_cell(cell) for cell in row]} for row in rows]}]
    return {
        "properties": {
            "sheetId": sheet_id,
            "title": title,
            "index": index,
            "gridProperties": properties,
            **hidden,
        },
        "data": data,
        **parts,
    }


def answer(*tabs, site=None, names=(), locale="en_GB"):
    """A spreadsheet; `names`: declared titles of tabs that have their named range, by sheetId."""
    metadata = [{"metadataId": 1, "metadataKey": "pv_site", "metadataValue": site}] if site else []
    ranges = [
        {
            "namedRangeId": str(number),
            "name": tab_range_name(name),
            "range": {"sheetId": sheet_id, "startRowIndex": 0, "endRowIndex": 1},
        }
        for number, (name, sheet_id) in enumerate(dict(names).items())
    ]
    properties = {"title": "Patient Voice", "locale": locale, "timeZone": "Europe/London"}
    return {
        "spreadsheetId": "sheet-of-elm",
        "properties": properties,
        "developerMetadata": metadata,
        "namedRanges": ranges,
        "sheets": list(tabs),
    }


def read(made):
    return layout_of(made), cells_of(made)


def of_type(requests, name):
    """The requests of one type, without their wrapping."""
    return [each[name] for each in requests if name in each]
