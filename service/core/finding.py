"""Which tab is which, where its headings are, and which column is which, however people have moved or renamed them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from service.core.grids import Grid, Raw, is_blank, tidy
from service.core.rows import Column, Row

LOOK_FOR_HEADINGS_IN = 12  # rows; people put a title, a logo and a note above, seldom more
_NEAR = 0.82  # how alike a misspelt heading must be; "E-mial" and "Email" are, "Start" and "Started" are not allowed to meet


def squashed(text: str) -> str:
    """Headings and titles compared: no case, spacing, line breaks, punctuation or marks of ours."""
    words = re.sub(r"[\W_ƒ▸]+", " ", tidy(text).replace("ƒ", " ").casefold()).strip()
    return words or tidy(text)  # a heading may be a sign alone, such as £


@dataclass
class Headings:
    """Where a tab's columns are. Sheet rows and columns count from 1."""

    row: int
    columns: dict[str, int] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    doubled: list[Column] = field(default_factory=list)
    outdone: dict[str, Column] = field(
        default_factory=dict
    )  # a heading that would do for this column, were there none by its own name


def find_tabs(grids: Sequence[Grid], kinds: Iterable[type[Row]]) -> dict[type[Row], Grid | None]:
    """By defined name, then title, then headings; a tab is found once only."""
    kinds = list(kinds)
    found: dict[type[Row], Grid | None] = dict.fromkeys(kinds)
    taken: set[int] = set()

    def take(kind: type[Row], grid: Grid) -> None:
        found[kind] = grid
        taken.add(id(grid))

    for kind in kinds:
        for grid in grids:
            if grid.identity == kind.tab and id(grid) not in taken:
                take(kind, grid)
                break
    for kind in kinds:
        titles = {squashed(title) for title in (kind.tab, *kind.also)}
        for grid in grids:
            if (
                found[kind] is None
                and grid.identity is None
                and id(grid) not in taken
                and squashed(grid.title) in titles
            ):
                take(kind, grid)
    for kind in kinds:
        if found[kind] is None:
            # Headings alone decide only when nearly all everyday columns are there: a wrong tab is worse than none.
            everyday = [column for column in kind.columns.values() if not column.more and not column.formula]
            for grid in grids:
                if id(grid) in taken or grid.identity is not None:
                    continue
                headings = find_headings(grid, kind)
                if headings and sum(column.name in headings.columns for column in everyday) >= max(
                    3, 0.8 * len(everyday)
                ):
                    take(kind, grid)
                    break
    return found


def find_headings(grid: Grid, kind: type[Row]) -> Headings | None:
    """The row, among the first few, that has most of this tab's headings; None when none has any."""
    best: Headings | None = None
    for number, cells in enumerate(grid.rows[:LOOK_FOR_HEADINGS_IN], start=1):
        headings = _match(number, cells, kind)
        if headings.columns and (best is None or len(headings.columns) > len(best.columns)):
            best = headings
    if best is not None and len(best.columns) < min(2, len(kind.columns)):
        return None
    return best


@lru_cache(
    maxsize=256
)  # every tab is looked through several times a cycle, and its declaration never changes
def _words_of(kind: Any) -> tuple[dict[str, Column], dict[str, Column]]:
    """Which column each word stands for, words from elsewhere included; and the same of our own words alone."""
    known: dict[str, Column] = {}
    for column in kind.columns.values():
        for heading in (column.heading, *column.also):
            known.setdefault(squashed(heading), column)
    return known, {squashed(column.heading): column for column in kind.columns.values()}


def _match(number: int, cells: Sequence[Raw], kind: type[Row]) -> Headings:
    known, own = _words_of(kind)  # type: ignore[arg-type] # a class can be hashed
    headings = Headings(number)
    left: list[tuple[int, str]] = []
    by_own_name: set[str] = set()
    for place, cell in enumerate(cells, start=1):
        if not isinstance(cell, str) or is_blank(cell):
            continue
        name = squashed(cell)
        meant = known.get(name) or _without_a_note(cell, known)
        if meant is None:
            left.append((place, tidy(cell)))
            continue
        is_own = own.get(name) is meant
        if meant.name not in headings.columns:
            headings.columns[meant.name] = place
        elif is_own == (meant.name in by_own_name):
            headings.doubled.append(meant)
        else:  # Mobile beside Phone is a column staff added; our own word decides which of them we read
            beaten = headings.columns[meant.name] if is_own else place
            headings.columns[meant.name] = place if is_own else headings.columns[meant.name]
            left.append((beaten, tidy(str(cells[beaten - 1]))))
            headings.outdone[tidy(str(cells[beaten - 1]))] = meant
        if is_own:
            by_own_name.add(meant.name)
    if (
        len(headings.columns) >= 2
    ):  # only a row that is a heading row anyway is worth reading for misspellings
        _match_misspelt(left, kind, headings)
    headings.others = {heading: place for place, heading in left if place not in headings.columns.values()}
    return headings


def _without_a_note(cell: str, known: dict[str, Column]) -> Column | None:
    """A note under the heading word ("Date\n(dd/mm/yyyy)") does not make it another heading."""
    if "\n" not in cell and "(" not in cell:
        return None
    names = (squashed(cell.split("\n")[0]), squashed(re.sub(r"\(.*?\)", "", cell)))
    return next((known[name] for name in names if name in known), None)


def _match_misspelt(left: Iterable[tuple[int, str]], kind: type[Row], headings: Headings) -> None:
    known, _ = _words_of(kind)  # type: ignore[arg-type] # a class can be hashed
    for place, heading in left:
        if heading in headings.outdone:
            continue
        near = [
            word
            for word in _nearest(kind, squashed(heading))  # type: ignore[arg-type] # a class can be hashed
            if known[word].name not in headings.columns
        ]
        columns = {known[word].name for word in near}
        if len(columns) == 1:
            headings.columns[columns.pop()] = place


@lru_cache(maxsize=1024)  # of headings only, and they stay what they are for months
def _nearest(kind: Any, name: str) -> tuple[str, ...]:
    return tuple(difflib.get_close_matches(name, list(_words_of(kind)[0]), n=3, cutoff=_NEAR))
