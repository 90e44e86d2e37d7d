"""What our last write of the staff workbook left in the ledger, by which a cycle tells its own traces from other people's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from service.core.book import Book
from service.core.grids import Snapshot
from service.flows import filling
from service.flows.site import Site
from service.ledger import offers, published
from service.ledger import refs as ledger_refs

_RECORD = "cycle"  # kept beside the records of the two workbooks
_WRITING, _WRITTEN = "writing", "written"
_OVER = "over"  # states our last writes took the place of: theirs and our own
_OVER_KEPT = 50
_WRITING_KEPT = 50
_PUT_BACK = "put back"  # by patient-voice restore, until a sync has seen to it
_FINISHED = "finished"  # when a run last came to its end


def last(conn: Any, site: Site) -> dict[str, str]:
    """`staff` and `managers`: the revisions our last own writes made."""
    return published.last(conn, site.slug, _RECORD)


def mark(conn: Any, site: Site) -> tuple[str | None, ...]:
    """Another one whenever some process wrote the staff workbook, put a version back or finished a run."""
    left = last(conn, site)
    return left.get("staff"), left.get(_PUT_BACK), published.input_key(conn, site.slug)


def is_older(conn: Any, site: Site, snapshot: Snapshot, book: Book) -> bool:
    """True when a version from before our last write was put back, by our command or by hand.

    Told by its content where it is a state we know, else by what Today in it says of when it was written.
    """
    left = last(conn, site)
    if snapshot.revision == left.get("staff"):
        return False
    if _PUT_BACK in left or snapshot.revision in left.get(_OVER, "").split("\n"):
        return True
    if site.is_from_before_newest_version(snapshot.revision):
        return True
    there, ours = filling.written_line(snapshot), left.get(_WRITTEN)
    if there is None:  # from before our first write, or somebody deleted Today, which endangers nobody
        return ours is not None and _misses_a_row(conn, site, book)
    return ours is not None and there not in (ours, *_lines(left))


def _misses_a_row(conn: Any, site: Site, book: Book) -> bool:
    known = {ref: row.tab for ref, row in ledger_refs.remembered(conn, site.slug).items()}
    theirs = {offer.ref: offer.tab for offer in offers.offered(conn, site.slug, "handed over")}
    read = {reading.kind.tab for reading in book.readings.values() if reading.is_usable}
    present = book.refs
    return any(tab in read and ref not in present for ref, tab in (known | theirs).items())


def put_back(conn: Any, site: Site, now: datetime) -> None:
    """Somebody had us put a version back: older, whatever Today in it says."""
    _record(conn, site, **{_PUT_BACK: now.isoformat()})


def saw_to(conn: Any, site: Site, left: dict[str, str]) -> None:
    """What was put back before this cycle read is seen to; one put back since is not."""
    if _PUT_BACK in left and last(conn, site).get(_PUT_BACK) == left[_PUT_BACK]:
        published.record(conn, site.slug, _RECORD, {}, [_PUT_BACK])


def finished(conn: Any, site: Site, now: datetime) -> None:
    _record(conn, site, **{_FINISHED: now.isoformat()})


def last_finished(conn: Any, site: Site) -> datetime | None:
    """When a run last came to its end: of that moment are the figures that stand."""
    said = last(conn, site).get(_FINISHED)
    return datetime.fromisoformat(said) if said else None


def begin(conn: Any, site: Site, words: str | None) -> None:
    """Before the staff workbook is written: killed after it, what Today says is known for ours."""
    if words:
        _record(conn, site, writing="\n".join([*_lines(last(conn, site)), words][-_WRITING_KEPT:]))


def was_refused(conn: Any, site: Site, words: str | None) -> None:
    """Nothing of it landed, so nobody will ever see these words."""
    _record(conn, site, writing="\n".join(each for each in _lines(last(conn, site)) if each != words))


def wrote_staff(conn: Any, site: Site, revision: str, over: str, words: str | None) -> None:
    """It is written, over that state. What another process began after us stays expected."""
    left = last(conn, site)
    passed = [*left.get(_OVER, "").split("\n"), left.get("staff", ""), over]
    passed = [each for each in dict.fromkeys(passed) if each and each != revision]
    _record(conn, site, staff=revision, over="\n".join(passed[-_OVER_KEPT:]))
    if words:
        begun = _lines(last(conn, site))
        later = begun[begun.index(words) + 1 :] if words in begun else begun
        _record(conn, site, written=words, writing="\n".join(later))


def wrote_managers(conn: Any, site: Site, revision: str) -> None:
    _record(conn, site, managers=revision)


def _lines(standing: dict[str, str]) -> list[str]:
    return [words for words in standing.get(_WRITING, "").split("\n") if words]


def _record(conn: Any, site: Site, **left: str) -> None:
    published.record(conn, site.slug, _RECORD, left)
