"""The table and the filter around a staff tab's rows: they grow with appended rows, and a totals row stops us."""

from __future__ import annotations

from service.adapters.excel.package_xml import Node, attribute_edit, parse, splice
from service.adapters.excel.splice_ranges import Growth, Range, grown_filter, read_range
from service.adapters.excel.splice_tab import StaffTab
from service.core.changes import WorkbookRefused

_FILTER = "_xlnm._FilterDatabase"  # LibreOffice goes by this name, Excel by the element in the tab


def grow_tables(tab: StaffTab, growth: Growth) -> None:
    package = tab.around.package
    for part in package.related(tab.part, "table"):
        data = package.read(part)
        root = parse(data)
        area = read_range(root.attrs.get("ref", ""))
        if area is None:
            continue
        if not _is_around(area, growth):
            _refuse_to_meet(area, growth, tab.place.title)
            continue
        _refuse_totals(root, area, growth, tab.place.title)
        nodes = [node for node in (root, root.child("autoFilter")) if node is not None]
        refs = [(node, node.attrs.get("ref", "")) for node in nodes]
        edits = [
            attribute_edit(data, node, "ref", new)
            for node, ref in refs
            if (new := grown_filter(ref, growth)) != ref
        ]
        package.put(part, splice(data, edits))


def grow_filter_name(tab: StaffTab, growth: Growth) -> None:
    title, _, area = (tab.around.workbook.name_text(_FILTER, tab.listed.index) or "").rpartition("!")
    if title and (new := grown_filter(area, growth)) != area:
        tab.around.workbook.define(_FILTER, f"{title}!{new}", local=tab.listed.index)


def _is_around(area: Range, growth: Growth) -> bool:
    beside = area.left > growth.right or growth.left > area.right
    return area.top < growth.first <= area.bottom + 1 and not beside


def _refuse_totals(root: Node, area: Range, growth: Growth, title: str) -> None:
    if int(root.attrs.get("totalsRowCount", 0)) and growth.new >= area.bottom:
        raise WorkbookRefused(
            f"The table in {title} has a totals row, so we cannot add rows under it. "
            "Switch the totals row off in Excel (Table Design), and save.",
            "totals-row",
        )


def _refuse_to_meet(area: Range, growth: Growth, title: str) -> None:
    if area.meets(Range(growth.left, growth.old + 1, growth.right, growth.new)):
        raise WorkbookRefused(
            f"Another table stands under the list in {title}, so we cannot add rows there. "
            "Move it to another tab, and save.",
            "below-not-empty",
        )
