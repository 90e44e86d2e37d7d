"""Which rows somebody may have meant who wrote a name that no row has."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Any

from service.core.book import Book
from service.core.likeness import name_words

_MOST = 2  # rows offered; a longer list is the drop-down's work
_ALIKE = 0.75
_LOOK_UPS = (
    40  # names a workbook; with more unknown than that, a whole column is wrong, and comparing takes long
)


def near_rows(text: str, letters: Iterable[str], book: Book) -> list[Any]:
    """Those whose Ref was written short, whose name holds all words written, or whose name is spelt alike."""
    asked = (tuple(letters), text)
    if asked not in book.near:
        if len(book.near) >= _LOOK_UPS:
            return []
        book.near[asked] = _find(text, asked[0], book)
    return book.near[asked]


def _find(text: str, letters: tuple[str, ...], book: Book) -> list[Any]:
    if short := re.fullmatch(r"([A-Za-z])[\s-]?(\d{1,2})", text):
        row = book.find(f"{short[1].upper()}-{int(short[2]):03d}")
        return [row] if row is not None and short[1].upper() in letters else []
    labels, words = book.labels(letters), set(name_words(text))
    if not words:
        return []
    holding = [name for name in labels if words <= set(name_words(name))]
    near = holding or difflib.get_close_matches(text.casefold(), list(labels), n=_MOST, cutoff=_ALIKE)
    rows = [row for name in near for row in labels[name] if row.ref]
    return rows if len(rows) <= _MOST else []
