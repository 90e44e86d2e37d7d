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
    """For `was_added`."""
    # Without the option SQLAlchemy says -1 on PostgreSQL, whatever happened.
    counted = {
        name: insert(table).execution_options(preserve_rowcount=True) for name, insert in INSERTS.items()
    }
    return OnBoth({name: new.on_conflict_do_nothing() for name, new in counted.items()})


def was_added(conn: Connection, statement: OnBoth, row: dict[str, Any]) -> bool:
    """Adds the row; False when one with this key was there, which then stays as it was."""
    count = conn.execute(statement.on(conn), row).rowcount
    assert count in (0, 1), "the database did not say whether it kept the row"
    return count == 1


def insert_or_replace(table: Table, keeping: Sequence[str] = ()) -> OnBoth:
    """Replaces every column but the key and those to keep."""
    key = [column.name for column in table.primary_key]

    def of(name: str) -> Insert:
        new = INSERTS[name](table)
        changed = {c.name: new.excluded[c.name] for c in table.columns if c.name not in (*key, *keeping)}
        statement: Insert = new.on_conflict_do_update(index_elements=key, set_=changed)
        return statement

    return OnBoth({name: of(name) for name in INSERTS})
