"""A spreadsheet on the loopback Google, written and read over HTTP by the requests and the reader of the port."""

from service.adapters.google.layout import FIELDS, layout_of
from service.adapters.google.publishing import in_parts, requests_to_publish
from service.adapters.google.reading import ranges_of, snapshot_of
from service.core.changes import ServiceTab

TODAY = ServiceTab("Today", "staff", 0, "x", widths=(60, 20), freeze_rows=1)
PROBLEMS = ServiceTab("Problems", "staff", 210, "x", landscape=True)
ANSWERS = ServiceTab("Answers", "staff", 240, "x")
LISTS = ServiceTab("Lists", "staff", 300, "x", hidden=True)
CHECKS = ServiceTab("Checks", "staff", 310, "x", hidden=True)
TABS = (TODAY, PROBLEMS, ANSWERS, LISTS, CHECKS)

SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"


class Spreadsheet:
    def __init__(self, session, book_id, kinds=(), tabs=()):
        self.session, self.address, self.kinds, self.tabs = session, f"{SHEETS}/{book_id}", kinds, tabs

    def get(self, **params):
        answer = self.session.get(self.address, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def layout(self):
        return layout_of(self.get(fields=FIELDS))

    def read(self):
        layout = self.layout()
        params = {
            "ranges": ranges_of(layout),
            "valueRenderOption": "UNFORMATTED_VALUE",
            "dateTimeRenderOption": "SERIAL_NUMBER",
        }
        answer = self.session.get(f"{self.address}/values:batchGet", params=params)
        assert answer.status_code == 200, answer.text
        return snapshot_of(layout, answer.json()["valueRanges"], self.kinds)

    def grid(self, name):
        return next(grid for grid in self.read().grids if name in (grid.identity, grid.title))

    def rows(self, name):
        return [list(row) for row in self.grid(name).rows]

    def send(self, requests):
        answer = self.session.post(f"{self.address}:batchUpdate", json={"requests": list(requests)})
        assert answer.status_code == 200, answer.text

    def publish(self, changes, limit=2_000_000):
        grids = self.read().grids
        requests = requests_to_publish(self.layout(), changes, self.kinds, self.tabs, grids)
        for part in in_parts(requests, limit):
            self.send(part)
        return requests

    def cells(self, name, fields="userEnteredValue,userEnteredFormat,effectiveFormat,note,dataValidation"):
        """Rows of CellData."""
        tab = self.layout().tab(name)
        quoted = "'" + tab.title.replace("'", "''") + "'"
        found = self.get(ranges=quoted, fields=f"sheets.data.rowData.values({fields})")
        data = found["sheets"][0].get("data", [{}])[0]
        return [row.get("values", []) for row in data.get("rowData", [])]
