"""Spreadsheets as JSON on the disk, so that a server started again on the same folder knows them still."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from tests.sheets_api.model import JSON, Cell, Formula, Sheet, Spreadsheet

_BY_NUMBER = ("row_metadata", "column_metadata")  # JSON knows no numbers as names


class Folder:
    """One file a spreadsheet, and one for what is not in any."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.mkdir(parents=True, exist_ok=True)

    def keep(self, book: Spreadsheet) -> None:
        self._write(f"book-{book.spreadsheet_id}.json", as_json(book))

    def drop(self, spreadsheet_id: str) -> None:
        (self._path / f"book-{spreadsheet_id}.json").unlink(missing_ok=True)

    def books(self) -> list[Spreadsheet]:
        return [
            from_json(json.loads(file.read_text("utf-8"))) for file in sorted(self._path.glob("book-*.json"))
        ]

    def keep_state(self, state: JSON) -> None:
        self._write("state.json", state)

    def state(self) -> JSON:
        file = self._path / "state.json"
        return json.loads(file.read_text("utf-8")) if file.exists() else {}

    def _write(self, name: str, content: JSON) -> None:
        """Whole or not at all, should the server be killed."""
        half = self._path / (name + ".half")
        half.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        os.replace(half, self._path / name)


def as_json(book: Spreadsheet) -> JSON:
    return {**_fields(book, "sheets"), "sheets": [_sheet_as_json(sheet) for sheet in book.sheets]}


def from_json(kept: JSON) -> Spreadsheet:
    return Spreadsheet(**{**kept, "sheets": [_sheet_from_json(sheet) for sheet in kept["sheets"]]})


def _fields(thing: Any, *without: str) -> JSON:
    return {
        each.name: getattr(thing, each.name) for each in dataclasses.fields(thing) if each.name not in without
    }


def _sheet_as_json(sheet: Sheet) -> JSON:
    """Cells with nothing but a value are that value; the others point into a list of looks, each written once."""
    looks: dict[str, int] = {}
    written: dict[Cell, Any] = {}  # rows share their cells
    for cell in set(chain.from_iterable(sheet.rows)):
        written[cell] = _cell_as_json(cell, looks)
    rows = [[written[cell] for cell in cells] for cells in sheet.rows]
    kept = _fields(sheet, "rows")
    for name in _BY_NUMBER:
        kept[name] = list(kept[name].items())
    return {**kept, "rows": rows, "looks": [json.loads(look) for look in looks]}


def _cell_as_json(cell: Cell, looks: dict[str, int]) -> Any:
    value = {"=": cell.value.text} if isinstance(cell.value, Formula) else cell.value
    if not (cell.format or cell.note or cell.validation or cell.runs):
        return value
    look = json.dumps([cell.format, cell.note, cell.validation, cell.runs], default=dict)
    return [value, looks.setdefault(look, len(looks))]


def _sheet_from_json(kept: JSON) -> Sheet:
    looks = [
        Cell(None, form, note, validation, tuple(runs)) for form, note, validation, runs in kept.pop("looks")
    ]
    for name in _BY_NUMBER:
        kept[name] = {int(number): value for number, value in kept[name]}
    rows = [[_cell_from_json(cell, looks) for cell in cells] for cells in kept.pop("rows")]
    return Sheet(**kept, rows=rows)


def _cell_from_json(kept: Any, looks: list[Cell]) -> Cell:
    value, look = kept if isinstance(kept, list) else (kept, None)
    if isinstance(value, Mapping):
        value = Formula(value["="])
    if look is None:
        return Cell(value)
    return dataclasses.replace(looks[look], value=value)
