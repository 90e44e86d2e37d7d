"""What this read tells beside the last one: lost rows and moved names are held until somebody says they are right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from service.core.book import Book
from service.flows import adrift, offering, refs, sorted_alone, standing, unsettled
from service.flows.hold_names import CHANGED, NOT_TABS, RESTORED, SENDING
from service.flows.site import Site
from service.ledger import held, offers
from service.ledger import refs as ledger_refs

RESTORED_IS_SAID_FOR = timedelta(days=7)
Remembered = Mapping[str, ledger_refs.KnownRow]
ACCEPT_WORKBOOK = "workbook"  # for --accept-loss: the older version is right


@dataclass(frozen=True)
class Prepared:
    """All of the comparison that needs no ledger: worked out before the transaction, it keeps no patient waiting."""

    remembered: Remembered
    known: Mapping[str, refs.Known]
    adrift: list[adrift.Adrift]
    differing: Mapping[str, ledger_refs.KnownRow]  # rows that are not as remembered


def prepare(site: Site, book: Book, remembered: Remembered) -> Prepared:
    known = refs.known_now(site, book)
    rows = (
        (ref, ledger_refs.KnownRow(row.tab, row.name or None, row.contact or None, row.cells or None))
        for ref, row in known.items()
    )
    differing = {ref: row for ref, row in rows if remembered.get(ref) != row}
    return Prepared(remembered, known, adrift.find(site, book, remembered, known), differing)


def compare(
    conn: Any,
    site: Site,
    book: Book,
    now: datetime,
    accept_loss: Collection[str],
    restored: bool,
    prepared: Prepared | None = None,
    revision: str = "",
) -> refs.Found:
    """Compares, holds what endangers people or figures, and remembers what is believed."""
    if prepared is None:
        prepared = prepare(site, book, ledger_refs.remembered(conn, site.slug))
    before = {each.tab: each for each in held.all(conn, site.slug)}
    found = _look(conn, site, book, prepared, before, accept_loss)
    book.ledger["adrift"] = {(each.tab, each.row): each for each in found.adrift}
    found.restored = ACCEPT_WORKBOOK not in accept_loss and (restored or _is_said(before.get(RESTORED), now))
    if found.stops_sending:
        said = _figures(before, SENDING).get("restore")
        found.restore = said or site.version_before(revision)
    refs.hold(book, found.held, found)
    _keep_holds(conn, site, book, found, before, ACCEPT_WORKBOOK in accept_loss, now)
    _remember(conn, site, prepared, found, now)
    return found


def look(conn: Any, site: Site, book: Book) -> refs.Found:
    """The same comparison, with nothing kept: for whoever is about to send, since people may have saved after the last sync."""
    before = {each.tab: each for each in held.all(conn, site.slug)}
    prepared = prepare(site, book, ledger_refs.remembered(conn, site.slug))
    return _look(conn, site, book, prepared, before, ())


def _look(
    conn: Any,
    site: Site,
    book: Book,
    prepared: Prepared,
    before: Mapping[str, held.Held],
    accept_loss: Collection[str],
) -> refs.Found:
    remembered, known, came_adrift = prepared.remembered, prepared.known, prepared.adrift
    offered = {offer.ref for offer in offers.offered(conn, site.slug, offering.OFFERED)}
    given_back = {each.was for each in came_adrift if each.is_given_back}
    found = refs.compare(book, remembered, known, offered | given_back)
    found.adrift = [each for each in came_adrift if each.is_given_back or each.tab not in accept_loss]
    found.held = [tab for tab in found.held if tab not in accept_loss]
    moved = sorted_alone.find(remembered, known, _figures(before, SENDING).get("moved", {}))
    found.moved = {
        key: moved_refs for key, moved_refs in moved.items() if key.split(".")[0] not in accept_loss
    }
    held_before = _figures(before, CHANGED)
    if "People" in accept_loss:
        found.changed, held_before = [], {}
    alone = () if found.stops_sending else found.changed
    found.unsettled = unsettled.entries(held_before, alone, book, can_drop=not found.held)
    return found


def _figures(before: Mapping[str, held.Held], record: str) -> dict[str, Any]:
    return (before[record].figures or {}) if record in before else {}


def _keep_holds(
    conn: Any,
    site: Site,
    book: Book,
    found: refs.Found,
    before: Mapping[str, held.Held],
    accepted: bool,
    now: datetime,
) -> None:
    wanted: dict[str, dict[str, Any]] = {
        reading.kind.tab: {"state": reading.state}
        for reading in book.readings.values()
        if not reading.is_usable
    }
    if found.stops_sending:
        wanted[SENDING] = {"changed": len(found.changed), "moved": found.moved, "restore": found.restore}
        if found.filled_down:
            wanted[SENDING]["refs"] = {tab: len(rows) for tab, rows in found.filled_down.items()}
    if found.restored or (RESTORED in before and not accepted):
        wanted[RESTORED] = {}
    if found.unsettled:
        wanted[CHANGED] = found.unsettled
    for tab in before.keys() - wanted.keys():
        held.clear(conn, site.slug, tab)
    good = min(standing.last_finished(conn, site) or now, now)  # the last run that could read the tab
    for tab, figures in wanted.items():  # the date of the first time stays
        if tab not in before or (tab in NOT_TABS and before[tab].figures != figures):
            since = now if tab in NOT_TABS else good
            held.put(conn, site.slug, tab, figures, before[tab].as_of if tab in before else since)


def _is_said(restored: held.Held | None, now: datetime) -> bool:
    return restored is not None and now - restored.as_of < RESTORED_IS_SAID_FOR


def highest_refs(conn: Any, site: Site, remembered: Iterable[str]) -> dict[str, int]:
    """The highest number of each letter we gave or found in an earlier read; a higher one in the sheet was made up."""
    highest = dict(ledger_refs.counters(conn, site.slug))
    for ref in remembered:
        highest[ref[0]] = max(highest.get(ref[0], 0), int(ref[2:]))
    return highest


def _remember(
    conn: Any,
    site: Site,
    prepared: Prepared,
    found: refs.Found,
    now: datetime,
) -> None:
    kept = {each.was for each in found.adrift}
    gone = {ref for tab, lost in found.lost.items() if tab not in found.held for ref in lost} - kept
    for letter in {ref[0] for ref in gone}:
        number = max(int(ref[2:]) for ref in gone if ref[0] == letter)
        ledger_refs.reach(conn, site.slug, letter, number)
    ledger_refs.forget(conn, site.slug, gone)
    remembered, known = prepared.remembered, prepared.known
    still = {ref: row for ref, row in remembered.items() if ref not in gone} if gone else remembered
    given = highest_refs(conn, site, still) if prepared.differing else {}
    doubtful = found.doubtful
    believed = {
        ref: row
        for ref, row in prepared.differing.items()
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
