"""A list pasted into a tab in its own order of columns: told once, kept apart, and handed on to be taken in properly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from service.core import foreign_headings as fh
from service.core.adopting import Adoption, adopt
from service.core.book import TabReading
from service.core.grids import Grid, is_blank
from service.core.problems import MEND, Problem
from service.core.wording import count_words

_ROWS = 5  # fewer rows with two unreadable cells each are slips of the hand, and told one by one
_HEADINGS = 3


def set_pasted_apart(reading: TabReading, grid: Grid) -> None:
    """Rows of such a list leave `reading.rows` and its problems, get no Ref, and stand in `reading.pasted` instead."""
    if not {"name", "email", "phone"} <= set(reading.kind.columns):
        return
    headed = _under_other_headings(reading, grid)
    numbers = headed or _in_another_order(reading)
    if not numbers:
        return
    first, last, apart = numbers[0], numbers[-1], set(numbers)
    reading.rows = [row for row in reading.rows if row.row_number not in apart]
    reading.problems = [problem for problem in reading.problems if problem.row not in apart]
    reading.pasted = Grid(f"rows {first} to {last}", [grid.rows[number - 1] for number in numbers])
    adoption = adopt(reading.pasted, reading.kind, reading.rows)
    says, fix = _in_words(adoption, f"Rows {first} to {last}", first, bool(headed))
    reading.problems.append(Problem("pasted-list", MEND, reading.kind.tab, says, fix, first))


def _in_words(adoption: Adoption, rows: str, first: int, is_headed: bool) -> tuple[str, str]:
    """One line a list, true before the people are taken in, afterwards, and when nobody can be."""
    says = (
        f"{rows} look like a list pasted in its own order of columns, so we do not read them as they stand."
    )
    if not adoption.has_names:
        says += " We cannot tell which column holds the names, so nobody in it is added."
        if is_headed:
            fix = f"Keep these rows. In row {first}, write Name over the names, or First name and Surname."
        else:
            fix = (
                f"Keep these rows. Insert a row above row {first}. Write over each column what it holds, "
                "such as Surname, First name, Phone and Email."
            )
        return says, fix
    left_out = count_words(adoption.nameless, "row")
    if adoption.nameless:
        says += f" {left_out} without a name {'is' if adoption.nameless == 1 else 'are'} left out."
    if adoption.rows:
        fix = (
            "We add the people in it below, under the right columns. Once they are there, delete these rows."
        )
    elif adoption.already_there == 1:
        fix = "The person in it has a row of their own by now. Delete these rows."
    else:
        fix = f"The {adoption.already_there:,} people in it have rows of their own by now. Delete these rows."
    return says, fix


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
