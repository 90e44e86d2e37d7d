"""A column sorted alone: its values stand in other rows than before. Noticed in every column that sending depends on.

One nurse setting ten people to Active in a save is ordinary work. Values that only changed places are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from service.core.values import Pointer
from service.flows.site import Site

DEPENDS_ON = {  # beside names and addresses, which `refs` compares
    "People": ("status", "may_contact", "hold_until", "carer_of"),
    "Attendance": ("what_for", "person", "not_invited_because"),
}
TOGETHER = 3  # rows; two that change places may be a correction (DESIGN §5)
OTHERS_SHARE = 5  # up to a fifth of the changes may be other work of the same save


class Hasher:
    """Hashes of cells, one a column. Few values stand in many rows, so each is worked out once."""

    def __init__(self, site: Site):
        self.site, self._known = site, dict[tuple[str, str], str]()

    def of(self, row: Any, tab: str) -> str:
        return " ".join(self._cell(name, row.__dict__.get(name)) for name in DEPENDS_ON.get(tab, ()))

    def _cell(self, column: str, value: Any) -> str:
        text = _plain(value)
        if (column, text) not in self._known:
            self._known[column, text] = self.site.hash_of(f"{column}\0{text}")[:16]
        return self._known[column, text]


def _plain(value: Any) -> str:
    if isinstance(value, Pointer):
        value = value.ref or value.text
    text = value.isoformat() if isinstance(value, date) else str(value or "")
    return " ".join(text.casefold().split())


def find(
    remembered: Mapping[str, Any], now: Mapping[str, Any], before: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """ "People.status" → the Refs whose cell changed places. `before`: those found earlier, held until they are back.

    Both are by Ref, with the hashes as .row_hash and .cells.
    """
    found: dict[str, list[str]] = {}
    for tab, columns in DEPENDS_ON.items():
        pairs = list(_changed_rows(tab, len(columns), remembered, now))
        for place, column in enumerate(columns):
            key = f"{tab}.{column}"
            changed = {ref: (old[place], new[place]) for ref, old, new in pairs if old[place] != new[place]}
            still = [ref for ref in before.get(key, ()) if ref in changed]
            if len(still) >= TOGETHER:
                found[key] = still
            elif changed_places(changed.values()):
                found[key] = sorted(changed)
    return found


def _changed_rows(
    tab: str, columns: int, remembered: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterable[tuple[str, list[str], list[str]]]:
    for ref, known in now.items():
        before = remembered.get(ref)
        if known.tab == tab and before is not None and before.row_hash and before.row_hash != known.cells:
            old, new = before.row_hash.split(" "), known.cells.split(" ")
            if len(old) == len(new) == columns:  # else an earlier program remembered other columns
                yield ref, old, new


def changed_places(changes: Iterable[tuple[str, str]]) -> bool:
    """Three or more changes that leave the column, taken as a heap, as it was."""
    pairs = list(changes)
    same = Counter(old for old, _ in pairs) & Counter(new for _, new in pairs)
    others = len(pairs) - same.total()
    return len(pairs) >= TOGETHER and others * OTHERS_SHARE <= len(pairs)
