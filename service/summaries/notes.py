"""Notes, for managers: made once, then their own."""

from __future__ import annotations

from service.core.changes import TabContent
from service.core.publishing import publish, words
from service.summaries import Source, Summary
from sheet_templates.notes import TAB


def fill(source: Source) -> TabContent:
    return publish(TAB, [[words("This tab is yours. Nothing we do changes it.", "note")]])


SUMMARY = Summary(TAB, fill)
