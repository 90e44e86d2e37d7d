"""Is this ledger the one this program was written for, and opened with the secret it was begun with?"""

from __future__ import annotations

from sqlalchemy import Connection, inspect, select, text

from service.ledger import keys, tables
from service.ledger.engine import Ledger
from service.ledger.errors import WRONG_USE, LedgerError
from service.ledger.statements import insert_or_leave

HEAD = "0003"  # the newest file in migrations/versions; a test compares, so that opening need not read them
_FINGERPRINT = "secret fingerprint"
_add = insert_or_leave(tables.about)


def found(conn: Connection) -> str | None:
    """None for a database without our tables."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    return conn.execute(text("SELECT version_num FROM alembic_version")).scalar()


def check(ledger: Ledger) -> None:
    with ledger.read() as conn:
        here = found(conn)
    if here is None:
        raise LedgerError("There is no ledger at database_url yet. Run patient-voice init.", WRONG_USE)
    if here != HEAD:
        raise LedgerError(
            f"The ledger is at revision {here} and this program needs {HEAD}. "
            "Stop the other processes and run patient-voice upgrade.",
            WRONG_USE,
        )


def secret_matches(ledger: Ledger) -> bool | None:
    """Is ours the secret it was begun with? None where it was never used with one yet."""
    with ledger.read() as conn:
        kept = conn.execute(select(tables.about.c.value).where(tables.about.c.name == _FINGERPRINT)).scalar()
        return None if kept is None else bool(kept == keys.keyed_hash(conn, "", _FINGERPRINT))


def check_secret(ledger: Ledger) -> None:
    """With another secret the stop list would find nobody, and a person who said no would be written to."""
    kept_query = select(tables.about.c.value).where(tables.about.c.name == _FINGERPRINT)
    with ledger.read() as conn:
        kept, ours = conn.execute(kept_query).scalar(), keys.keyed_hash(conn, "", _FINGERPRINT)
    if kept is None:
        with ledger.write() as conn:
            conn.execute(_add.on(conn), {"name": _FINGERPRINT, "value": ours})
            kept = conn.execute(kept_query).scalar()
    if kept != ours:
        raise LedgerError(
            "The secret key is not the one this ledger was begun with. Put the old key back: without it the stop list, "
            "links and waiting answers cannot be read.",
            WRONG_USE,
        )
