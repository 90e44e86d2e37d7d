"""What the service tabs last held, as hashes, and what the last finished sync was worked out from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, delete, select

from service.ledger.statements import insert_or_replace
from service.ledger.tables import input_keys, published_tabs

_RECORD = insert_or_replace(published_tabs)
_SET = insert_or_replace(input_keys)


def last(conn: Connection, site: str, workbook: str) -> dict[str, str]:
    """Tab → hash of what we last wrote there."""
    columns = published_tabs.c
    query = select(columns.tab, columns.hash).where(columns.site == site, columns.workbook == workbook)
    return dict(conn.execute(query).all())


def record(
    conn: Connection, site: str, workbook: str, tabs: Mapping[str, str], removed: Iterable[str] = ()
) -> None:
    """Tabs just written and tabs just taken out; the others stay as recorded."""
    rows = [{"site": site, "workbook": workbook, "tab": tab, "hash": hashed} for tab, hashed in tabs.items()]
    if rows:
        conn.execute(_RECORD.on(conn), rows)
    if gone := list(removed):
        columns = published_tabs.c
        here = (columns.site == site, columns.workbook == workbook, columns.tab.in_(gone))
        conn.execute(delete(published_tabs).where(*here))


def forget(conn: Connection, site: str, workbook: str) -> None:
    """Everything is written again at the next sync: the workbook was wiped, restored or replaced."""
    conn.execute(
        delete(published_tabs).where(published_tabs.c.site == site, published_tabs.c.workbook == workbook)
    )
    conn.execute(delete(input_keys).where(input_keys.c.site == site))


def input_key(conn: Connection, site: str) -> str | None:
    found: str | None = conn.execute(select(input_keys.c.input_key).where(input_keys.c.site == site)).scalar()
    return found


def set_input_key(conn: Connection, site: str, key: str) -> None:
    conn.execute(_SET.on(conn), {"site": site, "input_key": key})
