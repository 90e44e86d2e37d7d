"""Checks every tab with Refs has: a Ref used twice, a row with nothing but its Ref, a row pasted twice, a Ref made up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from service.core.problems import MEND, WORTH_A_LOOK

_COPIED_CELLS = 3  # fewer equal cells happen by chance
# Not typed by staff into a column of ours; a Ref differs in a pasted row, the rest says nothing about sameness.
_NOT_CELLS = {"ref", "row_number", "misread"}


def doubled_ref(rows: Sequence[Any], book: Any) -> Iterator[Any]:
    for same in book.grouped(rows, lambda row: row.ref).values():
        for row in same if len(same) > 1 else ():
            others = [str(other.row_number) for other in same if other is not row]
            yield row, {"others": " and ".join(others), "word": "row" if len(others) == 1 else "rows"}


def is_only_a_ref(row: Any) -> bool:
    """A row cleared by hand: its Ref is left and every other cell of ours is empty."""
    if row.misread:
        return False
    return all(value is None or name in _NOT_CELLS for name, value in row.__dict__.items())


def only_a_ref(rows: Sequence[Any], book: Any) -> Iterator[Any]:
    return (row for row in rows if row.ref and is_only_a_ref(row))


def same_row_twice(rows: Sequence[Any], book: Any) -> Iterator[Any]:
    seen: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in rows:
        cells = tuple(value for name, value in row.__dict__.items() if name not in _NOT_CELLS)
        if len(cells) - cells.count(None) >= _COPIED_CELLS:
            seen[cells].append(row)
    for same in seen.values():
        first = same[0]
        for row in same[1:]:
            if row.ref is None or row.ref != first.ref:  # an equal Ref is told as a doubled Ref
                yield row, {"other": first.row_number}


def ref_not_given(rows: Sequence[Any], book: Any) -> Iterator[Any]:
    """Needs the ledger: book.ledger["highest_refs"] is the highest number ever given, by letter."""
    highest = book.ledger.get("highest_refs", {})
    for row in rows:
        if row.ref and row.ref[0] in highest and int(row.ref[2:]) > highest[row.ref[0]]:
            yield row


COMMON: tuple[tuple[Callable[..., Iterator[Any]], str, str, str], ...] = (
    (
        doubled_ref,
        "This Ref is also in {word} {others}, so we cannot tell them apart.",
        "In the newer row, clear the Ref cell and save. We will give it its own Ref.",
        MEND,
    ),
    (
        only_a_ref,
        "This row holds a Ref and nothing else.",
        "Delete the row, or fill it in again if it was emptied by mistake.",
        WORTH_A_LOOK,
    ),
    (
        same_row_twice,
        "This row says the same as row {other}.",
        "If it was pasted twice, delete one of them.",
        WORTH_A_LOOK,
    ),
    (
        ref_not_given,
        "We have not given this Ref to any row yet.",
        "Unless this is an older row brought back, clear the Ref cell and save. We will fill it in.",
        WORTH_A_LOOK,
    ),
)
