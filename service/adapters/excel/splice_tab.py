"""One staff tab while it is written: its part, where its columns are, and what all tabs of the workbook share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from service.adapters.excel.package import Package
from service.adapters.excel.package_workbook import Sheet, WorkbookPart
from service.adapters.excel.splice import SheetText
from service.adapters.excel.splice_cells import SharedStrings
from service.adapters.excel.splice_formulas import FormulaColumns, Lookup
from service.adapters.excel.styles import Styles
from service.core.changes import Changes, TabPlace

USUAL_WIDTH = 8.43  # of a column nobody set, in characters


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
    """Built from the place the reader found; `lookups` are its formula columns."""

    around: Around
    listed: Sheet
    part: str
    place: TabPlace
    changes: Changes
    sheet: SheetText = field(init=False)
    formulas: FormulaColumns | None = field(init=False, default=None)
    lookups: list[Lookup] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.sheet = SheetText(self.around.package.read(self.part))
        self.refs = {fill.row: fill.ref for fill in self.changes.refs if fill.kind is self.place.kind}
        self.appends = [append for append in self.changes.appends if append.kind is self.place.kind]
        if ref := self.place.columns.get("ref"):
            columns, checks = self.around.checks_columns, self.around.checks_title
            self.lookups = self._lookups()
            self.formulas = FormulaColumns(self.sheet, self.around.strings, checks, len(columns) + 1, ref)

    def _lookups(self) -> list[Lookup]:
        kind, columns = self.place.kind, self.around.checks_columns
        return [
            Lookup(self.place.columns[name], columns.index(name) + 2, self.changes.formulas.get((kind, name)))
            for name, column in kind.columns.items()
            if column.formula and name in self.place.columns
        ]

    def column_style(self, column: int) -> int:
        """The look a column gives to cells that were never touched."""
        columns = self.sheet.frame.child("cols")
        for node in columns.children if columns is not None else ():
            if int(node.attrs.get("min", 0)) <= column <= int(node.attrs.get("max", 0)):
                return int(node.attrs.get("style", 0))
        return 0

    def column_width(self, column: int) -> float:
        """In characters."""
        columns = self.sheet.frame.child("cols")
        for node in columns.children if columns is not None else ():
            if int(node.attrs.get("min", 0)) <= column <= int(node.attrs.get("max", 0)):
                return float(node.attrs.get("width", USUAL_WIDTH))
        return USUAL_WIDTH
