"""Cells → rows, and the problems met on the way. Checks never catch: an error in a check is ours, and stops the run."""

from __future__ import annotations

import re
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

from service.core.beside import with_words_compared
from service.core.book import HELD, MISSING, READ, STOPPED, Book, TabReading
from service.core.collecting import nothing_to_collect
from service.core.common_checks import ONLY_A_REF
from service.core.finding import Headings, find_headings, find_tabs
from service.core.grids import Grid, Raw, is_blank, tidy
from service.core.near_rows import near_rows
from service.core.no_rows import leave_notes_alone, says_nothing
from service.core.pasted import set_pasted_apart
from service.core.problems import MEND, WORTH_A_LOOK, Problem, in_order
from service.core.rows import CHECK_WIDTH, Check, Column, Row
from service.core.values import Misread, Noted, Pointer, PointsTo, Text
from service.core.wording import list_words

CHECK_CELL_SHOWS = 2  # problems, if both fit
CHECK_CELL_LINES, CHECK_CELL_WIDE = 2, CHECK_WIDTH  # a row keeps its height: what is longer would be cut
_GUESS = re.compile(r"Did you mean “[^”]*”\?")  # the shortest way to mend it: it leads
WHY, CUT = "Why: see Problems.", "… see Problems"


@nothing_to_collect()
def read_book(
    grids: Sequence[Grid], kinds: Iterable[type[Row]], now: datetime, known: dict[str, Any] | None = None
) -> Book:
    """Reads every tab and looks up what points from one to another; runs no checks yet."""
    found = find_tabs(grids, kinds)
    book = Book([read_tab(kind, grid) for kind, grid in found.items()], now, known)
    _note_copied_tabs(book, grids, found)
    for reading in book.readings.values():
        if reading.is_usable:
            _look_up_pointers(reading, book)
    return book


def _note_copied_tabs(book: Book, grids: Sequence[Grid], found: Mapping[type[Row], Grid | None]) -> None:
    """What people type in a copy is read by nobody, and they would not know."""
    taken = {id(grid) for grid in found.values()}
    spare = [grid for grid in grids if id(grid) not in taken and grid.identity is None]
    for kind, reading in book.readings.items() if spare else ():
        for copy in spare if reading.is_usable else ():
            like = find_headings(copy, kind)
            if like is not None and set(like.columns) >= set(reading.columns):
                says = f"The tab {copy.title[:40]} looks like a copy of {reading.title}. We read {reading.title} only."
                fix = "Keep typing in the first. Delete the copy if you do not need it."
                reading.problems.append(Problem("tab-copied", WORTH_A_LOOK, kind.tab, says, fix))


@nothing_to_collect()
def check_book(book: Book) -> list[Problem]:
    """All problems of all tabs, those met in reading included, in order."""
    if book.index_fresh_refs():
        _look_up_fresh_rows(book)
    _forgive_naming_held_rows(book)
    for reading in book.readings.values():
        if reading.is_usable:
            _run_checks(reading, book)
            _leave_out_outranked(reading)
    return in_order(book.problems)


def _leave_out_outranked(reading: TabReading) -> None:
    """Nobody is asked to tidy the row of a person who has died or said no."""
    kind = reading.kind
    silent: dict[int, set[str]] = {}
    if kind.outranked_by is not Row.outranked_by:
        for row in reading.rows:
            if names := row.outranked_by():
                silent[row.row_number] = {kind.columns[name].heading for name in names}
    for problem in reading.problems:
        if problem.code == ONLY_A_REF and problem.row is not None:
            silent[problem.row] = set()  # one line says so; what else is missing follows from it
    if silent:
        even_so = {each.code for each in kind.checks if each.even_so}
        reading.problems = [
            p
            for p in reading.problems
            if p.row not in silent or p.code in even_so or p.column in silent[p.row]
        ]


