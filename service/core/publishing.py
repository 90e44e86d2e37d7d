"""The one door to the managers' workbook: a cell is our own words, a figure after its rule, or text that names nobody.

Anything else, a bare number or string included, is a TypeError: what is not declared is not published (DESIGN §8).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from service.core.changes import Cell, Chart, Line, ServiceTab, TabContent
from service.core.disclosure import Figure
from service.core.hiding import Hidden
from service.core.wording import day_words, moment_words

NOT_SHOWN = "(not shown: its words name a person)"


@dataclass(frozen=True)
class Words:
    """Words of ours, or text that passed `screened`. Make them with `words`, `chosen`, `screened`, `titled` or `joined`."""

    text: str
    style: str = "text"
    link: str | None = None


@dataclass(frozen=True)
class Number:
    """A figure as a number, for charts: blank where the figure may not be exact."""

    figure: Figure
    style: str = "percent"


Published = Words | Figure | Number | None


@dataclass(frozen=True)
class PublishedChart:
    """A chart over cells of the same tab, title and text alternative from `words`."""

    kind: str
    title: Words
    alt: Words
    categories: tuple[int, int, int]
    series: tuple[tuple[Words, int, int, int], ...]
    at: tuple[int, int]
    size: tuple[int, int] = (480, 288)
    value_format: str = "0%"
    most: float | None = 1  # the axis of a percentage goes to 100%, so that charts can be compared by eye


def words(
    template: str, style: str = "text", link: str | None = None, **parts: Words | Figure | date
) -> Words:
    """Our own sentence, with figures, days and screened text in its {places}. The template is written in the program."""
    return Words(
        template.format(**{name: _in_words(part) for name, part in parts.items()}) if parts else template,
        style,
        link,
    )


def screened(text: str | None, hidden: Hidden, style: str = "text", staff_pass: bool = False) -> Words | None:
    """Text that staff typed: None when it is blank, and None when it names a person (ask `hidden` which).

    `staff_pass`: in a cell that is there for a colleague's name, such as Owner.
    """
    return None if not text or hidden.names_somebody(text, staff_pass) else Words(text, style)


def titled(name: str | None, hidden: Hidden) -> Words | None:
    """What the service or hospital is called in Set-up, and on every public page: None when that names a person."""
    return Words(name) if name and hidden.may_be_called(name) else None


def chosen(value: str, among: Collection[str], style: str = "text") -> Words:
    """One of a few words that we declared ourselves: a choice of a drop-down, the title of a tab."""
    if value not in among:
        raise TypeError("a value that is not among the declared ones cannot be published")
    return Words(value, style)


def joined(parts: Sequence[Words | Figure], between: str = ", ") -> Words:
    """Several published parts in one cell."""
    return Words(between.join(_in_words(part) for part in parts))


def publish(
    tab: ServiceTab,
    lines: Sequence[Sequence[Published]],
    charts: Sequence[PublishedChart] = (),
    heading_row: int | None = None,
) -> TabContent:
    """A tab of the managers' workbook, if every cell and every word of its charts is fit to be published."""
    if tab.workbook != "managers":
        raise TypeError(f"{tab.title} is not a tab of the managers' workbook")
    return TabContent(
        tab,
        [_line(line) for line in lines],
        [_chart(chart) for chart in charts],
        print_heading_row=heading_row,
    )


def _line(line: Sequence[Published]) -> Line:
    return [_cell(part) for part in line]


def _cell(part: Published) -> Cell | None:
    if part is None:
        return None
    if isinstance(part, Number):
        return Cell(part.figure.number, part.style) if part.figure.number is not None else None
    if isinstance(part, Words):
        return Cell(part.text, part.style, part.link)
    if isinstance(part, Figure) and part.number is not None and part.text == f"{int(part.number):,}":
        return Cell(int(part.number), "whole")  # so that it can be added up and charted
    return Cell(_in_words(part))


def _chart(chart: PublishedChart) -> Chart:
    if not isinstance(chart, PublishedChart):
        raise TypeError(f"{type(chart).__name__} is not a chart that may be published")
    series = tuple((_in_words(name), column, first, last) for name, column, first, last in chart.series)
    title, alt = _in_words(chart.title), _in_words(chart.alt)
    return Chart(
        chart.kind,
        title,
        alt,
        chart.categories,
        series,
        chart.at,
        chart.size,
        chart.value_format,
        chart.most,
    )


def _in_words(part: object) -> str:
    if isinstance(part, (Words, Figure)):
        return part.text
    if isinstance(part, datetime):
        return moment_words(part)
    if isinstance(part, date):
        return day_words(part)
    raise TypeError(f"{type(part).__name__} is not declared, so it cannot be published")
