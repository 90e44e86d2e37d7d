"""The reference a patient reads on the thank-you page, worked out from the form's own random key: same key, same reference."""

from __future__ import annotations

import re

from sqlalchemy import Connection, exists, select

from service.ledger.keys import SYMBOLS, in_symbols, keyed_hash
from service.ledger.statements import insert_or_leave, was_added
from service.ledger.tables import spent_keys

_SPEND = insert_or_leave(spent_keys)
_SHOWN, _KEPT = 8, 24  # the reference is the beginning of what is kept
_REFERENCE = re.compile(rf"PV-([{SYMBOLS}]{{4}})-([{SYMBOLS}]{{4}})")


def spend_key(conn: Connection, site: str, form: str, key: bytes) -> tuple[str, bool]:
    """The reference, and whether this is the first time the key is seen."""
    if len(key) < 16:
        raise ValueError("a form-side key needs 16 random bytes or more")
    kept = in_symbols(int(keyed_hash(conn, site, "reference", form, key), 16), _KEPT)
    is_new = was_added(conn, _SPEND, {"site": site, "key_hash": kept})
    return f"PV-{kept[:4]}-{kept[4:_SHOWN]}", is_new


def sent_before(conn: Connection, site: str, form: str, key: bytes) -> str | None:
    """The reference this key was given, or None when nothing was sent with it."""
    kept = in_symbols(int(keyed_hash(conn, site, "reference", form, key), 16), _KEPT)
    this = exists().where(spent_keys.c.site == site, spent_keys.c.key_hash == kept)
    return f"PV-{kept[:4]}-{kept[4:_SHOWN]}" if conn.execute(select(this)).scalar() else None


def is_reference(text: str) -> bool:
    return _REFERENCE.fullmatch(text.strip().upper()) is not None


def is_known(conn: Connection, site: str, reference: str) -> bool:
    """Did we thank somebody with this reference? It leads to no answer."""
    match = _REFERENCE.fullmatch(reference.strip().upper())
    if not match:
        return False
    begins = spent_keys.c.key_hash.startswith(match[1] + match[2], autoescape=True)
    return bool(conn.execute(select(exists().where(spent_keys.c.site == site, begins))).scalar())
