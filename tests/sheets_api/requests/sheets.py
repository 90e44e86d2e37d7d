"""Tabs: adding, copying, deleting, renaming, reordering, hiding and resizing them; and the file's own properties."""

from __future__ import annotations

import copy
from typing import Any

from tests.sheets_api import fields, formats, getting, names, protection, references, structure
from tests.sheets_api.fields import Mask
from tests.sheets_api.model import JSON, Formula, Sheet, Spreadsheet, invalid, new_sheet_id
from tests.sheets_api.places import COLUMNS, ROWS, check_cell_limit, sheet_at
from tests.sheets_api.requests.registry import Batch, answers

GRID_SIZES = ("rowCount", "columnCount")


@answers("addSheet")
def add_sheet(batch: Batch, arg: JSON) -> JSON:
    """At the end unless an index is given; 1000 × 26 unless a size is [C]."""
    book = batch.book
    given = formats.kept(arg.get("properties") or {})
    grid = given.get("gridProperties") or {}
    sheet_id = given.get("sheetId")
    if sheet_id is not None and book.sheet(sheet_id):
        raise invalid(f"A sheet with the id {sheet_id} already exists.")
    title = given.get("title") or names.free_title(book, "Sheet")
    check_title(book, title)
    sheet = Sheet(
        new_id(book) if sheet_id is None else sheet_id,
        title,
        grid.get("rowCount") or 1000,
        grid.get("columnCount") or 26,
        properties=_other_properties(given),
        grid_properties={name: value for name, value in grid.items() if name not in GRID_SIZES},
    )
    index = given.get("index")
    if index is not None and index > len(book.sheets):
        raise invalid(f"Sheet index {index} is greater than the number of sheets.")
    book.sheets.insert(len(book.sheets) if index is None else index, sheet)
    check_cell_limit(book)
    _check_frozen(sheet)
    return {"properties": getting.sheet_properties(book, sheet)}


def _other_properties(given: JSON) -> JSON:
    placed = {"sheetId", "title", "index", "sheetType", "gridProperties"}
    return {name: value for name, value in given.items() if name not in placed}


def new_id(book: Spreadsheet) -> int:
    while book.sheet(sheet_id := new_sheet_id()):
        pass
    return sheet_id


def check_title(book: Spreadsheet, title: str, own: Sheet | None = None) -> None:
    """Words of [I:php-google-spreadsheet-client#170]; names are compared without case."""
    if not title:
        raise invalid("Sheet name cannot be empty.")
    if len(title) > 100:
        raise invalid("Sheet name cannot be longer than 100 characters.")
    found = book.titled(title)
    if found is not None and found is not own:
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')


@answers("deleteSheet")
def delete_sheet(batch: Batch, arg: JSON) -> None:
    book = batch.book
    sheet = sheet_at(book, arg.get("sheetId"))
    if not any(other is not sheet and not other.properties.get("hidden") for other in book.sheets):
        if len(book.sheets) == 1:
            raise invalid("You can't remove all the sheets in a document.")
        raise invalid("You can't remove all the visible sheets in a document.")
    protection.refuse(book, sheet, 0, 0, sheet.row_count, sheet.column_count)
    remove(book, sheet)


def remove(book: Spreadsheet, sheet: Sheet) -> None:
    """Formulas that point there come to #REF!; its named ranges stay taken and untold [I:gspread#1530]."""
    book.sheets.remove(sheet)
    here = sheet.sheet_id
    for named in book.named_ranges:
        if "range" in named and named["range"].get("sheetId", 0) == here:
            del named["range"]
    book.developer_metadata[:] = [each for each in book.developer_metadata if _sheet_of(each) != here]
    for other in book.sheets:
        other.charts[:] = [_without_sources(chart, here) for chart in other.charts]
    structure.rewrite(book, lambda text, own: references.after_sheet_deleted(text, own, sheet.title))


def _sheet_of(entry: JSON) -> int | None:
    where = entry["location"]
    if where["locationType"] == "SPREADSHEET":
        return None
    return int(where.get("dimensionRange", where).get("sheetId", 0))


