"""Cells in which our last write landed get back what stood there: by content where that can be, else after a look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from service.adapters.google.areas import area, corner
from service.adapters.google.cells import cell_of
from service.adapters.google.layout import JSON, Layout
from service.adapters.google.plain import REF, TAKEN_OUT
from service.core.grids import PutBack

# Google may read a replacement as if it had been typed (reference §11): only what would stay as it is goes that way.
_STAYS = re.compile(rf"{REF.pattern}(?:{TAKEN_OUT})?|(?!(?i:true|false)\b)[A-Za-z][A-Za-z ,;()’&-]*")


def requests_to_put_back(layout: Layout, put_back: Sequence[PutBack]) -> Iterator[JSON]:
    for each in put_back:
        tab = layout.titled(each.tab)
        if tab is None:
            continue
        if is_by_content(each):
            yield replacing({"sheetId": tab.sheet_id}, each.ref or "", str(each.back or ""))
        elif each.back is None and isinstance(each.holds, str) and each.holds and not each.is_formula:
            # Emptied only where it still says what we wrote; a formula this would leave out.
            here = area(tab.sheet_id, each.row, each.row, each.column, each.column)
            yield replacing({"range": here}, each.holds, "")
        else:
            start = corner(tab.sheet_id, each.row, each.column)
            rows = [{"values": [cell_of(each.back)]}]  # type: ignore[arg-type] # a value that was read
            yield {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}}


def is_by_content(each: PutBack) -> bool:
    return each.ref is not None and (each.back is None or bool(_STAYS.fullmatch(str(each.back))))


def by_place(put_back: Sequence[PutBack]) -> list[PutBack]:
    """Those that need the look again: does the cell still hold what we read?"""
    return [each for each in put_back if not is_by_content(each)]


def replacing(where: JSON, word: str, by: str) -> JSON:
    """A whole cell's content replaced, wherever in there it is now: atomic on the server."""
    return {
        "findReplace": {
            "find": word,
            "replacement": by,
            "matchCase": True,
            "matchEntireCell": True,
            "searchByRegex": False,
            "includeFormulas": False,
            **where,
        }
    }
