"""Rows of a staff tab as tall as what we write in them, unless somebody set their height by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping

from service.adapters.excel.measuring import height_of, lines_of
from service.adapters.excel.splice_cells import RowAt
from service.adapters.excel.splice_tab import StaffTab

_HEIGHT = re.compile(rb"""\sht\s*=\s*["']([\d.]+)["']""")
_BY_HAND = re.compile(rb"""\scustomHeight\s*=\s*["'](?:1|true)["']""")
_USUAL_WIDTH, _USUAL_HEIGHT = 8.43, 15.0


def make_room(tab: StaffTab, refs: Mapping[int, str]) -> None:
    """Raises rows whose Check has more lines than they show. LibreOffice measures nothing it did not write,
    and Excel keeps the height it saved: a message would be cut after its first words."""
    widths = {lookup.column: column_width(tab, lookup.column) for lookup in tab.lookups}
    for row, ref in refs.items():
        said = [(lookup.column, lookup.values.get(ref)) for lookup in tab.lookups if lookup.values]
        lines = max((lines_of(words, widths[column]) for column, words in said if words), default=1)
        there = tab.sheet.rows.get(row)
        if lines > 1 and there is not None:
            _raise(tab, there, height_of(lines))


def column_width(tab: StaffTab, column: int) -> float:
    columns = tab.sheet.frame.child("cols")
    for node in columns.children if columns is not None else ():
        if int(node.attrs.get("min", 0)) <= column <= int(node.attrs.get("max", 0)):
            return float(node.attrs.get("width", _USUAL_WIDTH))
    return _USUAL_WIDTH


def _raise(tab: StaffTab, row: RowAt, height: float) -> None:
    if row.open_end == row.end:  # <row r="7"/>: nothing is in it
        return
    # By pattern, for an Excel row has attributes of prefixes that are declared elsewhere (x14ac:dyDescent).
    tag = tab.sheet.data[row.start : row.open_end]
    found = _HEIGHT.search(tag)
    if _BY_HAND.search(tag) or (float(found[1]) if found else _USUAL_HEIGHT) >= height:
        return
    start, end = found.span() if found else (len(tag) - 1, len(tag) - 1)
    tab.sheet.edits.append((row.start + start, row.start + end, f' ht="{height:g}"'.encode()))
