"""Problems: what to mend and what is worth a look, one problem over many rows in one line, linked to its first cell."""

from __future__ import annotations

from collections.abc import Iterable

from service.core.changes import Cell, Line, TabContent
from service.core.problems import MEND, Problem
from service.core.wording import count_words
from service.summaries import Source, Summary
from service.summaries._places import kind_of_tab, link_to
from sheet_templates.problems import TAB

ROWS_SHOWN, LINES_SHOWN = 5, 1000
FIRST_PROBLEM = 4  # the row of the first line, under the headings
HEADINGS = ("What to do", "Tab", "Column", "What is wrong", "How to mend it", "Rows")


def fill(source: Source) -> TabContent:
    problems = list(source.problems)
    groups = grouped(
        problems, [kind.tab for kind in sorted(source.book.readings, key=lambda kind: kind.place)]
    )
    mend = sum(problem.kind == MEND for problem in problems)
    look = len(problems) - mend
    lines: list[Line] = [
        [Cell("Problems", "title")],
        [
            Cell(
                f"{count_words(mend, 'thing')} to mend, {look:,} worth a look. A line goes once it is mended.",
                "note",
            )
        ],
        [Cell(heading, "heading") for heading in HEADINGS],
    ]
    lines += [_line(source, group) for group in groups[:LINES_SHOWN]]
    if not groups:
        lines.append(["Nothing to mend."])
    if len(groups) > LINES_SHOWN:
        lines.append([f"And {len(groups) - LINES_SHOWN:,} more lines: they show as these are mended."])
    return TabContent(TAB, lines, print_heading_row=FIRST_PROBLEM - 1, says=bool(problems))


def grouped(problems: Iterable[Problem], tabs: list[str]) -> list[list[Problem]]:
    """One problem of one column over many rows together; Mend first, then in the order of the tabs."""
    groups: dict[tuple[str, str, str | None, str], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.kind, problem.tab, problem.column, problem.code), []).append(problem)
    order = {tab: place for place, tab in enumerate(tabs)}
    for group in groups.values():
        group.sort(key=lambda problem: problem.row or 0)
    return sorted(
        groups.values(),
        key=lambda group: (group[0].kind != MEND, order.get(group[0].tab, len(order)), group[0].row or 0),
    )


def _line(source: Source, group: list[Problem]) -> Line:
    first = group[0]
    kind = kind_of_tab(source.book, first.tab)
    column = (
        next((c.name for c in kind.columns.values() if c.heading == first.column), None) if kind else None
    )
    link = link_to(source.book, kind, first.row, column) if kind else None
    alike = all(problem.says == first.says for problem in group)
    says = first.says if alike else f"{first.says} (row {first.row}; the others are like it)"
    style = "mend" if first.kind == MEND else "look"
    where = Cell(first.tab, "link" if link else "text", link)
    return [Cell(first.kind, style), where, first.column, says, first.fix, rows_words([p.row for p in group])]


def rows_words(rows: list[int | None]) -> str:
    """`row 5`, `5 rows: 5, 8, 9, 12, 13`, `80 rows: 5, 8, 9, 12, 13 and 75 more`."""
    numbers = [row for row in rows if row is not None]
    if not numbers:
        return "the whole tab"
    if len(numbers) == 1:
        return f"row {numbers[0]}"
    shown = ", ".join(str(row) for row in numbers[:ROWS_SHOWN])
    more = f" and {len(numbers) - ROWS_SHOWN:,} more" if len(numbers) > ROWS_SHOWN else ""
    return f"{len(numbers):,} rows: {shown}{more}"


SUMMARY = Summary(TAB, fill)
