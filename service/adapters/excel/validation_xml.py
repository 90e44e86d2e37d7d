"""A column's rule as a sheet part holds it: the same rule the template hands to xlsxwriter."""

from __future__ import annotations

import re
from datetime import date
from datetime import time as day_time
from typing import Any

from service.adapters.excel.package_xml import escaped
from service.adapters.excel.template_rules import FIRST_ROW
from service.core.dates import SERIAL_ZERO

_TYPES = {
    "list": "list",
    "date": "date",
    "time": "time",
    "integer": "whole",
    "decimal": "decimal",
    "custom": "custom",
}
_OPERATORS = {"between": "", ">=": "greaterThanOrEqual"}
_WORDS = {
    "error_title": "errorTitle",
    "error_message": "error",
    "input_title": "promptTitle",
    "input_message": "prompt",
}


def validation_xml(rule: dict[str, Any], area: str, first_cell: str, prefix: str = "") -> str:
    """`area` is where it holds; `first_cell` is the cell its formula speaks of."""
    attributes = {}
    if rule["validate"] != "any":
        attributes = {"type": _TYPES[rule["validate"]], "errorStyle": rule.get("error_type", "stop")}
        attributes["operator"] = _OPERATORS.get(rule.get("criteria", ""), "")
    attributes |= {"allowBlank": "1", "showInputMessage": "1"}
    if rule["validate"] != "any" and rule.get("show_error", True):
        attributes["showErrorMessage"] = "1"
    attributes |= {name: rule.get(key, "") for key, name in _WORDS.items()}
    written = "".join(f' {name}="{escaped(value)}"' for name, value in attributes.items() if value)
    formulas = "".join(
        f"<{prefix}formula{number}>{escaped(text)}</{prefix}formula{number}>"
        for number, text in enumerate(_formulas(rule, first_cell), start=1)
    )
    return f'<{prefix}dataValidation{written} sqref="{area}">{formulas}</{prefix}dataValidation>'


def _formulas(rule: dict[str, Any], first_cell: str) -> list[str]:
    if rule["validate"] == "list":
        source = rule["source"]
        return ['"' + ",".join(source) + '"' if isinstance(source, list) else source.lstrip("=")]
    if rule["validate"] == "custom":
        made_for = re.compile(rf"\b[A-Z]{{1,3}}{FIRST_ROW}\b")
        return [made_for.sub(first_cell, rule["value"].lstrip("="))]
    given = [rule[name] for name in ("minimum", "maximum", "value") if name in rule]
    return [_number(value) for value in given]


def _number(value: Any) -> str:
    if isinstance(value, date):
        return str((value - SERIAL_ZERO).days)
    if isinstance(value, day_time):
        return repr((value.hour * 3600 + value.minute * 60 + value.second) / 86400)
    return f"{value:g}" if isinstance(value, float) else str(value)
