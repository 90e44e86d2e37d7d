"""Rows handed to staff: each is offered until somebody else has saved the workbook with it in, then it is theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from service.ledger.statements import insert_or_leave, was_added
from service.ledger.tables import offered_rows

STATES = ("waiting", "offered", "handed over", "withdrawn")


@dataclass(frozen=True)
class Offer:
    ref: str
    tab: str
    cells: dict[str, Any]
    state: str = "waiting"
    written_in: str | None = None  # the workbook's revision after our own write
    source_key: str = ""


_OFFER = insert_or_leave(offered_rows)


def offer(
    conn: Connection, site: str, tab: str, ref: str, cells: Mapping[str, Any], source_key: str, now: datetime
) -> bool:
    """False when this source key, or this Ref, was offered before: what came once is handed over once."""
    row = {"site": site, "ref": ref, "tab": tab, "cells": dict(cells), "source_key": source_key}
    return was_added(conn, _OFFER, {**row, "state": "waiting", "offered_at": now})


def was_offered(conn: Connection, site: str, source_key: str) -> bool:
    """Ask before taking a Ref, so that no number is spent on a row that will not be offered."""
    query = select(offered_rows.c.ref).where(
        offered_rows.c.site == site, offered_rows.c.source_key == source_key
    )
    return conn.execute(query).first() is not None


def offered(conn: Connection, site: str, state: str | None = None) -> list[Offer]:
    """Every offer of the site, or those in one state, oldest first."""
    columns = offered_rows.c
    query = select(
        columns.ref, columns.tab, columns.cells, columns.state, columns.written_in, columns.source_key
    )
    query = query.where(columns.site == site).order_by(columns.offered_at, columns.ref)
    if state is not None:
        query = query.where(columns.state == state)
    return [Offer(*row) for row in conn.execute(query)]


def mark(conn: Connection, site: str, ref: str, state: str, written_in: str | None = None) -> None:
    """Without `written_in`, the revision it was last written in stays."""
    if state not in STATES:
        raise ValueError(f"no such state of an offer: {state}")
    values = {"state": state} | ({"written_in": written_in} if written_in is not None else {})
    conn.execute(
        update(offered_rows).where(offered_rows.c.site == site, offered_rows.c.ref == ref).values(values)
    )
