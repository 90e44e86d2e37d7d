"""Rows we hand to staff: offered until seen in a version somebody else saved, then theirs (DESIGN §5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from service.core.book import Book
from service.core.changes import Append
from service.core.grids import Snapshot
from service.core.values import Misread, Noted, Text
from service.flows.site import Site

WAITING, OFFERED, HANDED_OVER, WITHDRAWN = "waiting", "offered", "handed over", "withdrawn"
SEEN_ONCE = "seen once"  # in place of a revision: read back once, where that takes two reads
SETTLED = (HANDED_OVER, WITHDRAWN)  # no longer ours to show on Today


@dataclass(frozen=True)
class Turn:
    """What becomes of one offered row in this cycle."""

    ref: str
    tab: str
    state: str
    append: bool = False
    seen: bool = False  # read back for the first time


@dataclass(frozen=True)
class Seen:
    """What the staff workbook, as read, tells of other people's hands."""

    is_open: bool = False  # somebody has it open: nothing can be written now
    by_others: bool = False  # saved by somebody since our own last write
    is_older: bool = False  # a version from before our last write
    # Words above the headings, where rows land that were sorted with them.
    above: frozenset[str] = frozenset()
    alone: bool = True  # nobody else can write while we do; else being read twice stands for a save by others


def above_headings(snapshot: Snapshot, book: Book) -> frozenset[str]:
    """A row of ours there is not read, and yet it is there: it must not be written a second time."""
    headings = {reading.title: reading.heading_row for reading in book.readings.values() if reading.is_usable}
    return frozenset(
        cell
        for grid in snapshot.grids
        for cells in grid.rows[: max(0, headings.get(grid.title, 0) - 1)]
        for cell in cells
        if isinstance(cell, str)
    )


def next_turns(offers: Iterable[Any], book: Book, seen: Seen) -> list[Turn]:
    """Seeing a row in what we wrote ourselves proves nothing about other people's copies.

    A row missing while offered was lost (somebody saved an older copy over it): it is offered again under the same Ref.
    Missing once handed over, staff deleted it, and it stays deleted; unless the whole workbook is an older one.
    """
    present = book.refs.union(seen.above, (each.was for each in book.ledger.get("adrift", {}).values()))
    turns = []
    for offer in offers:
        usable = any(
            reading.kind.tab == offer.tab and reading.is_usable for reading in book.readings.values()
        )
        is_there = offer.ref in present
        if not usable:
            if seen.is_older and offer.state == HANDED_OVER and not is_there:
                turns.append(
                    Turn(offer.ref, offer.tab, WAITING)
                )  # lost with the rest; written again once the tab can be
            continue
        turn = _turn(offer, is_there, seen)
        if turn is not None:
            turns.append(turn)
    return turns


def _turn(offer: Any, is_there: bool, seen: Seen) -> Turn | None:
    if offer.state == WITHDRAWN or (is_there and offer.state == HANDED_OVER):
        return None
    if not is_there:
        if offer.state == HANDED_OVER and not seen.is_older:
            return Turn(offer.ref, offer.tab, WITHDRAWN)
        return Turn(offer.ref, offer.tab, OFFERED, append=True)
    if not seen.alone:
        if offer.state == OFFERED and offer.written_in == SEEN_ONCE:
            return Turn(offer.ref, offer.tab, HANDED_OVER)
        return Turn(offer.ref, offer.tab, OFFERED, seen=True)
    if seen.by_others:
        return Turn(offer.ref, offer.tab, HANDED_OVER)
    # Waiting, and yet there: a write of ours that was never recorded.
    return Turn(offer.ref, offer.tab, OFFERED) if offer.state == WAITING else None


def appends(turns: Iterable[Turn], cells: Mapping[str, Mapping[str, Any]], site: Site) -> list[Append]:
    """The rows to write; their cells were kept with the offer."""
    return [
        Append(site.kind(turn.tab), read_cells(site.kind(turn.tab), cells[turn.ref]), turn.ref)
        for turn in turns
        if turn.append
    ]


def read_cells(kind: Any, cells: Mapping[str, Any]) -> dict[str, Any]:
    """Kept as JSON, so a date is words there and a date again here. What cannot be read goes in as it was sent."""
    return {name: _read_back(kind.columns[name].kind, value) for name, value in cells.items()}


def _read_back(kind: Any, kept: Any) -> Any:
    if kept is None or isinstance(kind, Text):
        return kept  # what people sent stays as they sent it, zero-width joiners in emoji too
    read = kind.read_cell(kept)
    if isinstance(read, Noted):
        return read.value
    return kept if isinstance(read, Misread) else read


def message_cells(message: Any) -> dict[str, Any]:
    """A message from the Tell us page as a row of Feedback; who wants an answer, and how, stands under the words."""
    fields = message.fields
    said = str(fields.get("what") or "")
    if fields.get("wants_answer") == "Yes":
        name, contact = fields.get("name"), fields.get("contact") or "gave no way to reach them"
        said += f"\n(Would like an answer: {f'{name}, ' if name else ''}{contact})"
    return {
        "date": message.received_on.isoformat(),
        "came_from": "Tell us",
        "what_was_said": said,
        "kind": fields.get("kind"),
    }
