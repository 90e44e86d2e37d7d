"""The catalogue is the promise: every tab, column, check, form, summary and job, a line each, compared and never written here.

After adding one, run `python -m tests.test_catalogue` and read the difference as a reviewer would.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.core.rows import Check, Column, Row
from sheet_templates import kinds_of_row, service_tabs

CATALOGUE = Path(__file__).with_name("catalogue.txt")
TWICE = "{} is in the catalogue twice"


def catalogue() -> list[str]:
    return [
        *staff_tabs(),
        *cell_lines(),
        *service_lines(),
        *in_folder("form", "service.forms"),
        *in_folder("summary", "service.summaries"),
        *jobs(),
    ]


def staff_tabs() -> Iterator[str]:
    for kind in kinds_of_row():
        marks = [
            f"{kind.letter}-" if kind.letter else "no Ref",
            "shown" if kind.shown else "hidden until used",
        ]
        yield f"tab     {kind.tab} ({', '.join(marks)})"
        if kind.needed_by:
            yield f"shown   {kind.tab} once in use: {' / '.join(kind.needed_by)}"
        yield from (column_line(kind, column) for column in kind.columns.values())
        yield from (check_line(kind, check) for check in kind.checks)


def column_line(kind: type[Row], column: Column) -> str:
    marks = {
        "ours": column.written_by == "service",
        "needed": column.needed,
        "required": column.required,
        "in the closed group": column.more,
        "sensitive": column.sensitive,
        f"only if {column.only_if}": column.only_if is not None,
    }
    kept = ", ".join([column.kind.name, *(mark for mark, is_so in marks.items() if is_so)])
    options = f": {' / '.join(column.kind.options)}" if getattr(column.kind, "options", None) else ""
    return f"column  {kind.tab} / {column.heading} ({kept}){options}"


def check_line(kind: type[Row], check: Check) -> str:
    also = [name for name, is_so in (("also as you type", check.native), ("even so", check.even_so)) if is_so]
    on = f" on {check.on.heading}" if check.on else ""
    return f"check   {kind.tab} / {check.code} ({', '.join([check.kind, *also])}){on}"


def cell_lines() -> Iterator[str]:
    """What is asked about a cell that cannot be read, whatever the tab."""
    kinds = {type(column.kind) for kind in kinds_of_row() for column in kind.columns.values()}
    for cell in sorted(kinds, key=lambda kind: kind.name):
        yield from (f"cell    {cell.name} / {code}" for code, *_ in cell.codes)


def service_lines() -> Iterator[str]:
    for tab in service_tabs(every=True):
        signs = {
            "hidden": tab.hidden,
            "hidden until it has something to say": tab.waits,
            "theirs": not tab.ours,
            "not filled yet": not tab.filled,
        }
        marks = [tab.workbook, *(sign for sign, is_so in signs.items() if is_so)]
        yield f"service {tab.title} ({', '.join(marks)})"


def in_folder(word: str, package: str) -> Iterator[str]:
    """One line a file: forms and summaries are found because they are in their folder."""
    folder = importlib.import_module(package)
    for found in sorted(pkgutil.iter_modules(folder.__path__), key=lambda module: module.name):
        if not found.name.startswith("_"):
            yield f"{word:<7} {found.name.replace('_', ' ')}"


def jobs() -> Iterator[str]:
    made = importlib.import_module("jobs")
    for job in sorted(made.all_jobs(), key=lambda job: job.name):
        yield f"job     {job.name} ({job.when})"


def test_the_catalogue_says_what_there_is():
    written = CATALOGUE.read_text("utf-8").splitlines()
    now = catalogue()
    gone, new = [line for line in written if line not in now], [line for line in now if line not in written]
    assert written == now, "\n".join(
        [
            "Run python -m tests.test_catalogue and look at the difference:",
            *(f"- {line}" for line in gone),
            *(f"+ {line}" for line in new),
        ]
    )


def test_nothing_is_in_it_twice():
    lines = catalogue()
    assert [TWICE.format(line) for line in lines if lines.count(line) > 1] == []


def test_there_are_more_than_eighty_checks_beside_those_every_tab_has():
    common = {"doubled-ref", "only-a-ref", "same-row-twice", "ref-not-given"}
    own = {(kind.tab, check.code) for kind in kinds_of_row() for check in kind.checks} - {
        (kind.tab, code) for kind in kinds_of_row() for code in common
    }
    assert len(own) >= 80


def test_every_check_has_a_test_that_shows_it():
    """Each code stands in a test of tabs: the one with a row that has it and a neighbour that has not."""
    folder = Path(__file__).parent / "tabs"
    shown = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    unshown = [
        f"{kind.tab} / {check.code}"
        for kind in kinds_of_row()
        for check in kind.checks
        if f'"{check.code}"' not in shown and f"'{check.code}'" not in shown and check.name not in shown
    ]
    assert unshown == []


def test_a_missing_line_would_be_seen(tmp_path, monkeypatch):
    shorter = tmp_path / "catalogue.txt"
    shorter.write_text("\n".join(catalogue()[1:]) + "\n", "utf-8")
    monkeypatch.setattr(
        "tests.test_catalogue.CATALOGUE" if __name__ == "tests.test_catalogue" else f"{__name__}.CATALOGUE",
        shorter,
    )
    with pytest.raises(AssertionError, match=r"\+ tab"):
        test_the_catalogue_says_what_there_is()


if __name__ == "__main__":
    CATALOGUE.write_text("\n".join(catalogue()) + "\n", "utf-8")
