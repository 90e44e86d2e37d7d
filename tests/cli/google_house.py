"""An installation whose two spreadsheets are on a Google of this process, and its commands run as they are typed."""

import shutil
from pathlib import Path

from service.settings import load_settings
from service.sites import build_site, open_site_ledger
from tests.cli.house import SECRET, typed
from tests.sheets_api.server import SheetsAPI

TOML = """[service]
database_url = "sqlite:///ledger.sqlite3"
public_url = "http://127.0.0.1:8000"
secret_key_file = "secret.key"

[google]
key_file = "key.json"
endpoint = "{endpoint}"

[[site]]
slug = "ward"
backend = "google"
staff = "{staff}"
managers = "{managers}"
"""


class GoogleHouse:
    """A folder with patient-voice.toml, a key and a ledger; a person made the spreadsheets and shared them."""

    def __init__(self, folder: Path):
        self.folder, self.toml = folder, folder / "patient-voice.toml"
        folder.mkdir(parents=True, exist_ok=True)
        self.google = SheetsAPI(quota=False, folder=folder / "google").start()
        self.account = self.google.key_file(folder / "key.json")
        kept = folder / "ids.txt"
        if not kept.exists():
            ids = [self.google.control.create(title) for title in ("Voice, staff", "Voice, managers")]
            kept.write_text("\n".join(ids), "utf-8")
            (folder / "secret.key").write_text(SECRET, "utf-8")
        self.staff, self.managers = kept.read_text("utf-8").split()
        self.write_settings()

    def write_settings(self, **more):
        words = {"endpoint": self.google.url, "staff": self.staff, "managers": self.managers, **more}
        self.toml.write_text(TOML.format(**words), "utf-8")

    @property
    def settings(self):
        return load_settings(self.toml, environ={})

    def open(self):
        """The site and its ledger; whoever asks closes it."""
        ledger = open_site_ledger(self.settings)
        return build_site(self.settings, self.settings.site("ward"), ledger), ledger

    def run(self, *words):
        return typed("--config", str(self.toml), *words)

    def rows(self, tab, workbook=None):
        return self.google.control.rows(workbook or self.staff, tab)

    def edit(self, *wishes, workbook=None):
        self.google.control.edit(workbook or self.staff, *wishes)

    def copy(self, folder: Path):
        """Another one as this stands; this one is closed."""
        self.close()
        shutil.copytree(self.folder, folder)
        return GoogleHouse(folder)

    def close(self):
        self.google.stop()
