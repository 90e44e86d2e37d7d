"""trimWhitespace and deleteDuplicates: both count what they did."""

from __future__ import annotations

import re

from tests.sheets_api import blocks
from tests.sheets_api.model import EMPTY, JSON
from tests.sheets_api.places import area, span
from tests.sheets_api.protection import check as check_protection
from tests.sheets_api.requests.registry import Batch, answers


@answers("trimWhitespace")
def trim_whitespace(batch: Batch, arg: JSON) -> JSON:
    """Around texts and in their midst, where several spaces become one [D]."""
    where = area(batch.book, arg.get("range"), batch.switches)
    check_protection(batch, where)
    changed = 0
    for row in range(where.top, min(where.bottom, len(where.sheet.rows))):
        cells = where.sheet.rows[row]
        for column in range(where.left, min(where.right, len(cells))):
            value = cells[column].value
            if isinstance(value, str):
                trimmed = re.sub(r"\s+", " ", value).strip()
                if trimmed != value:
                    cells[column] = cells[column].with_value(trimmed)
                    changed += 1
    return {"cellsChangedCount": changed} if changed else {}


@answers("deleteDuplicates")
def delete_duplicates(batch: Batch, arg: JSON) -> JSON:
    """The first of equal rows stays; texts are compared without case, and rows below close the gap [D]."""
    where = area(batch.book, arg.get("range"), batch.switches)
    check_protection(batch, where)
    chosen = [span(batch.book, each) for each in arg.get("comparisonColumns") or []]
    columns = sorted({column for each in chosen for column in range(each.start, each.end)})
    columns = columns or list(range(where.left, where.right))
    values = blocks.worked_out(batch.book, where)
    seen: set[tuple[object, ...]] = set()
    kept: list[int] = []
    for row, line in enumerate(values):
        key = tuple(_comparable(line[column - where.left]) for column in columns)
        if key not in seen:
            seen.add(key)
            kept.append(row)
    block = blocks.cells_of(where)
    for row in range(where.bottom - where.top):
        for column in range(where.right - where.left):
            cell = EMPTY
            if row < len(kept):
                cell = blocks.copied(block[kept[row]][column], row - kept[row], 0)
            blocks.put(where.sheet, where.top + row, where.left + column, cell)
    removed = len(values) - len(kept)
    return {"duplicatesRemovedCount": removed} if removed else {}


def _comparable(value: object) -> tuple[str, object]:
    return type(value).__name__, value.casefold() if isinstance(value, str) else value
