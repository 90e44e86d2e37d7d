"""Putting values into cells: what an update or an append does to its rectangle, and what it tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from tests.sheets_api import entering, formulas, islands, notation, places, protection, structure, validation
from tests.sheets_api.model import EMPTY, JSON, Cell, Sheet, Spreadsheet, invalid
from tests.sheets_api.notation import Area, GridRange
from tests.sheets_api.references import ROWS
from tests.sheets_api.switches import Switches

Placed = tuple[int, int, Any]  # row and column within the rectangle, and the value


@dataclass
class Written:
    """What one write touched. Nulls are skipped: they widen the rectangle and count for nothing [C]."""

    area: Area
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    cells: int = 0

    def told(self, spreadsheet_id: str) -> JSON:
        """An UpdateValuesResponse; counts of 0 are left out, as all default values are."""
        counts = {
            "updatedRows": len(self.rows),
            "updatedColumns": len(self.columns),
            "updatedCells": self.cells,
        }
        kept = {name: count for name, count in counts.items() if count}
        return {"spreadsheetId": spreadsheet_id, "updatedRange": self.area.in_words(), **kept}


class Values:
    """The `values` of a ValueRange, by rows whatever their majorDimension."""

    def __init__(self, value_range: JSON):
        lines: list[list[Any]] = value_range.get("values") or []
        self._lines = [line if isinstance(line, list) else [] for line in lines]
        self._by_columns = value_range.get("majorDimension") == "COLUMNS"
        along, across = len(lines), max(map(len, self._lines), default=0)
        self.height, self.width = (across, along) if self._by_columns else (along, across)

    def __iter__(self) -> Iterator[Placed]:
        for at, line in enumerate(self._lines):
            for number, value in enumerate(line):
                if value is None:
                    continue
                if isinstance(value, (list, dict)):
                    kind = "list_value" if isinstance(value, list) else "struct_value"
                    raise invalid(f"Invalid values[{at}][{number}]: {kind} {{}}")
                yield (number, at, value) if self._by_columns else (at, number, value)


def update(book: Spreadsheet, found: GridRange, value_range: JSON, how: str, switches: Switches) -> Written:
    """Writes from the range's first cell. A lone cell or a whole tab is a place to start; other ranges are limits too."""
    values = Values(value_range)
    area = notation.within_grid(found, clip=switches.clip_long_ranges)
    if not values.height or not values.width:
        return Written(area)
    spreads = found.anchor or (found.top, found.left, found.bottom, found.right) == (None,) * 4
    target = replace(area, bottom=area.top + values.height, right=area.left + values.width)
    if not spreads:
        _check_limits(area, values)
    if target.bottom > found.sheet.row_count or target.right > found.sheet.column_count:
        raise notation.beyond_grid(target)
    return put(book, target, values, how, switches)


def _check_limits(area: Area, values: Values) -> None:
    """[I:pygsheets#120]."""
    within = f"Requested writing within range [{area.in_words()}], but tried writing to"
    if values.height > area.bottom - area.top:
        raise invalid(f"{within} row [{area.bottom + 1}]")
    if values.width > area.right - area.left:
        raise invalid(f"{within} column [{notation.letters(area.right)}]")


def put(book: Spreadsheet, target: Area, values: Values, how: str, switches: Switches) -> Written:
    """Fills the rectangle; formats, notes and rules of its cells stay."""
    sheet, locale = target.sheet, book.locale
    protection.refuse(book, sheet, target.top, target.left, target.bottom, target.right)
    written = Written(target)
    for row, column, value in values:
        row, column = row + target.top, column + target.left
        cell = entering.entered(sheet.cell(row, column), value, how, locale)
        sheet.put(row, column, cell)
        if switches.strict_validation_refuses_api and cell.validation:
            validation.check(book, cell)
        written.rows.add(row)
        written.columns.add(column)
        written.cells += 1
    formulas.forget(book)
    return written


def append(
    book: Spreadsheet, found: GridRange, value_range: JSON, how: str, insert: bool, switches: Switches
) -> tuple[Area | None, Written]:
    """The table found, and what was written below it. The grid grows as far as it must [D].

    Where the range reaches no table, values are written where it starts. INSERT_ROWS then inserts nothing: what Google
    does there nobody recorded.
    """
    values = Values(value_range)
    area = notation.within_grid(found, clip=switches.clip_long_ranges)
    table = islands.table_in(book, area, switches)
    top, left = (area.top, area.left) if table is None else (table.bottom, table.left)
    sheet = found.sheet
    if insert and table is not None and values.height:
        structure.insert(book, sheet, ROWS, top, values.height, from_before=True)
        places.check_cell_limit(book)
    target = Area(sheet, top, left, top + max(values.height, 1), left + max(values.width, 1))
    _grow(book, target)
    return table, put(book, target, values, how, switches)


def _grow(book: Spreadsheet, target: Area) -> None:
    sheet = target.sheet
    if target.bottom > sheet.row_count or target.right > sheet.column_count:
        sheet.row_count = max(sheet.row_count, target.bottom)
        sheet.column_count = max(sheet.column_count, target.right)
        places.check_cell_limit(book)


def clear(book: Spreadsheet, found: GridRange, switches: Switches) -> Area:
    """Values go; formats, rules and notes stay [D]."""
    area = notation.within_grid(found, clip=switches.clip_long_ranges)
    protection.refuse(book, area.sheet, area.top, area.left, area.bottom, area.right)
    for cells in area.sheet.rows[area.top : area.bottom]:
        for column, cell in enumerate(cells[area.left : area.right], area.left):
            if cell.value is not None:
                cells[column] = _cleared(cell)
    formulas.forget(book)
    return area


def _cleared(cell: Cell) -> Cell:
    bare = not (cell.format or cell.note or cell.validation)
    return EMPTY if bare else replace(cell, value=None, runs=())


def sheets_of(written: list[Written]) -> list[Sheet]:
    """The tabs touched, each once."""
    return list({each.area.sheet.sheet_id: each.area.sheet for each in written if each.cells}.values())
