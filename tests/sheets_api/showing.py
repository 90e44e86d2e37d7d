"""How cells are read: as displayed, as values, as formulas."""

from __future__ import annotations

from typing import Any

from tests.sheets_api import patterns
from tests.sheets_api.formulas import Calculation, Error, Value, calculation, number_format_of
from tests.sheets_api.locales import locale as locale_of
from tests.sheets_api.model import JSON, Cell, Formula, Sheet, Spreadsheet

FORMATTED, UNFORMATTED, FORMULA = "FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"
SERIAL, STRING = "SERIAL_NUMBER", "FORMATTED_STRING"

_MOMENTS = ("DATE", "TIME", "DATE_TIME")


def displayed(value: Value, cell: Cell, locale: str) -> str:
    """The text somebody sees in the cell (FORMATTED_VALUE, formattedValue)."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Error):
        return value.code
    return patterns.shown(value, pattern_of(cell, locale), locale)


def number_format(cell: Cell) -> JSON | None:
    """The cell's own number format, or the one its formula brings."""
    found = cell.format.get("numberFormat") if cell.format else None
    if found:
        return found
    kind = number_format_of(cell) if type(cell.value) is Formula else None
    return {"type": kind} if kind else None


def pattern_of(cell: Cell, locale: str) -> str:
    """The pattern a number in this cell is shown by; "" for none."""
    found = number_format(cell)
    if not found:
        return ""
    return found.get("pattern") or locale_of(locale).patterns.get(found.get("type", ""), "")


def is_moment(cell: Cell) -> bool:
    """Whether a number in this cell is a date or a time."""
    found = number_format(cell) or {}
    return found.get("type") in _MOMENTS or patterns.is_moment(found.get("pattern", ""))


def extended(value: Value) -> JSON | None:
    """An ExtendedValue (effectiveValue): {"numberValue": 1}, errorValue for errors; None when empty."""
    if value is None:
        return None
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    if isinstance(value, Error):
        return {"errorValue": {"type": value.type, "message": value.message}}
    return {"numberValue": tidy(value)}


def extended_entered(cell: Cell) -> JSON | None:
    """userEnteredValue as an ExtendedValue."""
    if isinstance(cell.value, Formula):
        return {"formulaValue": cell.value.text}
    return extended(cell.value)


def tidy(value: float) -> float | int:
    """A whole number without its .0, as the API writes it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def read(book: Spreadsheet, sheet: Sheet, row: int, column: int, render: str, dates: str) -> Any:
    """The cell as values.get gives it by valueRenderOption and dateTimeRenderOption; "" when empty."""
    return _read(calculation(book), sheet, row, column, sheet.cell(row, column), render, dates)


def _read(sums: Calculation, sheet: Sheet, row: int, column: int, cell: Cell, render: str, dates: str) -> Any:
    value: Any = cell.value
    if type(value) is Formula:
        if render == FORMULA:
            return value.text
        value = sums.of_formula(sheet, row, column, value)
    if value is None:
        return ""
    if type(value) is str:
        return value
    if (
        render == FORMATTED
        or type(value) is Error
        or (dates == STRING and type(value) is not bool and is_moment(cell))
    ):
        return displayed(value, cell, sums.book.locale)
    return value if type(value) is bool else tidy(value)


def read_rows(
    book: Spreadsheet, sheet: Sheet, area: tuple[int, int, int, int], render: str, dates: str
) -> list[list[Any]]:
    """The cells of (top, left, bottom, right) as `read` gives them; no empty cells at the end of rows, no empty rows at the end.

    Written for tabs of 20,000 rows: texts and empty cells, which are most, are not asked about twice.
    """
    top, left, bottom, right = area
    sums, rows = calculation(book), []
    filled, plain = 0, render != FORMATTED and dates != STRING
    for row, cells in enumerate(sheet.rows[top:bottom], top):
        values = [cell.value for cell in (cells[left:right] if left or right < len(cells) else cells)]
        if values.count(None) == len(
            values
        ):  # most rows of a tab that staff have not come to are only formatted
            rows.append([])
            continue
        while values[-1] is None:
            values.pop()
        shown: list[Any] = []
        for column, value in enumerate(values, left):
            if value is None:
                shown.append("")
            elif type(value) is str or (plain and type(value) is int):
                shown.append(value)
            else:
                shown.append(_read(sums, sheet, row, column, cells[column], render, dates))
        while shown and shown[-1] == "":
            shown.pop()
        rows.append(shown)
        if shown:
            filled = row - top + 1
    return rows[:filled]
