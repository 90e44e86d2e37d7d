"""Puts a staff tab that is there in order: lost drop-downs, hints, colours, frozen headings and protection come back.

Rows, notes and columns of staff's own stay. With nothing to mend there is no request.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.adapters.excel.adding_columns import Found, added_words, columns_to_add
from service.adapters.excel.template_rules import PREPARED_ROWS
from service.adapters.google.colours import requests_to_mend_colours, wanted_rules
from service.adapters.google.groups import group_with
from service.adapters.google.layout import JSON, TabLayout
from service.adapters.google.new_tabs import column_looks, heading_cell, put, repeat, set_rule
from service.adapters.google.protecting import protected_parts, requests_to_protect
from service.adapters.google.refusing import refuse_if_shut
from service.adapters.google.rules import Lists, hint, offers_older, still_holds, validation_rule
from service.adapters.google.tab_looks import number_format
from service.adapters.google.there import TabCells
from service.core.changes import RENEW
from service.core.finding import Headings
from service.core.wording import list_words

_FORMAT = "userEnteredFormat.numberFormat"


@dataclass(frozen=True)
class Mending:
    """One staff tab that was found, and what is known of it."""

    tab: TabLayout
    cells: TabCells
    found: Found
    headings: Headings
    lists: Lists

    @property
    def title(self) -> str:
        return self.found.kind.tab

    @property
    def last_row(self) -> int:
        """The last row with drop-downs and colours."""
        return min(max(PREPARED_ROWS, self.cells.used_rows), self.tab.rows)


def mend_tab(
    this: Mending, asked: Collection[str], account: str | None = None
) -> tuple[list[JSON], list[str]]:
    """The requests, and a sentence for each thing done."""
    kind, at = this.found.kind, this.tab.sheet_id
    added = columns_to_add(this.found, this.headings, asked)
    wider = replace(this.headings, columns={**this.headings.columns, **added})
    requests, did = (
        list(_columns(this, added)),
        [added_words(this.found, name) for name in added],
    )
    rules, lost = _rules(this, wider, RENEW in asked)
    notes, unnoted = _notes(this)
    requests += [*rules, *notes]
    if gone := [name for name in this.headings.columns if name in {*lost, *unnoted}]:
        names = list_words(kind.columns[name].heading for name in gone)
        did.append(f"Put back drop-downs and hints in {this.title} that a paste had taken away: {names}.")
    formats = list(_formats(this))
    colours = requests_to_mend_colours(this.tab, wanted_rules(kind, at, wider), this.last_row)
    shut = list(requests_to_protect(this.tab, protected_parts(kind, at, wider)))
    frozen = list(_frozen(this))
    told = (
        (formats, f"Put back how empty cells of {this.title} take dates, numbers and text."),
        (colours, f"Put back the colours of {this.title} that show what is missing."),
        (
            shut,
            f"Put back the warnings in {this.title} before somebody changes a heading or a column of ours.",
        ),
        (frozen, f"Froze the headings of {this.title} again."),
    )
    for each, sentence in told:
        requests += each
        # What a new column needs of colours is part of adding it.
        did += [sentence] if each and not (added and each is colours) else []
    if requests:
        refuse_if_shut(this.tab, kind.tab, account)
    return requests, did


def _columns(this: Mending, added: Mapping[str, int]) -> Iterator[JSON]:
    """Columns that Set-up asks for, behind all that is there: new ones put in, so that what somebody types there in this
    very second moves aside and nothing is written over."""
    if not added:
        return
    at, row, columns = this.tab.sheet_id, this.headings.row, this.found.kind.columns
    if (short := max(added.values()) - this.tab.columns) > 0:
        yield {"appendDimension": {"sheetId": at, "dimension": "COLUMNS", "length": short}}
    for name, place in added.items():
        if place <= this.tab.columns:
            where = {"sheetId": at, "dimension": "COLUMNS", "startIndex": place - 1, "endIndex": place}
            yield {"insertDimension": {"range": where, "inheritFromBefore": False}}
        cell = heading_cell(columns[name], columns[name].heading)
        yield put(at, row, place, [[cell]], "userEnteredValue,userEnteredFormat,note")
        yield from column_looks(at, columns[name], place, row + 1, this.last_row)
    more = [place for name, place in added.items() if columns[name].more]
    beside = [place for name, place in this.headings.columns.items() if columns[name].more]
    if beside:
        yield from group_with(this.tab, max(beside), more)


def _rules(this: Mending, headings: Headings, renew: bool) -> tuple[list[JSON], set[str]]:
    """Drop-downs and other rules where a cell has none. Somebody's own rule counts as one.

    `renew`: and where it offers the words of an older version.
    """
    requests, lost = [], set()
    top = headings.row + 1
    for name, place in sorted(headings.columns.items(), key=lambda item: item[1]):
        column = this.found.kind.columns[name]
        wanted = validation_rule(column, top, place, this.lists)
        if wanted is None:
            continue

        def lacks(cell: Mapping[str, Any], condition: JSON = wanted["condition"]) -> bool:
            there = cell.get("dataValidation", {}).get("condition", {})
            return not still_holds(there, condition) or (renew and offers_older(there, condition))

        for first, last in _runs(this, place, top, lacks):
            rule = validation_rule(column, first, place, this.lists)
            assert rule is not None
            requests.append(set_rule(this.tab.sheet_id, place, first, last, rule))
            lost.add(name)
    return requests, lost


def _notes(this: Mending) -> tuple[list[JSON], set[str]]:
    """Hints on headings that have no note; somebody's own note stays."""
    requests, lost, row = [], set(), this.headings.row
    for name, place in this.headings.columns.items():
        told = hint(this.found.kind.columns[name])
        if told and not this.cells.cell(row, place).get("note"):
            requests.append(put(this.tab.sheet_id, row, place, [[{"note": told}]], "note"))
            lost.add(name)
    return requests, lost


