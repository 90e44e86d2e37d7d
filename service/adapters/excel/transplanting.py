"""Brings a tab from a new workbook into one that people already use, with its looks and words, and touches nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.adapters.excel.package import Package
from service.adapters.excel.package_workbook import WorkbookPart
from service.adapters.excel.package_xml import MAIN, Edit, Node, attribute_edit, inside_edit, parse, splice
from service.core.tab_titles import quoted

# The order Excel wants in the styles part.
_ORDER = ("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs")
_PARTS = (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders"))
_OWN_FORMATS_FROM = 164  # number formats below are built in
_STYLE = re.compile(rb'(<(?:c|row|col)\b[^>]*?\s(?:s|style)=")(\d+)(")')
_RULE_STYLE = re.compile(rb'(\sdxfId=")(\d+)(")')
_SHARED = re.compile(rb'(<c\b[^>]*?) t="s"([^>]*)><v>(\d+)</v></c>')


class Transplant:
    """From one package into another. Styles already brought are used again."""

    def __init__(self, source: Package, target: Package):
        self.source, self.target = source, target
        self._from, self._to = WorkbookPart(source), WorkbookPart(target)
        self._style_part = source.related(source.workbook, "styles")[0]
        self._styles = source.read(self._style_part)
        self._style_tree = parse(self._styles)
        self._brought: dict[tuple[str, int], int] = {}
        strings = source.related(source.workbook, "sharedStrings")
        data = source.read(strings[0]) if strings else b"<sst/>"
        self._strings = [data[node.open_end : node.close_start] for node in parse(data).named("si")]

    def bring(self, title: str, declared: str, index: int) -> None:
        """Adds one of the source's tabs, under this title and at this place of the target."""
        sheet = next(sheet for sheet in self._from.sheets() if sheet.title == declared and sheet.part)
        xml = self.source.read(str(sheet.part))
        xml = _SHARED.sub(self._inline, xml)
        xml = _STYLE.sub(lambda found: found[1] + b"%d" % self._style(int(found[2])) + found[3], xml)
        xml = _RULE_STYLE.sub(
            lambda found: found[1] + b"%d" % self._item("dxfs", int(found[2])) + found[3], xml
        )
        xml = xml.replace(b' tabSelected="1"', b"")
        part = self._to.add(title, index, sheet.hidden)
        self.target.put(part, xml)
        self._to.identify(declared, title)
        if printed := self._from.name_text("_xlnm.Print_Titles", sheet.index):
            self._to.define("_xlnm.Print_Titles", quoted(title) + printed[printed.rindex("!") :], local=index)

    def _inline(self, found: re.Match[bytes]) -> bytes:
        words = self._strings[int(found[3])]
        return found[1] + b' t="inlineStr"' + found[2] + b"><is>" + words + b"</is></c>"

    # Styles

    def _style(self, number: int) -> int:
        """A cell format with its font, fill, border and number format; gives its place in the target."""
        if ("cellXfs", number) not in self._brought:
            node = _items(self._style_tree, "cellXfs")[number]
            edits = [
                self._moved(node, name, self._item(kind, int(node.attrs.get(name, 0))))
                for name, kind in _PARTS
            ]
            code = int(node.attrs.get("numFmtId", 0))
            edits += [self._moved(node, "numFmtId", self._format(code)), self._moved(node, "xfId", 0)]
            self._brought["cellXfs", number] = self._append(
                "cellXfs", _cut(splice(self._styles, edits), node, edits)
            )
        return self._brought["cellXfs", number]

    def _moved(self, node: Node, name: str, value: int) -> Edit:
        return attribute_edit(self._styles, node, name, str(value))

    def _item(self, kind: str, number: int) -> int:
        if (kind, number) not in self._brought:
            node = _items(self._style_tree, kind)[number]
            self._brought[kind, number] = self._append(kind, self._styles[node.start : node.end])
        return self._brought[kind, number]

    def _format(self, code: int) -> int:
        if code < _OWN_FORMATS_FROM:
            return code
        words = next(
            node.attrs["formatCode"]
            for node in _items(self._style_tree, "numFmts")
            if node.attrs["numFmtId"] == str(code)
        )
        there = _items(parse(self.target.read(self._target_styles)), "numFmts")
        for node in there:
            if node.attrs.get("formatCode") == words:
                return int(node.attrs["numFmtId"])
        free = max([_OWN_FORMATS_FROM - 1, *(int(node.attrs.get("numFmtId", 0)) for node in there)]) + 1
        node = next(
            node for node in _items(self._style_tree, "numFmts") if node.attrs["numFmtId"] == str(code)
        )
        edit = attribute_edit(self._styles, node, "numFmtId", str(free))
        self._append("numFmts", _cut(splice(self._styles, [edit]), node, [edit]))
        return free

    @property
    def _target_styles(self) -> str:
        return self.target.related(self.target.workbook, "styles")[0]

    def _append(self, kind: str, item: bytes) -> int:
        """Adds an item at the end of one of the lists of styles; gives its number there."""
        data = self.target.read(self._target_styles)
        root = parse(data)
        holder = root.child(kind)
        if holder is None:
            at = max(
                (node.end for node in root if node.local in _ORDER[: _ORDER.index(kind)]),
                default=root.open_end,
            )
            new = b'<%s xmlns="%s" count="0"></%s>' % (kind.encode(), MAIN.encode(), kind.encode())
            data = splice(data, [(at, at, new)])
            holder = next(node for node in parse(data) if node.local == kind)
        if root.prefix:  # the target writes x:font; ours says whose it is by itself
            item = re.sub(rb"^<(\w+)", rb'<\1 xmlns="' + MAIN.encode() + rb'"', item)
        count = len(holder.children)
        edits = [inside_edit(data, holder, item), attribute_edit(data, holder, "count", str(count + 1))]
        self.target.put(self._target_styles, splice(data, edits))
        return count


def _items(root: Node, kind: str) -> list[Node]:
    holder = root.child(kind)
    return holder.children if holder is not None else []


def _cut(data: bytes, node: Node, edits: Iterable[Edit]) -> bytes:
    """One element out of bytes in which only that element was edited."""
    longer = sum(len(new) - (end - start) for start, end, new in edits)
    return data[node.start : node.end + longer]
