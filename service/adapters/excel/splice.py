"""Where rows and cells stand in the bytes of a staff tab, so that a few can be changed and all others stay as they are."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from service.adapters.excel.package_xml import (
    MAIN,
    Edit,
    Node,
    broken,
    check_encoding,
    decoded,
    parse,
    splice,
)
from service.core.changes import WorkbookRefused
from service.core.grids import column_letters

_ROOT = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?worksheet(?=[\s>/])")
_NO_MARKUP = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
_ATTRIBUTE = re.compile(rb"""([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ATTRIBUTES = rb"""((?:[^<>"']|"[^"]*"|'[^']*')*?)"""
_PLACE = re.compile(rb"\s*([A-Za-z]+)(\d+)\s*\Z")
_PLAIN_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|#\d+|#[xX][0-9A-Fa-f]+);")


@dataclass(slots=True)
class RowAt:
    """One <row>: its start tag is `start:open_end`, its cells `open_end:close_start`."""

    number: int
    start: int
    open_end: int
    close_start: int
    end: int


@dataclass(slots=True)
class CellAt:
    """One <c>, from `start` to `end`; `inside` is what stands between its tags."""

    row: int
    column: int
    start: int
    end: int
    attrs: bytes
    inside: bytes

    def attribute(self, name: bytes) -> str | None:
        for key, double, single in _ATTRIBUTE.findall(self.attrs):
            if key == name:
                return unescape((double or single).decode())
        return None

    @property
    def style(self) -> int:
        return int(self.attribute(b"s") or 0)


class SheetText:
    """A worksheet part. Edits are collected and made at once by `spliced`."""

    def __init__(self, data: bytes):
        check_encoding(data)
        self.data = data
        root = _ROOT.search(_masked(data[:8000]))
        if root is None:
            raise broken()
        self.p = (root[1].decode() + ":") if root[1] else ""
        self.edits: list[Edit] = []
        self._mask = _masked(data)
        # A cell as every well-known program writes it; any other form takes the slower way below.
        self._is_plain = (
            not self.p
            and self._mask is data
            and data.count(b'<c r="') == len(re.findall(rb"<c(?=[\s/>])", data))
        )
        self._find_rows_area()
        if self.frame.namespace != MAIN:
            raise WorkbookRefused(
                "This workbook is saved as Strict Open XML. Save it in Excel as Excel Workbook (.xlsx).",
                "strict",
            )

    def _find_rows_area(self) -> None:
        p = re.escape(self.p.encode())
        opened = re.search(rb"<" + p + rb"sheetData(?=[\s/>])" + _ATTRIBUTES + rb"(/?)>", self._mask)
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
        p = re.escape(self.p.encode())
        opened = re.compile(rb"<" + p + rb"row(?=[\s/>])" + _ATTRIBUTES + rb"(/?)>")
        closed = re.compile(rb"</" + p + rb"row\s*>")
        found: dict[int, RowAt] = {}
        number, at = 0, self.top
        while tag := opened.search(self._mask, at, self.bottom):
            given = next(
                (double or single for key, double, single in _ATTRIBUTE.findall(tag[1]) if key == b"r"), None
            )
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
            place = _PLACE.match((cell.attribute(b"r") or "").encode())
            if place and int(place[2]) != row.number:
                raise broken()
            column = cell.column = column_number(place[1]) if place else column + 1
            yield cell

    @cached_property
    def _cell_tag(self) -> re.Pattern[bytes]:
        return re.compile(rb"<" + re.escape(self.p.encode()) + rb"c(?=[\s/>])" + _ATTRIBUTES + rb"(/?)>")

    @cached_property
    def _cell_end(self) -> re.Pattern[bytes]:
        return re.compile(rb"</" + re.escape(self.p.encode()) + rb"c\s*>")

    def columns(self, wanted: Iterable[int]) -> dict[tuple[int, int], CellAt]:
        """The cells of a few columns, all rows: (row, column) → cell."""
        columns = {column_letters(column).encode(): column for column in wanted}
        if not columns:
            return {}
        if not self._is_plain:
            inverse = set(columns.values())
            cells = (cell for row in self.rows.values() for cell in self._cells_between(row))
            return {(cell.row, cell.column): cell for cell in cells if cell.column in inverse}
        letters = b"|".join(columns)
        pattern = re.compile(
            rb'<c r="(' + letters + rb')(\d+)"([^<>]*)>(?:(?<=/>)|([^<]*(?:<(?!/c>)[^<]*)*)</c>)'
        )
        found = {}
        for cell in pattern.finditer(self.data, self.top, self.bottom):
            row, column = int(cell[2]), columns[cell[1]]
            found[row, column] = CellAt(row, column, cell.start(), cell.end(), cell[3], cell[4] or b"")
        return found

    # Changes

    def replace(self, cell: CellAt, xml: str) -> None:
        self.edits.append((cell.start, cell.end, xml.encode()))

    def put_cells(self, number: int, new: dict[int, str]) -> None:
        """Puts cells into an existing row, each where its column belongs; a cell that is there is replaced."""
        row = self.rows[number]
        there = self.cells(number)
        before: dict[int, str] = {}
        for column, xml in sorted(new.items()):
            same = next((cell for cell in there if cell.column == column), None)
            if same is not None:
                self.replace(same, xml)
                continue
            at = next((cell.start for cell in there if cell.column > column), row.close_start)
            before[at] = before.get(at, "") + xml
        for at, xml in before.items():
            if row.open_end == row.end:  # <row r="7"/>
                self.edits.append((row.open_end - 2, row.open_end, f">{xml}</{self.p}row>".encode()))
            else:
                self.edits.append((at, at, xml.encode()))

    def add_row(self, number: int, cells: str) -> None:
        new = f'<{self.p}row r="{number}">{cells}</{self.p}row>'.encode()
        if self._has_no_rows:
            raise broken()  # a tab with headings has rows
        at = self.row_after(number)
        self.edits.append((at, at, new))


class SharedStrings:
    """The workbook's shared words, each decoded only when somebody asks for it."""

    def __init__(self, data: bytes | None):
        self._data = _flattened(data) if data else b""
        prefix = re.search(rb"<(?:([\w.-]+):)?sst(?=[\s>/])", self._data)
        self._p = re.escape(prefix[1] + b":") if prefix and prefix[1] else b""

    @cached_property
    def _starts(self) -> list[int]:
        return [found.start() for found in re.finditer(rb"<" + self._p + rb"si(?=[\s/>])", self._data)]

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self._starts):
            raise broken()
        end = self._starts[index + 1] if index + 1 < len(self._starts) else len(self._data)
        xml = self._data[self._starts[index] : end]
        if (
            xml[:7] == b"<si><t>"
            and xml[-9:] == b"</t></si>"
            and b"&" not in xml
            and b"_x" not in xml
            and b"\r" not in xml
        ):
            return xml[7:-9].decode()
        return rich_text(xml, self._p)


def value_of(cell: CellAt, strings: SharedStrings, prefix: str = "") -> str | None:
    """What a cell holds, as text; None when it holds nothing. A formula's value is the one kept with it."""
    if not cell.inside:
        return None
    if (
        b' t="s"' in cell.attrs and cell.inside[:3] == b"<v>" and cell.inside[3:-4].isdigit()
    ):  # nearly all words in nearly all files
        return strings[int(cell.inside[3:-4])]
    p = re.escape(prefix.encode())
    inside = _flattened(cell.inside)
    kind = cell.attribute(b"t")
    if kind == "inlineStr":
        return rich_text(inside, p)
    found = re.search(rb"<" + p + rb"v(?=[\s>])[^>]*>(.*?)</" + p + rb"v\s*>", inside, re.DOTALL)
    if found is None:
        return None
    text = plain(found[1])
    return strings[int(text)] if kind == "s" else text


def formula_of(cell: CellAt, prefix: str = "") -> tuple[bytes, str] | None:
    """The <f> element's start tag and its words, or None."""
    if b"f" not in cell.inside:
        return None
    p = re.escape(prefix.encode())
    found = re.search(
        rb"<" + p + rb"f(?=[\s/>])" + _ATTRIBUTES + rb"(?:/>|>(.*?)</" + p + rb"f\s*>)",
        _flattened(cell.inside),
        re.DOTALL,
    )
    return (found[1], unescape((found[2] or b"").decode())) if found else None


def rich_text(xml: bytes, p: bytes) -> str:
    """The words of an <si> or <is>, phonetic ones left out."""
    if b"rPh" in xml:
        xml = re.sub(rb"<" + p + rb"rPh\b.*?</" + p + rb"rPh\s*>", b"", xml, flags=re.DOTALL)
    return "".join(
        plain(found)
        for found in re.findall(rb"<" + p + rb"t(?:\s[^>]*)?>(.*?)</" + p + rb"t\s*>", xml, re.DOTALL)
    )


def plain(xml: bytes) -> str:
    text = xml.decode("utf-8", "replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    # html.unescape knows more than XML does: only XML's own are undone.
    return decoded(_PLAIN_ENTITY.sub(lambda found: unescape(found[0]), text) if "&" in text else text)


def column_number(letters: bytes | str) -> int:
    """AB → 28."""
    number = 0
    for letter in letters.upper() if isinstance(letters, str) else letters.decode().upper():
        number = number * 26 + ord(letter) - 64
    return number


def _masked(data: bytes) -> bytes:
    """The same length, with comments, CDATA and instructions blotted out, so that no tag is seen where there is none."""
    if b"<!--" not in data and b"<![CDATA[" not in data and data.find(b"<?", 8) < 0:
        return data
    return _NO_MARKUP.sub(lambda found: b" " * len(found[0]), data)


def _flattened(xml: bytes) -> bytes:
    """Comments and instructions left out, CDATA as ordinary text."""
    if b"<!" not in xml and b"<?" not in xml:
        return xml

    def as_text(found: re.Match[bytes]) -> bytes:
        if not found[0].startswith(b"<![CDATA["):
            return b""
        return found[0][9:-3].replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")

    return _NO_MARKUP.sub(as_text, xml)
