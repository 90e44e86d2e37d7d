"""Submit: what was answered → one durable transaction → a reference. Nobody is thanked before that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from service.core.asking import WHO, Form
from service.forms import tell_us
from service.ledger import references, submissions


@dataclass(frozen=True)
class Packet:
    """What will be kept, and nothing else: ratings and comments go to different tables."""

    form: Form
    who: str | None
    ratings: Mapping[str, Any]
    comments: Mapping[str, str]

    @property
    def is_empty(self) -> bool:
        return not (self.ratings or self.comments)


@dataclass(frozen=True)
class Proof:
    """What makes a second press of the same button the same answer: never kept as it is, only hashed."""

    key: bytes
    draft_hash: str | None = None
    link_id: Any = None


def decide(form: Form, who: str | None, answers: Mapping[str, Any]) -> Packet:
    """Answers to questions no longer shown are dropped here."""
    kept = form.kept(answers)
    return Packet(form, who if who in WHO else None, form.ratings(kept), form.comments(kept))


def submit_survey(conn: Connection, site: str, packet: Packet, proof: Proof, today: date) -> str:
    """Inside the caller's one writing transaction; the reference is true once that has ended."""
    return submissions.submit(
        conn,
        site=site,
        form=packet.form.key,
        version=packet.form.version,
        mode=packet.form.mode,
        who=packet.who or "",
        ratings=dict(packet.ratings),
        comments=dict(packet.comments),
        key=proof.key,
        link_id=proof.link_id,
        draft_hash=proof.draft_hash,
        today=today,
    )


def submit_message(conn: Connection, site: str, packet: Packet, proof: Proof, now: datetime) -> str:
    """What somebody told us, with its date: a message to staff rather than a survey's answer."""
    fields = tell_us.fields({**packet.ratings, **packet.comments}) | (
        {"who": packet.who} if packet.who else {}
    )
    return submissions.submit_message(
        conn,
        site=site,
        form=packet.form.key,
        fields=fields,
        key=proof.key,
        draft_hash=proof.draft_hash,
        now=now,
    )


def sent_before(conn: Connection, site: str, form: str, key: bytes) -> str | None:
    """The reference of what was sent with this key, if anything was."""
    return references.sent_before(conn, site, form, key)
