"""What people sent: each answer in one durable transaction, once, and under the promise its page made.

anonymous: sealed until closing, then ratings and comments apart (see settling); it takes no link and keeps no time.
confidential: ratings and comments share a random id; whose they are stands in `answer_links` alone (see links).
none: like confidential, without a link.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from service.ledger import drafts, links, marks
from service.ledger.errors import AlreadyAnswered, NotOpen, UnknownForm
from service.ledger.forms import MODES, earliest_same, how_open, newest_locked
from service.ledger.forms import get as get_form
from service.ledger.importing import has_imported, import_ratings
from service.ledger.messages import MessageRow, messages, submit_message
from service.ledger.references import is_known, spend_key
from service.ledger.settling import close_envelope, new_id, settle, settle_due, waiting
from service.ledger.tables import answer_links, answers, intake
from service.ledger.tables import comments as comments_table

__all__ = [
    "CommentRow", "MessageRow", "RatingRow", "comments", "count", "has_imported", "import_ratings", "is_known", "messages",
    "ratings", "settle", "settle_due", "submit", "submit_message",
]  # fmt: skip


@dataclass(frozen=True)
class RatingRow:
    answer_id: str
    version: int
    who: str
    ratings: dict[str, Any]
    answered_on: date | None = None  # of imported answers alone


@dataclass(frozen=True)
class CommentRow:
    id: str
    question: str
    text: str
    answer_id: str | None  # None where comments were given anonymously
    version: int = 1  # of the question: the first that asked it in these words


def submit(
    conn: Connection,
    *,
    site: str,
    form: str,
    version: int,
    mode: str,
    who: str,
    ratings: Mapping[str, Any],
    comments: Mapping[str, str],
    key: bytes,
    today: date,
    link_id: str | None = None,
    draft_hash: str | None = None,
) -> str:
    """Keeps one answer and gives its reference; the same key again gives the same reference and keeps nothing more.

    Say thank you only after the writing transaction has ended. AlreadyAnswered: the link was used with another key.
    NotOpen: it closed since the page was read; one that came now would stand alone beside those already opened.
    """
    if mode not in MODES or (link_id and mode != "confidential"):
        raise ValueError("only a confidential answer has a link")
    reference, is_new = spend_key(conn, site, form, key)
    if not is_new:
        return reference
    newest = newest_locked(conn, site, form, to_change=False)
    if newest is None:
        raise UnknownForm(form, version)
    if how_open(newest, today) != "open":
        raise NotOpen(form)
    if link_id and not links.spend(conn, site, form, link_id):
        raise AlreadyAnswered
    try:
        if mode == "anonymous":
            content = {"who": who, "ratings": dict(ratings), "comments": dict(comments)}
            conn.execute(intake.insert(), close_envelope(conn, site, form, version, content))
        else:
            _keep_openly(
                conn, {"site": site, "form": form, "version": version}, who, ratings, comments, link_id
            )
    except IntegrityError:
        raise UnknownForm(form, version) from None
    if draft_hash:
        drafts.delete(conn, site, draft_hash)
    if mode != "anonymous":
        marks.bump(conn, site)
    return reference


def _keep_openly(
    conn: Connection,
    of: dict[str, Any],
    who: str,
    ratings: Mapping[str, Any],
    comments: Mapping[str, str],
    link_id: str | None,
) -> None:
    answer_id = new_id()
    same = earliest_same(conn, of["site"], of["form"], of["version"])
    row = {**of, "version": same(ratings), "id": answer_id, "who": who, "ratings": dict(ratings)}
    conn.execute(answers.insert(), row)
    if comments:
        rows = [
            {**of, "version": same([q]), "id": new_id(), "question": q, "words": text, "answer_id": answer_id}
            for q, text in comments.items()
        ]
        conn.execute(comments_table.insert(), rows)
    if link_id:
        row = {"site": of["site"], "survey": of["form"], "link_id": link_id, "answer_id": answer_id}
        conn.execute(answer_links.insert(), row)


def ratings(conn: Connection, site: str, form: str) -> list[RatingRow]:
    """Every answer that may be read, imported ones too, by random id; anonymous ones once settled."""
    columns = (answers.c.id, answers.c.version, answers.c.who, answers.c.ratings, answers.c.answered_on)
    found = conn.execute(
        select(*columns).where(answers.c.site == site, answers.c.form == form).order_by(answers.c.id)
    )
    return [RatingRow(*row) for row in found]


def comments(conn: Connection, site: str, form: str) -> list[CommentRow]:
    """Every comment that may be read, by random id; anonymous ones once settled, and then apart from any answer."""
    table = comments_table.c
    query = select(table.id, table.question, table.words, table.answer_id, table.version)
    found = conn.execute(query.where(table.site == site, table.form == form).order_by(table.id))
    return [CommentRow(*row) for row in found]


def count(conn: Connection, site: str, form: str) -> int | None:
    """How many answers may be read; None while an anonymous form withholds them."""
    query = select(func.count()).select_from(answers).where(answers.c.site == site, answers.c.form == form)
    settled = conn.execute(query).scalar_one()
    newest = get_form(conn, site, form)
    if settled or newest is None or newest.mode != "anonymous":
        return settled
    return 0 if newest.state == "closed" and not waiting(conn, site, form) else None
