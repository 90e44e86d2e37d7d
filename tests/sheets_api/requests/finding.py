"""findReplace: what people see is searched, all matches are replaced at once, and the reply counts them [D]."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tests.sheets_api import entering, formulas, showing
from tests.sheets_api.model import EMPTY, JSON, Cell, Formula, invalid
from tests.sheets_api.notation import Area
from tests.sheets_api.places import area, sheet_at
from tests.sheets_api.protection import check as check_protection
from tests.sheets_api.requests.registry import Batch, answers


@answers("findReplace")
def find_replace(batch: Batch, arg: JSON) -> JSON:
    """Counters of 0 are left out, as all default scalars are."""
    wanted = arg.get("find") or ""
    if not wanted:
        raise invalid("Must specify find.")
    places = list(_where(batch, arg))
    pattern, replacement = _pattern(arg, wanted)
    counts = dict.fromkeys(("valuesChanged", "formulasChanged", "rowsChanged", "sheetsChanged"), 0)
    occurrences = 0
    for where in places:
        changed_rows = 0
        for row in range(where.top, min(where.bottom, len(where.sheet.rows))):
            cells = where.sheet.rows[row]
            in_row = 0
            for column in range(where.left, min(where.right, len(cells))):
                cell = cells[column]
                if cell is EMPTY or cell.value is None:
                    continue
                is_formula = isinstance(cell.value, Formula)
                if is_formula and not arg.get("includeFormulas"):
                    continue
                text = _text(batch, where, row, column, cell)
                new, times = pattern.subn(replacement, text)
                if not times:
                    continue
                check_protection(batch, Area(where.sheet, row, column, row + 1, column + 1))
                cells[column] = _with(batch, cell, new)
                counts["formulasChanged" if is_formula else "valuesChanged"] += 1
                occurrences += times
                in_row += 1
            changed_rows += bool(in_row)
        counts["rowsChanged"] += changed_rows
        counts["sheetsChanged"] += bool(changed_rows)
    counts["occurrencesChanged"] = occurrences
    return {name: count for name, count in counts.items() if count}


def _where(batch: Batch, arg: JSON) -> Iterator[Area]:
    """One of range, sheetId, allSheets [D]."""
    given = [
        name
        for name in ("range", "sheetId", "allSheets")
        if arg.get(name) is not None and arg[name] is not False
    ]
    if len(given) != 1:
        raise invalid("Must specify exactly one of range, sheetId or allSheets.")
    if given == ["range"]:
        yield area(batch.book, arg["range"], batch.switches)
        return
    sheets = batch.book.sheets if given == ["allSheets"] else [sheet_at(batch.book, arg["sheetId"])]
    for sheet in sheets:
        yield Area(sheet, 0, 0, sheet.row_count, sheet.column_count)


def _pattern(arg: JSON, wanted: str) -> tuple[re.Pattern[str], str]:
    text = wanted if arg.get("searchByRegex") else re.escape(wanted)
    if arg.get("matchEntireCell"):
        text = rf"\A(?:{text})\Z"
    try:
        pattern = re.compile(text, 0 if arg.get("matchCase") else re.IGNORECASE)
    except re.error:
        raise invalid(f"Invalid regular expression: {wanted}") from None
    replacement = arg.get("replacement") or ""
    replacement = replacement.replace("\\", "\\\\")
    if arg.get("searchByRegex"):
        replacement = re.sub(r"\$(\d)", r"\\g<\1>", replacement)  # groups are written $1 [D]
    return pattern, replacement


def _text(batch: Batch, where: Area, row: int, column: int, cell: Cell) -> str:
    if isinstance(cell.value, Formula):
        return cell.value.text
    if isinstance(cell.value, str):
        return cell.value
    value = formulas.calculated(batch.book, where.sheet, row, column)
    return showing.displayed(value, cell, batch.book.locale)


def _with(batch: Batch, cell: Cell, text: str) -> Cell:
    """Whether the replacement is read as typed is a switch (§11)."""
    if isinstance(cell.value, Formula):
        return replace(cell, value=Formula(text) if text.startswith("=") else text or None)
    how = "USER_ENTERED" if batch.switches.find_replace_parses else "RAW"
    return entering.entered(cell, text, how, batch.book.locale)
