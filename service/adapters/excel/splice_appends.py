"""Rows handed to staff: written under the last one with data, looking like it, and never over anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from service.adapters.excel.own_parts_cells import cell_xml
from service.adapters.excel.splice_cells import CellAt, RowAt, formula_of, value_of
from service.adapters.excel.splice_ranges import Growth, dimension_edit, growing_edits
from service.adapters.excel.splice_tab import StaffTab
from service.adapters.excel.splice_tables import grow_filter_name, grow_tables
from service.core.changes import Append, WorkbookRefused
from service.core.grids import cell_name, is_blank
from service.core.measuring import height_of, lines_of
from service.core.rows import Column
from service.core.stored_values import shown, stored

LAST_ROW = 1_048_576
_HIDDEN = re.compile(rb"""\shidden\s*=\s*("[^"]*"|'[^']*')""")


def append_rows(tab: StaffTab) -> None:
    """Adds the rows, and lets everything around them that ends at the last row end at the new one."""
    place, sheet = tab.place, tab.sheet
    first, last = place.last_row + 1, place.last_row + len(tab.appends)
    if last > LAST_ROW:
        raise WorkbookRefused(
            f"{place.title} is full: Excel has no more rows. Move old rows to another workbook.", "full"
        )
    headings = [cell.column for cell in sheet.cells(place.heading_row) if cell.inside] or [
        *place.columns.values()
    ]
    growth = Growth(place.heading_row + 1, place.last_row, last, min(headings), max(headings))
    grow_tables(tab, growth)
    has_rows = place.last_row > place.heading_row
    pattern = {cell.column: cell.style for cell in sheet.cells(place.last_row)} if has_rows else {}
    for row, append in enumerate(tab.appends, start=first):
        _AppendedRow(tab, row, pattern).write(append)
    if tab.formulas is not None and tab.lookups:
        tab.formulas.changed = True
    sheet.edits += growing_edits(sheet.data, sheet.frame, growth)
    sheet.edits += dimension_edit(sheet.data, sheet.frame, last, max(headings))
    grow_filter_name(tab, growth)


class _AppendedRow:
    """`pattern` is how the last row with data looks: column → style."""

    def __init__(self, tab: StaffTab, row: int, pattern: Mapping[int, int]):
        self.tab, self.row, self.pattern = tab, row, pattern
        self.there = {cell.column: cell for cell in tab.sheet.cells(row)}

    def write(self, append: Append) -> None:
        cells = dict(self._values(append))
        for lookup in self.tab.lookups:
            assert self.tab.formulas is not None
            style = self._look(lookup.column)
            cells[lookup.column] = self.tab.formulas.cell(self.row, lookup, append.ref, style)
        self._refuse_what_is_there(cells)
        for at, style in self.pattern.items():  # so that what staff type there later looks like the row above
            if at not in cells and at not in self.there and style:
                cells[at] = cell_xml(cell_name(self.row, at), None, style, self.tab.sheet.p)
        self._put(cells, self._height(append))

    def _height(self, append: Append) -> float | None:
        """For words that need more than one line in a column that everybody sees."""
        columns = self.tab.place.kind.columns
        lines = [
            lines_of(words, self.tab.column_width(at))
            for name, words in append.cells.items()
            if isinstance(words, str) and (at := self.tab.place.columns.get(name)) and not columns[name].more
        ]
        return height_of(max(lines)) if max(lines, default=1) > 1 else None

    def _values(self, append: Append) -> Iterator[tuple[int, str]]:
        for name, column in self.tab.place.kind.columns.items():
            at = self.tab.place.columns.get(name)
            if at is None or column.formula:
                continue
            raw = append.ref if name == "ref" else append.cells.get(name)
            value = shown(stored(column, raw), self.tab.around.from_1904)
            if value is not None and value != "":
                style = self._style(column, self._look(at), is_words=isinstance(value, str))
                yield at, cell_xml(cell_name(self.row, at), value, style, self.tab.sheet.p)

    def _put(self, cells: dict[int, str], height: float | None) -> None:
        old = self.tab.sheet.rows.get(self.row)
        if old is None:
            self.tab.sheet.add_row(self.row, "".join(xml for _, xml in sorted(cells.items())), height)
            return
        self._unhide(old)
        self.tab.sheet.put_cells(self.row, cells)

    def _unhide(self, row: RowAt) -> None:
        # By pattern, for an Excel row has attributes of prefixes that are declared elsewhere (x14ac:dyDescent).
        hidden = _HIDDEN.search(self.tab.sheet.data[row.start : row.open_end])
        if hidden:
            self.tab.sheet.edits.append((row.start + hidden.start(), row.start + hidden.end(), b""))

    def _look(self, at: int) -> int:
        if at in self.there and self.there[at].style:
            return self.there[at].style
        return self.pattern[at] if at in self.pattern else self.tab.column_style(at)

    def _style(self, column: Column, style: int, is_words: bool) -> int:
        """A day must look like one; elsewhere the look that is there will do."""
        styles, code = self.tab.around.styles, column.kind.number_format
        if column.kind.name in ("date", "time"):
            return style if is_words or styles.is_date(style) else styles.with_format(style, code)
        return style if style or code == "General" else styles.with_format(0, code)

    def _refuse_what_is_there(self, cells: Mapping[int, str]) -> None:
        """Only blank cells are written over; a row with words, figures or totals in it is not ours to fill."""
        if any(
            self._is_in_the_way(cell, column in cells) for column, cell in self.there.items() if cell.inside
        ):
            raise WorkbookRefused(
                f"Row {self.row} of {self.tab.place.title}, under the last row of the list, is not empty, "
                "so we cannot add rows there. Move what stands there to the right of the list or to another tab, and save.",
                "below-not-empty",
            )

    def _is_in_the_way(self, cell: CellAt, is_wanted: bool) -> bool:
        formula = formula_of(cell, self.tab.sheet.p)
        ours = formula is not None and self.tab.formulas is not None and self.tab.formulas.is_ours(formula[1])
        if ours and cell.column in {lookup.column for lookup in self.tab.lookups}:
            return False
        is_filled = not is_blank(value_of(cell, self.tab.around.strings, self.tab.sheet.p))
        return is_filled or (formula is not None and is_wanted)
