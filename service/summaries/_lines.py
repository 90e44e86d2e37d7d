"""A line of Today: what waits, and the cell which clears it once it is filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from service.core.book import Book
from service.summaries._places import cell_words, link_to

EACH = 3  # lines of one kind; the rest are counted, so that one kind never pushes the others off the screen


@dataclass(frozen=True)
class Waits:
    """One thing that waits. `cell` names the staff cell to fill in; `link` goes there."""

    says: str
    cell: str = ""
    link: str | None = None


def at(book: Book, says: str, row: Any, column: str) -> Waits:
    """A line about one row, cleared in one of its cells."""
    return Waits(says, cell_words(book, row, column), link_to(book, type(row), row.row_number, column))


def first_few(
    waiting: Sequence[Any], more: str, line: Callable[[Any], Waits] = lambda made: made
) -> Iterator[Waits]:
    """At most three of a kind; `more` says how many others there are, with {n}. `line` makes a line of what waits."""
    yield from map(line, waiting[:EACH])
    if len(waiting) > EACH:
        next_one = line(waiting[EACH])
        yield Waits(more.format(n=f"{len(waiting) - EACH:,}"), next_one.cell, next_one.link)


def refs_of(rows: Iterable[Any]) -> list[str]:
    return [row.ref or f"row {row.row_number}" for row in rows]
