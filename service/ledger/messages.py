"""What people told us outside a survey: comments to staff, each with the day it came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from service.ledger import drafts, marks, tables
from service.ledger.references import spend_key
from service.ledger.settling import new_id

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class MessageRow:
    id: str
    form: str
    fields: dict[str, Any]
    received_on: date


def submit_message(
    conn: Connection,
    *,
    site: str,
    form: str,
    fields: Mapping[str, Any],
    key: bytes,
    now: datetime,
    draft_hash: str | None = None,
) -> str:
    """Keeps one message and gives its reference; the same key again gives the same reference and keeps nothing more."""
    reference, is_new = spend_key(conn, site, form, key)
    if is_new:
        day = now.astimezone(LONDON).date()
        row = {"site": site, "id": new_id(), "form": form, "fields": dict(fields), "received_on": day}
        conn.execute(tables.messages.insert(), row)
        if draft_hash:
            drafts.delete(conn, site, draft_hash)
        marks.bump(conn, site)
    return reference


def messages(conn: Connection, site: str) -> list[MessageRow]:
    """By day, then by random id."""
    columns = tables.messages.c
    query = select(columns.id, columns.form, columns.fields, columns.received_on).where(columns.site == site)
    return [MessageRow(*row) for row in conn.execute(query.order_by(columns.received_on, columns.id))]
