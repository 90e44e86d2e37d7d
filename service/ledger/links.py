"""Personal links of confidential surveys: which person holds one, and whether it has been used.

Of a link only a keyed hash is kept. Whose link gave which answer stands in `answer_links` alone and is erased with the links
28 days after closing; the answers are then written anew in random order, so that nothing about their rows tells either.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Table, bindparam, delete, select, update

from service.ledger import log, marks
from service.ledger.forms import get as get_form
from service.ledger.keys import keyed_hash
from service.ledger.settling import rewrite
from service.ledger.statements import insert_or_leave, was_added
from service.ledger.tables import answer_links, forms, link_tokens, links

KEPT_AFTER_CLOSING = timedelta(days=28)  # DESIGN §4; the survey's first page promises it


@dataclass(frozen=True)
class LinkRecord:
    id: str
    ref: str
    spent: bool


_ADD = insert_or_leave(links)
_FIND = select(links.c.id, links.c.ref, links.c.spent).where(
    links.c.site == bindparam("site"),
    links.c.survey == bindparam("survey"),
    links.c.id
    == select(link_tokens.c.link_id)
    .where(
        link_tokens.c.site == bindparam("site"),
        link_tokens.c.survey == bindparam("survey"),
        link_tokens.c.token_hash == bindparam("token_hash"),
    )
    .scalar_subquery(),
)


def make(conn: Connection, site: str, survey: str, ref: str, now: datetime) -> str:
    """A new token for this person. A reminder makes another one; all of them are one link, used once."""
    form = get_form(conn, site, survey)
    if form is not None and form.mode != "confidential":
        raise ValueError(f"{survey} is not confidential: nobody gets a personal link to it")
    row = {
        "site": site,
        "survey": survey,
        "id": secrets.token_hex(10),
        "ref": ref,
        "spent": False,
        "made_on": now.date(),
    }
    if was_added(conn, _ADD, row):
        marks.bump(conn, site)
    this = select(links.c.id).where(links.c.site == site, links.c.survey == survey, links.c.ref == ref)
    token = secrets.token_urlsafe(18)
    hashed = keyed_hash(conn, site, "link", survey, token)
    row = {"site": site, "survey": survey, "token_hash": hashed, "link_id": conn.execute(this).scalar_one()}
    conn.execute(link_tokens.insert(), row)
    return token


def find(conn: Connection, site: str, survey: str, token: str) -> LinkRecord | None:
    hashed = keyed_hash(conn, site, "link", survey, token)
    found = conn.execute(_FIND, {"site": site, "survey": survey, "token_hash": hashed}).one_or_none()
    return LinkRecord(*found) if found else None


def state(conn: Connection, site: str, survey: str) -> dict[str, str]:
    """Ref → "not yet" or "answered", for reminders."""
    found = conn.execute(
        select(links.c.ref, links.c.spent).where(links.c.site == site, links.c.survey == survey)
    )
    return {ref: "answered" if spent else "not yet" for ref, spent in found}


def look_up(conn: Connection, site: str, survey: str, ref: str, *, by: str, now: datetime) -> str | None:
    """The id of this person's answer. Staff read in the Log tab that it was looked up, by whom and when."""
    log.add(conn, site, now, f"{by} looked up the answer of {ref} to {survey}.")
    query = (
        select(answer_links.c.answer_id)
        .join(links, (links.c.id == answer_links.c.link_id) & (links.c.site == answer_links.c.site))
        .where(
            links.c.site == site,
            links.c.survey == survey,
            links.c.ref == ref,
            answer_links.c.survey == survey,
        )
    )
    found: str | None = conn.execute(query).scalar()
    return found


def erase_after(conn: Connection, site: str, survey: str) -> int:
    """Erases every link of the survey and who gave which answer; then run housekeeping.scrub. Gives how many links."""
    erased = conn.execute(_of(links, site, survey)).rowcount
    conn.execute(_of(link_tokens, site, survey))
    conn.execute(_of(answer_links, site, survey))
    if erased:
        rewrite(conn, site, survey)
        marks.bump(conn, site)
    return erased


def erase_due(conn: Connection, site: str, today: date) -> list[str]:
    """Erases what closed 28 days ago or longer; gives the surveys, and then housekeeping.scrub is due."""
    has_links = select(links.c.survey).where(links.c.site == site)
    found = conn.execute(
        select(forms.c.key, forms.c.closes, forms.c.closed_on, forms.c.version)
        .where(forms.c.site == site, forms.c.key.in_(has_links))
        .order_by(forms.c.key, forms.c.version)
    )
    # The day it closed, not the day we noticed: nobody may have looked for a while.
    newest = {row.key: min(filter(None, (row.closed_on, row.closes)), default=None) for row in found}
    due = [survey for survey, closed in newest.items() if closed and closed + KEPT_AFTER_CLOSING <= today]
    for survey in due:
        erase_after(conn, site, survey)
    return due


def _of(table: Table, site: str, survey: str):
    return delete(table).where(table.c.site == site, table.c.survey == survey)


_SPEND = (
    update(links)
    .where(
        links.c.site == bindparam("site_"),
        links.c.survey == bindparam("survey_"),
        links.c.id == bindparam("id_"),
    )
    .where(links.c.spent.is_(False))
    .values(spent=True)
)


def spend(conn: Connection, site: str, survey: str, link_id: str) -> bool:
    """False when it was spent before, or is not a link of this survey."""
    return conn.execute(_SPEND, {"site_": site, "survey_": survey, "id_": link_id}).rowcount == 1
