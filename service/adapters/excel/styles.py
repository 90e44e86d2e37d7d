"""How cells look: our styles are looked up by what they are, never by a remembered number, and added where missing."""

from __future__ import annotations

from typing import Any

from service.adapters.excel.package import Package
from service.adapters.excel.package_xml import (
    MAIN,
    OFFICE,
    Node,
    attribute_edit,
    escaped,
    inside_edit,
    parse,
    splice,
)
from service.adapters.excel.styles_reading import (
    BUILT_IN,
    fill_of,
    font_of,
    is_date_format,
    number_in,
    parse_fragment,
    without_format,
)
from service.core.looks import LOOKS

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_EMPTY = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/>'
    '<name val="Arial"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill '
    'patternType="gray125"/></fill></fills><borders count="1"><border>'
    "<left/><right/><top/><bottom/><diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)
_FIRST_OWN_FORMAT = 164


class Styles:
    """`number_of` and `with_format` give style numbers for cells; `finish` writes the part if any had to be added."""

    def __init__(self, package: Package, workbook: str):
        self._package = package
        self._part = next(iter(package.related(workbook, "styles")), "") or _made(package, workbook)
        self._data = package.read(self._part)
        self._root = parse(self._data)
        self._new: dict[str, list[str]] = {name: [] for name in ("numFmts", "fonts", "fills", "cellXfs")}
        self._formats = dict(BUILT_IN)
        for node in self._all("numFmts"):
            self._formats[int(node.attrs.get("numFmtId", 0))] = node.attrs.get("formatCode", "General")
        self._fonts = [font_of(node) for node in self._all("fonts")]
        self._fills = [fill_of(node) for node in self._all("fills")]
        self._xfs = self._all("cellXfs")
        self._looks = [self._look(node) for node in self._xfs]
        self._copies: dict[tuple[int, str], int] = {}
        self._names: dict[tuple[str, int], int] = {}

    def _all(self, name: str) -> list[Node]:
        node = self._root.child(name)
        return node.children if node is not None else []

    def number_of(self, style: str, larger: int = 0) -> int:
        """The style number of one of our style names, its type so many points larger, then with air above and below."""
        if (style, larger) not in self._names:
            bold, more, colour, background, code = LOOKS[style]
            name, size = (self._fonts[0][4], self._fonts[0][3]) if self._fonts else ("Arial", 11.0)
            font = (bold, False, style == "link", size + more + larger, name, colour)
            # Figures stand left, under headings that do and beside words.
            upright = "center" if style == "heading" or larger else "top"
            look = (code, font, background, True, ("left", upright, True))
            if look not in self._looks:
                self._add_look(look)
            self._names[style, larger] = self._looks.index(look)
        return self._names[style, larger]

    def is_date(self, number: int) -> bool:
        """True where a cell of this style shows a number as a day or a time."""
        return number < len(self._xfs) and is_date_format(
            self._formats.get(number_in(self._xfs[number], "numFmtId"), "General")
        )

    def with_format(self, number: int, code: str) -> int:
        """The style like this one with another number format."""
        if (number, code) not in self._copies:
            self._copies[number, code] = self._copy(min(number, len(self._xfs) - 1), self._format(code))
        return self._copies[number, code]

    def _copy(self, number: int, format_id: int) -> int:
        wanted = without_format(self._xfs[number])
        for index, node in enumerate(self._xfs):
            if number_in(node, "numFmtId") == format_id and without_format(node) == wanted:
                return index
        node = self._xfs[number]
        tag = self._data[node.start : node.end]
        tag = splice(
            tag, [_shifted(attribute_edit(self._data, node, "numFmtId", str(format_id)), -node.start)]
        )
        copy = parse_fragment(tag, node.prefix)
        tag = splice(tag, [attribute_edit(tag, copy, "applyNumberFormat", "1")])
        return self._append("cellXfs", tag.decode(), ("a copy", len(self._looks)))

    def _format(self, code: str) -> int:
        for number, known in self._formats.items():
            if known == code:
                return number
        number = max(_FIRST_OWN_FORMAT, 1 + max(self._formats))
        self._formats[number] = code
        self._new["numFmts"].append(
            f'<{self._root.prefix}numFmt numFmtId="{number}" formatCode="{escaped(code)}"/>'
        )
        return number

    def _look(self, node: Node) -> Any:
        """What makes two cell formats the same to a reader's eye."""
        align = node.child("alignment")
        attrs = align.attrs if align is not None else {}
        turned = any(
            attrs.get(name, "0") not in ("0", "false") for name in ("textRotation", "indent", "shrinkToFit")
        )
        alignment = (
            attrs.get("horizontal", "general"),
            attrs.get("vertical", "bottom"),
            attrs.get("wrapText") in ("1", "true"),
        )
        fonts, fills = number_in(node, "fontId"), number_in(node, "fillId")
        return (
            self._formats.get(number_in(node, "numFmtId"), "General"),
            self._fonts[fonts] if fonts < len(self._fonts) else None,
            self._fills[fills] if fills < len(self._fills) else None,
            self._is_bare_border(number_in(node, "borderId")) and not turned,
            alignment,
        )

    def _is_bare_border(self, number: int) -> bool:
        borders = self._all("borders")
        return number < len(borders) and all(
            side.attrs.get("style", "none") == "none" for side in borders[number]
        )

    def _add_look(self, look: Any) -> None:
        code, font, background, _, (horizontal, vertical, _) = look
        prefix = self._root.prefix
        border = next((index for index in range(len(self._all("borders"))) if self._is_bare_border(index)), 0)
        ids = (self._format(code), self._font_id(font), self._fill_id(background))
        xf = (
            f'<{prefix}xf numFmtId="{ids[0]}" fontId="{ids[1]}" fillId="{ids[2]}" borderId="{border}" xfId="0" '
            'applyNumberFormat="1" '
            'applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
            f'<{prefix}alignment horizontal="{horizontal}" vertical="{vertical}" wrapText="1"/></{prefix}xf>'
        )
        self._append("cellXfs", xf, look)

    def _append(self, where: str, xml: str, look: Any) -> int:
        self._new[where].append(xml)
        self._looks.append(look)
        return len(self._looks) - 1

    def _font_id(self, font: tuple[bool, bool, bool, float, str, str]) -> int:
        if font not in self._fonts:
            bold, _, underlined, size, name, colour = font
            p = self._root.prefix
            parts = (
                (f"<{p}b/>" if bold else "") + (f"<{p}u/>" if underlined else "") + f'<{p}sz val="{size:g}"/>'
            )
            parts += (
                f'<{p}color rgb="FF{colour}"/>' if colour else ""
            ) + f'<{p}name val="{escaped(name)}"/><{p}family val="2"/>'
            self._new["fonts"].append(f"<{p}font>{parts}</{p}font>")
            self._fonts.append(font)
        return self._fonts.index(font)

    def _fill_id(self, background: str) -> int:
        if background not in self._fills:
            p = self._root.prefix
            self._new["fills"].append(
                f'<{p}fill><{p}patternFill patternType="solid">'
                f'<{p}fgColor rgb="FF{background}"/><{p}bgColor indexed="64"/></{p}patternFill></{p}fill>'
            )
            self._fills.append(background)
        return self._fills.index(background)

    def finish(self) -> None:
        edits = []
        for name, new in self._new.items():
            node = self._root.child(name)
            xml = "".join(new)
            if not new:
                continue
            if node is None:  # only number formats may be missing, and they come first
                p = self._root.prefix
                edits.append(
                    (
                        self._root.open_end,
                        self._root.open_end,
                        f'<{p}{name} count="{len(new)}">{xml}</{p}{name}>'.encode(),
                    )
                )
                continue
            edits += [
                attribute_edit(self._data, node, "count", str(len(node.children) + len(new))),
                inside_edit(self._data, node, xml.encode()),
            ]
        if edits:
            self._package.put(self._part, splice(self._data, edits))


def _made(package: Package, workbook: str) -> str:
    part = package.free_name("xl/styles{}.xml")
    package.put(part, _EMPTY.encode())
    package.set_type(part, _TYPE)
    package.relate(workbook, f"{OFFICE}/styles", part)
    return part


def _shifted(edit: tuple[int, int, bytes], by: int) -> tuple[int, int, bytes]:
    return edit[0] + by, edit[1] + by, edit[2]
