"""A ward on the loopback Google that lives in a time of its own: retries, quotas and days pass in a moment."""

import shutil
from contextlib import contextmanager
from dataclasses import replace

import pytest
import requests

from service.adapters.google.paced import kind_of
from service.core.changes import WorkbookError
from service.ledger import submissions
from service.sites import build_site, open_site_ledger
from tests.flows.ward import LONDON, NOW
from tests.google.loopback import Clock
from tests.google.ward import GoogleWard
from tests.sheets_api.server import SheetsAPI


class Unhurried(requests.adapters.HTTPAdapter):
    """How long an answer really takes on a busy machine says nothing of how long we wait: that is simulated (`Stalls`)."""

    def send(self, request, stream=False, timeout=None, **named):
        return super().send(request, stream=stream, timeout=300, **named)


class Stalls:
    """The way to Google, on which some requests are never answered: `done` first, or not. Their patience passes in our time."""

    def __init__(self, ward, kind="", done=False, skip=0, times=None):
        self.ward, self.kind, self.done, self.skip, self.times = ward, kind, done, skip, times

    def through(self, client):
        self.client = client
        self.session = client.session.session if isinstance(client.session, Stalls) else client.session
        client._given = self

    def request(self, method, url, **named):
        is_meant = self.kind in ("", kind_of(method, url))
        if not is_meant or self.times == 0 or self.skip:
            self.skip -= is_meant and self.skip > 0
            return self.session.request(method, url, **named)
        self.times = self.times and self.times - 1
        if self.done:
            self.session.request(method, url, **named)
        self.ward.clock.sleep(named["timeout"][1])
        raise requests.ReadTimeout("no answer")

    def cease(self):
        self.client._given = self.session


class SimulatedWard(GoogleWard):
    """`cycle()` is a sync now, by its own clock; `pass_time` moves it on."""

    def __init__(self, folder, google: SheetsAPI, **more):
        self.clock = Clock()
        self.clock._now = NOW.astimezone(self.clock.now().tzinfo)
        google.now = self.clock.now
        super().__init__(folder, google, **more)
        self._in_our_time()
        self.sent = 0

    @classmethod
    def copied_from(cls, other, folder, google):
        """Another ward as it stands, on a server of its own: made once, then many times. Its ledger is closed."""
        made = cls.__new__(cls)
        made.clock, made.sent, made.google, made.slug, made.folder = Clock(), 0, google, other.slug, folder
        made.clock._now = other.clock.now()
        google.now = made.clock.now
        shutil.copytree(other.folder, folder, dirs_exist_ok=True)
        made.key, made.staff, made.managers = folder / "key.json", other.staff, other.managers
        account = google.key_file(made.key)
        for book in other.google.store.files():
            google.store.add(book.copy(), account)
        reached = replace(other.settings.google, key_file=made.key, endpoint=google.url)
        url = f"sqlite:///{folder / 'ledger.sqlite3'}"
        made.settings = replace(
            other.settings, database_url=url, versions_dir=folder / "versions", google=reached
        )
        made._open()
        return made

    def _in_our_time(self):
        client = self.site.staff.api.client
        client._times = self.clock.times(1.0)
        client.session.mount(self.google.url, Unhurried())
        self.site.staff._clock = self.site.managers._clock = self.clock.now

    def stall(self, **which):
        self.stalls = Stalls(self, **which)
        self.stalls.through(self.site.staff.api.client)

    def another_process(self):
        """The ledger is kept, and nothing else."""
        self.ledger.dispose()
        self._open()

    def _open(self):
        self.ledger = open_site_ledger(self.settings)
        self.site = build_site(self.settings, self.settings.site(self.slug), self.ledger)
        self._in_our_time()

    def now(self):
        return self.clock.now().astimezone(LONDON)

    def pass_time(self, minutes=3):
        self.clock.sleep(minutes * 60)

    def cycle(self, **more):
        return self.sync(self.now(), **more)

    def fails(self):
        """The code, the workbook and the words of what stops a cycle."""
        with pytest.raises(WorkbookError) as caught:
            self.cycle()
        problem = caught.value
        assert problem.exit_code == 3
        return problem.code, problem.workbook, problem.says

    def to_quiet(self, most=8):
        for _ in range(most):
            self.pass_time()
            if self.cycle().did == "nothing to do":
                return
        raise AssertionError(f"no rest in {most} cycles")

    def edit(self, *wishes):
        self.google.control.edit(self.staff, *wishes)

    def add_person(self, name):
        """Typed under the last row."""
        headings = [str(cell).strip("ƒ▸ ") for cell in self.cells("People")[0]]
        cell = f"{chr(65 + headings.index('Name'))}{len(self.cells('People')) + 1}"
        self.edit({"do": "type", "tab": "People", "cell": cell, "text": name})

    def tell(self, words):
        """A message comes in from the page, whatever state the workbook is in."""
        self.sent += 1
        with self.ledger.write() as conn:
            submissions.submit_message(
                conn, site=self.slug, form="tell-us", fields={"what": words, "kind": "Idea"},
                key=f"key {self.sent}".encode().ljust(16), now=self.now(),
            )  # fmt: skip

    def check_nothing_lost(self, names=(), words=()):
        """Everybody typed stands once, under a Ref of their own; every message stands once."""
        people = [name for name in self.column("People", "Name") if name]
        assert sorted(people) == sorted({*people})
        assert {*names} <= {*people}
        refs = self.refs("People")
        assert len(refs) == len({*refs}) == len(people)
        said = [word.split("\n")[0] for word in self.column("Feedback", "What was said") if word]
        assert sorted(said) == sorted(["The room is cold.", *words])
        assert len({*self.refs("Feedback")}) == len(said)


@contextmanager
def at_rest_in(folder, quota=True, **more):
    """Installed, filled and closed: what `copy_of` copies, so that a module installs one ward for all its tests."""
    with SheetsAPI(quota=quota) as google:
        made = SimulatedWard(folder, google, **more)
        made.to_quiet()
        made.close()
        yield made


@contextmanager
def copy_of(at_rest, folder, quota=True):
    """On a server of its own."""
    with SheetsAPI(quota=quota) as google:
        made = SimulatedWard.copied_from(at_rest, folder, google)
        yield made
        made.close()
