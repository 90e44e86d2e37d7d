"""Adds a column to a tab people already use: behind all that is there, so that nothing moves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from service.adapters.excel.package_xml import Edit, Node, attribute_edit, cell_text, escaped
from service.adapters.excel.splice import SheetText
from service.adapters.excel.splice_ranges import read_range
from service.core.changes import RENEW
from service.core.finding import Headings
from service.core.grids import Grid, cell_name, is_blank
from service.core.rows import Row


@dataclass(frozen=True, slots=True)
class Found:
    """A staff tab of an existing workbook."""

    kind: type[Row]
    grid: Grid


def columns_to_add(tab: Found, headings: Headings, asked: Collection[str]) -> dict[str, int]:
    """Attribute → place, for columns asked for that are not there.

    Those that need no setting come back with RENEW alone: nobody can tell what staff deleted from what they never had.
    """
    wanted = [
        column.name
        for column in tab.kind.columns.values()
        if (column.only_if or RENEW) in asked and column.name not in headings.columns
    ]
    used = max(
        (
            place
            for cells in tab.grid.rows
            for place, cell in enumerate(cells, start=1)
            if not is_blank(cell)
        ),
        default=0,
    ) if wanted else 0  # fmt: skip
    return {name: place for place, name in enumerate(wanted, start=used + 1)}


def added_words(tab: Found, name: str) -> str:
    """For people: what was added, and why."""
    column = tab.kind.columns[name]
    why = ", as Set-up asks" if column.only_if else ""
    return f"Added the column {column.heading} to {tab.kind.tab}{why}."


def add_columns(sheet: SheetText, tab: Found, headings: Headings, added: Mapping[str, int]) -> Iterator[Edit]:
    """Headings, widths and looks of these columns: those of a neighbour in the closed group, open or not."""
    if not added or headings.row not in sheet.rows:
        return
    cells: dict[int, str] = {}
    there = {cell.column: cell for cell in sheet.cells(headings.row)}
    for name, place in added.items():
        like = _neighbour(tab, headings, name)
        style = there[like].style if like in there else 0
        words = cell_text(tab.kind.columns[name].heading)
        look = f' s="{style}"' if style else ""
        cells[place] = (
            f'<{sheet.p}c r="{cell_name(headings.row, place)}"{look} t="inlineStr">'
            f"<{sheet.p}is><{sheet.p}t>{words}</{sheet.p}t></{sheet.p}is></{sheet.p}c>"
        )
    sheet.put_cells(headings.row, cells)
    yield from sheet.edits
    yield from _widths(sheet, tab, headings, added)
    yield from _dimension(sheet, max(added.values()))


def _neighbour(tab: Found, headings: Headings, name: str) -> int:
    """The last column of ours, best one of the closed group whose cells hold the same sort of thing."""
    columns, wanted = tab.kind.columns, tab.kind.columns[name].kind.number_format
    return max(
        headings.columns.items(),
        key=lambda each: (columns[each[0]].more, columns[each[0]].kind.number_format == wanted, each[1]),
    )[1]


def _widths(sheet: SheetText, tab: Found, headings: Headings, added: Mapping[str, int]) -> Iterator[Edit]:
    cols = sheet.frame.child("cols")
    nodes = cols.named("col") if cols is not None else []
    new: dict[int, str] = {}
    for name, place in added.items():
        if (like := _covering(nodes, _neighbour(tab, headings, name))) is not None:
            width = str(tab.kind.columns[name].width)
            new[place] = _col(sheet, like, place, place, {"width": width, "customWidth": "1"})
    if not new or cols is None:
        return
    first, last = min(new), max(new)
    over = [node for node in nodes if int(node.attrs["min"]) <= last and _last(node) >= first]
    written = "".join(new.values())
    if not over:
        at = next((node.start for node in nodes if int(node.attrs["min"]) > last), cols.close_start)
        yield (at, at, written.encode())
    # What stands over these places, often one element for all columns to the right, goes on before and behind them.
    for node in over:
        begins, ends = int(node.attrs["min"]), _last(node)
        before = _col(sheet, node, begins, first - 1, {}) if begins < first else ""
        behind = _col(sheet, node, last + 1, ends, {}) if ends > last else ""
        ours = written if node is over[0] else ""
        yield (node.start, node.end, (before + ours + behind).encode())


def _covering(nodes: list[Node], place: int) -> Node | None:
    return next((node for node in nodes if int(node.attrs.get("min", 0)) <= place <= _last(node)), None)


def _last(node: Node) -> int:
    return int(node.attrs.get("max", 0))


def _col(sheet: SheetText, like: Node, first: int, last: int, more: Mapping[str, str]) -> str:
    attributes = {**like.attrs, "min": str(first), "max": str(last), **more}
    written = " ".join(f'{name}="{escaped(value)}"' for name, value in attributes.items() if "}" not in name)
    return f"<{sheet.p}col {written}/>"


def _dimension(sheet: SheetText, place: int) -> Iterator[Edit]:
    node = sheet.frame.child("dimension")
    area = read_range(node.attrs.get("ref", "")) if node is not None else None
    if node is not None and area is not None and area.right < place:
        ref = f"{cell_name(area.top, area.left)}:{cell_name(area.bottom, place)}"
        yield attribute_edit(sheet.data, node, "ref", ref)
