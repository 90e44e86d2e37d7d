"""The look immediately before a write: is every row and heading still where it was when we decided?

A spreadsheet has no compare-and-set (reference §5). Between this look and the write lies a second in which people may
still move things; what that can do, and what mends it, stands in google_sheet.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from service.adapters.google.areas import stretches
from service.adapters.google.layout import FIELDS, JSON, Layout, TabLayout, layout_of
from service.adapters.google.plain import plain, shown, trimmed
from service.adapters.google.putting_back import by_place, replacing
from service.adapters.google.reading import is_grid, quoted
from service.adapters.google.there import TabCells, cells_of, grids_of
from service.core.changes import Append, ChangedSinceRead, Changes, FillRef, GiveBack, TabPlace
from service.core.finding import find_headings, find_tabs
from service.core.grids import Grid, PutBack, Snapshot, cell_name, column_letters
from service.core.rows import Row

FIELDS_TO_COMPARE = FIELDS.removesuffix(")") + ",data(startRow,startColumn,rowData(values(effectiveValue))))"

# Bytes of the ranges to put back; Google takes some 8 kB, and one range of every tab stands there too.
MOST_OF_AN_ADDRESS = 3_000


def places_written(changes: Changes) -> list[TabPlace]:
    """The staff tabs in which some cell is about to be written."""
    kinds = _with_rows(changes) | {kind for kind, _ in changes.formulas}
    mended = {each.tab for each in changes.put_back}
    return [
        place
        for place in changes.places
        if place.title in mended or (place.kind in kinds and _is_written(place, changes))
    ]


def _is_written(place: TabPlace, changes: Changes) -> bool:
    return place.kind in _with_rows(changes) or place.differing is None or bool(place.differing)


def _with_rows(changes: Changes) -> set[type[Row]]:
    by_row: Sequence[FillRef | Append | GiveBack] = (*changes.refs, *changes.appends, *changes.give_back)
    return {each.kind for each in by_row}


def ranges_to_compare(
    layout: Layout, places: Sequence[TabPlace], put_back: Sequence[PutBack] = ()
) -> list[str]:
    """Headings and Refs of the tabs we write in; of every other tab one cell, since tabs without a range are not told of."""
    ranges = []
    written = {place.title: place for place in places}
    for tab in layout.tabs:
        title = quoted(tab.title)
        place = written.get(tab.title)
        ranges += _ranges_of_cells(by_place(put_back), tab.title)
        if place is None:
            ranges.append(f"{title}!A1")
            continue
        ranges.append(f"{title}!{place.heading_row}:{place.heading_row}")
        if "ref" in place.columns:
            letters = column_letters(place.columns["ref"])
            ranges.append(f"{title}!{letters}:{letters}")
    return ranges


def _ranges_of_cells(cells: Sequence[PutBack], title: str) -> list[str]:
    """Those of one tab, neighbours taken together: they stand in the address of a request."""
    columns: dict[int, set[int]] = {}
    for each in cells:
        if each.tab == title:
            columns.setdefault(each.column, set()).add(each.row)
    beside: dict[tuple[int, int], set[int]] = {}  # rows from first to last → columns
    for column, rows in columns.items():
        for stretch in stretches(rows):
            beside.setdefault(stretch, set()).add(column)
    return [
        f"{quoted(title)}!{cell_name(first, left)}:{cell_name(last, right)}"
        for (first, last), across in beside.items()
        for left, right in stretches(across)
    ]


def fitting(put_back: Sequence[PutBack]) -> list[PutBack]:
    """As many as one look again can ask for, the first first; what is kept aside tells of the others in the next cycle."""
    fits = list(put_back)
    while len(many := by_place(fits)) > 1 and _length(many) > MOST_OF_AN_ADDRESS:
        left_out = set(map(id, many[max(1, len(many) * 3 // 4) :]))
        fits = [each for each in fits if id(each) not in left_out]
    return fits


def _length(cells: Sequence[PutBack]) -> int:
    titles = dict.fromkeys(each.tab for each in cells)
    return sum(len(quote(f"&ranges={each}")) for title in titles for each in _ranges_of_cells(cells, title))


def compared(
    answer: Mapping[str, Any],
    before: Layout,
    snapshot: Snapshot,
    places: Sequence[TabPlace],
    put_back: Sequence[PutBack] = (),
) -> Layout:
    """The layout as it stands now. ChangedSinceRead where a tab, a heading or a Ref is not where it was.

    Of merges, filters, charts, protections, rules and groups Google may tell only those within the ranges asked for
    (reference §11), so they are as in `before`; the answer to our write tells all of them.

    `snapshot`: as it was read, with what is to be put back still astray.
    """
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
    for each in by_place(put_back):
        tab = now.titled(each.tab)
        if tab is None or shown(cells[tab.sheet_id].cell(each.row, each.column)) != plain(each.holds):
            raise _moved()
    known = {tab.sheet_id: tab for tab in before.tabs}
    return replace(now, tabs=[_with_parts_of(known[tab.sheet_id], tab) for tab in now.tabs])


def _with_parts_of(before: TabLayout, now: TabLayout) -> TabLayout:
    return replace(
        now,
        merges=before.merges,
        charts=before.charts,
        protected=before.protected,
        conditional=before.conditional,
        column_groups=before.column_groups,
        basic_filter=before.basic_filter,
    )


class Built:
    """What positions are told by, for a write that puts tabs in order: sizes of tabs, and the headings of staff's."""

    def __init__(self, layout: Layout, cells: Mapping[int, TabCells], kinds: Sequence[type[Row]]):
        self._tabs = [tab for tab in layout.tabs if is_grid(tab)]
        found = find_tabs(grids_of(layout, cells), kinds)
        headings = {grid.title: find_headings(grid, kind) for kind, grid in found.items() if grid is not None}
        self._rows = {title: each.row for title, each in headings.items() if each is not None}
        self._was = self._told(self._tabs, cells)

    def ranges(self) -> list[str]:
        rows = {tab.title: self._rows.get(tab.title) for tab in self._tabs}
        return [f"{quoted(title)}!{f'{row}:{row}' if row else 'A1'}" for title, row in rows.items()]

    def stands(self, answer: Mapping[str, Any]) -> bool:
        """`answer`: to a get with FIELDS_TO_COMPARE and these ranges."""
        tabs = [tab for tab in layout_of(answer).tabs if is_grid(tab)]
        return self._told(tabs, cells_of(answer)) == self._was

    def _told(self, tabs: Sequence[TabLayout], cells: Mapping[int, TabCells]) -> list[Any]:
        told = []
        for tab in tabs:
            row = self._rows.get(tab.title, 0)
            rows = cells.get(tab.sheet_id, TabCells()).rows
            words = _words(rows[row - 1]) if 0 < row <= len(rows) else []
            told.append((tab.sheet_id, tab.title, tab.rows, tab.columns, words))
        return told


