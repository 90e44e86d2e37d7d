"""Checks every tab with Refs has: a Ref used twice, a row with nothing but its Ref, a row pasted twice, a Ref made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from service.core.problems import MEND, WORTH_A_LOOK
from service.core.wording import list_words

ONLY_A_REF = "only-a-ref"
_COPIED_CELLS = 3  # fewer equal cells happen by chance


def doubled_ref(rows: Sequence[Any], book: Any) -> Iterator[Any]:
    adrift = book.ledger.get("adrift", {})  # these are told which Ref was theirs
    if adrift:
        rows = [row for row in rows if (row.__class__.tab, row.row_number) not in adrift]
    refs = [row.ref for row in rows if row.ref is not None]
    if len(set(refs)) == len(refs):
        return  # the usual case, told apart quickly
    for same in book.grouped(rows, lambda row: row.ref).values():
        for row in same if len(same) > 1 else ():
            others = [str(other.row_number) for other in same if other is not row]
            yield row, {"others": list_words(others), "word": "row" if len(others) == 1 else "rows"}


@cache
def _cells_of(kind: Any) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    """All cells of a row but its Ref, from the row's dictionary."""
    names = [name for name in kind.columns if name != "ref"]
    return itemgetter(*names, names[0])  # one name alone would not give a tuple


def is_only_a_ref(row: Any) -> bool:
    """A row cleared by hand: its Ref is left and every other cell of ours is empty."""
    if row.misread:
        return False
    cells = _cells_of(row.__class__)(row.__dict__)
    return cells.count(None) == len(cells)


def only_a_ref(rows: Sequence[Any], book: Any) -> Iterator[Any]:
    label = rows[0].label if rows else None
    nameless = [row for row in rows if row.__dict__[label.name] is None] if label is not None else rows
    return (row for row in nameless if row.ref and is_only_a_ref(row))


def same_row_twice(rows: Sequence[Any], book: Any) -> Iterator[Any]:
    seen: dict[tuple[Any, ...], Any] = {}
    for row in _named_alike(rows):
        cells = _cells_of(row.__class__)(row.__dict__)
        first = seen.setdefault(cells, row)
        # An equal Ref is told as a doubled Ref.
        if (
            first is not row
            and len(cells) - cells.count(None) >= _COPIED_CELLS
            and (row.ref is None or row.ref != first.ref)
        ):
            yield row, {"other": first.row_number}


def _named_alike(rows: Sequence[Any]) -> Iterator[Any]:
    """Only rows that share their name with another can be copies; what could not be read may well be what differs."""
    label = rows[0].label if rows else None
    if label is None:
        yield from (row for row in rows if not row.misread)
        return
    names = [row.__dict__[label.name] for row in rows]
    if len(set(names)) < len(names):
        times = Counter(names)
        yield from (row for row, name in zip(rows, names, strict=True) if times[name] > 1 and not row.misread)


def ref_not_given(rows: Sequence[Any], book: Any) -> Iterator[Any]:
    """Needs the ledger: `highest_refs` is the highest number given until this read, by letter; `given_now` those given since."""
    highest, given_now = book.ledger.get("highest_refs", {}), book.ledger.get("given_now", ())
    adrift = book.ledger.get("adrift", {})
    for row in rows:
        is_higher = row.ref and row.ref[0] in highest and int(row.ref[2:]) > highest[row.ref[0]]
        if is_higher and row.ref not in given_now and (row.__class__.tab, row.row_number) not in adrift:
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
