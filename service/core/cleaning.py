"""Text made fit for a spreadsheet cell or a CSV file: one function for every port, whatever people paste."""

from __future__ import annotations

import re

EXCEL_LIMIT, GOOGLE_LIMIT = 32_767, 50_000  # characters in one cell, as each of them counts

# XML 1.0 has no way to write these; a lone surrogate is not even a character.
_BREAKS = re.compile("\r\n|[\r\x0b\x0c]")  # \x0b is what Word puts for a line break within a paragraph
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\ufffe\uffff]")
_LONE = re.compile("[\ud800-\udfff]")
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def clean_for_cell(text: str, limit: int = EXCEL_LIMIT) -> str:
    """The text as a cell can hold it. What had to be cut is said at its end."""
    if _UNFIT.search(text):
        text = _FORBIDDEN.sub("", _BREAKS.sub("\n", text))
        text = _LONE.sub("\ufffd", text)
    return text if 2 * len(text) <= limit else _cut(text, limit)


def utf16_length(text: str) -> int:
    """Characters as Excel and Google count them: most emoji are two."""
    return len(text) + sum(character > "\uffff" for character in text)


def _cut(text: str, limit: int) -> str:
    if utf16_length(text) <= limit:
        return text
    room = limit - len(f"… (cut, {len(text)} characters more)")
    kept = text[:room]
    while utf16_length(kept) > room:
        kept = kept[: -max(1, (utf16_length(kept) - room) // 2)]
    return f"{kept}… (cut, {len(text) - len(kept)} characters more)"


# What spreadsheets take for the start of a formula when they open a CSV file, wide forms too, after spaces too.
_FORMULA = re.compile(r"'*(\s*[=+\-@|%＝＋－＠]|[\t\r\n])")


def csv_safe(text: str) -> str:
    """The text with an apostrophe before it, where a spreadsheet would run it as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def csv_plain(text: str) -> str:
    """What `csv_safe` was given: `+44 1632 960001` and `- a comment` come back as they were."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
