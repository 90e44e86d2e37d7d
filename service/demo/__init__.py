"""A believable year of a fictional service, with some slips of the hand to see; and a practice site, which cannot send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from service.core.rows import Row
from service.demo.answers import DemoAnswer, DemoMessage, demo_answers, demo_messages
from service.demo.days import Rows
from service.demo.mistakes import DEMO_MISTAKES, DEMO_WORTH_A_LOOK
from service.demo.practice import TITLE, practice_rows
from service.demo.sending import answer_everything
from service.demo.year import demo_rows

__all__ = [
    "DEMO_MISTAKES", "DEMO_WORTH_A_LOOK", "SITES", "DemoAnswer", "DemoMessage", "DemoSite", "answer_everything", "demo_answers",
    "demo_messages", "demo_rows", "practice_rows",
]  # fmt: skip


def _none(today: date) -> list:
    return []


@dataclass(frozen=True)
class DemoSite:
    """One site of the demo. `folder` is where its workbooks lie, within the demo's own."""

    title: str
    rows: Callable[[date], dict[type[Row], Rows]]
    folder: str = ""
    practice: bool = False
    answers: Callable[[date], list[DemoAnswer]] = _none
    messages: Callable[[date], list[DemoMessage]] = _none


SITES = {
    "northmoor": DemoSite(
        "Fictional: the Northmoor service", demo_rows, answers=demo_answers, messages=demo_messages
    ),
    "practice": DemoSite(TITLE, practice_rows, folder="practice/", practice=True),
}
