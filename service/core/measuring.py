"""How tall a row must be for its words: LibreOffice shows rows as high as they were written, and measures none itself."""

from __future__ import annotations

from functools import cache

TALLEST = 409  # points: Excel opens no file with a taller row
SIZE = 11  # points: the type of a new workbook
_FIGURE = 542  # thousandths of the type's size that one unit of a column's width is, less what rounding takes
_EDGE = 80  # a little to be safe; the air on both sides of a cell is part of no unit
# Arial's own widths, which Liberation Sans and Helvetica share; what is not named here is as wide as a figure.
_WIDTHS = {
    **dict.fromkeys("ijl'‘’|", 222),
    **dict.fromkeys(" .,:;!/\\ftI[]", 278),
    **dict.fromkeys('r()-“”"', 333),
    **dict.fromkeys("cksvxyzJ", 500),
    **dict.fromkeys("ABEKPSVXY&", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("mM", 833),
    **dict.fromkeys("W@%…—", 1000),
}
_BOLD = 1.08  # times as wide
_LEADING = 1.3  # a line's height over the type's size
_AIR = 1.5  # points under the last line


def lines_of(text: str, width: float, larger: int = 0, bold: bool = False) -> int:
    """How many lines words take in a column this wide, broken between words as both programs do."""
    if "\n" not in text and len(text) * (SIZE + larger) < width * 0.55 * SIZE:  # even all capitals would fit
        return 1
    room = (width * _FIGURE - _EDGE) * SIZE / (SIZE + larger) / (_BOLD if bold else 1)
    return sum(_lines(paragraph, max(room, 1000)) for paragraph in text.split("\n"))


def _lines(words: str, room: float) -> int:
    lines, used = 1, 0.0
    for word in words.split(" "):
        wide = sum(map(_wide, word))
        if used and used + wide > room:
            lines, used = lines + 1, 0.0
        lines += int(wide // room) if wide > room else 0  # a long address is broken where it must be
        used += wide % room + 278
    return lines


@cache
def _wide(letter: str) -> int:
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if ord(letter) > 0x2E80:  # Chinese, Japanese, Korean, pictures
        return 1000
    return 667 if letter.isupper() else 556


def height_of(lines: int, larger: int = 0) -> float:
    """Points for so many lines of type."""
    return min(TALLEST, round(lines * (SIZE + larger) * _LEADING + _AIR, 1))