def _formats(this: Mending) -> Iterator[JSON]:
    """How cells take what is typed next, where nothing says so yet: 0042 and 3/4 are to stay words in a column of words.

    No cell that shows a number is touched: it would look different.
    """
    for name, place in this.headings.columns.items():
        column = this.found.kind.columns[name]
        shown = None if column.formula else number_format(column.kind.number_format)
        if shown is not None:
            for first, last in _runs(this, place, this.headings.row + 1, _is_free):
                look = {"numberFormat": shown}
                yield repeat(this.tab.sheet_id, (first, last), (place, place), look, _FORMAT)


def _is_free(cell: Mapping[str, Any]) -> bool:
    if cell.get("userEnteredFormat", {}).get("numberFormat") or cell.get("userEnteredValue"):
        return False
    return not {"numberValue", "boolValue"} & set(cell.get("effectiveValue") or {})


def _runs(
    this: Mending, place: int, top: int, is_meant: Callable[[Mapping[str, Any]], bool]
) -> Iterator[tuple[int, int]]:
    """First and last rows of cells of a column that are meant, one below the other."""
    first = None
    for row in range(top, this.last_row + 1):
        if not is_meant(this.cells.cell(row, place)):
            if first is not None:
                yield first, row - 1
            first = None
        elif first is None:
            first = row
    if first is not None:
        yield first, this.last_row


def _frozen(this: Mending) -> Iterator[JSON]:
    """Google refuses to freeze every row, and to cut through a merged cell: then the tab stays as it is."""
    tab, row = this.tab, this.headings.row
    if tab.frozen_rows or row >= tab.rows or _cuts(tab.merges, "Row", row):
        return
    grid = {"frozenRowCount": row}
    places = [p for name, p in this.headings.columns.items() if name in ("ref", "check") and p <= 2]
    left = max(places, default=0)
    if left and not tab.frozen_columns and left < tab.columns and not _cuts(tab.merges, "Column", left):
        grid["frozenColumnCount"] = left
    fields = ",".join(f"gridProperties.{name}" for name in grid)
    properties = {"sheetId": tab.sheet_id, "gridProperties": grid}
    yield {"updateSheetProperties": {"properties": properties, "fields": fields}}


def _cuts(merges: Sequence[JSON], what: str, after: int) -> bool:
    return any(each.get(f"start{what}Index", 0) < after < each.get(f"end{what}Index", 0) for each in merges)
