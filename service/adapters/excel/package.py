"""An .xlsx file as its parts, their content types and the relations between them; only changed parts are written."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import unquote

from service.adapters.excel.package_parts import Parts, key_of
from service.adapters.excel.package_xml import (
    Node,
    attribute_edit,
    broken,
    escaped,
    inside_edit,
    parse,
    splice,
)
from service.core.changes import WorkbookRefused

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "[Content_Types].xml"
_WRITABLE = re.compile(
    r"spreadsheetml\.(sheet|template)\.main\+xml|ms-excel\.(sheet|template)\.macroEnabled\.main\+xml"
)
_NEW_RELATIONS = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{RELATIONS}"></Relationships>'


@dataclass(frozen=True, slots=True)
class Relation:
    """`target` is the name of a part of this package, or an address outside it."""

    id: str
    type: str  # its last word: worksheet, chart, hyperlink …
    target: str
    external: bool


class Package(Parts):
    """Parts with what ties them together. Refuses files we must not write."""

    def __init__(self, data: bytes):
        super().__init__(data)
        self.workbook = self._find_workbook()

    def _find_workbook(self) -> str:
        for relation in self.relations(""):
            if relation.type == "origin":  # of digital signatures
                raise WorkbookRefused(
                    "This workbook is signed, and writing in it would break the signature. "
                    "Remove the signature in Excel (File, Info), save, and we try again.",
                    "signed",
                )
        for relation in self.relations(""):
            if relation.type == "officeDocument" and self.has(relation.target):
                if _WRITABLE.search(self.content_type(relation.target)):
                    return relation.target
                raise WorkbookRefused(
                    "This is not a workbook we can write in. Save it in Excel as .xlsx.", "not-xlsx"
                )
        raise broken()

    def remove(self, name: str) -> None:
        """Takes out a part, its content type and its own relations; relations to it are the caller's."""
        self.drop(name)
        self.drop(_relations_part(name))
        self._drop_type(name)

    # Content types

    def content_type(self, name: str) -> str:
        root = parse(self.read(TYPES))
        for node in root.named("Override"):
            if key_of(node.attrs.get("PartName", "")) == key_of(name):
                return node.attrs.get("ContentType", "")
        ending = name.rpartition(".")[2].casefold()
        return next(
            (
                node.attrs.get("ContentType", "")
                for node in root.named("Default")
                if node.attrs.get("Extension", "").casefold() == ending
            ),
            "",
        )

    def set_type(self, name: str, content_type: str) -> None:
        if self.content_type(name) == content_type:
            return
        data = self.read(TYPES)
        root = parse(data)
        new = f'<{root.prefix}Override PartName="/{escaped(name)}" ContentType="{content_type}"/>'.encode()
        self.put(TYPES, splice(data, [inside_edit(data, root, new)]))

    def _drop_type(self, name: str) -> None:
        data = self.read(TYPES)
        found = [
            node
            for node in parse(data).named("Override")
            if key_of(node.attrs.get("PartName", "")) == key_of(name)
        ]
        if found:
            self.put(TYPES, splice(data, [(node.start, node.end, b"") for node in found]))

    # Relations; "" is the package itself

    def relations(self, part: str) -> list[Relation]:
        name = _relations_part(part)
        if not self.has(name):
            return []
        found = []
        for node in parse(self.read(name)).named("Relationship"):
            kind, target = node.attrs.get("Type", ""), node.attrs.get("Target", "")
            if kind.startswith("http://purl.oclc.org/ooxml/"):
                raise WorkbookRefused(
                    "This workbook is saved as Strict Open XML. Save it in Excel as Excel Workbook (.xlsx).",
                    "strict",
                )
            external = node.attrs.get("TargetMode") == "External"
            found.append(
                Relation(
                    node.attrs.get("Id", ""),
                    kind.rpartition("/")[2],
                    target if external else self._resolved(part, target),
                    external,
                )
            )
        return found

    def _resolved(self, part: str, target: str) -> str:
        if not target.startswith("/"):  # openpyxl writes absolute targets, all others relative ones
            target = posixpath.join("/", posixpath.dirname(part), target)
        name = posixpath.normpath(target).lstrip("/")
        return name if self.has(name) else unquote(name)

    def relate(self, part: str, kind: str, target: str, external: bool = False) -> str:
        """Adds a relation and gives its id."""
        name = _relations_part(part)
        if not self.has(name):
            self.put(name, _NEW_RELATIONS.encode())
        data = self.read(name)
        root = parse(data)
        used = {node.attrs.get("Id") for node in root}
        number = 1
        while f"rId{number}" in used:
            number += 1
        where = target if external else "/" + target
        mode = ' TargetMode="External"' if external else ""
        new = f'<{root.prefix}Relationship Id="rId{number}" Type="{kind}" Target="{escaped(where)}"{mode}/>'
        self.put(name, splice(data, [inside_edit(data, root, new.encode())]))
        return f"rId{number}"

    def unrelate(self, part: str, target: str) -> None:
        """Takes out the relations of `part` to a part."""
        ids = {
            relation.id
            for relation in self.relations(part)
            if not relation.external and key_of(relation.target) == key_of(target)
        }
        data = self.read(_relations_part(part)) if ids else b""
        edits = (
            [(node.start, node.end, b"") for node in parse(data) if node.attrs.get("Id") in ids]
            if ids
            else []
        )
        if edits:
            self.put(_relations_part(part), splice(data, edits))

    def related(self, part: str, kind: str) -> list[str]:
        return [
            relation.target
            for relation in self.relations(part)
            if relation.type == kind and not relation.external
        ]

    def set_attribute(self, part: str, node: Node, name: str, value: str | None) -> None:
        data = self.read(part)
        self.put(part, splice(data, [attribute_edit(data, node, name, value)]))


def _relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", name + ".rels")
