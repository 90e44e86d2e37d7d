"""Numbers for rows (P-014): given out once and never again, journalled before they are written, remembered afterwards.

Of who stands behind a Ref only keyed hashes are remembered: enough to notice that a column was sorted alone, useless to read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, case, delete, select, update

from service.ledger.keys import keyed_hash
from service.ledger.statements import INSERTS, insert_or_replace
from service.ledger.tables import known_rows, ref_counters, ref_journal


class JournalLine(NamedTuple):
    tab: str
    row: int
    ref: str


@dataclass(frozen=True)
class KnownRow:
    tab: str
    name_hash: str | None = None
    contact_hash: str | None = None
    row_hash: str | None = None


def take(conn: Connection, site: str, letter: str, how_many: int, at_least: int = 0) -> list[str]:
    """The next Refs of this letter. `at_least` is the highest number seen in the sheet: the new ones lie above it."""
    if how_many < 1:
        return []
    new = INSERTS[conn.dialect.name](ref_counters).values(site=site, letter=letter, last=at_least + how_many)
    highest = case((ref_counters.c.last < at_least, at_least), else_=ref_counters.c.last)
    taken = new.on_conflict_do_update(index_elements=["site", "letter"], set_={"last": highest + how_many})
    last = conn.execute(taken.returning(ref_counters.c.last)).scalar_one()
    return [f"{letter}-{number:03d}" for number in range(last - how_many + 1, last + 1)]


# In place of a row: what became of a Ref that was about to be written.
_FREE = 0  # the write was refused whole: no file ever held it
_IN_DOUBT = -1  # a write without an answer
_GONE = -2  # it may have stood somewhere, and somebody may have seen it


def take_again(
    conn: Connection, site: str, letter: str, how_many: int, standing: Collection[str]
) -> list[str]:
    """Refs of this letter that were taken for writes that never landed. One that stands somewhere was chosen by people."""
    columns = ref_journal.c
    free = (columns.site == site, columns.row == _FREE, columns.confirmed.is_(False))
    query = select(columns.ref).where(*free, columns.ref.startswith(f"{letter}-", autoescape=True))
    there = sorted(conn.execute(query).scalars(), key=lambda ref: (len(ref), ref))
    confirm(conn, site, [ref for ref in there if ref in standing])
    taken = []
    for ref in [ref for ref in there if ref not in standing][:how_many]:
        claim = update(ref_journal).where(*free, columns.ref == ref).values(row=_GONE)
        if conn.execute(claim).rowcount:  # else another process was quicker
            taken.append(ref)
    return taken


def set_free(conn: Connection, site: str, refs: Iterable[str]) -> None:
    """The write that was to bring these was refused whole."""
    _set_row(conn, site, refs, _FREE)


def doubt(conn: Connection, site: str, refs: Iterable[str]) -> None:
    """The write that was to bring these had no answer. Those of an earlier one, which nobody settled, are given up."""
    _settle(conn, site, _GONE)
    _set_row(conn, site, refs, _IN_DOUBT)


def settle(conn: Connection, site: str, landed: bool) -> None:
    """What became of that write is known."""
    _settle(conn, site, _GONE if landed else _FREE)


def _settle(conn: Connection, site: str, row: int) -> None:
    columns = ref_journal.c
    in_doubt = (columns.site == site, columns.row == _IN_DOUBT, columns.confirmed.is_(False))
    conn.execute(update(ref_journal).where(*in_doubt).values(row=row))


def _set_row(conn: Connection, site: str, refs: Iterable[str], row: int) -> None:
    if rows := [{"site_": site, "ref_": ref, "row_": row} for ref in refs]:
        unread = ref_journal.c.confirmed.is_(False)
        conn.execute(update(ref_journal).where(*_THIS_LINE, unread).values(row=bindparam("row_")), rows)


def reach(conn: Connection, site: str, letter: str, number: int) -> None:
    """This number was in use: it is not given again, though no row has it any more."""
    new = INSERTS[conn.dialect.name](ref_counters).values(site=site, letter=letter, last=number)
    highest = case((ref_counters.c.last < number, number), else_=ref_counters.c.last)
    conn.execute(new.on_conflict_do_update(index_elements=["site", "letter"], set_={"last": highest}))


_WRITE = insert_or_replace(ref_journal)
_THIS_LINE = (ref_journal.c.site == bindparam("site_"), ref_journal.c.ref == bindparam("ref_"))
_CONFIRM = update(ref_journal).where(*_THIS_LINE).values(confirmed=True)


def journal(conn: Connection, site: str, lines: Iterable[tuple[str, int, str]], now: datetime) -> None:
    """What is about to be written where: (tab, row, Ref). Written down first, so that a crash leaves a trace."""
    rows = [
        {"site": site, "ref": ref, "tab": tab, "row": row, "written_at": now, "confirmed": False}
        for tab, row, ref in lines
    ]
    if rows:
        conn.execute(_WRITE.on(conn), rows)


def confirm(conn: Connection, site: str, refs: Iterable[str]) -> None:
    """These were read back from the workbook."""
    if rows := [{"site_": site, "ref_": ref} for ref in refs]:
        conn.execute(_CONFIRM, rows)


def unconfirmed(conn: Connection, site: str) -> list[JournalLine]:
    columns = ref_journal.c
    query = select(columns.tab, columns.row, columns.ref).where(
        columns.site == site, columns.confirmed.is_(False), columns.row != _FREE
    )
    return [JournalLine(*row) for row in conn.execute(query.order_by(columns.written_at, columns.ref))]


_KNOW = insert_or_replace(known_rows)
_THIS_ROW = (known_rows.c.site == bindparam("site_"), known_rows.c.ref == bindparam("ref_"))
_FORGET = delete(known_rows).where(*_THIS_ROW)


def hash_of(conn: Connection, site: str, words: str) -> str:
    """What stands for a name or an address in a KnownRow; case and spacing make no difference."""
    return keyed_hash(conn, site, "known row", " ".join(words.casefold().split()))


def remember(
    conn: Connection,
    site: str,
    rows: Mapping[str, KnownRow],
    now: datetime,
    known: Mapping[str, KnownRow] | None = None,
) -> None:
    """Adds these Refs or replaces what was remembered of them; writes only what differs. Others stay.

    `known` is what is remembered now, from whoever has just read it.
    """
    known = remembered(conn, site) if known is None else known
    changed = [
        {"site": site, "ref": ref, **row.__dict__, "seen_at": now}
        for ref, row in rows.items()
        if known.get(ref) != row
    ]
    if changed:
        conn.execute(_KNOW.on(conn), changed)


def remembered(conn: Connection, site: str) -> dict[str, KnownRow]:
    columns = known_rows.c
    query = select(columns.ref, columns.tab, columns.name_hash, columns.contact_hash, columns.row_hash)
    return {
        row.ref: KnownRow(*row[1:])
        for row in conn.execute(query.where(columns.site == site).order_by(columns.ref))
    }


def forget(conn: Connection, site: str, refs: Iterable[str]) -> None:
    """Staff deleted these rows, or the person asked to be forgotten. The number is still never used again."""
    if rows := [{"site_": site, "ref_": ref} for ref in refs]:
        conn.execute(_FORGET, rows)


def counters(conn: Connection, site: str) -> dict[str, int]:
    """The highest number given out so far, by letter."""
    query = select(ref_counters.c.letter, ref_counters.c.last).where(ref_counters.c.site == site)
    return dict(conn.execute(query).all())
