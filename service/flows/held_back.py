"""Words held back because they named somebody stay held when her row is deleted: the ledger keeps them as keyed hashes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from service.flows.site import Site
from service.ledger import published
from service.summaries import Source

_RECORD = "held back"  # kept beside the records of the two workbooks


def mark_of(site: Site) -> Callable[[str], str]:
    return lambda words: site.hash_of(f"words\0{words}")[:32]


def kept(conn: Any, site: Site) -> dict[str, set[str]]:
    """By mark, whom the words named: Refs, each with the mark of a name."""
    return {mark: set(named.split(" ")) for mark, named in published.last(conn, site.slug, _RECORD).items()}


def keep(site: Site, source: Source) -> None:
    """Before anything is written, so that no crash forgets what was held. Words that stand nowhere any more go."""
    before, held = source.held_before, source.hidden.held
    new = {mark: " ".join(sorted(named)) for mark, named in held.items() if before.get(mark) != named}
    gone = [mark for mark in before if mark not in held] if _all_was_read(source) else []
    if new or gone:
        with site.ledger.write() as conn:
            published.record(conn, site.slug, _RECORD, new, gone)


def _all_was_read(source: Source) -> bool:
    return source.can_screen and all(reading.is_usable for reading in source.book.readings.values())
