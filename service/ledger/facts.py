"""What the public pages need to know from the Set-up tab, put here by the clock because the web never opens a workbook."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from service.ledger import marks
from service.ledger.statements import insert_or_replace
from service.ledger.tables import facts

_PUT = insert_or_replace(facts)


def put(conn: Connection, site: str, values: dict[str, Any], now: datetime) -> None:
    """The same facts again change nothing, so that a sync does not make work for the next one."""
    if values != get(conn, site):
        conn.execute(_PUT.on(conn), {"site": site, "facts": values, "put_at": now})
        marks.bump(conn, site)


def get(conn: Connection, site: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = conn.execute(select(facts.c.facts).where(facts.c.site == site)).scalar()
    return found
