"""A light pass over one tab's XML for what the fast reader leaves out: errors, uncounted formulas, hidden rows, filters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html import unescape

from service.core.grids import column_letters

NOT_CALCULATED = "not calculated"  # the code of a formula cell that holds no value yet
_ROW, _COLUMN = 1_048_576, 16_384  # Excel's last
_LARGE_AREA = 1_000_000  # cells the fast reader would make room for; more is looked at first
_GAP = 5_000  # empty rows: what stands below so many was put there by mistake
_FAR_COLUMN = 256


@dataclass(slots=True)
class Scan:
    """What one tab's XML says beside its values. Rows and columns count from 1."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    filtered: bool = False
    protected: bool = False
    rows: int = 0  # the last row and column with a value, roughly: never too small
    columns: int = 0

    @property
    def area(self) -> int:
        return self.rows * self.columns


def scan(xml: bytes) -> Scan:
    """Everything at once. Cells must carry their place: see `with_places`."""
    tags = _tags(_prefix(xml))
    found = Scan(rows=_last_row(xml, tags), columns=_last_column(xml, tags))
    found.errors = dict(_errors(xml, tags)) | dict(_uncalculated(xml, tags))
    if b"hidden=" in xml:
        hidden = [_whole(row, b"r") for row in tags["hidden row"].findall(xml)]
        found.hidden_rows = frozenset(number for number in hidden if number)
        found.hidden_columns = frozenset(_hidden_columns(xml, tags))
    found.filtered = bool(tags["filter"].search(xml))
    protection = tags["protection"].search(xml)
    found.protected = bool(protection and _attribute(protection[0], b"sheet") in (b"1", b"true"))
    return found


def _prefix(xml: bytes) -> bytes:
    found = re.search(rb"<(\w+:)?worksheet\b", xml[:4096])
    return (found[1] or b"") if found else b""


@cache
def _tags(prefix: bytes) -> dict[str, re.Pattern[bytes]]:
    p = re.escape(prefix)
    patterns = {
        "cell": rb"<%bc\b[^>]*>",
        "value cell": rb'<%bc\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*(?<!/)>',
        "wide": rb'<%bc r="([A-Z]{2,3})\d+"[^>]*(?<!/)>',
        "tall": rb'<%brow\b[^>]*? r="(\d{5,})"',
        "error": rb"<%bc\b[^>]*\bt=[\"']e[\"'][^>]*>",
        "formula": rb"<%bf(?:\s[^>]*)?(?:/>|>([^<]*)</%bf>)\s*(?:<%bv\s*(?:/>|>([^<]*)</%bv>))?",
        "value": rb"<%bv[^>]*>([^<]*)</%bv>",
        "end": rb"</%bc>",
        "hidden row": rb"<%brow\b[^>]*\bhidden=[\"'](?:1|true)[\"'][^>]*>",
        "row": rb"<%brow\b[^>]*>",
        "col": rb"<%bcol\b[^>]*>",
        "filter": rb"<%bfilterColumn\b",
        "protection": rb"<%bsheetProtection\b[^>]*>",
        "row or cell": rb"<%b(row|c)\b([^>]*)>",
        "whole cell": rb'<%bc\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*?(?:/>|>.*?</%bc>)',
    }
    return {name: re.compile(pattern.replace(b"%b", p), re.DOTALL) for name, pattern in patterns.items()}


def _attribute(tag: bytes, name: bytes) -> bytes | None:
    found = re.search(rb"\s" + name + rb"\s*=\s*[\"']([^\"']*)[\"']", tag)
    return found[1] if found else None


def _whole(tag: bytes, name: bytes) -> int:
    value = _attribute(tag, name)
    return int(value) if value and value.isdigit() else 0


