"""Earlier results brought in from a file: counted with the rest, once each however often the file is imported."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, exists, select

from service.ledger import marks
from service.ledger.errors import UnknownForm
from service.ledger.forms import get as get_form
from service.ledger.keys import keyed_hash
from service.ledger.settling import new_id
from service.ledger.tables import answers, comments, imported, imported_rows

ImportedRow = tuple[
    str, Mapping[str, Any], Mapping[str, str], date | None
]  # source key, ratings, comments, day
Lines = Mapping[str, Sequence[str]]  # source key → the rows of the file it was made of


@dataclass(frozen=True)
class Before:
    """What earlier imports say of these rows. `clashing` rows are part of another answer: another map brought them in."""

    changed: int = 0  # answers that are there, and were not these
    clashing: int = 0
    clashing_since: date | None = None
    each_row_was_an_answer: bool = False


def before(conn: Connection, site: str, form: str, rows: Iterable[ImportedRow], lines: Lines) -> Before:
    """To be asked before importing: a clash would count everybody twice."""
    of = (imported_rows.c.site == site, imported_rows.c.form == form)
    table = imported_rows.c
    query = select(table.row_hash, table.source_hash, table.answers_hash, table.brought_in_on).where(*of)
    found = conn.execute(query).all()
    owners = {row.row_hash: row.source_hash for row in found}
    known = {row.source_hash: (row.answers_hash, row.brought_in_on) for row in found}
    changed, clashing = 0, []
    for key, ratings, words, _ in rows:
        source = _source(conn, site, form, key)
        changed += source in known and known[source][0] != _answers(conn, site, form, ratings, words)
        here = [_source(conn, site, form, line) for line in lines.get(key, ())]
        clashing += [(row, owners[row]) for row in here if owners.get(row, source) != source]
    return Before(
        changed,
        len(clashing),
        min((known[owner][1] for _, owner in clashing if known[owner][1]), default=None),
        any(row == owner for row, owner in clashing),
    )


def import_ratings(
    conn: Connection,
    site: str,
    form: str,
    version: int,
    rows: Iterable[ImportedRow],
    lines: Lines | None = None,
    today: date | None = None,
) -> int:
    """Gives how many were new. A source key seen before is left as it was; of keys, rows and answers only hashes are kept."""
    record = get_form(conn, site, form, version)
    if record is None:
        raise UnknownForm(form, version)
    query = select(imported.c.source_hash).where(imported.c.site == site, imported.c.form == form)
    known = set(conn.execute(query).scalars())
    added: dict[str, list[dict[str, Any]]] = {
        "imported": [],
        "imported_rows": [],
        "answers": [],
        "comments": [],
    }
    of = {"site": site, "form": form, "version": version}
    for source_key, ratings, words, day in rows:
        hashed = _source(conn, site, form, source_key)
        if hashed in known:
            continue
        known.add(hashed)
        source = {"site": site, "form": form, "source_hash": hashed}
        added["imported"].append(source)
        kept = {"answers_hash": _answers(conn, site, form, ratings, words), "brought_in_on": today}
        added["imported_rows"] += [
            {**source, **kept, "row_hash": _source(conn, site, form, line)}
            for line in (lines or {}).get(source_key, ())
        ]
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


def _source(conn: Connection, site: str, form: str, key: str) -> str:
    return keyed_hash(conn, site, "import", form, key)


def _answers(
    conn: Connection, site: str, form: str, ratings: Mapping[str, Any], words: Mapping[str, str]
) -> str:
    """Not the day: which dates can be trusted depends on the rest of the file."""
    written = json.dumps([dict(ratings), dict(words)], sort_keys=True, default=str)
    return keyed_hash(conn, site, "imported answers", form, written)


def _write(conn: Connection, site: str, added: dict[str, list[dict[str, Any]]]) -> None:
    for table in (imported, imported_rows, answers, comments):
        if rows := added[table.name]:
            # By random id or hash: PostgreSQL would otherwise keep ratings and comments in the file's order.
            conn.execute(table.insert(), sorted(rows, key=_at_random))
    if added["answers"]:
        marks.bump(conn, site)


def _at_random(row: Mapping[str, Any]) -> str:
    return str(row.get("id") or row.get("row_hash") or row["source_hash"])
