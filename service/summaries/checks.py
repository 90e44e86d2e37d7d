"""Checks: what the formula columns look up by Ref, and the same values for the workbook to keep beside each formula."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

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

    A doubled Ref shows the first row that has something to say: a look-up knows the Ref alone. `told_online` is by
    (Ref, attribute); "reply" is a Yes, No or Maybe from online.
    """
    said: dict[str, dict[int, str]] = defaultdict(dict)
    for (tab, number), words in check_cells(problems).items():
        said[tab][number] = words
    online: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for (ref, name), words in told_online.items():
        if words:
            online[ref[:1], name][ref] = words
    return {
        (kind, name): _shown(book, kind, name, said[kind.tab], online[kind.letter or "", name], told_online)
        for kind in kinds
        for name, column in kind.columns.items()
        if column.formula
    }


def _shown(
    book: Book,
    kind: type[Row],
    name: str,
    said: Mapping[int, str],
    online: Mapping[str, str],
    told_online: Mapping[tuple[str, str], str],
) -> dict[str, str]:
    shown: dict[str, str] = {}
    if name == "check":
        for row in book[kind] if said else ():
            if row.row_number in said and row.ref:
                shown.setdefault(row.ref, said[row.row_number])
    elif name == "coming":
        for row in book[kind]:
            if row.ref and (words := coming(row, told_online)):
                shown.setdefault(row.ref, words)
    else:
        shown.update(online)
    return shown


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
        for ref in sorted(by_ref, key=lambda ref: (ref[0], len(ref), ref))
    ]
    return TabContent(TAB, lines)
