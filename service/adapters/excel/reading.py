"""An .xlsx file → a Snapshot: every tab's cells as last saved, each numbered as the spreadsheet numbers it."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import python_calamine

from service.adapters.excel.contents import Contents, TabPart
from service.adapters.excel.package_names import tab_title
from service.adapters.excel.refusing import code_of_permission, refusal
from service.adapters.excel.scanning import NOT_CALCULATED, Scan, scan, with_places, without_far_cells
from service.core.changes import SITE_NAME
from service.core.grids import Area, CellError, Grid, Notice, Raw, Snapshot
from service.core.tab_titles import unquoted

_LARGEST_AREA = 40_000_000  # cells; the reader keeps one value for each, blank or not


def read_snapshot(data: bytes, path: Path) -> Snapshot:
    """Everything in the file; `path` only names it in messages."""
    contents = Contents(data, path)
    notices: list[Notice] = []
    scans, data = _scan_all(contents, notices)
    identities = tab_identities(contents)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        grids = [
            _grid(tab, book.get_sheet_by_name(tab.title), scans[tab.title], identities.get(tab.title))
            for tab in contents.tabs
            if tab.has_cells
        ]
    except (python_calamine.CalamineError, ValueError, OSError) as problem:
        raise refusal("damaged", path) from problem
    for grid in grids:
        _count_uncalculated(grid, scans[grid.title], notices)
    return Snapshot(fingerprint(contents.data), grids, site_id(contents), saved_at(contents), notices=notices)


def _scan_all(contents: Contents, notices: list[Notice]) -> tuple[dict[str, Scan], bytes]:
    scans: dict[str, Scan] = {}
    changed: dict[str, bytes] = {}
    for tab in contents.tabs:
        if tab.has_cells:
            scans[tab.title] = _scan_tab(contents, tab, changed, notices)
    if contents.has("xl/sharedStrings.xml"):
        contents.part("xl/sharedStrings.xml")  # its checksum, before a reader that does not compare it
    return scans, with_parts(contents.data, changed) if changed else contents.data


def _scan_tab(contents: Contents, tab: TabPart, changed: dict[str, bytes], notices: list[Notice]) -> Scan:
    xml = contents.part(tab.part)
    _refuse_broken(xml, contents.path)
    placed = with_places(xml)
    found = scan(placed)
    kept, dropped = without_far_cells(placed, found)
    if dropped:
        found = scan(kept)
        without_far_cells(kept, found)  # its empty row still stands: measured by what is left
        says = f"{_cells(dropped)} far from the rest, so not read."
        notices.append(Notice("cells-far-off", says, "Clear what is there by mistake.", tab.title))
    if found.area > _LARGEST_AREA:
        raise refusal("too-big", contents.path)
    if kept is not xml:
        changed[tab.part] = kept
    for kind, part in contents.relations(tab.part).values():
        if kind.endswith("/table") and contents.has(part) and b"filterColumn" in contents.part(part):
            found.filtered = True
    return found


def _refuse_broken(xml: bytes, path: Path) -> None:
    """The fast reader takes a tab that breaks off for a shorter one, and rows would seem to be gone."""
    if not re.search(rb"</(?:\w+:)?worksheet\s*>\s*\Z", xml[-200:]):
        raise refusal("damaged", path)


def _cells(number: int) -> str:
    return "1 cell is" if number == 1 else f"{number} cells are"


def with_parts(data: bytes, changed: dict[str, bytes]) -> bytes:
    """A package with some parts replaced: for the reader's eyes only, never written to the workbook."""
    made = io.BytesIO()
    small = {name.casefold(): content for name, content in changed.items()}
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            content = small.get(name.lstrip("/").casefold())
            new.writestr(name, old.read(name) if content is None else content)
    return made.getvalue()


