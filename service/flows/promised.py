"""What people were promised when a survey opened stands, whatever its row in the sheet says later; and staff are told so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from service.core.asking import ANONYMOUS, Form
from service.core.problems import MEND, WORTH_A_LOOK, Problem

PULSE = "Pulse"
STANDS = "That promise stands, so the change is not followed."
ANOTHER = "To ask in another way, add a new row with its own questions."


def kept(form: Form, before: Any, asked: Form) -> Form:
    """The form as the row has it now, with the mode and the pulse-or-not it was opened with."""
    kind = asked.kind if _pulse_changed(form, before) else form.kind
    return replace(form, mode=before.mode, kind=kind)


def as_asked(form: Form, asked: Form) -> Form:
    """The questions as they were asked; what only the figures need goes by the sheet."""
    return replace(form, questions=tuple(_with_figures(question, form) for question in asked.questions))


def _with_figures(question: Any, form: Form) -> Any:
    now = form.question(question.ref)
    return replace(question, theme=now.theme, better_is=now.better_is) if now else question


def _pulse_changed(form: Form, before: Any) -> bool:
    # Of a confidential survey, Pulse promises nothing.
    return before.mode == ANONYMOUS and (form.kind == PULSE) != before.pulse


def problems(survey: Any, form: Form, before: Any, asked: Form) -> list[Problem]:
    """One for each cell that now says something else than people were told."""
    found = []
    if form.mode != before.mode:
        says = f"When this survey opened, people were told that their answers are {before.mode}. {STANDS}"
        fix = f"Choose {before.mode.capitalize()} again. {ANOTHER}"
        found.append(_problem("promise-changed", MEND, says, fix, survey, "Answers are"))
    if _pulse_changed(form, before):
        told = "once at least 10 people have answered" if before.pulse else "only after the survey has closed"
        opened_as = PULSE if before.pulse else asked.kind or "no Pulse"
        again = (
            f"Choose {opened_as} again." if before.pulse or asked.kind else f"Choose anything but {PULSE}."
        )
        says = f"This survey opened as {opened_as}: people were told that answers are read {told}. {STANDS}"
        found.append(_problem("pulse-changed", MEND, says, f"{again} {ANOTHER}", survey, "Kind"))
    return found


def questions_changed(survey: Any) -> Problem:
    says = (
        "The questions were changed while people could answer. "
        "Answers to a question that was changed are counted apart from earlier ones."
    )
    fix = "Change questions only before a survey opens."
    return _problem("questions-changed", WORTH_A_LOOK, says, fix, survey, "Title")


def _problem(code: str, kind: str, says: str, fix: str, survey: Any, column: str) -> Problem:
    return Problem(code, kind, "Surveys", says, fix, survey.row_number, column, survey.ref)
