"""Which cells are not for typing in: our own tabs are shut, and headings, Refs and ƒ columns of staff tabs ask first.

Staff must still be able to sort, move and mend in their tabs, so there Google only warns. A protection of ours is known
by its description; anybody else's is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from service.adapters.google.layout import JSON, TabLayout
from service.core.finding import Headings
from service.core.rows import SERVICE, Row

OURS = "Patient Voice: written by the service"  # descriptions, by which a protection is found again
_HEADINGS = "Patient Voice: headings, by which we find the columns"
_COLUMN = "Patient Voice: {heading} is filled in by the service"


def protect_tab(sheet_id: int, account: str | None = None) -> JSON:
    """The request that shuts a tab of ours."""
    return {"addProtectedRange": {"protectedRange": protected_tab(sheet_id, account)}}


def protected_tab(sheet_id: int, account: str | None = None) -> JSON:
    """A whole tab that only the service, and whoever owns the file, can write in.

    Without editors named, Google lets whoever asks be the only one: us. [C:WT.test_add_protected_range_normal]
    """
    made: JSON = {"range": {"sheetId": sheet_id}, "description": OURS, "warningOnly": False}
    if account:
        made["editors"] = {"users": [account], "domainUsersCanEdit": False}
    return made


def protected_parts(kind: type[Row], sheet_id: int, headings: Headings) -> list[JSON]:
    """The headings of a staff tab, and each column of ours below them."""
    heading = {"sheetId": sheet_id, "startRowIndex": headings.row - 1, "endRowIndex": headings.row}
    areas = {_HEADINGS: heading}
    for name, place in headings.columns.items():
        if (column := kind.columns[name]).written_by == SERVICE:
            areas[_COLUMN.format(heading=column.heading)] = {
                "sheetId": sheet_id,
                "startRowIndex": headings.row,
                "startColumnIndex": place - 1,
                "endColumnIndex": place,
            }
    return [{"range": area, "description": told, "warningOnly": True} for told, area in areas.items()]


def is_protected_as_ours(tab: TabLayout) -> bool:
    """Whether we shut this whole tab: then it is ours, whatever it is called."""
    return any(each.get("description") == OURS for each in tab.protected)


def requests_to_protect(tab: TabLayout | None, wanted: Sequence[JSON]) -> Iterator[JSON]:
    """Adds what is missing, puts right what was moved or loosened, and takes away copies. `tab` None: it is new."""
    for protected in wanted:
        told = protected["description"]
        there = [each for each in (tab.protected if tab else ()) if each.get("description") == told]
        if not there:
            yield {"addProtectedRange": {"protectedRange": protected}}
            continue
        if not _holds(there[0], protected):
            changed = {**protected, "protectedRangeId": there[0]["protectedRangeId"]}
            fields = "range,warningOnly" + (",editors" if "editors" in protected else "")
            yield {"updateProtectedRange": {"protectedRange": changed, "fields": fields}}
        for copy in there[1:]:
            yield {"deleteProtectedRange": {"protectedRangeId": copy["protectedRangeId"]}}


def _holds(there: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Wide enough, in these very columns, and as strict. An end that Google left out is the end of the tab."""
    if bool(there.get("warningOnly")) != wanted["warningOnly"]:
        return False
    has, needs = there.get("range", {}), wanted["range"]
    if has.get("sheetId", 0) != needs["sheetId"]:
        return False
    across = [each.get(end) for each in (has, needs) for end in ("startColumnIndex", "endColumnIndex")]
    if "startColumnIndex" in needs and across[:2] != across[2:]:
        return False
    top, bottom = has.get("startRowIndex", 0), has.get("endRowIndex")
    if top > needs.get("startRowIndex", 0):
        return False
    # Below a heading the end is not looked at: it is the tab's own, and moves with it.
    return "endRowIndex" not in needs or bottom is None or bottom >= needs["endRowIndex"]
