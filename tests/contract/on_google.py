"""Hands in the loopback Google: what a person does in the browser, of tests/sheets_api/people.py."""

from contextlib import contextmanager

from openpyxl.utils import coordinate_to_tuple

from service.adapters.google.client import GoogleAPI
from service.adapters.google.credentials import open_credentials
from service.adapters.google.paced import PacedClient
from service.adapters.google.quota import Pace
from service.adapters.google_sheet import GoogleWorkbook, OwnMemory
from service.core.stored_values import shown
from tests.contract.hands import SITE, trimmed
from tests.google.loopback import Clock
from tests.sheets_api import formulas, values
from tests.sheets_api.exporting import quoted
from tests.sheets_api.server import SheetsAPI


class OnGoogle:
    """Two spreadsheets that a person made and shared with one account, in a time of their own."""

    name, longest = "google", 50_000
    hands_are_others = True

    def __init__(self, folder, kinds, tabs, google=None):
        self.kinds, self.tabs = kinds, tabs
        self.started = None if google else SheetsAPI(quota=False).start()
        self.google = google or self.started
        self.clock = Clock()
        self.google.now = self.clock.now
        self.account = self.google.key_file(folder / "key.json")
        self.ids = {role: self.google.control.create(f"Voice, {role}") for role in ("staff", "managers")}
        pace = Pace(most={"read": 10_000, "write": 10_000})
        client = PacedClient(
            open_credentials(folder / "key.json"), endpoint=self.google.url, times=self.clock.times(1.0), pace=pace,
            roles={number: role for role, number in self.ids.items()},
        )  # fmt: skip
        self.api, self.kept = GoogleAPI(client), {role: OwnMemory() for role in self.ids}
        self.staff, self.managers = self.anew("staff"), self.anew("managers")

    def close(self):
        if self.started:
            self.started.stop()

    def anew(self, role="staff"):
        return GoogleWorkbook(
            self.api, self.ids[role], role, SITE, self.kinds, self.tabs, self.kept[role], clock=self.clock.now
        )

    def settle(self):
        self.clock.sleep(self.google.switches.drive_lag.total_seconds() + 1)

    @contextmanager
    def nothing_written(self):
        before = self.google.control.count("write")
        yield
        assert self.google.control.count("write") == before

    # Hands

    @contextmanager
    def at_work(self):
        """There is nothing to open and to save."""
        yield

    def edit(self, *wishes):
        self.google.control.edit(self.ids["staff"], *wishes)

    def _do(self, what, tab, **more):
        self.edit({"do": what, "tab": tab, **more})

    def type(self, tab, cell, text):
        self._do("type", tab, cell=cell, text=text)

    def put(self, tab, cell, *lines):
        top, left = coordinate_to_tuple(cell)

        def write(book):
            sheet = book.titled(tab)
            for row, line in enumerate(lines, top - 1):
                for column, value in enumerate(line, left - 1):
                    sheet.put(row, column, sheet.cell(row, column).with_value(shown(value, False)))
            sheet.row_count = max(sheet.row_count, top - 1 + len(lines))
            formulas.forget(book)

        self.edit(write)

    def paste(self, tab, cell, *lines):
        self._do("paste", tab, cell=cell, rows=[list(line) for line in lines])

    def clear(self, tab, block):
        self._do("clear", tab, range=block)

    def note(self, tab, cell, text):
        self._do("note", tab, cell=cell, text=text)

    def sort(self, tab, column, headings=1, descending=False):
        self._do("sort", tab, column=column, headings=headings, descending=descending)

    def insert(self, tab, where):
        self._do("insert", tab, **_lines(where))

    def delete(self, tab, where):
        self._do("delete", tab, **_lines(where))

    def move(self, tab, where, to):
        self._do("move", tab, **_lines(where), to=to)

    def add_tab(self, title):
        self.edit({"do": "add_tab", "title": title})

    def rename_tab(self, title, to):
        self._do("rename_tab", title, to=to)

    def delete_tab(self, title):
        self._do("delete_tab", title)

    def hide_tab(self, title, hidden=True):
        def change(book):
            properties = {**book.titled(title).properties, "hidden": True}
            if not hidden:
                del properties["hidden"]
            book.titled(title).properties = properties

        self.edit(change)

    # Eyes

    def _book(self, role="staff"):
        return self.google.control.book(self.ids[role])

    def rows(self, tab, role="staff"):
        asked = {"valueRenderOption": ["UNFORMATTED_VALUE"], "dateTimeRenderOption": ["SERIAL_NUMBER"]}
        told = values.handle(self._book(role), "GET", "/" + quoted(tab), asked, None, self.google.switches)
        return trimmed([_seen(value) for value in row] for row in told.get("values", []))

    def _cell(self, tab, cell):
        row, column = coordinate_to_tuple(cell)
        return self._book().titled(tab).cell(row - 1, column - 1)

    def note_at(self, tab, cell):
        return self._cell(tab, cell).note

    def drop_down(self, tab, cell):
        condition = (self._cell(tab, cell).validation or {}).get("condition", {})
        words = [each["userEnteredValue"] for each in condition.get("values", [])]
        if condition.get("type") == "ONE_OF_LIST":
            return words
        if condition.get("type") != "ONE_OF_RANGE":
            return []
        lines = values.handle(self._book(), "GET", "/" + words[0].lstrip("="), {}, None, self.google.switches)
        return [word for line in lines.get("values", []) for word in line if word]

    def titles(self, role="staff", hidden=None):
        tabs = self._book(role).sheets
        return [tab.title for tab in tabs if hidden is None or hidden is tab.properties.get("hidden", False)]

    def frozen(self, tab):
        grid = self._book().titled(tab).grid_properties
        return grid.get("frozenRowCount", 0), grid.get("frozenColumnCount", 0)

    def charts(self, tab, role="staff"):
        specs = [chart["spec"] for chart in self._book(role).titled(tab).charts]
        return [(spec.get("title", ""), spec.get("altText", "")) for spec in specs]


def _lines(where):
    return {"row": where} if isinstance(where, int) else {"column": where}


def _seen(value):
    """A cell that shows nothing looks empty."""
    return None if value in ("", '=""') else value
