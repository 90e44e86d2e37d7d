"""Anonymous answers reach the ledger's readable tables only here: many at once, after closing, in random order.

Until then each is one sealed envelope in `intake`. What is hidden, and from whom:
- Anybody who reads the database file, its write-ahead log, a backup or PostgreSQL's row numbers finds envelopes until closing,
  and afterwards ratings and comments written in one transaction, each in an order of its own: nothing joins them to each
  other, to a moment, or to the key or draft they came from.
- Not hidden: from somebody who holds the database *and* its secret before closing, what each envelope holds, and from its
  place in the file when it came among the others; that a form has answers at all; what the words themselves give away.
- A pulse settles at least 10 at a time, and each time all its answers are written anew; who compares the tab before
  and after can tell the new ones as a group.
A backup or a disk copy taken before closing keeps its envelopes as long as it is kept.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from random import SystemRandom
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, delete, func, select

from service.ledger import column_types, marks
from service.ledger.keys import key
from service.ledger.sealing import seal, unseal
from service.ledger.tables import answers, comments, forms, intake

PULSE_SETTLES_AT = 10  # DESIGN §4
_random = SystemRandom()


def new_id() -> str:
    return secrets.token_hex(10)


def close_envelope(
    conn: Connection, site: str, form: str, version: int, content: dict[str, Any]
) -> dict[str, Any]:
    """One row of `intake`."""
    row_id = new_id()
    sealed = seal(
        key(conn, site, "intake"), column_types.dumps(content).encode(), _about(site, form, version, row_id)
    )
    return {"site": site, "form": form, "id": row_id, "version": version, "sealed": sealed}


def settle(conn: Connection, site: str, form: str) -> int:
    """Opens the envelopes of a closed form, or of a pulse where enough wait; gives how many. Then housekeeping.scrub is due."""
    newest = select(forms.c.state, forms.c.pulse).where(forms.c.site == site, forms.c.key == form)
    # Locked, so that two of us do not settle the same envelopes.
    found = conn.execute(newest.order_by(forms.c.version.desc()).limit(1).with_for_update()).one_or_none()
    if found is None or not (found.state == "closed" or found.pulse):
        return 0
    waiting = (
        conn.execute(select(intake).where(intake.c.site == site, intake.c.form == form)).mappings().all()
    )
    if not waiting or (found.state != "closed" and len(waiting) < PULSE_SETTLES_AT):
        return 0
    _open_all(conn, site, form, waiting)
    marks.bump(conn, site)
    return len(waiting)


def settle_due(conn: Connection, site: str, today: date) -> list[str]:
    """Every form of the site that can be settled; for sync, before it asks for the mark. Only a form's state closes it,
    not `today`: while its page still takes answers, opening the envelopes would tell the late ones."""
    waiting = conn.execute(select(intake.c.form).where(intake.c.site == site).distinct()).scalars().all()
    return [form for form in waiting if settle(conn, site, form)]


def waiting(conn: Connection, site: str, form: str) -> int:
    """How many envelopes there are. For this package alone: no tab, file or page may show it."""
    query = select(func.count()).select_from(intake).where(intake.c.site == site, intake.c.form == form)
    return conn.execute(query).scalar_one()


def rewrite(conn: Connection, site: str, form: str, new: tuple[list[dict], list[dict]] = ([], [])) -> None:
    """Takes out every answer and comment of the form and writes them back with what is new, in random order.

    Nothing is left of the order, transaction or id they were written with; comments keep to their answer where they did.
    """
    ids: dict[str | None, str | None] = {None: None}
    for table, added in zip((answers, comments), new, strict=True):
        here = (table.c.site == site, table.c.form == form)
        rows = [dict(row) for row in conn.execute(select(table).where(*here)).mappings()] + added
        conn.execute(delete(table).where(*here))
        for row in rows:
            old, row["id"] = row["id"], new_id()
            if table is answers:
                ids[old] = row["id"]
            else:
                row["answer_id"] = ids[row["answer_id"]]
        _write_shuffled(conn, table, rows)


def _open_all(conn: Connection, site: str, form: str, envelopes: Sequence[RowMapping]) -> None:
    new_answers, new_comments = [], []
    for envelope in envelopes:
        row = {"site": site, "form": form, "version": envelope["version"]}
        about = _about(site, form, envelope["version"], envelope["id"])
        content = column_types.loads(unseal(key(conn, site, "intake"), envelope["sealed"], about).decode())
        new_answers.append(
            {**row, "id": "", "who": content["who"], "ratings": content["ratings"], "answered_on": None}
        )
        for question, words in content["comments"].items():
            new_comments.append({**row, "id": "", "question": question, "words": words, "answer_id": None})
    rewrite(conn, site, form, (new_answers, new_comments))
    opened = [envelope["id"] for envelope in envelopes]
    for at in range(0, len(opened), 500):  # one that came meanwhile stays
        these = intake.c.id.in_(opened[at : at + 500])
        conn.execute(delete(intake).where(intake.c.site == site, intake.c.form == form, these))


def _write_shuffled(conn: Connection, table: Table, rows: list[dict]) -> None:
    _random.shuffle(rows)
    if rows:
        conn.execute(table.insert(), rows)


def _about(site: str, form: str, version: int, row_id: str) -> bytes:
    return "\0".join((site, form, str(version), row_id)).encode()
