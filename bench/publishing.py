"""2,000 changed rows written into a workbook whose staff tab has 20,000, in-process, beside openpyxl's load, change and save."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import openpyxl

import sheet_templates
from bench import Figure, seconds
from bench.site import NOW
from service.adapters.excel_file import ExcelWorkbook
from service.core.changes import Changes, FillRef, Line, TabContent, TabPlace
from service.core.checking import read_book
from service.workbooks import write_workbooks
from sheet_templates.people import Person

ROWS, CHANGED = 20_000, 2_000
PEER = "openpyxl load, change, save"


def run() -> Iterator[Figure]:
    with TemporaryDirectory(prefix="pv-bench-") as folder:
        path = Path(folder) / "staff.xlsx"
        people = [_person(number) for number in range(ROWS)]
        write_workbooks(path, Path(folder) / "managers.xlsx", "pv-bench", NOW, {Person: people})
        theirs = path.read_bytes()
        tabs = [tab for tab in sheet_templates.service_tabs() if tab.workbook == "staff"]
        kinds = sheet_templates.kinds_of_row()
        book = ExcelWorkbook(path, "staff", Path(folder) / "versions", "pv-bench", kinds, tabs)
        there = _openpyxl(Path(folder) / "peer.xlsx", theirs)
        for name, took in (
            ("a tab of ours", _our_tab(book)),
            ("Refs and formulas in the staff tab", _staff_tab(book, path)),
        ):
            yield Figure(
                f"publish {CHANGED:,} rows, {name}, workbook of {ROWS:,}",
                took,
                "s",
                PEER,
                there,
                there / took,
                "ratio >= 20",
            )


def _person(number: int) -> dict[str, Any]:
    """The last rows wait for their Ref."""
    ref = {"ref": f"P-{number + 1:03d}"} if number < ROWS - CHANGED else {}
    return {
        **ref,
        "name": f"Person {number}",
        "role": "Patient",
        "status": "Active",
        "prefers": "Email",
        "email": f"p{number}@example.org",
        "phone": f"01632 9{number:05d}",
        "may_contact": "Yes",
        "said_so_on": NOW.date(),
        "said_so_how": "At clinic",
        "notes": "Some words.",
    }


def _our_tab(book: ExcelWorkbook) -> float:
    """Problems rewritten with other words each time."""
    tab = next(tab for tab in book.tabs if tab.title == "Problems")
    times = count()

    def publish() -> None:
        time = next(times)
        lines: list[Line] = [
            [f"P-{row:03d}", "People", row, "Email", f"It says {time} and {row}", "Write it again."]
            for row in range(CHANGED)
        ]
        book.publish(Changes(book.revision(), tabs=[TabContent(tab, lines)]))

    return seconds(publish)


def _staff_tab(book: ExcelWorkbook, path: Path) -> float:
    """2,000 Refs and 4,000 formula cells among 20,000 rows. Putting the workbook back in between is not counted."""
    reading = read_book(book.read().grids, book.kinds, NOW).readings[Person]
    waiting = [row.row_number for row in reading.rows if row.ref is None]
    assert len(waiting) == CHANGED
    before = [row.row_number for row in reading.rows if row.ref]
    place = TabPlace(
        Person, reading.title or "", reading.heading_row, reading.last_row, reading.columns, before
    )
    formulas: dict[Any, dict[str, str]] = {(Person, "check"): {}, (Person, "told_us_online"): {}}
    book.publish(Changes(book.revision(), places=[place], formulas=formulas))  # as earlier syncs left it
    theirs = path.read_bytes()
    refs = [FillRef(Person, row, f"P-{ROWS + number:03d}") for number, row in enumerate(waiting)]
    formulas[Person, "check"] = {fill.ref: "Email: Write it like name@example.org." for fill in refs}
    place = replace(place, data_rows=[*before, *waiting], differing=set(waiting))  # as sync tells it
    took = []
    for _ in range(4):
        path.write_bytes(theirs)
        changes = Changes(book.revision(), places=[place], refs=refs, formulas=formulas)
        began = perf_counter()
        book.publish(changes)
        took.append(perf_counter() - began)
    return min(took[1:])


def _openpyxl(path: Path, theirs: bytes) -> float:
    """The same 2,000 cells, once: it takes many seconds."""
    path.write_bytes(theirs)
    began = perf_counter()
    book = openpyxl.load_workbook(path)
    sheet = book[Person.tab]
    for row in range(sheet.max_row - CHANGED + 1, sheet.max_row + 1):
        sheet.cell(row, 1).value = f"P-{row:03d}"
    book.save(path)
    return perf_counter() - began
