"""Checks: what the formula columns look up by Ref, and the same values for the workbook to keep beside each formula."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from service.core.book import Book
from service.core.changes import Cell, Line, TabContent, checks_columns
from service.core.checking import check_cells
from service.core.problems import Problem
from service.core.rows import Row
from service.summaries._replies import coming
from sheet_templates.checks import TAB

Formulas = dict[tuple[type[Row], str], dict[str, str]]


def formula_values(
    book: Book,
    problems: Iterable[Problem],
    kinds: Sequence[type[Row]],
    told_online: Mapping[tuple[str, str], str],
) -> Formulas:
    """What each formula column of each kind shows, by Ref; Refs not named show nothing.

    A doubled Ref shows the first row's, as looking it up would. `told_online` is by (Ref, attribute); "reply" is a Yes,
    No or Maybe from online.
    """
    said = check_cells(problems)
    values: Formulas = {}
    for kind in kinds:
        for column in kind.columns.values():
            if column.formula:
                shown = values[kind, column.name] = {}
                for row in book[kind]:
                    if row.ref and row.ref not in shown:
                        shown[row.ref] = _value(kind, row, column.name, said, told_online)
    # A Ref may stand in one tab only, so what is blank need not be kept.
    return {place: {ref: text for ref, text in shown.items() if text} for place, shown in values.items()}


def _value(
    kind: type[Row],
    row: Any,
    name: str,
    said: Mapping[tuple[str, int], str],
    told_online: Mapping[tuple[str, str], str],
) -> str:
    if name == "check":
        return said.get((kind.tab, row.row_number), "")
    if name == "coming":
        return coming(row, told_online)
    return told_online.get((row.ref, name), "")


def checks_content(
    book: Book, formulas: Mapping[tuple[type[Row], str], Mapping[str, str]], kinds: Sequence[type[Row]]
) -> TabContent:
    """One line for each Ref that shows something anywhere, in the order of the tabs."""
    names = checks_columns(kinds)
    headings = {
        column.name: column.heading for kind in kinds for column in kind.columns.values() if column.formula
    }
    by_ref: dict[str, dict[str, str]] = defaultdict(dict)
    for (_, name), values in formulas.items():
        for ref, text in values.items():
            by_ref[ref][name] = text
    lines: list[Line] = [[Cell("Ref", "heading"), *(Cell(headings[name], "heading") for name in names)]]
    lines += [
        [ref, *(by_ref[ref].get(name, "") for name in names)]
        for ref in sorted(by_ref, key=lambda ref: (ref[0], int(ref[2:])))
    ]
    return TabContent(TAB, lines)
