"""What in free words could point to a person: e-mail addresses, telephone numbers, NHS numbers, and names we know."""

from __future__ import annotations

import re
from collections.abc import Iterable

# One letter before the @ is enough to find it, and keeps a very long word from being tried again from each of its letters.
_EMAIL = re.compile(r"[^\s@,;<>()\"]@[^\s@,;<>()\".]+(\.[^\s@,;<>()\".]+)+")
_PHONE = re.compile(r"(?<![\d.,£])(?:\+44|0)(?:[ .\-()]{0,2}\d){9,10}(?!\d)")
_TEN = re.compile(r"(?<![\d.,£+])\d{3}[ \-\u00a0]?\d{3}[ \-\u00a0]?\d{4}(?!\d)")
_SHORTEST_NAME = 5  # letters and spaces; “Jo” alone is in too many words to be told from them


def is_nhs_number(digits: str) -> bool:
    """Ten figures whose last is the check digit, by modulus 11."""
    if not re.fullmatch(r"\d{10}", digits, re.ASCII):
        return False
    check = (
        11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    )
    return check != 10 and check % 11 == int(digits[9])


def holds_email(text: str) -> bool:
    return _EMAIL.search(text) is not None


def holds_phone(text: str) -> bool:
    return _PHONE.search(text) is not None


def holds_nhs_number(text: str) -> bool:
    return any(is_nhs_number(re.sub(r"\D", "", found[0])) for found in _TEN.finditer(text))


def identifier_in(text: str | None) -> str | None:
    """What kind of identifier the words hold, to be named in a problem; never the identifier itself."""
    if not text:
        return None
    if holds_email(text):
        return "an e-mail address"
    if holds_nhs_number(text):
        return "an NHS number"
    return "a telephone number" if holds_phone(text) else None


class Names:
    """Looks for whole names in text: full names, and first names only where they are given alone."""

    def __init__(self, names: Iterable[str]):
        spelt = sorted(
            {_words(name) for name in names if len(_words(name)) >= _SHORTEST_NAME}, key=len, reverse=True
        )
        self._find = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, spelt))})(?!\w)") if spelt else None

    def are_in(self, text: str | None) -> bool:
        return bool(text and self._find and self._find.search(_words(text)))


def _words(text: str) -> str:
    return " ".join(re.sub(r"[^\w'’-]+", " ", text.casefold()).split())
