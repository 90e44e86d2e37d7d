"""What our last write landed on because somebody moved rows or columns in that second, and where it lies now.

Told from what the write itself kept aside (kept_aside.py): the rows and headings as they stood when it was carried out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from service.adapters.google.kept_aside import HashOf, mark
from service.adapters.google.layout import JSON
from service.adapters.google.plain import at, plain, trimmed
from service.core.finding import Headings, find_headings
from service.core.grids import PUT_BACK, Grid, Notice, PutBack
from service.core.rows import Row
from service.core.wording import list_words

Rows = list[list[Any]]
_REF = re.compile(r"[A-Z]-\d{3,}")
TAKEN_OUT = (
    " taken out"  # stands behind a Ref of ours for some minutes, in a row that is not meant to be there
)
_WEIGHT_OF_REF = 100  # beside a word they share: it alone tells one row from all others
_LOOKS_UP = re.compile(r'=IFERROR\(VLOOKUP\(\$[A-Z]+\d+, ?.+\$[A-Z]+, ?(\d+), ?FALSE\), ?""\)', re.DOTALL)


def find(
    note: JSON,
    aside: Rows,
    tabs: Mapping[int, Rows],
    kinds: Sequence[type[Row]],
    formulas: Callable[[str], Rows],
    hash_of: HashOf,
) -> list[PutBack]:
    """`tabs`: sheetId → its rows, mended in place as they are about to be. `formulas`: a tab's cells as typed, by title,
    the same ones at each call, mended as well."""
    found: list[PutBack] = []
    for tab in note["tabs"]:
        if (rows := tabs.get(tab["sheet_id"])) is not None:
            kind = next((kind for kind in kinds if kind.tab == tab.get("tab")), None)
            found += _Tab(tab, aside, rows, kind, formulas, hash_of).mend()
    return found


def unread(note: JSON, tabs: Mapping[int, Rows], kinds: Sequence[type[Row]]) -> list[JSON]:
    """Of the tabs it tells of, those of which nobody can tell now what lies where: gone, or without their headings."""
    by_name = {kind.tab: kind for kind in kinds}
    return [
        tab
        for tab in note["tabs"]
        if (rows := tabs.get(tab["sheet_id"])) is None
        or ((kind := by_name.get(tab.get("tab", ""))) and find_headings(Grid("", rows), kind) is None)
    ]


class _Tab:
    def __init__(
        self,
        note: JSON,
        aside: Rows,
        rows: Rows,
        kind: type[Row] | None,
        formulas: Callable[[str], Rows],
        hash_of: HashOf,
    ):
        # The same words again and again; True is not 1.
        self._mark = lru_cache(None, typed=True)(partial(mark, hash_of=hash_of))
        note = {"headings": [], "formulas": {}, **note}  # a tab that could not be read has neither
        self.note, self.aside, self.rows, self.kind, self._formulas = note, aside, rows, kind, formulas
        self.was_moved = kind is not None and self._marks(self._kept_headings()) != note["headings"]
        self._typed: Rows | None = None  # its formulas as typed, once they are known
        self.found: list[PutBack] = []

    def mend(self) -> list[PutBack]:
        """Headings first: the rest is told by them."""
        self._refs_over_words()
        strays = self._strays() if self.was_moved and self.note["formulas"] else []
        self._formulas_over_headings(strays)
        self._put_back_astray()
        headings = find_headings(Grid("", self.rows), self.kind) if self.kind is not None else None
        if headings is not None:
            self._refs_on_nothing(headings)
            if self.was_moved:
                self._rows_astray(headings)
                self._formulas_astray(strays, headings)
        return self.found

    def _kept_headings(self) -> list[str]:
        row = self.note.get("heading_at")  # not of a tab that could not be read
        return trimmed(self.aside[row - 1] if row and row <= len(self.aside) else ())

    def _marks(self, cells: Iterable[Any]) -> list[str]:
        return [word and self._mark(word) for word in trimmed(cells)]

    def _kept(self, row: int, column: int) -> Any:
        return at(self.aside, self._kept_row(row), column)

    def _kept_row(self, row: int) -> int:
        """Where the row that was written is kept; 0 for none."""
        for first, last, there in self.note["blocks"]:
            if first <= row <= last:
                return int(there + row - first)
        return 0

    # Refs of ours

    def _refs_over_words(self) -> None:
        """A fresh Ref stands where something stood: another row's Ref, a heading, a cell of a column that came there."""
        for row, column, ref in self.note["refs"]:
            was = self._kept(row, column)
            was = self.note.get("replaced", {}).get(
                plain(was), was
            )  # by the same write, before it wrote here
            if plain(was) in ("", ref) or self._is_elsewhere(was):
                continue
            if (place := self._now(ref, row)) is not None:
                self._put(*place, was, ref)

    def _is_elsewhere(self, was: Any) -> bool:
        """Somebody has written that Ref where it belongs already."""
        column, words = self.note.get("ref"), plain(was)
        if not column or not _REF.fullmatch(words):
            return False
        return any(words == plain(at(self.rows, row, column)) for row in self._all())

    def _refs_on_nothing(self, headings: Headings) -> None:
        """One that fell on an empty row, or into a column where nothing stood, belongs to nobody."""
        column = headings.columns.get("ref")
        for row, _, ref in self.note["refs"]:
            place = self._now(ref, row)
            if place is None or column is None:
                continue
            was_empty = not any(map(plain, self._kept_cells(row)))
            is_empty = sum(map(bool, map(plain, self.rows[place[0] - 1]))) == 1
            if place[1] != column or place[0] <= headings.row or (was_empty and is_empty):
                self._put(*place, None, ref)

    def _kept_cells(self, row: int) -> Sequence[Any]:
        there = self._kept_row(row)
        return self.aside[there - 1] if 0 < there <= len(self.aside) else ()

    def _now(self, ref: str, row: int = 0) -> tuple[int, int] | None:
        """Where a word of ours stands now; where people have pointed at it too, in the row that is most like ours."""
        places = [
            (number, column)
            for number, cells in enumerate(self.rows, start=1)
            for column, value in enumerate(cells, start=1)
            if value == ref
        ]
        if len(places) > 1 and row:
            kept = self._kept_cells(row)
            places.sort(key=lambda place: -_likeness(kept, self.rows[place[0] - 1]))
        return places[0] if places else None

    # Formulas of ours

    def _strays(self) -> list[tuple[int, int, str]]:
        """Cells that hold a formula of ours: (row, column, which column of Checks it shows)."""
        cells = self._typed = self._formulas(self.note["title"])
        return [
            (row, column, match[1])
            for row, line in enumerate(cells, start=1)
            for column, value in enumerate(line, start=1)
            if isinstance(value, str)
            and (match := _LOOKS_UP.fullmatch(value))
            and self._is_of_this(column, match[1])
        ]

    def _is_of_this(self, column: int, which: str) -> bool:
        """Not where the column we wrote in is known to be another now: that formula is of another write."""
        was_at, here = self.note["formulas"].get(which), self._heading_row()
        if was_at is None or not here:
            return True
        heading, now = plain(at([self._kept_headings()], 1, was_at)), trimmed(self.rows[here - 1])
        return not heading or now.count(heading) != 1 or now.index(heading) + 1 == column

    def _formulas_over_headings(self, strays: list[tuple[int, int, str]]) -> None:
        here = self._heading_row() if strays else 0
        for row, column, which in strays:
            was_at = self.note["formulas"].get(which)
            if row == here and was_at is not None:
                was = self._kept_words_of(row, was_at)
                was = was if was is not None else self._word(at([self.note["headings"]], 1, was_at))
                self._put(row, column, was, is_formula=True)  # beside “Ref” it may show what the heading said

    def _heading_row(self) -> int:
        wanted = Counter(word for word in self.note["headings"] if word)
        rows = {row: Counter(self._marks(self.rows[row - 1])) for row in self._all()}
        shared = {row: sum((wanted & words).values()) for row, words in rows.items()}
        best = max(shared, key=lambda row: shared[row], default=0)
        return best if shared.get(best, 0) >= 2 else 0

    def _word(self, heading: str | None) -> Any:
        """The heading this mark stands for: in the row that was kept, or wherever it was moved to."""
        cells = (cell for rows in (self.aside, self.rows) for line in rows for cell in line if plain(cell))
        return next((cell for cell in cells if self._mark(plain(cell)) == heading), None) if heading else None

    def _formulas_astray(self, strays: list[tuple[int, int, str]], headings: Headings) -> None:
        assert self.kind is not None
        ours = {place for name, place in headings.columns.items() if self.kind.columns[name].formula}
        typed = self._typed or []
        for row, column, which in strays:
            is_there = typed[row - 1][column - 1] is not None  # or a word has just been put there
            if is_there and (column not in ours or row <= headings.row):
                was_at = self.note["formulas"].get(which)
                self._put(row, column, self._kept_words_of(row, was_at) if was_at else None, is_formula=True)

    def _kept_words_of(self, row: int, column: int) -> Any:
        """What stood in this column of the kept row that is this row of now."""
        best, most = 0, 0
        now = self.rows[row - 1] if row <= len(self.rows) else []
        for first, last, there in self.note["blocks"]:
            for place in range(there, there + last - first + 1):
                kept = self.aside[place - 1] if place <= len(self.aside) else []
                if (likeness := _likeness(kept, now)) > most:
                    best, most = place, likeness
        return at(self.aside, best, column) if best else self._homeless(column)

    def _homeless(self, column: int) -> Any:
        """Of a kept row of which nothing is left anywhere: the word we wrote over was all there was in it.

        Which of several such rows it was nobody can tell, nor need they: they held nothing else.
        """
        for first, last, there in self.note["blocks"]:
            for kept in self.aside[there - 1 : there + last - first]:
                was = at([kept], 1, column)
                if plain(was) and not any(_likeness(kept, now) for now in self.rows):
                    return was
        return None

    # Words of staff's that we were putting back, and rows of ours

    def _put_back_astray(self) -> None:
        """Found by the row it was in, and the heading it stood under, when we wrote there by mistake.

        What came into a row that it was not meant for goes on from there to its own.
        """
        ours = {each for _, _, wrote, expected, *_ in self.note["put"] for each in (wrote, expected)}
        going_on: list[tuple[int, Any, list[str]]] = []
        for row, column, wrote, expected, *known_by in self.note["put"]:
            was, kept = self._kept(row, column), self._kept_cells(row)
            is_another = bool(known_by) and not self._holds_one_of(kept, known_by)
            if not is_another and (not plain(was) or self._mark(was) in (expected, wrote)):
                continue
            number = self._row_like(kept, self._moved_to(column), wrote)
            if not number:
                continue
            width = len(self.rows[number - 1])
            places = [self._moved_to(column), *range(1, width + 1)]
            holds = [self._mark(at(self.rows, number, place)) for place in places]
            if wrote not in holds[: 1 if wrote == self._mark(None) else None]:
                continue
            place = places[holds.index(wrote)]
            if is_another:
                going_on.append((self._meant_for(column) or place, at(self.rows, number, place), known_by))
                was = None if self._mark(was) in ours else was
            if self._mark(was) != holds[0]:
                self._put(number, place, was)
        for column, value, known in going_on:
            own = next((n for n in self._all() if self._holds_one_of(self.rows[n - 1], known)), 0)
            there = at(self.rows, own, column) if own else None
            if own and plain(value) and (not plain(there) or self._mark(there) in ours):
                self._put(own, column, value)

    def _holds_one_of(self, cells: Sequence[Any], marks: Sequence[str]) -> bool:
        return any(plain(cell) and self._mark(cell) in marks for cell in cells)

    def _row_like(self, kept: Sequence[Any], column: int, wrote: str) -> int:
        """The row of now that was kept; an empty one has nothing but what we wrote. 0 for none."""
        if not any(map(plain, kept)):
            there = {each[2] for each in self.note["put"]}
            return next(
                (
                    number
                    for number in self._all()
                    if self._mark(at(self.rows, number, column)) == wrote
                    and all(self._mark(cell) in there for cell in self.rows[number - 1] if plain(cell))
                ),
                0,
            )
        number = max(self._all(), key=lambda number: _likeness(kept, self.rows[number - 1]), default=0)
        return number if number and _likeness(kept, self.rows[number - 1]) else 0

    def _moved_to(self, column: int) -> int:
        """Where the column is now that stood here when we wrote."""
        then, here = self._kept_headings(), self._heading_row()
        heading, now = plain(at([then], 1, column)), trimmed(self.rows[here - 1]) if here else []
        return now.index(heading) + 1 if heading and now.count(heading) == 1 else column

    def _meant_for(self, column: int) -> int:
        """Where the column is now that we took this one for when we decided to write; 0 where that is not known."""
        heading, here = at([self.note["headings"]], 1, column), self._heading_row()
        now = self._marks(self.rows[here - 1]) if here else []
        return now.index(heading) + 1 if heading and now.count(heading) == 1 else 0

    def _rows_astray(self, headings: Headings) -> None:
        """A row we added whose words do not stand under their headings is taken out again: it is added anew.

        Its Ref becomes a mark, by content, which goes when all else of ours is out of the row, wherever it is by then.
        """
        for cells in self.note["added"]:
            ref = cells.get(str(self.note.get("ref")))
            if not isinstance(ref, str):
                continue
            place, marked = self._now(ref), self._now(ref + TAKEN_OUT)
            if marked is not None:
                if not self._empty(marked, cells):
                    self._put(*marked, None, ref + TAKEN_OUT)
                else:
                    self.rows[marked[0] - 1][marked[1] - 1] = None
            if place is not None and self._is_astray(place, cells, headings):
                self._put(*place, ref + TAKEN_OUT, ref)
                self.rows[place[0] - 1][place[1] - 1] = None
                self._empty(place, cells)

    def _empty(self, place: tuple[int, int], cells: Mapping[str, Any]) -> bool:
        """What of ours stands in this row besides the Ref is taken out; whether there was any."""
        row, column = place
        ours, there = Counter(cells.values()), len(self.found)
        for other, value in enumerate(list(self.rows[row - 1]), start=1):
            if other != column and plain(value) and ours[self._mark(plain(value))]:
                ours[self._mark(plain(value))] -= 1
                self._put(row, other, None)
        return len(self.found) > there

    def _is_astray(self, place: tuple[int, int], cells: Mapping[str, Any], headings: Headings) -> bool:
        row, column = place
        if column != headings.columns.get("ref") or row <= headings.row:
            return True
        words, now = self.note["headings"], self._marks(self.rows[headings.row - 1])
        here = [self._mark(plain(value)) for value in self.rows[row - 1]]
        for name, value in cells.items():
            heading = at([words], 1, int(name))
            if int(name) == self.note.get("ref") or not heading or now.count(heading) != 1:
                continue
            there = at([here], 1, now.index(heading) + 1)
            # Not under its heading, and in the same row under another: we put it there, and not somebody who typed.
            if there != value and value in here:
                return True
        return False

    # What is found

    def _all(self) -> range:
        return range(1, len(self.rows) + 1)

    def _put(
        self, row: int, column: int, back: Any, ref: str | None = None, is_formula: bool = False
    ) -> None:
        while len(self.rows) < row:
            self.rows.append([])
        cells = self.rows[row - 1]
        cells += [None] * (column - len(cells))
        holds = cells[column - 1]
        if plain(holds) == plain(back) and not is_formula:  # which may show anything
            return
        heading = ""
        if (here := self._heading_row()) and here != row:
            heading = plain(at(self.rows, here, column))
        back = None if plain(back) == "" else back
        self.found.append(PutBack(self.note["title"], row, column, holds, back, ref, heading, is_formula))
        cells[column - 1] = back
        # No formula there is a stray any more, of this write or of one before it.
        if self._typed is not None and row <= len(self._typed) and column <= len(self._typed[row - 1]):
            self._typed[row - 1][column - 1] = None


