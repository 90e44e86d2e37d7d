"""What each page of a form shows, made from the visit: no decisions here, only words and fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from flask import g, render_template, request
from markupsafe import Markup

from service.core.answering import DO_NOT_KNOW, ChooseAny
from service.core.answering_dates import PARTS, long_date
from service.core.asking import WHO, Question
from service.core.question_type import COMMENT, Wrong
from service.forms.promises import in_short, promises, what_happens_next
from service.web.drafts_kept import wording
from service.web.form_visit import Visit
from service.web.visiting import show

Fields = Mapping[str, Sequence[str]]
UNPROCESSABLE = 422


def start(visit: Visit) -> tuple[str, int]:
    return show(
        "start.html",
        heading=visit.form.title,
        visit=visit,
        promises=promises(visit.form, visit.place.facts),
        closes=_closes(visit),
    )


def question(
    visit: Visit, asked: Question, fields: Fields | None = None, wrong: Wrong | None = None
) -> tuple[str, int]:
    """A page with one question; with `fields` as they were typed when something is wrong."""
    if stale := g.get("stale"):
        fields, wrong = request.form.to_dict(flat=False), Wrong(stale, (first_field(asked),))
    return show(
        "question.html",
        heading=_heading(asked),
        status=UNPROCESSABLE if wrong else 200,
        visit=visit,
        question=asked,
        asked_as=wording(asked),
        field=_field(asked, _hint(visit, asked), _kept(visit, asked) if fields is None else fields, wrong),
        wrong=wrong,
        back_to=_back(visit, asked),
        number=_number(visit, asked),
        is_words=asked.asked_as.goes_to == COMMENT,
        can_stop=bool(visit.draft and visit.draft.answers) or (visit.asks_who and asked.ref != "who"),
    )


def _heading(asked: Question) -> str:
    return asked.text + (" (optional)" if asked.is_asked and not asked.required else "")


def _field(asked: Question, hint: str, typed: Fields, wrong: Wrong | None) -> Markup:
    """A field nobody has typed in looks the same for everyone: it is made once. What people typed is not remembered."""
    chosen = tuple(typed.get("answer", ()))
    if wrong or (typed and not (asked.asked_as.asked_as == "radios" and set(chosen) <= set(asked.options))):
        return _make_field(asked, hint, typed, wrong)
    return _same_for_everyone(asked, hint, chosen)


@lru_cache(maxsize=1024)
def _same_for_everyone(asked: Question, hint: str, chosen: tuple[str, ...]) -> Markup:
    return _make_field(asked, hint, {"answer": chosen} if chosen else {}, None)


def _make_field(asked: Question, hint: str, typed: Fields, wrong: Wrong | None) -> Markup:
    kind = asked.asked_as
    made = render_template(
        "field.html",
        heading=_heading(asked),
        question=asked,
        hint=hint,
        typed=typed,
        wrong=wrong,
        control=kind.asked_as,
        items=_items(asked),
        is_words=kind.goes_to == COMMENT,
        longest=kind.longest(asked.choices),
    )
    return Markup(made)  # noqa: S704  made by our own template, which escapes


def check(visit: Visit, wrong: Wrong | None = None) -> tuple[str, int]:
    assert visit.draft is not None  # there is no check page without one
    if stale := g.get("stale"):
        wrong = Wrong(stale, ("send",))
    rows = [
        (asked.text, asked.show(visit.draft.answers.get(asked.ref)), asked.ref) for asked in _asked(visit)
    ]
    if visit.asks_who:
        rows.insert(0, ("Who is answering?", WHO.get(visit.draft.who or "", "Not provided"), "who"))
    return show(
        "check.html",
        heading="Check your answers before you send them",
        status=UNPROCESSABLE if wrong else 200,
        visit=visit,
        rows=rows,
        wrong=wrong,
        promise=in_short(visit.form),
        last=_last(visit),
        stopped=visit.draft.stopped and visit.draft.first_unseen(visit.form) is not None,
    )


def delete(visit: Visit) -> tuple[str, int]:
    """Asks before anything is lost; only its own button deletes."""
    stale = g.get("stale")
    return show(
        "delete.html",
        heading="Do you want to delete your answers?",
        status=UNPROCESSABLE if stale else 200,
        visit=visit,
        wrong=Wrong(stale, ("delete",)) if stale else None,
    )


def sent(visit: Visit, reference: str) -> tuple[str, int]:
    return show(
        "sent.html",
        heading="Thank you",
        visit=visit,
        reference=reference,
        next=what_happens_next(visit.form, visit.place.facts),
    )


def _closes(visit: Visit) -> str | None:
    return long_date(visit.form.closes) if visit.form.closes else None


def _last(visit: Visit) -> str | None:
    """The last question passed, where Back leads from the check page."""
    passed = (
        [question.ref for question in visit.draft.path(visit.form) if question.ref in visit.draft.seen]
        if visit.draft
        else []
    )
    return passed[-1] if passed else None


def _asked(visit: Visit) -> list[Question]:
    return [question for question in visit.draft.path(visit.form) if question.is_asked] if visit.draft else []


def _kept(visit: Visit, asked: Question) -> Fields:
    if visit.draft is None:
        return {}
    value = WHO.get(visit.draft.who or "") if asked.ref == "who" else visit.draft.answers.get(asked.ref)
    return asked.asked_as.fill(value)


def _items(asked: Question) -> list[dict[str, Any]]:
    """Radio buttons or tick boxes, with “or” before a choice that stands apart from the rest."""
    items: list[dict[str, Any]] = []
    for place, option in enumerate(asked.options):
        if place and (
            option == DO_NOT_KNOW or (asked.asked_as.asked_as == "checkboxes" and ChooseAny.is_alone(option))
        ):
            items.append({"divider": "or"})
        items.append({"value": option, "text": option})
    return items


def _hint(visit: Visit, asked: Question) -> str:
    who = visit.draft.who if visit.draft else None
    proxy = (
        "Please answer as the patient would."
        if who == "for someone" and asked.is_asked and asked.ref != "who"
        else ""
    )
    return " ".join(filter(None, (asked.hint, proxy)))


def _back(visit: Visit, asked: Question) -> str:
    """The page before this one: the check page once that was reached."""
    if visit.draft and visit.draft.checking:
        return "?page=check"
    if asked.ref == visit.first_page:
        return request.path
    refs = [question.ref for question in visit.form.path(visit.draft.answers if visit.draft else {})]
    place = refs.index(asked.ref) if asked.ref in refs else 0
    return f"?page={refs[place - 1]}" if place else "?page=who"


def _number(visit: Visit, asked: Question) -> str:
    refs = [question.ref for question in _asked(visit)]
    return f"Question {refs.index(asked.ref) + 1} of {len(refs)}" if asked.ref in refs else ""


def first_field(asked: Question) -> str:
    return f"answer-{PARTS[0]}" if asked.asked_as.asked_as == "date" else "answer"
