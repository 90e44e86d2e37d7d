"""Whose a confidential answer is, while that may still be asked: each look-up is written into the Log before it is told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from service.ledger import links, log
from service.ledger.tables import answer_links, answers, comments
from service.ledger.tables import links as links_table


def whose(conn: Connection, site: str, survey: str, code: str, *, by: str, now: datetime) -> list[str]:
    """Refs of the people whose answer or comment begins its id with this code: one, or none once the links are erased."""
    log.add(conn, site, now, f"{by} looked up whose an answer to {survey} is.")
    of_comments = select(comments.c.answer_id).where(
        comments.c.site == site, comments.c.form == survey, comments.c.id.startswith(code, autoescape=True)
    )
    is_it = answer_links.c.answer_id.startswith(code, autoescape=True)
    query = (
        select(links_table.c.ref)
        .join(
            answer_links,
            (answer_links.c.link_id == links_table.c.id)
            & (answer_links.c.site == links_table.c.site)
            & (answer_links.c.survey == links_table.c.survey),
        )
        .where(links_table.c.site == site, links_table.c.survey == survey)
        .where(is_it | answer_links.c.answer_id.in_(of_comments))
    )
    return sorted(conn.execute(query.distinct()).scalars())


def answers_of(conn: Connection, site: str, survey: str, ref: str, *, by: str, now: datetime) -> list[str]:
    """The ids of this person's answer and comments, the answer's first."""
    answer = links.look_up(conn, site, survey, ref, by=by, now=now)
    if answer is None:
        return []
    of_answers = select(answers.c.id).where(
        answers.c.site == site, answers.c.form == survey, answers.c.id == answer
    )
    of_comments = select(comments.c.id).where(
        comments.c.site == site, comments.c.form == survey, comments.c.answer_id == answer
    )
    return [
        *conn.execute(of_answers).scalars(),
        *conn.execute(of_comments.order_by(comments.c.id)).scalars(),
    ]
