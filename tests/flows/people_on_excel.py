"""A ward in an Excel folder in which people save the workbook between any two steps that we take with the file.

Our steps are those that the system sees: each opening, locking, listing, making and renaming of a file in the folders of
the site. Python tells of each before it happens (`sys.addaudithook`), so nothing of ours is put in the place of anything.
Between the last look and the replacement there is none: a save in that instant is the one race that is left on Excel
(service/adapters/excel/safety.py).
"""

import os
import sys
import threading
from contextlib import contextmanager
from datetime import timedelta

import openpyxl

from tests.contract.on_excel import OnExcel
from tests.flows.ward import NOW, Ward
from tests.sheets_api.model import Formula

STEPS = {
    "open",
    "fcntl.lockf",
    "os.scandir",
    "os.listdir",
    "os.listxattr",
    "os.chmod",
    "os.chown",
    "os.remove",
    "os.rename",
    "tempfile.mkstemp",
    "pathlib.Path.glob",
}


class OurSteps:
    """What happens before which step of ours. One for the whole process: a hook cannot be taken off again, and Python asks
    it at every id() from then on, so it comes with the first use of it, in a test marked `last`."""

    def __init__(self):
        self.folder = self.thread = None
        self.count, self.due, self.troubles = 0, {}, []
        self._is_asked = False

    @contextmanager
    def of(self, ward, due):
        """`due`: the number of a step → what is done before it."""
        self.count, self.due, self.troubles = 0, dict(due), []
        if not self._is_asked:
            sys.addaudithook(self._hears)
            self._is_asked = True
        self.folder, self.thread = str(ward.folder), threading.get_ident()
        try:
            yield self
        finally:
            self.folder = None
        if self.troubles:
            raise self.troubles[0]

    def _hears(self, event, args):
        if self.folder is None or event not in STEPS or threading.get_ident() != self.thread:
            return
        if event != "fcntl.lockf" and not any(self.folder in str(each) for each in args):
            return
        if event == "os.rename" and str(args[1]).endswith(("staff.xlsx", "managers.xlsx")):
            return  # nothing lies between this and our last look
        self.count += 1
        for do in self.due.pop(self.count, ()):
            folder, self.folder = self.folder, None  # what people do are no steps of ours
            try:
                do()
            except BaseException as trouble:
                self.troubles.append(trouble)
            self.folder = folder


class OpenSheet:
    """One tab of the file as a person has it open, as tests/people_at_work.py looks at it."""

    row_count = column_count = 16_384

    def __init__(self, sheet):
        self.sheet, self.title = sheet, sheet.title

    @property
    def rows(self):
        """As far as something stands in them.

        Where a column or row was taken away, openpyxl keeps an empty one at the edge until the file is saved, and copies
        it with the tab: a copy looked at before and after its saving would seem to be written in.
        """
        filled = [at for at, cell in self.sheet._cells.items() if cell.value is not None]
        if not filled:
            return []
        rows, columns = (max(each) for each in zip(*filled, strict=True))
        return [[Seen(cell) for cell in line] for line in self.sheet.iter_rows(max_row=rows, max_col=columns)]


class Seen:
    def __init__(self, cell):
        is_formula = cell.data_type == "f"
        self.value = Formula(str(cell.value)) if is_formula else cell.value


class OpenBook:
    def __init__(self, book):
        self.book = book

    @property
    def sheets(self):
        return [OpenSheet(sheet) for sheet in self.book.worksheets]


class ExcelHandsWard(Ward, OnExcel):
    """`people_save(work)`: a person opens the file, does `work(book)`, and saves. `of`: a copy opened before."""

    def __init__(self, folder, **more):
        Ward.__init__(self, folder, **more)
        self.paths = {"staff": self.staff, "managers": self.managers}
        self.now = NOW + timedelta(days=1)

    def ends(self):
        self.ledger.dispose()

    def sync(self, **more):
        self.now += timedelta(minutes=3)
        return super().sync(self.now, **more)

    def people_save(self, work, of=None, in_place=True):
        """Some programs write into the file, others put another in its place."""
        self._held = self.opened() if of is None else of
        try:
            work(OpenBook(self._held))
            own = self.staff if in_place else self.staff.with_name("being saved.xlsx")
            self._held.save(own)
            if not in_place:
                os.replace(own, self.staff)
        finally:
            self._held = None

    def opened(self):
        return openpyxl.load_workbook(self.staff)

    def lock(self):
        self.staff.with_name(f"~${self.staff.name}").write_bytes(b"\3Ann" + b"\0" * 100)

    def unlock(self):
        self.staff.with_name(f"~${self.staff.name}").unlink()

    def carry_out(self, book, wish):
        """The wishes of tests/sheets_api/people.py that tests/people_at_work.py makes, with the hands of the contract."""
        do, tab = wish["do"], wish.get("tab")
        where = wish.get("row", wish.get("column"))
        if do == "sort":
            self.sort(tab, wish["column"], wish["headings"], wish["descending"])
        elif do == "insert":
            self.insert(tab, where)
        elif do == "delete":
            sheet = book.book[tab]
            if not isinstance(where, int) or where <= sheet.max_row:
                self.delete(tab, where)
        elif do == "move":
            self.move(tab, where, wish["to"])
        elif do == "paste":
            self.paste(tab, wish["cell"], *wish["rows"])
        elif do == "note":
            self.note(tab, wish["cell"], wish["text"])
        elif do == "rename_tab":
            self.rename_tab(tab, wish["to"])
        elif do == "move_tab":
            sheets = book.book._sheets
            sheet = book.book[tab]
            sheets.remove(sheet)
            sheets.insert(wish["index"], sheet)
            book.book.active = next(i for i, each in enumerate(sheets) if each.sheet_state == "visible")
        elif do == "add_tab":
            self.add_tab(wish["title"])
        elif do == "delete_tab":
            self.delete_tab(tab)
        elif do == "duplicate_tab":
            copied = book.book.copy_worksheet(book.book[tab])
            copied.title = wish["title"]
            copied.sheet_view.tabSelected = False
        else:
            raise ValueError(f"nobody can {do} here")
