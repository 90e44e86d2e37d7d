"""The Choices cell of a question: one a line, or with semicolons or commas between."""

from __future__ import annotations

import re

_BULLET = re.compile(r"^(?:[-–•*]\s+|\d{1,2}[.)]\s+|[a-z]\)\s+)")
_COMMA = re.compile(r",(?![^(]*\))")  # not one inside brackets


def split_choices(text: str | None) -> tuple[str, ...]:
    """A choice may hold a comma where lines or semicolons divide them, or inside brackets."""
    if not text:
        return ()
    if "\n" in text:
        parts = text.split("\n")
    elif ";" in text:
        parts = text.split(";")
    else:
        parts = _COMMA.split(text)
    bare = (_BULLET.sub("", part.strip()).strip(" ;,") if "\n" in text else part.strip() for part in parts)
    return tuple(part for part in bare if part)
