"""What the service did, in words for the Log tab. Refs and counts may stand in it; nothing a person typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from service.ledger import tables


@dataclass(frozen=True)
class LogLine:
    at: datetime
    words: str


def add(conn: Connection, site: str, now: datetime, words: str) -> None:
    conn.execute(tables.log.insert(), {"site": site, "at": now, "words": words})


def newest(conn: Connection, site: str, how_many: int) -> list[LogLine]:
    columns = tables.log.c
    query = (
        select(columns.at, columns.words)
        .where(columns.site == site)
        .order_by(columns.id.desc())
        .limit(how_many)
    )
    return [LogLine(*row) for row in conn.execute(query)]
