"""How many requests each Google account has made lately, for all processes together (DESIGN §9)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from service.core.pacing import Bookings
from service.ledger import tables
from service.ledger.engine import Ledger
from service.ledger.statements import insert_or_leave

_ADD = insert_or_leave(tables.quotas)


class SharedBookings:
    """The bookings of service/core/pacing.py, kept in the ledger: one short writing transaction a request."""

    def __init__(self, ledger: Ledger):
        self._ledger = ledger

    def book(self, account: str, kind: str, most: int, patience: timedelta, now: datetime) -> datetime | None:
        """When the request may leave; None, and nothing booked, where that is further off than `patience`."""
        with self._ledger.write() as conn:
            bookings, start = _found(conn, account, kind).book(most, patience, now)
            _keep(conn, account, kind, bookings)
        return start

    def pause(self, account: str, kind: str, length: timedelta, now: datetime) -> None:
        """Google refused although we paced ourselves: nobody asks again until its minute has passed."""
        with self._ledger.write() as conn:
            _keep(conn, account, kind, _found(conn, account, kind).pause(length, now))

    def paused_until(self, account: str, kind: str) -> datetime | None:
        with self._ledger.read() as conn:
            return conn.execute(select(tables.quotas.c.not_before).where(*_this(account, kind))).scalar()

    def used(self, account: str, kind: str, now: datetime) -> int:
        with self._ledger.read() as conn:
            times = conn.execute(select(tables.quotas.c.times).where(*_this(account, kind))).scalar() or ()
        return Bookings(tuple(times)).used(now)


def _this(account: str, kind: str) -> tuple:
    return tables.quotas.c.account == account, tables.quotas.c.kind == kind


def _found(conn: Connection, account: str, kind: str) -> Bookings:
    """Two processes at once: the second waits here for the first (PostgreSQL; SQLite has one writer anyway)."""
    conn.execute(_ADD.on(conn), {"account": account, "kind": kind, "times": [], "not_before": None})
    found = conn.execute(
        select(tables.quotas.c.times, tables.quotas.c.not_before)
        .where(*_this(account, kind))
        .with_for_update()
    ).one()
    return Bookings(tuple(found.times), found.not_before)


def _keep(conn: Connection, account: str, kind: str, bookings: Bookings) -> None:
    kept = {"times": list(bookings.times), "not_before": bookings.not_before}
    conn.execute(update(tables.quotas).where(*_this(account, kind)).values(kept))
