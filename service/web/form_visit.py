"""One visit to one form: whose it is, what was answered so far, and which page comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from service.core.asking import WHO, Form, Question
from service.flows.submitting import Packet, Proof
from service.web.drafts_kept import Draft, FormKey
from service.web.visiting import KindPage, Place

START, WHO_PAGE, CHECK, SENT, DELETE = "", "who", "check", "sent", "delete"
WHO_QUESTION = Question(
    WHO_PAGE,
    "Who is answering?",
    "Choose one",
    tuple(WHO.values()),
    required=True,
    if_blank="Select who is answering",
)


@dataclass
class Visit:
    """One request for one form. `shut` is why nobody may answer it now, if so."""

    place: Place
    form: Form
    about: str
    key: FormKey | None
    draft: Draft | None
    reference: str | None  # this very go was sent already
    submit: Callable[[Connection, Packet, Proof], str]
    shut: KindPage | None = None
    own_link: bool = False
    link_id: Any = None
    advice: tuple[str, ...] = ()  # said on the check page, before anything is sent

    def __post_init__(self) -> None:
        if self.draft:
            self.draft.forget_changed(self.form)

    @property
    def first_page(self) -> str:
        return WHO_PAGE if self.asks_who else self.form.questions[0].ref

    @property
    def asks_who(self) -> bool:
        return self.form.mode != "none"

    def question(self, page: str) -> Question | None:
        """A question of this page that the answers so far lead to."""
        if page == WHO_PAGE and self.asks_who:
            return WHO_QUESTION
        answers = self.draft.answers if self.draft else {}
        return next((question for question in self.form.path(answers) if question.ref == page), None)

    def next_page(self) -> str:
        """Where somebody goes on: the first question not yet passed, or the check page."""
        if self.draft is None:
            return START
        if self.asks_who and self.draft.who is None:
            return WHO_PAGE
        unseen = None if self.draft.stopped else self.draft.first_unseen(self.form)
        return unseen.ref if unseen else CHECK
