"""How the rows of a tab of ours are laid out: bars of headings, words that run on over empty cells, heights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.core.changes import Cell, TabContent
from service.core.looks import is_bold, larger_by
from service.core.measuring import TALLEST, height_of, lines_of
from service.core.stored_values import with_style

_AIR = {"heading": 5.0, "title": 4.0}  # points more than the words need
_AIR_AT_A_GLANCE = 7.0  # in a tab of larger type
_NO_WIDTH = 8.43  # what Excel gives a column nobody set


@dataclass(frozen=True)
class LaidRow:
    """One row as it is written. From column `runs_from` its words run on to column `runs_to`, both from 1."""

    cells: Sequence[object]
    height: float | None = None
    runs_from: int = 0
    runs_to: int = 0


def laid_rows(content: TabContent) -> Iterator[LaidRow]:
    """Hidden tabs and those without widths are for look-ups: their rows stay as they are."""
    if content.tab.hidden or not content.tab.widths:
        yield from map(LaidRow, content.lines)
        return
    used = max(map(len, content.lines), default=1)
    table = 0  # columns with a heading, in the part of the tab we are in
    for line in content.lines:
        cells = [with_style(raw) for raw in line]
        if any(cell.style == "heading" for cell in cells):
            table = len(cells)
            cells = _bar(cells, used)
        yield _laid(content, cells, used, table)


def _bar(cells: list[Cell], used: int) -> list[Cell]:
    """The headings' colour goes across the whole tab, so that each part begins with one bar."""
    blank = Cell(None, "heading")
    return [blank if cell.value is None else cell for cell in cells] + [blank] * (used - len(cells))


def _laid(content: TabContent, cells: list[Cell], used: int, table: int) -> LaidRow:
    words = [(at, cell) for at, cell in enumerate(cells) if cell.value is not None and cell.value != ""]
    if not words:
        return LaidRow(cells)
    widths, larger = _widths(content, used), content.tab.larger
    room = {at: widths[at] for at, _ in words}
    at, last = words[-1]
    # Words with nothing beside them use the empty cells there: not an answer that others may stand beside.
    may_run = len(words) == 1 or at >= table - 1
    runs = may_run and at < used - 1 and _lines(last, widths[at], larger) > 1
    if runs:
        room[at] = sum(widths[at:])
    height = max(_height(cell, room[at], larger) for at, cell in words)
    return LaidRow(cells, height, at + 1 if runs else 0, used if runs else 0)


def _widths(content: TabContent, used: int) -> list[float]:
    return [*content.tab.widths[:used], *[_NO_WIDTH] * (used - len(content.tab.widths))]


def _lines(cell: Cell, width: float, larger: int) -> int:
    if not isinstance(cell.value, str):
        return 1
    return lines_of(cell.value, width, larger + larger_by(cell.style), is_bold(cell.style))


def _height(cell: Cell, width: float, larger: int) -> float:
    lines = _lines(cell, width, larger)
    air = _AIR.get(cell.style, 0) + (_AIR_AT_A_GLANCE if larger else 0)
    return min(TALLEST, height_of(lines, larger + larger_by(cell.style)) + air)
