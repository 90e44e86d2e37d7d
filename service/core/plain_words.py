"""Words as they are compared: in small letters without accents, apostrophes and invisible characters."""

from __future__ import annotations

import re
import unicodedata

_POSSESSIVE = re.compile(r"['’ʼ]s\b", re.IGNORECASE)
_JOINING = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad'’ʼ]")
_WORD = re.compile(r"[^\W_]+")
_PLAIN_WORD = re.compile(r"[a-z0-9]+")
# Letters with a stroke and the like, which Unicode does not take apart: Łucja is typed Lucja on most keyboards.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "þ": "th", "æ": "ae", "œ": "oe"}
)


def split(text: str) -> list[str]:
    """Words and numbers as typed; an apostrophe s falls away, other apostrophes join (O'Brien), hyphens part."""
    text = _JOINING.sub("", _POSSESSIVE.sub("", text))
    return _WORD.findall(unicodedata.normalize("NFC", text))


def plain(word: str) -> str:
    if word.isascii():
        return word.lower()
    spread = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter)).translate(_LETTERS)


def words(text: str) -> tuple[str, ...]:
    if text.isascii() and "'" not in text:  # nearly always, and thousands of times
        return tuple(_PLAIN_WORD.findall(text.lower()))
    return tuple(filter(None, map(plain, split(unicodedata.normalize("NFKC", text)))))
