"""What our last write of the staff workbook left in the ledger, by which a cycle tells its own traces from other people's."""

from __future__ import annotations

from typing import Any

from service.core.grids import Snapshot
from service.flows import filling
from service.flows.site import Site
from service.ledger import published

_RECORD = "cycle"  # kept beside the records of the two workbooks
_WRITING, _WRITTEN = "writing", "written"


def last(conn: Any, site: Site) -> dict[str, str]:
    """`staff` and `managers`: the revisions our last own writes made."""
    return published.last(conn, site.slug, _RECORD)


def mark(conn: Any, site: Site) -> tuple[str | None, str | None]:
    """Another one whenever some process wrote the staff workbook or finished a run."""
    return last(conn, site).get("staff"), published.input_key(conn, site.slug)


def is_older(standing: dict[str, str], snapshot: Snapshot) -> bool:
    """True when a version from before our last write was put back: Today in it says another time than ours."""
    there, ours = filling.written_line(snapshot), standing.get(_WRITTEN)
    expected = (ours, *_lines(standing))
    return there is not None and ours is not None and there not in expected


def begin(conn: Any, site: Site, words: str | None) -> None:
    """Before the staff workbook is written: killed after it, what Today says is known for ours."""
    if words:
        _record(conn, site, writing="\n".join([*_lines(last(conn, site)), words]))


def wrote_staff(conn: Any, site: Site, revision: str, words: str | None) -> None:
    """It is written. What another process began after us stays expected."""
    _record(conn, site, staff=revision)
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
