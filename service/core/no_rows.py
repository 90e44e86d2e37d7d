"""Totals, notes and separators that people type among the rows: left alone, told once, and counted by nobody."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Any

from service.core.book import TabReading
from service.core.problems import MEND, WORTH_A_LOOK, Problem
from service.core.rows import Column
from service.core.values import Choice, Choices, Date, Pointer, PointsTo
from service.core.wording import list_words

_A_RECORD = 3  # cells filled; whoever fills so many has begun a row, and not written a note
_MARKS = re.compile(r"[?.,;:!*_~+=#/\\|\-\u2010-\u2015\u2026\s]+")
_AT_THE_FOOT = re.compile(
    r"(grand |sub[ -]?)?totals?\b|sum(\W*$| of\b)|(date )?last (updated|changed|edited|checked|saved|printed|reviewed)\b|"
    r"(updated|printed|checked|reviewed) (by|on)\b|(notes?|nb|n\.b\.|key|source)\s*:|end of (list|table)\b",
    re.IGNORECASE,
)
_ANYWHERE = re.compile(r"[*=#~_\-\u2013\u2014]{2,}")  # *** below: not yet asked ***


def says_nothing(text: str) -> bool:
    """Marks alone, such as “?” or “---”. A thumb or a heart that a patient sent says something."""
    return _MARKS.fullmatch(text) is not None


def is_a_note(words: str) -> bool:
    """Totals, dates of the last change, separators: no name of anybody."""
    return says_nothing(words) or bool(_AT_THE_FOOT.match(words) or _ANYWHERE.match(words))


def leave_notes_alone(reading: TabReading) -> None:
    """Rows without a Ref that are no rows leave `reading.rows` and their problems, so they get no Ref either."""
    required = [column for column in reading.kind.columns.values() if column.required]
    if reading.kind.letter is None or not required:
        return
    fresh = [row for row in reading.rows if row.ref is None]
    if not fresh:
        return
    empty = {row.row_number: row for row in fresh if row.lacks(*(column.name for column in required))}
    told = {number: _empty_row(row, required) for number, row in empty.items()}
    told |= {number: _note(reading, number, required) for number in _notes(reading, fresh)}
    if told:
        reading.rows = [row for row in reading.rows if row.row_number not in told]
        reading.problems = [problem for problem in reading.problems if problem.row not in told]
        reading.problems += told.values()


def _empty_row(row: Any, required: list[Column]) -> Problem:
    names = list_words(column.heading for column in required).replace(" and ", " or ")
    says = f"This row has no {names}, so we leave it alone. It gets no Ref and is not counted."
    fix = f"Nothing, if it is a note. Otherwise fill in {required[0].heading}."
    kind = MEND if len(_filled(row)) >= _A_RECORD else WORTH_A_LOOK
    return Problem("row-left-alone", kind, row.tab, says, fix, row.row_number, required[0].heading)


def _note(reading: TabReading, number: int, required: list[Column]) -> Problem:
    says = "This row looks like a total or a note, so we leave it alone. It gets no Ref and is not counted."
    heading = reading.kind.label.heading if reading.kind.label else required[0].heading
    fix = f"Nothing, if it is one. Otherwise begin {heading} with other words."
    return Problem("row-left-alone", WORTH_A_LOOK, reading.kind.tab, says, fix, number, heading)


def _notes(reading: TabReading, fresh: list[Any]) -> set[int]:
    """A separator anywhere, and what stands at the foot of the tab under its last row."""
    label = reading.kind.label
    if label is None:
        return set()
    last = takewhile(
        lambda row: row.ref is None and _is_note(row, label, _AT_THE_FOOT), reversed(reading.rows)
    )
    return {row.row_number for row in last} | {
        row.row_number for row in fresh if _is_note(row, label, _ANYWHERE)
    }


def _is_note(row: Any, label: Column, pattern: re.Pattern[str]) -> bool:
    """Words of a note, and nothing beside them that somebody would choose for a row."""
    words = row.__dict__[label.name]
    words = words.text if isinstance(words, Pointer) else words
    if not isinstance(words, str) or not pattern.match(words):
        return False
    chosen = (
        row.columns[name].kind for name in _filled(row) if name != label.name and name not in row.misread
    )
    return not any(isinstance(kind, (Choice, Choices, Date, PointsTo)) for kind in chosen)


def _filled(row: Any) -> list[str]:
    return [name for name in row.columns if row.__dict__[name] is not None or name in row.misread]
