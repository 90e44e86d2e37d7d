"""Sites kept on the loopback Google: one pair of spreadsheets made and synced, then as many copies of it as wanted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

import sheet_templates
from bench.site import NOW, SLUG
from service.adapters.google.client import GoogleAPI
from service.adapters.google.credentials import open_credentials
from service.adapters.google.paced import PacedClient, Times
from service.adapters.google.quota import Pace
from service.adapters.google.sharing import Inside, refuse_shared_wrongly
from service.adapters.google_sheet import GoogleWorkbook
from service.flows.site import Site
from service.flows.sync import sync
from service.ledger import tables
from service.ledger.engine import Ledger
from service.ledger.port_memory import PortMemory
from service.ledger.quota import SharedBookings
from service.ledger.upgrade import upgrade
from service.settings import GoogleSettings, Settings, SiteSettings
from service.sites import build_site, open_site_ledger
from tests.sheets_api.model import new_file_id
from tests.sheets_api.server import SheetsAPI

Rows = Mapping[Any, Sequence[Mapping[str, Any]]]
# Keyed by the site's own secret and known again at its next sync, or of the one run only.
_OF_ONE_RUN = ("known_rows", "runs")


@dataclass(frozen=True)
class Pair:
    """A site's two spreadsheets."""

    slug: str
    staff: str
    managers: str


def settings_of(folder: Path, endpoint: str, pairs: Sequence[Pair]) -> Settings:
    return Settings(
        f"sqlite:///{folder / 'ledger.sqlite3'}",
        "http://127.0.0.1",
        b"a secret for the bench, of more than 32 characters",
        folder / "versions",
        tuple(SiteSettings(pair.slug, "google", pair.staff, pair.managers) for pair in pairs),
        google=GoogleSettings(folder / "key.json", endpoint=endpoint, inside_domains=("example.nhs.uk",)),
    )


def new_pair(google: SheetsAPI, folder: Path) -> Pair:
    """Two empty spreadsheets that a person shared with our account, and an empty ledger."""
    google.key_file(folder / "key.json")
    pair = Pair(SLUG, google.control.create("Voice, staff"), google.control.create("Voice, managers"))
    upgrade(settings_of(folder, google.url, [pair]).database_url)
    return pair


def install(site: Site, rows: Rows) -> None:
    for port, role in ((site.staff, "staff"), (site.managers, "managers")):
        own = [tab for tab in site.tabs if tab.workbook == role]
        port.install(site.kinds, own, site.workbook_id, (), rows)  # type: ignore[attr-defined]


@contextmanager
def opened(folder: Path, endpoint: str, pairs: Sequence[Pair]) -> Iterator[list[Site]]:
    settings = settings_of(folder, endpoint, pairs)
    ledger = open_site_ledger(settings)
    try:
        yield [build_site(settings, each, ledger) for each in settings.sites]
    finally:
        ledger.dispose()


def settle(site: Site, now: datetime = NOW) -> None:
    """Until there is nothing to do."""
    for _ in range(6):
        if sync(site, now).did == "nothing to do":
            return
    raise AssertionError("the site does not come to rest")


def pairs_like(first: Pair, how_many: int) -> list[Pair]:
    """The first and others that are still to be copied."""
    more = (
        Pair(f"{first.slug}{number:02d}", new_file_id(), new_file_id()) for number in range(2, how_many + 1)
    )
    return [first, *more]


def copy(google: SheetsAPI, ledger: Ledger, pairs: Sequence[Pair], sites: Sequence[Site]) -> None:
    """The first site once more for each other: its spreadsheets on the server and what the ledger knows, renamed."""
    first, *others = [
        {pair.staff: "staff", pair.managers: "managers", site.workbook_id: "id"}
        for pair, site in zip(pairs, sites, strict=True)
    ]
    names = [dict(zip(first, other, strict=True)) for other in others]
    for pair, renamed in zip(pairs[1:], names, strict=True):
        for old, new in ((pairs[0].staff, pair.staff), (pairs[0].managers, pair.managers)):
            book = google.control.book(old).copy()
            book.spreadsheet_id = new
            book.developer_metadata = json.loads(_with(json.dumps(book.developer_metadata), renamed))
            google.store.add(book, book.modified_by)
    with ledger.write() as conn:
        for table in tables.metadata.sorted_tables:
            if "site" not in table.c or table.name in _OF_ONE_RUN:
                continue
            rows = conn.execute(select(table).where(table.c.site == pairs[0].slug)).mappings().all()
            for pair, renamed in zip(pairs[1:], names, strict=True):
                if rows:
                    conn.execute(insert(table), [_row(table.name, row, pair.slug, renamed) for row in rows])


def _row(table: str, row: Mapping[Any, Any], slug: str, names: Mapping[str, str]) -> dict[str, Any]:
    """Google's ids stand in words and in JSON; the log counts its lines itself."""
    kept = {
        name: _with(value, names) if isinstance(value, str) else value
        for name, value in row.items()
        if (table, name) != ("log", "id")
    }
    return kept | {"site": slug}


def _with(words: str, names: Mapping[str, str]) -> str:
    for old, new in names.items():
        words = words.replace(old, new)
    return words


def at_a_distance(site: Site, pair: Pair, client: PacedClient, now: Callable[[], datetime]) -> Site:
    """The same site by this client and its clock."""
    api = GoogleAPI(client)
    inside = Inside(api.account, ("example.nhs.uk",), (), frozenset())

    def port(role: str) -> GoogleWorkbook:
        return GoogleWorkbook(
            api,
            getattr(pair, role),
            role,
            site.workbook_id,
            sheet_templates.kinds_of_row(),
            sheet_templates.service_tabs(),
            PortMemory(site.ledger, site.slug, role),
            lambda permissions: refuse_shared_wrongly(permissions, role, inside),
            now,
        )

    return replace(site, staff=port("staff"), managers=port("managers"))


def client_of(
    folder: Path, ledger: Ledger, google: SheetsAPI, times: Times, session: Any = None, most: int = 50
) -> PacedClient:
    return PacedClient(
        open_credentials(folder / "key.json", None),
        session,
        endpoint=google.url,
        times=times,
        pace=Pace(SharedBookings(ledger), {"read": most, "write": most}),
    )
