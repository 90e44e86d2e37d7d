"""From a question and its answers to the kind of figure it makes: C where an answer can be good or bad, D where it describes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from service.core.asking import Question
from service.core.disclosure import WhatPeopleAre, WhatPeopleSaid
from service.core.summarising import (
    AGREEMENT,
    FFT_NEGATIVE,
    FFT_OPTIONS,
    FFT_POSITIVE,
    FFT_REST,
    SCALE,
    YES_NO,
    counted,
    plain,
)

RATING = FFT_OPTIONS[:5]
POSITIVE_FROM, NEGATIVE_TO = 7, 3  # on 0 to 10: a rule of this service, printed in About these figures
NOT_COUNTED = frozenset(  # as `plain` leaves them: any case, any apostrophe
    words
    for begins in ("", "i ", "i am ", "im ", "i would ", "id ")
    for words in (
        *(
            f"{begins}{said}"
            for said in ("do not know", "dont know", "not sure", "unsure", "prefer not to say")
        ),
        *(f"{begins}{said}" for said in ("cannot remember", "can not remember", "cant remember")),
        *(f"{begins}{said}" for said in ("do not remember", "dont remember", "rather not say")),
    )
) | {"n/a", "na", "not applicable", "does not apply", "not applicable to me", "does not apply to me"}
WHOLLY_YES = ("yes", "yes, always", "yes, completely", "yes, definitely", "yes, fully")
FFT = "Friends and Family Test"

Declared = WhatPeopleSaid | WhatPeopleAre | None
_Sides = tuple[tuple[str, ...], ...]


def declared(table: str, question: Question, answers: Iterable[Any]) -> Declared:
    """The figure this question makes; None for words, numbers and dates, which are not published as figures."""
    answers = list(answers)
    if question.type == FFT:
        return WhatPeopleSaid(table, counted(answers, FFT_OPTIONS), (FFT_POSITIVE, FFT_NEGATIVE, FFT_REST))
    sides = _sides(question)
    if sides is not None:
        options = _options(question)
        return WhatPeopleSaid(table, counted(answers, options), sides)
    options = _options(question)
    if not options:
        return None
    if question.type == "Choose any":
        return WhatPeopleAre(
            table, counted(answers, options), ordered=False, several=True, base=sum(bool(a) for a in answers)
        )
    return WhatPeopleAre(table, counted(answers, options), ordered=question.type != "Choose one")


def is_counted(choice: str) -> bool:
    """False for “Don’t know”, “N/A” and their like, also two in one: “Don't know / can't remember”."""
    said = plain(choice).strip(" .()")
    parts = [part.strip() for part in said.replace(" or ", "/").split("/")]
    return said not in NOT_COUNTED and not all(part in NOT_COUNTED for part in parts)


def _options(question: Question) -> tuple[str, ...]:
    options = {
        "Rating (very good to very poor)": RATING,
        "Agreement": AGREEMENT,
        "Yes or no": YES_NO,
        "0 to 10": SCALE,
    }
    if question.type in options:
        return options[question.type]
    if question.type == "Choose one" and question.better_is in ("Higher", "Lower"):
        return tuple(choice for choice in question.choices if is_counted(choice))
    return question.choices if question.type in ("Choose one", "Choose any") else ()


def _sides(question: Question) -> _Sides | None:
    """Positive first. None for a question that describes: Better is says Neither, or nothing says which answer is good."""
    lower = question.better_is == "Lower"
    if question.better_is == "Neither":
        return None
    if question.type in ("Rating (very good to very poor)", "Agreement"):
        options = _options(question)
        return (options[3:], options[:3]) if lower else (options[:2], options[2:])
    if question.better_is is None:
        return None
    if question.type == "Yes or no":
        return (("No",), ("Yes",)) if lower else (("Yes",), ("No",))
    if question.type == "0 to 10":
        return (
            (SCALE[: NEGATIVE_TO + 1], SCALE[NEGATIVE_TO + 1 :])
            if lower
            else (SCALE[POSITIVE_FROM:], SCALE[:POSITIVE_FROM])
        )
    return _always_sometimes_no(question) if question.type == "Choose one" and not lower else None


def _always_sometimes_no(question: Question) -> _Sides | None:
    """The Scottish survey's “Yes, always”, “Yes, sometimes”, “No”: wholly yes is positive, the rest is not."""
    options = _options(question)
    positive = tuple(choice for choice in options if choice.casefold() in WHOLLY_YES)
    others = tuple(choice for choice in options if choice not in positive)
    return (positive, others) if positive and others else None
