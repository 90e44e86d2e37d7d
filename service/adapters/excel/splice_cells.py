"""One cell of a staff tab, and what it holds: words shared or inline, a figure, a formula and its value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import unescape

from service.adapters.excel.package_xml import broken, decoded

_NO_MARKUP = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
ATTRIBUTE = re.compile(rb"""([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
ATTRIBUTES = rb"""((?:[^<>"']|"[^"]*"|'[^']*')*?)"""
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
        for key, double, single in ATTRIBUTE.findall(self.attrs):
            if key == name:
                return unescape((double or single).decode())
        return None

    @property
    def style(self) -> int:
        return int(self.attribute(b"s") or 0)


class SharedStrings:
    """The workbook's shared words, each decoded only when somebody asks for it."""

    def __init__(self, data: bytes | None):
        self._data = flattened(data) if data else b""
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
    inside = flattened(cell.inside)
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
        rb"<" + p + rb"f(?=[\s/>])" + ATTRIBUTES + rb"(?:/>|>(.*?)</" + p + rb"f\s*>)",
        flattened(cell.inside),
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


@lru_cache(maxsize=1024)
def column_number(letters: bytes | str) -> int:
    """AB → 28."""
    number = 0
    for letter in letters.upper() if isinstance(letters, str) else letters.decode().upper():
        number = number * 26 + ord(letter) - 64
    return number


def masked(data: bytes) -> bytes:
    """The same length, with comments, CDATA and instructions blotted out, so that no tag is seen where there is none."""
    if b"<!--" not in data and b"<![CDATA[" not in data and data.find(b"<?", 8) < 0:
        return data
    return _NO_MARKUP.sub(lambda found: b" " * len(found[0]), data)


def flattened(xml: bytes) -> bytes:
    """Comments and instructions left out, CDATA as ordinary text."""
    if b"<!" not in xml and b"<?" not in xml:
        return xml

    def as_text(found: re.Match[bytes]) -> bytes:
        if not found[0].startswith(b"<![CDATA["):
            return b""
        return found[0][9:-3].replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")

    return _NO_MARKUP.sub(as_text, xml)
