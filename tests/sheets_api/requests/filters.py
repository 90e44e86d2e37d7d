"""The basic filter of a tab, and filter views, which people have for themselves."""

from __future__ import annotations

import copy

from tests.sheets_api import fields, formats, formulas, showing
from tests.sheets_api.model import JSON, Sheet, invalid, new_sheet_id
from tests.sheets_api.notation import Area
from tests.sheets_api.places import area, of_area, sheet_at
from tests.sheets_api.requests.registry import Batch, answers
from tests.sheets_api.requests.sorting import sort


@answers("setBasicFilter")
def set_basic_filter(batch: Batch, arg: JSON) -> None:
    """It comes back with all its ends [C:WT.test_basic_filters #6,#7]; a tab has one, the new one replaces it."""
    given = arg.get("filter") or {}
    where = area(batch.book, given.get("range"), batch.switches)
    _show_all(where.sheet)
    kept: JSON = {"range": of_area(where)}
    for name in ("sortSpecs", "filterSpecs", "criteria", "tableId"):
        if given.get(name):
            kept[name] = formats.kept(given[name])
    where.sheet.basic_filter = kept
    if kept.get("sortSpecs") and where.bottom - where.top > 1:
        by = [
            (each.get("dimensionIndex") or 0, each.get("sortOrder") == "DESCENDING")
            for each in kept["sortSpecs"]
        ]
        body = Area(where.sheet, where.top + 1, where.left, where.bottom, where.right)
        sort(batch.book, body, by, moves_metadata=batch.switches.sort_moves_row_metadata)
    _hide_rows(batch, where, kept)


@answers("clearBasicFilter")
def clear_basic_filter(batch: Batch, arg: JSON) -> None:
    sheet = sheet_at(batch.book, arg.get("sheetId"))
    sheet.basic_filter = None
    _show_all(sheet)


def _show_all(sheet: Sheet) -> None:
    for row, properties in list(sheet.row_metadata.items()):
        properties.pop("hiddenByFilter", None)
        if not properties:
            del sheet.row_metadata[row]


def _hide_rows(batch: Batch, where: Area, kept: JSON) -> None:
    """Rows with a hidden value are hidden; conditions of filters are not worked out here."""
    hidden = {
        each.get("columnIndex") or 0: set((each.get("filterCriteria") or {}).get("hiddenValues") or [])
        for each in kept.get("filterSpecs") or []
    }
    for column, rule in (kept.get("criteria") or {}).items():
        hidden.setdefault(int(column), set()).update(rule.get("hiddenValues") or [])
    for row in range(where.top + 1, min(where.bottom, len(where.sheet.rows))):
        for column, values in hidden.items():
            value = formulas.calculated(batch.book, where.sheet, row, column)
            if showing.displayed(value, where.sheet.cell(row, column), batch.book.locale) in values:
                where.sheet.row_metadata.setdefault(row, {})["hiddenByFilter"] = True


@answers("addFilterView")
def add_filter_view(batch: Batch, arg: JSON) -> JSON:
    given = formats.kept(arg.get("filter") or {})
    where = area(batch.book, given.get("range"), batch.switches)
    number = len(where.sheet.filter_views) + 1
    made = {
        "filterViewId": given.get("filterViewId") or new_sheet_id(),
        "title": given.get("title") or f"Filter {number}",
        **{name: value for name, value in given.items() if name not in ("filterViewId", "title", "range")},
        "range": of_area(where),
    }
    where.sheet.filter_views.append(made)
    return {"filter": made}


@answers("updateFilterView")
def update_filter_view(batch: Batch, arg: JSON) -> None:
    mask = fields.of_update(arg, "FilterView")
    given = formats.kept(arg.get("filter") or {})
    _sheet, view = _found(batch, given.get("filterViewId"))
    new = fields.update(view, given, {name: at for name, at in mask.items() if name != "filterViewId"})
    new["range"] = of_area(area(batch.book, new.get("range"), batch.switches))
    view.clear()
    view.update(new)


@answers("duplicateFilterView")
def duplicate_filter_view(batch: Batch, arg: JSON) -> JSON:
    sheet, view = _found(batch, arg.get("filterId"))
    made = {**copy.deepcopy(view), "filterViewId": new_sheet_id(), "title": f"Copy of {view['title']}"}
    sheet.filter_views.append(made)
    return {"filter": made}


@answers("deleteFilterView")
def delete_filter_view(batch: Batch, arg: JSON) -> None:
    sheet, view = _found(batch, arg.get("filterId"))
    sheet.filter_views.remove(view)


def _found(batch: Batch, view_id: int | None) -> tuple[Sheet, JSON]:
    for sheet in batch.book.sheets:
        for view in sheet.filter_views:
            if view["filterViewId"] == view_id:
                return sheet, view
    raise invalid(f"No FilterView with id: {view_id or 0}")
