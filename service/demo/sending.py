"""Puts the demo's answers and messages into the ledger, by the same doors as those of real people."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection

from service.demo.answers import DemoAnswer, DemoMessage
from service.flows.site import Site
from service.forms import tell_us
from service.ledger import forms, links, submissions


def answer_everything(site: Site, demo: Any, now: datetime) -> int:
    """After a first sync, which puts the forms there. Twice is the same as once. Gives how many answers and messages."""
    answers, messages = demo.answers(now.date()), demo.messages(now.date())
    with site.ledger.write() as conn:
        for place, answer in enumerate(answers):
            with _while_it_was_open(conn, site, answer.survey, now) as form:
                _answer(conn, site, form, answer, place, now)
        for place, message in enumerate(messages):
            _tell(conn, site, message, place, now)
    return len(answers) + len(messages)


@contextmanager
def _while_it_was_open(
    conn: Connection, site: Site, survey: str, now: datetime
) -> Iterator[forms.FormRecord]:
    """Answers of last spring came while the survey was open: nobody can answer a closed one."""
    form = forms.get(conn, site.slug, survey)
    if form is None:
        raise LookupError(f"{survey} is not in the ledger yet: sync first")
    if form.state == "closed":
        forms.put(conn, site.slug, replace(form, state="open", closes=None), now)
    yield form
    if form.state == "closed":
        forms.put(conn, site.slug, form, now)


def _answer(
    conn: Connection, site: Site, form: forms.FormRecord, answer: DemoAnswer, place: int, now: datetime
) -> None:
    link_id = None
    if answer.person:
        token = links.make(conn, site.slug, answer.survey, answer.person, now)
        found = links.find(conn, site.slug, answer.survey, token)
        link_id = found.id if found else None
    submissions.submit(
        conn,
        site=site.slug,
        form=form.key,
        version=form.version,
        mode=form.mode,
        who=answer.who,
        ratings=dict(answer.ratings),
        comments=dict(answer.comments),
        key=_key(site, answer.survey, place),
        today=now.date(),
        link_id=link_id,
    )


def _tell(conn: Connection, site: Site, message: DemoMessage, place: int, now: datetime) -> None:
    at = datetime.combine(message.on, time(10, 30), tzinfo=now.tzinfo)
    key = _key(site, tell_us.KEY, place)
    submissions.submit_message(
        conn, site=site.slug, form=tell_us.KEY, fields=dict(message.fields), key=key, now=at
    )


def _key(site: Site, form: str, place: int) -> bytes:
    """The same for the same answer, so that a demo made twice holds each once."""
    return hashlib.sha256(f"demo {site.slug} {form} {place}".encode()).digest()
