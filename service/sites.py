"""The composition root: settings become sites with real workbooks and a real ledger. Only here are real things built."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import sheet_templates
from service import __version__
from service.adapters.excel.refusing import refuse_same_folder
from service.adapters.excel_file import ExcelWorkbook
from service.adapters.lists_to_add import ListsToAdd
from service.adapters.mail import Mail
from service.core.changes import Workbook, WorkbookRefused
from service.flows.site import Site, workbook_id
from service.ledger.engine import Ledger, open_ledger
from service.settings import Settings, SettingsError, SiteSettings


def open_site_ledger(settings: Settings) -> Ledger:
    """The one ledger all sites of this installation share."""
    return open_ledger(settings.database_url, secret=settings.secret_key)


def build_sites(settings: Settings, ledger: Ledger, only: str | None = None) -> list[Site]:
    """Every site of the toml, or the one named."""
    wanted = [settings.site(only)] if only else list(settings.sites)
    return [build_site(settings, site, ledger) for site in wanted]


def build_site(settings: Settings, site: SiteSettings, ledger: Ledger) -> Site:
    if site.backend != "xlsx":
        raise SettingsError(
            f'Site {site.slug} asks for Google Sheets, which this version does not write yet. Use backend = "xlsx".'
        )
    try:
        refuse_same_folder(Path(site.staff), Path(site.managers))
    except WorkbookRefused as problem:
        raise SettingsError(problem.says) from problem
    kinds, tabs = sheet_templates.kinds_of_row(), sheet_templates.service_tabs()
    secret = hmac.new(settings.secret_key, f"site {site.slug}".encode(), hashlib.sha256).digest()
    site_id = workbook_id(secret, site.slug)
    versions = settings.versions_dir / site.slug

    def workbook(path: str, role: str) -> Workbook:
        wanted = tuple(tab for tab in tabs if tab.workbook == role)
        return ExcelWorkbook(Path(path), role, versions, site_id, kinds if role == "staff" else (), wanted)

    return Site(
        slug=site.slug,
        ledger=ledger,
        staff=workbook(site.staff, "staff"),
        managers=workbook(site.managers, "managers"),
        kinds=kinds,
        tabs=tabs,
        public_url=settings.public_url,
        secret=secret,
        timezone=settings.timezone,
        practice=site.practice,
        lists=ListsToAdd(Path(site.staff).parent),
        mail=Mail(settings.mail) if settings.mail and not site.practice else None,
        backups=settings.versions_dir / "ledger",
        version=__version__,
        settings_mark=_mark(settings, site),
    )


def _mark(settings: Settings, site: SiteSettings) -> str:
    words = repr((settings.public_url, str(settings.timezone), site))
    return hashlib.sha256(words.encode()).hexdigest()[:12]