def column_number(letters: bytes) -> int:
    """B → 2."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _place(cell: bytes) -> tuple[int, int] | None:
    found = re.fullmatch(rb"([A-Z]{1,3})(\d{1,7})", _attribute(cell, b"r") or b"")
    return (int(found[2]), column_number(found[1])) if found else None


def _errors(xml: bytes, tags: dict[str, re.Pattern[bytes]]) -> Iterator[tuple[tuple[int, int], str]]:
    if b't="e"' not in xml and b"t='e'" not in xml:
        return
    for cell in tags["error"].finditer(xml):
        end = tags["end"].search(xml, cell.end())
        value = tags["value"].search(xml, cell.end(), end.start() if end else len(xml))
        if place := _place(cell[0]):
            yield place, unescape(value[1].decode("utf-8", "replace")) if value else "#VALUE!"


def _uncalculated(xml: bytes, tags: dict[str, re.Pattern[bytes]]) -> Iterator[tuple[tuple[int, int], str]]:
    """Formulas without a value: another program wrote them, and no spreadsheet has opened the file since. Ours are left out."""
    opening, behind = b"<" + _prefix(xml) + b"c ", 0
    for formula in tags["formula"].finditer(xml):
        before, behind = behind, formula.end()
        if formula[2] or b"Checks!" in (formula[1] or b""):
            continue
        # Its cell opens after the last formula: looking further back would make a long tab slow.
        start = xml.rfind(opening, before, formula.start())
        cell = xml[start : formula.start()] if start >= 0 else b""
        is_empty_text = _attribute(cell, b"t") == b"str" and formula[2] is not None
        if not is_empty_text and (place := _place(cell)):
            yield place, NOT_CALCULATED


def _hidden_columns(xml: bytes, tags: dict[str, re.Pattern[bytes]]) -> Iterator[int]:
    for column in tags["col"].findall(xml):
        if _attribute(column, b"hidden") in (b"1", b"true"):
            yield from range(_whole(column, b"min"), min(_whole(column, b"max"), _COLUMN) + 1)


def _last_row(xml: bytes, tags: dict[str, re.Pattern[bytes]]) -> int:
    tall = tags["tall"].findall(xml)
    return max(map(int, tall)) if tall else 9_999


def _last_column(xml: bytes, tags: dict[str, re.Pattern[bytes]]) -> int:
    wide = set(tags["wide"].findall(xml))
    if xml.count(b'<c r="') != xml.count(b"<c "):  # another order of attributes, or a prefix
        wide = {letters for letters, _ in tags["value cell"].findall(xml)}
    return max(map(column_number, wide)) if wide else 26


def with_places(xml: bytes) -> bytes:
    """The same tab with every row and cell saying where it is: some programs leave that to be counted."""
    cells = xml.count(b"<c ") + xml.count(b"<c>") + xml.count(b"<c/>")
    rows = xml.count(b"<row ") + xml.count(b"<row>") + xml.count(b"<row/>")
    if cells and cells == xml.count(b'<c r="') and rows == xml.count(b'<row r="'):
        return xml
    tags = _tags(_prefix(xml))
    if all(_attribute(tag, b"r") for name in ("row", "cell") for tag in tags[name].findall(xml)):
        return xml
    row = column = 0

    def place(match: re.Match[bytes]) -> bytes:
        nonlocal row, column
        if match[1] == b"row":
            row, column = _whole(match[0], b"r") or row + 1, 0
            given, new = _attribute(match[0], b"r"), b"%d" % row
        else:
            given = _attribute(match[0], b"r")
            column = (_place(match[0]) or (0, column + 1))[1]
            new = f"{column_letters(column)}{row}".encode()
        if given:
            return match[0]
        name = match[0][: match.start(2) - match.start(0)]
        return name + b' r="' + new + b'"' + match[2] + b">"

    return tags["row or cell"].sub(place, xml)


def without_far_cells(xml: bytes, found: Scan) -> tuple[bytes, int]:
    """The tab without cells so far from the rest that they are there by mistake, and how many those are.

    One space typed in XFD1048576 would otherwise make the reader ask for more memory than there is.
    """
    if found.area <= _LARGE_AREA:
        return xml, 0
    tags = _tags(_prefix(xml))
    places = tags["value cell"].findall(xml)
    numbers = sorted({int(number) for _, number in places})
    found.rows = numbers[-1] if numbers else 0
    found.columns = max(map(column_number, {letters for letters, _ in places}), default=0)
    if found.area <= _LARGE_AREA:
        return xml, 0
    last = _end_of_rows(numbers)
    dropped = 0

    def keep(cell: re.Match[bytes]) -> bytes:
        nonlocal dropped
        if int(cell[2]) <= last and column_number(cell[1]) <= _FAR_COLUMN:
            return cell[0]
        dropped += not cell[0].endswith(b"/>")
        return b""

    return tags["whole cell"].sub(keep, xml), dropped


def _end_of_rows(numbers: list[int]) -> int:
    last = 0
    for number in numbers:
        if number - last > _GAP:
            break
        last = number
    return last