def _without_sources(node: Any, sheet_id: int) -> Any:
    """The chart without the ranges of a deleted tab."""
    if isinstance(node, list):
        return [_without_sources(each, sheet_id) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        name: [each for each in value if each.get("sheetId", 0) != sheet_id]
        if name == "sources"
        else _without_sources(value, sheet_id)
        for name, value in node.items()
    }


@answers("duplicateSheet")
def duplicate_sheet(batch: Batch, arg: JSON) -> JSON:
    """The copy has the rules, charts, protections and row metadata of the tab, under new numbers [D]."""
    book = batch.book
    source = sheet_at(book, arg.get("sourceSheetId"))
    sheet_id = arg.get("newSheetId")
    if sheet_id is not None and book.sheet(sheet_id):
        raise invalid(f"A sheet with the id {sheet_id} already exists.")
    title = arg.get("newSheetName") or names.free_title(book, f"Copy of {source.title}", first=True)
    check_title(book, title)
    twin = _twin(book, source, book, new_id(book) if sheet_id is None else sheet_id, title)
    twin.properties.pop("hidden", None)
    index = arg.get("insertSheetIndex") or 0
    if index > len(book.sheets):
        raise invalid(f"Sheet index {index} is greater than the number of sheets.")
    book.sheets.insert(index, twin)
    check_cell_limit(book)
    return {"properties": getting.sheet_properties(book, twin)}


def copied_into(book: Spreadsheet, sheet_id: int, other: Spreadsheet) -> Sheet:
    """sheets.copyTo: at the end of another file, as `Copy of …`."""
    source = sheet_at(book, sheet_id)
    title = names.free_title(other, f"Copy of {source.title}", first=True)
    twin = _twin(book, source, other, new_id(other), title)
    other.sheets.append(twin)
    check_cell_limit(other)
    return twin


def _twin(book: Spreadsheet, source: Sheet, into: Spreadsheet, sheet_id: int, title: str) -> Sheet:
    twin = source.copy()
    twin.sheet_id, twin.title = sheet_id, title
    old = source.sheet_id
    for (
        name
    ) in "merges protected conditional charts banded filter_views tables row_groups column_groups".split():
        setattr(twin, name, _at(getattr(twin, name), old, sheet_id, ranged=name == "merges"))
    twin.basic_filter = _at(twin.basic_filter, old, sheet_id)
    numbers = (
        (twin.charts, "chartId"),
        (twin.protected, "protectedRangeId"),
        (twin.banded, "bandedRangeId"),
        (twin.filter_views, "filterViewId"),
    )
    for each, name in ((each, name) for listed, name in numbers for each in listed):
        each[name] = new_sheet_id()
    for table in twin.tables:
        table["tableId"] = str(new_sheet_id())
        table["name"] = names.free_table_name(into, table["name"])
    for entry in [each for each in book.developer_metadata if _sheet_of(each) == old]:
        moved = _at(copy.deepcopy(entry), old, sheet_id)
        into.developer_metadata.append({**moved, "metadataId": new_sheet_id()})
    for cells in twin.rows:  # what named its own tab by title names the copy
        for column, cell in enumerate(cells):
            if isinstance(cell.value, Formula) and source.title in cell.value.text:
                text = references.after_rename(cell.value.text, source.title, title)
                cells[column] = cell.with_value(Formula(text))
    return twin


# Under these names stand ranges and places; one of the tab with number 0 may be written {}.
_RANGED = {"range", "ranges", "sources", "unprotectedRanges", "anchorCell", "dimensionRange"}


def _at(node: Any, old: int, new: int, *, ranged: bool = False) -> Any:
    """The JSON with every range of the old tab in the new one."""
    if isinstance(node, list):
        return [_at(each, old, new, ranged=ranged) for each in node]
    if not isinstance(node, dict):
        return node
    moved = {name: _at(value, old, new, ranged=name in _RANGED) for name, value in node.items()}
    ranged = ranged or node.get("locationType") == "SHEET"
    if ranged and node.get("sheetId", 0) == old:
        moved = {"sheetId": new} | {name: value for name, value in moved.items() if name != "sheetId"}
    return moved


