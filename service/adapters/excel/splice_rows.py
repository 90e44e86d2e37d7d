"""What we write in a staff tab: a Ref in an empty cell, rows under the last one with data, and our formula columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from service.adapters.excel.own_parts_cells import cell_xml
from service.adapters.excel.splice_appends import append_rows
from service.adapters.excel.splice_cells import CellAt, formula_of, value_of
from service.adapters.excel.splice_tab import StaffTab
from service.core.changes import ChangedSinceRead, WorkbookRefused
from service.core.grids import cell_name, is_blank


def write_tab(tab: StaffTab) -> bool:
    """Puts the tab's part back, where anything differs; says whether formulas came or went."""
    for row, cells in _DataRows(tab).new_cells().items():
        tab.sheet.put_cells(row, cells)
    if tab.appends:
        append_rows(tab)
    if tab.sheet.edits:
        _refuse_if_protected(tab)
        tab.around.package.put(tab.part, tab.sheet.spliced())
    return tab.formulas is not None and tab.formulas.changed


def _refuse_if_protected(tab: StaffTab) -> None:
    lock = tab.sheet.frame.child("sheetProtection")
    if lock is not None and lock.attrs.get("sheet") in ("1", "true"):
        raise WorkbookRefused(
            f"The tab {tab.place.title} is protected, so we cannot write in it. "
            "Remove that in Excel (Review, Unprotect Sheet), and save.",
            "protected-sheet",
        )


class _DataRows:
    """The rows that hold data: their empty Refs and their formulas."""

    def __init__(self, tab: StaffTab):
        self.tab = tab

    def new_cells(self) -> dict[int, dict[int, str]]:
        ref_column = self.tab.place.columns.get("ref")
        if ref_column is None:
            return {}
        ours = [lookup.column for lookup in self.tab.lookups]
        self._looked_at = self._rows_to_look_at(ours)
        found = self.tab.sheet.columns([ref_column, *ours], self._looked_at)
        new: dict[int, dict[int, str]] = {}
        for row, ref in self.tab.refs.items():
            self._fill(found.get((row, ref_column)), row, ref_column, ref, new)
        if self.tab.formulas is not None and self.tab.lookups:
            refs = self._refs_of_rows(found, ref_column)
            for row, cells in self.tab.formulas.correct(found, self.tab.lookups, refs).items():
                if row in self.tab.sheet.rows:
                    new.setdefault(row, {}).update(cells)
            place = self.tab.place
            added = range(place.last_row + 1, place.last_row + 1 + len(self.tab.appends))
            self.tab.formulas.clear(found, self.tab.lookups, {*place.data_rows, *refs, *added})
        return new

    def _rows_to_look_at(self, ours: Sequence[int]) -> set[int] | None:
        """Where the caller compared already: rows that differ, lack a formula, or hold one and no data. Looking closely
        at each of 20,000 rows is most of the work."""
        place = self.tab.place
        there = None if place.differing is None else self.tab.sheet.rows_with_formulas(ours)
        if there is None or place.differing is None:
            return None
        data = set(place.data_rows)
        lacking = {row for row in data if there.get(row, 0) < len(ours)}
        return {*place.differing, *self.tab.refs, *lacking, *(there.keys() - data)}

    def _fill(
        self, cell: CellAt | None, row: int, column: int, ref: str, new: dict[int, dict[int, str]]
    ) -> None:
        if row not in self.tab.sheet.rows:
            raise _moved(self.tab.place.title)
        if cell is None:
            new.setdefault(row, {})[column] = cell_xml(
                cell_name(row, column), ref, self.tab.column_style(column), self.tab.sheet.p
            )
            return
        if formula_of(cell, self.tab.sheet.p) is not None:
            raise WorkbookRefused(
                f"Cell {cell_name(row, column)} of {self.tab.place.title} holds a formula "
                "where we write the Ref. Clear it, and save.",
                "ref-is-a-formula",
            )
        if not is_blank(value_of(cell, self.tab.around.strings, self.tab.sheet.p)):
            raise _moved(self.tab.place.title)
        self.tab.sheet.replace(cell, cell_xml(cell_name(row, column), ref, cell.style, self.tab.sheet.p))

    def _refs_of_rows(self, found: Mapping[tuple[int, int], CellAt], column: int) -> dict[int, str]:
        read = self.tab.place.kind.columns["ref"].kind.read_cell
        # What we wrote ourselves is taken as it is; the rest is read as people type it.
        usual = re.compile(rf"{self.tab.place.kind.letter}-\d{{3,}}").fullmatch
        refs: dict[int, str] = {}
        rows = {*self.tab.place.data_rows, *self.tab.refs}
        for row in sorted(rows if self._looked_at is None else rows & self._looked_at):
            text: str | None = self.tab.refs.get(row)
            if text is None and (cell := found.get((row, column))) is not None:
                text = value_of(cell, self.tab.around.strings, self.tab.sheet.p)
            if text is not None and not usual(text):
                value = read(text)
                text = value if isinstance(value, str) else None
            refs[row] = text or ""
        return refs


def _moved(title: str) -> ChangedSinceRead:
    return ChangedSinceRead(f"{title} has changed since we read it. We will read it again.", "changed")
