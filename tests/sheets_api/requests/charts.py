"""Charts: known by their chartId wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.sheets_api import fields, formats
from tests.sheets_api.model import JSON, Sheet, invalid, new_sheet_id
from tests.sheets_api.places import ENDS, area, coordinate, stored
from tests.sheets_api.requests.registry import Batch, answers

WIDTH, HEIGHT = 600, 371  # unless asked otherwise [D]
# What the server adds to a spec that does not say it.
_USUAL = {"hiddenDimensionStrategy": "SKIP_HIDDEN_ROWS_AND_COLUMNS", "fontName": "Roboto"}


@answers("addChart")
def add_chart(batch: Batch, arg: JSON) -> JSON:
    given = arg.get("chart") or {}
    chart_id = given.get("chartId") or new_sheet_id()
    if any(chart["chartId"] == chart_id for _sheet, chart in _all(batch)):
        raise invalid(f"An embedded object with id {chart_id} already exists.")
    position = given.get("position") or {}
    if "overlayPosition" not in position:
        raise invalid("Charts on a sheet of their own are not kept here; give an overlayPosition.")
    sheet, overlay = _overlay(batch, position["overlayPosition"])
    made = {
        "chartId": chart_id,
        "spec": _spec(batch, given.get("spec")),
        "position": {"overlayPosition": overlay},
    }
    if given.get("border"):
        made["border"] = formats.kept(given["border"])
    sheet.charts.append(made)
    return {"chart": made}


def _all(batch: Batch) -> Iterator[tuple[Sheet, JSON]]:
    for sheet in batch.book.sheets:
        for chart in sheet.charts:
            yield sheet, chart


def _overlay(batch: Batch, given: JSON) -> tuple[Sheet, JSON]:
    sheet, row, column = coordinate(batch.book, given.get("anchorCell"))
    anchor: JSON = {"sheetId": sheet.sheet_id} if sheet.sheet_id else {}
    anchor |= {name: value for name, value in (("rowIndex", row), ("columnIndex", column)) if value}
    overlay: JSON = {"anchorCell": anchor}
    overlay |= {name: given[name] for name in ("offsetXPixels", "offsetYPixels") if given.get(name)}
    overlay["widthPixels"] = given.get("widthPixels") or WIDTH
    overlay["heightPixels"] = given.get("heightPixels") or HEIGHT
    return sheet, overlay


def _spec(batch: Batch, given: JSON | None) -> JSON:
    if not given:
        raise invalid("A chart must have a spec.")
    _check_basic(batch, given.get("basicChart") or {})
    return {**_tidy(batch, formats.kept(given)), **{n: v for n, v in _USUAL.items() if n not in given}}


def _check_basic(batch: Batch, chart: JSON) -> None:
    """One domain; each source one line wide; as many sources in each series as in the domain [D]."""
    domains = chart.get("domains") or []
    if len(domains) > 1:
        raise invalid("Only one domain is supported.")
    sources = [_sources(each.get("domain")) for each in domains]
    sources += [_sources(each.get("series")) for each in chart.get("series") or []]
    if len({len(each) for each in sources}) > 1:
        raise invalid("The domain and each series must have the same number of source ranges.")
    for source in (source for each in sources for source in each):
        where = area(batch.book, source, batch.switches)
        if min(where.bottom - where.top, where.right - where.left) != 1:
            raise invalid("A source range must have a width or height of 1.")
    places = [axis.get("position") for axis in chart.get("axis") or []]
    if len(places) != len(set(places)):
        raise invalid("At most one axis may be set for each position.")


def _sources(data: JSON | None) -> list[JSON]:
    return list(((data or {}).get("sourceRange") or {}).get("sources") or [])


def _tidy(batch: Batch, node: Any) -> Any:
    """Every range in the spec as the server keeps ranges; those of tabs that are not there are refused."""
    if isinstance(node, list):
        return [_tidy(batch, each) for each in node]
    if not isinstance(node, dict):
        return node
    if any(end in node for end in ENDS):
        area(batch.book, node, batch.switches)
        return stored(node)
    return {name: _tidy(batch, value) for name, value in node.items()}


@answers("updateChartSpec")
def update_chart_spec(batch: Batch, arg: JSON) -> None:
    """Replaces the whole spec; the place stays [D]."""
    _sheet, chart = _found(batch, arg.get("chartId"))
    chart["spec"] = _spec(batch, arg.get("spec"))


def _found(batch: Batch, object_id: int | None) -> tuple[Sheet, JSON]:
    for sheet, chart in _all(batch):
        if chart["chartId"] == object_id:
            return sheet, chart
    raise invalid(f"No embedded object with id: {object_id or 0}")


@answers("updateEmbeddedObjectPosition")
def update_position(batch: Batch, arg: JSON) -> JSON:
    """The mask is of the OverlayPosition [D]; another anchor may lie in another tab."""
    sheet, chart = _found(batch, arg.get("objectId"))
    given = (arg.get("newPosition") or {}).get("overlayPosition")
    if given is None:
        raise invalid("Charts on a sheet of their own are not kept here; give an overlayPosition.")
    mask = fields.of_update(arg, "OverlayPosition")
    merged = fields.update(chart["position"]["overlayPosition"], given, mask)
    new_sheet, overlay = _overlay(batch, merged)
    chart["position"] = {"overlayPosition": overlay}
    if new_sheet is not sheet:
        sheet.charts.remove(chart)
        new_sheet.charts.append(chart)
    return {"position": chart["position"]}


@answers("updateEmbeddedObjectBorder")
def update_border(batch: Batch, arg: JSON) -> None:
    _sheet, chart = _found(batch, arg.get("objectId"))
    mask = formats.with_twins(fields.of_update(arg, "EmbeddedObjectBorder"))
    chart["border"] = fields.update(chart.get("border", {}), formats.kept(arg.get("border") or {}), mask)


@answers("deleteEmbeddedObject")
def delete_object(batch: Batch, arg: JSON) -> None:
    sheet, chart = _found(batch, arg.get("objectId"))
    sheet.charts.remove(chart)
