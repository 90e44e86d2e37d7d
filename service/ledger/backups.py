"""What the ledger erased goes from its nightly copies too: otherwise they would tell for weeks what nobody may know any more.

A row of `links`, `link_tokens` and `answer_links` says whose an answer is; a row of `intake` in the copies of two nights says
on which day an anonymous answer came. The rule asks for no record of what was erased: of these tables a copy keeps only rows
the ledger still holds. So it can be done again at any time, and a night on which it failed is made good by the next.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Table, select

from service.ledger import tables
from service.ledger.engine import Ledger
from service.ledger.revision import HEAD

LINKS = (tables.links, tables.link_tokens, tables.answer_links)
# Envelopes only once a newer copy holds what was in them; an unsent draft is said to be deleted when its form closes.
ALL = (*LINKS, tables.intake, tables.drafts)
Kept = dict[Table, set[tuple[str, ...]]]


@dataclass
class Cleaned:
    """How many copies lost rows, and how many went as a whole because nobody can say what they hold."""

    cleaned: int = 0
    deleted: int = 0


def clean(
    ledger: Ledger, copies: Iterable[Path], erased_from: Sequence[Table], *, may_delete: bool
) -> Cleaned:
    """`may_delete`: a copy that cannot be cleaned goes. Only where a newer one stands that makes it needless."""
    done = Cleaned()
    kept: Kept = {}
    with ledger.read() as conn:
        for table in erased_from:
            kept[table] = {tuple(row) for row in conn.execute(select(*table.primary_key))}
    for copy in copies:
        try:
            done.cleaned += _clean_one(copy, kept)
        except (sqlite3.Error, OSError, _OtherRevision):
            if may_delete:
                copy.unlink(missing_ok=True)
                done.deleted += 1
    return done


class _OtherRevision(Exception):
    """Its tables may be others than ours."""


def _clean_one(copy: Path, kept: Kept) -> bool:
    before = copy.stat()
    number, name = tempfile.mkstemp(prefix=f".{copy.name}.", suffix=".part", dir=copy.parent)
    os.close(number)
    unfinished = Path(name)
    try:
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as source:
            gone = {table: _erased(source, table, keys) for table, keys in kept.items()}
            if not any(gone.values()):
                return False
            if source.execute("SELECT version_num FROM alembic_version").fetchall() != [(HEAD,)]:
                raise _OtherRevision
            with closing(sqlite3.connect(unfinished, isolation_level=None)) as target:
                source.backup(target)
                _erase(target, gone)
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        os.chmod(unfinished, before.st_mode & 0o7777)
        now = copy.stat()
        if (now.st_ino, now.st_mtime_ns) != (before.st_ino, before.st_mtime_ns):
            return False  # another process put a newer one there; the next night looks at that
        os.replace(unfinished, copy)
        return True
    finally:
        unfinished.unlink(missing_ok=True)


def _erased(source: sqlite3.Connection, table: Table, kept: set[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Keys of rows that the ledger no longer holds."""
    names = ", ".join(_key_of(table))
    there = source.execute(f"SELECT {names} FROM {table.name}")  # noqa: S608  our own names
    return [key for key in there if key not in kept]


def _erase(target: sqlite3.Connection, gone: dict[Table, list[tuple[str, ...]]]) -> None:
    """And nothing of them stays in freed pages."""
    for pragma in ("secure_delete = ON", "temp_store = MEMORY", "journal_mode = DELETE"):
        target.execute(f"PRAGMA {pragma}").fetchall()
    target.execute("BEGIN")
    for table, keys in gone.items():
        which = " AND ".join(f"{name} = ?" for name in _key_of(table))
        target.executemany(f"DELETE FROM {table.name} WHERE {which}", keys)  # noqa: S608  our own names
    target.execute("COMMIT")
    target.execute("VACUUM")


def _key_of(table: Table) -> list[str]:
    return [column.name for column in table.primary_key]