def read_tab(kind: type[Row], grid: Grid | None) -> TabReading:
    """One tab's rows. A missing tab, necessary heading or a doubled heading stops this tab alone, with one problem."""
    if grid is None:
        return _stopped(
            kind,
            MISSING,
            "tab-missing",
            f"The tab {kind.tab} is not in the workbook.",
            "Undo the deletion, or restore the tab from an older version.",
        )
    headings = find_headings(grid, kind)
    if headings is None:
        return _stopped(
            kind,
            STOPPED,
            "headings-missing",
            f"We cannot find the headings of {kind.tab}.",
            "Put the headings back in one row above the rows.",
            grid,
        )
    if headings.doubled:
        name = headings.doubled[0].heading
        return _stopped(
            kind,
            STOPPED,
            "heading-doubled",
            f"Two columns are headed {name}, or a word that we read as {name}.",
            "Rename or remove one of these columns.",
            grid,
            name,
        )
    missing = [
        column for column in kind.columns.values() if column.needed and column.name not in headings.columns
    ]
    if missing:
        return _stopped(
            kind, STOPPED, "heading-missing", *_what_is_missing(kind, missing), grid, missing[0].heading
        )
    reading = TabReading(
        kind, READ, grid.title, headings.row, headings.row, headings.columns, headings.others
    )
    _note_deleted_columns(reading)
    _note_outdone_headings(reading, headings)
    _read_rows(reading, grid, headings)
    _note_hidden_rows(reading)
    if grid.merged:
        _note_merged_cells(reading, grid)
    set_pasted_apart(reading, grid)
    leave_notes_alone(reading)
    return reading


def _what_is_missing(kind: type[Row], missing: Sequence[Column]) -> tuple[str, str]:
    """What follows is said where a missing heading is a danger to people, and not only to figures."""
    names = list_words(column.heading for column in missing)
    says = f"The heading {names} is missing." if len(missing) == 1 else f"The headings {names} are missing."
    fix = f"Write {names} above {'its column' if len(missing) == 1 else 'their columns'} again."
    if unknown := list_words(column.tells for column in missing if column.tells):
        says += f" We cannot tell {unknown}, so we do not read {kind.tab}, and nothing is sent to anybody."
    return says, fix


def _stopped(
    kind: type[Row],
    state: str,
    code: str,
    says: str,
    fix: str,
    grid: Grid | None = None,
    column: str | None = None,
) -> TabReading:
    problem = Problem(code, MEND, kind.tab, says, fix, None, column)
    return TabReading(kind, state, grid.title if grid else None, problems=[problem])


def _note_deleted_columns(reading: TabReading) -> None:
    for column in reading.missing_columns:
        what_follows = "it cannot show you anything" if column.formula else "we read it as empty"
        says = f"The column {column.heading} is not in this tab, so {what_follows}."
        fix = "Nothing, if you do not need it. Otherwise add a column with this heading."
        reading.problems.append(
            Problem("column-deleted", WORTH_A_LOOK, reading.kind.tab, says, fix, None, column.heading)
        )


def _note_outdone_headings(reading: TabReading, headings: Headings) -> None:
    for heading, column in headings.outdone.items():
        says = f"We read the column {column.heading}, and not the column {heading[:40]}, which reads as the same."
        fix = f"Put what we should read under {column.heading}, and give the other column a name of its own."
        reading.problems.append(
            Problem("heading-like-another", MEND, reading.kind.tab, says, fix, None, column.heading)
        )


def _note_hidden_rows(reading: TabReading) -> None:
    if number := reading.hidden_rows:
        says = f"{number} rows are hidden. We read them like the others."
        says = "1 row is hidden. We read it like the others." if number == 1 else says
        fix = "Nothing, if you hid them to read more easily. To take rows out, delete them."
        reading.problems.append(Problem("rows-hidden", WORTH_A_LOOK, reading.kind.tab, says, fix))


