"""Groups of rows and columns: each line has a depth, and a group is a run of lines at least so deep [D].

Adding a group makes its lines one deeper, deleting it one less; nesting and joining come out of that by themselves.
"""

from __future__ import annotations

from tests.sheets_api import fields
from tests.sheets_api.model import JSON, Sheet, invalid
from tests.sheets_api.places import ROWS, Span, size, span
from tests.sheets_api.requests.registry import Batch, answers

DEEPEST = 8


@answers("addDimensionGroup")
def add_group(batch: Batch, arg: JSON) -> JSON:
    """The reply lists all groups of that dimension; the control's place stays in the properties for good [C]."""
    lines = _lines(batch, arg)
    depths = _depths(lines.sheet, lines.dimension)
    for position in range(lines.start, lines.end):
        depths[position] += 1
    if max(depths) > DEEPEST:
        raise invalid(f"Groups may be at most {DEEPEST} deep.")
    lines.sheet.grid_properties[_control(lines.dimension)] = True
    return _regroup(lines, depths)


@answers("deleteDimensionGroup")
def delete_group(batch: Batch, arg: JSON) -> JSON:
    lines = _lines(batch, arg)
    depths = _depths(lines.sheet, lines.dimension)
    if not all(depths[lines.start : lines.end]):
        raise invalid("Cannot delete a group: there is none over the whole range.")
    for position in range(lines.start, lines.end):
        depths[position] -= 1
    return _regroup(lines, depths)


@answers("updateDimensionGroup")
def update_group(batch: Batch, arg: JSON) -> None:
    """Collapsing hides every line of the group, expanding shows every one [D]."""
    mask = fields.of_update(arg, "DimensionGroup")
    given = arg.get("dimensionGroup") or {}
    lines = span(batch.book, given.get("range"))
    depth = given.get("depth") or 0
    for group in _groups(lines.sheet, lines.dimension):
        where = group["range"]
        if (where["startIndex"], where["endIndex"], group["depth"]) == (lines.start, lines.end, depth):
            break
    else:
        raise invalid(f"No group over {lines.start} to {lines.end} with depth {depth}.")
    if "collapsed" in mask or "*" in mask:
        group.pop("collapsed", None)
        if given.get("collapsed"):
            group["collapsed"] = True
        _hide(lines, hidden=bool(given.get("collapsed")))


def _hide(lines: Span, *, hidden: bool) -> None:
    kept = lines.sheet.row_metadata if lines.dimension == ROWS else lines.sheet.column_metadata
    for position in range(lines.start, lines.end):
        properties = {name: value for name, value in kept.pop(position, {}).items() if name != "hiddenByUser"}
        if hidden:
            properties["hiddenByUser"] = True
        if properties:
            kept[position] = properties


def _lines(batch: Batch, arg: JSON) -> Span:
    lines = span(batch.book, arg.get("range"))
    if lines.end > size(lines.sheet, lines.dimension):
        raise invalid("The range of a group must lie in the sheet.")
    return lines


def _control(dimension: str) -> str:
    return "rowGroupControlAfter" if dimension == ROWS else "columnGroupControlAfter"


def _groups(sheet: Sheet, dimension: str) -> list[JSON]:
    return sheet.row_groups if dimension == ROWS else sheet.column_groups


def _depths(sheet: Sheet, dimension: str) -> list[int]:
    depths = [0] * size(sheet, dimension)
    for group in _groups(sheet, dimension):
        for position in range(group["range"]["startIndex"], group["range"]["endIndex"]):
            depths[position] = max(depths[position], group["depth"])
    return depths


def _regroup(lines: Span, depths: list[int]) -> JSON:
    groups = _groups(lines.sheet, lines.dimension)
    collapsed = {_key(group) for group in groups if group.get("collapsed")}
    sheet_id = {"sheetId": lines.sheet.sheet_id} if lines.sheet.sheet_id else {}
    made: list[JSON] = []
    for depth in range(1, max(depths) + 1):
        for start, end in _runs(depths, depth):
            where = {**sheet_id, "dimension": lines.dimension, "startIndex": start, "endIndex": end}
            group: JSON = {"range": where, "depth": depth}
            made.append(group | ({"collapsed": True} if _key(group) in collapsed else {}))
    groups[:] = made
    return {"dimensionGroups": [dict(group) for group in made]} if made else {}


def _key(group: JSON) -> tuple[int, int, int]:
    return group["range"]["startIndex"], group["range"]["endIndex"], group["depth"]


def _runs(depths: list[int], depth: int) -> list[tuple[int, int]]:
    runs, start = [], None
    for position, each in enumerate([*depths, 0]):
        if each >= depth and start is None:
            start = position
        elif each < depth and start is not None:
            runs.append((start, position))
            start = None
    return runs
