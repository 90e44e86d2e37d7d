"""What the styles part of a workbook says: fonts and backgrounds as a reader sees them, and formats that show days."""

from __future__ import annotations

import re
from typing import Any

from service.adapters.excel.package_xml import MAIN, Node, parse

_NOT_IN_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
BUILT_IN = {  # ECMA-376 part 1, 18.8.30
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "dd/mm/yyyy", 15: "d-mmm-yy",
    16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "dd/mm/yyyy h:mm",
    45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss.0", 49: "@",
}  # fmt: skip


def is_date_format(code: str) -> bool:
    """`d mmm yyyy`, `h:mm`, `[h]:mm`; not `General`, `0.00` or `[Red]0`."""
    code = code.split(";")[0].casefold()
    if re.search(r"\[(h+|m+|s+)\]", code):
        return True
    return bool(re.search(r"[dmyhs]", _NOT_IN_FORMAT.sub("", code).replace("general", "")))


def number_in(node: Node, name: str) -> int:
    return int(node.attrs.get(name, 0))


def _on(node: Node | None) -> bool:
    return node is not None and node.attrs.get("val", "1") not in ("0", "false", "none")


def _value(node: Node, name: str, otherwise: str) -> str:
    found = node.child(name)
    return found.attrs.get("val", otherwise) if found is not None else otherwise


def font_of(node: Node) -> tuple[bool, bool, bool, float, str, str]:
    """Bold, italic, underlined, size, name, colour: family and character set come and go as programs save."""
    colour = node.child("color")
    rgb = colour.attrs.get("rgb", "")[-6:].upper() if colour is not None else ""
    if colour is not None and not rgb and colour.attrs.get("theme") not in (None, "1"):
        rgb = f"theme {colour.attrs.get('theme')}"
    if _on(node.child("strike")) or _on(node.child("vertAlign")):
        rgb += " struck"
    rgb = "" if rgb == "000000" else rgb
    return (
        _on(node.child("b")),
        _on(node.child("i")),
        _on(node.child("u")),
        float(_value(node, "sz", "11")),
        _value(node, "name", ""),
        rgb,
    )


def fill_of(node: Node) -> str | None:
    """The background colour, "" for none; None for a pattern we never use."""
    pattern = node.child("patternFill")
    kind = pattern.attrs.get("patternType", "none") if pattern is not None else "none"
    if pattern is None or kind not in ("none", "solid"):
        return None
    front = pattern.child("fgColor")
    if kind == "none":
        return ""
    return front.attrs.get("rgb", "theme")[-6:].upper() if front is not None else None


def without_format(node: Node) -> Any:
    """A cell format without its number format."""
    attrs = {
        name: value for name, value in node.attrs.items() if name not in ("numFmtId", "applyNumberFormat")
    }
    return attrs, [(child.local, child.attrs) for child in node]


def parse_fragment(tag: bytes, prefix: str) -> Node:
    """One element on its own, whose prefix is declared elsewhere."""
    if prefix:
        name = prefix.rstrip(":")
        opened = f'<pv xmlns:{name}="{MAIN}">'.encode()
    else:
        opened = b"<pv>"
    node = parse(opened + tag + b"</pv>").children[0]
    for each in node.walk():
        each.start -= len(opened)
        each.open_end -= len(opened)
        each.close_start -= len(opened)
        each.end -= len(opened)
    return node
