"""Which cells count as data: what appendCells looks for."""

from __future__ import annotations

from tests.sheets_api import formulas
from tests.sheets_api.model import EMPTY, Cell, Formula, Sheet, Spreadsheet
from tests.sheets_api.switches import Switches


def last_row(
    book: Spreadsheet,
    sheet: Sheet,
    switches: Switches,
    left: int = 0,
    right: int | None = None,
    bottom: int | None = None,
) -> int:
    """The last row with data in these columns, above `bottom`; -1 where none has any."""
    for row in range(min(len(sheet.rows), bottom if bottom is not None else len(sheet.rows)) - 1, -1, -1):
        for column, cell in enumerate(sheet.rows[row][left:right], left):
            if cell is not EMPTY and _is_data(book, sheet, switches, row, column, cell):
                return row
    return -1


def _is_data(book: Spreadsheet, sheet: Sheet, switches: Switches, row: int, column: int, cell: Cell) -> bool:
    """Whether formulas that show "" and unticked checkboxes are data is a switch (§3, [M])."""
    checkbox = (cell.validation or {}).get("condition", {}).get("type") == "BOOLEAN"
    if switches.append_counts_formats:
        return cell.value is not None or checkbox
    if cell.value is None or (checkbox and cell.value is False):
        return False
    return not isinstance(cell.value, Formula) or formulas.calculated(book, sheet, row, column) not in (
        None,
        "",
    )
