"""What this read tells beside the last one: lost rows and moved names are held until somebody says they are right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from service.core.book import Book
from service.flows import offering, refs
from service.flows.site import Site
from service.ledger import held, offers
from service.ledger import refs as ledger_refs

# Records beside those of tabs; no tab is called so.
SENDING = "sending"  # stops all sending
RESTORED = "older version"  # an older version was put back
NOT_TABS = (SENDING, RESTORED)
RESTORED_IS_SAID_FOR = timedelta(days=7)
Remembered = Mapping[str, ledger_refs.KnownRow]
ACCEPT_WORKBOOK = "workbook"  # for --accept-loss: the older version is right


def compare(
    conn: Any,
    site: Site,
    book: Book,
    now: datetime,
    accept_loss: Collection[str],
    restored: bool,
    known: dict[str, refs.Known] | None = None,
) -> refs.Found:
    """Compares, holds what endangers people or figures, and remembers what is believed.

    `known` is what `refs.known_now` gives: made before the transaction it keeps nobody waiting.
    """
    remembered = ledger_refs.remembered(conn, site.slug)
    known = refs.known_now(site, book) if known is None else known
    offered = {offer.ref for offer in offers.offered(conn, site.slug, offering.OFFERED)}
    found = refs.compare(book, remembered, known, offered)
    found.held = [tab for tab in found.held if tab not in accept_loss]
    if "People" in accept_loss:
        found.changed = []
    found.restored = ACCEPT_WORKBOOK not in accept_loss and (restored or _was_restored(conn, site, now))
    refs.hold(book, found.held, found)
    _keep_holds(conn, site, book, found, now)
    _remember(conn, site, remembered, known, found, now)
    return found


def _keep_holds(conn: Any, site: Site, book: Book, found: refs.Found, now: datetime) -> None:
    before = {each.tab for each in held.all(conn, site.slug)}
    wanted: dict[str, dict[str, Any]] = {
        reading.kind.tab: {"state": reading.state}
        for reading in book.readings.values()
        if not reading.is_usable
    }
    if found.stops_sending:
        wanted[SENDING] = {"changed": len(found.changed)}
    if found.restored:
        wanted[RESTORED] = {}
    for tab in before - wanted.keys():
        held.clear(conn, site.slug, tab)
    for tab in wanted.keys() - before:  # the date of the first time stays
        held.put(conn, site.slug, tab, wanted[tab], now)


def _was_restored(conn: Any, site: Site, now: datetime) -> bool:
    said = held.get(conn, site.slug, RESTORED)
    return said is not None and now - said.as_of < RESTORED_IS_SAID_FOR


def highest_refs(conn: Any, site: Site) -> dict[str, int]:
    """The highest number of each letter we gave or found in an earlier read; a higher one in the sheet was made up."""
    return _highest(conn, site, ledger_refs.remembered(conn, site.slug))


def _highest(conn: Any, site: Site, remembered: Iterable[str]) -> dict[str, int]:
    highest = dict(ledger_refs.counters(conn, site.slug))
    for ref in remembered:
        highest[ref[0]] = max(highest.get(ref[0], 0), int(ref[2:]))
    return highest


def _remember(
    conn: Any,
    site: Site,
    remembered: Remembered,
    known: Mapping[str, refs.Known],
    found: refs.Found,
    now: datetime,
) -> None:
    doubtful = set(found.changed) if found.stops_sending else set()
    gone = {ref for tab, lost in found.lost.items() if tab not in found.held for ref in lost}
    ledger_refs.forget(conn, site.slug, gone)
    still = {ref: row for ref, row in remembered.items() if ref not in gone}
    given = _highest(conn, site, still)
    believed = {
        ref: ledger_refs.KnownRow(row.tab, row.name or None, row.contact or None)
        for ref, row in known.items()
        if ref not in doubtful
        and row.tab not in found.held
        and int(ref[2:]) <= given.get(ref[0], int(ref[2:]))
    }
    ledger_refs.remember(conn, site.slug, believed, now, still)
    journalled = {line.ref for line in ledger_refs.unconfirmed(conn, site.slug)}
    ledger_refs.confirm(conn, site.slug, journalled & known.keys())


def verified(conn: Any, site: Site, book: Book) -> set[str]:
    """Refs read back from the workbook: only these are offered in drop-downs."""
    waiting = {line.ref for line in ledger_refs.unconfirmed(conn, site.slug)}
    return book.refs - waiting
