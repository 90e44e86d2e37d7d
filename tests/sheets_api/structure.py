"""Rows and columns put in, taken out and moved: all that points at them follows.

Formulas, named ranges, protections, rules, merges, filters, groups, charts and developer metadata follow [D, §5];
how the formulas are rewritten stands in references.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from typing import Any

from tests.sheets_api import boxes, references
from tests.sheets_api.boxes import GONE, Change
from tests.sheets_api.model import EMPTY, JSON, Cell, Formula, Sheet, Spreadsheet
from tests.sheets_api.places import ROWS

Rewrite = Callable[[str, str], str]  # a formula and the title of the tab it stands in → the formula after


def insert(
    book: Spreadsheet, sheet: Sheet, dimension: str, at: int, count: int, *, from_before: bool
) -> None:
    """Puts in lines before `at`. They look like the line before or after, and offer the same choices."""
    if dimension == ROWS:
        beside = at - 1 if from_before else at
        model = sheet.rows[beside] if 0 <= beside < len(sheet.rows) else []
        new = [_as_beside(cell) for cell in model]
        if at < len(sheet.rows) or any(cell is not EMPTY for cell in new):
            while len(sheet.rows) < at:
                sheet.rows.append([])
            sheet.rows[at:at] = [list(new) for _ in range(count)]
        sheet.row_count += count
    else:
        for cells in sheet.rows:
            beside = at - 1 if from_before else at
            new_cell = _as_beside(cells[beside]) if 0 <= beside < len(cells) else EMPTY
            if at < len(cells) or new_cell is not EMPTY:
                cells[at:at] = [new_cell] * count
        sheet.column_count += count
    _shift_metadata(sheet, dimension, lambda position: position + count if position >= at else position)
    frozen = "frozenRowCount" if dimension == ROWS else "frozenColumnCount"
    if at < sheet.grid_properties.get(frozen, 0):
        sheet.grid_properties[frozen] += count
    _follow(
        book, sheet, dimension, boxes.along(dimension, boxes.inserted(at, count)), _Columns(at, count=count)
    )
    rewrite(
        book,
        lambda text, own: references.after_insert(text, own, sheet.title, dimension, at, count),
        sheet.title,
    )


def delete(book: Spreadsheet, sheet: Sheet, dimension: str, start: int, end: int) -> None:
    """Takes out lines `start` up to `end`."""
    if dimension == ROWS:
        del sheet.rows[start:end]
        sheet.row_count -= end - start
    else:
        for cells in sheet.rows:
            del cells[start:end]
        sheet.column_count -= end - start
    _shift_metadata(
        sheet,
        dimension,
        lambda position: None if start <= position < end else position - (end - start) * (position >= end),
    )
    frozen = "frozenRowCount" if dimension == ROWS else "frozenColumnCount"
    if frozen in sheet.grid_properties:
        sheet.grid_properties[frozen] -= max(0, min(end, sheet.grid_properties[frozen]) - start)
    _follow(
        book, sheet, dimension, boxes.along(dimension, boxes.deleted(start, end)), _Columns(start, gone=end)
    )
    rewrite(
        book,
        lambda text, own: references.after_delete(text, own, sheet.title, dimension, start, end),
        sheet.title,
    )


def move(book: Spreadsheet, sheet: Sheet, dimension: str, start: int, end: int, to: int) -> None:
    """Moves lines before line `to`, numbered as before the move [D]."""
    if start <= to <= end:
        return
    size = sheet.row_count if dimension == ROWS else sheet.column_count
    order = [*range(start), *range(end, size)]
    landing = to if to <= start else to - (end - start)
    order[landing:landing] = range(start, end)
    if dimension == ROWS:
        while len(sheet.rows) < max(end, to):
            sheet.rows.append([])
        sheet.rows[:] = [sheet.rows[old] for old in order if old < len(sheet.rows)]
    else:
        for cells in sheet.rows:
            if len(cells) > min(start, to):
                cells.extend([EMPTY] * (max(end, to) - len(cells)))
                cells[:] = [cells[old] for old in order if old < len(cells)]
    new_place = {old: new for new, old in enumerate(order)}
    _shift_metadata(sheet, dimension, lambda position: new_place.get(position, position))
    columns = _Columns(start, order=new_place)
    _follow(book, sheet, dimension, boxes.along(dimension, boxes.moved(start, end, to)), columns)
    rewrite(
        book,
        lambda text, own: references.after_move(text, own, sheet.title, dimension, start, end, to),
        sheet.title,
    )


def _as_beside(cell: Cell) -> Cell:
    """A new cell next to this one: its format and its rule, not its value or note."""
    if not cell.format and cell.validation is None:
        return EMPTY
    return Cell(format=cell.format, validation=cell.validation)


def _shift_metadata(sheet: Sheet, dimension: str, place: Callable[[int], int | None]) -> None:
    kept = sheet.row_metadata if dimension == ROWS else sheet.column_metadata
    moved = {place(position): properties for position, properties in kept.items()}
    kept.clear()
    kept.update({position: properties for position, properties in moved.items() if position is not None})


class _Columns:
    """Where each column goes, for filters and tables, which name columns by position."""

    def __init__(self, at: int, count: int = 0, gone: int = 0, order: dict[int, int] | None = None):
        self.at, self.count, self.gone, self.order = at, count, gone, order

    def __call__(self, column: int) -> int | None:
        if self.order is not None:
            return self.order.get(column, column)
        if self.gone:
            if self.at <= column < self.gone:
                return None
            return column - (self.gone - self.at) if column >= self.gone else column
        return column + self.count if column >= self.at else column


def _follow(book: Spreadsheet, sheet: Sheet, dimension: str, change: Change, columns: _Columns) -> None:
    if dimension != ROWS:
        for table in sheet.tables:
            _table_columns(table, change, columns)
        for each in [sheet.basic_filter, *sheet.filter_views]:
            if each:
                _filter_columns(each, columns)
    follow(book, sheet, change)


def follow(book: Spreadsheet, sheet: Sheet, change: Change) -> None:
    """Changes every range and place in the book that lies in this tab."""
    here = sheet.sheet_id
    for named in book.named_ranges:
        if "range" in named:
            new = boxes.follow(named["range"], here, change)
            if new is GONE:
                del named["range"]  # the name stays taken, and is told no more [I:gspread#1530]
            else:
                named["range"] = new
    book.developer_metadata[:] = boxes.follow(book.developer_metadata, here, change)
    for tab in book.sheets:
        tab.charts[:] = boxes.follow(tab.charts, here, change)
    for name in ("merges", "protected", "conditional", "banded", "filter_views", "tables"):
        setattr(sheet, name, boxes.follow(getattr(sheet, name), here, change))
    sheet.row_groups = boxes.follow(sheet.row_groups, here, change)
    sheet.column_groups = boxes.follow(sheet.column_groups, here, change)
    sheet.conditional = [rule for rule in sheet.conditional if rule.get("ranges")]
    sheet.merges = [merge for merge in sheet.merges if not _single(merge)]
    if sheet.basic_filter is not None:
        new = boxes.follow(sheet.basic_filter, here, change)
        sheet.basic_filter = None if new is GONE else new


def _single(merge: JSON) -> bool:
    rows = merge["endRowIndex"] - merge["startRowIndex"]
    return bool(rows * (merge["endColumnIndex"] - merge["startColumnIndex"]) == 1)


def _filter_columns(filtered: JSON, columns: _Columns) -> None:
    criteria = {columns(int(column)): rule for column, rule in filtered.get("criteria", {}).items()}
    if "criteria" in filtered:
        filtered["criteria"] = {str(column): rule for column, rule in criteria.items() if column is not None}
    for listed, name in (("filterSpecs", "columnIndex"), ("sortSpecs", "dimensionIndex")):
        if listed in filtered:
            moved = [{**each, name: columns(each.get(name, 0))} for each in filtered[listed]]
            filtered[listed] = [each for each in moved if each[name] is not None]


def _table_columns(table: JSON, change: Change, columns: _Columns) -> None:
    """A table's columns are numbered within it; new ones in its midst are called Column N."""
    old_left, old_right = table["range"]["startColumnIndex"], table["range"]["endColumnIndex"]
    new = change((0, old_left, None, old_right))
    if new is None:
        return
    left, right = new[1], new[3]
    assert left is not None
    assert right is not None
    came: dict[int, JSON] = {}
    for properties in table.get("columnProperties", []):
        place = columns(old_left + properties.get("columnIndex", 0))
        if place is not None:
            came[place - left] = properties
    table["columnProperties"] = [
        _numbered(came.get(column, {"columnName": f"Column {column + 1}"}), column)
        for column in range(right - left)
    ]


