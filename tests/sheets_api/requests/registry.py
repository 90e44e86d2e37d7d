"""Which function answers which request of a batchUpdate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.sheets_api.model import JSON, Spreadsheet
from tests.sheets_api.switches import Switches


@dataclass(frozen=True, slots=True)
class Batch:
    """What every request of one batch works on. `account` is who asks."""

    book: Spreadsheet
    switches: Switches
    account: str = ""


Answer = Callable[[Batch, JSON], JSON | None]  # the reply's content, where the request has one
REQUESTS: dict[str, Answer] = {}


def answers(name: str) -> Callable[[Answer], Answer]:
    """Registers the function for the request of this name."""

    def register(answer: Answer) -> Answer:
        REQUESTS[name] = answer
        return answer

    return register
