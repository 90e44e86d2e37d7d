"""Today: what waits, most urgent first, at most a screen; filling in the named cell clears the line."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from service.core.changes import Cell, Line, TabContent
from service.core.wording import count_words, moment_words
from service.summaries import Source, Summary
from service.summaries import _lines_people as people
from service.summaries import _lines_work as work
from service.summaries import _lines_workbook as workbook
from service.summaries._lines import Waits
from service.summaries._top import PRACTICE, staff_title
from sheet_templates.today import TAB

A_SCREEN = 25  # lines
NOTHING = "Nothing waits for you."

# In order of urgency: first what could hurt somebody, then what is late, then what is near, then the house.
KINDS: tuple[Callable[[Source], Iterator[Waits]], ...] = (
    people.do_not_write_to,
    workbook.tabs_held,
    work.surveys_gone,
    work.comments_to_see,
    workbook.paused,
    work.events_near,
    work.lists_to_check,
    work.surveys_near,
    work.actions_overdue,
    work.events_past,
    workbook.to_mend,
    workbook.rows_on_their_way,
    people.never_asked,
    people.seats_ending,
    people.nobody_joined,
    workbook.set_up_missing,
    workbook.nothing_chosen_yet,
)


def fill(source: Source) -> TabContent:
    lines: list[Line] = [
        [Cell(staff_title(source, "Today"), "title")],
        [Cell(f"Written on {moment_words(source.now)}.", "note")],
    ]
    if source.practice:
        lines.append([Cell(PRACTICE, "look")])
    lines += [[Cell(sentence, "look")] for sentence in source.waiting]
    waits = [line for kind in KINDS for line in kind(source)]
    known = list(work.coming_up(source))
    room = A_SCREEN - len(lines) - 1
    lines.append([None, Cell("What waits for you", "heading"), Cell("The cell that clears it", "heading")])
    lines += _numbered(waits, room) if waits else [[None, NOTHING]]
    room = A_SCREEN - len(lines)
    if known and room >= 2:
        lines.append([None, Cell("Good to know", "heading")])
        lines += [[None, line.says] for line in known[: room - 1]]
    return TabContent(TAB, lines)


def _numbered(waits: list[Waits], room: int) -> list[Line]:
    shown = waits if len(waits) <= room else waits[: room - 1]
    lines: list[Line] = [
        [number, line.says, Cell(line.cell, "link" if line.link else "text", line.link)]
        for number, line in enumerate(shown, 1)
    ]
    if len(shown) < len(waits):
        lines.append(
            [
                None,
                f"And {count_words(len(waits) - len(shown), 'more thing')}, less urgent: they show as these are done.",
            ]
        )
    return lines


SUMMARY = Summary(TAB, fill)
