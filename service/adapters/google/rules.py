"""What answers while somebody types: the rules of the Excel template, in Google's words.

Google has no rule for whole numbers or times of day, so those are formulas. Where Excel warns, nothing is refused here
either. A hint without a rule cannot be made: hints are notes on the headings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from service.adapters.excel.template_rules import FIRST_ROW, is_older, validation
from service.adapters.google.layout import JSON
from service.core.changes import list_key
from service.core.grids import cell_name
from service.core.rows import Column
from service.core.tab_titles import quoted

_MADE_FOR = re.compile(rf"\b[A-Z]{{1,3}}{FIRST_ROW}\b")
_RANGE_OF_LIST = re.compile(r"=(?P<tab>.+)!\$?(?P<column>[A-Z]{1,3})\$?\d+(:|\Z)")


@dataclass(frozen=True)
class Lists:
    """Where drop-downs of lists look: what the tab is called now, and the letters of each list's column."""

    title: str = "Lists"
    columns: Mapping[str, str] = field(default_factory=dict)

    def range_of(self, key: str) -> str | None:
        """Down to the end of the tab, however many there will be: a drop-down leaves out empty cells."""
        letters = self.columns.get(key)
        return f"={quoted(self.title)}!${letters}$2:${letters}" if letters else None


def hint(column: Column) -> str:
    """What to write in this column: Excel shows it beside the cell, here it is the note on the heading."""
    return str(validation(column, 1).get("input_message", ""))


def validation_rule(column: Column, row: int, place: int, lists: Lists) -> JSON | None:
    """The rule of a column's cells from this row down; None where there is none, or no list to offer yet."""
    rule = validation(column, place)
    condition = _condition(column, rule, cell_name(row, place), lists)
    if condition is None:
        return None
    made: JSON = {"condition": condition, "strict": rule.get("error_type", "stop") == "stop"}
    if condition["type"].startswith("ONE_OF"):
        made["showCustomUi"] = True  # without it there is a rule and no arrow to choose by
    if told := rule.get("input_message"):
        made["inputMessage"] = told
    return made


def still_holds(there: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a rule that is there may stay: somebody's own may, and ours unless its list went or stands elsewhere now."""
    if there.get("type") != "ONE_OF_RANGE" or wanted["type"] != "ONE_OF_RANGE":
        return bool(there.get("type"))
    text = "".join(value.get("userEnteredValue", "") for value in there.get("values", []))
    found, ours = (_RANGE_OF_LIST.match(each) for each in (text, wanted["values"][0]["userEnteredValue"]))
    if "#REF!" in text or ours is None:
        return False
    if found is None or _bare(found["tab"]) != _bare(ours["tab"]):
        return True
    return found["column"] == ours["column"]


def offers_older(there: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a fixed drop-down has the words of an older version of ours."""
    if there.get("type") != "ONE_OF_LIST" or wanted["type"] != "ONE_OF_LIST":
        return False
    offered, ours = (
        [each["userEnteredValue"] for each in rule.get("values", [])] for rule in (there, wanted)
    )
    return is_older(offered, ours)


def _bare(tab: str) -> str:
    return tab.strip("'").casefold()


def _condition(column: Column, rule: Mapping[str, Any], cell: str, lists: Lists) -> JSON | None:
    made, source = rule.get("validate", "any"), rule.get("source")
    least, most = rule.get("minimum"), rule.get("maximum")
    if made == "list" and isinstance(source, list):
        return _of("ONE_OF_LIST", *source)
    if made == "list":
        area = lists.range_of(list_key(column) or "")
        return _of("ONE_OF_RANGE", area) if area else None
    if made == "date":
        return {"type": "DATE_IS_VALID"}
    if made == "time":
        return _of("CUSTOM_FORMULA", f"=AND(ISNUMBER({cell}),{cell}>=0,{cell}<1)")
    if made == "integer":
        within = f"{cell}=INT({cell}),{cell}>={_figure(least)},{cell}<={_figure(most)}"
        return _of("CUSTOM_FORMULA", f"=AND(ISNUMBER({cell}),{within})")
    if made == "decimal" and rule["criteria"] == "between":
        return _of("NUMBER_BETWEEN", _figure(least), _figure(most))
    if made == "decimal":
        return _of("NUMBER_GREATER_THAN_EQ", _figure(rule["value"]))
    if made == "custom":
        return _of("CUSTOM_FORMULA", _MADE_FOR.sub(cell, rule["value"]))
    return None


def _of(kind: str, *values: str) -> JSON:
    return {"type": kind, "values": [{"userEnteredValue": value} for value in values]}


def _figure(value: float | None) -> str:
    return str(int(value)) if value is not None and value == int(value) else str(value)
