"""XML read with the place of every element in the bytes, so that a part can be changed without being written anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.parsers import expat

from service.core.changes import WorkbookRefused

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Edit = tuple[int, int, bytes]  # from, to, what stands there instead

TAG = re.compile(rb"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=<>"'/]+)\s*=\s*("[^"]*"|'[^']*')""")
_DECLARED = re.compile(rb"""\A(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']+)""")
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class Node:
    """One element. `start:open_end` is its start tag, `close_start:end` its end tag, in the bytes that were parsed."""

    __slots__ = (
        "attrs",
        "children",
        "close_start",
        "end",
        "local",
        "namespace",
        "open_end",
        "prefix",
        "start",
        "text",
    )

    def __init__(self, name: str, attrs: dict[str, str], start: int, open_end: int):
        parts = name.split("}")
        self.namespace, self.local = (parts[0], parts[1]) if len(parts) > 1 else ("", parts[0])
        self.prefix = parts[2] + ":" if len(parts) > 2 else ""
        self.attrs = {"}".join(key.split("}")[:2]): value for key, value in attrs.items()}
        self.start, self.open_end, self.close_start, self.end = start, open_end, open_end, open_end
        self.children: list[Node] = []
        self.text = ""

    def __iter__(self) -> Iterator[Node]:
        return iter(self.children)

    def child(self, local: str) -> Node | None:
        return next((node for node in self.children if node.local == local), None)

    def named(self, local: str) -> list[Node]:
        return [node for node in self.children if node.local == local]

    def walk(self) -> Iterator[Node]:
        yield self
        for node in self.children:
            yield from node.walk()


def check_encoding(data: bytes) -> None:
    """Only UTF-8 can be spliced; no spreadsheet program writes anything else."""
    declared = _DECLARED.match(data)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or (
        declared and declared[1].lower() not in (b"utf-8", b"us-ascii")
    ):
        raise WorkbookRefused(
            "This workbook is stored in an unusual way. Open it in Excel, save it as .xlsx, and we try again.",
            "odd-encoding",
        )


def parse(data: bytes) -> Node:
    """The root element."""
    check_encoding(data)
    parser = expat.ParserCreate(namespace_separator="}")
    parser.namespace_prefixes = True
    parser.buffer_text = True
    top = Node("", {}, 0, 0)
    open_nodes = [top]

    def start(name: str, attrs: dict[str, str]) -> None:
        at = parser.CurrentByteIndex
        tag = TAG.match(data, at)
        node = Node(name, attrs, at, tag.end() if tag else at)
        open_nodes[-1].children.append(node)
        open_nodes.append(node)

    def end(_name: str) -> None:
        node = open_nodes.pop()
        if data[node.open_end - 2 : node.open_end] != b"/>":
            node.close_start = parser.CurrentByteIndex
            node.end = data.index(b">", node.close_start) + 1

    def text(words: str) -> None:
        open_nodes[-1].text += words

    def refuse(*_: object) -> None:
        raise broken()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise broken() from error
    return top.children[0]


def broken() -> WorkbookRefused:
    return WorkbookRefused(
        "Part of this workbook is damaged. Open it in Excel, let it repair the file, save it, and we try again.",
        "damaged",
    )


def splice(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with the edits made, all others as they were. Edits at one place keep their order."""
    pieces, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: (edit[0], edit[1])):
        if start < at:
            raise AssertionError("two edits of one place")
        pieces += [data[at:start], new]
        at = end
    pieces.append(data[at:])
    return b"".join(pieces)


def attribute_edit(data: bytes, node: Node, name: str, value: str | None) -> Edit:
    """Sets an attribute without prefix, or takes it away where `value` is None."""
    for found in _ATTRIBUTE.finditer(data, node.start, node.open_end):
        if found[1] == name.encode():
            return (
                found.start(),
                found.end(),
                b"" if value is None else f' {name}="{escaped(value)}"'.encode(),
            )
    if value is None:
        return (node.open_end, node.open_end, b"")
    at = node.open_end - (2 if data[node.open_end - 2 : node.open_end] == b"/>" else 1)
    return (at, at, f' {name}="{escaped(value)}"'.encode())


def inside_edit(data: bytes, node: Node, new: bytes) -> Edit:
    """Puts `new` last inside an element, which may be a self-closing one."""
    if node.open_end == node.end:
        name = node.prefix + node.local
        return (node.open_end - 2, node.open_end, b">" + new + f"</{name}>".encode())
    return (node.close_start, node.close_start, new)


def text_edit(data: bytes, node: Node, text: str) -> Edit:
    """Replaces what stands inside an element by this text."""
    if node.open_end == node.end:
        return inside_edit(data, node, escaped(text).encode())
    return (node.open_end, node.close_start, escaped(text).encode())


def escaped(text: str) -> str:
    """Text as XML holds it, in an element or between double quotes."""
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("\n", "&#10;")
    )


def cell_text(text: str) -> str:
    """Clean text as a cell's XML holds it; a typed `_x0041_` stays those seven characters instead of becoming an A."""
    if "_x" in text:
        text = _CODED.sub("_x005F_", text)
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def decoded(text: str) -> str:
    """The reverse of the `_xHHHH_` writing."""
    if "_x" not in text:
        return text
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
