"""When each job ran, for which site, and how it ended. A message here never holds what a person typed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, select, update

from service.ledger import tables
from service.ledger.settling import new_id


@dataclass(frozen=True)
class Run:
    id: str
    site: str  # "" for a job of the whole service
    job: str
    started: datetime
    finished: datetime | None
    outcome: str | None  # None while it runs, or when it was killed
    counts: dict[str, Any] | None
    message: str | None


_COLUMNS = [tables.runs.c[name] for name in Run.__dataclass_fields__]


def start(conn: Connection, site: str, job: str, now: datetime) -> str:
    """Gives the id to finish it by."""
    run_id = new_id()
    conn.execute(tables.runs.insert(), {"id": run_id, "site": site, "job": job, "started": now})
    return run_id


def finish(
    conn: Connection,
    run_id: str,
    now: datetime,
    outcome: str,
    counts: Mapping[str, Any] | None = None,
    message: str | None = None,
) -> None:
    ended = {
        "finished": now,
        "outcome": outcome,
        "counts": dict(counts) if counts is not None else None,
        "message": message,
    }
    conn.execute(update(tables.runs).where(tables.runs.c.id == run_id).values(ended))


def last(
    conn: Connection,
    job: str,
    site: str | None = None,
    *,
    finished: bool = False,
    until: datetime | None = None,
) -> Run | None:
    """The newest run of a job, of one site or of any. `until` leaves out those a clock that jumped put in the future."""
    query = _newest_first(site, job)
    if until is not None:
        query = query.where(tables.runs.c.started <= until)
    if finished:
        query = query.where(tables.runs.c.finished.is_not(None))
    found = conn.execute(query.limit(1)).one_or_none()
    return Run(*found) if found else None


def nearest(
    conn: Connection,
    site: str,
    jobs: Collection[str],
    outcome: str,
    *,
    until: datetime | None = None,
    after: datetime | None = None,
) -> Run | None:
    """The newest run with this outcome up to `until`, or the oldest after `after`."""
    columns = tables.runs.c
    query = select(*_COLUMNS).where(columns.site == site, columns.job.in_(jobs), columns.outcome == outcome)
    if after is not None:
        query = query.where(columns.started > after).order_by(columns.started, columns.id)
    else:
        query = query.order_by(columns.started.desc(), columns.id)
    if until is not None:
        query = query.where(columns.started <= until)
    found = conn.execute(query.limit(1)).one_or_none()
    return Run(*found) if found else None


def all(conn: Connection, site: str | None = None, job: str | None = None, limit: int = 100) -> list[Run]:
    """Newest first."""
    return [Run(*row) for row in conn.execute(_newest_first(site, job).limit(limit))]


def thin(conn: Connection, before: datetime) -> int:
    """Deletes runs that started before this moment, save the newest of each job and site."""
    table = tables.runs.alias()
    newer = select(table.c.id).where(
        table.c.job == tables.runs.c.job,
        table.c.site == tables.runs.c.site,
        table.c.started > tables.runs.c.started,
    )
    return conn.execute(delete(tables.runs).where(tables.runs.c.started < before, newer.exists())).rowcount


def _newest_first(site: str | None, job: str | None) -> Select:
    query = select(*_COLUMNS).order_by(tables.runs.c.started.desc(), tables.runs.c.id)
    if site is not None:
        query = query.where(tables.runs.c.site == site)
    return query if job is None else query.where(tables.runs.c.job == job)
