"""Everyone who said no, as keyed hashes: a list pasted again does not invite them again, and nobody can read who they are.

An address or number alone stops everybody behind it; with a name beside it, only that person.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select

from service.ledger.keys import keyed_hash
from service.ledger.statements import insert_or_replace
from service.ledger.tables import stop_list

_ADD = insert_or_replace(stop_list)
_PHONE = re.compile(r"\+?[\d\s().\-–/]{7,}")


def add(conn: Connection, site: str, contact: str, now: datetime) -> None:
    """`contact` is an e-mail address, a telephone number or a postal address."""
    conn.execute(_ADD.on(conn), {"site": site, "contact_hash": _hash(conn, site, contact), "added_at": now})


def contains(conn: Connection, site: str, contact: str) -> bool:
    return since(conn, site, contact) is not None


def since(conn: Connection, site: str, contact: str) -> datetime | None:
    """When they last said no: only a later dated Yes undoes it."""
    this = (stop_list.c.site == site, stop_list.c.contact_hash == _hash(conn, site, contact))
    found: datetime | None = conn.execute(select(stop_list.c.added_at).where(*this)).scalar()
    return found


def remove(conn: Connection, site: str, contact: str) -> bool:
    """After a later dated Yes. False when they were not on the list."""
    this = (stop_list.c.site == site, stop_list.c.contact_hash == _hash(conn, site, contact))
    return conn.execute(delete(stop_list).where(*this)).rowcount > 0


def all(conn: Connection, site: str) -> dict[str, datetime]:
    """Mark → since when."""
    columns = stop_list.c
    query = select(columns.contact_hash, columns.added_at).where(columns.site == site)
    return dict(conn.execute(query).all())


def put(conn: Connection, site: str, marks: Mapping[str, datetime]) -> None:
    if rows := [{"site": site, "contact_hash": mark, "added_at": since} for mark, since in marks.items()]:
        conn.execute(_ADD.on(conn), rows)


def lift(conn: Connection, site: str, marks: Collection[str]) -> None:
    for mark in marks:
        conn.execute(delete(stop_list).where(stop_list.c.site == site, stop_list.c.contact_hash == mark))


def mark_of(conn: Connection, site: str, contact: str, name: str = "") -> str:
    """What stands for this address or number, or for one person behind it."""
    return keyed_hash(conn, site, "stop list", plain(contact), name) if name else _hash(conn, site, contact)


def _hash(conn: Connection, site: str, contact: str) -> str:
    return keyed_hash(conn, site, "stop list", plain(contact))


def plain(contact: str) -> str:
    """One spelling for all the ways people write the same address or number."""
    text = " ".join(contact.casefold().removeprefix("mailto:").split())
    if "@" in text:
        return text.replace(" ", "").strip("<>.,;")
    if _PHONE.fullmatch(text):
        digits = re.sub(r"\D", "", text.replace("(0)", ""))
        abroad = re.fullmatch(r"(?:00)?44(\d{9,11})", digits)
        return "0" + abroad[1].lstrip("0") if abroad else digits
    return " ".join(re.sub(r"[^\w]+", " ", text).split())
