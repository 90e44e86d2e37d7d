"""Native charts of our tabs: the same bars, lines and colours as in Excel, with the text alternative in altText."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.adapters.google.areas import area, corner
from service.adapters.google.layout import JSON, TabLayout
from service.adapters.google.looks import colour
from service.core.changes import Chart, TabContent
from service.core.stored_values import with_style

# Okabe and Ito's colours, told apart with any colour vision; the first two are the darkest. Lines also differ by marker.
_COLOURS = ("0072B2", "D55E00", "009E73", "CC79A7", "E69F00", "56B4E9", "000000")
_DARK = (0, 6)  # of these: white figures on them are 4.5 to 1
_MARKERS = ("CIRCLE", "SQUARE", "TRIANGLE", "DIAMOND", "X_MARK", "HEXAGON", "STAR")
_TYPES = {"bar": "BAR", "column": "COLUMN", "stacked bar": "BAR", "line": "LINE"}
_FEW = 12  # points; more labels than that hide each other
_FONT, _INK = "Arial", "212B32"


def chart_requests(content: TabContent, tab: TabLayout) -> Iterator[JSON]:
    """Those that are there are found by their titles and told anew what they show; the others go, missing ones come."""
    there = list(tab.charts)
    for chart in content.charts:
        old = next((each for each in there if each.get("spec", {}).get("title") == chart.title), None)
        spec, position = chart_spec(chart, content, tab.sheet_id), _position(chart, tab.sheet_id)
        if old is None:
            yield {"addChart": {"chart": {"spec": spec, "position": position}}}
            continue
        there.remove(old)
        yield {"updateChartSpec": {"chartId": old["chartId"], "spec": spec}}
        yield {
            "updateEmbeddedObjectPosition": {
                "objectId": old["chartId"],
                "newPosition": position,
                "fields": "anchorCell,offsetXPixels,offsetYPixels,widthPixels,heightPixels",
            }
        }
    for old in there:
        yield {"deleteEmbeddedObject": {"objectId": old["chartId"]}}


def chart_spec(chart: Chart, content: TabContent, sheet_id: int) -> JSON:
    """The whole of it, since Google replaces all of a chart's description at once."""
    column, first, last = chart.categories
    heading = _row_of_names(chart, content)
    spec: dict[str, Any] = {
        "chartType": _TYPES[chart.kind],
        "legendPosition": "NO_LEGEND" if len(chart.series) == 1 else "BOTTOM_LEGEND",
        "headerCount": 1 if heading else 0,
        "interpolateNulls": False,
        "domains": [{"domain": _source(sheet_id, column, first, last, heading)}],
        "series": [_series(chart, at, sheet_id, heading) for at in range(len(chart.series))],
        "axis": [_axis_of_values(chart)],
    }
    if chart.kind == "stacked bar":
        spec["stackedType"] = "STACKED"
    return {
        "title": chart.title,
        "altText": chart.alt,
        "fontName": _FONT,
        "titleTextFormat": {"fontSize": 12, "bold": True, "foregroundColorStyle": colour(_INK)},
        "hiddenDimensionStrategy": "SHOW_ALL",
        "basicChart": spec,
    }


def _row_of_names(chart: Chart, content: TabContent) -> int | None:
    """Google takes the names of series from cells alone: a row above the values where each stands over its own.

    One series needs no name, for there is no legend.
    """
    if len(chart.series) == 1:
        return None
    top = min(first for _, _, first, _ in chart.series)
    for row in range(min(top - 1, len(content.lines)), 0, -1):
        words = [with_style(raw).value for raw in content.lines[row - 1]]
        if all(column <= len(words) and words[column - 1] == name for name, column, _, _ in chart.series):
            return row
    return None


def _source(sheet_id: int, column: int, first: int, last: int, heading: int | None) -> JSON:
    values = area(sheet_id, first, last, column, column)
    above = [area(sheet_id, heading, heading, column, column)] if heading else []
    return {"sourceRange": {"sources": [*above, values]}}


def _axis(chart: Chart) -> str:
    """Where the values are told: Google turns a bar chart's axes."""
    return "BOTTOM_AXIS" if _TYPES[chart.kind] == "BAR" else "LEFT_AXIS"


def _axis_of_values(chart: Chart) -> JSON:
    window: dict[str, Any] = {}
    if chart.kind != "line":  # a measure's line is read by its shape; bars lie unless they begin at nought
        window["viewWindowMin"] = 0
    if chart.most is not None:
        window["viewWindowMax"] = chart.most
    axis: JSON = {"position": _axis(chart)}
    if window:
        axis["viewWindowOptions"] = {**window, "viewWindowMode": "EXPLICIT"}
    return axis


def _series(chart: Chart, at: int, sheet_id: int, heading: int | None) -> JSON:
    _, column, first, last = chart.series[at]
    number = at % len(_COLOURS)
    made: JSON = {
        "series": _source(sheet_id, column, first, last, heading),
        "targetAxis": _axis(chart),
        "colorStyle": colour(_COLOURS[number]),
    }
    if chart.kind == "line":
        made |= {
            "lineStyle": {"type": "SOLID", "width": 3},
            "pointStyle": {"shape": _MARKERS[number], "size": 7},
        }
    few = chart.categories[2] - chart.categories[1] + 1 <= _FEW
    if few and (len(chart.series) <= 2 or chart.kind == "stacked bar"):
        white = chart.kind == "stacked bar" and number in _DARK
        words = {"fontSize": 10, "foregroundColorStyle": colour("FFFFFF" if white else "000000")}
        made["dataLabel"] = {"type": "DATA", "textFormat": words}
    return made


def _position(chart: Chart, sheet_id: int) -> JSON:
    row, column = chart.at
    return {
        "overlayPosition": {
            "anchorCell": corner(sheet_id, row, column),
            "offsetXPixels": 0,
            "offsetYPixels": 0,
            "widthPixels": chart.size[0],
            "heightPixels": chart.size[1],
        }
    }
