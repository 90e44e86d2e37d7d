"""Builds the ledger or brings it to this program's revision: all migrations in one transaction, one process at a time."""

from __future__ import annotations

import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from service.ledger.engine import Ledger, read_url
from service.ledger.errors import WRONG_USE, LedgerError
from service.ledger.places import refuse_network
from service.ledger.revision import HEAD, found

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x70_76_6C_31  # "pvl1": any number, as long as every upgrade asks PostgreSQL for the same


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return made


def upgrade(url: str) -> str:
    """Safe to run twice, and by two at once: the second waits, then finds nothing to do. Gives the revision."""
    ledger = Ledger(read_url(url))
    try:
        if ledger.path is not None:
            refuse_network(ledger.path)
            _make_file(ledger.path)
            _keep_a_log_ahead(ledger)
        _migrate(ledger)
    finally:
        ledger.dispose()
    return HEAD


def _migrate(ledger: Ledger) -> None:
    # On SQLite write() is BEGIN IMMEDIATE, which is the lock; its tables change inside the transaction, as PostgreSQL's do.
    with ledger.write() as conn:
        if not ledger.is_sqlite:
            conn.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        here = found(conn)
        if here is not None and here > HEAD:
            raise LedgerError(
                f"The ledger is at revision {here}, newer than this program. Install the newer program.",
                WRONG_USE,
            )
        if here != HEAD:
            settings = config()
            settings.attributes["connection"] = conn
            command.upgrade(settings, "head")


def _make_file(path: Path) -> None:
    """Made before SQLite would, so that people outside our group cannot read it."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o660))
    except OSError as problem:
        raise LedgerError(
            f"The ledger's file cannot be made or opened ({problem.strerror}). Check its folder and who may write there.",
            WRONG_USE,
        ) from None


def _keep_a_log_ahead(ledger: Ledger) -> None:
    # Outside any transaction, where SQLite allows it.
    with ledger.outside_transactions() as connection:
        mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if not mode or mode[0] != "wal":
        raise LedgerError(
            "This disk cannot hold the ledger: SQLite's write-ahead log does not work on it.", WRONG_USE
        )
