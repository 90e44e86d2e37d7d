"""The workbook part: which tabs there are, in what order, shown or hidden, and the names defined over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from service.adapters.excel.package import Package
from service.adapters.excel.package_defined import (
    BEFORE_NAMES,
    DefinedNames,
    after,
    identities,
    name_nodes,
    tab_of,
)
from service.adapters.excel.package_names import tab_title
from service.adapters.excel.package_xml import (
    MAIN,
    OFFICE,
    Node,
    attribute_edit,
    broken,
    escaped,
)
from service.core.changes import WorkbookRefused

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BEFORE_CALC = (*BEFORE_NAMES, "definedNames")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One tab as the workbook lists it; `part` is None for a chart sheet or a macro sheet."""

    index: int
    title: str
    part: str | None
    hidden: bool
    identity: str | None  # the declared title, when a defined name says which of our tabs this is


class WorkbookPart(DefinedNames):
    """Reads xl/workbook.xml anew after each change: it is small, and places in it move."""

    def __init__(self, package: Package):
        super().__init__(package)
        if self.root().namespace != MAIN:
            raise WorkbookRefused(
                "This workbook is saved as Strict Open XML. Save it in Excel as Excel Workbook (.xlsx).",
                "strict",
            )

    def sheets(self) -> list[Sheet]:
        root = self.root()
        parts = {
            relation.id: relation.target
            for relation in self.package.relations(self.path)
            if relation.type == "worksheet"
        }
        declared = identities(root)
        return [
            Sheet(
                index,
                title := node.attrs.get("name", ""),
                parts.get(node.attrs.get(f"{OFFICE}}}id", "")),
                node.attrs.get("state", "visible") != "visible",
                declared.get(title.casefold()),
            )
            for index, node in enumerate(_sheet_nodes(root))
        ]

    def is_1904(self) -> bool:
        properties = self.root().child("workbookPr")
        return properties is not None and properties.attrs.get("date1904") in ("1", "true")

    def refuse_if_locked(self) -> None:
        """Tabs of a workbook with a protected structure are not added, removed or shown."""
        lock = self.root().child("workbookProtection")
        if lock is not None and lock.attrs.get("lockStructure") in ("1", "true"):
            raise WorkbookRefused(
                "This workbook is protected, so we cannot add or show tabs. "
                "Unprotect it in Excel (Review, Protect Workbook), and save.",
                "protected",
            )

    # Tabs

    def show(self, sheet: Sheet) -> None:
        self._edit(
            attribute_edit(
                self.package.read(self.path), _sheet_nodes(self.root())[sheet.index], "state", None
            )
        )

    def add(self, title: str, index: int, hidden: bool) -> str:
        """Adds an empty tab at this place; gives the name its part shall have."""
        self.refuse_if_locked()
        part = self.package.free_name("xl/worksheets/sheet{}.xml")
        self.package.put(part, b"")
        self.package.set_type(part, SHEET_TYPE)
        relation = self.package.relate(self.path, f"{OFFICE}/worksheet", part)
        data, root = self.package.read(self.path), self.root()
        nodes = _sheet_nodes(root)
        number = 1 + max((int(node.attrs.get("sheetId", 0)) for node in nodes), default=0)
        state = ' state="hidden"' if hidden else ""
        new = (
            f'<{nodes[0].prefix}sheet name="{escaped(title)}" sheetId="{number}"{state} '
            f'xmlns:pvr="{OFFICE}" pvr:id="{relation}"/>'
        )
        if f'xmlns:r="{OFFICE}"'.encode() in data[root.start : root.open_end]:
            new = new.replace(f'xmlns:pvr="{OFFICE}" pvr:id', "r:id")
        at = nodes[index].start if index < len(nodes) else nodes[-1].end
        self._edit((at, at, new.encode()))
        self._renumber(lambda old: old + (old >= index))
        return part

    def remove(self, sheet: Sheet) -> None:
        """Takes a tab off the list, with the names that belong to it alone."""
        self.refuse_if_locked()
        root = self.root()
        gone = [_sheet_nodes(root)[sheet.index]]
        for node in name_nodes(root):
            ours = (
                tab_title(node.attrs.get("name", "")) is not None
                and tab_of(node.text) == sheet.title.casefold()
            )
            if ours or node.attrs.get("localSheetId") == str(sheet.index):
                gone.append(node)
        self._edit(*[(node.start, node.end, b"") for node in gone])
        self._renumber(lambda old: old - (old > sheet.index))
        names = self.root().child("definedNames")
        if names is not None and not names.children:  # an empty list of names is not valid
            self._edit((names.start, names.end, b""))

    def _renumber(self, moved: Callable[[int], int]) -> None:
        """Names and views count tabs by position."""
        data, root = self.package.read(self.path), self.root()
        places = [(node, "localSheetId") for node in name_nodes(root)]
        places += [
            (node, name)
            for node in root.walk()
            if node.local == "workbookView"
            for name in ("activeTab", "firstSheet")
        ]
        edits = []
        last = len(_sheet_nodes(root)) - 1
        for node, name in places:
            old = node.attrs.get(name, "0" if name == "activeTab" else None)
            if old is not None and (new := min(moved(int(old)), last)) != int(old):
                edits.append(attribute_edit(data, node, name, str(new)))
        self._edit(*edits)

    def active(self) -> int:
        view = next((node for node in self.root().walk() if node.local == "workbookView"), None)
        return int(view.attrs.get("activeTab", 0)) if view is not None else 0

    # Calculation

    def calculate_on_load(self) -> None:
        data, root = self.package.read(self.path), self.root()
        node = root.child("calcPr")
        if node is not None:
            if node.attrs.get("fullCalcOnLoad") not in ("1", "true"):
                self._edit(attribute_edit(data, node, "fullCalcOnLoad", "1"))
            return
        at = after(root, _BEFORE_CALC)
        self._edit((at, at, f'<{root.prefix}calcPr fullCalcOnLoad="1"/>'.encode()))

    def drop_calculation_chain(self) -> None:
        """A chain that names formulas no longer there makes Excel offer a repair; without one it makes its own."""
        for part in self.package.related(self.path, "calcChain"):
            self.package.unrelate(self.path, part)
            self.package.remove(part)


def _sheet_nodes(root: Node) -> list[Node]:
    sheets = root.child("sheets")
    if sheets is None or not sheets.children:
        raise broken()
    return sheets.named("sheet")