def _note_merged_cells(reading: TabReading, grid: Grid) -> None:
    """A merged cell is one problem where it begins, not an empty cell in each row it covers."""
    headings = {place: reading.kind.columns[name] for name, place in reading.columns.items()}
    numbers = {row.row_number: row for row in reading.rows}
    for area in grid.merged:
        rows = [
            number
            for number in range(max(area.top, reading.heading_row + 1), area.bottom + 1)
            if number in numbers
        ]
        ours = [headings[place] for place in range(area.left, area.right + 1) if place in headings]
        if len(rows) * len(ours) < 2:
            continue
        covered = {(number, column.heading) for number in rows for column in ours}
        reading.problems = [
            p for p in reading.problems if p.code != "missing" or (p.row, p.column) not in covered
        ]
        says = "Cells are merged here, so what is written counts for the first of them only."
        fix = "Unmerge the cells, and fill in each of them."
        first = numbers[rows[0]]
        reading.problems.append(
            Problem("cells-merged", MEND, reading.kind.tab, says, fix, rows[0], ours[0].heading, _ref(first))
        )


def _read_rows(reading: TabReading, grid: Grid, headings: Headings) -> None:
    kind = reading.kind
    staff = [place - 1 for name, place in headings.columns.items() if not kind.columns[name].formula] + [
        place - 1 for place in headings.others.values()
    ]
    numbers, wanted = _rows_with_something(grid, headings.row, staff)
    reading.last_row = numbers[-1] if numbers else headings.row
    reading.hidden_rows = len(grid.hidden_rows.intersection(numbers))
    places = {name: place for name, place in headings.columns.items() if not kind.columns[name].formula}
    sheet = list(zip_longest(*wanted))  # by column; short rows are filled up with blanks
    none: Sequence[Raw] = (None,) * len(wanted)
    read = {
        name: kind.columns[name].kind.read_column(sheet[place - 1] if place <= len(sheet) else none)
        for name, place in places.items()
    }
    reading.rows = _make_rows(kind, numbers, read)
    for name, values in read.items():
        column = kind.columns[name]
        if not _SPECIAL.isdisjoint(map(type, values)):
            typed = sheet[places[name] - 1] if places[name] <= len(sheet) else none
            for row, value, raw in zip(reading.rows, values, typed, strict=True):
                if type(value) in _SPECIAL:
                    _take_out(reading, row, column, value)
                if type(value) is Misread:
                    reading.unread.append((row, name, raw))
        if column.required and None in values:
            _note_missing(reading, column)
        if column.required and isinstance(column.kind, Text):
            _take_marks_for_nothing(reading, column, values)
        told = column.kind.look_over(sheet[places[name] - 1] if places[name] <= len(sheet) else none)
        if told is not None:
            reading.problems.append(
                Problem(told.code, told.kind, kind.tab, told.says, told.fix, None, column.heading)
            )


def _rows_with_something(
    grid: Grid, heading_row: int, staff: Sequence[int]
) -> tuple[list[int], list[Sequence[Raw]]]:
    """Sheet numbers and cells of the rows in which staff wrote anything."""
    numbers, wanted, first = [], [], staff[0]
    body = grid.rows[heading_row:]
    if all(len(cells) > first and type(cells[first]) is str and cells[first][:1].isalnum() for cells in body):  # type: ignore[index]
        return list(range(heading_row + 1, heading_row + 1 + len(body))), list(body)
    for number, cells in enumerate(grid.rows[heading_row:], start=heading_row + 1):
        # Nearly every row has its Ref or first cell: looking at that alone is quick.
        said = cells[first] if first < len(cells) else None
        if (type(said) is str and said[:1].isalnum()) or any(
            place < len(cells) and not is_blank(cells[place]) for place in staff
        ):
            numbers.append(number)
            wanted.append(cells)
    return numbers, wanted


_SPECIAL = {Misread, Noted}


def _make_rows(kind: type[Row], numbers: Sequence[int], read: Mapping[str, Sequence[Any]]) -> list[Any]:
    blank: Sequence[Raw] = (None,) * len(numbers)
    return kind.make_many(numbers, [read.get(name, blank) for name in kind.columns])


