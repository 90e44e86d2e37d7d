"""A file of earlier results as a table of cells, whatever program saved it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

from service.core.changes import WorkbookError
from service.core.grids import Grid, Raw, is_blank, tidy
from service.core.import_maps import ImportRefused
from service.core.importing import Table

# An .xlsx as its tabs; handed in, as flows open no workbook themselves.
ReadWorkbook = Callable[[Path], Sequence[Grid]]
WORKBOOKS = (".xlsx", ".xlsm")
_NOT_OURS = {  # where the advice for a workbook of the site would mislead
    "damaged": "{name} cannot be read: it is damaged, or only half there. Copy it again from where you had it, or open it in "
    "a spreadsheet program, save it as CSV, and give that.",
    "empty": "{name} is empty. Copy it again from where you had it.",
    "too-big": "{name} is far larger than results of a survey can be. Save the tab with the answers as CSV, and give that.",
}
_SNIFFED = 64 * 1024  # characters looked at to find the delimiter
_LONGEST_CELL = 1_000_000  # characters; the csv module's own limit would stop at a long story


def read_table(file: Path, read_workbook: ReadWorkbook | None = None) -> Table:
    """A CSV (any usual encoding and delimiter) or the first filled tab of a workbook."""
    if not file.is_file():
        raise ImportRefused(f"There is no file {file.name} there. Check the name and the folder.")
    if file.suffix.casefold() in WORKBOOKS:
        if read_workbook is None:
            raise ImportRefused("Save the file as CSV first, and give that.")
        rows: list[Sequence[Raw]] = _first_filled(_tabs(file, read_workbook))
    else:
        rows = _csv_rows(file)
    start = next((number for number, cells in enumerate(rows) if not all(map(is_blank, cells))), None)
    if start is None or all(all(map(is_blank, cells)) for cells in rows[start + 1 :]):
        raise ImportRefused(f"{file.name} holds no answers: there are no rows under its headings.")
    headings = tuple(tidy(str(cell)) if cell is not None else "" for cell in rows[start])
    if sum(bool(heading) for heading in headings) < 1 or (len(headings) == 1 and len(headings[0]) > 200):
        raise ImportRefused(_no_table(file))
    return Table(headings, rows[start + 1 :], first_row=start + 2)


def _tabs(file: Path, read_workbook: ReadWorkbook) -> Sequence[Grid]:
    """What cannot be read is a file somebody handed in: another copy of it helps, and no version of ours does."""
    try:
        return read_workbook(file)
    except WorkbookError as problem:
        says = _NOT_OURS.get(problem.code)
        raise ImportRefused(says.format(name=file.name) if says else problem.says) from problem


def _first_filled(grids: Sequence[Grid]) -> list[Sequence[Raw]]:
    filled = (
        list(grid.rows) for grid in grids if not all(is_blank(cell) for cells in grid.rows for cell in cells)
    )
    return next(filled, [])


def _csv_rows(file: Path) -> list[Sequence[Raw]]:
    raw = file.read_bytes()
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")) or (
        b"\0" in raw and not raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        raise ImportRefused(_no_table(file))
    text = _decoded(raw)
    try:
        csv.field_size_limit(max(_LONGEST_CELL, csv.field_size_limit()))
        return [
            list(cells)
            for cells in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        ]
    except csv.Error:
        raise ImportRefused(_no_table(file)) from None


def _decoded(raw: bytes) -> str:
    """UTF-8 where it is, else what Excel on Windows saves; that has a letter for every byte but five."""
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """The sign that parts the first line into most headings; quoted headings are read as such."""
    start = text[:_SNIFFED].lstrip("\r\n")

    def parts(sign: str) -> int:
        return len(next(csv.reader(io.StringIO(start, newline=""), delimiter=sign), []))

    return max(",;\t|", key=parts)


def _no_table(file: Path) -> str:
    return f"{file.name} is not a table we can read. Save it as CSV from your spreadsheet, and give that."
