"""The service's own tabs in a new workbook: what each will show, the column guide, and the hidden look-up tabs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from service.adapters.excel.template_looks import GREY_TEXT
from service.adapters.excel.template_staff import shown_columns
from service.core.changes import ServiceTab, checks_columns
from service.core.measuring import height_of, lines_of
from service.core.rows import Column, Row
from service.core.values import Choice, Choices, Ref, Text

if TYPE_CHECKING:
    from service.adapters.excel.template import Template

GUIDE_TITLES = ("Column guide", "What each column is for")
_GUIDE_WIDTHS = (30, 70, 12, 22)


def write_service_tab(template: Template, tab: ServiceTab) -> None:
    """One tab. Those the service writes say so; Lists, Checks and the guide can be filled in now."""
    sheet = template.sheets[tab.title]
    for place, width in enumerate(tab.widths):
        sheet.set_column(place, place, width)
    if tab.landscape:
        sheet.set_landscape()
    if tab.title == "Lists":
        _write_lists(template, sheet)
    elif tab.title == "Checks":
        _write_checks(template, sheet)
    elif tab.title in GUIDE_TITLES:
        _write_guide(template, sheet)
    else:
        _write_waiting(template, sheet, tab)


def _write_waiting(template: Template, sheet: Any, tab: ServiceTab) -> None:
    sheet.hide_gridlines(2)
    if not tab.widths:
        sheet.set_column(0, 0, 90)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, tab.title, template.look("title"))
    for row, words in enumerate(waiting_words(tab), start=1):
        sheet.write_string(row, 0, words, template.format({"valign": "top", "font_color": GREY_TEXT}))


def waiting_words(tab: ServiceTab) -> list[str]:
    """What a tab says under its title until it is filled."""
    return ["This tab is filled in once the service runs.", tab.help] if tab.ours else [tab.help]


def _write_lists(template: Template, sheet: Any) -> None:
    for place, (key, words) in enumerate(template.lists.items()):
        sheet.set_column(place, place, 24, template.format({"num_format": "@"}))
        sheet.write_string(0, place, key, template.look("heading ours"))
        for number, word in enumerate(words, start=1):
            sheet.write_string(number, place, word, template.format({"num_format": "@"}))
    sheet.freeze_panes(1, 0)


def _write_checks(template: Template, sheet: Any) -> None:
    for place, heading in enumerate(checks_headings(template.kinds)):
        sheet.set_column(place, place, 10 if place == 0 else 40, template.format({"num_format": "@"}))
        sheet.write_string(0, place, heading, template.look("heading ours"))
    sheet.freeze_panes(1, 0)


def checks_headings(kinds: Sequence[type[Row]]) -> list[str]:
    """The first row of Checks."""
    columns = {column.name: column for kind in kinds for column in kind.columns.values() if column.formula}
    return ["Ref", *(columns[name].heading for name in checks_columns(kinds) if name in columns)]


def _write_guide(template: Template, sheet: Any) -> None:
    sheet.hide_gridlines(2)
    for place, width in enumerate(_GUIDE_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.set_portrait()
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, "What each column is for", template.look("title"))
    key = (
        "ƒ: we fill this in. ▸: begins a group of columns that is closed at first; open it with the + above."
    )
    sheet.merge_range(1, 0, 1, 3, key, template.look("note"))
    row = 3
    for kind in template.kinds:
        row = _write_guide_of(template, sheet, kind, row) + 1


def _write_guide_of(template: Template, sheet: Any, kind: type[Row], row: int) -> int:
    sheet.set_row(row, 24)
    for place in range(4):
        sheet.write_string(row, place, kind.tab if place == 0 else "", template.look("subtitle"))
    sheet.merge_range(row + 1, 0, row + 1, 3, kind.meaning(), template.look("note"))
    sheet.set_row(row + 1, height_of(lines_of(kind.meaning(), sum(_GUIDE_WIDTHS))))
    for place, heading in enumerate(("Column", "What to write", "Needed", "Who fills it in")):
        sheet.write_string(row + 2, place, heading, template.look("strong line"))
    row += 3
    for column in shown_columns(kind, template.asked):
        line = _guide_line(column)
        sheet.set_row(row, height_of(max(map(lines_of, line, _GUIDE_WIDTHS))))
        for place, words in enumerate(line):
            sheet.write_string(row, place, words, template.look("strong line" if place == 0 else "line"))
        row += 1
    return row


def _guide_line(column: Column) -> tuple[str, str, str, str]:
    ours = column.formula or isinstance(column.kind, Ref)
    told = [column.help] if ours or _says_enough(column) else [column.help, column.kind.explain()]
    heading = f"ƒ {column.heading}" if column.formula and column.name != "check" else column.heading
    return (
        heading,
        " ".join(filter(None, told)),
        "Yes" if column.required else "",
        "We do" if ours else "You do",
    )


def _says_enough(column: Column) -> bool:
    """The help names every choice already, or there is nothing to add to it."""
    if isinstance(column.kind, (Choice, Choices)):
        return all(option.casefold() in column.help.casefold() for option in column.kind.options)
    return bool(column.help) and (isinstance(column.kind, Text) or column.kind.explain() in column.help)
