"""What we write in a staff tab: a Ref in an empty cell, our formula columns, and rows under the last one with data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from service.adapters.google.areas import area, corner, stretches
from service.adapters.google.cells import cell_of, formula_cell
from service.adapters.google.layout import JSON, TabLayout
from service.adapters.google.looks import number_format
from service.core.changes import Append, Changes, TabPlace, lookup_formula
from service.core.grids import Grid, is_blank
from service.core.stored_values import stored

_VALUE, _FORMAT = "userEnteredValue", "userEnteredFormat.numberFormat"


@dataclass(frozen=True)
class Checks:
    """The tab that formula columns look into: what it is called here, and the attributes behind its column A."""

    title: str
    columns: list[str]


class StaffCells:
    """The requests for one staff tab, found at `place`. `grid`: its cells as last read, where they are known."""

    def __init__(self, tab: TabLayout, place: TabPlace, changes: Changes, checks: Checks, grid: Grid | None):
        self.tab, self.place, self.checks, self.grid = tab, place, checks, grid
        self.refs = {fill.row: fill.ref for fill in changes.refs if fill.kind is place.kind}
        self.appends = [append for append in changes.appends if append.kind is place.kind]

    def write(self) -> Iterator[JSON]:
        yield from self._fill_refs()
        yield from self._formulas()
        if self.appends:
            yield from self._insert_rows() if self._has_more_than_ours else self._append_rows()

    def _fill_refs(self) -> Iterator[JSON]:
        column = self.place.columns.get("ref")
        if column is None:
            return
        for first, last in stretches(self.refs):
            rows = [{"values": [cell_of(self.refs[row])]} for row in range(first, last + 1)]
            yield self._update(first, column, rows)

    def _formulas(self) -> Iterator[JSON]:
        place, data = self.place, set(self.place.data_rows) | self.refs.keys()
        differing = data if place.differing is None else {*place.differing, *self.refs}
        for name, column in self._lookups.items():
            for first, last in stretches(data & differing, among=data):
                where = area(self.tab.sheet_id, first, last, column, column)
                cell = formula_cell(self._formula(name, first))
                yield {"repeatCell": {"range": where, "cell": cell, "fields": _VALUE}}
            # Elsewhere a formula of ours finds no Ref and shows nothing; it goes where the caller knows of it.
            for first, last in stretches(differing - data):
                where = area(self.tab.sheet_id, first, last, column, column)
                yield {"repeatCell": {"range": where, "cell": {}, "fields": _VALUE}}

    @cached_property
    def _lookups(self) -> dict[str, int]:
        """Formula columns that are there: attribute → column."""
        place = self.place
        if "ref" not in place.columns:
            return {}
        columns = place.kind.columns
        return {name: at for name, at in place.columns.items() if name in columns and columns[name].formula}

    def _formula(self, name: str, row: int) -> str:
        columns = self.checks.columns
        return lookup_formula(
            self.place.columns["ref"], row, self.checks.title, len(columns) + 1, columns.index(name) + 2
        )

    @cached_property
    def _has_more_than_ours(self) -> bool:
        """Whether staff keep columns of their own, or words under the list.

        What Google takes for the last row with data may then lie far below the list (a formula of theirs that shows nothing
        counts for some), and a whole row appended would empty their cells between ours.
        """
        ours = set(self.place.columns.values())
        if ours != set(range(1, max(ours) + 1)):
            return True
        if self.grid is None:
            return False
        headings = self.grid.rows[self.place.heading_row - 1 : self.place.heading_row]
        own = (at for row in headings for at, raw in enumerate(row, start=1) if not is_blank(raw))
        below = self.grid.rows[self.place.last_row :]
        return any(at not in ours for at in own) or any(not is_blank(raw) for row in below for raw in row)

    def _append_rows(self) -> Iterator[JSON]:
        """Under the last row with data, wherever that is when the request arrives; Google adds rows where it must.

        Our formulas stand in used rows alone, so whether they count as data makes no difference. Their row is the one
        we expect: where somebody typed a row in between, the next cycle sees it and writes them anew.
        """
        rows = [self._cells(append, row) for row, append in self._numbered()]
        whole = [{"values": [cells.get(at, {}) for at in range(1, max(cells) + 1)]} for cells in rows]
        yield {"appendCells": {"sheetId": self.tab.sheet_id, "rows": whole, "fields": _VALUE}}
        yield from self._formats(rows, last=None)

    def _insert_rows(self) -> Iterator[JSON]:
        """New rows of the sheet right under the list: what stands below moves down, and nothing is written over."""
        last_row, many = self.place.last_row, len(self.appends)
        lines = {
            "sheetId": self.tab.sheet_id,
            "dimension": "ROWS",
            "startIndex": last_row,
            "endIndex": last_row + many,
        }
        # Looks come from the row above, but not from the headings, unless the headings are all there is.
        from_above = last_row > self.place.heading_row or last_row >= self.tab.rows
        yield {"insertDimension": {"range": lines, "inheritFromBefore": from_above}}
        rows = [self._cells(append, row) for row, append in self._numbered()]
        for (row, _), cells in zip(self._numbered(), rows, strict=True):
            for first, last in stretches(cells):  # cells between ours are not touched
                values = [cells[at] for at in range(first, last + 1)]
                yield self._update(row, first, [{"values": values}])
        yield from self._formats(rows, last=last_row + many)

    def _numbered(self) -> Iterable[tuple[int, Append]]:
        return enumerate(self.appends, start=self.place.last_row + 1)

    def _cells(self, append: Append, row: int) -> dict[int, JSON]:
        """Column → cell, of those that hold something."""
        columns, cells = self.place.kind.columns, dict[int, JSON]()
        for name, at in self.place.columns.items():
            if name in self._lookups:
                cells[at] = formula_cell(self._formula(name, row))
            elif name in columns and not columns[name].formula:
                raw = append.ref if name == "ref" else append.cells.get(name)
                cells[at] = cell_of(stored(columns[name], raw))
        return {at: cell for at, cell in cells.items() if cell}

    def _formats(self, rows: list[dict[int, JSON]], last: int | None) -> Iterator[JSON]:
        """For days and figures in the new rows: a day must not show as a number. None: in all rows under the list."""
        columns = self.place.kind.columns
        for name, at in self.place.columns.items():
            look = number_format(columns[name].kind.number_format) if name in columns else None
            if look and any("numberValue" in cells.get(at, {}).get(_VALUE, {}) for cells in rows):
                where = area(self.tab.sheet_id, self.place.last_row + 1, last or 0, at, at)
                if last is None:
                    del where["endRowIndex"]
                cell = {"userEnteredFormat": {"numberFormat": look}}
                yield {"repeatCell": {"range": where, "cell": cell, "fields": _FORMAT}}

    def _update(self, row: int, column: int, rows: list[JSON]) -> JSON:
        start = corner(self.tab.sheet_id, row, column)
        return {"updateCells": {"start": start, "rows": rows, "fields": _VALUE}}
