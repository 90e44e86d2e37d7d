"""A tab that is not there yet, made whole: the same headings, looks, rules and first rows as in the Excel template."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from service.adapters.excel.template_looks import GREY_TEXT, LOOKS, SERVICE_TAB, STAFF_TAB, TODAY_TAB
from service.adapters.excel.template_rules import PREPARED_ROWS
from service.adapters.excel.template_service import waiting_words
from service.adapters.excel.template_staff import heading_of, shown_columns
from service.adapters.google.colours import new_rules, wanted_rules
from service.adapters.google.groups import closed_groups
from service.adapters.google.layout import JSON
from service.adapters.google.protecting import protect_tab, protected_parts, requests_to_protect
from service.adapters.google.rules import Lists, hint, validation_rule
from service.adapters.google.tab_looks import (
    cell_format,
    colour_style,
    column_format,
    heading_format,
    pixels,
)
from service.core.changes import ServiceTab
from service.core.dates import SERIAL_ZERO
from service.core.finding import Headings
from service.core.rows import Column, Row

_SPARE_COLUMNS = 4  # for columns of staff's own: every cell of the grid counts, empty ones too
_SPARE_ROWS = 200
_SERVICE_GRID = (200, 12)  # rows and columns a tab of ours begins with; publishing makes room as it needs
_HEADING_HEIGHT, _TITLE_HEIGHT = 48, 40  # pixels: 36 and 30 points


@dataclass(frozen=True)
class NewTab:
    """What to make, and where: `title` is the declared one unless somebody has that already."""

    declared: type[Row] | ServiceTab
    sheet_id: int
    title: str
    index: int


def staff_sheet(new: NewTab, kind: type[Row], asked: Collection[str], rows: int) -> JSON:
    """The empty tab. It stands before anything looks at it."""
    grid = {
        "rowCount": _rows_for(rows),
        "columnCount": len(shown_columns(kind, asked)) + _SPARE_COLUMNS,
        "frozenRowCount": 1,
        "frozenColumnCount": 2 if kind.letter else 1,
    }
    return _sheet(new, grid, not kind.shown, STAFF_TAB)


def _rows_for(rows: int) -> int:
    """A grid has an end on Google: staff find rows to type in however many the tab begins with."""
    return max(PREPARED_ROWS, 1 + rows + _SPARE_ROWS)


def service_sheet(new: NewTab, tab: ServiceTab, lines: Sequence[Sequence[str]]) -> JSON:
    """The same for a tab of ours; those of headings alone are frozen under them."""
    rows, columns = _SERVICE_GRID
    grid: JSON = {
        "rowCount": PREPARED_ROWS if lines else rows,
        "columnCount": max([columns, len(tab.widths), *(len(line) + 1 for line in lines)]),
    }
    grid |= {"frozenRowCount": 1} if lines else {"hideGridlines": True}
    colour = TODAY_TAB if tab.place == 0 else SERVICE_TAB if tab.ours else STAFF_TAB
    return _sheet(new, grid, tab.hidden or tab.waits, colour)


def _sheet(new: NewTab, grid: JSON, hidden: bool, colour: str) -> JSON:
    properties: JSON = {"sheetId": new.sheet_id, "title": new.title, "index": new.index}
    properties |= {"gridProperties": grid, "tabColorStyle": colour_style(colour)}
    return {"addSheet": {"properties": properties | ({"hidden": True} if hidden else {})}}


def fill_staff_tab(
    new: NewTab,
    kind: type[Row],
    asked: Collection[str],
    lists: Lists,
    rows: Sequence[Mapping[str, Any]],
) -> Iterator[JSON]:
    """Headings, looks, drop-downs, colours, closed groups, protection, and the rows it begins with."""
    columns, at = shown_columns(kind, asked), new.sheet_id
    headings = Headings(1, {column.name: place for place, column in enumerate(columns, start=1)})
    last = _rows_for(len(rows))
    yield _height(at, _HEADING_HEIGHT)
    cells = [heading_cell(column, heading_of(column, columns)) for column in columns]
    yield put(at, 1, 1, [cells], "userEnteredValue,userEnteredFormat,note")
    for place, column in enumerate(columns, start=1):
        yield from column_looks(at, column, place, 2, last)
        if rule := validation_rule(column, 2, place, lists):
            yield set_rule(at, place, 2, last, rule)
    yield from closed_groups(at, [place for place, column in enumerate(columns, start=1) if column.more])
    yield from new_rules(wanted_rules(kind, at, headings))
    yield from requests_to_protect(None, protected_parts(kind, at, headings))
    if rows:
        values = [[_value(column, row.get(column.name)) for column in columns] for row in rows]
        yield put(at, 2, 1, values, "userEnteredValue")


def fill_service_tab(
    new: NewTab, tab: ServiceTab, lines: Sequence[Sequence[str]], account: str | None
) -> Iterator[JSON]:
    """What it says until it is published for the first time; `lines` are the words of Lists and Checks."""
    at = new.sheet_id
    widths = tab.widths or ((24,) * len(lines[0]) if lines else (90,))
    for place, width in enumerate(widths, start=1):
        yield column_width(at, place, width)
    if lines:
        heading, text = cell_format(LOOKS["heading ours"]), cell_format({"num_format": "@"})
        yield repeat(at, (2, None), (1, None), text)
        cells = [
            [_text(word, text if number else heading) for word in line] for number, line in enumerate(lines)
        ]
        yield put(at, 1, 1, cells, "userEnteredValue,userEnteredFormat")
    else:
        yield _height(at, _TITLE_HEIGHT)
        grey = cell_format({"valign": "top", "font_color": GREY_TEXT})
        told = [[_text(words, grey)] for words in waiting_words(tab)]
        title = [_text(tab.title, cell_format(LOOKS["title"]))]
        yield put(at, 1, 1, [title, *told], "userEnteredValue,userEnteredFormat")
    if tab.ours:
        yield protect_tab(at, account)


# The requests both new tabs and added columns are made of. Rows and columns count from 1, the last one included.


def heading_cell(column: Column, words: str) -> JSON:
    made = _text(words, heading_format(column))
    return {**made, "note": hint(column)} if hint(column) else made


def column_looks(sheet_id: int, column: Column, place: int, top: int, bottom: int) -> Iterator[JSON]:
    yield repeat(sheet_id, (top, bottom), (place, place), column_format(column))
    yield column_width(sheet_id, place, column.width)


def column_width(sheet_id: int, place: int, width: float) -> JSON:
    area = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": place - 1, "endIndex": place}
    properties = {"pixelSize": pixels(width)}
    return {"updateDimensionProperties": {"range": area, "properties": properties, "fields": "pixelSize"}}


def put(sheet_id: int, row: int, place: int, cells: Sequence[Sequence[JSON]], fields: str) -> JSON:
    start = {"sheetId": sheet_id, "rowIndex": row - 1, "columnIndex": place - 1}
    rows = [{"values": list(line)} for line in cells]
    return {"updateCells": {"start": start, "rows": rows, "fields": fields}}


def repeat(
    sheet_id: int,
    rows: tuple[int, int | None],
    columns: tuple[int, int | None],
    look: JSON,
    fields: str = "userEnteredFormat",
) -> JSON:
    cell = {"userEnteredFormat": look}
    return {"repeatCell": {"range": _area(sheet_id, rows, columns), "cell": cell, "fields": fields}}


def set_rule(sheet_id: int, place: int, top: int, bottom: int, rule: JSON) -> JSON:
    area = _area(sheet_id, (top, bottom), (place, place))
    return {"setDataValidation": {"range": area, "rule": rule}}


def _area(sheet_id: int, rows: tuple[int, int | None], columns: tuple[int, int | None]) -> JSON:
    area = {"sheetId": sheet_id, "startRowIndex": rows[0] - 1, "startColumnIndex": columns[0] - 1}
    area |= {} if rows[1] is None else {"endRowIndex": rows[1]}
    return area | ({} if columns[1] is None else {"endColumnIndex": columns[1]})


def _height(sheet_id: int, size: int) -> JSON:
    area = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    properties = {"pixelSize": size}
    return {"updateDimensionProperties": {"range": area, "properties": properties, "fields": "pixelSize"}}


def _text(words: str, look: JSON) -> JSON:
    value = {"userEnteredValue": {"stringValue": words}} if words else {}
    return {**value, "userEnteredFormat": look}


def _value(column: Column, value: Any) -> JSON:
    """A typed cell: nothing is parsed, so words stay as typed."""
    # Words stay as typed, mistakes of the demo's nurse included.
    shown = value if isinstance(value, str) or value is None else column.kind.show(value)
    if shown is None or shown == "":
        return {}
    if isinstance(shown, datetime):
        days = (shown.date() - SERIAL_ZERO).days + _part_of_day(shown.time())
        return {"userEnteredValue": {"numberValue": days}}
    if isinstance(shown, date):
        return {"userEnteredValue": {"numberValue": (shown - SERIAL_ZERO).days}}
    if isinstance(shown, time):
        return {"userEnteredValue": {"numberValue": _part_of_day(shown)}}
    if isinstance(shown, (int, float)) and not isinstance(shown, bool):
        return {"userEnteredValue": {"numberValue": shown}}
    if isinstance(shown, bool):
        return {"userEnteredValue": {"boolValue": shown}}
    return {"userEnteredValue": {"stringValue": str(shown)}}


def _part_of_day(clock: time) -> float:
    return (clock.hour * 3600 + clock.minute * 60 + clock.second) / 86400
