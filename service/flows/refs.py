"""Refs: who gets which number, and what a changed or vanished one tells us (DESIGN §6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from service.core.book import HELD, Book, TabReading
from service.core.problems import MEND, Problem
from service.core.rows import Row
from service.core.values import Pointer
from service.flows import sorted_alone
from service.flows.site import Site

LOST_SHARE = 5  # a tab that lost more than a fifth of its Refs is held (DESIGN §5)
LOST_AT_LEAST = 3  # deleting one or two rows of a short tab is ordinary work
WIPED_AT_LEAST = 2  # unless none is left; a single row may well be deleted
NO_WAY = "-"
CHANGED_TOGETHER = (
    3  # names that change at once: more likely a column sorted alone than corrections (DESIGN §5)
)


@dataclass(frozen=True)
class Known:
    """What we remember of a row: keyed hashes only."""

    tab: str
    name: str
    contact: str
    cells: str = ""  # one hash for each other column that sending depends on


@dataclass
class Found:
    """What comparing this read with the last tells."""

    lost: dict[str, list[str]] = field(default_factory=dict)  # tab → Refs that were there and are not
    held: list[str] = field(default_factory=list)  # tabs that lost too many
    changed: list[str] = field(default_factory=list)  # people whose name or address changed
    moved: dict[str, list[str]] = field(default_factory=dict)  # "People.status" → Refs: sorted alone
    unsettled: dict[str, Any] = field(default_factory=dict)  # people held until their list is checked again
    restored: bool = False  # an older version of the workbook was put back
    restore: str | None = None  # the version from before a column was sorted alone
    adrift: list[Any] = field(default_factory=list)  # rows whose Ref was cleared or typed over

    @property
    def names_moved(self) -> bool:
        return len(self.changed) >= CHANGED_TOGETHER

    @property
    def stops_sending(self) -> bool:
        return self.names_moved or bool(self.moved) or bool(self.filled_down)

    @property
    def filled_down(self) -> dict[str, list[int]]:
        """Tab → rows whose Ref was typed over, where there are many: as good as a column sorted alone."""
        rows: dict[str, list[int]] = {}
        for each in self.adrift:
            if not each.is_given_back:
                rows.setdefault(each.tab, []).append(each.row)
        return {tab: numbers for tab, numbers in rows.items() if len(numbers) >= CHANGED_TOGETHER}

    @property
    def doubtful(self) -> set[str]:
        """Refs of which what was remembered before stands, until all is clear."""
        beside = {ref for each in self.adrift for ref in (each.was, each.beside) if ref}
        return beside | (
            {*self.changed, *(ref for refs in self.moved.values() for ref in refs)}
            if self.stops_sending
            else set()
        )


def rows_without_ref(reading: TabReading) -> list[Any]:
    """Rows that hold something and whose Ref cell is truly empty: only an empty cell is ever filled."""
    if not reading.is_usable or reading.kind.letter is None or "ref" not in reading.columns:
        return []
    return [row for row in reading.rows if row.ref is None and "ref" not in row.misread]


def highest(book: Book, letter: str) -> int:
    """The highest number this letter has in the sheet."""
    refs = (
        row.ref
        for reading in book.readings.values()
        if reading.kind.letter == letter
        for row in reading.rows
        if row.ref
    )
    return max((int(ref[2:]) for ref in refs), default=0)


def known_now(site: Site, book: Book) -> dict[str, Known]:
    """What each Ref names now, as keyed hashes. Doubled Refs are left out: they name nobody."""
    now: dict[str, Known] = {}
    cells = sorted_alone.Hasher(site)
    for reading in book.readings.values():
        if not reading.is_usable or reading.kind.letter is None:
            continue
        doubled = {ref for ref, times in Counter(row.ref for row in reading.rows).items() if times > 1}
        for row in reading.rows:
            if row.ref and row.ref not in doubled:
                now[row.ref] = known_of(site, row, reading.kind.tab, cells)
    return now


def known_of(site: Site, row: Any, tab: str, cells: sorted_alone.Hasher) -> Known:
    return Known(tab, _hash(site, _label(row)), _contact(site, row), cells.of(row, tab))


def _label(row: Any) -> str:
    label = row.__dict__.get(row.label.name) if row.label else None
    text = label.text if isinstance(label, Pointer) else label
    return " ".join(str(text or "").casefold().split())


def _contact(site: Site, row: Any) -> str:
    """A hash for each way to reach them, NO_WAY where there is none: a telephone number added is no changed address."""
    parts = [row.__dict__.get(name) for name in ("email", "phone", "postal_address")]
    return (
        " ".join(_hash(site, str(part).casefold())[:16] if part else NO_WAY for part in parts)
        if any(parts)
        else ""
    )


def _hash(site: Site, words: str) -> str:
    return site.hash_of(words)[:32] if words.strip() else ""


def compare(
    book: Book, remembered: Mapping[str, Any], now: Mapping[str, Known], offered: Collection[str] = ()
) -> Found:
    """`remembered` is by Ref with .tab, .name_hash, .contact_hash. `offered` rows are written again, so they are not lost."""
    found = Found()
    present = book.refs.union(offered)
    for reading in book.readings.values():
        if reading.is_usable and reading.kind.letter:
            _compare_tab(reading, remembered, present, found)
    for ref, known_row in now.items():
        before = remembered.get(ref)
        # A name filled in where there was none is ordinary work; a name that became another is not.
        if ref.startswith("P-") and before is not None and _differs(before, known_row):
            found.changed.append(ref)
    return found


def _compare_tab(reading: TabReading, remembered: Mapping[str, Any], present: set[str], found: Found) -> None:
    known = [ref for ref, row in remembered.items() if row.tab == reading.kind.tab]
    lost = [ref for ref in known if ref not in present]
    if lost:
        found.lost[reading.kind.tab] = lost
    many = len(lost) >= LOST_AT_LEAST and len(lost) * LOST_SHARE > len(known)
    is_wiped = WIPED_AT_LEAST <= len(lost) == len(known) and not any(row.ref for row in reading.rows)
    if many or is_wiped:
        found.held.append(reading.kind.tab)


def _differs(before: Any, after: Known) -> bool:
    name = bool(before.name_hash) and before.name_hash != after.name
    old, new = (before.contact_hash or "").split(" "), (after.contact or f"{NO_WAY} " * 3).split()
    contact = len(old) == len(new) and any(
        one not in (NO_WAY, other) for one, other in zip(old, new, strict=True)
    )
    return name or contact


def problems_of(found: Found, kinds: Iterable[type[Row]]) -> list[Problem]:
    """What staff are told of columns that moved, and of an older version put back."""
    problems = []
    restore = go_back(found)
    for tab, column, refs in moved_columns(found, kinds):
        says = (
            f"The cells under {column} changed places in {len(refs)} rows at once, as when one column is sorted alone. "
            "Nothing is sent until this is clear."
        )
        fix = f"{restore} If it is right, ask for --accept-loss {tab}."
        problems.append(Problem("column-sorted-alone", MEND, tab, says, fix, None, column))
    if found.names_moved:
        says = (
            f"{len(found.changed)} people changed their name or address at once, as when one column is sorted alone. "
            "Nothing is sent until this is clear."
        )
        problems.append(
            Problem(
                "column-sorted-alone",
                MEND,
                "People",
                says,
                restore + " If it is right, ask for --accept-loss People.",
                None,
                "Name",
            )
        )
    if found.restored:
        says = "An older version of this workbook was put back. What was told us since, such as a No, may be missing from it."
        problems.append(
            Problem("older-version", MEND, "Today", says, "Look through People before anything is sent.")
        )
    return problems


def go_back(found: Found) -> str:
    version = f"the version of {found.restore}" if found.restore else "an older version"
    return f"Undo it, or go back to {version}."


def moved_columns(found: Found, kinds: Iterable[type[Row]]) -> Iterator[tuple[str, str, list[str]]]:
    """(tab, heading, Refs) of each column sorted alone."""
    by_tab = {kind.tab: kind for kind in kinds}
    for key, refs in found.moved.items():
        tab, name = key.split(".")
        yield tab, by_tab[tab].columns[name].heading, refs


def hold(book: Book, tabs: Iterable[str], found: Found) -> None:
    """Held tabs are read as nothing; their last good figures stay where they are."""
    for reading in book.readings.values():
        if reading.kind.tab in tabs:
            reading.state = HELD
            lost = len(found.lost.get(reading.kind.tab, ()))
            bare = sum(row.ref is None for row in reading.rows)
            typed_over = any(each.tab == reading.kind.tab for each in found.adrift)
            says = f"{lost} rows that were in {reading.kind.tab} are gone, so we have kept the last good figures."
            undo = "Undo the deletion."
            if typed_over or bare >= lost:  # the rows are there
                says = f"{lost} Refs that were in {reading.kind.tab} are gone, so we have kept the last good figures."
                undo = go_back(found)
            fix = (
                f"{undo} If it is right, ask whoever runs the service for --accept-loss “{reading.kind.tab}”."
            )
            reading.rows, reading.problems = [], [Problem("tab-held", MEND, reading.kind.tab, says, fix)]
