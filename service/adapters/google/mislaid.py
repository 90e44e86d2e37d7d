"""What our last write landed on because somebody moved rows or columns in that second, and where it lies now.

Told from what the write itself kept aside (kept_aside.py): the rows and headings as they stood when it was carried out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import chain
from typing import Any

from service.adapters.google.kept_aside import HashOf, mark
from service.adapters.google.layout import JSON
from service.adapters.google.plain import REF, TAKEN_OUT, at, plain, trimmed
from service.adapters.google.where_now import Alike, column_of_now, likeness, rows_of_now, times
from service.core.finding import Headings, find_headings
from service.core.grids import PUT_BACK, Grid, Notice, PutBack
from service.core.rows import Row
from service.core.wording import list_words

Rows = list[list[Any]]
Cell = tuple[str, int, int]  # title, row, column
_GONE = "#REF!"  # what it pointed at was deleted since
_LOOKS_UP = re.compile(
    rf'=IFERROR\(VLOOKUP\((?:\$[A-Z]+\d+|{_GONE}), ?(?:.+\$[A-Z]+|{_GONE}), ?(\d+), ?FALSE\), ?""\)',
    re.DOTALL,
)


def find(
    notes: Sequence[JSON],
    aside: Mapping[int, Rows],
    tabs: Mapping[int, Rows],
    titles: Mapping[int, str],
    kinds: Sequence[type[Row]],
    formulas: Callable[[str], Rows],
    hash_of: HashOf,
) -> list[PutBack]:
    """What several writes landed on is undone as all is undone: the last first.

    A write that put words back and landed astray itself is undone whole; what it was to put back is found anew then, from
    what the writes before it had kept aside. So nothing has to be known of how far it went wrong.

    `notes`: oldest first. `aside`: sheetId of what a note kept → its rows; a note without is left out. `tabs`: sheetId →
    its rows, mended in place as they are about to be. `titles`: sheetId → what the tab is called now. `formulas`: a tab's
    cells as typed, by title, the same ones at each call, mended as well.
    """
    done: list[_Tab] = []
    unsure: list[_Tab] = []  # of which not all is there any more that writes before it had kept
    settled = set[int]()  # tabs in which a later write has put all back where it belongs
    supposed = set[Cell]()
    for note in reversed(notes):
        if note["sheet"] not in aside:
            continue
        kept = _Kept(aside[note["sheet"]], partial(formulas, titles[note["sheet"]]))
        for tab in note["tabs"]:
            if (rows := tabs.get(tab["sheet_id"])) is not None:
                kind = next((kind for kind in kinds if kind.tab == tab.get("tab")), None)
                # Under its title of now: by the one it had nobody would find it.
                named = {**tab, "title": titles[tab["sheet_id"]]}
                done.append(_Tab(named, kept, rows, kind, formulas, hash_of, supposed))
                done[-1].mend(is_settled=tab["sheet_id"] in settled)
                if tab["put"] and note.get("whole") and done[-1].put_is_right():
                    settled.add(tab["sheet_id"])
                if not aside.keys() >= set(note.get("after", ())):
                    unsure.append(done[-1])
    found = [each for tab in done for each in tab.found]
    return _merged([*found, *chain.from_iterable(tab.nothing_lost() for tab in unsure)])


def _merged(found: Iterable[PutBack]) -> list[PutBack]:
    """One for each cell: what it holds, and what it was before all the writes that landed there; those that differ."""
    cells: dict[Cell, PutBack] = {}
    for each in found:
        place = each.tab, each.row, each.column
        cells[place] = replace(cells[place], back=each.back) if place in cells else each
    return [each for each in cells.values() if each.is_formula or plain(each.back) != plain(each.holds)]


def unread(note: JSON, tabs: Mapping[int, Rows], kinds: Sequence[type[Row]]) -> list[JSON]:
    """Of the tabs it tells of, those of which nobody can tell now what lies where: gone, or without their headings."""
    by_name = {kind.tab: kind for kind in kinds}
    return [
        tab
        for tab in note["tabs"]
        if (rows := tabs.get(tab["sheet_id"])) is None
        or ((kind := by_name.get(tab.get("tab", ""))) and find_headings(Grid("", rows), kind) is None)
    ]


class _Kept:
    """The tab that a write began with: what it landed on, and, once asked for, that as it had been typed."""

    def __init__(self, rows: Rows, typed: Callable[[], Rows]):
        self.rows, self._typed = rows, typed
        self.width = max(map(len, rows), default=0)

    def formula_of_ours(self, row: int, column: int) -> str | None:
        value = at(self._typed(), row, column)
        return value if isinstance(value, str) and _LOOKS_UP.fullmatch(value) else None


class _Tab:
    def __init__(
        self,
        note: JSON,
        kept: _Kept,
        rows: Rows,
        kind: type[Row] | None,
        formulas: Callable[[str], Rows],
        hash_of: HashOf,
        supposed: set[Cell],
    ):
        """`supposed`: cells in which a formula of ours stands again only because a later write of ours was undone here."""
        # The same words again and again; True is not 1.
        self._mark = lru_cache(None, typed=True)(partial(mark, hash_of=hash_of))
        note = {"headings": [], "formulas": {}, **note}  # a tab that could not be read has neither
        self.note, self.aside, self.rows, self.kind, self._formulas = note, kept.rows, rows, kind, formulas
        self._kept_tab, self._supposed = kept, supposed
        self.was_moved = kind is not None and self._marks(self._kept_headings()) != note["headings"]
        self._typed: Rows | None = None  # its formulas as typed, once they are known
        self._kept_rows: Alike | None = None
        self.found: list[PutBack] = []
        self._taken_out: list[tuple[tuple[int, int], Any, str | None, Sequence[str]]] = []

    def mend(self, is_settled: bool) -> None:
        """Headings first: the rest is told by them."""
        self._refs_over_words()
        strays = self._strays() if self.was_moved and self.note["formulas"] else []
        self._formulas_over_headings(strays)
        if not is_settled and not self.put_is_right():
            self._undo_what_was_put()
        headings = find_headings(Grid("", self.rows), self.kind) if self.kind is not None else None
        if headings is not None:
            self._refs_on_nothing(headings)
            if self.was_moved:
                self._rows_astray(headings)
                self._formulas_astray(strays, headings)

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

    def _kept_formula(self, row: int, column: int) -> str | None:
        """A formula of ours that stood in the row kept there: astray already, where we wrote to put words back."""
        return (
            self._kept_tab.formula_of_ours(row + self.note["typed"], column)
            if self.note.get("typed")
            else None
        )

    # Refs of ours

    def _refs_over_words(self) -> None:
        """A fresh Ref stands where something stood: another row's Ref, a heading, a cell of a column that came there."""
        for row, column, ref in self.note["refs"]:
            was = self._kept(row, column)
            was = self.note["replaced"].get(plain(was), was)  # by the same write, before it wrote here
            formula = self._kept_formula(self._kept_row(row), column)
            if (plain(was) in ("", ref) and formula is None) or self._is_elsewhere(was):
                continue
            if (place := self._now(ref, row)) is not None:
                self._put(*place, was, ref, formula=formula)

    def _is_elsewhere(self, was: Any) -> bool:
        """Somebody has written that Ref where it belongs already."""
        column, words = self.note.get("ref"), plain(was)
        if not column or not REF.fullmatch(words):
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
            kept = _plain_words(self._kept_cells(row))
            places.sort(key=lambda place: -likeness(kept, _plain_words(self.rows[place[0] - 1])))
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
                was, formula = self._kept_words_of(row, was_at)
                was = was if was is not None else self._word(at([self.note["headings"]], 1, was_at))
                # Beside “Ref” it may show what the heading said.
                self._put(row, column, was, is_formula=True, formula=formula)

    def _heading_row(self) -> int:
        wanted = Counter(word for word in self.note["headings"] if word)
        rows = {row: Counter(self._marks(self.rows[row - 1])) for row in self._all()}
        shared = {row: sum((wanted & words).values()) for row, words in rows.items()}
        best = max(shared, key=lambda row: shared[row], default=0)
        return best if shared.get(best, 0) >= 2 else 0

    def _headings_now(self) -> list[str]:
        """Their marks; none where no row is like the headings we knew."""
        here = self._heading_row()
        return self._marks(self.rows[here - 1]) if here else []

    def _word(self, heading: str | None) -> Any:
        """The heading this mark stands for: in the row that was kept, or wherever it was moved to."""
        cells = (cell for rows in (self.aside, self.rows) for line in rows for cell in line if plain(cell))
        return next((cell for cell in cells if self._mark(plain(cell)) == heading), None) if heading else None

    def _formulas_astray(self, strays: list[tuple[int, int, str]], headings: Headings) -> None:
        assert self.kind is not None
        ours = {place for name, place in headings.columns.items() if self.kind.columns[name].formula}
        typed = self._typed or []
        others = self._rows_of_others(strays) if self.note["put"] and strays else ()
        for row, column, which in strays:
            if row in others or self._was_there_before(row, column, which):
                continue
            is_there = typed[row - 1][column - 1] is not None  # or a word has just been put there
            if is_there and (column not in ours or row <= headings.row):
                was_at = self.note["formulas"].get(which)
                was, formula = self._kept_words_of(row, was_at) if was_at else (None, None)
                self._put(row, column, was, is_formula=True, formula=formula)

    def _was_there_before(self, row: int, column: int, which: str) -> bool:
        """Astray already when we wrote, to put words back: it is an earlier write that knows what is to stand there."""
        if not self.note.get("typed"):
            return False
        kept = self._kept_like(row)
        return kept > 0 and any(
            (match := _LOOKS_UP.fullmatch(self._kept_formula(kept, place) or ""))
            and match[1] == which
            and self._moved_to(place) == column
            and place != self.note["formulas"].get(which)
            for place in range(1, self._kept_tab.width + 1)
        )

    def _rows_of_others(self, strays: Iterable[tuple[int, int, str]]) -> set[int]:
        """Rows of which a word tells that we did not write in them.

        Where we were putting back, an earlier write has left formulas in others too, and it is that one which knows them.
        """
        shows = {(row, column) for row, column, _ in strays}
        blocks = [range(first, last + 1) for first, last, _ in self.note["blocks"]]
        kept = times(map(plain, self._kept_cells(row)) for row in chain(*blocks))
        now = times(map(plain, cells) for cells in self.rows)
        others = set()
        for row, cells in enumerate(self.rows, start=1):
            own = {plain(cell) for at, cell in enumerate(cells, start=1) if (row, at) not in shows} - {""}
            telling = {word for word in own if now[word] == 1 or REF.fullmatch(word)}
            if telling and not any(kept[word] == 1 for word in telling):
                others.add(row)
        return others

    def _kept_words_of(self, row: int, column: int) -> tuple[Any, str | None]:
        """What stood in this column of the kept row that is this row of now, and as which formula of ours, if any."""
        if best := self._kept_like(row):
            return at(self.aside, best, column), self._kept_formula(best, column)
        return self._homeless(column), None

    def _kept_like(self, row: int) -> int:
        """Where the row that this one was is kept; 0 for none."""
        return self._alike().most(_plain_words(self.rows[row - 1] if row <= len(self.rows) else ()))

    def _alike(self) -> Alike:
        """Kept rows, by where they are kept."""
        if self._kept_rows is None:
            places = [range(there, there + last - first + 1) for first, last, there in self.note["blocks"]]
            kept = {
                place: _plain_words(self.aside[place - 1])
                for place in chain(*places)
                if place <= len(self.aside)
            }
            self._kept_rows = Alike(kept)
        return self._kept_rows

    def _homeless(self, column: int) -> Any:
        """Of a kept row of which nothing is left anywhere: the word we wrote over was all there was in it.

        Which of several such rows it was nobody can tell, nor need they: they held nothing else.
        """
        for first, last, there in self.note["blocks"]:
            for kept in self.aside[there - 1 : there + last - first]:
                was = at([kept], 1, column)
                if plain(was) and not any(
                    likeness(_plain_words(kept), _plain_words(now)) for now in self.rows
                ):
                    return was
        return None

    # Words of staff's that we were putting back, and rows of ours

    def put_is_right(self) -> bool:
        """None landed elsewhere than meant, nor on a word typed in that very second."""
        return all(self._was_right(*entry) for entry in self.note["put"])

    def _undo_what_was_put(self) -> None:
        """All of it, also what by chance is right."""
        put = self.note["put"]
        self._typed = self._formulas(self.note["title"])
        numbers = self._rows_of_now(dict.fromkeys(row for row, *_ in put))
        for row, column, wrote, expected, only_if, *known_by in put:
            if only_if and self._mark(self._kept(row, column)) != expected:
                continue  # and so it wrote nothing
            number, place = numbers.get(row, 0), self._moved_to(column)
            there = [self._mark(cell) for cell in self.rows[number - 1]] if number else []
            if at([there], 1, place) != wrote and there.count(wrote) == 1 and wrote != self._mark(None):
                # Headings were moved in the same second, or one was renamed since.
                place = there.index(wrote) + 1
            if number and place and (at([there], 1, place) or self._mark(None)) == wrote:
                if plain(word := at(self.rows, number, place)):
                    heading = at([self.note["headings"]], 1, column)
                    self._taken_out.append(((number, place), word, heading, known_by))
                formula = self._kept_formula(self._kept_row(row), column)
                self._put(number, place, self._kept(row, column), formula=formula)

    def nothing_lost(self) -> list[PutBack]:
        """Words taken out of which no write before this one told where they belong, for somebody has deleted what it kept.

        They go into the row that they were meant for, and where that is not to be found they stay.
        """
        there, before = {plain(cell) for cells in self.rows for cell in cells}, len(self.found)
        for cell, word, heading, known_by in self._taken_out:
            home = self._home(heading, known_by) or (cell if not plain(at(self.rows, *cell)) else None)
            if plain(word) not in there and home:
                self._put(*home, word)
        return self.found[before:]

    def _home(self, heading: str | None, known_by: Collection[str]) -> tuple[int, int] | None:
        now = self._headings_now()
        row = next(
            (row for row in self._all() if any(word in known_by for word in self._words(self.rows[row - 1]))),
            0,
        )
        if not row or not heading or now.count(heading) != 1:
            return None
        column = now.index(heading) + 1
        typed = at(self._typed or [], row, column)
        return (row, column) if typed is None or _LOOKS_UP.fullmatch(str(typed)) else None

    def _was_right(
        self, row: int, column: int, wrote: str, expected: str, only_if: int, *known_by: str
    ) -> bool:
        if only_if and self._mark(self._kept(row, column)) != expected:
            return True
        headings = self._marks(self._kept_headings())
        if at([headings], 1, column) != at([self.note["headings"]], 1, column):
            return False
        kept = [self._mark(cell) for cell in self._kept_cells(row)]
        return self._mark(self._kept(row, column)) == expected and (
            not known_by or any(each in known_by for each in kept)
        )

    def _rows_of_now(self, written: Iterable[int]) -> dict[int, int]:
        """Rows we wrote in → where they are now, told by what stood in them when we had written."""
        then = {row: self._as_written(row) for row in written}
        now = {number: self._words(self.rows[number - 1]) for number in self._all()}
        refs = {plain(cell) for cells in self.rows for cell in cells if REF.fullmatch(plain(cell))}
        return rows_of_now(then, now, set(map(self._mark, refs)))

    def _words(self, cells: Iterable[Any]) -> Counter[str]:
        return Counter(self._mark(cell) for cell in cells if plain(cell))

    def _as_written(self, row: int) -> Counter[str]:
        by = self.note["replaced"]
        kept = enumerate(map(plain, self._kept_cells(row)), start=1)
        cells = {place: self._mark(by.get(word, word)) for place, word in kept if word}
        for there, column, wrote, *_ in self.note["put"]:
            if there == row and wrote != self._mark(None):
                cells[column] = wrote
        refs = [self._mark(ref) for there, _, ref in self.note["refs"] if there == row]
        return Counter([*cells.values(), *refs])

    def _moved_to(self, column: int) -> int:
        """Where the column is now that stood here when we wrote; 0 where it is gone."""
        now = self._headings_now()
        then = self._marks(self._kept_headings())
        if len(set(then) & set(self.note["headings"]) - {""}) < 2:  # somebody had moved the headings away
            then = self.note["headings"]
        return column_of_now(column, then, now)

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
            self._without_its_ref(ref, cells, headings)

    def _without_its_ref(self, ref: str, cells: Mapping[str, Any], headings: Headings) -> None:
        """One whose Ref somebody has deleted, with the column it had fallen in: told by all its other words, or by having
        no words but ours. With all of them and no other it is ours wherever they stand: added anew, it would stand twice."""
        words = Counter(mark for mark in cells.values() if mark != ref)
        for row in self._all() if len(words) > 1 else ():
            there = self._words(self.rows[row - 1])
            is_ours = words <= there or (there <= words and there.total() > 1)
            is_astray = there == words or self._is_elsewhere_in(row, cells, headings)
            if is_ours and is_astray and self._mark(ref) not in there:
                self._empty((row, 0), cells)

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
        return self._is_elsewhere_in(row, cells, headings)

    def _is_elsewhere_in(self, row: int, cells: Mapping[str, Any], headings: Headings) -> bool:
        """Some word of ours does not stand under its heading, and in the same row under another."""
        words, now = self.note["headings"], self._marks(self.rows[headings.row - 1])
        here = [self._mark(plain(value)) for value in self.rows[row - 1]]
        for name, value in cells.items():
            heading = at([words], 1, int(name))
            if int(name) == self.note.get("ref") or not heading or now.count(heading) != 1:
                continue
            there = at([here], 1, now.index(heading) + 1)
            if there != value and value in here:  # we put it there, and not somebody who typed
                return True
        return False

    # What is found

    def _all(self) -> range:
        return range(1, len(self.rows) + 1)

    def _put(
        self,
        row: int,
        column: int,
        back: Any,
        ref: str | None = None,
        is_formula: bool = False,
        formula: str | None = None,
    ) -> None:
        """`formula`: of ours, which stood there, astray itself: the write before this one tells what is to stand there."""
        while len(self.rows) < row:
            self.rows.append([])
        cells = self.rows[row - 1]
        cells += [None] * (column - len(cells))
        holds = cells[column - 1]
        is_formula = is_formula and (self.note["title"], row, column) not in self._supposed
        back = None if formula or plain(back) == "" else back
        self._is_typed(row, column, formula)
        if plain(holds) == plain(back) and not is_formula:  # which may show anything
            return
        heading = ""
        if (here := self._heading_row()) and here != row:
            heading = plain(at(self.rows, here, column))
        self.found.append(PutBack(self.note["title"], row, column, holds, back, ref, heading, is_formula))
        cells[column - 1] = back

    def _is_typed(self, row: int, column: int, formula: str | None) -> None:
        """No formula there is a stray any more, of this write or of one before it; or again this one is."""
        if formula is not None:
            self._supposed.add((self.note["title"], row, column))
        if formula is not None and self._typed is None:
            self._typed = self._formulas(self.note["title"])
        if self._typed is None:
            return
        while formula is not None and len(self._typed) < row:
            self._typed.append([])
        if row <= len(self._typed):
            line = self._typed[row - 1]
            if formula is not None:
                line += [None] * (column - len(line))
            if column <= len(line):
                line[column - 1] = formula


def _plain_words(cells: Sequence[Any]) -> Counter[str]:
    return Counter(filter(None, map(plain, cells)))


def notices(found: Sequence[PutBack]) -> Iterator[Notice]:
    """What people are told, by tab; Refs are named, and nothing else that stands in a cell."""
    for title in dict.fromkeys(each.tab for each in found):
        here = [each for each in found if each.tab == title]
        refs = [each for each in here if isinstance(each.back, str) and REF.fullmatch(each.back)]
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
