"""Lists: what the drop-downs offer. Row 1 holds each list's name, in the order of `lists_needed`; its words follow below."""

from __future__ import annotations

from collections.abc import Collection
from itertools import zip_longest
from typing import Any

from service.core.book import Book
from service.core.changes import Cell, Line, TabContent, lists_needed
from service.core.values import Choice, Choices, FromList, Kind, PointsTo
from sheet_templates.lists import TAB
from sheet_templates.set_up import setting_named

NOT_TO_INVITE = ("Died", "Left")


def lists_content(
    book: Book, facts: Any, verified_refs: Collection[str]
) -> tuple[TabContent, dict[str, int]]:
    """The tab, and how many rows each list has. A row is offered only once its Ref was read back from the workbook."""
    needed = lists_needed(list(book.readings))
    columns = {key: _words(key, kind, book, facts, verified_refs) for key, kind in needed.items()}
    lines: list[Line] = [[Cell(key, "heading") for key in columns]]
    lines += [list(line) for line in zip_longest(*columns.values(), fillvalue=None)]
    return TabContent(TAB, lines), {key: len(words) for key, words in columns.items()}


def _words(key: str, kind: Kind, book: Book, facts: Any, verified: Collection[str]) -> list[str]:
    if isinstance(kind, FromList):
        setting = setting_named(kind.source)
        return list(getattr(facts, setting.attribute) or ()) if setting else []
    if isinstance(kind, (Choice, Choices)):
        return list(kind.options)
    assert isinstance(kind, PointsTo)
    return [
        *kind.or_words,
        *(words for letter in kind.letters for words in _rows(key, letter, book, verified)),
    ]


def _rows(key: str, letter: str, book: Book, verified: Collection[str]) -> list[str]:
    rows = [row for row in book.rows(letter) if row.ref in verified]
    if letter == "P":
        # Where a list is of people alone, it is to invite them: somebody who died is not offered.
        rows = [row for row in rows if key != "P" or row.status not in NOT_TO_INVITE]
        rows.sort(key=lambda row: (row.name or "").casefold())
    else:
        rows.sort(key=lambda row: int(row.ref[2:]), reverse=True)  # what people choose is mostly the newest
    return list(dict.fromkeys(row.shown_as for row in rows))
