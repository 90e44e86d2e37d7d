"""Names over ranges: which tab is which whatever it is called now, and where each list of the drop-downs stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from service.adapters.google.layout import JSON, Layout, tab_range_name, unused_range_name
from service.core.changes import list_name, lists_needed
from service.core.rows import Row


def tab_names(present: Mapping[str, int]) -> dict[str, JSON]:
    """Over A1 of each tab, by the declared title."""
    return {tab_range_name(declared): _area(sheet_id, 0, 1, 0) for declared, sheet_id in present.items()}


def list_names(kinds: Sequence[type[Row]], lists_id: int) -> dict[str, JSON]:
    """One column of Lists each, from its second row to the end."""
    return {list_name(key): _area(lists_id, 1, None, place) for place, key in enumerate(lists_needed(kinds))}


def requests_to_name(layout: Layout, wanted: Mapping[str, JSON]) -> Iterator[JSON]:
    """Adds the missing ones, and brings back those that lost their tab or stand in another column."""
    known = dict(layout.named_ranges)
    for name, area in wanted.items():
        there = known.get(name)
        if there is None:
            fresh = unused_range_name(name, layout)
            yield {"addNamedRange": {"namedRange": {"name": fresh, "range": area}}}
        elif not _stands(there.get("range") or {}, area):
            moved = {"namedRangeId": there["namedRangeId"], "name": there["name"], "range": area}
            yield {"updateNamedRange": {"namedRange": moved, "fields": "range"}}


def _stands(there: JSON, wanted: JSON) -> bool:
    """A tab's name may have moved within the tab, where somebody put rows or columns before it; a list's is its column."""
    if not there or there.get("sheetId", 0) != wanted["sheetId"]:
        return False
    is_list = "endRowIndex" not in wanted
    return not is_list or there.get("startColumnIndex", 0) == wanted["startColumnIndex"]


def _area(sheet_id: int, top: int, bottom: int | None, column: int) -> JSON:
    area = {"sheetId": sheet_id, "startRowIndex": top}
    area |= {} if bottom is None else {"endRowIndex": bottom}
    return area | {"startColumnIndex": column, "endColumnIndex": column + 1}