def _take_out(reading: TabReading, row: Any, column: Column, value: Misread | Noted) -> None:
    misread = value.problem if isinstance(value, Noted) else value
    row.__dict__[column.name] = value.value if isinstance(value, Noted) else None
    if isinstance(value, Misread):
        row.misread = row.misread | {column.name}
    reading.problems.append(
        Problem(
            misread.code,
            misread.kind,
            reading.kind.tab,
            misread.says,
            misread.fix,
            row.row_number,
            column.heading,
            _ref(row),
        )
    )


def _take_marks_for_nothing(reading: TabReading, column: Column, values: Sequence[Any]) -> None:
    """A name of “?” is nobody's: where a cell must be filled in, a mark alone is told as empty."""
    odd = [at for at, value in enumerate(values) if value is not None and not str(value)[:1].isalnum()]
    for row in (reading.rows[at] for at in odd):
        value = row.__dict__[column.name]
        if value is not None and says_nothing(value):
            row.__dict__[column.name] = None
            says, fix = f"{column.heading} holds a mark and no words.", f"Fill in {column.heading}."
            reading.problems.append(
                Problem(
                    "missing", MEND, reading.kind.tab, says, fix, row.row_number, column.heading, _ref(row)
                )
            )


def _note_missing(reading: TabReading, column: Column) -> None:
    for row in reading.rows:
        if row.__dict__[column.name] is None and column.name not in row.misread:
            says, fix = f"{column.heading} is empty.", f"Fill in {column.heading}."
            reading.problems.append(
                Problem(
                    "missing", MEND, reading.kind.tab, says, fix, row.row_number, column.heading, _ref(row)
                )
            )


def _ref(row: Any) -> str | None:
    ref = row.__dict__.get("ref")
    return ref if isinstance(ref, str) else None


def _look_up_pointers(reading: TabReading, book: Book) -> None:
    pointing = [
        column
        for column in reading.kind.columns.values()
        if isinstance(column.kind, PointsTo) and column.name in reading.columns
    ]
    for column in pointing:
        for row in reading.rows:
            pointer = row.__dict__[column.name]
            if pointer is not None:
                looked_up = _look_up(pointer, column.kind, book)  # type: ignore[arg-type]
                if isinstance(looked_up, (Misread, Noted)):
                    _take_out(reading, row, column, looked_up)
                else:
                    row.__dict__[column.name] = looked_up


def _look_up_fresh_rows(book: Book) -> None:
    """Somebody named in the very save in which they were added: their row has its Ref only now."""
    for reading in book.readings.values():
        for column in reading.kind.columns.values() if reading.is_usable else ():
            if isinstance(column.kind, PointsTo) and column.name in reading.columns:
                for row in reading.rows:
                    pointer = row.__dict__[column.name]
                    if pointer is not None and pointer.ref is None:
                        looked_up = _look_up(pointer, column.kind, book)
                        row.__dict__[column.name] = looked_up if isinstance(looked_up, Pointer) else pointer


def _forgive_naming_held_rows(book: Book) -> None:
    """A tab that is held is one problem; rows that name what it lost are not another each."""
    held = {kind.letter for kind, reading in book.readings.items() if reading.state == HELD}
    for reading in book.readings.values() if held else ():
        into_held = {
            column.heading
            for column in reading.kind.columns.values()
            if isinstance(column.kind, PointsTo) and not held.isdisjoint(column.kind.letters)
        }
        reading.problems = [
            p for p in reading.problems if p.code != "names-nothing" or p.column not in into_held
        ]


