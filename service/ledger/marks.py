"""A number for each site that moves when there is something new for the workbooks: sync asks it instead of looking at everything.

An anonymous answer does not move it until it is settled: the runs of sync would otherwise tell when each one came.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Insert, bindparam, select

from service.ledger.statements import INSERTS, OnBoth
from service.ledger.tables import marks


def _bump(insert: Callable[..., Any]) -> Insert:
    new = insert(marks).values(changes=1)
    bumped: Insert = new.on_conflict_do_update(index_elements=["site"], set_={"changes": marks.c.changes + 1})
    return bumped


_BUMP = OnBoth({name: _bump(insert) for name, insert in INSERTS.items()})
_MARK = select(marks.c.changes).where(marks.c.site == bindparam("site"))


def bump(conn: Connection, site: str) -> None:
    """Last in a transaction: PostgreSQL holds the row until the end."""
    conn.execute(_BUMP.on(conn), {"site": site})


def mark(conn: Connection, site: str) -> str:
    """Another one whenever messages, confidential or settled answers, imports, links or facts changed."""
    return str(conn.execute(_MARK, {"site": site}).scalar() or 0)
