"""Everything under /v4/spreadsheets/{id}/values: reading, writing, appending and clearing values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.sheets_api import metadata, notation, showing, writing
from tests.sheets_api.entering import RAW, USER_ENTERED
from tests.sheets_api.model import JSON, APIFailure, Spreadsheet, invalid
from tests.sheets_api.notation import Area, GridRange
from tests.sheets_api.switches import Switches
from tests.sheets_api.writing import Written

COLUMNS = "COLUMNS"

_READS = (":batchGet", ":batchGetByDataFilter")


def handle(
    book: Spreadsheet,
    method: str,
    path_rest: str,
    query: Mapping[str, list[str]],
    body: JSON | None,
    switches: Switches,
) -> JSON:
    """The reply to one request; writes change `book` in place.

    `path_rest` is what follows /v4/spreadsheets/{id}/values, percent-decoded: "/Sheet1!A1:append", ":batchGet".
    """
    request = _Request(book, {name: each[-1] for name, each in query.items() if each}, body or {}, switches)
    if path_rest.startswith(":"):
        return _BATCHES[path_rest](request, query)
    text = path_rest.removeprefix("/")
    if method == "GET":
        return request.get(notation.parse_range(book, text), request.query)
    if method == "PUT":
        return request.update(text)
    text, _, verb = text.rpartition(":")
    return request.append(text) if verb == "append" else request.clear(text)


def is_change(method: str, path_rest: str) -> bool:
    """Whether such a request writes; several reads are POSTs."""
    return method != "GET" and path_rest not in _READS


class _Request:
    """One request: the book it is about, and how it wants to be answered."""

    def __init__(self, book: Spreadsheet, query: Mapping[str, str], body: JSON, switches: Switches):
        self.book, self.query, self.body, self.switches = book, query, body, switches

    def get(self, found: GridRange, options: Mapping[str, Any]) -> JSON:
        """A ValueRange. `options` are the query, or the body where there is one."""
        area = notation.within_grid(found, clip=self.switches.clip_long_ranges)
        return self._told(area, options, "majorDimension", "valueRenderOption", "dateTimeRenderOption")

    def _told(self, area: Area, options: Mapping[str, Any], major: str, render: str, dates: str) -> JSON:
        by = COLUMNS if options.get(major) == COLUMNS else "ROWS"
        ends = (area.top, area.left, area.bottom, area.right)
        how = options.get(render) or showing.FORMATTED
        rows = showing.read_rows(self.book, area.sheet, ends, how, options.get(dates) or showing.SERIAL)
        told: JSON = {"range": area.in_words(), "majorDimension": by}
        if rows:
            told["values"] = _turned(rows) if by == COLUMNS else rows
        return told

    def update(self, text: str) -> JSON:
        how = _how(self.query)
        written = writing.update(self.book, self._range(text), self.body, how, self.switches)
        return self._reply(written, self.query)

    def _range(self, text: str) -> GridRange:
        return notation.parse_range(self.book, text)

    def _reply(self, written: Written, options: Mapping[str, Any]) -> JSON:
        told = written.told(self.book.spreadsheet_id)
        if str(options.get("includeValuesInResponse", "")).lower() == "true":
            kept = {"major": self.body.get("majorDimension")} | dict(options)
            names = ("major", "responseValueRenderOption", "responseDateTimeRenderOption")
            told["updatedData"] = self._told(written.area, kept, *names)
        return told

    def append(self, text: str) -> JSON:
        how = _how(self.query)
        insert = self.query.get("insertDataOption") == "INSERT_ROWS"
        table, written = writing.append(self.book, self._range(text), self.body, how, insert, self.switches)
        told: JSON = {"spreadsheetId": self.book.spreadsheet_id}
        if table is not None:
            told["tableRange"] = table.in_words()
        return told | {"updates": self._reply(written, self.query)}

    def clear(self, text: str) -> JSON:
        area = writing.clear(self.book, self._range(text), self.switches)
        return {"spreadsheetId": self.book.spreadsheet_id, "clearedRange": area.in_words()}

    def selected(self, data_filter: JSON) -> list[GridRange]:
        return metadata.ranges_of(self.book, data_filter)


def _how(options: Mapping[str, Any]) -> str:
    how = options.get("valueInputOption")
    if how not in (RAW, USER_ENTERED):
        raise invalid("'valueInputOption' is required but not specified")
    return str(how)


def _turned(rows: list[list[Any]]) -> list[list[Any]]:
    """Columns, each without the empty cells at its end."""
    columns = []
    for at in range(max(map(len, rows))):
        column = [row[at] if at < len(row) else "" for row in rows]
        while column and column[-1] == "":
            column.pop()
        columns.append(column)
    return columns


def _batch_get(request: _Request, query: Mapping[str, list[str]]) -> JSON:
    """The order of the ranges is kept [C:WT.test_batch_get #6]."""
    ranges = [notation.parse_range(request.book, text) for text in query.get("ranges", [])]
    told = [request.get(found, request.query) for found in ranges]
    return {"spreadsheetId": request.book.spreadsheet_id} | ({"valueRanges": told} if told else {})


def _batch_get_by_filter(request: _Request, query: Mapping[str, list[str]]) -> JSON:
    """A range that several filters select comes once, with all of them [D MatchedValueRange]."""
    matched: dict[str, JSON] = {}
    for data_filter in request.body.get("dataFilters") or []:
        for found in request.selected(data_filter):
            told = request.get(found, request.body)
            one = matched.setdefault(told["range"], {"valueRange": told, "dataFilters": []})
            one["dataFilters"].append(data_filter)
    reply: JSON = {"spreadsheetId": request.book.spreadsheet_id}
    return reply | ({"valueRanges": list(matched.values())} if matched else {})


def _batch_update(request: _Request, query: Mapping[str, list[str]]) -> JSON:
    how = _how(request.body)
    all_written, responses = [], []
    for at, value_range in enumerate(request.body.get("data") or []):
        with _Within(f"data[{at}]"):
            found = request._range(value_range.get("range") or "")
            written = writing.update(request.book, found, value_range, how, request.switches)
        all_written.append(written)
        responses.append(request._reply(written, request.body))
    return _totals(request, all_written) | ({"responses": responses} if responses else {})


def _batch_update_by_filter(request: _Request, query: Mapping[str, list[str]]) -> JSON:
    """A filter that selects several ranges fills them all; filters are resolved before anything is written [D]."""
    how = _how(request.body)
    wishes = [
        (each, request.selected(each.get("dataFilter") or {})) for each in request.body.get("data") or []
    ]
    all_written, responses = [], []
    for at, (wish, ranges) in enumerate(wishes):
        for found in ranges:
            with _Within(f"data[{at}]"):
                written = writing.update(request.book, found, wish, how, request.switches)
            all_written.append(written)
            told = request._reply(written, request.body)
            told.pop("spreadsheetId")
            responses.append(told | {"dataFilter": wish["dataFilter"]})
    return _totals(request, all_written) | ({"responses": responses} if responses else {})


def _totals(request: _Request, written: list[Written]) -> JSON:
    """Rows and columns that several ranges share count once [C:WT.test_batch_update #5]."""
    rows = {(each.area.sheet.sheet_id, row) for each in written for row in each.rows}
    columns = {(each.area.sheet.sheet_id, column) for each in written for column in each.columns}
    counts = {
        "totalUpdatedRows": len(rows),
        "totalUpdatedColumns": len(columns),
        "totalUpdatedCells": sum(each.cells for each in written),
        "totalUpdatedSheets": len(writing.sheets_of(written)),
    }
    kept = {name: count for name, count in counts.items() if count}
    return {"spreadsheetId": request.book.spreadsheet_id} | kept


class _Within:
    """Failures inside say which part of a batch is meant [I:gspread#1601]."""

    def __init__(self, part: str):
        self.part = part

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, failure: BaseException | None, trace: object) -> None:
        if isinstance(failure, APIFailure) and failure.code == 400:
            raise APIFailure(400, failure.status, f"Invalid {self.part}: {failure.message}", failure.details)


def _batch_clear(request: _Request, query: Mapping[str, list[str]]) -> JSON:
    ranges = [request._range(text) for text in request.body.get("ranges") or []]
    return _cleared(request, ranges)


def _batch_clear_by_filter(request: _Request, query: Mapping[str, list[str]]) -> JSON:
    ranges = [found for each in request.body.get("dataFilters") or [] for found in request.selected(each)]
    return _cleared(request, ranges)


def _cleared(request: _Request, ranges: list[GridRange]) -> JSON:
    areas = [writing.clear(request.book, found, request.switches) for found in ranges]
    told: JSON = {"spreadsheetId": request.book.spreadsheet_id}
    return told | ({"clearedRanges": [area.in_words() for area in areas]} if areas else {})


_BATCHES = {
    ":batchGet": _batch_get,
    ":batchUpdate": _batch_update,
    ":batchClear": _batch_clear,
    ":batchGetByDataFilter": _batch_get_by_filter,
    ":batchUpdateByDataFilter": _batch_update_by_filter,
    ":batchClearByDataFilter": _batch_clear_by_filter,
}