def _likeness(kept: Sequence[Any], now: Sequence[Any]) -> int:
    """Words two rows share; a Ref they share outweighs them all."""
    shared = Counter(filter(None, map(plain, kept))) & Counter(filter(None, map(plain, now)))
    return sum(times * (_WEIGHT_OF_REF if _REF.fullmatch(word) else 1) for word, times in shared.items())


def merged(found: Iterable[PutBack]) -> list[PutBack]:
    """One for each cell, where two writes after one another landed there: what it holds, and what it was before both."""
    cells: dict[tuple[str, int, int], PutBack] = {}
    for each in found:
        place = each.tab, each.row, each.column
        cells[place] = replace(cells[place], back=each.back) if place in cells else each
    return list(cells.values())


def notices(found: Sequence[PutBack]) -> Iterator[Notice]:
    """What people are told, by tab; Refs are named, and nothing else that stands in a cell."""
    for title in dict.fromkeys(each.tab for each in found):
        here = [each for each in found if each.tab == title]
        refs = [each for each in here if isinstance(each.back, str) and _REF.fullmatch(each.back)]
        out = [each for each in here if each.back is None or str(each.back).endswith(TAKEN_OUT)]
        words = [each for each in here if each not in refs and each not in out]
        said = [f"{each.back} in {title}, where {each.ref or 'a word of ours'} stood" for each in refs]
        if words:
            cells = "1 cell" if len(words) == 1 else f"{len(words):,} cells"
            under = list_words(dict.fromkeys(each.heading for each in words if each.heading))
            said.append(f"what stood in {cells} of {title}{f' under {under}' if under else ''}")
        if out:
            said.append(f"cells of {title} that we had filled by mistake, as they were")
        for each in said:
            says = f"Put back {each}: somebody moved rows or columns in the second in which we wrote."
            yield Notice(PUT_BACK, says, "Please look whether it is right.", title)
