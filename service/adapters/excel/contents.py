"""What a workbook file is made of: its tabs and their parts, its defined names, and what protects them."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from service.adapters.excel.refusing import open_package, refusal

_STRICT = b"http://purl.oclc.org/ooxml"


@dataclass(frozen=True, slots=True)
class TabPart:
    """One tab: its title, the part that holds it, whether it is hidden, and whether it has cells (a chart sheet has none)."""

    title: str
    part: str
    hidden: bool
    has_cells: bool


class Contents:
    """A workbook's parts, read as they are asked for. Raises the refusal that fits when one cannot be read."""

    def __init__(self, data: bytes, path: Path):
        self.data, self.path = data, path
        self._package = open_package(data, path)
        self._names = {name.lstrip("/").casefold(): name for name in self._package.namelist()}

    def has(self, part: str) -> bool:
        return part.casefold() in self._names

    def part(self, part: str) -> bytes:
        """One part, unpacked; its checksum is compared on the way."""
        try:
            name = self._names[part.casefold()]
            return self._package.read(name)
        except (
            KeyError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            ValueError,
        ) as problem:
            raise refusal("damaged", self.path) from problem

    def xml(self, part: str) -> ElementTree.Element:
        """One small part as a tree. A document type is refused: no spreadsheet program writes one, and it can hide a bomb."""
        content = self.part(part)
        if b"<!DOCTYPE" in content or "<!DOCTYPE".encode("utf-16-le") in content:
            raise refusal("unsafe", self.path)
        try:
            return ElementTree.fromstring(content)  # noqa: S314 - entities need the document type refused above
        except (ElementTree.ParseError, LookupError, ValueError) as problem:
            raise refusal("damaged", self.path) from problem

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id → (type, part it leads to), for the parts of this file."""
        folder, _, name = part.rpartition("/")
        place = f"{folder}/_rels/{name}.rels".lstrip("/")
        if not self.has(place):
            return {}
        found = {}
        for each in self.xml(place):
            if each.get("TargetMode") != "External":
                target = unquote(each.get("Target", ""))
                whole = (
                    target.lstrip("/")
                    if target.startswith("/")
                    else posixpath.normpath(posixpath.join(folder, target))
                )
                found[each.get("Id", "")] = (each.get("Type", ""), whole)
        return found

    @cached_property
    def workbook_part(self) -> str:
        for kind, target in self.relations("").values():
            if kind.endswith("/officeDocument"):
                if not target.casefold().startswith("xl/") and self.has("word/document.xml"):
                    raise refusal("not-a-workbook", self.path)
                return target
        raise refusal("not-a-workbook", self.path)

    @cached_property
    def workbook(self) -> ElementTree.Element:
        root = self.xml(self.workbook_part)
        if (
            root.tag.startswith("{http://purl.oclc.org/ooxml")
            or _STRICT in self.part(self.workbook_part)[:4096]
        ):
            raise refusal("strict", self.path)
        if _local(root) != "workbook":
            raise refusal("not-a-workbook", self.path)
        return root

    @cached_property
    def tabs(self) -> list[TabPart]:
        """In the order people see them."""
        relations = self.relations(self.workbook_part)
        found = []
        for sheet in _under(self.workbook, "sheets"):
            link = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), "")
            kind, part = relations.get(link, ("", ""))
            hidden = sheet.get("state", "visible") != "visible"
            found.append(
                TabPart(sheet.get("name", ""), part, hidden, kind.endswith("/worksheet") and self.has(part))
            )
        return found

    @cached_property
    def names(self) -> dict[str, str]:
        """Defined names of the whole workbook, and what each stands for; names of single tabs are left out."""
        return {
            name.get("name", ""): name.text or ""
            for name in _under(self.workbook, "definedNames")
            if name.get("localSheetId") is None
        }

    @property
    def tabs_are_protected(self) -> bool:
        """Somebody forbade adding, removing, renaming, moving and unhiding tabs."""
        found = [each for each in self.workbook if _local(each) == "workbookProtection"]
        return any(each.get("lockStructure") in ("1", "true") for each in found)


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _under(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [child for each in root if _local(each) == name for child in each]
