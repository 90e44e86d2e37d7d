"""Small workbooks drawn in tests, and what the summaries make of them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from service.core.changes import Cell, TabContent
from service.core.checking import check_book, read_book
from service.core.grids import Grid
from service.summaries import Source, all_summaries
from sheet_templates import kinds_of_row
from sheet_templates.set_up import SetUpRow, facts
from tests.tables import NOW, whole

EMPTY = {"Set-up": "| Setting | Value | What it is for |"}


def grids(drawings: dict[type, str]) -> list[Grid]:
    """Every staff tab, those not drawn empty: so all can be read."""
    return [whole(kind, drawings.get(kind, EMPTY.get(kind.tab, "| Ref |"))) for kind in kinds_of_row()]


def source_of(sheets: list[Grid], now: datetime = NOW, **more: Any) -> Source:
    book = read_book(sheets, kinds_of_row(), now)
    more.setdefault("problems", check_book(book))
    return Source(book=book, facts=facts(book[SetUpRow]), now=now, kinds=kinds_of_row(), **more)


def source(drawings: dict[type, str] | None = None, **more: Any) -> Source:
    return source_of(grids(drawings or {}), **more)


def filled(tab: str, made_from: Source) -> TabContent:
    summary = next(each for each in all_summaries() if each.tab.title == tab)
    made = summary.fill(made_from)
    assert isinstance(made, TabContent)
    return made


def shown(content: TabContent) -> list[str]:
    """Each line as one text, cells divided by |, empty cells at the end left out."""
    return [
        " | ".join("" if c is None else str(c) for c in map(value, line)).rstrip(" |")
        for line in content.lines
    ]


def value(cell: Any) -> Any:
    return cell.value if isinstance(cell, Cell) else cell


def write_in(sheets: list[Grid], link: str, typed: Any) -> None:
    """Types into the cell a link names, as staff would: `#People!E5`."""
    title, name = re.fullmatch(r"#(.+)!([A-Z]+\d+)", link).groups()
    letters, row = re.fullmatch(r"([A-Z]+)(\d+)", name).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    sheet = next(grid for grid in sheets if grid.title == title)
    sheet.rows = [list(cells) for cells in sheet.rows]
    while len(sheet.rows) < int(row):
        sheet.rows.append([None] * len(sheet.rows[0]))
    sheet.rows[int(row) - 1][column - 1] = typed
