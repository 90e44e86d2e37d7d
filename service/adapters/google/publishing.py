"""All changes of one sync in one Google spreadsheet, as the requests of a batchUpdate: data in, data out, nothing sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.adapters.google.cells import size_of
from service.adapters.google.layout import JSON, Layout
from service.adapters.google.own_tabs import CHECKS, OwnTabs
from service.adapters.google.staff_cells import Checks, StaffCells
from service.adapters.google.tab_contents import begins_a_tab
from service.core.changes import Changes, ServiceTab, TabPlace, WorkbookRefused, checks_columns
from service.core.grids import Grid
from service.core.rows import Row

MOST_BYTES = 2_000_000  # of one body: what Google recommends


def requests_to_publish(
    layout: Layout,
    changes: Changes,
    kinds: Sequence[type[Row]],
    tabs: Sequence[ServiceTab],
    grids: Sequence[Grid] = (),
) -> list[JSON]:
    """In the order they must be carried out: missing tabs, cells of staff tabs, then our own tabs.

    `grids`: the tabs as last read. They tell whether a tab with our title and without our named range is ours, and
    whether staff keep columns or words of their own in a tab that rows are added to.
    """
    own = OwnTabs(layout, changes, kinds, tabs, grids)
    return [
        *own.add(),
        *_staff_tabs(own, changes, kinds, grids),
        *own.write(),
        *own.show(),
        *own.remove(),
    ]


def in_parts(requests: Sequence[JSON], limit: int = MOST_BYTES) -> list[list[JSON]]:
    """Bodies to be sent one after the other. Cells of staff tabs, and what stands before them, are whole in the first;
    a tab of ours is whole in one body wherever it fits into one."""
    first, *of_tabs = _by_tab(requests)
    parts = [first]
    size = _size(first)
    for group in of_tabs:
        is_small = _size(group) <= limit
        for piece in [group] if is_small else [[request] for request in group]:
            more = _size(piece)
            if parts[-1] and size + more > limit:
                parts.append([])
                size = 0
            parts[-1] += piece
            size += more
    return [part for part in parts if part]


def _by_tab(requests: Sequence[JSON]) -> list[list[JSON]]:
    """What comes before any of our tabs is written, then each of them."""
    groups: list[list[JSON]] = [[]]
    for request in requests:
        if begins_a_tab(request):
            groups.append([])
        groups[-1].append(request)
    return groups


def _size(requests: Sequence[JSON]) -> int:
    return size_of({"requests": requests})


def _staff_tabs(
    own: OwnTabs, changes: Changes, kinds: Sequence[type[Row]], grids: Sequence[Grid]
) -> Iterator[JSON]:
    with_rows = {fill.kind for fill in changes.refs} | {append.kind for append in changes.appends}
    if with_rows - {place.kind for place in changes.places}:
        raise ValueError("rows for a tab without a place")
    asked = with_rows | {kind for kind, _ in changes.formulas}
    checks = Checks(own.title_of(CHECKS), checks_columns(kinds))
    by_title = {grid.title: grid for grid in grids}
    for place in changes.places:
        if place.kind in asked:
            yield from _staff_cells(own, place, changes, checks, by_title.get(place.title))


def _staff_cells(
    own: OwnTabs, place: TabPlace, changes: Changes, checks: Checks, grid: Grid | None
) -> Iterator[JSON]:
    tab = own.found(place.kind.tab, place.title)
    if tab is None:
        raise WorkbookRefused(
            f"The tab {place.kind.tab} is not in the workbook. Restore it from an older version.",
            "tab-missing",
        )
    return StaffCells(tab, place, changes, checks, grid).write()
