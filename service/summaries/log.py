"""Log: what the service did, newest first, so that staff can see for themselves."""

from __future__ import annotations

from datetime import datetime

from service.core.changes import Cell, Line, TabContent
from service.core.wording import day_words, time_words
from service.summaries import Source, Summary
from sheet_templates.log import TAB

MOST = 500  # lines


def fill(source: Source) -> TabContent:
    lines: list[Line] = [[Cell("When", "heading"), Cell("What we did", "heading")]]
    newest = sorted(source.log, key=lambda line: line.at, reverse=True)[:MOST]
    lines += [[_when(line.at, source), line.words] for line in newest]
    return TabContent(TAB, lines, print_heading_row=1, says=bool(newest))


def _when(at: datetime, source: Source) -> Cell:
    here = at.astimezone(source.now.tzinfo) if at.tzinfo else at
    return Cell(f"{day_words(here.date())}, {time_words(here.time())}")


SUMMARY = Summary(TAB, fill)
