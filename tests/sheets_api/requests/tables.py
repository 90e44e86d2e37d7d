"""Tables (2025): a header row, typed columns, rows below; shapes of [D], behaviour mostly [M]."""

from __future__ import annotations

from tests.sheets_api import fields, filled, formats, formulas, showing
from tests.sheets_api.model import EMPTY, JSON, Sheet, invalid, new_sheet_id
from tests.sheets_api.notation import Area
from tests.sheets_api.places import area, check_cell_limit, of_area, overlap
from tests.sheets_api.requests.registry import Batch, answers


@answers("addTable")
def add_table(batch: Batch, arg: JSON) -> JSON:
    given = arg.get("table") or {}
    where = area(batch.book, given.get("range"), batch.switches)
    block = (where.top, where.left, where.bottom, where.right)
    if any(overlap(where.sheet, table["range"], *block) for table in where.sheet.tables):
        raise invalid("A table cannot overlap another table.")
    table_id = given.get("tableId") or str(new_sheet_id())
    name = given.get("name") or f"Table{sum(len(sheet.tables) for sheet in batch.book.sheets) + 1}"
    _check_name(batch, name, table_id)
    made = {"tableId": table_id, "name": name, "range": of_area(where)}
    if given.get("rowsProperties"):
        made["rowsProperties"] = formats.kept(given["rowsProperties"])
    made["columnProperties"] = _columns(batch, where, given.get("columnProperties") or [])
    where.sheet.tables.append(made)
    return {"table": made}


def _check_name(batch: Batch, name: str, own: str) -> None:
    for _sheet, table in _all(batch):
        if table["name"].casefold() == name.casefold() and table["tableId"] != own:
            raise invalid(f"A table with the name {name} already exists.")


def _columns(batch: Batch, where: Area, given: list[JSON]) -> list[JSON]:
    """One for each column; a name given is written into the header, one not given is read from it."""
    by_index = {each.get("columnIndex") or 0: each for each in given}
    made = []
    for column in range(where.right - where.left):
        properties = by_index.pop(column, {})
        kind = properties.get("columnType")
        rule = properties.get("dataValidationRule")
        if (kind == "DROPDOWN") != (rule is not None):
            raise invalid("A dataValidationRule is needed for columns of type DROPDOWN, and for no others.")
        header = where.sheet.cell(where.top, where.left + column)
        name = properties.get("columnName")
        if name:
            where.sheet.put(where.top, where.left + column, header.with_value(name))
        else:
            value = formulas.calculated(batch.book, where.sheet, where.top, where.left + column)
            name = showing.displayed(value, header, batch.book.locale) or f"Column {column + 1}"
        entry = {"columnIndex": column, "columnName": name, "columnType": kind, "dataValidationRule": rule}
        made.append({part: value for part, value in entry.items() if value})
    if by_index:
        raise invalid(f"columnIndex {min(by_index)} is outside the table.")
    return made


@answers("updateTable")
def update_table(batch: Batch, arg: JSON) -> None:
    mask = fields.of_update(arg, "Table")
    given = arg.get("table") or {}
    sheet, table = _found(batch, given.get("tableId"))
    whole = "*" in mask
    if whole or "name" in mask:
        _check_name(batch, given.get("name") or "", table["tableId"])
        table["name"] = given.get("name") or table["name"]
    if "range" in mask or whole and given.get("range"):
        new = {"sheetId": sheet.sheet_id} | fields.update(
            table["range"], given.get("range") or {}, mask.get("range") or {}
        )
        table["range"] = of_area(area(batch.book, new, batch.switches))
    if whole or "rowsProperties" in mask:
        new_rows = fields.update(
            table.get("rowsProperties", {}),
            formats.kept(given.get("rowsProperties") or {}),
            mask.get("rowsProperties") or {},
        )
        table["rowsProperties"] = new_rows
    where = area(batch.book, {"sheetId": sheet.sheet_id} | table["range"], batch.switches)
    listed = (
        given.get("columnProperties") or []
        if whole or "columnProperties" in mask
        else table["columnProperties"]
    )
    width = where.right - where.left
    table["columnProperties"] = _columns(
        batch, where, [each for each in listed if each.get("columnIndex", 0) < width]
    )


@answers("deleteTable")
def delete_table(batch: Batch, arg: JSON) -> None:
    """The table and what is in it [M]."""
    sheet, table = _found(batch, arg.get("tableId"))
    sheet.tables.remove(table)
    where = table["range"]
    for cells in sheet.rows[where["startRowIndex"] : where["endRowIndex"]]:
        for column in range(where["startColumnIndex"], min(where["endColumnIndex"], len(cells))):
            cells[column] = EMPTY


def _all(batch: Batch) -> list[tuple[Sheet, JSON]]:
    return [(sheet, table) for sheet in batch.book.sheets for table in sheet.tables]


def _found(batch: Batch, table_id: str | None) -> tuple[Sheet, JSON]:
    for sheet, table in _all(batch):
        if table["tableId"] == table_id:
            return sheet, table
    raise invalid(f"No table with id: {table_id or ''}")


def room_in_table(batch: Batch, table_id: str, count: int) -> tuple[Sheet, int, int]:
    """Where rows appended to a table go: after its last row with data; the table grows as far as it must [D]."""
    sheet, table = _found(batch, table_id)
    where = table["range"]
    left, right = where["startColumnIndex"], where["endColumnIndex"]
    bottom = where["endRowIndex"]
    last = filled.last_row(batch.book, sheet, batch.switches, left, right, bottom)
    last = max(where["startRowIndex"], last)
    top = last + 1
    lacking = top + count - bottom
    if lacking > 0:
        _push_down(batch, sheet, bottom, left, right, lacking)
        table["range"] = {**where, "endRowIndex": bottom + lacking}
    return sheet, top, left


def _push_down(batch: Batch, sheet: Sheet, row: int, left: int, right: int, count: int) -> None:
    """Cells below the table give way."""
    column = range(left, right)
    below = [[sheet.cell(at, each) for each in column] for at in range(row, len(sheet.rows))]
    filled_below = any(cell is not EMPTY for cells in below for cell in cells)
    sheet.row_count = max(sheet.row_count, row + count + (len(below) if filled_below else 0))
    check_cell_limit(batch.book)
    if filled_below:
        for at, cells in enumerate(below, row + count):
            for each, cell in zip(column, cells, strict=True):
                sheet.put(at, each, cell)
        for at in range(row, row + count):
            for each in column:
                sheet.put(at, each, EMPTY)
