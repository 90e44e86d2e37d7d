"""mergeCells and unmergeCells: of merged cells, only the first keeps a value [C:WT.test_batch_merged_cells]."""

from __future__ import annotations

from collections.abc import Iterator

from tests.sheets_api.model import JSON, invalid
from tests.sheets_api.notation import Area
from tests.sheets_api.places import area, inside, of_area, overlap
from tests.sheets_api.protection import check as check_protection
from tests.sheets_api.requests.registry import Batch, answers


@answers("mergeCells")
def merge_cells(batch: Batch, arg: JSON) -> None:
    where = area(batch.book, arg.get("range"), batch.switches)
    check_protection(batch, where)
    _lift(where)
    for part in _parts(where, arg.get("mergeType") or "MERGE_ALL"):
        if (part.bottom - part.top) * (part.right - part.left) == 1:
            continue
        where.sheet.merges.append(of_area(part))
        _keep_first_value(part)


def _parts(where: Area, kind: str) -> Iterator[Area]:
    if kind == "MERGE_ALL":
        yield where
    elif kind == "MERGE_COLUMNS":
        for column in range(where.left, where.right):
            yield Area(where.sheet, where.top, column, where.bottom, column + 1)
    elif kind == "MERGE_ROWS":
        for row in range(where.top, where.bottom):
            yield Area(where.sheet, row, where.left, row + 1, where.right)
    else:
        raise invalid(f"Unsupported mergeType: {kind}")


def _keep_first_value(part: Area) -> None:
    """The value furthest to the top left moves into the first cell; the others are gone."""
    first = None
    for row in range(part.top, min(part.bottom, len(part.sheet.rows))):
        cells = part.sheet.rows[row]
        for column in range(part.left, min(part.right, len(cells))):
            value = cells[column].value
            if value is not None:
                first = value if first is None else first
                cells[column] = cells[column].with_value(None)
    if first is not None:
        part.sheet.put(part.top, part.left, part.sheet.cell(part.top, part.left).with_value(first))


@answers("unmergeCells")
def unmerge_cells(batch: Batch, arg: JSON) -> None:
    where = area(batch.book, arg.get("range"), batch.switches)
    check_protection(batch, where)
    _lift(where)


def _lift(where: Area) -> None:
    """Takes away the merges in the block; one that lies only partly in it is refused [M]."""
    block = (where.top, where.left, where.bottom, where.right)
    touched = [merge for merge in where.sheet.merges if overlap(where.sheet, merge, *block)]
    if any(not inside(where.sheet, merge, *block) for merge in touched):
        raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    where.sheet.merges = [merge for merge in where.sheet.merges if merge not in touched]
