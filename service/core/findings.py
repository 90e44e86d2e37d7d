"""What `doctor` found, one line each: a state, what was found, and what to do about it. No value a person typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

OK, LOOK, MEND = "ok", "look", "mend"


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` is what the command ends with because of it: 1 something to mend, 2 settings, 3 an outside system failed."""

    state: str
    says: str
    fix: str = ""
    code: int = 0


def ok(says: str) -> Finding:
    return Finding(OK, says)


def look(says: str, fix: str) -> Finding:
    """Nothing stops because of it."""
    return Finding(LOOK, says, fix)


def mend(says: str, fix: str, code: int = 1) -> Finding:
    return Finding(MEND, says, fix, code)


def halves(words: str) -> tuple[str, str]:
    """Our sentences of trouble say first what happened, and then what to do."""
    says, _, fix = words.partition(". ")
    return (f"{says}.", fix) if fix else (words, "")


def told(words: str, code: int) -> Finding:
    """What an exception of ours said."""
    says, fix = halves(words)
    return mend(says, fix, code)


def worst(found: Iterable[Finding]) -> int:
    """How the command ends: settings first, since nothing else can be believed without them."""
    codes = {each.code for each in found}
    return next((code for code in (2, 3, 1) if code in codes), 0)
