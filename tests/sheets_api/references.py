"""Formulas follow what they point at: copying, sorting, inserting, deleting, moving and renaming rewrite their references.

All take and give the text of a formula with its equals sign. `own` is the title of the tab the formula stands in,
`changed` that of the tab whose rows or columns change.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from tests.sheets_api.notation import MOST_COLUMNS, column_of, letters, quoted

ROWS, COLUMNS = "ROWS", "COLUMNS"  # dimensions, as the API names them
LOST = "#REF!"

_TAB = r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!"
_CELL = r"\$?[A-Za-z]{1,3}\$?[1-9]\d*"
_RANGE = rf"(?:{_CELL}(?::(?:{_CELL}|\$?[A-Za-z]{{1,3}}|\$?[1-9]\d*))?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}|\$?[1-9]\d*:\$?[1-9]\d*)"
_TEXT = r'"(?:[^"]|"")*"'
REFERENCE = rf"(?P<tab>{_TAB})?(?<![\w.$:])(?P<cells>{_RANGE})(?![\w(.!$])"
_IN_FORMULA = re.compile(rf"(?P<text>{_TEXT})|{REFERENCE}")
_WITH_TAB = re.compile(rf"(?P<text>{_TEXT})|(?P<tab>{_TAB})(?P<cells>{_RANGE}|#REF!)?")
_END = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)([1-9]\d*)?")


@dataclass(frozen=True, slots=True)
class End:
    """One end of a range: where it is, from 0 (None where left out), and what its `$` hold fast."""

    row: int | None
    column: int | None
    row_fast: bool = False
    column_fast: bool = False

    def line(self, dimension: str) -> int | None:
        """Its row or its column."""
        return self.row if dimension == ROWS else self.column

    def at(self, dimension: str, line: int) -> End:
        """In another row or column."""
        return replace(self, row=line) if dimension == ROWS else replace(self, column=line)

    def text(self) -> str:
        column = "" if self.column is None else "$" * self.column_fast + letters(self.column)
        return column + ("" if self.row is None else "$" * self.row_fast + str(self.row + 1))


@dataclass(frozen=True, slots=True)
class Reference:
    """A cell, or a range when it has an `end`; `tab` is None for the formula's own."""

    tab: str | None
    start: End
    end: End | None = None

    def text(self) -> str:
        tab = "" if self.tab is None else quoted(self.tab) + "!"
        return tab + self.start.text() + ("" if self.end is None else ":" + self.end.text())


def read(tab: str | None, cells: str) -> Reference:
    """A reference from its two parts, as REFERENCE finds them."""
    start, colon, end = cells.partition(":")
    return Reference(title_of(tab) if tab else None, _end(start), _end(end) if colon else None)


def title_of(tab: str) -> str:
    """The title in `'O''Brien'!`."""
    title = tab[:-1]
    return title[1:-1].replace("''", "'") if title.startswith("'") else title


def _end(text: str) -> End:
    found = _END.fullmatch(text)
    assert found is not None
    if not found[2]:  # `$5`: the first dollar sign stands before the row
        return End(int(found[4]) - 1, None, bool(found[1]))
    row = int(found[4]) - 1 if found[4] else None
    return End(row, column_of(found[2]), bool(found[3]), bool(found[1]))


Change = Callable[[Reference], Reference | None]


def rewritten(text: str, change: Change) -> str:
    """The formula with each reference changed; what `change` gives up is #REF!. Texts in quotes stay."""

    written = []
    for words, before in _parts(text):
        after = before if before is None else change(before)
        if before is not None and after is None:
            words = LOST
        elif after is not None and after != before:
            words = after.text()
        written.append(words)
    return "".join(written)


@lru_cache(maxsize=256)  # one formula is copied down thousands of rows
def _parts(text: str) -> tuple[tuple[str, Reference | None], ...]:
    """A formula in pieces: what it says, and the reference that is."""
    parts: list[tuple[str, Reference | None]] = []
    end = 0
    for found in _IN_FORMULA.finditer(text):
        parts.append((text[end : found.start()], None))
        is_words = found["text"] is not None
        parts.append((found[0], None if is_words else read(found["tab"], found["cells"])))
        end = found.end()
    return (*parts, (text[end:], None))


def moved(text: str, rows_down: int, columns_right: int) -> str:
    """As copied to another place: relative references move along, `$` ones stay; off the grid they become #REF!."""

    def along(end: End) -> End | None:
        row, column = end.row, end.column
        if row is not None and not end.row_fast:
            row += rows_down
        if column is not None and not end.column_fast:
            column += columns_right
        if (row is not None and row < 0) or (column is not None and not 0 <= column < MOST_COLUMNS):
            return None
        return End(row, column, end.row_fast, end.column_fast)

    def change(reference: Reference) -> Reference | None:
        start = along(reference.start)
        end = along(reference.end) if reference.end else None
        if start is None or (reference.end and end is None):
            return None
        return Reference(reference.tab, start, end)

    return rewritten(text, change)


