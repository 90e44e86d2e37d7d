"""A list pasted into a tab in its own order of columns: told once, kept apart, and handed on to be taken in properly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from service.core import foreign_headings as fh
from service.core.book import TabReading
from service.core.grids import Grid, is_blank
from service.core.problems import MEND, Problem

_ROWS = 5  # fewer rows with two unreadable cells each are slips of the hand, and told one by one
_HEADINGS = 3


def set_pasted_apart(reading: TabReading, grid: Grid) -> None:
    """Rows of such a list leave `reading.rows` and its problems, get no Ref, and stand in `reading.pasted` instead."""
    if not {"name", "email", "phone"} <= set(reading.kind.columns):
        return
    numbers = _under_other_headings(reading, grid) or _in_another_order(reading)
    if not numbers:
        return
    first, last, apart = numbers[0], numbers[-1], set(numbers)
    reading.rows = [row for row in reading.rows if row.row_number not in apart]
    reading.problems = [problem for problem in reading.problems if problem.row not in apart]
    reading.pasted = Grid(f"rows {first} to {last}", [grid.rows[number - 1] for number in numbers])
    says = f"Rows {first} to {last} look like a list pasted in its own order of columns, so we do not read them as they stand."
    fix = "We add the people in it below, under the right columns. Once they are there, delete these rows."
    reading.problems.append(Problem("pasted-list", MEND, reading.kind.tab, says, fix, first))


def _under_other_headings(reading: TabReading, grid: Grid) -> list[int]:
    """A second row of headings among the rows, and what follows it up to the next row with a Ref of ours."""
    start = next(
        (
            row.row_number
            for row in reading.rows
            if row.ref is None and _is_heading_row(grid.rows[row.row_number - 1], reading)
        ),
        None,
    )
    if start is None:
        return []
    numbers = []
    for row in reading.rows:
        if row.row_number >= start:
            if row.ref is not None:
                break
            numbers.append(row.row_number)
    return numbers if len(numbers) > 1 else []


def _is_heading_row(cells: Sequence[Any], reading: TabReading) -> bool:
    filled = [cell for cell in cells if not is_blank(cell)]
    known = sum(bool(fh.own_column(cell, reading.kind) or fh.part_of(cell)) for cell in filled)
    return known >= _HEADINGS and known >= 0.6 * len(filled)


def _in_another_order(reading: TabReading) -> list[int]:
    """The longest run of rows without a Ref, two or more of whose cells cannot be read where they stand."""
    longest: list[int] = []
    run: list[int] = []
    for row in reading.rows:
        if row.ref is None and len(row.misread) >= 2:
            run.append(row.row_number)
            longest = max(longest, run, key=len)
        else:
            run = []
    return longest if len(longest) >= _ROWS else []
