"""All staff tabs of one workbook as read: rows by kind, look-ups by Ref and name, and what was wrong on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from service.core.grids import Grid, Raw
from service.core.likeness import name_words
from service.core.problems import Problem
from service.core.rows import STAFF, Column, Row
from service.core.values import Pointer

READ, STOPPED, MISSING, HELD = "read", "stopped", "missing", "held"


_PEOPLE = "P"


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _as_person(text: str) -> tuple[str, ...]:
    """“SMITH, John” and “Mr John Smith” are the same words."""
    return tuple(sorted(name_words(text)))


@dataclass
class TabReading:
    """One tab as read. `columns` gives the sheet column (from 1) of each of our columns that was found."""

    kind: type[Row]
    state: str = READ
    title: str | None = None  # what the tab is called in the file
    heading_row: int = 0
    last_row: int = 0  # last row with staff data in it; the heading row when there is none
    columns: dict[str, int] = field(default_factory=dict)
    own_columns: dict[str, int] = field(default_factory=dict)  # columns staff added: heading → sheet column
    rows: list[Any] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unread: list[tuple[Any, str, Raw]] = field(
        default_factory=list
    )  # row, attribute, cell as typed: never told
    pasted: Grid | None = None  # a list pasted in its own order of columns, kept apart to be adopted
    hidden_rows: int = 0  # hidden or filtered rows with data: counted, and said

    @property
    def is_usable(self) -> bool:
        return self.state == READ

    @property
    def missing_columns(self) -> list[Column]:
        """Declared and not there; those that only a setting of Set-up brings are not missed."""
        declared = self.kind.columns.values()
        return [column for column in declared if column.name not in self.columns and column.only_if is None]

    @property
    def has_staff_rows(self) -> bool:
        """False while it holds nothing but rows we filled in beforehand, in which nobody has changed anything."""
        names = [column.name for column in self.kind.columns.values() if column.written_by == STAFF]
        came = [
            [self.kind.columns[name].kind.read_cell(cells.get(name)) for name in names]
            for cells in self.kind.prefilled()
        ]
        return any(row.misread or [row.__dict__[name] for name in names] not in came for row in self.rows)


class Book:
    """`book[Person]` is the list of that kind's rows. A tab that could not be read has none, and `is_usable` says so."""

    def __init__(self, readings: Iterable[TabReading], now: datetime, service: dict[str, Any] | None = None):
        self.readings = {reading.kind: reading for reading in readings}
        self.now = now
        self.today: date = now.date()
        self.ledger: dict[str, Any] = (
            service or {}
        )  # what the ledger adds for checks across (e.g. known names)
        self._by_ref: dict[str, Row] = {}
        self._by_name: dict[str, dict[str, list[Row]]] = {}
        self._people: dict[tuple[str, ...], list[Row]] | None = None
        self.near: dict[
            tuple[tuple[str, ...], str], list[Row]
        ] = {}  # rows suggested for names that no row has
        self._kinds = {kind.letter: kind for kind in self.readings if kind.letter}
        self._without_ref: list[Row] = []
        for reading in self.readings.values():
            for row in reading.rows:
                if kind_ref := row.__dict__.get("ref"):
                    self._by_ref.setdefault(kind_ref, row)
                else:
                    self._without_ref.append(row)

    def index_fresh_refs(self) -> bool:
        """Rows that were given their Ref since they were read can be found by it from now on; whether there are any."""
        refs = ((row.__dict__.get("ref"), row) for row in self._without_ref)
        fresh = {ref: row for ref, row in refs if ref and ref not in self._by_ref}
        self._by_ref.update(fresh)
        return bool(fresh)

    def __getitem__(self, kind: type[Row]) -> list[Any]:
        reading = self.readings.get(kind)
        return reading.rows if reading else []

    def is_usable(self, kind: type[Row]) -> bool:
        reading = self.readings.get(kind)
        return bool(reading and reading.is_usable)

    def kind(self, letter: str) -> type[Row] | None:
        """The tab whose Refs begin with this letter; lets one tab look at another without importing it."""
        return self._kinds.get(letter)

    def rows(self, letter: str) -> list[Any]:
        """All rows of that tab; none when it could not be read (`is_readable` says so)."""
        kind = self._kinds.get(letter)
        return self[kind] if kind else []

    def unread(self, letter: str) -> list[tuple[Any, str, Raw]]:
        """Cells of that tab that could not be read: their row, attribute, and what was typed."""
        kind = self._kinds.get(letter)
        return self.readings[kind].unread if kind else []

    def is_readable(self, letter: str) -> bool:
        kind = self._kinds.get(letter)
        return kind is not None and self.is_usable(kind)

    def find(self, pointer: Pointer | str | None) -> Any:
        """The row a pointer or Ref names, or None."""
        ref = pointer.ref if isinstance(pointer, Pointer) else pointer
        return self._by_ref.get(ref) if ref else None

    @property
    def refs(self) -> set[str]:
        """Every Ref that stands in some tab."""
        return set(self._by_ref)

    def named(self, letters: Iterable[str], text: str) -> list[Row]:
        """Rows of these tabs whose label is this text, any case; of people, else those of the same words in any order."""
        letters = tuple(letters)
        exact = [row for letter in letters for row in self._names(letter).get(_folded(text), ())]
        if exact or _PEOPLE not in letters:
            return exact
        if self._people is None:
            self._people = defaultdict(list)
            for rows in self._names(_PEOPLE).values():
                for row in rows:
                    self._people[_as_person(str(row.__dict__["name"]))].append(row)
        return self._people.get(_as_person(text), [])

    def labels(self, letters: Iterable[str]) -> dict[str, list[Row]]:
        """Rows of these tabs by their labels, case folded."""
        found: dict[str, list[Row]] = {}
        for letter in letters:
            for name, rows in self._names(letter).items():
                found.setdefault(name, []).extend(rows)
        return found

    def _names(self, letter: str) -> dict[str, list[Row]]:
        names = self._by_name.get(letter)
        if names is None:
            names = self._by_name[letter] = self._index(letter)
        return names

    def _index(self, letter: str) -> dict[str, list[Row]]:
        names: dict[str, list[Row]] = defaultdict(list)
        kind = self._kinds.get(letter)
        if kind is not None and kind.label is not None:
            for row in self[kind]:
                label = row.__dict__.get(kind.label.name)
                text = label.text if isinstance(label, Pointer) else label
                if text:
                    names[_folded(str(text))].append(row)
        return names

    @property
    def problems(self) -> list[Problem]:
        return [problem for reading in self.readings.values() for problem in reading.problems]

    def grouped(self, rows: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
        """Rows by a key, blank keys left out: what many checks across rows begin with."""
        groups: dict[Any, list[Any]] = defaultdict(list)
        for row in rows:
            value = key(row)
            if value is not None:
                groups[value].append(row)
        return groups
