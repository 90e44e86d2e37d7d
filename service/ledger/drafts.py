"""Half-filled forms that wait for the patient to come back; sealed before they come here (see sealing)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, select
from sqlalchemy import delete as delete_from

from service.ledger import tables
from service.ledger.statements import insert_or_replace

_SAVE = insert_or_replace(tables.drafts)
_THIS = (tables.drafts.c.site == bindparam("site_"), tables.drafts.c.key_hash == bindparam("hash_"))
_DELETE = delete_from(tables.drafts).where(*_THIS)
_PURGE = delete_from(tables.drafts).where(tables.drafts.c.expires < bindparam("today"))


@dataclass(frozen=True)
class Draft:
    form_key: str
    version: int
    sealed: bytes
    expires: date


def save(
    conn: Connection, site: str, key_hash: str, form_key: str, version: int, sealed: bytes, expires: date
) -> None:
    row = {
        "site": site,
        "key_hash": key_hash,
        "form": form_key,
        "version": version,
        "sealed": sealed,
        "expires": expires,
    }
    conn.execute(_SAVE.on(conn), row)


def get(conn: Connection, site: str, key_hash: str) -> Draft | None:
    columns = tables.drafts.c
    query = select(columns.form, columns.version, columns.sealed, columns.expires).where(*_THIS)
    found = conn.execute(query, {"site_": site, "hash_": key_hash}).one_or_none()
    return Draft(*found) if found else None


def delete(conn: Connection, site: str, key_hash: str) -> bool:
    """False when there was none."""
    return conn.execute(_DELETE, {"site_": site, "hash_": key_hash}).rowcount > 0


def purge(conn: Connection, today: date) -> int:
    """Deletes drafts whose last day has passed, of every site."""
    return conn.execute(_PURGE, {"today": today}).rowcount
