"""Cells of a file of earlier results: clean words, what is no comment, and answers as the form would keep them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from service.core import import_dates
from service.core.answering import ChooseAny, FriendsAndFamily, Wrong
from service.core.asking import Question
from service.core.grids import Raw, tidy
from service.core.summarising import counted
from service.core.values import number_as_text

# Said in the comment column when there is no comment; the first two are NEAS's own words for it.
NO_COMMENT = frozenset(
    (
        "did not answer",
        "not answered",
        "no comment",
        "no comments",
        "no answer",
        "n/a",
        "na",
        "-",
        "--",
        ".",
        "nil",
        "null",
    )
)


def first_of(questions: Sequence[Question], is_it: Callable[[Question], bool]) -> Question | None:
    return next(filter(is_it, questions), None)


def as_words(raw: Raw) -> str:
    """A cell as clean words: odd spaces, zero-width characters and control characters gone, lines kept."""
    if raw is None:
        return ""
    text = raw if isinstance(raw, str) else number_as_text(raw)
    return tidy(re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", " ", text))


def is_no_comment(text: str) -> bool:
    return " ".join(text.casefold().split()).rstrip(".") in NO_COMMENT or not any(map(str.isalnum, text))


def fft_answer(word: str) -> str | None:
    """Very good … Very poor, Don’t know, from a word or a code 1 to 6; None for anything else."""
    return next((option for option, times in counted([word], FriendsAndFamily.words).items() if times), None)


def answer_to(question: Question, words: str) -> Any:
    """The answer as the form would keep it, any case; None when it is none of the question's."""
    options = {" ".join(option.casefold().split()): option for option in question.options}
    several = isinstance(question.asked_as, ChooseAny)
    parts = [part.strip() for part in re.split(r"[;\n]", words)] if several else [words]
    posted = [options.get(" ".join(part.casefold().split()), part) for part in parts if part]
    if question.asked_as.asked_as == "date":
        days = import_dates.possible_days(words)
        return days[0].isoformat() if len(days) == 1 else None
    value = question.asked_as.read(question.choices, {"answer": posted}, date.max)
    return None if isinstance(value, Wrong) else value
