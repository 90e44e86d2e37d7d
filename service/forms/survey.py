"""A survey, from its row of the Surveys tab and its rows of the Questions tab."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from service.core.answering import FriendsAndFamily
from service.core.asking import ANONYMOUS, CONFIDENTIAL, Form, Question, can_be_asked
from service.core.choices import split_choices
from service.forms.facts import PublicFacts


def survey_form(survey: Any, questions: Iterable[Any], facts: PublicFacts, version: int) -> Form:
    """The form as it would be asked now. A question that cannot be asked yet is left out; its row says why in the sheet."""
    asked = [row for row in questions if can_be_asked(row.type, _text(row), _choices(row.choices))]
    return Form(
        key=survey.ref,
        version=version,
        title=survey.title or f"{facts.name}: survey",
        questions=tuple(_question(row) for row in sorted(asked, key=_place)),
        introduction=survey.introduction,
        # What is not said is not promised: only a clear Anonymous is.
        mode=ANONYMOUS if survey.answers_are == "Anonymous" else CONFIDENTIAL,
        kind=survey.kind,
        closes=survey.closes,
    )


def _place(row: Any) -> tuple[float, str]:
    return (float("inf") if row.order is None else float(row.order), row.ref or "")


def _text(row: Any) -> str | None:
    return FriendsAndFamily.asks if row.type == FriendsAndFamily.word else row.question


def _question(row: Any) -> Question:
    return Question(
        ref=row.ref,
        text=_text(row) or "",
        type=row.type,
        choices=() if row.type == FriendsAndFamily.word else _choices(row.choices),
        required=row.required in (True, "Yes"),
        show_if=row.show_if or None,
        hint=row.hint or None,
        theme=row.theme if isinstance(row.theme, str) else None,
        better_is=row.better_is or None,
    )


def _choices(written: Any) -> tuple[str, ...]:
    return split_choices(written) if written is None or isinstance(written, str) else tuple(map(str, written))
