"""The names defined over a workbook: print areas, filters, lists for drop-downs, and which tab is which."""

from __future__ import annotations

import re

from service.adapters.excel.package import Package
from service.adapters.excel.package_names import tab_name, tab_title
from service.adapters.excel.package_xml import Edit, Node, escaped, inside_edit, parse, splice, text_edit
from service.core.tab_titles import quoted, unquoted

BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences")
_A_TAB = re.compile(r"('(?:[^']|'')+'|[^'!]+)!")


class DefinedNames:
    """Reads xl/workbook.xml anew after each change: it is small, and places in it move."""

    def __init__(self, package: Package):
        self.package = package
        self.path = package.workbook

    def root(self) -> Node:
        return parse(self.package.read(self.path))

    def _edit(self, *edits: Edit) -> None:
        self.package.put(self.path, splice(self.package.read(self.path), edits))

    def name_text(self, name: str, local: int | None = None) -> str | None:
        node = self._name_node(name, local)
        return node.text if node is not None else None

    def _name_node(self, name: str, local: int | None) -> Node | None:
        where = None if local is None else str(local)
        nodes = name_nodes(self.root())
        return next(
            (
                node
                for node in nodes
                if node.attrs.get("name", "").casefold() == name.casefold()
                and node.attrs.get("localSheetId") == where
            ),
            None,
        )

    def define(self, name: str, text: str, local: int | None = None, hidden: bool = False) -> None:
        """Makes a name point to `text`, adding it where it is missing."""
        node = self._name_node(name, local)
        data = self.package.read(self.path)
        if node is not None:
            if node.text != text:
                self._edit(text_edit(data, node, text))
            return
        root = self.root()
        extra = (f' localSheetId="{local}"' if local is not None else "") + (' hidden="1"' if hidden else "")
        new = f'<{root.prefix}definedName name="{escaped(name)}"{extra}>{escaped(text)}</{root.prefix}definedName>'
        names = root.child("definedNames")
        if names is not None:
            self._edit(inside_edit(data, names, new.encode()))
            return
        at = after(root, BEFORE_NAMES)
        self._edit((at, at, f"<{root.prefix}definedNames>{new}</{root.prefix}definedNames>".encode()))

    def undefine(self, name: str, local: int | None = None) -> None:
        node = self._name_node(name, local)
        if node is None:
            return
        names = self.root().child("definedNames")
        if names is not None and len(names.children) == 1:
            node = names
        self._edit((node.start, node.end, b""))

    def identify(self, declared: str, title: str) -> None:
        """Lets our tab be found again under whatever title it gets."""
        text = self.name_text(tab_name(declared))
        if text is None or tab_of(text) != title.casefold():
            self.define(tab_name(declared), f"{quoted(title)}!$A$1", hidden=True)

    def names(self) -> list[tuple[str, str]]:
        return [(node.attrs.get("name", ""), node.text) for node in name_nodes(self.root())]


def name_nodes(root: Node) -> list[Node]:
    names = root.child("definedNames")
    return names.named("definedName") if names is not None else []


def identities(root: Node) -> dict[str, str]:
    found = {}
    for node in name_nodes(root):
        if "localSheetId" in node.attrs:  # Excel gives a copied tab a copy of the name, for that tab alone
            continue
        declared = tab_title(node.attrs.get("name", ""))
        if declared is not None and (title := tab_of(node.text)):
            found[title] = declared
    return found


def tab_of(text: str) -> str | None:
    match = _A_TAB.match(text.strip().lstrip("="))
    return unquoted(match[1]).casefold() if match and "#REF" not in text else None


def after(root: Node, names: tuple[str, ...]) -> int:
    return max(node.end for node in root if node.local in names)
