"""A small ward for tests: real workbooks, a real ledger, and hands that edit the file as a spreadsheet program would."""

import shutil
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl

from service.flows.sync import sync
from service.ledger.upgrade import upgrade
from service.settings import Settings, SiteSettings
from service.sites import build_site, open_site_ledger
from service.workbooks import write_workbooks
from sheet_templates.feedback import Feedback
from sheet_templates.people import Person
from sheet_templates.questions import Question
from sheet_templates.set_up import SetUpRow
from sheet_templates.surveys import Survey

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=LONDON)
NAMES = [
    "Amara Bello",
    "Bridget Cole",
    "Carys Dunn",
    "Dilys Evans",
    "Esther Fry",
    "Farah Gill",
    "Gwen Hart",
    "Hana Ito",
]

SET_UP = {
    "Hospital": "Test Hospital", "Service": "Thursday team", "Contact phone": "01632 960000", "24-hour treatment helpline": "01632 960001",
    "Crisis line": "01632 960002", "PALS": "01632 960003", "Controller": "Test Trust", "Data protection contact": "dpo@example.org",
    "Keep for (months)": 24,
}  # fmt: skip


def person(number, name, **more):
    return {
        "ref": f"P-{number:03d}",
        "name": name,
        "role": "Patient",
        "status": "Active",
        "prefers": "Email",
        "email": f"p{number}@example.org",
        "may_contact": "Yes",
        "said_so_on": NOW.date(),
        "said_so_how": "At clinic",
    } | more


def rows():
    set_up = [
        row | ({"value": SET_UP[row["setting"]]} if row["setting"] in SET_UP else {})
        for row in SetUpRow.prefilled()
    ]
    urgent = iter(["Ann Lee, ann@example.org", "Bo Kay, bo@example.org"])
    for row in set_up:
        if row["setting"] == "Urgent comments go to":
            row["value"] = next(urgent, None)
    survey = {
        "ref": "S-001", "title": "How are we doing?", "kind": "Annual", "opens": datetime(2026, 11, 1).date(),
        "closes": datetime(2026, 12, 15).date(), "who": "Everyone", "answers_are": "Anonymous", "status": "Open",
    }  # fmt: skip
    questions = [
        {"ref": "Q-001", "survey": "S-001", "order": 1, "question": "How was your last visit?", "type": "Rating (very good to very poor)", "better_is": "Higher"},
        {"ref": "Q-002", "survey": "S-001", "order": 2, "question": "What would have made it better?", "type": "Long text"},
    ]  # fmt: skip
    return {
        Person: [person(number, name) for number, name in enumerate(NAMES, start=1)],
        Feedback: [{"ref": "F-001", "date": datetime(2026, 11, 20).date(), "came_from": "Clinic", "what_was_said": "The room is cold.", "kind": "Could be better"}],
        SetUpRow: set_up,
        Survey: [survey],
        Question: questions,
    }  # fmt: skip


class Ward:
    """One site in a folder."""

    def __init__(
        self,
        folder: Path,
        slug="ward",
        secret=b"a test secret of more than 32 characters",
        starts=None,
        copied_from=None,  # another ward with no open ledger: made once, then many times as it stands
    ):
        self.folder, self.slug = folder, slug
        if copied_from is None:
            folder.mkdir(exist_ok=True)
        else:
            shutil.copytree(copied_from.folder, folder, dirs_exist_ok=True)
        self.staff, self.managers = folder / "staff" / "staff.xlsx", folder / "managers" / "managers.xlsx"
        where = SiteSettings(slug, "xlsx", str(self.staff), str(self.managers))
        url = f"sqlite:///{folder / 'ledger.sqlite3'}"
        self.settings = Settings(url, "http://127.0.0.1:8000", secret, folder / "versions", (where,))
        if copied_from is None:
            upgrade(url)
        self.ledger = open_site_ledger(self.settings)
        self.site = build_site(self.settings, where, self.ledger)
        if copied_from is None:
            write_workbooks(
                self.staff, self.managers, self.site.workbook_id, NOW, rows() if starts is None else starts
            )

    def sync(self, now=NOW, **more):
        return sync(self.site, now, **more)

    def cells(self, tab, workbook=None):
        """Values as last saved, cached ones for formulas; row 1 first."""
        book = openpyxl.load_workbook(workbook or self.staff, data_only=True)
        return [[cell.value for cell in row] for row in book[tab].iter_rows()]

    def column(self, tab, heading, workbook=None):
        lines = self.cells(tab, workbook)
        place = [str(cell or "").strip("ƒ▸ ") for cell in lines[0]].index(heading)
        return [line[place] for line in lines[1:]]

    def refs(self, tab):
        return [ref for ref in self.column(tab, "Ref") if ref]

    def text(self, tab, workbook=None):
        return "\n".join(
            " ".join(str(cell) for cell in line if cell is not None) for line in self.cells(tab, workbook)
        )

    @contextmanager
    def edited(self, path=None):
        """Somebody opens the workbook, changes it and saves."""
        path = path or self.staff
        book = openpyxl.load_workbook(path)
        yield book
        book.save(path)

    @contextmanager
    def tab(self, title):
        with self.edited() as book:
            yield book[title]

    def place(self, sheet, heading):
        return next(cell.column for cell in sheet[1] if str(cell.value or "").strip("ƒ▸ ") == heading)

    def add(self, tab, **cells):
        """Types a new row under the last one with anything in it."""
        with self.tab(tab) as sheet:
            number = 1 + max(
                row[0].row for row in sheet.iter_rows() if any(cell.value is not None for cell in row)
            )
            for heading, value in cells.items():
                sheet.cell(number, self.place(sheet, heading.replace("_", " "))).value = value
        return number
