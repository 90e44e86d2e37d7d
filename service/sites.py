"""The composition root: settings become sites with real workbooks and a real ledger. Only here are real things built."""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import sheet_templates
from service import __version__
from service.adapters.excel.refusing import refuse_same_folder
from service.adapters.excel_file import ExcelWorkbook
from service.adapters.lists_to_add import ListsToAdd
from service.adapters.mail import Mail
from service.core.changes import Workbook, WorkbookRefused
from service.flows.site import Site, keyed_hash, workbook_id
from service.ledger.engine import Ledger, open_ledger
from service.ledger.port_memory import PortMemory
from service.settings import ANYBODYS_DOMAINS, GoogleSettings, Settings, SettingsError, SiteSettings


def open_site_ledger(settings: Settings) -> Ledger:
    """The one ledger all sites of this installation share."""
    return open_ledger(settings.database_url, secret=settings.secret_key)


def build_sites(settings: Settings, ledger: Ledger, only: str | None = None) -> list[Site]:
    """Every site of the toml, or the one named."""
    wanted = [settings.site(only)] if only else list(settings.sites)
    return [build_site(settings, site, ledger) for site in wanted]


def build_site(settings: Settings, site: SiteSettings, ledger: Ledger) -> Site:
    kinds, tabs = sheet_templates.kinds_of_row(), sheet_templates.service_tabs()
    secret = _secret(settings, site)
    site_id = workbook_id(secret, site.slug)
    make = {"xlsx": _excel, "google": _google}[site.backend]
    staff, managers = (make(settings, site, ledger, role, site_id) for role in ("staff", "managers"))
    return Site(
        slug=site.slug,
        ledger=ledger,
        staff=staff,
        managers=managers,
        kinds=kinds,
        tabs=tabs,
        public_url=settings.public_url,
        secret=secret,
        timezone=settings.timezone,
        practice=site.practice,
        lists=ListsToAdd(Path(site.staff).parent) if site.backend == "xlsx" else None,
        mail=Mail(settings.mail) if settings.mail and not site.practice else None,
        backups=settings.versions_dir / "ledger",
        version=__version__,
        settings_mark=_mark(settings, site),
    )


def _excel(settings: Settings, site: SiteSettings, ledger: Ledger, role: str, site_id: str) -> Workbook:
    try:
        refuse_same_folder(Path(site.staff), Path(site.managers))
    except WorkbookRefused as problem:
        raise SettingsError(problem.says) from problem
    path, kinds = Path(getattr(site, role)), sheet_templates.kinds_of_row() if role == "staff" else ()
    tabs = tuple(tab for tab in sheet_templates.service_tabs() if tab.workbook == role)
    return ExcelWorkbook(path, role, settings.versions_dir / site.slug, site_id, kinds, tabs)


def _google(settings: Settings, site: SiteSettings, ledger: Ledger, role: str, site_id: str) -> Workbook:
    # Loaded only where a site is kept there: the first import takes a second.
    from service.adapters.google.sharing import refuse_shared_wrongly
    from service.adapters.google_sheet import GoogleWorkbook

    google = settings.google
    assert google is not None, "settings have it whenever a site is kept on Google"

    def connected() -> Any:
        return google_api(settings, ledger)

    def judge(permissions: Any) -> Any:
        account = connected().account
        return refuse_shared_wrongly(permissions, role, inside(google, account))

    return GoogleWorkbook(
        connected,
        getattr(site, role),
        role,
        site_id,
        sheet_templates.kinds_of_row(),
        sheet_templates.service_tabs(),
        PortMemory(ledger, site.slug, role),
        judge,
        hash_of=partial(keyed_hash, _secret(settings, site), site.slug),
    )


def inside(google: GoogleSettings, account: str) -> Any:
    """Who may see what, as the settings say."""
    from service.adapters.google.sharing import Inside

    return Inside(
        account,
        google.inside_domains,
        google.managers_may_read,
        ANYBODYS_DOMAINS,
        google.sharing_checked_by_hand,
    )


# One for all sites of a ledger: they share the account, and so its quota.
_CONNECTIONS: WeakKeyDictionary[Ledger, dict[Any, Any]] = WeakKeyDictionary()


def google_api(settings: Settings, ledger: Ledger) -> Any:
    """The one connection of this process, paced through the ledger together with all other processes."""
    from service.adapters.google.client import connect
    from service.adapters.google.quota import Pace
    from service.ledger.quota import SharedBookings

    google = settings.google
    assert google is not None, "settings have it whenever a site is kept on Google"
    connections = _CONNECTIONS.setdefault(ledger, {})
    key = (google, os.getpid())  # made after a fork
    if key not in connections:
        most = {"read": google.reads_per_minute, "write": google.writes_per_minute}
        roles = {getattr(site, role): role for site in settings.sites for role in ("staff", "managers")}
        connections[key] = connect(
            google.key_file,
            google.act_as,
            endpoint=google.endpoint,
            pace=Pace(SharedBookings(ledger), most),
            roles=roles,
        )
    return connections[key]


def _secret(settings: Settings, site: SiteSettings) -> bytes:
    return hmac.new(settings.secret_key, f"site {site.slug}".encode(), hashlib.sha256).digest()


def _mark(settings: Settings, site: SiteSettings) -> str:
    google = settings.google if site.backend == "google" else None
    words = repr((settings.public_url, str(settings.timezone), site, google))
    return hashlib.sha256(words.encode()).hexdigest()[:12]
