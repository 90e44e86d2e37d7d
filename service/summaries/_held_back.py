"""Typed words in the managers' workbook: which may be printed, and how it is said that some may not."""

from __future__ import annotations

from typing import Any

from service.core.disclosure import Things, show
from service.core.publishing import Words, words
from service.summaries import Source
from service.summaries.held_words import is_held_back
from sheet_templates.actions import Action

KINDS_OF_ASK: tuple[str, ...] = Action.columns["kind_of_ask"].kind.options  # type: ignore[attr-defined]
ONE = "{n} {what} is not shown: its words name a person; see Problems in the staff workbook."
SEVERAL = "{n} {what} are not shown: their words name a person; see Problems in the staff workbook."


def may_print(source: Source, *typed: Any) -> bool:
    """True when none of these texts names a person. Names of colleagues are asked for with `may_name`."""
    return not any(is_held_back(source, text) for text in typed)


def may_name(source: Source, typed: Any) -> bool:
    """The same of a cell that is there for a colleague's name."""
    return not is_held_back(source, typed, staff_pass=True)


def held_back_line(number: int, one: Words, several: Words) -> list[list[Words]]:
    """Says how many are not shown and why; staff find them in Problems. Nothing when none is."""
    if not number:
        return []
    count = show(Things("held back", number))
    if number == 1:
        return [[words(ONE, "note", n=count, what=one)]]
    return [[words(SEVERAL, "note", n=count, what=several)]]
