"""Puts back what a bad paste takes out of a staff tab: drop-downs and hints of our columns, and the frozen headings.

Columns that Set-up asks for since the tab was made are added at its end.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from service.adapters.excel.adding_columns import Found, add_columns, added_words, columns_to_add
from service.adapters.excel.package_xml import Edit, Node, attribute_edit, inside_edit, splice
from service.adapters.excel.splice import SheetText
from service.adapters.excel.splice_ranges import Range, read_range
from service.adapters.excel.template_rules import PREPARED_ROWS, is_older, validation
from service.adapters.excel.validation_xml import validation_xml
from service.core.changes import RENEW
from service.core.finding import Headings
from service.core.grids import cell_name, column_letters
from service.core.wording import list_words

_LAST_ROW = 1_048_576
# What stands before drop-downs in a sheet part, in Excel's order.
_BEFORE = (
    "sheetData sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState dataConsolidate "
    "customSheetViews mergeCells phoneticPr conditionalFormatting"
).split()


def repair_tab(
    data: bytes, tab: Found, headings: Headings, asked: Collection[str] = ()
) -> tuple[bytes, list[str]]:
    """The sheet part with what was missing, and a sentence for each thing done; the same bytes when nothing was."""
    sheet, title = SheetText(data), tab.kind.tab
    added = columns_to_add(tab, headings, asked)
    columns = list(add_columns(sheet, tab, headings, added))
    frozen = list(_frozen(sheet, headings))
    wider = replace(headings, columns={**headings.columns, **added})
    gone = _without_drop_down(sheet, tab, headings)
    edits = [*columns, *frozen, *_drop_downs(sheet, tab, wider)]
    edits += _renewed(sheet, tab, headings) if RENEW in asked else ()
    did = [added_words(tab, name) for name in added]
    if gone:
        names = list_words(tab.kind.columns[name].heading for name in gone)
        did.append(f"Put back drop-downs and hints in {title} that a paste had taken away: {names}.")
    if frozen:
        did.append(f"Froze the headings of {title} again.")
    return (splice(data, edits) if edits else data), did


def _without_drop_down(sheet: SheetText, tab: Found, headings: Headings) -> list[str]:
    return [name for name, _, _ in _gaps_of(sheet, tab, headings)]


def _frozen(sheet: SheetText, headings: Headings) -> Iterator[Edit]:
    views = sheet.frame.child("sheetViews")
    view = views.child("sheetView") if views is not None else None
    if view is None or view.child("pane") is not None:
        return
    left = max(
        (place for name, place in headings.columns.items() if name in ("ref", "check") and place <= 2),
        default=0,
    )
    pane = "bottomRight" if left else "bottomLeft"
    across = f' xSplit="{left}"' if left else ""
    corner = cell_name(headings.row + 1, left + 1)
    xml = f'<{sheet.p}pane{across} ySplit="{headings.row}" topLeftCell="{corner}" activePane="{pane}" state="frozen"/>'.encode()
    if view.open_end == view.end:
        yield inside_edit(sheet.data, view, xml)
    else:
        yield (view.open_end, view.open_end, xml)


def _drop_downs(sheet: SheetText, tab: Found, headings: Headings) -> Iterator[Edit]:
    root = sheet.frame
    new = []
    for name, rule, gaps in _gaps_of(sheet, tab, headings):
        place = headings.columns[name]
        first = f"{column_letters(place)}{gaps[0][0]}"
        new.append(validation_xml(rule, " ".join(_area(place, *gap) for gap in gaps), first, sheet.p))
    if not new:
        return
    xml = "".join(new).encode()
    holder = root.child("dataValidations")
    if holder is not None:
        yield inside_edit(sheet.data, holder, xml)
        yield attribute_edit(sheet.data, holder, "count", str(len(holder.named("dataValidation")) + len(new)))
        return
    at = max(node.end for node in root if node.local in _BEFORE)
    yield (
        at,
        at,
        f'<{sheet.p}dataValidations count="{len(new)}">'.encode()
        + xml
        + f"</{sheet.p}dataValidations>".encode(),
    )


def _renewed(sheet: SheetText, tab: Found, headings: Headings) -> Iterator[Edit]:
    """Rules of a column of ours that offer the words of an older version."""
    columns = {place: tab.kind.columns[name] for name, place in headings.columns.items()}
    for node in sheet.frame.walk():
        areas = list(_ranges(node)) if node.local == "dataValidation" and "sqref" in node.attrs else []
        places = {place for area in areas for place in (area.left, area.right)}
        if len(places) != 1 or not places <= columns.keys():
            continue
        [place] = places
        rule, words = validation(columns[place], place), node.child("formula1")
        offered = words.text.strip('"').split(",") if words is not None else []
        if rule and is_older(offered, rule.get("source")):
            first = cell_name(areas[0].top, place)
            yield node.start, node.end, validation_xml(rule, node.attrs["sqref"], first, sheet.p).encode()


def _gaps_of(
    sheet: SheetText, tab: Found, headings: Headings
) -> Iterator[tuple[str, dict[str, Any], list[tuple[int, int]]]]:
    """Columns whose rule is missing in some rows: which, the rule, and the rows."""
    covered = [
        each for node in sheet.frame.walk() if node.local == "dataValidation" for each in _ranges(node)
    ]
    last = min(max(PREPARED_ROWS, len(tab.grid.rows)), _LAST_ROW)
    for name, place in sorted(headings.columns.items(), key=lambda item: item[1]):
        rule = validation(tab.kind.columns[name], place)
        gaps = list(_gaps(covered, place, headings.row + 1, last))
        if rule and gaps:
            yield name, rule, gaps


def _ranges(node: Node) -> Iterator[Range]:
    """Of a rule here, or of one in the extension list."""
    held = node.child("sqref")
    for word in (node.attrs.get("sqref") or (held.text if held is not None else "")).split():
        if (each := read_range(word)) is not None:
            yield each
        elif (whole := read_range(_with_rows(word))) is not None:
            yield whole


def _with_rows(word: str) -> str:
    """C:C is all of its rows."""
    first, _, last = word.partition(":")
    return f"{first}1:{last or first}{_LAST_ROW}"


def _gaps(covered: list[Range], place: int, top: int, bottom: int) -> Iterator[tuple[int, int]]:
    """Rows of a column that no rule covers. Somebody's own rule counts as one."""
    at = top
    for first, last in sorted(
        (each.top, each.bottom) for each in covered if each.left <= place <= each.right
    ):
        if at < first:
            yield at, min(first - 1, bottom)
        at = max(at, last + 1)
        if at > bottom:
            return
    yield at, bottom


def _area(place: int, top: int, bottom: int) -> str:
    column = column_letters(place)
    return f"{column}{top}" if top == bottom else f"{column}{top}:{column}{bottom}"
