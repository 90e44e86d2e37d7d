"""Conditional formats: rules without ids, addressed by tab and position [D]."""

from __future__ import annotations

from tests.sheets_api import formats
from tests.sheets_api.model import JSON, Sheet, invalid
from tests.sheets_api.places import area, sheet_at, stored
from tests.sheets_api.requests.registry import Batch, answers

# The only things a rule may change of how a cell looks [D].
_TEXT = {"bold", "italic", "strikethrough", "foregroundColor", "foregroundColorStyle"}
_CELL = {"backgroundColor", "backgroundColorStyle", "textFormat"}


@answers("addConditionalFormatRule")
def add_rule(batch: Batch, arg: JSON) -> None:
    rule = _kept(batch, arg.get("rule") or {})
    sheet = _sheet_of(batch, rule)
    index = arg.get("index") or 0
    _check_index(sheet, index, len(sheet.conditional))
    sheet.conditional.insert(index, rule)


@answers("updateConditionalFormatRule")
def update_rule(batch: Batch, arg: JSON) -> JSON:
    """Another rule in the same place, or the same rule in another place [D]."""
    index = arg.get("index") or 0
    if arg.get("rule") is not None:
        rule = _kept(batch, arg["rule"])
        sheet = _sheet_of(batch, rule)
        _check_index(sheet, index, len(sheet.conditional) - 1)
        old, sheet.conditional[index] = sheet.conditional[index], rule
        return _reply(old, index, rule, index)
    sheet = sheet_at(batch.book, arg.get("sheetId"))
    new_index = arg.get("newIndex") or 0
    for each in (index, new_index):
        _check_index(sheet, each, len(sheet.conditional) - 1)
    rule = sheet.conditional.pop(index)
    sheet.conditional.insert(new_index, rule)
    return _reply(rule, index, rule, new_index)


def _reply(old: JSON, old_index: int, new: JSON, new_index: int) -> JSON:
    told = {"oldRule": old, "oldIndex": old_index, "newRule": new, "newIndex": new_index}
    return {name: value for name, value in told.items() if value}


@answers("deleteConditionalFormatRule")
def delete_rule(batch: Batch, arg: JSON) -> JSON:
    sheet = sheet_at(batch.book, arg.get("sheetId"))
    index = arg.get("index") or 0
    _check_index(sheet, index, len(sheet.conditional) - 1)
    return {"rule": sheet.conditional.pop(index)}


def _check_index(sheet: Sheet, index: int, last: int) -> None:
    if not 0 <= index <= last:
        raise invalid(f"No conditional format on sheet: {sheet.sheet_id} at index: {index}")


def _sheet_of(batch: Batch, rule: JSON) -> Sheet:
    return sheet_at(batch.book, rule["ranges"][0].get("sheetId"))


def _kept(batch: Batch, given: JSON) -> JSON:
    ranges = given.get("ranges") or []
    if not ranges:
        raise invalid("A ConditionalFormatRule must have at least one range.")
    if len({each.get("sheetId") or 0 for each in ranges}) > 1:
        raise invalid("All ranges of a ConditionalFormatRule must be on the same sheet.")
    for each in ranges:
        area(batch.book, each, batch.switches)
    kinds = [name for name in ("booleanRule", "gradientRule") if given.get(name) is not None]
    if len(kinds) != 1:
        raise invalid("Must specify a booleanRule or a gradientRule.")
    if kinds == ["booleanRule"]:
        _check_format(given["booleanRule"].get("format") or {})
        if not (given["booleanRule"].get("condition") or {}).get("type"):
            raise invalid("A booleanRule must have a condition.")
    return {"ranges": [stored(each) for each in ranges], kinds[0]: formats.kept(given[kinds[0]])}


def _check_format(wanted: JSON) -> None:
    unfit = set(wanted) - _CELL or set(wanted.get("textFormat", {})) - _TEXT
    if unfit:
        raise invalid(
            "ConditionalFormatRule.format only supports bold, italic, strikethrough, foreground color and "
            f"background color, not {sorted(unfit)[0]}."
        )
