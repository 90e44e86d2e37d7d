"""The last good figures of a tab that cannot be trusted now: they are shown with their date until it is mended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from service.ledger.statements import insert_or_replace
from service.ledger.tables import held_tabs

_PUT = insert_or_replace(held_tabs)


@dataclass(frozen=True)
class Held:
    tab: str
    figures: Any
    as_of: datetime


def put(conn: Connection, site: str, tab: str, figures: Any, as_of: datetime) -> None:
    conn.execute(_PUT.on(conn), {"site": site, "tab": tab, "figures": figures, "as_of": as_of})


def get(conn: Connection, site: str, tab: str) -> Held | None:
    return next((held for held in all(conn, site) if held.tab == tab), None)


def all(conn: Connection, site: str) -> list[Held]:
    columns = held_tabs.c
    query = (
        select(columns.tab, columns.figures, columns.as_of).where(columns.site == site).order_by(columns.tab)
    )
    return [Held(*row) for row in conn.execute(query)]


def clear(conn: Connection, site: str, tab: str) -> None:
    conn.execute(delete(held_tabs).where(held_tabs.c.site == site, held_tabs.c.tab == tab))
