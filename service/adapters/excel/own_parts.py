"""Tabs that are ours, written anew: cells, links, frozen rows, widths, charts and how they print."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from service.adapters.excel.own_parts_cells import cell_xml
from service.adapters.excel.own_parts_page import foot, top
from service.adapters.excel.package import Package
from service.adapters.excel.package_workbook import SHEET_TYPE, WorkbookPart
from service.adapters.excel.package_xml import OFFICE, escaped
from service.adapters.excel.styles import Styles
from service.core.changes import Cell, TabContent, WorkbookRefused
from service.core.cleaning import clean_for_cell
from service.core.grids import cell_name, column_letters
from service.core.laid_rows import laid_rows
from service.core.stored_values import shown, with_style
from service.core.tab_titles import quoted, unquoted

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_MOST_LINKS = 65_530  # Excel's limits: links a tab, characters an address
_LONGEST_LINK = 2_079
_SAFE_LINK = re.compile(r"(?i)(https?://|mailto:|tel:)\S")


class OwnParts:
    """Writes service tabs into one workbook. `title_of` gives what a declared tab is called in this file."""

    def __init__(
        self, package: Package, workbook: WorkbookPart, styles: Styles, title_of: Callable[[str], str]
    ):
        self._package, self._workbook, self._styles, self._title_of = package, workbook, styles, title_of
        self._from_1904 = workbook.is_1904()

    def write(
        self, content: TabContent, part: str, title: str, index: int, blanks_are_words: bool = False
    ) -> None:
        """Writes the tab's part, and the drawing, charts and links it leads to, under the names they had before.

        `blanks_are_words`: a formula that looks up a blank cell shows 0; one that looks up empty words shows nothing.
        LibreOffice drops a cell of empty words, and keeps a formula that gives them.
        """
        selected = (
            re.search(rb"""tabSelected\s*=\s*["'](1|true)""", self._package.read(part)[:4000]) is not None
        )
        release(self._package, part)
        self._package.set_type(part, SHEET_TYPE)
        rows, links, merged = self._rows(content, blanks_are_words)
        links_xml = self._links(part, links)
        drawing = ""
        if content.charts:
            from service.adapters.excel.charts import (
                put_charts,  # here, because xlsxwriter takes a while to load
            )

            drawing = f'<drawing r:id="{put_charts(self._package, content, title, part)}"/>'
        self._package.put(
            part,
            "".join(
                [top(content, selected), rows, merged, links_xml, foot(content), drawing, "</worksheet>"]
            ).encode(),
        )
        self._repeat_headings(content, title, index)

    def _rows(self, content: TabContent, blanks_are_words: bool) -> tuple[str, list[tuple[str, str]], str]:
        if len(content.lines) > LAST_ROW:
            raise WorkbookRefused(
                "A tab of ours has become longer than Excel allows. Ask whoever runs this service.",
                "too-long",
            )
        links: list[tuple[str, str]] = []
        merged: list[str] = []
        number_of, from_1904, larger = self._styles.number_of, self._from_1904, content.tab.larger
        text = number_of("text", larger)
        pieces = ["<sheetData>"]
        for row, laid in enumerate(laid_rows(content), start=1):
            cells = []
            for column, raw in enumerate(laid.cells, start=1):
                if blanks_are_words and (raw is None or raw == ""):
                    cells.append(f'<c r="{column_letters(column)}{row}" t="str"><f>""</f><v></v></c>')
                    continue
                if type(raw) is str:
                    cells.append(cell_xml(f"{column_letters(column)}{row}", raw, text))
                    continue
                cell = with_style(raw)
                if cell.value is None and cell.style == "text":
                    continue
                name = cell_name(row, column)
                cells.append(cell_xml(name, shown(cell.value, from_1904), number_of(_style(cell), larger)))
                if cell.link:
                    links.append((name, cell.link))
            if laid.runs_from:
                merged.append(
                    f'<mergeCell ref="{cell_name(row, laid.runs_from)}:{cell_name(row, laid.runs_to)}"/>'
                )
            if cells:
                height = f' ht="{laid.height:g}" customHeight="1"' if laid.height else ""
                pieces.append(f'<row r="{row}"{height}>{"".join(cells)}</row>')
        pieces.append("</sheetData>")
        return "".join(pieces), links, f"<mergeCells>{''.join(merged)}</mergeCells>" if merged else ""

    def _links(self, part: str, links: list[tuple[str, str]]) -> str:
        found, ids = [], dict[str, str]()
        for name, link in links[:_MOST_LINKS]:
            if link.startswith("#"):
                found.append(f'<hyperlink ref="{name}" location="{escaped(self._place(link[1:]))}"/>')
            elif _SAFE_LINK.match(link) and len(target := _address(link)) <= _LONGEST_LINK:
                if target not in ids:
                    ids[target] = self._package.relate(part, f"{OFFICE}/hyperlink", target, external=True)
                found.append(f'<hyperlink ref="{name}" r:id="{ids[target]}"/>')
        return f"<hyperlinks>{''.join(found)}</hyperlinks>" if found else ""

    def _place(self, place: str) -> str:
        title, _, cell = place.rpartition("!")
        return f"{quoted(self._title_of(unquoted(title)))}!{cell}" if title else cell

    def _repeat_headings(self, content: TabContent, title: str, index: int) -> None:
        row = content.print_heading_row
        if row:
            self._workbook.define("_xlnm.Print_Titles", f"{quoted(title)}!${row}:${row}", local=index)
        else:
            self._workbook.undefine("_xlnm.Print_Titles", local=index)


def release(package: Package, part: str) -> None:
    """Takes out what only this part leads to (its drawing, charts, comments), so that nothing is left behind."""
    for target in {relation.target for relation in package.relations(part) if not relation.external}:
        package.unrelate(part, target)
        if package.has(target) and not _is_used(package, target):
            release(package, target)
            package.remove(target)
    name = part.rpartition("/")
    relations = f"{name[0]}/_rels/{name[2]}.rels"
    if package.has(relations):
        package.drop(relations)


def _is_used(package: Package, target: str) -> bool:
    owners = [
        re.sub(r"(^|/)_rels/([^/]*)\.rels$", r"\1\2", name)
        for name in package.names()
        if name.endswith(".rels")
    ]
    return any(relation.target == target for owner in owners for relation in package.relations(owner))


def _style(cell: Cell) -> str:
    """A link looks like one unless the tab asks for another look."""
    return "link" if cell.link and cell.style == "text" else cell.style


def _address(link: str) -> str:
    return quote(clean_for_cell(link), safe=":/?#[]@!$&'()*+,;=%-._~")