def _numbered(properties: JSON, column: int) -> JSON:
    """A columnIndex of 0 is left out, as all default scalars are."""
    others = {name: value for name, value in properties.items() if name != "columnIndex"}
    return {"columnIndex": column, **others} if column else others


def rewrite(book: Spreadsheet, how: Rewrite, about: str | None = None) -> None:
    """Rewrites every formula: of cells, of their rules and of the conditional formats.

    `about`: only references to this tab can change, so that formulas that do not name it need not be read.
    """
    rules: dict[int, tuple[Any, Any]] = {}  # cells share their rules: each is rewritten once
    for sheet in book.sheets:
        own = sheet.title
        changed = _changed(sheet, how, references.named_as(about, own), rules)
        for cells in sheet.rows if changed else ():
            cells[:] = [changed.get(id(cell), cell) for cell in cells]
        for rule in sheet.conditional:
            condition = rule.get("booleanRule", {}).get("condition")
            if condition:
                rule["booleanRule"]["condition"] = _condition(condition, own, how)


def _changed(sheet: Sheet, how: Rewrite, name: str, rules: dict[int, tuple[Any, Any]]) -> dict[int, Cell]:
    """The new cells by the old ones' ids. Written out in one piece: it is asked of every cell of 20,000 rows."""
    # Rows share their cells: most tabs hold far fewer different ones than places.
    changed: dict[int, Cell] = {}
    for cell in set(chain.from_iterable(sheet.rows)):
        value, rule = cell.value, cell.validation
        if rule is not None:
            known = rules.get(id(rule))
            if known is None:
                known = rules[id(rule)] = (rule, _rule(rule, sheet.title, how))
            if known[1] is not rule:
                changed[id(cell)] = replace(cell, validation=known[1])
        if type(value) is Formula and name in value.text.casefold():
            text = how(value.text, sheet.title)
            if text != value.text:
                changed[id(cell)] = changed.get(id(cell), cell).with_value(Formula(text))
    return changed


def _rule(rule: Any, own: str, how: Rewrite) -> Any:
    condition = rule.get("condition", {})
    new = _condition(condition, own, how)
    return rule if new is condition else {**rule, "condition": new}


def _condition(condition: JSON, own: str, how: Rewrite) -> JSON:
    """ONE_OF_RANGE takes its range with or without an equals sign."""
    values = condition.get("values", [])
    bare = condition.get("type") == "ONE_OF_RANGE"
    changed = []
    for each in values:
        text = each.get("userEnteredValue", "")
        if text.startswith("="):
            changed.append({**each, "userEnteredValue": how(text, own)})
        elif bare and text:
            changed.append({**each, "userEnteredValue": how("=" + text, own)[1:]})
        else:
            changed.append(each)
    return condition if changed == values else {**condition, "values": changed}
