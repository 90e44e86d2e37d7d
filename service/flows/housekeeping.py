"""What should no longer be kept goes; what must not be lost is copied."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from service.flows.site import Site
from service.ledger import housekeeping, links, submissions

BACKUPS_KEPT = 14  # nights


def keep_house(site: Site, now: datetime) -> dict[str, Any]:
    """Unsent drafts past their day, links of surveys closed 28 days ago; then the freed pages are overwritten."""
    today = now.astimezone(site.timezone).date()
    with site.ledger.write() as conn:
        settled = submissions.settle_due(conn, site.slug, today)
        erased = links.erase_due(conn, site.slug, today)
    dropped = housekeeping.purge(site.ledger, now)
    housekeeping.scrub(site.ledger)
    return {"settled": settled, "links_erased": erased, **dropped}


def back_up(site: Site, now: datetime) -> dict[str, Any]:
    """One copy a night for all sites, in the folder of the workbooks' versions; the oldest go."""
    folder = site.backups
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = folder / f"ledger-{now.astimezone(site.timezone):%Y-%m-%d}.sqlite3"
    housekeeping.backup(site.ledger, copy)
    kept = sorted(folder.glob("ledger-*.sqlite3"))
    for old in kept[:-BACKUPS_KEPT]:
        old.unlink()
    return {"file": str(copy), "kept": min(len(kept), BACKUPS_KEPT)}
