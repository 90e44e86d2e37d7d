"""Values as they are compared: what Google gives in one answer, beside what it gave in another."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

REF = re.compile(r"[A-Z]-\d{3,}")
TAKEN_OUT = " taken out"  # behind a Ref of ours for some minutes, in a row that is not meant to be there

# What Google shows in place of a value that cannot be calculated; the API gives the words (reference §2, from memory).
ERRORS = frozenset(
    ("#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#ERROR!", "Loading...")
)


def shown(cell: Mapping[str, Any]) -> str:
    """Of a cell as `spreadsheets.get` has it."""
    value = cell.get("effectiveValue") or {}
    return plain(next(iter(value.values()), None) if "errorValue" not in value else "#")


def plain(value: Any) -> str:
    """Errors are all alike: one answer has them as words, the other as kinds. So are such words that somebody typed."""
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:.6g}"
    if hasattr(value, "code") or value in ERRORS:
        return "#"
    return str(value)


def trimmed(values: Iterable[Any]) -> list[str]:
    words = [plain(value) for value in values]
    while words and not words[-1]:
        words.pop()
    return words


def at(rows: Sequence[Sequence[Any]], row: int, column: int) -> Any:
    """The cell of this row and column, counted from 1; None beyond the last."""
    if 0 < row <= len(rows) and 0 < column <= len(rows[row - 1]):
        return rows[row - 1][column - 1]
    return None


def is_same(values: Sequence[Sequence[Any]], typed: Sequence[Sequence[Any]]) -> bool:
    """A tab as it shows, and as it was typed: whether nothing was moved or typed between the two reads."""
    for shows, holds in zip_longest(values, typed, fillvalue=()):
        for cell, word in zip_longest(shows, holds):
            is_formula = isinstance(word, str) and word.startswith("=")
            if not is_formula and plain(word) != plain(cell):
                return False
    return True
