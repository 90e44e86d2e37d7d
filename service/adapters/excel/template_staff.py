"""One staff tab of a new workbook: headings, widths, number formats, drop-downs, colours, and the rows it begins with."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from service.adapters.excel.template_looks import OURS, RULE
from service.adapters.excel.template_rules import PREPARED_ROWS, colours, validation
from service.core.measuring import height_of, lines_of
from service.core.rows import Column, Row
from service.core.values import Date, Ref, Text

if TYPE_CHECKING:
    from service.adapters.excel.template import Template

_HEADING_HEIGHT = 36  # points: two lines and some air
_WRAPS_FROM = 24  # characters: a column this wide holds sentences
_INDENT = 1.5  # characters of air at the left, so that full cells do not run into each other


def shown_columns(kind: type[Row], asked: Collection[str]) -> list[Column]:
    """The columns a new workbook has; some are there only when Set-up asks for them."""
    return [column for column in kind.columns.values() if column.only_if is None or column.only_if in asked]


def heading_of(column: Column, columns: list[Column]) -> str:
    """ƒ marks a column we fill in; ▸ begins the group that is closed at first."""
    if column.formula and column.name != "check":
        return f"ƒ {column.heading}"
    first_more = next((each for each in columns if each.more), None)
    return f"▸ {column.heading}" if column is first_more else column.heading


def write_staff_tab(template: Template, kind: type[Row]) -> None:
    """Everything about one tab."""
    sheet, columns = template.sheets[kind.tab], shown_columns(kind, template.asked)
    places = {column.name: place for place, column in enumerate(columns, start=1)}
    frozen = 2 if kind.letter else 1
    sheet.set_row(0, _HEADING_HEIGHT)
    sheet.freeze_panes(1, frozen)
    sheet.set_selection(1, frozen, 1, frozen)
    # The + of a closed group stands over the last everyday column, not beyond the columns nobody sees.
    sheet.outline_settings(True, True, False, False)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    for column in columns:
        _write_column(template, sheet, column, places[column.name], columns)
    for place, formula, colour in colours(kind, places):
        rule = {
            "type": "formula",
            "criteria": formula,
            "format": template.colour(colour),
            "stop_if_true": False,
        }
        sheet.conditional_format(1, place - 1, PREPARED_ROWS - 1, place - 1, rule)
    for number, values in enumerate(template.rows.get(kind, kind.prefilled()), start=1):
        _write_row(template, sheet, kind, number, values, places)


def _write_column(template: Template, sheet: Any, column: Column, place: int, columns: list[Column]) -> None:
    look = (
        "heading ours"
        if column.formula or isinstance(column.kind, Ref)
        else "heading more"
        if column.more
        else "heading"
    )
    options = {"level": 1, "hidden": True} if column.more else {}
    sheet.set_column(place - 1, place - 1, column.width, template.format(column_look(column)), options)
    sheet.write_string(0, place - 1, heading_of(column, columns), template.look(look))
    if rule := validation(column, place):
        sheet.data_validation(1, place - 1, PREPARED_ROWS - 1, place - 1, rule)


def column_look(column: Column) -> dict[str, Any]:
    """The format of a column's cells."""
    ours = column.formula or isinstance(column.kind, Ref)
    look: dict[str, Any] = {"valign": "top", "bottom": 1, "bottom_color": RULE}
    # Numbers too: under a heading that stands left, beside words.
    look |= {"align": "left", "indent": 1}
    # A formula in a text cell turns into its own words when somebody edits it.
    look["num_format"] = "General" if column.formula else column.kind.number_format
    if column.width >= _WRAPS_FROM or isinstance(column.kind, Text):
        look["text_wrap"] = True
    return look | (OURS if ours else {})


def _write_row(
    template: Template,
    sheet: Any,
    kind: type[Row],
    number: int,
    values: Mapping[str, Any],
    places: dict[str, int],
) -> None:
    lines = max(
        lines_of(str(value or ""), kind.columns[name].width - _INDENT)
        for name, value in values.items()
        if name in places and not kind.columns[name].more  # a closed group does not stretch the list
    )
    if lines > 1:  # LibreOffice does not measure a row it did not write
        sheet.set_row(number, height_of(lines))
    for name, value in values.items():
        if name not in places or value is None:
            continue
        column = kind.columns[name]
        # Words stay as typed, mistakes of the demo's nurse included.
        shown = value if isinstance(value, str) else column.kind.show(value)
        look = template.format(column_look(column))
        if isinstance(shown, (date, datetime, time)):
            sheet.write_datetime(number, places[name] - 1, shown, look)
        elif isinstance(shown, (int, float)) and not isinstance(shown, bool):
            if (
                column.kind.number_format == Date.number_format
            ):  # a number among days is shown as one: it stays a number
                look = template.format(column_look(column) | {"num_format": "General"})
            sheet.write_number(number, places[name] - 1, shown, look)
        elif isinstance(shown, bool):
            sheet.write_boolean(number, places[name] - 1, shown, look)
        else:
            sheet.write_string(number, places[name] - 1, str(shown), look)
