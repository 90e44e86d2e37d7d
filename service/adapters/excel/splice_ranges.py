"""Ranges that grow with appended rows: drop-downs, conditional formats, filters, tables and the tab's own size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from service.adapters.excel.package_xml import Edit, Node, attribute_edit, text_edit
from service.adapters.excel.splice_cells import column_number
from service.core.grids import cell_name, column_letters

_ONE = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)(?::(\$?)([A-Z]{1,3})(\$?)(\d+))?\Z")
_GROWING = ("dataValidation", "conditionalFormatting")


@dataclass(frozen=True, slots=True)
class Growth:
    """The rows of a tab reached from `first` (under the headings) to `old`, and now reach to `new`, in these columns."""

    first: int
    old: int
    new: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Range:
    """B2:D10, kept with its dollars."""

    left: int
    top: int
    right: int
    bottom: int
    dollars: tuple[str, str, str, str] = ("", "", "", "")
    is_cell: bool = False

    def __str__(self) -> str:
        a, b, c, d = self.dollars
        corner = f"{a}{column_letters(self.left)}{b}{self.top}"
        if self.is_cell and (self.left, self.top) == (self.right, self.bottom):
            return corner
        if self.is_cell:  # a single cell that has become a range
            c, d = a, b
        return f"{corner}:{c}{column_letters(self.right)}{d}{self.bottom}"

    def meets(self, other: Range) -> bool:
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )


def read_range(text: str) -> Range | None:
    """None for whole columns, whole rows and anything else that has no last row to move."""
    match = _ONE.match(text.strip().upper())
    if not match:
        return None
    left, top = column_number(match[2]), int(match[4])
    if match[6] is None:
        return Range(left, top, left, top, (match[1], match[3], "", ""), is_cell=True)
    return Range(left, top, column_number(match[6]), int(match[8]), (match[1], match[3], match[5], match[7]))


def grown(text: str, growth: Growth, others: Iterable[Range] = ()) -> str:
    """A list of ranges with those that end at the last row of data, or within what follows, carried on to the new last row."""
    words = text.split()
    ranges = [read_range(word) for word in words]
    known = [each for each in ranges if each is not None]
    result = []
    for word, each in zip(words, ranges, strict=True):
        if each is None or not _grows(each, growth, known):
            result.append(word)
            continue
        longer = replace(each, bottom=growth.new)
        added = replace(longer, top=each.bottom + 1)
        # A rule may not run into the place of another.
        result.append(
            word if any(added.meets(other) for other in (*others, *known) if other != each) else str(longer)
        )
    return " ".join(result)


def _grows(each: Range, growth: Growth, all_of_rule: list[Range]) -> bool:
    if not (each.left <= growth.right and growth.left <= each.right and each.bottom < growth.new):
        return False
    if growth.old < growth.first:  # no data yet: what begins right under the headings
        return each.top <= growth.first <= each.bottom + 1 and each.bottom >= growth.first
    if not each.top <= growth.old <= each.bottom:
        return False
    # A rule on the last cell alone is not the column's, unless its other ranges lead up to it.
    if each.top < growth.old or growth.old == growth.first:
        return True
    return any(other.bottom == growth.old - 1 and other.left == each.left for other in all_of_rule)


def growing_edits(data: bytes, frame: Node, growth: Growth) -> Iterator[Edit]:
    """Edits for everything in the tab's own part."""
    for local in _GROWING:
        rules = [
            (node, holder)
            for node in frame.walk()
            if node.local == local
            for holder in [_holder(node)]
            if holder is not None
        ]
        for node, holder in rules:
            text = node.attrs["sqref"] if holder is node else holder.text
            others = _others(node, rules) if local == "dataValidation" else []
            new = grown(text, growth, others)
            if new != " ".join(text.split()):
                yield (
                    attribute_edit(data, node, "sqref", new)
                    if holder is node
                    else text_edit(data, holder, new)
                )
    for node in frame.children:
        if node.local == "autoFilter" and (
            new := grown_filter(node.attrs.get("ref", ""), growth)
        ) != node.attrs.get("ref", ""):
            yield attribute_edit(data, node, "ref", new)


def _holder(node: Node) -> Node | None:
    """Where a rule keeps its ranges: in an attribute, or (newer rules, in the extension list) in an element."""
    return node if "sqref" in node.attrs else node.child("sqref")


def _others(node: Node, rules: list[tuple[Node, Node]]) -> list[Range]:
    texts = [
        other.attrs["sqref"] if holder is other else holder.text
        for other, holder in rules
        if other is not node
    ]
    return [each for text in texts for word in text.split() if (each := read_range(word))]


def grown_filter(text: str, growth: Growth) -> str:
    """A filter's or table's range: it begins at the headings."""
    each = read_range(text)
    if each is None or not (each.top < growth.first and growth.old <= each.bottom < growth.new):
        return text
    if not (each.left <= growth.right and growth.left <= each.right):
        return text
    return str(replace(each, bottom=growth.new))


def dimension_edit(data: bytes, frame: Node, row: int, column: int) -> Iterator[Edit]:
    """The tab's size, where it is told and has become too small."""
    node = frame.child("dimension")
    each = read_range(node.attrs.get("ref", "")) if node is not None else None
    if node is None or each is None or (each.bottom >= row and each.right >= column):
        return
    size = f"{cell_name(each.top, each.left)}:{cell_name(max(each.bottom, row), max(each.right, column))}"
    yield attribute_edit(data, node, "ref", size)
