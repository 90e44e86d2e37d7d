"""What of a workbook the port keeps in the ledger from one cycle to the next: how it is built, and whom to tell.

The ledger and its copies hold no words of staff's that nobody needs there: of a filter its range and a mark to compare
by, of rules how many there are, of protections whether they are ours; nobody's address but the two to be told.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from service.adapters.google.kept_aside import HashOf
from service.adapters.google.layout import JSON, OURS_BEGIN, SITE_KEY, WRITE_KEY, layout_of
from service.adapters.google.protecting import OURS
from service.core.finding import find_headings, squashed
from service.core.grids import Grid, Raw
from service.core.rows import Row

SET_UP = "Set-up"
# Settings, whatever they are called; flows/waiting.py writes to one of them.
TOLD = frozenset(map(squashed, ("Lead", "Lead nurse", "Manager to tell", "Manager")))
_OF_A_PROTECTION = ("protectedRangeId", "range", "warningOnly")


def built(answer: Mapping[str, Any], ours: Collection[str], hash_of: HashOf) -> JSON:
    """The answer to a `spreadsheets.get` without what people typed, cells apart; what it gave already stays as it is.

    `ours`: titles of tabs whose charts we draw. Tab titles stay: by them the next read asks for values.
    """
    tabs = layout_of(answer).tabs
    properties = answer.get("properties", {})
    return {
        "spreadsheetId": answer["spreadsheetId"],
        "properties": {name: properties[name] for name in ("locale", "timeZone") if name in properties},
        "developerMetadata": [
            each
            for each in answer.get("developerMetadata", ())
            if each.get("metadataKey") in (SITE_KEY, WRITE_KEY)
        ],
        "namedRanges": [
            each for each in answer.get("namedRanges", ()) if each["name"].startswith(OURS_BEGIN)
        ],
        "sheets": [
            _sheet(sheet, tab.name in ours, hash_of)
            for sheet, tab in zip(answer.get("sheets", ()), tabs, strict=True)
        ],
    }


def _sheet(sheet: Mapping[str, Any], is_ours: bool, hash_of: HashOf) -> JSON:
    kept = {**sheet, "charts": sheet.get("charts", []) if is_ours else []}
    kept["conditionalFormats"] = [{} for _ in sheet.get("conditionalFormats", ())]
    kept["protectedRanges"] = [_protection(each) for each in sheet.get("protectedRanges", ())]
    if "basicFilter" in sheet:
        kept["basicFilter"] = _filter(sheet["basicFilter"], hash_of)
    return kept


def _protection(there: Mapping[str, Any]) -> JSON:
    kept = {name: there[name] for name in _OF_A_PROTECTION if name in there}
    return kept | ({"description": OURS} if there.get("description") == OURS else {})


def _filter(there: Mapping[str, Any], hash_of: HashOf) -> JSON:
    """Hidden values are names of people as often as not."""
    if "mark" in there:
        return dict(there)
    kept: JSON = {"range": there.get("range", {}), "mark": hash_of(json.dumps(there, sort_keys=True))}
    return kept | (
        {"criteria": {"are": "there"}} if there.get("criteria") or there.get("filterSpecs") else {}
    )


def whom_to_tell(grids: Sequence[Grid], kinds: Sequence[type[Row]]) -> JSON | None:
    """Of Set-up the lines that say who is told when the workbook itself cannot be read: as a tab of its own."""
    kind = next((kind for kind in kinds if kind.tab == SET_UP), None)
    grid = next((grid for grid in grids if SET_UP in (grid.identity, grid.title)), None)
    headings = find_headings(grid, kind) if kind and grid else None
    if grid is None or headings is None or not {"setting", "value"} <= headings.columns.keys():
        return None
    setting, value = headings.columns["setting"], headings.columns["value"]
    rows = list(_lines(grid.rows[headings.row :], setting, value))
    heads = [_cell(grid.rows[headings.row - 1], column) for column in (setting, value)]
    return {"title": grid.title, "identity": grid.identity, "rows": [heads, *rows]}


def _lines(rows: Sequence[Sequence[Raw]], setting: int, value: int) -> Iterator[list[Any]]:
    for cells in rows:
        name = _cell(cells, setting)
        if isinstance(name, str) and squashed(name) in TOLD:
            yield [name, _cell(cells, value)]


def _cell(cells: Sequence[Raw], column: int) -> Any:
    value = cells[column - 1] if column <= len(cells) else None
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
