"""What we write in a staff tab: a Ref in an empty cell, rows under the last one with data, and our formula columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.adapters.excel.own_parts_cells import cell_xml, shown
from service.adapters.excel.package import Package
from service.adapters.excel.package_workbook import Sheet, WorkbookPart
from service.adapters.excel.package_xml import attribute_edit, parse, splice
from service.adapters.excel.splice import CellAt, RowAt, SharedStrings, SheetText, formula_of, value_of
from service.adapters.excel.splice_formulas import FormulaColumns, Lookup
from service.adapters.excel.splice_ranges import (
    Growth,
    Range,
    dimension_edit,
    growing_edits,
    grown_filter,
    read_range,
)
from service.adapters.excel.styles import Styles, parse_fragment
from service.core.changes import Append, ChangedSinceRead, Changes, TabPlace, WorkbookRefused
from service.core.grids import cell_name, is_blank
from service.core.rows import Column

LAST_ROW = 1_048_576
_FILTER = "_xlnm._FilterDatabase"


@dataclass(frozen=True)
class Around:
    """What all staff tabs of one workbook share while they are written."""

    package: Package
    workbook: WorkbookPart
    styles: Styles
    strings: SharedStrings
    checks_title: str
    checks_columns: Sequence[str]
    from_1904: bool


@dataclass
class StaffTab:
    """One staff tab being written. `write` puts the part back and says whether formulas came or went."""

    around: Around
    listed: Sheet
    part: str
    place: TabPlace
    changes: Changes
    sheet: SheetText = field(init=False)
    formulas: FormulaColumns | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.sheet = SheetText(self.around.package.read(self.part))
        ref = self.place.columns.get("ref")
        self.refs = {fill.row: fill.ref for fill in self.changes.refs if fill.kind is self.place.kind}
        self.appends = [append for append in self.changes.appends if append.kind is self.place.kind]
        self.lookups = self._lookups() if ref else []
        if ref:
            width = len(self.around.checks_columns) + 1
            self.formulas = FormulaColumns(
                self.sheet, self.around.strings, self.around.checks_title, width, ref
            )

    def _lookups(self) -> list[Lookup]:
        kind, columns = self.place.kind, self.around.checks_columns
        return [
            Lookup(self.place.columns[name], columns.index(name) + 2, self.changes.formulas.get((kind, name)))
            for name, column in kind.columns.items()
            if column.formula and name in self.place.columns
        ]

    def write(self) -> bool:
        new = self._data_rows()
        for row, cells in new.items():
            self.sheet.put_cells(row, cells)
        if self.appends:
            self._append()
        if self.sheet.edits:
            self._refuse_if_protected()
            self.around.package.put(self.part, self.sheet.spliced())
        return self.formulas is not None and self.formulas.changed

    def _refuse_if_protected(self) -> None:
        lock = self.sheet.frame.child("sheetProtection")
        if lock is not None and lock.attrs.get("sheet") in ("1", "true"):
            raise WorkbookRefused(
                f"The tab {self.place.title} is protected, so we cannot write in it. Remove that in Excel (Review, Unprotect Sheet), and save.",
                "protected-sheet",
            )

    # Rows that are there

    def _data_rows(self) -> dict[int, dict[int, str]]:
        ref_column = self.place.columns.get("ref")
        if ref_column is None:
            return {}
        found = self.sheet.columns([ref_column, *(lookup.column for lookup in self.lookups)])
        new: dict[int, dict[int, str]] = {}
        for row, ref in self.refs.items():
            self._fill(found.get((row, ref_column)), row, ref_column, ref, new)
        if self.formulas is not None and self.lookups:
            refs = self._refs_of_rows(found, ref_column)
            for row, cells in self.formulas.correct(found, self.lookups, refs).items():
                if row in self.sheet.rows:
                    new.setdefault(row, {}).update(cells)
        return new

    def _fill(
        self, cell: CellAt | None, row: int, column: int, ref: str, new: dict[int, dict[int, str]]
    ) -> None:
        if row not in self.sheet.rows:
            raise _moved(self.place.title)
        if cell is None:
            new.setdefault(row, {})[column] = cell_xml(
                cell_name(row, column), ref, self._column_style(column), self.sheet.p
            )
            return
        if formula_of(cell, self.sheet.p) is not None:
            raise WorkbookRefused(
                f"Cell {cell_name(row, column)} of {self.place.title} holds a formula where we write the Ref. Clear it, and save.",
                "ref-is-a-formula",
            )
        if not is_blank(value_of(cell, self.around.strings, self.sheet.p)):
            raise _moved(self.place.title)
        self.sheet.replace(cell, cell_xml(cell_name(row, column), ref, cell.style, self.sheet.p))

    def _refs_of_rows(self, found: Mapping[tuple[int, int], CellAt], column: int) -> dict[int, str]:
        read = self.place.kind.columns["ref"].kind.read_cell
        usual = re.compile(
            rf"{self.place.kind.letter}-\d{{3,}}"
        ).fullmatch  # what we write ourselves; the rest is read as people type it
        refs: dict[int, str] = {}
        for row in sorted({*self.place.data_rows, *self.refs}):
            text: str | None = self.refs.get(row)
            if text is None and (cell := found.get((row, column))) is not None:
                text = value_of(cell, self.around.strings, self.sheet.p)
            if text is not None and not usual(text):
                value = read(text)
                text = value if isinstance(value, str) else None
            refs[row] = text or ""
        return refs

    def _column_style(self, column: int) -> int:
        columns = self.sheet.frame.child("cols")
        for node in columns.children if columns is not None else ():
            if int(node.attrs.get("min", 0)) <= column <= int(node.attrs.get("max", 0)):
                return int(node.attrs.get("style", 0))
        return 0

    # Rows that are added

    def _append(self) -> None:
        place = self.place
        first, last = place.last_row + 1, place.last_row + len(self.appends)
        if last > LAST_ROW:
            raise WorkbookRefused(
                f"{place.title} is full: Excel has no more rows. Move old rows to another workbook.", "full"
            )
        heading = [cell.column for cell in self.sheet.cells(place.heading_row) if cell.inside] or list(
            place.columns.values()
        )
        growth = Growth(place.heading_row + 1, place.last_row, last, min(heading), max(heading))
        self._grow_tables(growth)
        pattern = (
            {cell.column: cell.style for cell in self.sheet.cells(place.last_row)}
            if place.last_row > place.heading_row
            else {}
        )
        for row, append in enumerate(self.appends, start=first):
            self._append_row(row, append, pattern)
        if self.formulas is not None and self.lookups:
            self.formulas.changed = True
        self.sheet.edits += growing_edits(self.sheet.data, self.sheet.frame, growth)
        self.sheet.edits += dimension_edit(self.sheet.data, self.sheet.frame, last, max(heading))
        self._grow_filter_name(growth)

    def _append_row(self, row: int, append: Append, pattern: Mapping[int, int]) -> None:
        there = {cell.column: cell for cell in self.sheet.cells(row)}
        cells: dict[int, str] = {}
        for name, column in self.place.kind.columns.items():
            at = self.place.columns.get(name)
            if at is None or column.formula:
                continue
            raw = append.ref if name == "ref" else append.cells.get(name)
            value = shown(_as_cell(column, raw), self.around.from_1904)
            if value is not None and value != "":
                style = self._style(column, self._look(at, there, pattern), is_day=not isinstance(raw, str))
                cells[at] = cell_xml(cell_name(row, at), value, style, self.sheet.p)
        for lookup in self.lookups:
            if self.formulas is not None:
                cells[lookup.column] = self.formulas.cell(
                    row, lookup, append.ref, self._look(lookup.column, there, pattern)
                )
        self._refuse_what_is_there(row, there, cells)
        for at, style in pattern.items():  # so that what staff type there later looks like the row above
            if at not in cells and at not in there and style:
                cells[at] = cell_xml(cell_name(row, at), None, style, self.sheet.p)
        self._put_row(row, cells)

    def _put_row(self, row: int, cells: dict[int, str]) -> None:
        old = self.sheet.rows.get(row)
        if old is None:
            self.sheet.add_row(row, "".join(xml for _, xml in sorted(cells.items())))
            return
        self._unhide(old)
        self.sheet.put_cells(row, cells)

    def _unhide(self, row: RowAt) -> None:
        tag = self.sheet.data[row.start : row.open_end]
        if b"hidden" in tag:
            closed = tag if row.open_end == row.end else tag[:-1] + b"/>"
            edit = attribute_edit(closed, parse_fragment(closed, self.sheet.p), "hidden", None)
            if edit[0] != edit[1]:
                self.sheet.edits.append((row.start + edit[0], row.start + edit[1], b""))

    def _look(self, at: int, there: Mapping[int, CellAt], pattern: Mapping[int, int]) -> int:
        if at in there and there[at].style:
            return there[at].style
        return pattern[at] if at in pattern else self._column_style(at)

    def _style(self, column: Column, style: int, is_day: bool) -> int:
        code = column.kind.number_format
        if column.kind.name in ("date", "time"):
            return (
                style
                if not is_day or self.around.styles.is_date(style)
                else self.around.styles.with_format(style, code)
            )
        return style if style or code == "General" else self.around.styles.with_format(0, code)

    def _refuse_what_is_there(self, row: int, there: Mapping[int, CellAt], cells: Mapping[int, str]) -> None:
        """Only blank cells are written over; a row with words, figures or totals in it is not ours to fill."""
        for column, cell in there.items():
            if not cell.inside:
                continue
            formula = formula_of(cell, self.sheet.p)
            ours = formula is not None and self.formulas is not None and self.formulas.is_ours(formula[1])
            if ours and column in {lookup.column for lookup in self.lookups}:
                continue
            blank = is_blank(value_of(cell, self.around.strings, self.sheet.p))
            if not blank or (formula is not None and column in cells):
                raise WorkbookRefused(
                    f"Row {row} of {self.place.title}, under the last row of the list, is not empty, so we cannot add rows there. "
                    "Move what stands there to the right of the list or to another tab, and save.",
                    "below-not-empty",
                )

    # Tables and filters

    def _grow_tables(self, growth: Growth) -> None:
        package = self.around.package
        for part in package.related(self.part, "table"):
            data = package.read(part)
            root = parse(data)
            area = read_range(root.attrs.get("ref", ""))
            if area is None:
                continue
            if not area.top < growth.first <= area.bottom + 1 or not (
                area.left <= growth.right and growth.left <= area.right
            ):
                self._refuse_to_meet(area, growth)
                continue
            if int(root.attrs.get("totalsRowCount", 0)) and growth.new >= area.bottom:
                raise WorkbookRefused(
                    f"The table in {self.place.title} has a totals row, so we cannot add rows under it. "
                    "Switch the totals row off in Excel (Table Design), and save.",
                    "totals-row",
                )
            nodes = [node for node in (root, root.child("autoFilter")) if node is not None]
            edits = [
                attribute_edit(data, node, "ref", new)
                for node in nodes
                if (new := grown_filter(node.attrs.get("ref", ""), growth)) != node.attrs.get("ref", "")
            ]
            if edits:
                package.put(part, splice(data, edits))

    def _refuse_to_meet(self, area: Range, growth: Growth) -> None:
        if area.meets(Range(growth.left, growth.old + 1, growth.right, growth.new)):
            raise WorkbookRefused(
                f"Another table stands under the list in {self.place.title}, so we cannot add rows there. Move it to another tab, and save.",
                "below-not-empty",
            )

    def _grow_filter_name(self, growth: Growth) -> None:
        text = self.around.workbook.name_text(_FILTER, self.listed.index)
        tab, _, area = (text or "").rpartition("!")
        if tab and (new := grown_filter(area, growth)) != area:
            self.around.workbook.define(_FILTER, f"{tab}!{new}", local=self.listed.index)


def _as_cell(column: Column, raw: Any) -> Any:
    """The value a cell holds: a choice of several is one text, an amount a number; text is text already."""
    return raw if raw is None or isinstance(raw, str) else column.kind.show(raw)


def _moved(title: str) -> ChangedSinceRead:
    return ChangedSinceRead(f"{title} has changed since we read it. We will read it again.", "changed")
