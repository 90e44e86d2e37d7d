"""What this read tells beside the last one: tabs that lost rows and names that moved are held until somebody says they are right."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from service.core.book import Book
from service.flows import refs
from service.flows.site import Site
from service.ledger import held
from service.ledger import refs as ledger_refs

SENDING = "sending"  # the record that stops all sending; no tab is called so


def compare(conn: Any, site: Site, book: Book, now: datetime, accept_loss: Collection[str]) -> refs.Found:
    """Compares, holds what endangers people or figures, and remembers what is believed."""
    remembered = ledger_refs.remembered(conn, site.slug)
    known = refs.known_now(site, book)
    found = refs.compare(book, remembered, known)
    found.held = [tab for tab in found.held if tab not in accept_loss]
    if "People" in accept_loss:
        found.changed = []
    refs.hold(book, found.held, found)
    _keep_holds(conn, site, book, found, now)
    _remember(conn, site, known, found, now)
    return found


def _keep_holds(conn: Any, site: Site, book: Book, found: refs.Found, now: datetime) -> None:
    before = {each.tab for each in held.all(conn, site.slug)}
    wanted = {reading.kind.tab: {"state": reading.state} for reading in book.readings.values() if not reading.is_usable}
    if found.stops_sending:
        wanted[SENDING] = {"changed": len(found.changed)}
    for tab in before - wanted.keys():
        held.clear(conn, site.slug, tab)
    for tab in wanted.keys() - before:  # the date of the first time stays
        held.put(conn, site.slug, tab, wanted[tab], now)


def _remember(conn: Any, site: Site, known: dict[str, refs.Known], found: refs.Found, now: datetime) -> None:
    doubtful = set(found.changed) if found.stops_sending else set()
    gone = [ref for tab, lost in found.lost.items() if tab not in found.held for ref in lost]
    ledger_refs.forget(conn, site.slug, gone)
    believed = {
        ref: ledger_refs.KnownRow(row.tab, row.name or None, row.contact or None)
        for ref, row in known.items()
        if ref not in doubtful and row.tab not in found.held
    }
    ledger_refs.remember(conn, site.slug, believed, now)
    journalled = {line.ref for line in ledger_refs.unconfirmed(conn, site.slug)}
    ledger_refs.confirm(conn, site.slug, journalled & known.keys())


def verified(conn: Any, site: Site, book: Book) -> set[str]:
    """Refs read back from the workbook: only these are offered in drop-downs."""
    waiting = {line.ref for line in ledger_refs.unconfirmed(conn, site.slug)}
    return book.refs - waiting
