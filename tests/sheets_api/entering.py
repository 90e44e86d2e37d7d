"""What becomes of an input: taken as it is (RAW), or read as if it were typed (USER_ENTERED).

The table of section 3 of the reference. Only USER_ENTERED reads formulas, numbers and dates out of text; a cell whose
format is plain text keeps what is typed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.sheets_api import typed
from tests.sheets_api.model import EMPTY, Cell, Entered, Formula, invalid

MOST_CHARACTERS = 50_000
RAW, USER_ENTERED = "RAW", "USER_ENTERED"


def entered(cell: Cell, value: Any, how: str, locale: str) -> Cell:
    """The cell after this input; `how` is RAW or USER_ENTERED. A typed date or percentage also sets a number format."""
    if isinstance(value, str):
        if len(value) > MOST_CHARACTERS:
            raise invalid(
                f"Your input contains more than the maximum of {MOST_CHARACTERS} characters in a single cell."
            )
        if how == USER_ENTERED and value:
            return _typed(cell, value, locale)
    elif how == USER_ENTERED and _keeps_text(cell) and not isinstance(value, bool):
        return _with(cell, typed_back(value))
    return _with(cell, value)


def typed_back(value: float) -> str:
    """A number as somebody would have typed it."""
    return str(int(value)) if value == int(value) else str(value)


def _keeps_text(cell: Cell) -> bool:
    return bool(cell.format) and cell.format.get("numberFormat", {}).get("type") == "TEXT"


def _with(cell: Cell, value: Entered) -> Cell:
    """A new value loses the links of the old one's letters."""
    if cell is EMPTY:
        return EMPTY if isinstance(value, str) and not value else Cell(value)
    if cell.runs:
        cell = replace(cell, runs=())
    return cell.with_value(value)


def _typed(cell: Cell, text: str, locale: str) -> Cell:
    if _keeps_text(cell):
        return _with(cell, text)
    if text.startswith("'"):
        return _with(cell, text[1:])  # the apostrophe is never part of the text [D ExtendedValue]
    if text.startswith("=") and len(text) > 1:
        return _with(cell, Formula(text))
    if text.upper() in ("TRUE", "FALSE"):
        return _with(cell, text.upper() == "TRUE")
    found = typed.read(text, locale)
    if found is None and text[0] in "+-" and len(text) > 1 and text[1] not in "+- " and _calculates(text[1:]):
        return _with(cell, Formula("=" + text))
    if found is None:
        return _with(cell, text)
    if found.kind and not (cell.format and cell.format.get("numberFormat")):
        number_format = {"type": found.kind, "pattern": found.pattern}
        cell = replace(cell, format={**cell.format, "numberFormat": number_format})
    return _with(cell, found.number)


def _calculates(text: str) -> bool:
    """Whether what follows a plus or a minus is a sum: `+44 20` is a text, `+A1*2` a formula [M]."""
    from tests.sheets_api import syntax  # only here: reading a formula is seldom needed to enter a value

    try:
        node = syntax.tree("=" + text)
    except syntax.Unreadable:
        return False
    return not isinstance(node, (syntax.Name, syntax.Constant))
