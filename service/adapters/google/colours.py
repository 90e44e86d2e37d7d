"""Cells that turn a colour: the rules of the Excel template as conditional formats, one copy of each whatever people paste.

Google numbers these rules and gives them no names, so ours are known by their formula. A paste splits, copies and
shifts them; afterwards there is one again, over the whole column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from service.adapters.excel.template_rules import colours
from service.adapters.google.layout import JSON, TabLayout
from service.adapters.google.tab_looks import alert_backgrounds, alert_format, rgb
from service.core.finding import Headings
from service.core.rows import Row

_NEVER = 2**31  # an end that Google left out
_PARTS = re.compile(r'("(?:[^"]|"")*")')
_PLACE = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)\b(?!\()")


@dataclass(frozen=True)
class _Wanted:
    place: int  # the column, from 1
    formula: str  # for the first row under the headings
    rule: JSON


def wanted_rules(kind: type[Row], sheet_id: int, headings: Headings) -> list[_Wanted]:
    found = []
    for place, formula, colour in colours(kind, headings.columns, headings.row + 1):
        area = {
            "sheetId": sheet_id,
            "startRowIndex": headings.row,
            "startColumnIndex": place - 1,
            "endColumnIndex": place,
        }
        condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]}
        boolean = {"condition": condition, "format": alert_format(colour)}
        found.append(_Wanted(place, formula, {"ranges": [area], "booleanRule": boolean}))
    return found


def new_rules(wanted: Sequence[_Wanted], there: int = 0) -> Iterator[JSON]:
    """All of these, behind those that are there."""
    for index, each in enumerate(wanted, start=there):
        yield {"addConditionalFormatRule": {"rule": each.rule, "index": index}}


def requests_to_mend_colours(tab: TabLayout, wanted: Sequence[_Wanted], last_row: int) -> list[JSON]:
    """Changes by number first, then what is too much from the last to the first, so that no number moves under us."""
    there = list(enumerate(tab.conditional))
    first_row = min((each.rule["ranges"][0]["startRowIndex"] for each in wanted), default=0)
    ours: dict[int, list[int]] = {}
    for number, rule in there:
        if (index := _which(rule, wanted)) is not None:
            ours.setdefault(index, []).append(number)
    changed, missing = [], []
    for index, each in enumerate(wanted):
        numbers = ours.get(index, [])
        if not numbers:
            missing.append(each)
        elif len(numbers) > 1 or not _covers(tab.conditional[numbers[0]], each, last_row):
            rule = {
                **tab.conditional[numbers[0]],
                "ranges": each.rule["ranges"],
                "booleanRule": each.rule["booleanRule"],
            }
            at = {"sheetId": tab.sheet_id, "index": numbers[0], "rule": rule}
            changed.append({"updateConditionalFormatRule": at})
    copies = chain.from_iterable(numbers[1:] for numbers in ours.values())
    outdated = (n for n, rule in there if _which(rule, wanted) is None and _was_ours(rule, wanted, first_row))
    gone = sorted({*copies, *outdated}, reverse=True)
    deleted = [{"deleteConditionalFormatRule": {"sheetId": tab.sheet_id, "index": n}} for n in gone]
    return [*changed, *deleted, *new_rules(missing, len(there) - len(gone))]


def _formula(rule: Mapping[str, Any]) -> str | None:
    condition = rule.get("booleanRule", {}).get("condition", {})
    if condition.get("type") != "CUSTOM_FORMULA":
        return None
    return "".join(value.get("userEnteredValue", "") for value in condition.get("values", []))


def _which(rule: Mapping[str, Any], wanted: Sequence[_Wanted]) -> int | None:
    """The wanted rule that this one is: the same formula as seen from its own first row, touching the same column."""
    formula, ranges = _formula(rule), rule.get("ranges", [])
    if formula is None or not ranges:
        return None
    plain = _seen_from(formula, ranges[0].get("startRowIndex", 0) + 1)
    for index, each in enumerate(wanted):
        top = each.rule["ranges"][0]["startRowIndex"] + 1
        if plain == _seen_from(each.formula, top) and any(_touches(area, each.place) for area in ranges):
            return index
    return None


def _seen_from(formula: str, row: int) -> str:
    """$D7 of a rule that begins in row 7 is $D+0: rules that were shifted look alike. Words in quotes stay as they are."""

    def told(part: str) -> str:
        if part.startswith('"'):
            return part
        tidied = re.sub(r"\s+", "", part).upper()
        return _PLACE.sub(lambda found: f"{found[1]}{int(found[2]) - row:+d}", tidied)

    return "".join(map(told, _PARTS.split(formula)))


def _touches(area: Mapping[str, Any], place: int) -> bool:
    return area.get("startColumnIndex", 0) < place <= area.get("endColumnIndex", _NEVER)


def _covers(rule: Mapping[str, Any], wanted: _Wanted, last_row: int) -> bool:
    """Every row of the column, down to the last that is prepared."""
    at: int = wanted.rule["ranges"][0]["startRowIndex"]
    spans = sorted(
        (area.get("startRowIndex", 0), area.get("endRowIndex", _NEVER))
        for area in rule["ranges"]
        if _touches(area, wanted.place)
    )
    for top, bottom in spans:
        if top > at:
            return False
        at = max(at, bottom)
    return at >= last_row


def _was_ours(rule: Mapping[str, Any], wanted: Sequence[_Wanted], first_row: int) -> bool:
    """One of an older template, or one whose cells are gone: in one of our colours, over one whole column."""
    formula, ranges = _formula(rule), rule.get("ranges", [])
    background = rule.get("booleanRule", {}).get("format", {})
    colour = background.get("backgroundColorStyle", {}).get("rgbColor") or background.get(
        "backgroundColor", {}
    )
    if formula is None or not wanted or not any(_is_near(colour, each) for each in alert_backgrounds()):
        return False
    narrow = all(area.get("endColumnIndex", _NEVER) - area.get("startColumnIndex", 0) == 1 for area in ranges)
    return narrow and all(area.get("startRowIndex", 0) >= first_row for area in ranges)


def _is_near(there: Mapping[str, Any], colour: str) -> bool:
    """Google keeps colours as short floats, and leaves out a nought."""
    return all(abs(there.get(part, 0) - value) < 1 / 512 for part, value in rgb(colour).items())
