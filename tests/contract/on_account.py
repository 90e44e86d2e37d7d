"""Hands in a spreadsheet of Google's own, through the API as far as it can do what a person does in the browser."""

import time
from contextlib import contextmanager

from openpyxl.utils import column_index_from_string, coordinate_to_tuple
from openpyxl.utils.cell import range_boundaries

from service.adapters.google.paced import SHEETS
from service.adapters.google.reading import quoted
from service.adapters.google_sheet import GoogleWorkbook, OwnMemory
from service.core.changes import WorkbookError
from service.core.stored_values import shown
from tests.contract.hands import SITE, trimmed
from tests.google.account import connected, has_second, spreadsheet_ids, wipe

LATE = 200  # seconds: Drive tells of what people change up to three minutes later
SHOWN = "sheets(data(rowData(values(note,dataValidation))))"


class OnAccount:
    """Two spreadsheets of the account named in the environment, wiped. Nothing of it in any other time than Google's."""

    name, longest = "account", 50_000

    def __init__(self, folder, kinds, tabs):
        self.kinds, self.tabs, self.ids = kinds, tabs, spreadsheet_ids()
        self.api, self.by_hand = connected(), connected(second=True)
        self.kept = {role: OwnMemory() for role in self.ids}
        for number in self.ids.values():
            wipe(self.api, number)
        self.hands_are_others, self.before = has_second(), None
        self.staff, self.managers = self.anew("staff"), self.anew("managers")

    def close(self):
        """The next test wipes them; the last one's are left to be looked at."""

    def anew(self, role="staff"):
        return GoogleWorkbook(self.api, self.ids[role], role, SITE, self.kinds, self.tabs, self.kept[role])

    def settle(self):
        until, pause = time.monotonic() + LATE, 0.05
        while self._version() == self.before and time.monotonic() < until:
            time.sleep(pause)
            pause = min(2 * pause, 5)
        self.before = None

    def _version(self):
        return self.by_hand.file(self.ids["staff"], "version")["version"]

    @contextmanager
    def nothing_written(self):
        before = self.api.client.made["write"]
        yield
        assert self.api.client.made["write"] == before

    # Hands

    @contextmanager
    def at_work(self):
        """There is nothing to open and to save."""
        yield

    def _properties(self, role="staff"):
        found = self.by_hand.get(self.ids[role], "sheets(properties)")["sheets"]
        return [tab["properties"] for tab in found]

    def _tab(self, title, role="staff"):
        return next(each for each in self._properties(role) if each["title"] == title)

    def _number(self, title):
        return self._tab(title).get("sheetId", 0)

    def _do(self, *requests):
        self._as_owner_at_need(lambda api: api.batch_update(self.ids["staff"], requests))

    def _enter(self, tab, cell, lines):
        """As the browser reads what is typed."""
        where = f"{SHEETS}/v4/spreadsheets/{self.ids['staff']}/values/{quoted(tab)}!{cell}"
        body = {"majorDimension": "ROWS", "values": lines}
        typed = {"valueInputOption": "USER_ENTERED"}
        self._as_owner_at_need(lambda api: api.client.request("put", where, typed, json=body))

    def _as_owner_at_need(self, do):
        """Tabs of ours are protected; the file's owner may all the same, who gives nobody a key: so we do it then."""
        if self.before is None:
            self.before = self._version()
        try:
            do(self.by_hand)
        except WorkbookError as problem:
            if problem.code != "protected":
                raise
            do(self.api)

    def type(self, tab, cell, text):
        self._enter(tab, cell, [[text]])

    def put(self, tab, cell, *lines):
        top, left = coordinate_to_tuple(cell)
        rows = [{"values": [_entered(value) for value in line]} for line in lines]
        properties = self._tab(tab)
        number, grid = properties.get("sheetId", 0), properties["gridProperties"]
        start = {"sheetId": number, "rowIndex": top - 1, "columnIndex": left - 1}
        self._do(
            *_room(number, "ROWS", grid["rowCount"], top - 1 + len(lines)),
            *_room(number, "COLUMNS", grid["columnCount"], left - 1 + max(map(len, lines))),
            {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}},
        )

    def paste(self, tab, cell, *lines):
        top, left = coordinate_to_tuple(cell)
        block = {
            "sheetId": self._number(tab),
            "startRowIndex": top - 1,
            "endRowIndex": top - 1 + len(lines),
            "startColumnIndex": left - 1,
            "endColumnIndex": left - 1 + max(map(len, lines)),
        }
        self._do({"updateCells": {"range": block, "fields": "userEnteredFormat,dataValidation"}})
        self._enter(tab, cell, [list(line) for line in lines])

    def clear(self, tab, block):
        left, top, right, bottom = range_boundaries(block)
        where = {
            "sheetId": self._number(tab),
            "startRowIndex": top - 1,
            "endRowIndex": bottom,
            "startColumnIndex": left - 1,
            "endColumnIndex": right,
        }
        self._do({"updateCells": {"range": where, "fields": "userEnteredValue"}})

    def note(self, tab, cell, text):
        row, column = coordinate_to_tuple(cell)
        start = {"sheetId": self._number(tab), "rowIndex": row - 1, "columnIndex": column - 1}
        self._do({"updateCells": {"start": start, "rows": [{"values": [{"note": text}]}], "fields": "note"}})

    def sort(self, tab, column, headings=1, descending=False):
        properties = self._tab(tab)
        where = {
            "sheetId": properties.get("sheetId", 0),
            "startRowIndex": headings,
            "endRowIndex": properties["gridProperties"]["rowCount"],
            "startColumnIndex": 0,
            "endColumnIndex": properties["gridProperties"]["columnCount"],
        }
        order = "DESCENDING" if descending else "ASCENDING"
        by = {"dimensionIndex": column_index_from_string(column) - 1, "sortOrder": order}
        self._do({"sortRange": {"range": where, "sortSpecs": [by]}})

    def insert(self, tab, where):
        line = _line(self._number(tab), where)
        self._do({"insertDimension": {"range": line, "inheritFromBefore": line["startIndex"] > 0}})

    def delete(self, tab, where):
        self._do({"deleteDimension": {"range": _line(self._number(tab), where)}})

    def move(self, tab, where, to):
        source = _line(self._number(tab), where)
        before = to - 1 if isinstance(to, int) else column_index_from_string(to) - 1
        self._do({"moveDimension": {"source": source, "destinationIndex": before}})

    def add_tab(self, title):
        self._do({"addSheet": {"properties": {"title": title}}})

    def rename_tab(self, title, to):
        self._set(title, "title", to)

    def delete_tab(self, title):
        self._do({"deleteSheet": {"sheetId": self._number(title)}})

    def hide_tab(self, title, hidden=True):
        self._set(title, "hidden", hidden)

    def _set(self, title, name, value):
        properties = {"sheetId": self._number(title), name: value}
        self._do({"updateSheetProperties": {"properties": properties, "fields": name}})

    # Eyes

    def rows(self, tab, role="staff"):
        [found] = self.by_hand.batch_get(self.ids[role], [quoted(tab)])
        return trimmed([value if value != "" else None for value in row] for row in found.get("values", []))

    def _cell(self, tab, cell):
        [found] = self.by_hand.get(self.ids["staff"], SHOWN, [f"{quoted(tab)}!{cell}"])["sheets"]
        [row] = found["data"][0].get("rowData", [{}])
        [value] = row.get("values", [{}])
        return value

    def note_at(self, tab, cell):
        return self._cell(tab, cell).get("note", "")

    def drop_down(self, tab, cell):
        condition = self._cell(tab, cell).get("dataValidation", {}).get("condition", {})
        words = [each["userEnteredValue"] for each in condition.get("values", [])]
        if condition.get("type") == "ONE_OF_LIST":
            return words
        if condition.get("type") != "ONE_OF_RANGE":
            return []
        [found] = self.by_hand.batch_get(self.ids["staff"], [words[0].lstrip("=")])
        return [word for line in found.get("values", []) for word in line if word]

    def titles(self, role="staff", hidden=None):
        tabs = self._properties(role)
        return [
            tab["title"] for tab in tabs if hidden is None or hidden is (tab.get("hidden", False) is True)
        ]

    def frozen(self, tab):
        grid = self._tab(tab)["gridProperties"]
        return grid.get("frozenRowCount", 0), grid.get("frozenColumnCount", 0)

    def charts(self, tab, role="staff"):
        found = self.by_hand.get(self.ids[role], "sheets(properties(title),charts(spec(title,altText)))")[
            "sheets"
        ]
        specs = [
            chart["spec"]
            for sheet in found
            if sheet["properties"]["title"] == tab
            for chart in sheet.get("charts", [])
        ]
        return [(spec.get("title", ""), spec.get("altText", "")) for spec in specs]


def _entered(value):
    """A value with its type, as a copy from another spreadsheet brings it; a day is a number there."""
    value = shown(value, False)
    if value is None:
        return {}
    kind = (
        "boolValue" if isinstance(value, bool) else "stringValue" if isinstance(value, str) else "numberValue"
    )
    return {"userEnteredValue": {kind: value}}


def _room(number, dimension, there, wanted):
    """What has no place in the grid finds it, as where somebody pastes."""
    if wanted > there:
        yield {"appendDimension": {"sheetId": number, "dimension": dimension, "length": wanted - there}}


def _line(number, where):
    at = where - 1 if isinstance(where, int) else column_index_from_string(where) - 1
    dimension = "ROWS" if isinstance(where, int) else "COLUMNS"
    return {"sheetId": number, "dimension": dimension, "startIndex": at, "endIndex": at + 1}
