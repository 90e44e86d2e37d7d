"""The answer to one `values:batchGet` → a Snapshot: what Excel's reader gives, from Google's values.

Google tells a date as a serial number and says nothing of its format, so a number is a date where the column is for
dates (the format of our columns, `@` for text, keeps Google from making dates of "3/4" anywhere else).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from service.adapters.google.layout import JSON, Layout, TabLayout
from service.adapters.google.plain import ERRORS
from service.adapters.google.there import TabCells
from service.core.dates import from_serial
from service.core.finding import find_headings, find_tabs
from service.core.grids import Area, CellError, Grid, Raw, Snapshot
from service.core.rows import Row
from service.core.values import Date

# The same as kinds, as `spreadsheets.get` has them.
_ERRORS = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "Loading...",
}


def ranges_of(layout: Layout) -> list[str]:
    """Every tab whole, as batchGet wants them: quoted, so that a title like `D3` is a title."""
    return [quoted(tab.title) for tab in layout.tabs if is_grid(tab)]


def is_grid(tab: TabLayout) -> bool:
    """Not a chart that fills a tab of its own."""
    return bool(tab.properties.get("sheetType", "GRID") == "GRID")


def quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"


def title_in(range_: str) -> str:
    """`'How we listen'!A1:Z9` → How we listen; the answer has it bare where it is a plain word."""
    title = range_.rpartition("!")[0]
    return title[1:-1].replace("''", "'") if title.startswith("'") else title


def values_of(layout: Layout, cells: Mapping[int, TabCells]) -> list[JSON]:
    """What `values:batchGet` would have told, from the answer to a `spreadsheets.get` of structure and cells."""
    read = [tab for tab in layout.tabs if is_grid(tab)]
    return [{"values": [list(map(_value, row)) for row in cells[tab.sheet_id].rows]} for tab in read]


def _value(cell: Mapping[str, Any]) -> Any:
    value = cell.get("effectiveValue") or {}
    if "errorValue" in value:
        return _ERRORS.get(value["errorValue"].get("type", ""), "#ERROR!")
    return next(iter(value.values()), "")


def snapshot_of(layout: Layout, answer: Sequence[Mapping[str, Any]], kinds: Sequence[type[Row]]) -> Snapshot:
    """`answer`: the valueRanges, unformatted, dates as serials, in the order of `ranges_of`."""
    read = [tab for tab in layout.tabs if is_grid(tab)]
    grids = [_grid(tab, each) for tab, each in zip(read, answer, strict=True)]
    revision = _revision(grids)
    for kind, grid in find_tabs(grids, kinds).items():
        if grid is not None:
            _with_dates(grid, kind)
    return Snapshot(revision, grids, layout.site_id)


def _grid(tab: TabLayout, answer: Mapping[str, Any]) -> Grid:
    rows = [[_raw(value) for value in cells] for cells in answer.get("values", ())]
    for cells in rows:  # a formula that gives nothing is a cell to Google, and an empty one to people
        while cells and cells[-1] is None:
            cells.pop()
    while rows and not rows[-1]:
        rows.pop()
    return Grid(
        tab.title,
        rows,
        tab.identity,
        tab.hidden,
        merged=tuple(_area(each, tab) for each in tab.merges),
        filtered=bool(
            (tab.basic_filter or {}).get("criteria") or (tab.basic_filter or {}).get("filterSpecs")
        ),
    )


def _raw(value: Any) -> Raw:
    if isinstance(value, str):
        return None if not value else CellError(value) if value in ERRORS else value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def _area(merge: JSON, tab: TabLayout) -> Area:
    return Area(
        merge.get("startRowIndex", 0) + 1,
        merge.get("startColumnIndex", 0) + 1,
        merge.get("endRowIndex", tab.rows),
        merge.get("endColumnIndex", tab.columns),
    )


def _revision(grids: Sequence[Grid]) -> str:
    """Of what is read, titles included: equal content is an equal revision, whoever made it."""
    digest = hashlib.sha256()
    for grid in grids:
        digest.update(repr((grid.title, grid.identity, grid.rows)).encode("utf-8", "surrogatepass"))
    return f"g-{digest.hexdigest()[:24]}"


def _with_dates(grid: Grid, kind: type[Row]) -> None:
    """Serial numbers under a heading for days become days, as Excel's reader has them. Times are read either way."""
    headings = find_headings(grid, kind)
    if headings is None:
        return
    places = [place for name, place in headings.columns.items() if isinstance(kind.columns[name].kind, Date)]
    for cells in grid.rows[headings.row :]:
        for place in places:
            if place <= len(cells) and type(cells[place - 1]) in (int, float):
                cells[place - 1] = _day(cells[place - 1])  # type: ignore[index]


def _day(number: Any) -> Raw:
    """What a number in a column of days stands for; a year typed alone, or an age, is no day."""
    day = from_serial(number) if number >= 20000 else None
    return number if day is None else day
