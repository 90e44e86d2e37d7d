"""Whether people saved a workbook lately, which sending goes by (DESIGN §2, promise 7). Where we are not sure, they did not.

Google tells who changed a file last and when. After a write of ours that is us, so what people typed is compared too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from service.adapters.google.layout import JSON
from service.core.finding import find_headings, find_tabs
from service.core.grids import Grid, Raw, Snapshot
from service.core.rows import STAFF, Row

WHO_CHANGED_IT = "lastModifyingUser(me,emailAddress,permissionId)"


def is_by_people(asked: Mapping[str, Any], account: str) -> bool:
    """Only where Google names somebody, and not us: of some changes it tells nobody."""
    user = asked.get("lastModifyingUser")
    if not user or user.get("me"):
        return False
    return not account or str(user.get("emailAddress", "")).lower() != account.lower()


def hash_of_typed(snapshot: Snapshot, kinds: Sequence[type[Row]]) -> str:
    """Of what stands in the columns that staff fill: neither our Refs and formulas, nor what else stands in their tabs."""
    digest = hashlib.sha256()
    for kind, grid in _staff_tabs(snapshot, kinds):
        digest.update(repr((kind.tab, list(_typed(grid, kind)))).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def titles_of_staff(snapshot: Snapshot, kinds: Sequence[type[Row]]) -> list[str]:
    return [grid.title for _, grid in _staff_tabs(snapshot, kinds)]


def calculates(snapshot: Snapshot, kinds: Sequence[type[Row]], formulas: Sequence[JSON]) -> bool:
    """Whether staff's tabs hold formulas that are not ours: what they give changes by itself, here or in cells beside.

    `formulas`: the tabs of `titles_of_staff`, read with their formulas.
    """
    tabs = zip(_staff_tabs(snapshot, kinds), formulas, strict=True)
    return any(_has_formulas(answer.get("values", ()), _ours(grid, kind)) for (kind, grid), answer in tabs)


def _staff_tabs(snapshot: Snapshot, kinds: Sequence[type[Row]]) -> list[tuple[type[Row], Grid]]:
    return [(kind, grid) for kind, grid in find_tabs(snapshot.grids, kinds).items() if grid is not None]


def _typed(grid: Grid, kind: type[Row]) -> Iterator[Sequence[tuple[str, Raw]]]:
    headings = find_headings(grid, kind)
    if headings is None:
        return
    places = [
        (name, place) for name, place in headings.columns.items() if kind.columns[name].written_by == STAFF
    ]
    places.sort()  # columns may be moved about, and rows without a word are none
    for cells in grid.rows[headings.row :]:
        found = ((name, cells[place - 1]) for name, place in places if place <= len(cells))
        if row := [(name, value) for name, value in found if value is not None]:
            yield row


def _ours(grid: Grid, kind: type[Row]) -> frozenset[int]:
    headings = find_headings(grid, kind)
    columns = headings.columns if headings else {}
    return frozenset(place for name, place in columns.items() if kind.columns[name].formula)


def _has_formulas(rows: Sequence[Sequence[Any]], ours: frozenset[int]) -> bool:
    return any(
        isinstance(value, str) and value.startswith("=") and place not in ours
        for cells in rows
        for place, value in enumerate(cells, start=1)
    )
