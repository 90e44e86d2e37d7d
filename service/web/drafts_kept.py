"""What somebody has answered so far: sealed in the ledger, with the only key in their own hands."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from hmac import digest
from typing import Any

from flask import session
from sqlalchemy import Connection

from service.core.asking import Form, Question
from service.ledger import LedgerError, drafts, sealing

KEPT_FOR = timedelta(days=28)  # for a form that never closes
MOST_FORMS = 4  # whose keys one cookie holds: it must stay small


@dataclass(frozen=True)
class FormKey:
    """The key of one person's one go at one form, and the different things made of it."""

    secret: bytes
    about: str  # <site>/<form>

    def _made(self, purpose: str) -> bytes:
        return digest(self.secret, f"{purpose} {self.about}".encode(), "sha256")

    @property
    def sealing(self) -> bytes:
        return self._made("draft")

    @property
    def found_by(self) -> str:
        return sealing.key_hash(self.sealing)

    @property
    def sending(self) -> bytes:
        """The same for every press of Send: one answer, however often it arrives."""
        return self._made("send")


def wording(question: Question) -> str:
    """Another one whenever what was asked, or what could be answered, is not the same any more."""
    return hashlib.sha256(repr((question.text, question.type, question.choices)).encode()).hexdigest()[:12]


@dataclass
class Draft:
    """`seen` are the questions passed, answered or not, and `asked` how they were worded then; `checking` once the check
    page was reached."""

    version: int
    who: str | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    asked: dict[str, str] = field(default_factory=dict)
    checking: bool = False
    stopped: bool = False

    def keep(self, question: Question, value: Any) -> None:
        if question.ref not in self.seen:
            self.seen.append(question.ref)
        self.asked[question.ref] = wording(question)
        self.answers.pop(question.ref, None)
        if value is not None:
            self.answers[question.ref] = value

    def forget_changed(self, form: Form) -> None:
        """Nobody has sent answers yet, so staff may still change a question: it is asked again, with nothing filled in."""
        now = {question.ref: wording(question) for question in form.questions}
        for ref in [ref for ref in self.seen if self.asked.get(ref) != now.get(ref)]:
            self.seen.remove(ref)
            self.answers.pop(ref, None)

    def path(self, form: Form) -> list[Question]:
        return list(form.path(self.answers))

    def first_unseen(self, form: Form) -> Question | None:
        return next((question for question in self.path(form) if question.ref not in self.seen), None)


def load(conn: Connection, site: str, key: FormKey | None) -> Draft | None:
    """None also when what was kept cannot be opened: it was another program's, or another key's."""
    kept = drafts.get(conn, site, key.found_by) if key else None
    if kept is None or key is None:
        return None
    try:
        read = json.loads(sealing.unseal(key.sealing, kept.sealed, key.about.encode()))
        return Draft(**read)
    except (LedgerError, TypeError, ValueError):
        return None


def save(conn: Connection, site: str, key: FormKey, form: Form, draft: Draft, today: date) -> None:
    sealed = sealing.seal(key.sealing, json.dumps(asdict(draft)).encode(), key.about.encode())
    expires = form.closes or today + KEPT_FOR
    drafts.save(conn, site, key.found_by, form.key, draft.version, sealed, expires)


def key_from_link(token: str, about: str) -> FormKey:
    """A personal link opens its own draft, on any device."""
    return FormKey(digest(token.encode("utf-8", "surrogatepass"), b"form key", "sha256"), about)


def key_from_cookie(about: str) -> FormKey | None:
    written = _keys().get(about)
    try:
        return FormKey(base64.urlsafe_b64decode(written), about) if written else None
    except (binascii.Error, ValueError):
        return None


def new_key_in_cookie(about: str) -> FormKey:
    key = FormKey(secrets.token_bytes(18), about)
    others = {name: kept for name, kept in _keys().items() if name != about}
    newest = dict(list(others.items())[-(MOST_FORMS - 1) :])
    session["forms"] = newest | {about: base64.urlsafe_b64encode(key.secret).decode()}
    return key


def _keys() -> Mapping[str, str]:
    kept = session.get("forms")
    return kept if isinstance(kept, dict) else {}
