"""What every type of question has: how what was posted is cleaned, read, and shown again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

RATING, COMMENT = "ratings", "comments"
Posted = Mapping[str, Sequence[str]]  # field name → every value posted under it; blank fields may be left out

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What to say beside the field and in the summary. The first of `fields` is what the summary links to."""

    says: str
    fields: tuple[str, ...] = ("answer",)


def clean(text: str) -> str:
    """What can be kept of what was typed: one kind of line break, no control characters, trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub("", text)).strip()


def typed(posted: Posted, field: str = "answer") -> list[str]:
    """The different values typed under one name, blank ones left out; a doubled field counts once."""
    return list(dict.fromkeys(filter(None, (clean(value) for value in posted.get(field, ())))))


class QuestionType:
    """One type of question. Without `goes_to` it is a page that only informs."""

    word = ""  # as in the drop-down of the Questions tab
    asked_as = "none"  # "radios" | "checkboxes" | "line" | "box" | "date" | "none"
    goes_to: str | None = RATING
    blank = "Select an answer"
    seconds = 15
    needs_choices = False

    def options(self, choices: tuple[str, ...]) -> tuple[str, ...]:
        return ()

    def read(self, choices: tuple[str, ...], posted: Posted, today: date) -> Any:
        """The value to keep, None when blank, or `Wrong`."""
        return None

    def missing(self, says: str | None = None) -> Wrong:
        return Wrong(says or self.blank)

    def show(self, value: Any) -> str:
        return str(value)

    def fill(self, value: Any) -> dict[str, list[str]]:
        """The fields as they would have been posted, to show a kept answer again."""
        return {} if value is None else {"answer": [str(value)]}

    def longest(self, choices: tuple[str, ...]) -> int | None:
        return None
