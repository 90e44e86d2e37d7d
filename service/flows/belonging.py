"""Whose workbook stands at our path: another site's, or somebody else's altogether, is refused and left as it was."""

from __future__ import annotations

from service.core.book import Book
from service.core.changes import WorkbookRefused
from service.core.grids import Snapshot
from service.flows.site import Site

COPY = (
    "This workbook belongs to another site of ours: it looks like a copy. "
    "Put this site's own workbook back, or run patient-voice template for a fresh one."
)
STRANGER = (
    "The file where {name} should be is another workbook: it has none of our tabs, and we left it as it was. "
    "Put the right one back, or run patient-voice init to begin in this one."
)
_NAMES = {"staff": "the staff workbook", "managers": "the managers' workbook"}


def refuse_what_is_not_ours(site: Site, staff: Snapshot, managers: Snapshot, book: Book) -> None:
    """What patients said would be written into it. `init` alone may begin in a workbook that a person chose."""
    ours = {tab.title for tab in site.tabs if tab.workbook == "managers"}
    titles = {grid.identity or grid.title for grid in managers.grids}
    _refuse(site, staff, "staff", any(reading.is_usable for reading in book.readings.values()))
    _refuse(site, managers, "managers", not titles.isdisjoint(ours))


def _refuse(site: Site, snapshot: Snapshot, role: str, has_our_tabs: bool) -> None:
    refused = None
    if snapshot.site_id is not None and snapshot.site_id != site.workbook_id:
        refused = WorkbookRefused(COPY, "copied-workbook")
    elif snapshot.site_id is None and not has_our_tabs:
        refused = WorkbookRefused(STRANGER.format(name=_NAMES[role]), "not-ours")
    if refused is not None:
        refused.workbook = role
        raise refused
