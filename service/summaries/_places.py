"""Where a cell of a staff tab is, in words and as a link, by the names it has in the file."""

from __future__ import annotations

from typing import Any

from service.core.book import Book
from service.core.grids import cell_name
from service.core.rows import Row


def link_to(book: Book, kind: type[Row], row: int | None = None, column: str | None = None) -> str | None:
    """`#People!E5`: a place in this workbook; the top of the tab where row or column is not known. None for a missing tab."""
    reading = book.readings.get(kind)
    if reading is None or reading.title is None:
        return None
    place = reading.columns.get(column or "", 1)
    return f"#{reading.title}!{cell_name(row or max(reading.heading_row, 1), place)}"


def cell_words(book: Book, row: Any, column: str) -> str:
    """`Status (J5 of Actions)`: which cell, so that it can be found on paper too."""
    kind = type(row)
    reading, heading = book.readings[kind], kind.columns[column].heading
    if column not in reading.columns:
        return f"{heading} ({reading.title}; the column is not there)"
    return f"{heading} ({cell_name(row.row_number, reading.columns[column])} of {reading.title})"


def next_row(book: Book, kind: type[Row]) -> int:
    """The first empty row under what is there."""
    return book.readings[kind].last_row + 1


def kind_of_tab(book: Book, tab: str) -> type[Row] | None:
    return next((kind for kind in book.readings if kind.tab == tab), None)


def named(row: Any, longest: int = 60) -> str:
    """`A-004 Put chairs in the corridor`, cut where it is long: for staff."""
    label = row.label.name if row.label else None
    said = row.__dict__.get(label) if label else None
    text = " ".join(str(getattr(said, "text", said) or "").split())
    return " ".join(
        filter(
            None,
            (
                row.ref or f"row {row.row_number}",
                text if len(text) <= longest else text[:longest].rstrip() + "…",
            ),
        )
    )
