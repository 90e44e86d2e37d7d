"""Is the ledger whole? Asked of the database itself, without changing anything."""

from __future__ import annotations

from sqlalchemy import text

from service.ledger.engine import Ledger


def damage(ledger: Ledger) -> int:
    """How many faults SQLite finds in its file; PostgreSQL looks after its own."""
    if not ledger.is_sqlite:
        return 0
    with ledger.read() as conn:
        found = [row[0] for row in conn.execute(text("PRAGMA quick_check(20)"))]
    return 0 if found == ["ok"] else len(found)
