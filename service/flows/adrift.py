"""Rows that came adrift: their Ref was cleared or typed over, and what stands in them tells which it was (DESIGN §6).

A fresh Ref would be harm here: whatever points at the old one would point at nobody. Only an empty cell is ever filled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from service.core.book import Book, TabReading
from service.core.checking import read_book
from service.core.grids import Grid, Snapshot
from service.core.problems import MEND, Problem
from service.flows import refs, sorted_alone
from service.flows.site import Site

Key = tuple[str, ...]


@dataclass(frozen=True)
class Adrift:
    """One row, the Ref that was its own, and what stands there now."""

    tab: str
    row: int
    was: str
    is_empty: bool
    beside: str | None = None  # the Ref it has now
    stands_in: int | None = None  # the row its own Ref stands in now
    by_us: bool = False  # we wrote `beside` there while somebody sorted: it is ours to take back

    @property
    def is_given_back(self) -> bool:
        return (self.is_empty or self.by_us) and self.stands_in is None


def read(
    site: Site,
    snapshot: Snapshot,
    now: datetime,
    known: dict[str, Any],
    remembered: Mapping[str, Any],
    written: Collection[str] = (),
) -> Book:
    """The book, with Refs that were only cleared read as if they stood there still: so whatever points at them finds them.

    Those are in `given_back`, by (tab, row), to be filled in. `written`: Refs of ours not read back yet; where one of
    them took another's place it is in `overwritten`, by (tab, row).
    """
    book = read_book(snapshot.grids, site.kinds, now, known)
    is_bare = any(map(refs.rows_without_ref, book.readings.values())) or not book.refs.isdisjoint(written)
    if not is_bare or book.refs.issuperset(remembered):
        return book  # the usual case, told quickly
    found = find(site, book, remembered, refs.known_now(site, book), written)
    given_back = {(each.tab, each.row): each.was for each in found if each.is_given_back}
    if not given_back:
        return book
    overwritten = {(each.tab, each.row): each.beside for each in found if each.is_given_back and each.by_us}
    grids = [_with_refs(grid, book, given_back) for grid in snapshot.grids]
    return read_book(grids, site.kinds, now, {**known, "given_back": given_back, "overwritten": overwritten})


def _with_refs(grid: Grid, book: Book, given_back: Mapping[tuple[str, int], str]) -> Grid:
    reading = next((each for each in book.readings.values() if each.title == grid.title), None)
    here = {row: ref for (tab, row), ref in given_back.items() if reading and tab == reading.kind.tab}
    if reading is None or not here:
        return grid
    rows, place = [list(cells) for cells in grid.rows], reading.columns["ref"]
    for number, ref in here.items():
        cells = rows[number - 1]
        cells += [None] * (place - len(cells))
        cells[place - 1] = ref
    return replace(grid, rows=rows)


def find(
    site: Site,
    book: Book,
    remembered: Mapping[str, Any],
    known: Mapping[str, refs.Known],
    written: Collection[str] = (),
) -> list[Adrift]:
    """`remembered` is what the ledger knows by Ref, `known` what each Ref names now, `written` our own not read back yet."""
    by_tab: dict[str, dict[str, Any]] = defaultdict(dict)
    for ref, row in remembered.items():
        by_tab[row.tab][ref] = row
    found: list[Adrift] = []
    for reading in book.readings.values():
        before = by_tab.get(reading.kind.tab)
        if before and reading.is_usable and "ref" in reading.columns:
            found += _Tab(site, reading, before, known).adrift()
    return [replace(each, by_us=True) if each.beside in written else each for each in found]


class _Tab:
    def __init__(
        self, site: Site, reading: TabReading, before: Mapping[str, Any], known: Mapping[str, refs.Known]
    ):
        self.site, self.tab, self.before, self.known = site, reading.kind.tab, before, known
        self.cells = sorted_alone.Hasher(site)
        self.rows: dict[str | None, list[Any]] = defaultdict(list)
        for row in reading.rows:
            self.rows[row.ref].append(row)

    def adrift(self) -> Iterator[Adrift]:
        doubtful = [row for ref, rows in self.rows.items() if self._is_doubtful(ref) for row in rows]
        homeless = [ref for ref in self.before if not self._has_its_row(ref)] if doubtful else []
        if homeless:
            rows = [row for row in doubtful if row.ref not in self.before or not self._is_its_own(row)]
            for row, ref in self._pairs(rows, homeless):
                there = self.rows.get(ref)
                is_empty = row.ref is None and "ref" not in row.misread
                yield Adrift(
                    self.tab, row.row_number, ref, is_empty, row.ref, there[0].row_number if there else None
                )

    def _is_doubtful(self, ref: str | None) -> bool:
        if ref is None or ref not in self.before or len(self.rows[ref]) > 1:
            return True
        return ref.startswith("P-") and not self._has_its_row(ref)  # somebody else's Ref, typed over this one

    def _has_its_row(self, ref: str) -> bool:
        there = self.rows.get(ref, ())
        if len(there) == 1 and not ref.startswith("P-"):
            return True  # its words may well be new; who a person is matters more
        return any(map(self._is_its_own, there))

    def _is_its_own(self, row: Any) -> bool:
        return _short(self._now(row)) == _short(self.before[row.ref])

    def _now(self, row: Any) -> refs.Known:
        if row.ref in self.known:
            return self.known[row.ref]
        return refs.known_of(self.site, row, self.tab, self.cells)

    def _pairs(self, rows: list[Any], homeless: list[str]) -> Iterator[tuple[Any, str]]:
        """Only where there is no doubt: one row and one Ref; the whole row first, then name and address alone."""
        now = {row.row_number: self._now(row) for row in rows}
        for key in (_full, _short):
            by_row = _grouped(rows, lambda row, key=key: key(now[row.row_number]))  # type: ignore[misc]
            by_ref = _grouped(homeless, lambda ref, key=key: key(self.before[ref]))  # type: ignore[misc]
            for words, same in by_row.items():
                refs_of = by_ref.get(words, ())
                if len(same) == len(refs_of) == 1:
                    rows.remove(same[0])
                    homeless.remove(refs_of[0])
                    yield same[0], refs_of[0]


def _grouped(things: Iterable[Any], key: Callable[[Any], Key | None]) -> dict[Key, list[Any]]:
    groups: dict[Key, list[Any]] = defaultdict(list)
    for each in things:
        if (words := key(each)) is not None:
            groups[words].append(each)
    return groups


def _full(row: Any) -> Key | None:
    name, contact, cells = _hashes(row)
    return (name, contact, cells) if name or cells else None


def _short(row: Any) -> Key | None:
    """By name and address; of a tab without names, by the cells we know."""
    name, contact, _ = _hashes(row)
    return (name, contact) if name else _full(row)


def _hashes(row: Any) -> tuple[str, str, str]:
    if isinstance(row, refs.Known):
        return row.name, row.contact, row.cells
    return row.name_hash or "", row.contact_hash or "", row.row_hash or ""


def problems_of(found: refs.Found) -> list[Problem]:
    """What staff are told: which Ref was whose, and where many went at once, to go back. Of a held tab its own line tells."""
    problems = []
    for each in found.adrift:
        if each.is_given_back or each.tab in found.held:
            continue
        says = f"This row was {each.was}."
        if each.stands_in is not None:
            says = f"This row was {each.was}, which stands in row {each.stands_in} now."
        fix = f"Undo, or write {each.was} in Ref here again."
        problems.append(Problem("ref-was-another", MEND, each.tab, says, fix, each.row, "Ref", each.beside))
    for tab, rows in found.filled_down.items():
        says = f"{len(rows)} rows lost their Ref at once, as when it is filled down. Nothing is sent until this is clear."
        fix = f"{refs.go_back(found)} If it is right, ask for --accept-loss {tab}."
        problems.append(Problem("ref-filled-down", MEND, tab, says, fix, None, "Ref"))
    return problems
