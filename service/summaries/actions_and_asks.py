"""Actions and asks, for managers: what is done because of what patients said, how far it is, and what is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from service.core.changes import TabContent
from service.core.publishing import NOT_SHOWN, Published, Words, chosen, publish, screened, words
from service.summaries import Source, Summary
from service.summaries._asks import (
    ANSWERED,
    NO_LONGER,
    WAITING,
    asked_of,
    asks,
    held_back,
    printable,
    state_of,
)
from service.summaries._heard import can_be_read
from service.summaries._held_back import KINDS_OF_ASK, held_back_line, may_print
from service.summaries._top import managers_top
from sheet_templates.actions_and_asks import TAB

NEEDS = "PA"
ORDER = {"In progress": 0, "Not started": 1, "Done": 2, "Will not do": 3}
NOT_STARTED = "Not started"
HEADINGS = ("What we will do", "Owner", "Due", "Status", "What came of it")
STATES = (WAITING, ANSWERED, NO_LONGER)
ASKED = ("What we ask for", "Kind", "Asked of", "Status", "Answer")


def fill(source: Source) -> TabContent | list[TabContent]:
    """Nothing while a tab it needs cannot be read: then it stands as it was, with its date."""
    if not can_be_read(source, NEEDS):
        return []
    actions = sorted((row for row in source.book.rows("A") if row.what_we_will_do), key=_order)
    requests = sorted(asks(source), key=_order)
    lines: list[Sequence[Published]] = [
        *managers_top(source, TAB),
        [],
        [words(heading, "heading") for heading in HEADINGS],
    ]
    shown = [row for row in actions if may_print(source, row.what_we_will_do)]
    lines += [_action(source, row) for row in shown]
    lines += held_back_line(len(actions) - len(shown), words("action"), words("actions"))
    if not actions:
        lines.append([words("No action has been written down yet.")])
    lines += [[], [words("What we need from you", "title")], [words(heading, "heading") for heading in ASKED]]
    shown = printable(source, requests)
    lines += [_ask(source, row) for row in shown]
    lines += held_back(requests, shown)
    if not requests:
        lines.append([words("Nothing at the moment.")])
    return publish(TAB, lines)  # no heading repeats on paper: the second table's differ from the first's


def _order(row: Any) -> tuple[int, date, int]:
    return ORDER.get(row.status or NOT_STARTED, 1), row.due or date.max, row.row_number


def _action(source: Source, row: Any) -> list[Published]:
    came = (
        row.what_difference if row.status == "Done" else row.reason if row.status == "Will not do" else None
    )
    return [
        _typed(source, row.what_we_will_do),
        _typed(source, row.owner, staff_pass=True),
        _day(row.due),
        _status(source, row),
        _typed(source, came),
    ]


def _ask(source: Source, row: Any) -> list[Published]:
    kind = chosen(row.kind_of_ask, KINDS_OF_ASK) if row.kind_of_ask else None
    return [
        _typed(source, row.asking_for),
        kind,
        asked_of(source, row),
        chosen(state_of(row), STATES),
        _typed(source, row.answer),
    ]


def _status(source: Source, row: Any) -> Words:
    late = (
        row.status in (None, "Not started", "In progress") and row.due is not None and row.due < source.today
    )
    status = chosen(row.status or NOT_STARTED, ORDER)
    return words("{status}, overdue", status=status) if late else status


def _day(day: date | None) -> Words | None:
    return words("{day}", day=day) if day else None


def _typed(source: Source, typed: str | None, staff_pass: bool = False) -> Words | None:
    """Blank stays blank; words that name a person say that they are not shown."""
    return screened(typed, source.hidden, staff_pass=staff_pass) or (words(NOT_SHOWN) if typed else None)


SUMMARY = Summary(TAB, fill)
