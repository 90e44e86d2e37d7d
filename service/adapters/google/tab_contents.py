"""One of our own tabs written anew: everything in it cleared, then its cells, looks, merges, sizes and charts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import ceil
from urllib.parse import quote

from service.adapters.google.areas import Block, area, blocks, corner, equal_runs
from service.adapters.google.cells import pieces, row_of
from service.adapters.google.charts import chart_requests
from service.adapters.google.layout import JSON, TabLayout
from service.adapters.google.looks import linked, look_of
from service.core.changes import Cell, TabContent
from service.core.cleaning import clean_for_cell
from service.core.laid_rows import LaidRow, laid_rows
from service.core.measuring import SIZE
from service.core.stored_values import with_style
from service.core.tab_titles import unquoted

_EVERYTHING = "userEnteredValue,userEnteredFormat,textFormatRuns,dataValidation,note"
_SAFE_LINK = re.compile(r"(?i)(https?://|mailto:|tel:)\S")
_LONGEST_LINK = 2_079  # as in Excel, so that both workbooks lead to the same places
_USUAL_WIDTH, _USUAL_HEIGHT = 100, 21  # pixels, of columns and rows nobody set
_MEASURED = 500  # rows: in longer tabs Google fits each to its words itself
_AIR_BESIDE = 8  # pixels of a column that no letter uses
_FIGURE = 0.556 * 4 / 3  # of the type's size: a figure's width in pixels


_ROUND = 50  # rows: a grid that fits to the line would be another one with each line that comes or goes


@dataclass(frozen=True)
class Size:
    rows: int
    columns: int


def grid_for(content: TabContent, there: Size | None = None) -> Size:
    """How large the tab's grid should be. One that is there stays, unless it is too small or more than twice as long:
    what is learnt of a spreadsheet's structure holds for the next cycle only where we leave it alone."""
    needed = size_for(content)
    rows = ceil(needed.rows * 1.1 / _ROUND) * _ROUND
    fits = there is not None and needed.rows <= there.rows <= 2 * rows
    return Size(there.rows if fits and there else rows, needed.columns)


def size_for(content: TabContent) -> Size:
    """What the grid must hold: the lines, a row under the frozen ones, and the charts."""
    tab = content.tab
    rows = [len(content.lines), tab.freeze_rows + 1, 2]  # 2: a list's name covers a row, be it blank
    columns = [max(map(len, content.lines), default=1), len(tab.widths), 1]
    for chart in content.charts:
        row, column = chart.at
        rows.append(row + ceil(chart.size[1] / _USUAL_HEIGHT))
        columns.append(_column_at(content, column, chart.size[0]))
    return Size(max(rows), max(columns))


def _column_at(content: TabContent, column: int, pixels: int) -> int:
    """The column in which something that begins in `column` ends."""
    widths = [*map(_pixels, content.tab.widths)]
    while (pixels := pixels - (widths[column - 1] if column <= len(widths) else _USUAL_WIDTH)) > 0:
        column += 1
    return column