def _stands(cells: TabCells, grid: Grid, place: TabPlace) -> bool:
    headings = _words(cells.rows[place.heading_row - 1] if len(cells.rows) >= place.heading_row else ())
    if list(headings) != trimmed(grid.rows[place.heading_row - 1]):
        return False
    if "ref" not in place.columns:
        return True
    column = place.columns["ref"]
    there = [shown(cells.cell(row, column)) for row in range(1, max(len(cells.rows), len(grid.rows)) + 1)]
    read = [plain(row[column - 1] if len(row) >= column else None) for row in grid.rows]
    return trimmed(there) == trimmed(read)


def _words(row: Sequence[JSON]) -> list[str]:
    return trimmed([shown(cell) for cell in row])


def _moved() -> ChangedSinceRead:
    return ChangedSinceRead("Somebody changed the workbook after we read it, so we read it again.", "changed")


def taking_back(changes: Changes, layout: Layout) -> Iterator[JSON]:
    """A Ref of ours that took another's place is replaced by content, wherever its row is now: atomic on the server."""
    titles = {place.kind: place.title for place in changes.places}
    for each in changes.give_back:
        tab = layout.titled(titles[each.kind])
        if tab is not None:
            yield replacing({"sheetId": tab.sheet_id}, each.written, each.back)