def _grid(tab: TabPart, sheet: python_calamine.CalamineSheet, found: Scan, identity: str | None) -> Grid:
    # The reader gives "" for an empty cell.
    rows: list[list[Raw]] = [
        [None if type(cell) is str and not cell else cell for cell in row]
        for row in sheet.to_python(skip_empty_area=False)
    ]
    for (row, column), code in found.errors.items():
        _put(rows, row, column, CellError(code))
    merged = tuple(
        Area(top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    for area in merged:
        _top_left_only(rows, area)
    return Grid(
        tab.title, rows, identity, tab.hidden, found.hidden_rows, found.hidden_columns, merged, found.filtered
    )


def _put(rows: list[list[Raw]], row: int, column: int, value: Raw) -> None:
    while len(rows) < row:
        rows.append([])
    cells = rows[row - 1]
    cells.extend([None] * (column - len(cells)))
    cells[column - 1] = value


def _top_left_only(rows: list[list[Raw]], area: Area) -> None:
    """Some programs leave old values under a merged cell. Nobody can see them, so they are not read."""
    for number in range(area.top, min(area.bottom, len(rows)) + 1):
        cells = rows[number - 1]
        first = area.left + (number == area.top)
        for column in range(first, min(area.right, len(cells)) + 1):
            cells[column - 1] = None


def _count_uncalculated(grid: Grid, found: Scan, notices: list[Notice]) -> None:
    count = sum(code == NOT_CALCULATED for code in found.errors.values())
    if count:
        cells = "1 formula has" if count == 1 else f"{count} formulas have"
        fix = "Open the workbook, let it calculate, and save."
        notices.append(Notice("not-calculated", f"{cells} no result yet.", fix, grid.title))


def tab_identities(contents: Contents) -> dict[str, str]:
    """The title a tab has now → the title we gave it, by the defined names that follow renames."""
    present = {tab.title.casefold(): tab.title for tab in contents.tabs}
    found: dict[str, str] = {}
    for name, stands_for in contents.names.items():
        title = present.get(unquoted(stands_for.rpartition("!")[0].lstrip("=")).casefold())
        declared = tab_title(name)
        if title is not None and declared is not None:
            found.setdefault(title, declared)
    return found


def site_id(contents: Contents) -> str | None:
    """The site this workbook says it belongs to."""
    match = re.fullmatch(r'="?([\w.:-]+)"?|"([\w.:-]+)"', contents.names.get(SITE_NAME, "").strip())
    return (match[1] or match[2]) if match else None


def saved_at(contents: Contents) -> datetime | None:
    """When the program that saved it says so; our own writes leave that as it is."""
    if not contents.has("docProps/core.xml"):
        return None
    for each in contents.xml("docProps/core.xml"):
        if each.tag.endswith("}modified") and each.text:
            try:
                read = datetime.fromisoformat(each.text.strip())
            except ValueError:
                return None
            return read if read.tzinfo else read.replace(tzinfo=UTC)
    return None


def fingerprint(data: bytes) -> str:
    """Changes with every save: the package's own list of parts holds each part's checksum, length and time."""
    return _of_tail(io.BytesIO(data), len(data))


def fingerprint_of(path: Path) -> str:
    """The same from the file, reading only its last few kilobytes."""
    try:
        with path.open("rb") as file:
            return _of_tail(file, file.seek(0, 2))
    except IsADirectoryError as problem:
        raise refusal("folder", path) from problem
    except FileNotFoundError as problem:
        raise refusal("missing", path) from problem
    except PermissionError as problem:
        raise refusal(code_of_permission(problem, path), path) from problem


def fingerprint_of_open(file: io.BufferedReader) -> str:
    """The same without opening it once more: closing a second handle would let go of a lock the first one holds."""
    return _of_tail(file, file.seek(0, 2))


def _of_tail(file: io.BufferedIOBase | io.BufferedReader | io.BytesIO, size: int) -> str:
    """Times and inode numbers are left out: virus scanners, backups and file servers change those without any save."""
    file.seek(max(0, size - 2**16 - 22))
    tail = file.read()
    found = tail.rfind(b"PK\x05\x06")
    if found >= 0 and len(tail) >= found + 20:
        start = int.from_bytes(tail[found + 16 : found + 20], "little")
        if start < size:
            file.seek(start)
            tail = file.read(size - start)
    return f"{size:x}-{hashlib.sha256(tail).hexdigest()[:24]}"


def tabs_with(contents: Contents, titles: Sequence[str]) -> list[TabPart]:
    """The tabs that are, by identity or by title, the ones named."""
    identities = tab_identities(contents)
    wanted = {title.casefold() for title in titles}
    return [tab for tab in contents.tabs if identities.get(tab.title, tab.title).casefold() in wanted]
