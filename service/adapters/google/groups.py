"""Groups of columns that are closed at first: those after ▸, which most days nobody needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.adapters.google.layout import JSON, TabLayout


def closed_groups(sheet_id: int, places: Sequence[int]) -> Iterator[JSON]:
    """Columns that stand together are one group."""
    runs: list[list[int]] = []
    for place in sorted(places):
        if runs and runs[-1][1] == place - 1:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    for first, last in runs:
        yield from _group(_columns(sheet_id, first - 1, last), closed=True)


def group_with(tab: TabLayout, like: int, places: Sequence[int]) -> Iterator[JSON]:
    """New columns join the group of the column `like`, open or closed as it is; without one they stand free.

    A group beside them is made anew with them in it: what Google does with two that touch is not written down.
    """
    group = next((each for each in tab.column_groups if _holds(each["range"], like)), None)
    if group is None or not places:
        return
    closed, end = bool(group.get("collapsed")), group["range"]["endIndex"]
    if end == min(places) - 1 and group.get("depth", 1) == 1:
        start = group["range"].get("startIndex", 0)
        yield {"deleteDimensionGroup": {"range": _columns(tab.sheet_id, start, end)}}
        yield from _group(_columns(tab.sheet_id, start, max(places)), closed)
    else:
        yield from _group(_columns(tab.sheet_id, min(places) - 1, max(places)), closed)


def _group(columns: JSON, closed: bool) -> Iterator[JSON]:
    yield {"addDimensionGroup": {"range": columns}}
    if closed:  # Google hides all columns of a group as it is closed
        group = {"range": columns, "depth": 1, "collapsed": True}
        yield {"updateDimensionGroup": {"dimensionGroup": group, "fields": "collapsed"}}


def _columns(sheet_id: int, start: int, end: int) -> JSON:
    return {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": start, "endIndex": end}


def _holds(area: JSON, place: int) -> bool:
    return bool(area.get("startIndex", 0) < place <= area.get("endIndex", 0))