class TabWriter:
    """The requests for one tab. `sheet_id_of` gives the number of the tab with a declared title, None when there is none."""

    def __init__(self, content: TabContent, tab: TabLayout, sheet_id_of: Callable[[str], int | None]):
        self.content, self.tab, self.sheet_id_of = content, tab, sheet_id_of
        self.there = Size(tab.rows, tab.columns)
        self.size = grid_for(content, self.there)

    def write(self) -> Iterator[JSON]:
        everywhere = {"range": {"sheetId": self.tab.sheet_id}}
        yield {"unmergeCells": everywhere}  # whatever was merged since we last looked, too
        yield from self._make_room()
        yield from self._clear()
        rows = list(laid_rows(self.content))
        yield from self._values(rows)
        yield from self._looks(rows)
        yield from self._merges(rows)
        yield from self._widths()
        yield from self._heights(rows)
        yield from chart_requests(self.content, self.tab)

    def shrink(self) -> Iterator[JSON]:
        """Rows and columns that hold nothing any more count towards Google's ten million cells all the same."""
        if self.size not in (self.there, self._room):
            yield self._properties({"rowCount": self.size.rows, "columnCount": self.size.columns})

    def _make_room(self) -> Iterator[JSON]:
        if self._room != self.there:
            yield self._properties({"rowCount": self._room.rows, "columnCount": self._room.columns})

    @property
    def _room(self) -> Size:
        """While we write: what there was and what there will be both fit in."""
        return Size(
            max(self.there.rows, self.size.rows),
            max(self.there.columns, self.size.columns),
        )

    def _clear(self) -> Iterator[JSON]:
        sheet_id = self.tab.sheet_id
        if self.tab.basic_filter is not None:
            yield {"clearBasicFilter": {"sheetId": sheet_id}}
        for index in reversed(range(len(self.tab.conditional))):
            yield {"deleteConditionalFormatRule": {"sheetId": sheet_id, "index": index}}
        base = {"userEnteredFormat": look_of("text", self.content.tab.larger)}
        yield {"repeatCell": {"range": {"sheetId": sheet_id}, "cell": base, "fields": _EVERYTHING}}
        wanted = {
            "frozenRowCount": self.content.tab.freeze_rows,
            "frozenColumnCount": 0,
            "hideGridlines": True,
        }
        there = dict(self.tab.properties or {}).get("gridProperties", {})
        if any(there.get(name, 0) != value for name, value in wanted.items()):
            yield self._properties(wanted)

    def _properties(self, grid: JSON) -> JSON:
        fields = ",".join(f"gridProperties.{name}" for name in grid)
        properties = {"sheetId": self.tab.sheet_id, "gridProperties": grid}
        return {"updateSheetProperties": {"properties": properties, "fields": fields}}

    def _values(self, rows: list[LaidRow]) -> Iterator[JSON]:
        written = [row_of(with_style(raw).value for raw in row.cells) for row in rows]
        for before, piece in pieces(written):
            if any(piece):
                start = corner(self.tab.sheet_id, before + 1, 1)
                yield {"updateCells": {"start": start, "rows": list(piece), "fields": "userEnteredValue"}}

    def _looks(self, rows: list[LaidRow]) -> Iterator[JSON]:
        for block in blocks([self._look(with_style(raw)) for raw in row.cells] for row in rows):
            where = area(self.tab.sheet_id, block.top, block.bottom, block.left, block.right)
            cell = {"userEnteredFormat": self._format(block)}
            yield {"repeatCell": {"range": where, "cell": cell, "fields": "userEnteredFormat"}}

    def _look(self, cell: Cell) -> tuple[str, str | None] | None:
        """A style and a link; None where the cell looks as the whole tab does."""
        link = self._address(cell.link) if cell.link and isinstance(cell.value, str) else None
        style = "link" if link and cell.style == "text" else cell.style
        larger = self.content.tab.larger
        if link is None and look_of(style, larger) == look_of("text", larger):
            return None
        return style, link

    def _format(self, block: Block) -> JSON:
        style, link = block.look
        look = look_of(style, self.content.tab.larger)
        return linked(look, link) if link else look

    def _address(self, link: str) -> str | None:
        if link.startswith("#"):
            title, _, cell = link[1:].rpartition("!")
            sheet_id = self.sheet_id_of(unquoted(title)) if title else self.tab.sheet_id
            return None if sheet_id is None else f"#gid={sheet_id}&range={cell.replace('$', '')}"
        address = quote(clean_for_cell(link), safe=":/?#[]@!$&'()*+,;=%-._~")
        return address if _SAFE_LINK.match(link) and len(address) <= _LONGEST_LINK else None

    def _merges(self, rows: list[LaidRow]) -> Iterator[JSON]:
        for number, row in enumerate(rows, start=1):
            if row.runs_from:
                where = area(self.tab.sheet_id, number, number, row.runs_from, row.runs_to)
                yield {"mergeCells": {"range": where, "mergeType": "MERGE_ALL"}}

    def _widths(self) -> Iterator[JSON]:
        declared = [_pixels(width) for width in self.content.tab.widths]
        unset = self._room.columns - len(declared)
        yield from self._sizes("COLUMNS", declared + [_USUAL_WIDTH] * unset)

    def _heights(self, rows: list[LaidRow]) -> Iterator[JSON]:
        """As tall as the words need, for Google fits no row with merged cells; rows that somebody hid are shown again."""
        there = self._room.rows
        if self.content.tab.hidden:
            return
        if len(rows) > _MEASURED:
            yield from self._sizes("ROWS", [_USUAL_HEIGHT] * there)
            yield {"autoResizeDimensions": {"dimensions": self._dimension("ROWS", 1, len(rows))}}
            return
        needed = [_height(row) for row in rows]
        yield from self._sizes("ROWS", needed + [_USUAL_HEIGHT] * (there - len(needed)))

    def _sizes(self, dimension: str, pixels: list[int]) -> Iterator[JSON]:
        for first, last, size in equal_runs(pixels):
            yield {
                "updateDimensionProperties": {
                    "range": self._dimension(dimension, first, last),
                    "properties": {"pixelSize": size, "hiddenByUser": False},
                    "fields": "pixelSize,hiddenByUser",
                }
            }

    def _dimension(self, dimension: str, first: int, last: int) -> JSON:
        return {
            "sheetId": self.tab.sheet_id,
            "dimension": dimension,
            "startIndex": first - 1,
            "endIndex": last,
        }


def begins_a_tab(request: JSON) -> bool:
    """Whether this request of ours is the first of those that write a tab."""
    return "unmergeCells" in request


def _pixels(width: float) -> int:
    """A column so many characters wide."""
    return round(width * _FIGURE * SIZE) + _AIR_BESIDE


def _height(row: LaidRow) -> int:
    return max(_USUAL_HEIGHT, ceil((row.height or 0) * 4 / 3))  # points in pixels
