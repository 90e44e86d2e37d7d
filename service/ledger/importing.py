"""Earlier results brought in from a file: counted with the rest, once each however often the file is imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, exists, select

from service.ledger import marks
from service.ledger.errors import UnknownForm
from service.ledger.forms import get as get_form
from service.ledger.keys import keyed_hash
from service.ledger.settling import new_id
from service.ledger.tables import answers, comments, imported

ImportedRow = tuple[
    str, Mapping[str, Any], Mapping[str, str], date | None
]  # source key, ratings, comments, day


def import_ratings(conn: Connection, site: str, form: str, version: int, rows: Iterable[ImportedRow]) -> int:
    """Gives how many were new. A source key seen before is left as it was; of the keys only hashes are kept."""
    record = get_form(conn, site, form, version)
    if record is None:
        raise UnknownForm(form, version)
    query = select(imported.c.source_hash).where(imported.c.site == site, imported.c.form == form)
    known = set(conn.execute(query).scalars())
    added: dict[str, list[dict[str, Any]]] = {"imported": [], "answers": [], "comments": []}
    of = {"site": site, "form": form, "version": version}
    for source_key, ratings, words, day in rows:
        hashed = keyed_hash(conn, site, "import", form, source_key)
        if hashed in known:
            continue
        known.add(hashed)
        added["imported"].append({"site": site, "form": form, "source_hash": hashed})
        answer_id = new_id()
        added["answers"].append(
            {**of, "id": answer_id, "who": "", "ratings": dict(ratings), "answered_on": day}
        )
        joined = None if record.mode == "anonymous" else answer_id
        for question, text in words.items():
            added["comments"].append(
                {**of, "id": new_id(), "question": question, "words": text, "answer_id": joined}
            )
    _write(conn, site, added)
    return len(added["answers"])


def has_imported(conn: Connection, site: str, form: str) -> bool:
    """Some of its answers came from a file, so nobody may call them anonymous."""
    found = exists().where(imported.c.site == site, imported.c.form == form)
    return bool(conn.execute(select(found)).scalar())


def _write(conn: Connection, site: str, added: dict[str, list[dict[str, Any]]]) -> None:
    for table in (imported, answers, comments):
        if rows := added[table.name]:
            # By random id: PostgreSQL would otherwise keep ratings and comments in the file's order.
            conn.execute(table.insert(), sorted(rows, key=lambda row: row.get("id") or row["source_hash"]))
    if added["answers"]:
        marks.bump(conn, site)
