"""Native charts for our tabs: xlsxwriter draws them in a workbook of their own, and their parts are moved into ours."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import xlsxwriter

from service.adapters.excel.package import Package
from service.adapters.excel.package_xml import OFFICE
from service.core.changes import Chart, TabContent
from service.core.cleaning import clean_for_cell
from service.core.laid_rows import laid_rows
from service.core.stored_values import shown, with_style

_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.drawing+xml"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"

# Okabe and Ito's colours, told apart with any colour vision; the first two are the darkest. Lines also differ by marker.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_MARKERS = ("circle", "square", "triangle", "diamond", "x", "plus", "star")
_TYPES = {
    "bar": ("bar", None),
    "column": ("column", None),
    "stacked bar": ("bar", "stacked"),
    "line": ("line", None),
}
_FEW = 12  # points; more labels than that hide each other
_FONT = {"name": "Arial", "size": 10, "color": "#212B32"}


def put_charts(package: Package, content: TabContent, title: str, sheet_part: str) -> str:
    """Adds the drawing of a tab's charts; gives the relation id for the tab's <drawing> element."""
    drawn = _drawn(content, title)
    drawing = package.free_name("xl/drawings/drawing{}.xml")
    package.put(drawing, drawn.read("xl/drawings/drawing1.xml"))
    package.set_type(drawing, _DRAWING_TYPE)
    # xlsxwriter relates charts as rId1, rId2 … in the order given, and so do we.
    for number in range(1, len(content.charts) + 1):
        chart = package.free_name("xl/charts/chart{}.xml")
        package.put(chart, drawn.read(f"xl/charts/chart{number}.xml"))
        package.set_type(chart, _CHART_TYPE)
        package.relate(drawing, f"{OFFICE}/chart", chart)
    return package.relate(sheet_part, f"{OFFICE}/drawing", drawing)


def _drawn(content: TabContent, title: str) -> zipfile.ZipFile:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(
        held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(title)
    for column, width in enumerate(content.tab.widths):  # the charts' corners depend on them
        sheet.set_column(column, column, width)
    for row, laid in enumerate(laid_rows(content)):  # and on the heights
        if laid.height is not None:
            sheet.set_row(row, laid.height)
    for row, column, value in _charted(
        content
    ):  # so that the charts hold their values for viewers that do not calculate
        sheet.write(row - 1, column - 1, value)
    for chart in content.charts:
        where = {"description": chart.alt, "object_position": 3}
        sheet.insert_chart(chart.at[0] - 1, chart.at[1] - 1, _native(book, chart, title), where)
    book.close()
    return zipfile.ZipFile(held)


def _charted(content: TabContent) -> Iterator[tuple[int, int, Any]]:
    for chart in content.charts:
        for column, first, last in (chart.categories, *(series[1:] for series in chart.series)):
            for row in range(first, min(last, len(content.lines)) + 1):
                line = content.lines[row - 1]
                value = shown(with_style(line[column - 1]).value, False) if column <= len(line) else None
                if value is not None:
                    yield row, column, clean_for_cell(value) if isinstance(value, str) else value


def _native(book: Any, chart: Chart, title: str) -> Any:
    kind, stacked = _TYPES[chart.kind]
    native = book.add_chart({"type": kind, "subtype": stacked} if stacked else {"type": kind})
    points = chart.categories[2] - chart.categories[1] + 1
    for index, series in enumerate(chart.series):
        native.add_series(_series(chart, index, series, title, points <= _FEW))
    native.set_title(
        {"name": chart.title, "name_font": {**_FONT, "size": 12, "bold": True}, "overlay": False}
    )
    along = {"num_font": _FONT, "line": {"color": "#768692"}, "major_gridlines": {"visible": False}}
    up = {
        "num_font": _FONT,
        "num_format": chart.value_format,
        "major_gridlines": {"visible": True, "line": {"color": "#D8DDE0"}},
        "min": 0,
    }
    if chart.most is not None:
        up |= {"max": chart.most, "major_unit": chart.most / 4}  # five labels: more run into each other
    if kind == "line":
        del up["min"]  # a measure's line is read by its shape; bars lie unless they begin at nought
    if kind == "bar":  # its categories stand on the y axis, the first at the bottom unless told otherwise
        native.set_x_axis(up)
        native.set_y_axis({**along, "reverse": True, "crossing": "max"})
    else:
        native.set_x_axis(along)
        native.set_y_axis(up)
    native.set_legend({"none": True} if len(chart.series) == 1 else {"position": "bottom", "font": _FONT})
    native.set_size({"width": chart.size[0], "height": chart.size[1]})
    native.show_blanks_as("gap")
    return native


def _series(
    chart: Chart, index: int, series: tuple[str, int, int, int], title: str, few: bool
) -> dict[str, Any]:
    name, column, first, last = series
    category, top, bottom = chart.categories
    colour = _COLOURS[index % len(_COLOURS)]
    made: dict[str, Any] = {
        "name": name,
        "categories": [title, top - 1, category - 1, bottom - 1, category - 1],
        "values": [title, first - 1, column - 1, last - 1, column - 1],
    }
    if chart.kind == "line":
        made |= {"line": {"color": colour, "width": 2.25}, "marker": _marker(index, colour)}
    else:
        made |= {"fill": {"color": colour}, "border": {"color": "#FFFFFF", "width": 0.75}, "gap": 60}
    if few and (len(chart.series) <= 2 or chart.kind == "stacked bar"):
        dark = chart.kind == "stacked bar" and index % len(_COLOURS) in (0, 6)  # 4.5 to 1 on each colour
        made["data_labels"] = {
            "value": True,
            "num_format": chart.value_format,
            "font": {**_FONT, "color": "#FFFFFF" if dark else "#000000"},
        }
    return made


def _marker(index: int, colour: str) -> dict[str, Any]:
    return {
        "type": _MARKERS[index % len(_MARKERS)],
        "size": 7,
        "fill": {"color": colour},
        "border": {"color": colour},
    }
