"""/_control/book/<id>: a spreadsheet as a page, for people who want to look: Google's own page is not here to open.

Read only, and no picture of Google's: tabs as tables, cells with their colours and widths, hidden tabs and columns
marked as such, charts by their alternative text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from tests.sheets_api.exchange import Answer
from tests.sheets_api.formulas import Calculation, calculation
from tests.sheets_api.model import EMPTY, Cell, Sheet, Spreadsheet
from tests.sheets_api.showing import displayed

_STYLE = """
body { font: 11pt Arial, sans-serif; margin: 1.5rem; color: #212b32 }
nav a { margin-right: .8rem } .hidden { color: #4c6272 }
table { border-collapse: collapse; table-layout: fixed; margin: .5rem 0 2rem }
td, th { border: 1px solid #d8dde0; padding: 2px 4px; vertical-align: bottom; overflow: hidden; white-space: pre-wrap }
th { background: #f0f4f5; font-weight: normal; color: #4c6272; font-size: 9pt }
figure { border: 1px solid #d8dde0; padding: .5rem; margin: .5rem 0; max-width: 60rem }
"""
_WIDTH = 100  # pixels of a column nobody changed
_ACROSS = {"LEFT": "left", "CENTER": "center", "RIGHT": "right"}
_DOWN = {"TOP": "top", "MIDDLE": "middle", "BOTTOM": "bottom"}


def page(book: Spreadsheet) -> Answer:
    """The whole spreadsheet on one page."""
    title = escape(book.title)
    parts = [
        f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>{title}</title><style>{_STYLE}</style>",
        f"<h1>{title}</h1><nav>",
        *(f'<a href="#{sheet.sheet_id}">{_title(sheet)}</a>' for sheet in book.sheets),
        "</nav>",
    ]
    found = calculation(book)
    for sheet in book.sheets:
        parts += _tab(book, sheet, found)
    return Answer(200, "".join(parts).encode("utf-8", "replace"), "text/html; charset=UTF-8")


def _title(sheet: Sheet) -> str:
    title = escape(sheet.title)
    return f'<span class="hidden">{title} (hidden)</span>' if sheet.properties.get("hidden") else title


def _tab(book: Spreadsheet, sheet: Sheet, found: Calculation) -> Iterator[str]:
    rows, columns = _used(sheet)
    grid = sheet.grid_properties
    frozen = [f"{grid[name]} {what} frozen" for name, what in _FROZEN.items() if grid.get(name)]
    protected = [f"{len(sheet.protected)} protected"] if sheet.protected else []
    facts = ", ".join([f"{sheet.row_count} × {sheet.column_count}", *frozen, *protected])
    yield f'<section id="{sheet.sheet_id}"><h2>{_title(sheet)}</h2><p class="hidden">{facts}</p>'
    for chart in sheet.charts:
        spec = chart.get("spec", {})
        yield f"<figure><b>{escape(spec.get('title', 'Chart'))}</b><br>{escape(spec.get('altText', ''))}</figure>"
    if rows and columns:
        yield from _table(book, sheet, found, rows, columns)
    yield "</section>"


_FROZEN = {"frozenRowCount": "rows", "frozenColumnCount": "columns"}


def _used(sheet: Sheet) -> tuple[int, int]:
    """Rows and columns up to the last that holds anything."""
    rows = columns = 0
    for row, cells in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(cells, start=1):
            if cell is not EMPTY and cell.value is not None:
                rows, columns = row, max(columns, column)
    return rows, columns


def _table(book: Spreadsheet, sheet: Sheet, found: Calculation, rows: int, columns: int) -> Iterator[str]:
    widths = [sheet.column_metadata.get(column, {}).get("pixelSize", _WIDTH) for column in range(columns)]
    yield f'<table style="width:{sum(widths) + 40}px"><colgroup><col style="width:40px">'
    yield "".join(f'<col style="width:{width}px">' for width in widths)
    yield "</colgroup><tr><th></th>"
    for column in range(columns):
        folded = sheet.column_metadata.get(column, {}).get("hiddenByUser")
        yield f"<th>{_letters(column)}{' (closed)' if folded else ''}</th>"
    yield "</tr>"
    covered = _covered(sheet)
    for row in range(rows):
        yield f"<tr><th>{row + 1}</th>"
        for column in range(columns):
            if (row, column) in covered:
                continue
            cell = sheet.cell(row, column)
            words = displayed(found.value(sheet, row, column), cell, book.locale)
            note = f' title="{escape(cell.note)}"' if cell.note else ""
            yield f"<td{_spans(sheet, row, column)}{note}{_look(cell)}>{escape(words)}</td>"
        yield "</tr>"
    yield "</table>"


def _covered(sheet: Sheet) -> set[tuple[int, int]]:
    """Cells under a merged one."""
    return {
        (row, column)
        for merge in sheet.merges
        for row in range(merge["startRowIndex"], merge["endRowIndex"])
        for column in range(merge["startColumnIndex"], merge["endColumnIndex"])
        if (row, column) != (merge["startRowIndex"], merge["startColumnIndex"])
    }


def _spans(sheet: Sheet, row: int, column: int) -> str:
    for merge in sheet.merges:
        if (merge["startRowIndex"], merge["startColumnIndex"]) == (row, column):
            down, across = merge["endRowIndex"] - row, merge["endColumnIndex"] - column
            return f' rowspan="{down}" colspan="{across}"'
    return ""


def _look(cell: Cell) -> str:
    format_, text = cell.format or {}, (cell.format or {}).get("textFormat", {})
    rules = []
    if colour := _colour(format_, "backgroundColor"):
        rules.append(f"background:{colour}")
    if colour := _colour(text, "foregroundColor"):
        rules.append(f"color:{colour}")
    if text.get("bold"):
        rules.append("font-weight:bold")
    if text.get("italic"):
        rules.append("font-style:italic")
    if text.get("fontSize"):
        rules.append(f"font-size:{text['fontSize']}pt")
    if across := _ACROSS.get(format_.get("horizontalAlignment", "")):
        rules.append(f"text-align:{across}")
    if down := _DOWN.get(format_.get("verticalAlignment", "")):
        rules.append(f"vertical-align:{down}")
    return f' style="{";".join(rules)}"' if rules else ""


def _colour(look: Mapping[str, Any], name: str) -> str:
    found = look.get(f"{name}Style", {}).get("rgbColor", look.get(name))
    if not found:
        return ""
    return "#" + "".join(f"{round(255 * found.get(part, 0)):02x}" for part in ("red", "green", "blue"))


def _letters(column: int) -> str:
    letters, left = "", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        letters = chr(65 + place) + letters
    return letters
