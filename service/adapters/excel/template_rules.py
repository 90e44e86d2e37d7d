"""What answers while somebody types, even with the service off: drop-downs, hints, and cells that turn a colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from datetime import time as day_time
from typing import Any

from service.core.changes import list_key, list_name
from service.core.grids import cell_name, column_letters
from service.core.rows import Column, Row
from service.core.values import Choice, Choices, Date, Email, Kind, Money, Number, Time, Whole

PREPARED_ROWS = 1000  # the last row with drop-downs and colours; publishing extends them as rows are added
FIRST_ROW = 2
_LONGEST_TITLE, _LONGEST_HINT = 32, 255  # what Excel allows in a hint


def is_older(offered: Sequence[str], wanted: Any) -> bool:
    """Other words than those of now, and one of them the same: a list that shares none is somebody's own."""
    if not isinstance(wanted, list) or list(offered) == wanted:
        return False
    return bool({*offered} & {*wanted})


def validation(column: Column, place: int) -> dict[str, Any]:
    """One column's rule, as xlsxwriter takes it. Nothing is forbidden: we read near misses, and a cell may need an odd value."""
    hint = {
        "input_title": _cut(column.heading, _LONGEST_TITLE),
        "input_message": _cut(
            f"{'Needed. ' if column.required else ''}{column.help or column.kind.explain()}", _LONGEST_HINT
        ),
    }
    if not hint["input_message"]:
        hint = {}
    if column.formula:
        return {"validate": "any", **hint} if hint else {}
    rule = _list_rule(column) or _kind_rule(column.kind, f"{column_letters(place)}{FIRST_ROW}")
    if not rule:
        return {"validate": "any", **hint} if hint else {}
    problem = next(iter(column.kind.codes), ("", "", ""))[2]
    told = (
        {"error_title": hint.get("input_title", ""), "error_message": _cut(problem, _LONGEST_HINT)}
        if "{" not in problem
        else {}
    )
    return {"error_type": "warning", **hint, **told, **rule}


def _cut(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _list_rule(column: Column) -> dict[str, Any]:
    if key := list_key(column):
        # Names and words of their own: what is not in the list yet is not wrong.
        return {
            "validate": "list",
            "source": f"={list_name(key)}",
            "show_error": isinstance(column.kind, Choice),
        }
    if isinstance(column.kind, Choice):
        return {
            "validate": "list",
            "source": list(column.kind.options),
            "error_message": "Choose one from the list.",
        }
    if isinstance(column.kind, Choices):  # a drop-down gives one word; more are typed, with commas
        return {"validate": "list", "source": list(column.kind.options), "show_error": False}
    return {}


def _kind_rule(kind: Kind, cell: str) -> dict[str, Any]:
    if isinstance(kind, Date):
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": date(1900, 3, 1),
            "maximum": date(2199, 12, 31),
        }
    if isinstance(kind, Time):
        return {
            "validate": "time",
            "criteria": "between",
            "minimum": day_time(0, 0),
            "maximum": day_time(23, 59, 59),
        }
    if isinstance(kind, Whole):
        return {"validate": "integer", "criteria": "between", "minimum": kind.least, "maximum": kind.most}
    if isinstance(kind, Number):
        return {"validate": "decimal", "criteria": "between", "minimum": kind.least, "maximum": kind.most}
    if isinstance(kind, Money):
        return {"validate": "decimal", "criteria": ">=", "value": 0}
    if isinstance(kind, Email):
        return {"validate": "custom", "value": f'=AND(ISNUMBER(FIND("@",{cell})),ISERROR(FIND(",",{cell})))'}
    return {}


def colours(
    kind: type[Row], places: Mapping[str, int], first_row: int = FIRST_ROW
) -> list[tuple[int, str, str]]:
    """(column, formula, colour name): a needed cell left empty in a row that holds something, and each native check."""
    found = []
    filled = _is_filled(kind, places, first_row)
    for name, place in places.items():
        column = kind.columns[name]
        cell = f"${column_letters(place)}{first_row}"
        if name == "check":
            found.append((place, f"=LEN({cell})>0", "mend"))
        elif column.required and filled:
            found.append((place, f"=AND(LEN(TRIM({cell}))=0,{filled})", "needed"))
    cells = {name: f"${column_letters(place)}{first_row}" for name, place in places.items()}
    for each in kind.checks:
        if each.native and each.on is not None and each.on.name in places:
            try:
                formula = each.native.format(**cells)
            except KeyError:  # it looks at a column this workbook was not asked to have
                continue
            found.append((places[each.on.name], "=" + formula.lstrip("="), "look"))
    return found


def _is_filled(kind: type[Row], places: Mapping[str, int], first_row: int) -> str:
    """True in a row with anything staff wrote: our own formulas in it do not count."""
    theirs = sorted(place for name, place in places.items() if not kind.columns[name].formula)
    runs: list[list[int]] = []
    for place in theirs:
        if runs and runs[-1][1] == place - 1:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    areas = ",".join(f"${cell_name(first_row, first)}:${cell_name(first_row, last)}" for first, last in runs)
    return f"COUNTA({areas})>0" if areas else ""
