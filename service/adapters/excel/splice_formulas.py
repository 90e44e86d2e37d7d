"""Our formula columns in a staff tab: the same plain formula in every row that holds data, with its value, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from service.adapters.excel.package_xml import cell_text
from service.adapters.excel.splice import SheetText
from service.adapters.excel.splice_cells import CellAt, SharedStrings, formula_of, value_of
from service.core.changes import lookup_formula
from service.core.cleaning import clean_for_cell
from service.core.grids import cell_name, column_letters


@dataclass(frozen=True)
class Lookup:
    """Which column of Checks a formula column shows. `values` is None where nobody said what is right: then it stays."""

    column: int  # in the staff tab
    number: int  # in Checks
    values: Mapping[str, str] | None


class FormulaColumns:
    """Writes them; `changed` says afterwards whether a formula came or went."""

    def __init__(self, sheet: SheetText, strings: SharedStrings, checks: str, width: int, ref_column: int):
        self._sheet, self._strings = sheet, strings
        self._checks, self._width = checks, width
        self._ref_column, self._ref = ref_column, column_letters(ref_column)
        self.changed = False

    def formula(self, row: int, lookup: Lookup) -> str:
        return lookup_formula(self._ref_column, row, self._checks, self._width, lookup.number)

    def cell(self, row: int, lookup: Lookup, ref: str, style: int) -> str:
        """One formula cell with the value it has at the moment."""
        p = self._sheet.p
        look = f' s="{style}"' if style else ""
        formula = cell_text(self.formula(row, lookup))
        kept = self._kept((lookup.values or {}).get(ref, ""))
        return f'<{p}c r="{cell_name(row, lookup.column)}"{look} t="str"><{p}f>{formula}</{p}f>{kept}</{p}c>'

    def _kept(self, value: str) -> str:
        p, text = self._sheet.p, clean_for_cell(value)
        space = ' xml:space="preserve"' if text != text.strip() else ""
        return f"<{p}v{space}>{cell_text(text)}</{p}v>"

    def correct(
        self, found: Mapping[tuple[int, int], CellAt], lookups: Iterable[Lookup], refs: Mapping[int, str]
    ) -> dict[int, dict[int, str]]:
        """Mends the cells that are there and differ; gives the missing ones: row → column → XML. `refs`: data row → Ref."""
        missing: dict[int, dict[int, str]] = {}
        for lookup in lookups:
            above: CellAt | None = None
            for row, ref, right in self._right(lookup, refs):
                cell = found.get((row, lookup.column))
                if cell is None:
                    self.changed = True
                    style = above.style if above else 0
                    missing.setdefault(row, {})[lookup.column] = self.cell(row, lookup, ref, style)
                    continue
                above = cell
                if cell.inside != right or b' t="str"' not in cell.attrs:
                    self._mend(cell, lookup, ref)
        return missing

    def _right(self, lookup: Lookup, refs: Mapping[int, str]) -> Iterator[tuple[int, str, bytes]]:
        """Each row, its Ref, and what should stand in its cell: nearly all are right, so this is made cheap."""
        start, middle = self._around_row(lookup)
        values = lookup.values or {}
        ends: dict[str, bytes] = {}
        for row, ref in refs.items():
            value = values.get(ref, "")
            if value not in ends:
                ends[value] = middle + self._kept(value).encode()
            yield row, ref, b"%b%d%b" % (start, row, ends[value])

    def _around_row(self, lookup: Lookup) -> tuple[bytes, bytes]:
        """What stands in a formula cell before and behind the row's number."""
        p = self._sheet.p
        before, _, behind = cell_text(self.formula(1, lookup)).partition(f"${self._ref}1,")
        return f"<{p}f>{before}${self._ref}".encode(), f",{behind}</{p}f>".encode()

    def _mend(self, cell: CellAt, lookup: Lookup, ref: str) -> None:
        right = self.cell(cell.row, lookup, ref, cell.style)
        formula = formula_of(cell, self._sheet.p)
        if formula is None:
            self.changed = True
            self._sheet.replace(cell, right)
        elif b"shared" in formula[0] or (b"array" in formula[0] and b":" in formula[0]):
            self._mend_shared(cell, lookup, ref, bool(formula[1]))
        elif _same(formula[1]) != _same(self.formula(cell.row, lookup)):
            self.changed = True
            self._sheet.replace(cell, right)
        elif lookup.values is not None and not self._shows(cell, lookup.values.get(ref, "")):
            self._sheet.replace(cell, right)

    def _shows(self, cell: CellAt, value: str) -> bool:
        kept = value_of(cell, self._strings, self._sheet.p) or ""
        return kept == clean_for_cell(value) and (not kept or cell.attribute(b"t") == "str")

    def _mend_shared(self, cell: CellAt, lookup: Lookup, ref: str, is_master: bool) -> None:
        """Others may lean on a shared formula's first cell, so its formula stays and only its value is put right."""
        if lookup.values is None or self._shows(cell, lookup.values.get(ref, "")):
            return
        if not is_master:
            self._sheet.replace(cell, self.cell(cell.row, lookup, ref, cell.style))
            return
        p = self._sheet.p
        formula = re.search(f"<{p}f[\\s>].*?</{p}f\\s*>".encode(), cell.inside, re.DOTALL)
        look = f' s="{cell.style}"' if cell.style else ""
        if formula:
            kept = self._kept(lookup.values.get(ref, ""))
            name = cell_name(cell.row, cell.column)
            self._sheet.replace(cell, f'<{p}c r="{name}"{look} t="str">{formula[0].decode()}{kept}</{p}c>')

    def clear(
        self, found: Mapping[tuple[int, int], CellAt], lookups: Iterable[Lookup], kept: Container[int]
    ) -> None:
        """Takes our formula out of all rows but these."""
        columns = {lookup.column for lookup in lookups}
        for (row, column), cell in found.items():
            if row in kept or column not in columns or b"VLOOKUP" not in cell.inside:
                continue
            formula = formula_of(cell, self._sheet.p)
            if formula and b"shared" not in formula[0] and self.is_ours(formula[1]):
                self.changed = True
                look = f' s="{cell.style}"' if cell.style else ""
                self._sheet.replace(cell, f'<{self._sheet.p}c r="{cell_name(row, column)}"{look}/>')

    def is_ours(self, formula: str) -> bool:
        ours = rf'IFERROR\(VLOOKUP\(\$?{self._ref}\$?\d+,.{{1,70}}!\$?A:\$?[A-Z]+,\d+,FALSE\),""\)'
        return re.fullmatch(ours, _same(formula)) is not None


def _same(formula: str) -> str:
    """LibreOffice writes FALSE as FALSE(), and quotes titles that need none."""
    return re.sub(r"FALSE\(\)", "FALSE", formula.strip()).replace("'", "")
