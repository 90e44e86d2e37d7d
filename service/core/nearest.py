"""“Did you mean”: which of the words people may use is nearest to the one they typed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable


def nearest(word: str, options: Iterable[str]) -> str | None:
    """The option clearly nearest to a misspelt word, or None."""
    known = {_squashed(option): option for option in options}
    near = difflib.get_close_matches(_squashed(word), list(known), n=1, cutoff=0.6)
    return known[near[0]] if near else None


def did_you_mean(word: str, options: Iterable[str]) -> str:
    """Did you mean “Waiting”? with a space before it, or nothing."""
    near = nearest(word, options)
    return f" Did you mean “{near}”?" if near else ""


def is_one_of(word: str, options: Iterable[str]) -> bool:
    """Any case, spacing and punctuation."""
    return _squashed(word) in {_squashed(option) for option in options}


def _squashed(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()
