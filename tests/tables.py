"""Sheets drawn inside tests as people see them, and what is wrong with them as (Ref, code)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from service.core.book import Book
from service.core.checking import check_book, read_book
from service.core.finding import squashed
from service.core.grids import Grid, Raw
from service.core.problems import Problem
from service.core.rows import Row
from sheet_templates import kinds_of_row

NOW = datetime(2026, 3, 17, 9, 30, tzinfo=ZoneInfo("Europe/London"))  # a Tuesday
TODAY = NOW.date()


def grid(drawing: str, title: str = "Sheet", cells: Mapping[str, Raw] | None = None, **more: Any) -> Grid:
    """A markdown-like table as a Grid. Empty cells are None; `cells` swaps a word in the drawing for any raw value."""
    swap = cells or {}
    lines = [line.strip() for line in drawing.strip().splitlines() if line.strip()]
    split = [
        re.split(r"(?<!\\)\|", line.strip("|"))
        for line in lines
        if not re.fullmatch(r"[|\s:\-]+", line) or "--" not in line
    ]
    rows = [[_cell(cell.strip().replace(r"\|", "|"), swap) for cell in cells_] for cells_ in split]
    return Grid(title, rows, **more)


def _cell(text: str, swap: Mapping[str, Raw]) -> Raw:
    return swap[text] if text in swap else (text.replace("\\n", "\n") or None)


def whole(kind: type[Row], drawing: str, cells: Mapping[str, Raw] | None = None) -> Grid:
    """Like `grid`, with the columns that were not drawn added as empty ones, under this tab's title."""
    drawn = grid(drawing, kind.tab, cells)
    known = {squashed(cell) for cell in drawn.rows[0] if isinstance(cell, str)}
    missing: list[Raw] = [
        column.heading
        for column in kind.columns.values()
        if not {squashed(name) for name in (column.heading, *column.also)} & known
    ]
    width = len(drawn.rows[0])
    rows = [[*cells_, *[None] * (width - len(cells_))] for cells_ in drawn.rows]
    drawn.rows = [rows[0] + missing, *rows[1:]]
    return drawn


def book(
    drawings: Mapping[type[Row], str],
    today: date | None = None,
    service: dict[str, Any] | None = None,
    cells: Mapping[str, Raw] | None = None,
) -> Book:
    """The tabs drawn, read but not yet checked. Tabs not drawn are missing, so that pointers into them are left alone."""
    now = NOW if today is None else datetime(today.year, today.month, today.day, 9, 30, tzinfo=NOW.tzinfo)
    kinds = dict.fromkeys([*drawings, *kinds_of_row()])
    return read_book(
        [whole(kind, drawing, cells) for kind, drawing in drawings.items()], list(kinds), now, service
    )


def problems(
    drawings: Mapping[type[Row], str],
    of: type[Row] | None = None,
    today: date | None = None,
    service: dict[str, Any] | None = None,
    cells: Mapping[str, Raw] | None = None,
) -> list[Problem]:
    """All problems of the tabs drawn (of one of them, if `of` names it). Required cells not drawn are no problem here."""
    drawn = {
        kind.tab: {squashed(str(cell)) for cell in grid(text).rows[0]} for kind, text in drawings.items()
    }
    tabs = {kind.tab: kind for kind in drawings if of in (None, kind)}
    return [
        problem
        for problem in check_book(book(drawings, today, service, cells))
        if problem.tab in tabs and not _never_drawn(problem, tabs[problem.tab], drawn[problem.tab])
    ]


def _never_drawn(problem: Problem, kind: type[Row], drawn: set[str]) -> bool:
    if problem.code != "missing":
        return False
    names = next(
        {squashed(n) for n in (c.heading, *c.also)}
        for c in kind.columns.values()
        if c.heading == problem.column
    )
    return not names & drawn


def codes(
    kind: type[Row],
    drawing: str,
    beside: Mapping[type[Row], str] | None = None,
    today: date | None = None,
    service: dict[str, Any] | None = None,
    cells: Mapping[str, Raw] | None = None,
) -> list[tuple[str | None, str]]:
    """What is wrong in this tab as (Ref, code), in the order of the sheet; `beside` draws the other tabs it needs."""
    return [(p.ref, p.code) for p in problems({kind: drawing, **(beside or {})}, kind, today, service, cells)]
