"""Who is working on what: one process at a time, and when it dies its claim runs out by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from service.ledger import tables
from service.ledger.statements import insert_or_leave

_ADD = insert_or_leave(tables.leases)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def claim(conn: Connection, name: str, holder: str, seconds: float, now: datetime) -> bool:
    """True when the work is ours for so long; the holder may claim again to go on. Never waits for another's claim."""
    leases = tables.leases
    conn.execute(_ADD.on(conn), {"name": name, "holder": "", "until": _LONG_AGO})
    # SKIP LOCKED (PostgreSQL alone; SQLite has one writer): somebody claiming it this moment is as good as taken.
    query = (
        select(leases.c.holder, leases.c.until).where(leases.c.name == name).with_for_update(skip_locked=True)
    )
    found = conn.execute(query).one_or_none()
    if found is None or (found.until > now and found.holder != holder):
        return False
    ours = {"holder": holder, "until": now + timedelta(seconds=seconds)}
    conn.execute(update(leases).where(leases.c.name == name).values(ours))
    return True


def release(conn: Connection, name: str, holder: str) -> None:
    """Only by who holds it: a lease that ran out may be somebody else's by now."""
    leases = tables.leases
    conn.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))
