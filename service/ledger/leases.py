"""Who is working on what: one process at a time, and when it dies its claim runs out by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from service.ledger import tables
from service.ledger.statements import insert_or_leave, was_added

_ADD = insert_or_leave(tables.leases)


def claim(conn: Connection, name: str, holder: str, seconds: float, now: datetime) -> bool:
    """True when the work is ours for so long; the holder may claim again to go on. Waits for nobody's claim but a first one."""
    leases = tables.leases
    this = leases.c.name == name
    ours = {"holder": holder, "until": now + timedelta(seconds=seconds)}
    # SKIP LOCKED (PostgreSQL alone; SQLite has one writer): somebody claiming it this moment is as good as taken.
    found = conn.execute(
        select(leases.c.holder, leases.c.until).where(this).with_for_update(skip_locked=True)
    ).one_or_none()
    if found is not None:
        # One that reaches far beyond any claim was made before the clock went back: it would bar the work for that long.
        holds = now < found.until <= now + timedelta(seconds=2 * seconds)
        if holds and found.holder != holder:
            return False
        conn.execute(update(leases).where(this).values(ours))
        return True
    if conn.execute(select(leases.c.name).where(this)).first() is not None:
        return False
    return was_added(conn, _ADD, {"name": name, **ours})


def holder(conn: Connection, name: str) -> str | None:
    """Whoever claimed it last and has not released it."""
    return conn.execute(select(tables.leases.c.holder).where(tables.leases.c.name == name)).scalar()


def release(conn: Connection, name: str, holder: str) -> None:
    """Only by who holds it: a lease that ran out may be somebody else's by now."""
    leases = tables.leases
    conn.execute(delete(leases).where(leases.c.name == name, leases.c.holder == holder))
