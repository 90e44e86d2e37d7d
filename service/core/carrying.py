"""A staff tab carried over into a new workbook as it stands: its own order of columns, headings as they are called, columns
staff added, and every cell of every row.

A new tab is made from a declaration, so what stands there is turned into one: `CarriedTab` has all that a kind of row has,
with the columns this workbook has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from service.core.dates import serial
from service.core.finding import find_headings, find_tabs
from service.core.grids import CellError, Grid, Raw, cell_name, is_blank
from service.core.rows import Column, Row
from service.core.values import Kind

_DAY, _CLOCK, _PLAIN = "d mmm yyyy", "h:mm", "General"
_MARKS = re.compile(r"^[ƒ▸\s]+")  # the new workbook puts its own
_WIDTH = 18  # characters, of a column staff added


@dataclass(frozen=True)
class AsItStands(Kind):
    """Cells of a column staff added: whatever they are."""

    number_format: str = _PLAIN


@dataclass(eq=False)
class CarriedTab:
    """Made like a kind of row, from one tab. `rows` are by attribute, one for each row under the headings."""

    tab: str
    letter: str | None
    place: int
    shown: bool
    also: tuple[str, ...]
    columns: dict[str, Column]
    checks: tuple[Any, ...]
    label: Column | None
    means: str
    rows: Sequence[Mapping[str, Raw]]

    def prefilled(self) -> list[dict[str, Any]]:
        return []

    def meaning(self) -> str:
        return self.means


def carried_tabs(kinds: Sequence[type[Row]], grids: Sequence[Grid]) -> list[CarriedTab]:
    """All of them; one that is not there is made empty, since nobody has rows in it."""
    return [_carried(kind, grid) for kind, grid in find_tabs(grids, kinds).items()]


def _carried(kind: type[Row], grid: Grid | None) -> CarriedTab:
    headings = find_headings(grid, kind) if grid is not None else None
    if grid is None or headings is None:
        columns = {name: column for name, column in kind.columns.items() if column.only_if is None}
        return _like(kind, kind.shown, columns, ())
    lines = [list(cells) for cells in grid.rows[headings.row :]]
    titles = list(grid.rows[headings.row - 1])
    names = {place: name for name, place in headings.columns.items()}
    columns, places = {}, range(1, max([len(titles), *map(len, lines)]) + 1)
    for place in places:
        words = titles[place - 1] if place <= len(titles) else None
        name = names.get(place, f"own_{place}")
        if name in kind.columns:
            columns[name] = _called(kind.columns[name], words)
        else:
            columns[name] = _own(name, kind, words, [line[place - 1] for line in lines if place <= len(line)])
    rows = [
        {
            name: _plain(line[place - 1]) if place <= len(line) and not column.formula else None
            for place, (name, column) in zip(places, columns.items(), strict=True)
        }
        for line in lines
    ]
    while rows and all(value is None for value in rows[-1].values()):
        rows.pop()
    return _like(kind, not grid.hidden, columns, rows)


def _like(
    kind: type[Row], shown: bool, columns: dict[str, Column], rows: Sequence[Mapping[str, Raw]]
) -> CarriedTab:
    label = columns.get(kind.label.name) if kind.label else None
    return CarriedTab(
        kind.tab, kind.letter, kind.place, shown, kind.also, columns, kind.checks, label, kind.meaning(), rows
    )


def _called(column: Column, words: Raw) -> Column:
    """Under the words staff gave it. A cell is written as it stands, whatever its kind would make of it."""
    kind = object.__new__(
        type(column.kind)
    )  # a copy that is nobody else's; some kinds cannot be made from their fields
    vars(kind).update(vars(column.kind), show=_as_it_is)
    twin = replace(column, heading=_MARKS.sub("", str(words or column.heading)), only_if=None, kind=kind)
    twin.name, twin.owner = column.name, column.owner
    return twin


def _own(name: str, kind: type[Row], words: Raw, values: Sequence[Raw]) -> Column:
    format_ = _PLAIN
    if any(isinstance(value, time) for value in values):
        format_ = _CLOCK
    if any(isinstance(value, date) for value in values):
        format_ = _DAY
    column = Column("" if words is None else str(words), AsItStands(format_), width=_WIDTH)
    column.name, column.owner = name, kind
    return column


def _as_it_is(value: Raw) -> Raw:
    return value


def _plain(value: Raw) -> Raw:
    """A length of time is a number of days to every spreadsheet."""
    return value / timedelta(days=1) if isinstance(value, timedelta) else value


def errors_in(kinds: Sequence[type[Row]], grids: Sequence[Grid]) -> list[str]:
    """Cells of staff tabs that show a spreadsheet error: nobody can write one into another workbook."""
    found = []
    for kind, grid in find_tabs(grids, kinds).items():
        headings = find_headings(grid, kind) if grid is not None else None
        if grid is None or headings is None:
            continue
        ours = {place for name, place in headings.columns.items() if kind.columns[name].formula}
        for row, cells in enumerate(grid.rows, start=1):
            for place, value in enumerate(cells, start=1):
                if isinstance(value, CellError) and place not in ours:
                    found.append(f"{kind.tab} {cell_name(row, place)}")
    return found


def differences(
    carried: Sequence[CarriedTab], kinds: Sequence[type[Row]], grids: Sequence[Grid]
) -> Iterator[str]:
    """Places in the new workbook that do not hold what was carried there."""
    there = {kind.tab: grid for kind, grid in find_tabs(grids, kinds).items()}
    for tab in carried:
        grid = there.get(tab.tab)
        lines = grid.rows if grid is not None else ()
        for row in range(2, max(len(tab.rows) + 1, len(lines)) + 1):
            cells = lines[row - 1] if row <= len(lines) else ()
            wanted = tab.rows[row - 2] if row - 2 < len(tab.rows) else {}
            for place, (name, column) in enumerate(tab.columns.items(), start=1):
                found = cells[place - 1] if place <= len(cells) else None
                if not column.formula and not same(wanted.get(name), found):
                    yield f"{tab.tab} {cell_name(row, place)}"


def same(one: Raw, other: Raw) -> bool:
    """What the one workbook keeps as a day the other may keep as its number."""
    if is_blank(one) and is_blank(other):
        return True
    first, second = _number(one), _number(other)
    if first is not None and second is not None:
        return abs(first - second) < 1e-6 * max(1.0, abs(first))
    return type(one) is type(other) and one == other


def _number(value: Raw) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, (date, datetime)):
        return serial(value)
    if isinstance(value, timedelta):
        return value / timedelta(days=1)
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86400
    return None


def left_behind(
    kinds: Sequence[type[Row]], grids: Sequence[Grid], service_tabs: Sequence[str]
) -> tuple[int, int]:
    """What is not carried: tabs of staff's own, and lines above the headings."""
    found = find_tabs(grids, kinds)
    ours = {id(grid) for grid in found.values() if grid is not None}
    own = [
        grid
        for grid in grids
        if id(grid) not in ours
        and (grid.identity or grid.title) not in service_tabs
        and not (grid.identity or grid.title).startswith("Answers ")
        and any(not is_blank(cell) for cells in grid.rows for cell in cells)
    ]
    above = 0
    for kind, grid in found.items():
        headings = find_headings(grid, kind) if grid is not None else None
        if grid is not None and headings is not None:
            above += sum(any(not is_blank(cell) for cell in cells) for cells in grid.rows[: headings.row - 1])
    return len(own), above