Span = tuple[int, int]  # of rows or columns, half open


def _along(dimension: str, own: str, changed: str, shift: Callable[[Span], Span | None]) -> Change:
    """A change of one dimension of one tab, said as what becomes of a span of it."""

    def change(reference: Reference) -> Reference | None:
        if (own if reference.tab is None else reference.tab).casefold() != changed.casefold():
            return reference
        first = reference.start.line(dimension)
        last = first if reference.end is None else reference.end.line(dimension)
        if first is None:
            return reference
        if last is None:  # A2:A is open at its foot: only its start can move
            span = shift((first, first + 10**9))
            return None if span is None else replace(reference, start=reference.start.at(dimension, span[0]))
        low, high = min(first, last), max(first, last)
        span = shift((low, high + 1))
        if span is None:
            return None
        ends = (span[0], span[1] - 1) if first <= last else (span[1] - 1, span[0])
        start = reference.start.at(dimension, ends[0])
        end = None if reference.end is None else reference.end.at(dimension, ends[1])
        return replace(reference, start=start, end=end)

    return change


def named_as(tab: str | None, own: str) -> str:
    """What a formula that stands in `own` must contain, whatever its case, to mean a cell of `tab`; "" for anything."""
    if tab is None or own.casefold() == tab.casefold():
        return ""
    return tab.casefold().replace("'", "''")


def _inserted(span: Span, start: int, count: int) -> Span:
    low, high = span
    return (low + count if low >= start else low, high + count if high > start else high)


def _deleted(span: Span, start: int, end: int) -> Span | None:
    def after(edge: int) -> int:
        return edge if edge <= start else max(start, edge - (end - start))

    low, high = after(span[0]), after(span[1])
    return (low, high) if low < high else None


def after_insert(text: str, own: str, changed: str, dimension: str, start: int, count: int) -> str:
    """`count` rows or columns were put in before `start` (from 0); ranges around that place grow."""
    return rewritten(text, _along(dimension, own, changed, lambda span: _inserted(span, start, count)))


def after_delete(text: str, own: str, changed: str, dimension: str, start: int, end: int) -> str:
    """The rows or columns from `start` up to `end` are gone; what pointed only at them is #REF!."""
    return rewritten(text, _along(dimension, own, changed, lambda span: _deleted(span, start, end)))


def after_move(text: str, own: str, changed: str, dimension: str, start: int, end: int, to: int) -> str:
    """`start`..`end` went before `to` (numbered as before the move). What lies within the block goes with it."""
    count = end - start
    landed = to if to <= start else to - count

    def shift(span: Span) -> Span | None:
        if start <= span[0] and span[1] <= end:
            return span[0] + landed - start, span[1] + landed - start
        rest = _deleted(span, start, end)
        return None if rest is None else _inserted(rest, landed, count)

    return rewritten(text, _along(dimension, own, changed, shift))


def after_cut(
    text: str, own: str, source: tuple[str, int, int, int, int], target: tuple[str, int, int]
) -> str:
    """The block (title, top, left, bottom, right) was cut and pasted at (title, top, left): references to it follow."""
    title, top, left, bottom, right = source
    down, across = target[1] - top, target[2] - left

    def within(end: End) -> bool:
        return (
            end.row is not None
            and end.column is not None
            and top <= end.row < bottom
            and left <= end.column < right
        )

    def along(end: End) -> End:
        row, column = end.row or 0, end.column or 0
        return replace(end, row=row + down, column=column + across)

    def change(reference: Reference) -> Reference | None:
        ends = [reference.start] if reference.end is None else [reference.start, reference.end]
        if (own if reference.tab is None else reference.tab).casefold() != title.casefold() or not all(
            map(within, ends)
        ):
            return reference
        tab = reference.tab if target[0].casefold() == title.casefold() else target[0]
        return Reference(tab, along(ends[0]), along(ends[1]) if len(ends) > 1 else None)

    return rewritten(text, change)


def after_rename(text: str, old: str, new: str) -> str:
    """A tab has another title."""

    def one(found: re.Match[str]) -> str:
        if found["text"] is None and title_of(found["tab"]).casefold() == old.casefold():
            return f"{quoted(new)}!{found['cells'] or ''}"
        return found[0]

    return _WITH_TAB.sub(one, text)


def after_sheet_deleted(text: str, own: str, gone: str) -> str:
    """References to a deleted tab are #REF!."""
    same = gone.casefold()
    return rewritten(
        text, lambda found: None if found.tab is not None and found.tab.casefold() == same else found
    )


def after_name_change(text: str, old: str, new: str) -> str:
    """A named range has another name; an empty new one means it was deleted."""
    word = re.compile(
        rf"(?P<text>{_TEXT}|'(?:[^']|'')*'!)|(?<![\w.!]){re.escape(old)}(?![\w(.!])", re.IGNORECASE
    )
    return word.sub(lambda found: found[0] if found["text"] is not None else new or LOST, text)
