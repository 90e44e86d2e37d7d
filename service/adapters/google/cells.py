"""Values as the JSON of cells: each with its type, so that nothing is taken for a formula or a date (reference §3)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from service.adapters.google.layout import JSON
from service.core.cleaning import GOOGLE_LIMIT, clean_for_cell
from service.core.stored_values import Value, shown

_PIECE = 400_000  # bytes of cells in one request, so that requests of several tabs fit into one body


def cell_of(value: Value) -> JSON:
    """CellData for a value; {} for an empty cell."""
    stored = shown(value, from_1904=False)
    if stored is None or stored == "":
        return {}
    if isinstance(stored, bool):
        return {"userEnteredValue": {"boolValue": stored}}
    if isinstance(stored, (int, float)):
        return {"userEnteredValue": {"numberValue": stored}}
    return {"userEnteredValue": {"stringValue": clean_for_cell(stored, GOOGLE_LIMIT)}}


def formula_cell(formula: str) -> JSON:
    """CellData for a formula of ours, written without its equals sign."""
    return {"userEnteredValue": {"formulaValue": f"={formula}"}}


def row_of(values: Iterable[Value]) -> JSON:
    """RowData, without empty cells at its end."""
    cells = [cell_of(value) for value in values]
    while cells and not cells[-1]:
        cells.pop()
    return {"values": cells} if cells else {}


def pieces(rows: Sequence[JSON]) -> Iterator[tuple[int, Sequence[JSON]]]:
    """(rows before it, rows) of pieces that are small enough to send."""
    start, size = 0, 0
    for at, row in enumerate(rows):
        size += size_of(row)
        if size > _PIECE and at > start:
            yield start, rows[start:at]
            start, size = at, size_of(row)
    if start < len(rows):
        yield start, rows[start:]


def size_of(part: object) -> int:
    """Bytes on the way: other letters than English ones are written as six."""
    return len(json.dumps(part))
