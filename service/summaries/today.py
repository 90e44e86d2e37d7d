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

# In order of urgency: what stops sending or answering, then what patients said, then work that is due, then what
# is to mend, then what is still far off. What needs no doing is below, as good to know.
KINDS: tuple[Callable[[Source], Iterator[Waits]], ...] = (
    people.sorted_alone,
    people.check_again,
    workbook.tabs_held,
    work.surveys_gone,
    workbook.paused,
    workbook.set_up_missing,
    work.comments_to_see,
    work.events_near,
    work.lists_to_check,
    work.surveys_near,
    work.actions_overdue,
    work.events_past,
    people.never_asked,
    workbook.to_mend,
    workbook.rows_on_their_way,
    people.seats_ending,
    people.nobody_joined,
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
    waits, held = _waits(source), list(people.do_not_write_to(source))
    known = [*held, *work.coming_up(source)]
    # Whom not to write to is told however much waits.
    room = A_SCREEN - len(lines) - 1 - (len(held) + 1 if held else 0)
    lines.append([None, Cell("What waits for you", "heading"), Cell("The cell that clears it", "heading")])
    lines += _numbered(waits, room) if waits else [[None, NOTHING]]
    room = A_SCREEN - len(lines)
    if known and room >= 2:
        lines.append([None, Cell("Good to know", "heading")])
        lines += [[None, line.says, *_cell(line)] for line in known[: room - 1]]
    return TabContent(TAB, lines)


def _waits(source: Source) -> list[Waits]:
    """All that waits. What is to mend is asked last: it leaves out what another line says."""
    found = {kind: list(kind(source)) for kind in KINDS if kind is not workbook.to_mend}
    told = {place for lines in found.values() for line in lines for place in line.about}
    found[workbook.to_mend] = list(workbook.to_mend(source, told))
    return [line for kind in KINDS for line in found[kind]]


def _cell(line: Waits) -> list[Cell]:
    return [Cell(line.cell, "link" if line.link else "text", line.link)] if line.cell else []


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