@answers("updateSheetProperties")
def update_sheet_properties(batch: Batch, arg: JSON) -> None:
    """rowCount is applied and checked before columnCount [I:gspread-dataframe#37]."""
    book = batch.book
    mask = fields.of_update(arg, "SheetProperties")
    given = formats.kept(arg.get("properties") or {})
    sheet = sheet_at(book, given.get("sheetId"))
    if "*" in mask:
        mask = {
            name: {}
            for name in ("title", "index", "gridProperties", "hidden", "rightToLeft", "tabColorStyle")
        }
    mask = formats.with_twins(mask)
    if "title" in mask:
        rename(book, sheet, given.get("title") or "")
    if "gridProperties" in mask:
        _update_grid(book, sheet, given.get("gridProperties") or {}, mask["gridProperties"])
    others = {
        name: at for name, at in mask.items() if name not in ("title", "gridProperties", "index", "sheetId")
    }
    if others:
        sheet.properties = fields.update(sheet.properties, given, others)
    if all(each.properties.get("hidden") for each in book.sheets):
        raise invalid("You can't hide all the sheets in a document.")  # [C:WT.test_hide_show_worksheet #5]
    if "index" in mask:
        reorder(book, sheet, given.get("index") or 0)


def rename(book: Spreadsheet, sheet: Sheet, title: str) -> None:
    check_title(book, title, own=sheet)
    old, sheet.title = sheet.title, title
    structure.rewrite(book, lambda text, own: references.after_rename(text, old, title))


def reorder(book: Spreadsheet, sheet: Sheet, index: int) -> None:
    """The index counts as before the move [D]: to the right, the tab lands one further left than the number says."""
    if not 0 <= index <= len(book.sheets):
        raise invalid(f"Sheet index {index} is greater than the number of sheets.")
    old = book.sheets.index(sheet)
    book.sheets.remove(sheet)
    book.sheets.insert(index - 1 if index > old else index, sheet)


def _update_grid(book: Spreadsheet, sheet: Sheet, given: JSON, mask: Mask) -> None:
    names_in = mask or dict.fromkeys([*GRID_SIZES, *sheet.grid_properties, *given])
    if "rowCount" in names_in:
        resize(book, sheet, ROWS, given.get("rowCount") or 0)
    if "columnCount" in names_in:
        resize(book, sheet, COLUMNS, given.get("columnCount") or 0)
    others: Mask = {name: {} for name in names_in if name not in GRID_SIZES}
    if others:
        sheet.grid_properties = fields.update(sheet.grid_properties, given, others)
    _check_frozen(sheet)


def _check_frozen(sheet: Sheet) -> None:
    if sheet.grid_properties.get("frozenRowCount", 0) >= sheet.row_count > 0:
        raise invalid("You can't freeze all visible rows on the sheet.")
    if sheet.grid_properties.get("frozenColumnCount", 0) >= sheet.column_count > 0:
        raise invalid("You can't freeze all visible columns on the sheet.")


def resize(book: Spreadsheet, sheet: Sheet, dimension: str, to: int) -> None:
    """A smaller grid loses what was in the lines cut off."""
    old = sheet.row_count if dimension == ROWS else sheet.column_count
    if to <= 0:
        raise invalid(f"{'rowCount' if dimension == ROWS else 'columnCount'} must be greater than 0.")
    if to < old:
        structure.delete(book, sheet, dimension, to, old)
    elif dimension == ROWS:
        sheet.row_count = to
    else:
        sheet.column_count = to
    check_cell_limit(book)


@answers("updateSpreadsheetProperties")
def update_spreadsheet_properties(batch: Batch, arg: JSON) -> None:
    """Title, locale and time zone; the rest is taken and not kept."""
    mask = fields.of_update(arg, "SpreadsheetProperties")
    given = arg.get("properties") or {}
    every = "*" in mask
    book = batch.book
    if every or "title" in mask:
        if not given.get("title"):
            raise invalid("Spreadsheet title cannot be empty.")
        book.title = given["title"]
    if "locale" in mask or every and given.get("locale"):
        book.locale = given.get("locale") or book.locale
    if "timeZone" in mask or every and given.get("timeZone"):
        book.time_zone = given.get("timeZone") or book.time_zone
