"""Spreadsheets we will not put in order, with what to do: another service's, and tabs that somebody shut."""

from __future__ import annotations

from service.adapters.google.layout import Layout, TabLayout
from service.adapters.google.protecting import OURS
from service.core.changes import WorkbookRefused


def refuse_another_site(layout: Layout, site_id: str) -> None:
    if layout.site_id not in (None, site_id):
        raise WorkbookRefused(
            "The spreadsheet belongs to another service. Use the one made for this one.", "another-site"
        )


def refuse_if_shut(tab: TabLayout, declared: str, account: str | None = None) -> None:
    """Protection is somebody's decision: we say so, and do not write around it.

    `declared`: what the tab is called by us; what people call it may not be logged.
    """
    for each in tab.protected:
        if each.get("warningOnly") or each.get("requestingUserCanEdit") or each.get("description") == OURS:
            continue
        if account and account in each.get("editors", {}).get("users", []):
            continue
        raise WorkbookRefused(
            f"Part of the tab {declared} is protected, so we cannot put it in order. In Google Sheets, open Data and "
            f"Protect sheets and ranges, and let {account or 'the service’s account'} edit it.",
            "protected-sheet",
        )
