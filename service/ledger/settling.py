"""Anonymous answers reach the ledger's readable tables only here: many at once, after closing, in random order.

Until then each is one sealed envelope in `intake`. What is hidden, and from whom:
- Anybody who reads the database file, its write-ahead log, a backup or PostgreSQL's row numbers finds envelopes until closing,
  and afterwards ratings and comments written in one transaction, each in an order of its own: nothing joins them to each
  other, to a moment, or to the key or draft they came from.
- Whether an answer came before or after a change of the questions: it goes by what it answers. Ratings stand under the first
  version that asked all of them as they were asked, each comment under its own question's; so only an answer to a question
  that was changed shows that it came later.
- Not hidden: from somebody who holds the database *and* its secret before closing, what each envelope holds, and from its
  place in the file when it came among the others; that a form has answers at all; what the words themselves give away.
- Nor, while the survey is open: an envelope's version; in the write-ahead log, which reference was given in the commit that
  brought which envelope, until the log is emptied (at every settling and every night: housekeeping.scrub); and in the
  nightly copies, how many waited each night, and so the day each came. With the secret that is the day of an answer.
- A pulse settles at least 10 at a time, and each time all its answers are written anew; who compares the tab before
  and after can tell the new ones as a group.
After settling, the envelopes go from our own nightly copies too, once a copy holds the answers in their place
(ledger.backups). A disk copy or pg_dump that others took before closing keeps them as long as it is kept.
No envelope comes after settling: whoever sends asks in the transaction that stores it whether the form is still open.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from random import SystemRandom
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, delete, func, select

from service.ledger import column_types, marks
from service.ledger.forms import earliest_same, newest_locked
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
    # Locked, so that two of us do not settle the same envelopes, and none is on its way in.
    newest = newest_locked(conn, site, form, to_change=True)
    if newest is None:
        return 0
    here = select(intake).where(intake.c.site == site, intake.c.form == form)
    if newest.state != "closed":  # a pulse: only those who were told so when they answered
        pulses = select(forms.c.version).where(forms.c.site == site, forms.c.key == form, forms.c.pulse)
        here = here.where(intake.c.version.in_(pulses))
    waiting = conn.execute(here).mappings().all()
    if not waiting or (newest.state != "closed" and len(waiting) < PULSE_SETTLES_AT):
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
    first = {
        number: earliest_same(conn, site, form, number) for number in {each["version"] for each in envelopes}
    }
    for envelope in envelopes:
        row = {"site": site, "form": form}
        same = first[envelope["version"]]
        about = _about(site, form, envelope["version"], envelope["id"])
        content = column_types.loads(unseal(key(conn, site, "intake"), envelope["sealed"], about).decode())
        ratings = content["ratings"]
        rating = {"id": "", "version": same(ratings), "who": content["who"], "ratings": ratings}
        new_answers.append({**row, **rating, "answered_on": None})
        for question, words in content["comments"].items():
            comment = {"id": "", "version": same([question]), "question": question, "words": words}
            new_comments.append({**row, **comment, "answer_id": None})
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
