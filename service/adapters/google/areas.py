"""Cells as Google addresses them: rows and columns from 0, ends not included. Ours count from 1, ends included."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from service.adapters.google.layout import JSON

_BRIDGED = 20  # rows that are right already, written again so that two stretches are one request


def area(sheet_id: int, top: int, bottom: int, left: int, right: int) -> JSON:
    """A GridRange over these rows and columns, counted from 1, last ones included."""
    return {
        "sheetId": sheet_id,
        "startRowIndex": top - 1,
        "endRowIndex": bottom,
        "startColumnIndex": left - 1,
        "endColumnIndex": right,
    }


def corner(sheet_id: int, row: int, column: int) -> JSON:
    return {"sheetId": sheet_id, "rowIndex": row - 1, "columnIndex": column - 1}


def stretches(rows: Iterable[int], among: Collection[int] = ()) -> Iterator[tuple[int, int]]:
    """(first, last) of rows that follow one another; over gaps of a few rows too, where all of those are `among`."""
    wanted = sorted(set(rows))
    if not wanted:
        return
    may_bridge = set(among)
    first = last = wanted[0]
    for row in wanted[1:]:
        gap = range(last + 1, row)
        if gap and not (len(gap) <= _BRIDGED and may_bridge.issuperset(gap)):
            yield first, last
            first = row
        last = row
    yield first, last


def equal_runs(values: Sequence[Hashable]) -> Iterator[tuple[int, int, Any]]:
    """(first, last, value) of equal neighbours, places counted from 1."""
    at = 1
    for value, same in groupby(values):
        many = sum(1 for _ in same)
        yield at, at + many - 1, value
        at += many


@dataclass(frozen=True)
class Block:
    """Cells that share one look."""

    top: int
    bottom: int
    left: int
    right: int
    look: Any


def blocks(rows: Iterable[Sequence[Hashable]]) -> list[Block]:
    """Neighbours of equal look taken together, along the row and then downwards. None is no look of its own."""
    done: list[Block] = []
    begun: dict[tuple[int, int, Any], int] = {}  # (left, right, look) → the row it began in
    row = 0
    for row, looks in enumerate(rows, start=1):
        here = {run for run in equal_runs(looks) if run[2] is not None}
        done += [Block(top, row - 1, *run) for run, top in begun.items() if run not in here]
        begun = {run: begun.get(run, row) for run in sorted(here, key=lambda run: run[:2])}
    done += [Block(top, row, *run) for run, top in begun.items()]
    return sorted(done, key=lambda block: (block.top, block.left))
