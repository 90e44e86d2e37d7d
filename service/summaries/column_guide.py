"""What each column is for: printed from the declarations, so that it is never out of date."""

from __future__ import annotations

from service.core.changes import Cell, Line, TabContent
from service.core.rows import SERVICE, Column, Row
from service.summaries import Source, Summary
from sheet_templates import kinds_of_row
from sheet_templates.column_guide import TAB

HEADINGS = ("Tab", "Column", "What it is for", "What it accepts")


def fill(source: Source) -> TabContent:
    lines: list[Line] = [[Cell(heading, "heading") for heading in HEADINGS]]
    for kind in source.kinds or kinds_of_row():
        lines.append([Cell(kind.tab, "strong"), None, Cell(" ".join(kind.meaning().split()), "note")])
        lines += [_line(kind, column) for column in kind.columns.values()]
    is_in_use = any(reading.has_staff_rows for reading in source.book.readings.values())
    return TabContent(TAB, lines, print_heading_row=1, says=is_in_use)


def _line(kind: type[Row], column: Column) -> Line:
    accepts = (
        column.kind.explain()
        if column.written_by != SERVICE
        else "We fill this in. Please leave it as it is."
    )
    if column.required:
        accepts += " Always needed."
    if column.only_if:
        accepts += f" Only if Set-up says Yes to {column.only_if}."
    return [kind.tab, column.heading, column.help, accepts.strip()]


SUMMARY = Summary(TAB, fill)
