"""Where rows and cells stand in the bytes of a staff tab, so that a few can be changed and all others stay as they are."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import chain

from service.adapters.excel.package_xml import MAIN, Edit, Node, broken, check_encoding, parse, splice
from service.adapters.excel.splice_cells import ATTRIBUTE, ATTRIBUTES, CellAt, RowAt, column_number, masked
from service.core.changes import WorkbookRefused
from service.core.grids import column_letters

_ROOT = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?worksheet(?=[\s>/])")
_PLACE = re.compile(rb"\s*([A-Za-z]+)(\d+)\s*\Z")
_FIRST_PLACE = re.compile(rb' r="([A-Za-z]+)(\d+)"')  # as nearly every program writes it
_FIRST_NUMBER = re.compile(rb' r="(\d+)"')
_PLAIN_CELL = re.compile(rb'<c r="([A-Z]+)')
_PLAIN_ROW = re.compile(rb'<row r="(\d+)"[^<>]*?(/?)>')


class SheetText:
    """A worksheet part. Edits are collected and made at once by `spliced`."""

    def __init__(self, data: bytes):
        check_encoding(data)
        self.data = data
        root = _ROOT.search(masked(data[:8000]))
        if root is None:
            raise broken()
        self.p = (root[1].decode() + ":") if root[1] else ""
        self.edits: list[Edit] = []
        self._mask = masked(data)
        self._find_rows_area()
        # Cells as every well-known program writes them; any other form takes the slower way below.
        self._is_plain = (
            not self.p
            and self._mask is data
            and data.count(b'<c r="', self.top, self.bottom) == data.count(b"<c", self.top, self.bottom)
        )
        if self.frame.namespace != MAIN:
            raise WorkbookRefused(
                "This workbook is saved as Strict Open XML. Save it in Excel as Excel Workbook (.xlsx).",
                "strict",
            )

    def _find_rows_area(self) -> None:
        p = re.escape(self.p.encode())
        opened = re.search(rb"<" + p + rb"sheetData(?=[\s/>])" + ATTRIBUTES + rb"(/?)>", self._mask)
        if opened is None:
            raise broken()
        self._open = (opened.start(), opened.end())
        self._has_no_rows = bool(opened[2])
        closed = (
            None
            if self._has_no_rows
            else re.compile(rb"</" + p + rb"sheetData\s*>").search(self._mask, opened.end())
        )
        if closed is None and not self._has_no_rows:
            raise broken()
        self.top, self.bottom = opened.end(), closed.start() if closed else opened.end()

    @cached_property
    def frame(self) -> Node:
        """Everything around the rows, as elements with their places in the whole part."""
        root = parse(self.data[: self.top] + self.data[self.bottom :])
        moved = self.bottom - self.top
        for node in root.walk():
            node.start += moved * (node.start >= self.top)
            node.open_end += moved * (node.open_end > self.top)
            node.close_start += moved * (node.close_start >= self.top)
            node.end += moved * (node.end > self.top)
        return root

    def spliced(self) -> bytes:
        return splice(self.data, self.edits) if self.edits else self.data

    # Rows

    @cached_property
    def rows(self) -> dict[int, RowAt]:
        if self._is_plain and (plain := self._plain_rows()) is not None:
            return plain
        p = re.escape(self.p.encode())
        opened = re.compile(rb"<" + p + rb"row(?=[\s/>])" + ATTRIBUTES + rb"(/?)>")
        closed = re.compile(rb"</" + p + rb"row\s*>")
        found: dict[int, RowAt] = {}
        number, at = 0, self.top
        while tag := opened.search(self._mask, at, self.bottom):
            first = _FIRST_NUMBER.match(tag[1])
            given = first[1] if first else _row_number(tag[1])
            number = int(given) if given else number + 1
            end = None if tag[2] else closed.search(self._mask, tag.end(), self.bottom)
            if number in found or (end is None and not tag[2]):
                raise broken()
            found[number] = RowAt(
                number,
                tag.start(),
                tag.end(),
                end.start() if end else tag.end(),
                end.end() if end else tag.end(),
            )
            at = found[number].end
        return found

    def _plain_rows(self) -> dict[int, RowAt] | None:
        """The same, quickly, where every row is written as well-known programs do; else None."""
        found: dict[int, RowAt] = {}
        tags = list(_PLAIN_ROW.finditer(self.data, self.top, self.bottom))
        after = [*(tag.start() for tag in tags[1:]), self.bottom]
        for tag, end in zip(tags, after, strict=True):
            start, open_end = tag.span()
            close = open_end if tag[2] else end - len(b"</row>")
            number = int(tag[1])
            # Rows follow each other with nothing in between, as well-known programs write them.
            if number in found or (end != open_end if tag[2] else self.data[close:end] != b"</row>"):
                return None
            found[number] = RowAt(number, start, open_end, close, end)
        is_all = len(found) == self.data.count(b"<row", self.top, self.bottom)
        return found if is_all else None

    @cached_property
    def _numbers(self) -> list[int]:
        return sorted(self.rows)

    def row_after(self, number: int) -> int:
        """Where a new row of this number belongs."""
        place = bisect_left(self._numbers, number)
        return self.rows[self._numbers[place]].start if place < len(self._numbers) else self.bottom

    def cells(self, number: int) -> list[CellAt]:
        """All cells of one row, in the order they stand."""
        row = self.rows.get(number)
        return list(self._cells_between(row)) if row else []

    def _cells_between(self, row: RowAt) -> Iterator[CellAt]:
        at, column = row.open_end, 0
        while tag := self._cell_tag.search(self._mask, at, row.close_start):
            end = None if tag[2] else self._cell_end.search(self._mask, tag.end(), row.close_start)
            if end is None and not tag[2]:
                raise broken()
            at = end.end() if end else tag.end()
            inside = self.data[tag.end() : end.start()] if end else b""
            cell = CellAt(row.number, 0, tag.start(), at, tag[1], inside)
            place = _FIRST_PLACE.match(tag[1]) or _PLACE.match((cell.attribute(b"r") or "").encode())
            if place and int(place[2]) != row.number:
                raise broken()
            column = cell.column = column_number(place[1]) if place else column + 1
            yield cell

    @cached_property
    def _cell_tag(self) -> re.Pattern[bytes]:
        return re.compile(rb"<" + re.escape(self.p.encode()) + rb"c(?=[\s/>])" + ATTRIBUTES + rb"(/?)>")

    @cached_property
    def _cell_end(self) -> re.Pattern[bytes]:
        return re.compile(rb"</" + re.escape(self.p.encode()) + rb"c\s*>")

    def columns(
        self, wanted: Iterable[int], rows: Collection[int] | None = None
    ) -> dict[tuple[int, int], CellAt]:
        """The cells of a few columns, of all rows or of these: (row, column) → cell."""
        columns = {column_letters(column).encode(): column for column in wanted}
        if not columns:
            return {}
        if not self._is_plain:
            inverse = set(columns.values())
            chosen = self.rows if rows is None else self.rows.keys() & rows
            cells = (cell for row in chosen for cell in self._cells_between(self.rows[row]))
            return {(cell.row, cell.column): cell for cell in cells if cell.column in inverse}
        letters = b"|".join(columns)
        pattern = re.compile(
            rb'<c r="(' + letters + rb')(\d+)"([^<>]*)>(?:(?<=/>)|([^<]*(?:<(?!/c>)[^<]*)*)</c>)'
        )
        found = {}
        areas = [(self.top, self.bottom)]
        if rows is not None:
            areas = [(self.rows[row].start, self.rows[row].end) for row in sorted(self.rows.keys() & rows)]
        for cell in chain.from_iterable(pattern.finditer(self.data, start, end) for start, end in areas):
            row, column = int(cell[2]), columns[cell[1]]
            found[row, column] = CellAt(row, column, cell.start(), cell.end(), cell[3], cell[4] or b"")
        return found

    def rows_with_formulas(self, columns: Iterable[int]) -> dict[int, int] | None:
        """Row → how many of these columns hold a formula there; None where only a closer look would tell."""
        letters = b"|".join(column_letters(column).encode() for column in columns)
        if not self._is_plain or not letters:
            return None
        pattern = re.compile(rb'<c r="(?:' + letters + rb')(\d+)"[^<>]*><f')
        return Counter(map(int, pattern.findall(self.data, self.top, self.bottom)))

    # Changes

    def replace(self, cell: CellAt, xml: str) -> None:
        self.edits.append((cell.start, cell.end, xml.encode()))

    def put_cells(self, number: int, new: dict[int, str]) -> None:
        """Puts cells into an existing row, each where its column belongs; a cell that is there is replaced."""
        row = self.rows[number]
        if self._is_plain and self._put_new_cells(row, new):
            return
        there = self.cells(number)
        before: dict[int, str] = {}
        for column, xml in sorted(new.items()):
            same = next((cell for cell in there if cell.column == column), None)
            if same is not None:
                self.replace(same, xml)
                continue
            at = next((cell.start for cell in there if cell.column > column), row.close_start)
            before[at] = before.get(at, "") + xml
        self._insert(row, before)

    def _put_new_cells(self, row: RowAt, new: dict[int, str]) -> bool:
        """The same, quickly, where none of these columns has a cell yet."""
        starts = {
            column_number(tag[1]): tag.start()
            for tag in _PLAIN_CELL.finditer(self.data, row.open_end, row.close_start)
        }
        if not starts.keys().isdisjoint(new):
            return False
        before: dict[int, str] = {}
        for column, xml in sorted(new.items()):
            at = min((start for there, start in starts.items() if there > column), default=row.close_start)
            before[at] = before.get(at, "") + xml
        self._insert(row, before)
        return True

    def _insert(self, row: RowAt, before: dict[int, str]) -> None:
        for at, xml in before.items():
            if row.open_end == row.end:  # <row r="7"/>
                self.edits.append((row.open_end - 2, row.open_end, f">{xml}</{self.p}row>".encode()))
            else:
                self.edits.append((at, at, xml.encode()))

    def add_row(self, number: int, cells: str, height: float | None = None) -> None:
        tall = f' ht="{height:g}"' if height else ""
        new = f'<{self.p}row r="{number}"{tall}>{cells}</{self.p}row>'.encode()
        if self._has_no_rows:
            raise broken()  # a tab with headings has rows
        at = self.row_after(number)
        self.edits.append((at, at, new))


def _row_number(attrs: bytes) -> bytes | None:
    return next((double or single for key, double, single in ATTRIBUTE.findall(attrs) if key == b"r"), None)
