"""The two ways to write a row that may be there already, for both databases; built once, so that a submission is quick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class OnBoth:
    """A statement in the words of each database: `statement.on(conn)`."""

    def __init__(self, by_name: dict[str, Insert]):
        self._by_name = by_name

    def on(self, conn: Connection) -> Insert:
        return self._by_name[conn.dialect.name]


def insert_or_leave(table: Table) -> OnBoth:
    """Row count 0 when a row with this key was there."""
    return OnBoth({name: insert(table).on_conflict_do_nothing() for name, insert in INSERTS.items()})


def insert_or_replace(table: Table, keeping: Sequence[str] = ()) -> OnBoth:
    """Replaces every column but the key and those to keep."""
    key = [column.name for column in table.primary_key]

    def of(name: str) -> Insert:
        new = INSERTS[name](table)
        changed = {c.name: new.excluded[c.name] for c in table.columns if c.name not in (*key, *keeping)}
        statement: Insert = new.on_conflict_do_update(index_elements=key, set_=changed)
        return statement

    return OnBoth({name: of(name) for name in INSERTS})
