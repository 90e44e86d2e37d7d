"""A ward on the loopback Google in which people move things between any two of our requests, begun anew in a moment."""

import shutil
from contextlib import contextmanager, suppress
from datetime import timedelta
from urllib.parse import urlsplit

import requests

from service.core.changes import WorkbookBusy, WorkbookError
from service.sites import build_site, open_site_ledger
from tests.flows.ward import NOW
from tests.google.ward import GoogleWard
from tests.sheets_api import pretty
from tests.sheets_api.exchange import Call, Dropped
from tests.sheets_api.model import Formula
from tests.sheets_api.notation import letters
from tests.sheets_api.server import SheetsAPI

ROWS = 60


class Straight(requests.adapters.BaseAdapter):
    """Requests to the server without a socket: the same calls and answers, many times as fast."""

    def __init__(self, google):
        super().__init__()
        self.google, self.asked, self.due = google, 0, None

    def before(self, skip, do):
        """Something happens before a request of ours, after as many others."""
        self.due = skip, do

    def send(self, request, **_):
        headers = {name.lower(): value for name, value in request.headers.items()}
        body = request.body or b""
        body = body.encode() if isinstance(body, str) else body
        target = urlsplit(request.url)
        call = Call.of(request.method, f"{target.path}?{target.query}", headers, body)
        self.asked += 1
        if self.due:
            skip, do = self.due
            self.due = (skip - 1, do) if skip else None
            if not skip:
                do()
        try:
            answer = self.google.answer(call)
        except Dropped as dropped:
            raise requests.ConnectionError("dropped", request=request) from dropped
        self.google.control.note(call, answer.status, 0, 0.0)
        response = requests.Response()
        response.status_code, response.url, response.request = answer.status, request.url, request
        response.headers["Content-Type"] = answer.content_type
        response.headers.update(answer.headers)
        is_bytes = isinstance(answer.body, bytes)
        response._content = answer.body if is_bytes else pretty.dumps(answer.body, False)
        return response

    def close(self): ...


def shorten(book):
    """Few empty rows, so that what is done many times is done quickly."""
    for sheet in book.sheets:
        del sheet.rows[ROWS:]
        sheet.row_count = min(sheet.row_count, ROWS)


class HandsWard(GoogleWard):
    """`begin()` puts both spreadsheets and the ledger back to how they stood when the ward was in step."""

    def __init__(self, folder, google, straight=True, **more):
        super().__init__(folder, google, per_minute=10**6, **more)
        self.now, self.straight = NOW, straight
        self._connect()
        google.control.edit(self.staff, shorten)
        google.control.edit(self.managers, shorten)
        with suppress(WorkbookError):  # how the managers' tabs are built was known otherwise
            self.sync()
        self.until_quiet()
        self.ledger.dispose()
        self._ledger_file = folder / "ledger.sqlite3"
        self._kept = folder / "kept.sqlite3"
        shutil.copy(self._ledger_file, self._kept)
        self._books = [google.control.book(each).copy() for each in (self.staff, self.managers)]
        self._now = self.now
        self.begin()

    def begin(self):
        self.ledger.dispose()
        for each in self.folder.glob("ledger.sqlite3*"):
            each.unlink()
        shutil.copy(self._kept, self._ledger_file)
        self.google.control.clear_faults()
        for kept in self._books:
            with self.google.store.change(kept.spreadsheet_id, by="nobody") as (book,):
                version = book.version
                book.__dict__.update(kept.copy().__dict__)
                book.version = version
        self.now = self._now
        self.ledger = open_site_ledger(self.settings)
        self.site = build_site(self.settings, self.settings.sites[0], self.ledger)
        self._connect()
        return self

    def _connect(self):
        if self.straight:
            self.wire = Straight(self.google)
            self.site.staff.api.client.session.mount(self.google.url, self.wire)

    def sync(self, **more):
        self.now += timedelta(minutes=3)
        return super().sync(self.now, **more)

    def until_quiet(self, most=12):
        """Syncs until there is nothing to do; what each did."""
        did = []
        for _ in range(most):
            try:
                did.append(self.sync())
            except WorkbookBusy:
                continue
            if did[-1].did == "nothing to do":
                return did
        raise AssertionError(f"never quiet: {[each.did for each in did]}")

    def edit(self, *wishes):
        self.google.control.edit(self.staff, *wishes)

    def between(self, *wishes, **where):
        """The edit happens once, in the second between our look and our write, unless `where` says otherwise."""
        where = {"kind": "write", "path": self.staff} | where
        return self.google.control.edit_between(self.staff, *wishes, **where)

    def raw(self, tab):
        """What was entered in each cell, formulas as such; row 1 first."""
        sheet = self.google.control.book(self.staff).titled(tab)
        return [[cell.value for cell in cells] for cells in sheet.rows]

    def place(self, tab, heading):
        for row, cells in enumerate(self.raw(tab), start=1):
            for column, value in enumerate(cells, start=1):
                if isinstance(value, str) and value.strip("ƒ▸ ") == heading:
                    return row, column
        raise AssertionError(f"{tab} has no heading {heading}")

    def letter(self, tab, heading):
        return letters(self.place(tab, heading)[1] - 1)

    def row_of(self, tab, word):
        return next(number for number, cells in enumerate(self.raw(tab), start=1) if word in cells)

    def under(self, tab, heading, word):
        """The cell under this heading in the row that holds this word."""
        cells = self.raw(tab)[self.row_of(tab, word) - 1]
        column = self.place(tab, heading)[1]
        return cells[column - 1] if column <= len(cells) else None

    def type(self, tab, row, **cells):
        """Wishes for typing into one row, by heading."""
        return [
            {
                "do": "type",
                "tab": tab,
                "cell": f"{self.letter(tab, name.replace('_', ' '))}{row}",
                "text": text,
            }
            for name, text in cells.items()
        ]

    def next_row(self, tab):
        used = [
            n
            for n, cells in enumerate(self.raw(tab), 1)
            if any(v is not None and not isinstance(v, Formula) for v in cells)
        ]
        return max(used) + 1

    def add(self, tab, **cells):
        row = self.next_row(tab)
        self.edit(*self.type(tab, row, **cells))
        return row

    def ours_astray(self, tab):
        """Formulas of ours that do not stand in a column of ours under the headings."""
        cells = self.raw(tab)
        top = self.place(tab, "Ref")[0]
        ours = {
            c
            for c, value in enumerate(cells[top - 1])
            if isinstance(value, str) and "ƒ" in value or value == "Check"
        }
        return [
            (r, c)
            for r, line in enumerate(cells)
            for c, value in enumerate(line)
            if isinstance(value, Formula) and "VLOOKUP" in value.text and (r < top or c not in ours)
        ]

    def kept_aside(self):
        return [
            sheet.title
            for sheet in self.google.control.book(self.staff).sheets
            if "keeps this" in sheet.title
        ]


@contextmanager
def hands_in(folder):
    """Installed once for a module; each test begins anew."""
    with SheetsAPI(quota=False) as google:
        ward = HandsWard(folder, google)
        yield ward
        ward.close()