def _look_up(pointer: Pointer, kind: PointsTo, book: Book) -> Pointer | Noted | Misread:
    words = {word.casefold(): word for word in kind.or_words}
    if pointer.text.casefold() in words:
        return Pointer(words[pointer.text.casefold()])
    letters = pointer.ref[0] if pointer.ref else kind.letters
    if not all(book.is_usable(k) for k in book.readings if k.letter and k.letter in letters):
        return pointer  # the tab it points to could not be read: that is one problem already
    if pointer.ref is not None:
        named_row = book.find(pointer)
        if named_row is None:
            return Misread(
                "names-nothing",
                f"No row has the Ref {pointer.ref}.",
                "Choose one from the list, or put the row back if it was deleted by mistake.",
            )
        return with_words_compared(pointer, kind, named_row, book)
    named = book.named(kind.letters, pointer.text)
    if len(named) == 1 and named[0].ref:
        return Pointer(pointer.text, str(named[0].ref))
    if len(named) == 1:
        return pointer  # the named row gets its Ref in this very run
    if kind.or_anything:
        return pointer
    if named:
        refs = list_words(str(row.ref) for row in named if row.ref)
        says = f"More than one row has this name{f': {refs}' if refs else ''}."
        return Misread(kind.codes[2][0], says, kind.codes[2][2])
    near = near_rows(pointer.text, kind.letters, book)
    says = "No row has the name written here."
    if near:
        says += f" Did you mean {' or '.join(tidy(row.shown_as)[:60] for row in near)}?"
    return Misread("names-nothing", says, "Choose one from the list.")


def _run_checks(reading: TabReading, book: Book) -> None:
    for each in reading.kind.checks:
        if each.on is not None and each.on.name not in reading.columns:
            continue  # the column was deleted: it reads as empty, and that was said once
        if each.whole_tab:
            _run_over_tab(each, reading, book)
        else:
            finds, today = each.finds, book.today
            for row in reading.rows:
                found = finds(row, today)
                if found:
                    reading.problems.append(_problem(each, reading, row, found))


def _run_over_tab(each: Check, reading: TabReading, book: Book) -> None:
    for found in each.finds(reading.rows, book):
        row, words = found if isinstance(found, tuple) else (found, {})
        reading.problems.append(_problem(each, reading, row, words))


def _problem(each: Check, reading: TabReading, row: Any, found: Any) -> Problem:
    words = found if isinstance(found, dict) else {}
    says = each.says.format(**words) if words else each.says
    fix = each.fix.format(**words) if words else each.fix
    heading = each.on.heading if each.on else None
    if row is None:
        return Problem(each.code, each.kind, reading.kind.tab, says, fix, None, heading)
    return Problem(each.code, each.kind, reading.kind.tab, says, fix, row.row_number, heading, _ref(row))


def check_cells(problems: Iterable[Problem]) -> dict[tuple[str, int], str]:
    """What each row's Check cell says, by (tab, row): Mend only, what to do first, no longer than a row can show."""
    by_row: dict[tuple[str, int], list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.kind == MEND and problem.row is not None:
            by_row[problem.tab, problem.row].append(problem)
    return {place: _in_words(found) for place, found in by_row.items()}


def _in_words(problems: list[Problem]) -> str:
    """The fullest words that fit. What is left out stands in Problems, and the cell says so."""
    guesses = [match[0] if (match := _GUESS.search(p.says)) else "" for p in problems]
    to_do = [
        tidy(f"{p.column + ':' if p.column else ''} {guess} {p.fix}")
        for p, guess in zip(problems, guesses, strict=True)
    ]
    rest = [
        p.says.replace(guess, "") if guess else p.says for p, guess in zip(problems, guesses, strict=True)
    ]
    whole = [tidy(f"{to} {says}") for to, says in zip(to_do, rest, strict=True)]
    for number in range(min(CHECK_CELL_SHOWS, len(problems)), 0, -1):
        more = len(problems) - number
        for shown, why in ((whole, ""), (to_do, WHY), (to_do, "")):
            words = "\n".join(shown[:number])
            text = f"{words} {f'And {more} more: see Problems.' if more else why}".strip()
            if _fits(text):
                return text
    return _cut(to_do[0])


def _fits(text: str) -> bool:
    lines = sum(max(1, len(textwrap.wrap(line, CHECK_CELL_WIDE))) for line in text.split("\n"))
    return lines <= CHECK_CELL_LINES


def _cut(text: str) -> str:
    """Between words; a word too long even alone is cut itself."""
    words = text.split()
    while len(words) > 1 and not _fits(" ".join(words) + CUT):
        words.pop()
    said = " ".join(words).rstrip(".,;:")
    return (said if _fits(said + CUT) else said[:CHECK_CELL_WIDE]) + CUT
