"""A spreadsheet read so that nothing is lost in an Excel file: values alone do not tell a day from its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from service.adapters.google.layout import JSON, layout_of
from service.adapters.google.there import FIELDS_OF_ALL, TabCells, cells_of, grids_of
from service.core.dates import SERIAL_ZERO, from_serial
from service.core.grids import Grid, Raw


def exact_grids(workbook: Any) -> Sequence[Grid]:
    """All tabs of a GoogleWorkbook, numbers shown as days and times as what they show."""
    answer = workbook.api.get(workbook.spreadsheet_id, FIELDS_OF_ALL)
    layout, cells = layout_of(answer), cells_of(answer)
    by_title = {tab.title: cells.get(tab.sheet_id, TabCells()) for tab in layout.tabs}
    return [_dated(grid, by_title[grid.title]) for grid in grids_of(layout, cells)]


def _dated(grid: Grid, cells: TabCells) -> Grid:
    rows = [
        [_shown(value, cells.cell(row, place)) for place, value in enumerate(line, start=1)]
        for row, line in enumerate(grid.rows, start=1)
    ]
    for line in rows:
        while line and line[-1] in (None, ""):
            line.pop()
    while rows and not rows[-1]:
        rows.pop()
    return replace(grid, rows=rows)


def _shown(value: Raw, cell: Any) -> Raw:
    if value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    format_: JSON = cell.get("userEnteredFormat", {}).get("numberFormat", {})
    kind = format_.get("type")
    if kind == "TIME" and 0 <= value < 1:
        return time(*_clock(value))
    day = from_serial(value) if kind in ("DATE", "DATE_TIME") else None
    if day is None:
        return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 1e15 else value
    if float(value).is_integer():
        return day
    return datetime.combine(SERIAL_ZERO, time()) + timedelta(
        days=int(value), seconds=round(value % 1 * 86400)
    )


def _clock(part: float) -> tuple[int, int, int]:
    seconds = min(round(part * 86400), 86399)
    return seconds // 3600, seconds // 60 % 60, seconds % 60
