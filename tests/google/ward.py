"""The small ward of tests/flows/ward.py, kept on the loopback Google: real HTTP, real tokens, quotas on where asked."""

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from service.flows.sync import sync
from service.ledger.upgrade import upgrade
from service.settings import GoogleSettings, Settings, SiteSettings
from service.sites import build_site, open_site_ledger
from tests.flows.ward import NOW, rows
from tests.sheets_api.server import SheetsAPI


class GoogleWard:
    """One site whose two spreadsheets a person made and shared with our service account."""

    def __init__(self, folder: Path, google: SheetsAPI, slug="ward", starts=None, per_minute=60, key=None):
        self.google, self.slug, self.folder = google, slug, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.key = key or folder / "key.json"
        if key is None:
            google.key_file(self.key)
        self.staff = google.control.create("Voice, staff")
        self.managers = google.control.create("Voice, managers")
        where = SiteSettings(slug, "google", self.staff, self.managers)
        url = f"sqlite:///{folder / 'ledger.sqlite3'}"
        self.settings = Settings(
            url,
            "http://127.0.0.1:8000",
            b"a test secret of more than 32 characters",
            folder / "versions",
            (where,),
            google=GoogleSettings(
                self.key,
                endpoint=google.url,
                inside_domains=("example.nhs.uk",),
                reads_per_minute=per_minute,
                writes_per_minute=per_minute,
            ),
        )
        upgrade(url)
        self.ledger = open_site_ledger(self.settings)
        self.site = build_site(self.settings, where, self.ledger)
        starts = rows() if starts is None else starts
        for port, tabs in ((self.site.staff, "staff"), (self.site.managers, "managers")):
            own = [tab for tab in self.site.tabs if tab.workbook == tabs]
            port.install(self.site.kinds, own, self.site.workbook_id, (), starts)

    def close(self):
        self.ledger.dispose()

    def sync(self, now=NOW, **more):
        return sync(self.site, now, **more)

    def cells(self, tab, workbook=None):
        """A tab as people see it, row 1 first."""
        return self.google.control.rows(workbook or self.staff, tab)

    def column(self, tab, heading, workbook=None):
        lines = self.cells(tab, workbook)
        place = [str(cell or "").strip("ƒ▸ ") for cell in lines[0]].index(heading)
        return [line[place] if place < len(line) else "" for line in lines[1:]]

    def refs(self, tab):
        return [ref for ref in self.column(tab, "Ref") if ref]

    def text(self, tab, workbook=None):
        return "\n".join(" ".join(str(cell) for cell in line if cell) for line in self.cells(tab, workbook))

    def requests(self, kind=""):
        """What went over the wire since the last look, as the server counted it."""
        return [each for each in self.google.control.log if not kind or each.kind == kind]

    @contextmanager
    def counted(self):
        """Requests made inside, by kind."""
        self.google.control.clear_log()
        counts = {}
        yield counts
        for each in self.google.control.log:
            counts[each.kind] = counts.get(each.kind, 0) + 1


def utc_now():
    return datetime.now(UTC)
