"""Parts of an answer that are alike are kept once: of a prepared tab's thousands of empty cells nearly all are.

A workbook's cells with their rules and formats are 30 MB of JSON, and ten times that as Python's own objects.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def keeping_one() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """An `object_hook` for one answer. Nobody may change what it gives: others hold the same object."""
    kept: dict[tuple[Any, ...], dict[str, Any]] = {}
    numbers: set[int] = set()  # ids of what is kept, and so lives as long as these

    def one_of(found: dict[str, Any]) -> dict[str, Any]:
        key: list[Any] = []
        for name, value in found.items():
            if type(value) is str or type(value) is bool:
                key += (name, value)
            elif id(value) in numbers:
                key += (name, id(value))
            elif type(value) is list and all(id(each) in numbers for each in value):
                key += (name, len(value), *map(id, value))
            else:
                return found
        first = kept.setdefault(tuple(key), found)
        numbers.add(id(first))
        return first

    return one_of
