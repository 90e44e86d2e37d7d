"""Whether somebody's own formula, chart or name looks at cells we have just written, so that it must be worked out anew."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.adapters.excel.package import Package
from service.adapters.excel.package_workbook import Sheet, WorkbookPart
from service.adapters.excel.package_xml import cell_text
from service.core.tab_titles import quoted

_OURS = rb'IFERROR\(VLOOKUP\(\$?[A-Z]+\$?\d+,[^,<]{1,80}!\$?A:\$?[A-Z]+,\d+,FALSE(?:\(\))?\),""\)'
# Ours are passed over in the pattern itself: a long tab holds tens of thousands of them.
_SOMEBODYS = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?>(?!" + _OURS + rb"<)([^<]+)</(?:\w+:)?f>")
_OUR_NAMES = ("pv_", "_xlnm.")


def somebody_depends(
    package: Package, workbook: WorkbookPart, ours: Sequence[str], staff: Sequence[str]
) -> bool:
    """`ours`: titles of our tabs that changed; `staff`: titles of staff tabs with new rows or Refs."""
    needles = [needle for title in (*ours, *staff) for needle in _written_as(title)]
    if not needles:
        return False
    if any(not name.startswith(_OUR_NAMES) and _holds(text, needles) for name, text in workbook.names()):
        return True
    sheets = workbook.sheets()
    mine = {sheet.part for sheet in sheets if sheet.title in ours}
    needle_bytes = [cell_text(needle).encode() for needle in needles]
    if any(
        sheet.part and sheet.part not in mine and _looks_at(package, sheet, needle_bytes, staff)
        for sheet in sheets
    ):
        return True
    return _a_chart_does(package, sheets, mine, needle_bytes)


def _written_as(title: str) -> list[str]:
    """`Today!` or `'Set-up'!`; many programs quote titles that need no quotes."""
    always = "'" + title.replace("'", "''") + "'!"
    return list({always, quoted(title) + "!"})


def _holds(text: str, needles: Sequence[str]) -> bool:
    return any(needle.casefold() in text.casefold() for needle in needles)


def _looks_at(package: Package, sheet: Sheet, needles: Sequence[bytes], staff: Sequence[str]) -> bool:
    data = package.read(sheet.part or "")
    package.forget(sheet.part or "")
    own = sheet.title in staff
    if not own and not any(needle in data for needle in needles):
        return False
    for formula in _SOMEBODYS.findall(data):
        # In a tab with new rows a range may have grown over them, as in =COUNTA(A4:A99) or =SUM(Table1[Miles]).
        if any(needle in formula for needle in needles) or (own and (b":" in formula or b"[" in formula)):
            return True
    return False


def _a_chart_does(
    package: Package, sheets: Sequence[Sheet], mine: set[str | None], needles: Sequence[bytes]
) -> bool:
    for sheet in sheets:
        if sheet.part is None or sheet.part in mine:
            continue
        for drawing in package.related(sheet.part, "drawing"):
            for chart in package.related(drawing, "chart"):
                if any(needle in package.read(chart) for needle in needles):
                    return True
    return False
