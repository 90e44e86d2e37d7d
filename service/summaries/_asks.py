"""What the service asks managers for: which requests stand, and how each reads, one rule for every managers' tab."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from service.core.publishing import NOT_SHOWN, Words, screened, words
from service.summaries import Source
from service.summaries._held_back import held_back_line, may_print

WAITING, ANSWERED, NO_LONGER = "Waiting", "Answered", "No longer asked"


def asks(source: Source, state: str | None = None) -> list[Any]:
    """All requests, or those in one state."""
    rows = [row for row in source.book.rows("A") if row.asking_for]
    return [row for row in rows if state in (None, state_of(row))]


def state_of(row: Any) -> str:
    """What will not be done needs nothing any more, unless somebody had answered before."""
    if row.answer:
        return ANSWERED
    return NO_LONGER if row.status == "Will not do" else WAITING


def printable(source: Source, rows: Sequence[Any]) -> list[Any]:
    """Those whose request names nobody. A name in Asked of hides that cell alone."""
    return [row for row in rows if may_print(source, row.asking_for)]


def asked_of(source: Source, row: Any) -> Words | None:
    return screened(row.asked_of, source.hidden, staff_pass=True) or (
        words(NOT_SHOWN) if row.asked_of else None
    )


def held_back(rows: Sequence[Any], shown: Sequence[Any]) -> list[list[Words]]:
    return held_back_line(len(rows) - len(shown), words("request"), words("requests"))
