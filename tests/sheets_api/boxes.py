"""How blocks of cells fare when rows and columns come, go and move; and following that through any JSON of the API.

A block is (top, left, bottom, right), from 0, half open; None is an open end, which stays open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.sheets_api.model import JSON
from tests.sheets_api.places import COLUMNS, ENDS, ROWS

Stretch = tuple[int | None, int | None]
Box = tuple[int | None, int | None, int | None, int | None]
Change = Callable[[Box], Box | None]  # None: all of its cells are gone
Along = Callable[[int, int | None], Stretch | None]


def along(dimension: str, change: Along) -> Change:
    """A change of whole rows or columns, as a change of blocks."""

    def changed(box: Box) -> Box | None:
        top, left, bottom, right = box
        start, end = (top, bottom) if dimension == ROWS else (left, right)
        found = change(start or 0, end)
        if found is None:
            return None
        first = None if start is None else found[0]
        return (first, left, found[1], right) if dimension == ROWS else (top, first, bottom, found[1])

    return changed


def inserted(at: int, count: int) -> Along:
    """`count` lines before line `at`: a range that starts there goes down whole, one that ends there stays."""

    def change(start: int, end: int | None) -> Stretch:
        if at <= start and (start or end is not None):
            return start + count, None if end is None else end + count
        return start, end + count if end is not None and at < end else end

    return change


def deleted(first: int, last: int) -> Along:
    """Lines from `first` up to `last` are gone."""

    def change(start: int, end: int | None) -> Stretch | None:
        if end is not None and first <= start and end <= last:
            return None
        return _back(start, first, last), None if end is None else _back(end, first, last)

    return change


def _back(position: int, first: int, last: int) -> int:
    return position - max(0, min(position, last) - first) if position > first else position


def moved(first: int, last: int, to: int) -> Along:
    """Lines `first`..`last` went before `to` (numbered as before the move).

    A range within what moved goes with it; one that holds both places keeps its ends; others lose and win lines.
    """
    count = last - first
    landing = to if to <= first else to - count

    def change(start: int, end: int | None) -> Stretch | None:
        if end is not None and first <= start and end <= last:
            return start - first + landing, end - first + landing
        if start <= first and (end is None or last <= end) and start <= to and (end is None or to <= end):
            return start, end
        left = deleted(first, last)(start, end)
        assert left is not None
        assert left[0] is not None
        return inserted(landing, count)(left[0], left[1])

    return change


def block_moved(
    sheet: tuple[int, int, int, int], down: int, right: int
) -> Callable[[tuple[int, int, int, int]], tuple[int, int, int, int] | None]:
    """A block that lies wholly in the one cut goes along with it; None for others, which stay."""
    top, left, bottom, at_right = sheet

    def change(box: tuple[int, int, int, int]) -> tuple[int, int, int, int] | None:
        first, start, last, end = box
        if top <= first and left <= start and last <= bottom and end <= at_right:
            return first + down, start + right, last + down, end + right
        return None

    return change


GONE = object()


def follow(node: Any, sheet_id: int, change: Change) -> Any:
    """The JSON with every range and place of this tab in it changed; GONE where the range it stands for is gone.

    An object whose `range` is gone is gone; a list only loses the item.
    """
    if isinstance(node, list):
        return [each for each in (follow(item, sheet_id, change) for item in node) if each is not GONE]
    if not isinstance(node, dict):
        return node
    if "startIndex" in node and "dimension" in node:
        return _lines(node, sheet_id, change)
    if any(end in node for end in ENDS):
        return _range(node, sheet_id, change)
    if "rowIndex" in node or "columnIndex" in node and "sheetId" in node:
        return _place(node, sheet_id, change)
    kept: JSON = {}
    for name, value in node.items():
        new = follow(value, sheet_id, change)
        if new is GONE:
            if name in ("range", "dimensionRange", "location"):
                return GONE
            continue
        kept[name] = new
    return kept


def _range(node: JSON, sheet_id: int, change: Change) -> Any:
    if node.get("sheetId", 0) != sheet_id:
        return node
    top, bottom, left, right = (node.get(end) for end in ENDS)
    new = change((top, left, bottom, right))
    if new is None:
        return GONE
    ends = dict(zip(ENDS, (new[0], new[2], new[1], new[3]), strict=True))
    return {name: value for name, value in node.items() if name not in ENDS} | {
        name: value for name, value in ends.items() if value is not None
    }


def _lines(node: JSON, sheet_id: int, change: Change) -> Any:
    if node.get("sheetId", 0) != sheet_id:
        return node
    start, end = node["startIndex"], node.get("endIndex")
    rows = node["dimension"] == ROWS
    new = change((start, None, end, None) if rows else (None, start, None, end))
    if new is None:
        return GONE
    first, last = (new[0], new[2]) if rows else (new[1], new[3])
    return node | {"startIndex": first} | ({} if last is None else {"endIndex": last})


def _place(node: JSON, sheet_id: int, change: Change) -> Any:
    """The cell a chart hangs on; where it is gone, the chart stays at the place."""
    if node.get("sheetId", 0) != sheet_id:
        return node
    row, column = node.get("rowIndex", 0), node.get("columnIndex", 0)
    new = change((row, column, row + 1, column + 1))
    return node if new is None else node | {"rowIndex": new[0], "columnIndex": new[1]}


def other(dimension: str) -> str:
    return COLUMNS if dimension == ROWS else ROWS
