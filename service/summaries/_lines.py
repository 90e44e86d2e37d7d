"""A line of Today: what waits, and the cell which clears it once it is filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.core.book import Book
from service.summaries._places import cell_words, link_to

EACH = 3  # lines of one kind; the rest are counted, so that one kind never pushes the others off the screen


Place = tuple[str, int | None, str | None]  # tab, row and column, as a problem names them


@dataclass(frozen=True)
class Waits:
    """One thing that waits. `cell` names the staff cell to fill in; `link` goes there.

    `about`: the cells it speaks of. A problem in one of them is told here, and need not be counted again.
    """

    says: str
    cell: str = ""
    link: str | None = None
    about: frozenset[Place] = field(default=frozenset(), compare=False)


def at(book: Book, says: str, row: Any, column: str, about: Iterable[Place] = ()) -> Waits:
    """A line about one row, cleared in one of its cells."""
    cell, link = cell_words(book, row, column), link_to(book, type(row), row.row_number, column)
    return Waits(says, cell, link, frozenset((place_of(row, column), *about)))


def place_of(row: Any, column: str) -> Place:
    return type(row).tab, row.row_number, type(row).columns[column].heading


def first_few(
    waiting: Sequence[Any], more: str, line: Callable[[Any], Waits] = lambda made: made
) -> Iterator[Waits]:
    """At most three of a kind; `more` says how many others there are, with {n}. `line` makes a line of what waits."""
    yield from map(line, waiting[:EACH])
    if len(waiting) > EACH:
        others = [line(one) for one in waiting[EACH:]]
        about = frozenset[Place]().union(*(other.about for other in others))
        yield Waits(more.format(n=f"{len(others):,}"), others[0].cell, others[0].link, about)


def refs_of(rows: Iterable[Any]) -> list[str]:
    return [row.ref or f"row {row.row_number}" for row in rows]
