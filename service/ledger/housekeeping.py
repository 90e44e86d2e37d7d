"""Keeps the ledger clean: what was erased leaves the disk too, what has run out is deleted, and a copy can be taken."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from service.ledger import drafts, runs
from service.ledger.engine import WAIT_FOR_WRITER, Ledger
from service.ledger.errors import WRONG_USE, LedgerError
from service.ledger.messages import LONDON

# Tables of which the dead rows on disk would tell more than the living ones.
_SCRUBBED = (
    "intake",
    "answers",
    "comments",
    "spent_keys",
    "drafts",
    "links",
    "link_tokens",
    "answer_links",
    "outbox",
)
RUNS_KEPT = timedelta(days=90)


def scrub(ledger: Ledger) -> bool:
    """Takes what was erased off the database's own files, after settling or erasing. False: somebody is reading; try again.

    SQLite: secure_delete has overwritten it in the file; here the write-ahead log is emptied, which held it too. PostgreSQL:
    the tables are written anew; its own log of changes goes with its time. Neither reaches backups, or what a disk keeps
    of files that were shortened.
    """
    if ledger.is_sqlite:
        with ledger.outside_transactions() as connection:
            connection.execute("PRAGMA busy_timeout = 2000")  # not as long as for a patient's answer
            try:
                busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.execute(f"PRAGMA busy_timeout = {WAIT_FOR_WRITER}")
        return not busy
    with ledger.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        for table in _SCRUBBED:
            conn.execute(text(f"VACUUM (FULL) {table}"))
    return True


def purge(ledger: Ledger, now: datetime) -> dict[str, int]:
    """Deletes drafts that have run out and old records of runs; then scrub. Gives how many of each."""
    today: date = now.astimezone(LONDON).date()
    with ledger.write() as conn:
        return {"drafts": drafts.purge(conn, today), "runs": runs.thin(conn, now - RUNS_KEPT)}


def backup(ledger: Ledger, to: Path) -> Path:
    """A whole copy, taken while others write; `to` is a file that stands there only once it is complete."""
    if ledger.path is None:
        raise LedgerError("On PostgreSQL, take the copy with pg_dump: see its manual.", WRONG_USE)
    unfinished = to.with_name(f".{to.name}.part")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(ledger.path)) as source, closing(sqlite3.connect(unfinished)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        _to_disk(unfinished)
        os.replace(unfinished, to)
    except (OSError, sqlite3.Error) as problem:
        unfinished.unlink(missing_ok=True)
        kind = getattr(problem, "strerror", None) or type(problem).__name__
        raise LedgerError(
            f"The copy could not be written ({kind}). Check the folder and the space on its disk."
        ) from None
    return to


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
