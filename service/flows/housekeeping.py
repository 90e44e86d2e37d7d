"""What should no longer be kept goes, from the copies too; what must not be lost is copied."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from service.core.wording import count_words
from service.flows.site import Site
from service.flows.steps import step
from service.ledger import backups, housekeeping, links, log, submissions

BACKUPS_KEPT = 14  # nights
BACKUPS_NO_OLDER_THAN = timedelta(days=28)
EMPTY_LOG_TRIES = 3  # somebody may be reading just then
# A ledger that a copy was put in place of. What only it holds must not be erased by the next night, should it be wanted back.
REPLACED_KEPT = timedelta(days=7)
_DATED = re.compile(r"(?:ledger|replaced)-(\d{4}-\d{2}-\d{2})(?:T\d{6})?\.sqlite3")


def keep_house(site: Site, now: datetime) -> dict[str, Any]:
    """Unsent drafts past their day, links of surveys closed 28 days ago; then the freed pages are overwritten, and the log
    ahead of the ledger is emptied: until then it tells which reference came with which envelope."""
    today = now.astimezone(site.timezone).date()
    with site.ledger.write() as conn:
        settled = submissions.settle_due(conn, site.slug, today)
        erased = links.erase_due(conn, site.slug, today)
    dropped = housekeeping.purge(site.ledger, now)
    is_empty = any(housekeeping.scrub(site.ledger) for _ in range(EMPTY_LOG_TRIES))
    # Not the envelopes just opened: what was in them is in no copy until tonight's.
    cleaned = backups.clean(site.ledger, _copies(site.backups), backups.LINKS, may_delete=False)
    _say(site, cleaned, now)
    return {"settled": settled, "links_erased": erased, **dropped, "log_emptied": is_empty}


def back_up(site: Site, now: datetime) -> dict[str, Any]:
    """One copy a night for all sites, in the folder of the workbooks' versions; the oldest go, and what the ledger erased
    goes from those that stay. On PostgreSQL whoever takes the copies does both."""
    folder = site.backups
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    today = now.astimezone(site.timezone).date()
    copy = folder / f"ledger-{today}.sqlite3"
    step("Copying the ledger")
    housekeeping.backup(site.ledger, copy)
    dated = {found: day for found in _copies(folder) if (day := _day_of(found))}
    newest_first = sorted(dated, key=lambda found: dated[found], reverse=True)
    for place, old in enumerate(newest_first):
        if place >= BACKUPS_KEPT or (place and today - dated[old] > BACKUPS_NO_OLDER_THAN):
            old.unlink(missing_ok=True)
    for old in folder.glob("replaced-*.sqlite3"):
        if (day := _day_of(old)) and today - day > REPLACED_KEPT:
            old.unlink(missing_ok=True)
    others = [found for found in _copies(folder) if found != copy]
    step("Erasing from older copies what the ledger no longer holds")
    _say(site, backups.clean(site.ledger, others, backups.ALL, may_delete=True), now)
    return {"file": str(copy), "kept": len(_copies(folder))}


def _copies(folder: Path) -> Sequence[Path]:
    return sorted(folder.glob("ledger-*.sqlite3"))


def _day_of(copy: Path) -> date | None:
    """None for one somebody named in their own way: it is cleaned like the others, and theirs to delete."""
    found = _DATED.fullmatch(copy.name)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _say(site: Site, done: backups.Cleaned, now: datetime) -> None:
    words = []
    if done.cleaned:
        copies = count_words(done.cleaned, "kept copy", "kept copies")
        words.append(f"Erased from {copies} of the ledger what the ledger no longer holds.")
    if done.deleted:
        copies = count_words(done.deleted, "kept copy", "kept copies")
        words.append(f"Deleted {copies} of the ledger from which that could not be erased.")
    if words:
        with site.ledger.write() as conn:
            log.add(conn, site.slug, now, " ".join(words))
