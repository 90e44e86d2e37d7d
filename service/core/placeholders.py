"""What a message may leave open: ((name)), ((link)) and the like, filled in for each person when it is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping

# In the manner of GOV.UK Notify, which hospitals know. This is the one list: the column guide and the checks read it.
PLACEHOLDERS = {
    "name": "the person's name",
    "title": "what the event or survey is called",
    "date": "the day of the event",
    "time": "when the event starts and ends",
    "place": "the venue, or the link to join online",
    "reply by": "the last day to reply",
    "closes": "the last day to answer the survey",
    "days left": "how many days are left to answer",
    "link": "the address of the form",
    "lead": "who leads the event",
    "contact": "how to reach the service",
    "service": "what the service is called",
    "hospital": "the hospital",
    "helpline": "the 24-hour treatment helpline",
    "what changed": "what is different since the last message",
}
_FOUND = re.compile(r"\(\(\s*([^()]*?)\s*\)\)")
# Other tools' ways of leaving something open; they would reach a patient as they stand.
_FOREIGN = re.compile(r"\{\{?[^{}\n]{1,40}\}\}?|<<[^<>\n]{1,40}>>|«[^«»\n]{1,40}»|\[[^\[\]\n]{1,40}\]")


def placeholders_in(text: str | None) -> tuple[str, ...]:
    """The names between double brackets, in order, each once, any case."""
    return tuple(dict.fromkeys(" ".join(found.casefold().split()) for found in _FOUND.findall(text or "")))


def unknown_placeholders(text: str | None) -> tuple[str, ...]:
    return tuple(name for name in placeholders_in(text) if name not in PLACEHOLDERS)


def foreign_placeholder(text: str | None) -> str | None:
    """Something left open in another tool's way, as written."""
    found = _FOREIGN.search(text or "")
    return found[0] if found else None


def fill(text: str, values: Mapping[str, str]) -> str:
    """Every placeholder filled in once; what comes in is not read again, so a person's name can hold brackets."""

    def value(found: re.Match[str]) -> str:
        return values[" ".join(found[1].casefold().split())]

    return _FOUND.sub(value, text)
