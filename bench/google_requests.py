"""How many requests one cycle costs, beside the same job written plainly with gspread, as the server counts both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gspread

from bench import google_sites
from bench.google_sites import Pair
from bench.site import NOW, rows
from service.adapters.google.credentials import open_credentials
from service.adapters.google.paced import DRIVE, SHEETS
from service.flows.site import Site
from service.flows.sync import sync
from tests.sheets_api.server import SheetsAPI

_TOKEN = "token"


@dataclass(frozen=True)
class Cycle:
    """Requests of one cycle: ours and the plain program's."""

    name: str
    ours: int
    plain: int
    of_ours: str  # by kind


class AtLoopback(gspread.HTTPClient):
    """gspread's own client, whole, but for the address it asks."""

    endpoint = ""

    def request(self, method: str, endpoint: str, *arguments: Any, **named: Any) -> Any:
        for host in (SHEETS, DRIVE):
            endpoint = endpoint.replace(host, self.endpoint)
        return super().request(method, endpoint, *arguments, **named)


def cycles() -> list[Cycle]:
    with SheetsAPI() as google, TemporaryDirectory(prefix="pv-bench-") as name:
        folder = Path(name)
        pair = google_sites.new_pair(google, folder)
        with google_sites.opened(folder, google.url, [pair]) as (site,):
            google_sites.install(site, rows(0))
            google_sites.settle(site)
            return list(_measured(google, folder, pair, site))


def _measured(google: SheetsAPI, folder: Path, pair: Pair, site: Site) -> Sequence[Cycle]:
    google.quota.forget()  # a minute in which nothing was asked yet
    idle, of_idle = _counted(google, lambda: sync(site, NOW))
    edit = {"do": "type", "tab": "Feedback", "cell": "C2", "text": "soon"}
    google.control.edit(pair.staff, edit)
    tabs: list[str] = []
    busy, of_busy = _counted(google, lambda: tabs.extend(sync(site, NOW).written))
    back, of_back = _counted(google, lambda: sync(site, NOW))
    google.quota.forget()
    plain = Plain(google, folder, pair, site)
    nothing, _ = _counted(google, lambda: plain.cycle([]))
    google.quota.forget()
    something, _ = _counted(google, lambda: plain.cycle(tabs))
    return [
        Cycle("nothing to do", idle, nothing, of_idle),
        Cycle("one edit by staff", busy, something, of_busy),
        Cycle(
            "one edit by staff, with the cycle after it that reads back",
            busy + back,
            something + nothing,
            of_back,
        ),
    ]


class Plain:
    """A program as gspread's documentation teaches it: open, take each tab by its name, get_all_records, update."""

    def __init__(self, google: SheetsAPI, folder: Path, pair: Pair, site: Site):
        class Client(AtLoopback):
            endpoint = google.url

        # Our credentials, for gspread's own ask another host of Google's besides, which is not there.
        self.client = gspread.authorize(open_credentials(folder / "key.json"), http_client=Client)
        self.pair, self.site = pair, site
        shown = {sheet.title for sheet in google.control.book(pair.staff).sheets}
        self.read = [kind.tab for kind in site.kinds if kind.tab in shown]
        self.book = google.control.book

    def cycle(self, written: Sequence[str]) -> None:
        """All tabs of staff are read: nothing tells this program that nobody changed them. Of ours those that changed."""
        staff = self.client.open_by_key(self.pair.staff)
        for tab in self.read:
            staff.worksheet(tab).get_all_records()
        managers = self.client.open_by_key(self.pair.managers) if written else None
        of_managers = {tab.title for tab in self.site.tabs if tab.workbook == "managers"}
        for tab in written:
            book = managers if tab in of_managers else staff
            assert book is not None
            book.worksheet(tab).update([["Written by a plain program"]], "A1")


def _counted(google: SheetsAPI, work: Callable[[], Any]) -> tuple[int, str]:
    google.control.clear_log()
    work()
    kinds = [each.kind for each in google.control.log if each.kind != _TOKEN]
    refused = google.control.count(status=429)
    assert not refused, f"{refused} requests were refused"
    return len(kinds), ", ".join(f"{kinds.count(kind)} {kind}" for kind in sorted(set(kinds)))
