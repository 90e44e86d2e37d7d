"""The look immediately before a write: is every row and heading still where it was when we decided?

A spreadsheet has no compare-and-set (reference §5). Between this look and the write lies a second in which people may
still move things; what that can do, and what mends it, stands in google_sheet.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from service.adapters.google.layout import FIELDS, JSON, Layout, layout_of
from service.adapters.google.reading import quoted
from service.adapters.google.there import TabCells, cells_of
from service.core.changes import Append, ChangedSinceRead, Changes, FillRef, GiveBack, TabPlace
from service.core.grids import Grid, Snapshot, column_letters
from service.core.rows import Row

FIELDS_TO_COMPARE = FIELDS.removesuffix(")") + ",data(startRow,startColumn,rowData(values(effectiveValue))))"


def places_written(changes: Changes) -> list[TabPlace]:
    """The staff tabs in which some cell is about to be written."""
    kinds = _with_rows(changes) | {kind for kind, _ in changes.formulas}
    return [place for place in changes.places if place.kind in kinds and _is_written(place, changes)]


def _is_written(place: TabPlace, changes: Changes) -> bool:
    return place.kind in _with_rows(changes) or place.differing is None or bool(place.differing)


def _with_rows(changes: Changes) -> set[type[Row]]:
    by_row: Sequence[FillRef | Append | GiveBack] = (*changes.refs, *changes.appends, *changes.give_back)
    return {each.kind for each in by_row}


def ranges_to_compare(layout: Layout, places: Sequence[TabPlace]) -> list[str]:
    """Headings and Refs of the tabs we write in; of every other tab one cell, since tabs without a range are not told of."""
    ranges = []
    written = {place.title: place for place in places}
    for tab in layout.tabs:
        title = quoted(tab.title)
        place = written.get(tab.title)
        if place is None:
            ranges.append(f"{title}!A1")
            continue
        ranges.append(f"{title}!{place.heading_row}:{place.heading_row}")
        if "ref" in place.columns:
            letters = column_letters(place.columns["ref"])
            ranges.append(f"{title}!{letters}:{letters}")
    return ranges


def compared(
    answer: Mapping[str, Any], before: Layout, snapshot: Snapshot, places: Sequence[TabPlace]
) -> Layout:
    """The layout as it stands now. ChangedSinceRead where a tab, a heading or a Ref is not where it was."""
    now = layout_of(answer)
    titles = {tab.sheet_id: tab.title for tab in now.tabs}
    if titles != {tab.sheet_id: tab.title for tab in before.tabs}:
        raise _moved()
    cells = cells_of(answer)
    grids = {grid.title: grid for grid in snapshot.grids}
    for place in places:
        tab = now.titled(place.title)
        grid = grids.get(place.title)
        if tab is None or grid is None or not _stands(cells[tab.sheet_id], grid, place):
            raise _moved()
    return now


def _stands(cells: TabCells, grid: Grid, place: TabPlace) -> bool:
    headings = _words(cells.rows[place.heading_row - 1] if len(cells.rows) >= place.heading_row else ())
    if list(headings) != _trimmed(grid.rows[place.heading_row - 1]):
        return False
    if "ref" not in place.columns:
        return True
    column = place.columns["ref"]
    there = [_shown(cells.cell(row, column)) for row in range(1, max(len(cells.rows), len(grid.rows)) + 1)]
    read = [_plain(row[column - 1] if len(row) >= column else None) for row in grid.rows]
    return _trimmed(there) == _trimmed(read)


def _words(row: Sequence[JSON]) -> list[str]:
    return _trimmed([_shown(cell) for cell in row])


def _shown(cell: Mapping[str, Any]) -> str:
    value = cell.get("effectiveValue") or {}
    return _plain(next(iter(value.values()), None) if "errorValue" not in value else "#")


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value:.6g}"
    return value if isinstance(value, str) else "#" if hasattr(value, "code") else str(value)


def _trimmed(values: Sequence[Any]) -> list[str]:
    words = [_plain(value) for value in values]
    while words and not words[-1]:
        words.pop()
    return words


def _moved() -> ChangedSinceRead:
    return ChangedSinceRead("Somebody changed the workbook after we read it, so we read it again.", "changed")


def taking_back(changes: Changes, layout: Layout) -> Iterator[JSON]:
    """A Ref of ours that took another's place is replaced by content, wherever its row is now: atomic on the server."""
    titles = {place.kind: place.title for place in changes.places}
    for each in changes.give_back:
        tab = layout.titled(titles[each.kind])
        if tab is not None:
            yield {
                "findReplace": {
                    "find": each.written,
                    "replacement": each.back,
                    "matchCase": True,
                    "matchEntireCell": True,
                    "searchByRegex": False,
                    "includeFormulas": False,
                    "sheetId": tab.sheet_id,
                }
            }
