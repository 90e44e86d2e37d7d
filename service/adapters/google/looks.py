"""How cells look on Google: the looks of service/core/looks.py as CellFormat."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from service.adapters.google.layout import JSON
from service.core.looks import LOOKS
from service.core.measuring import SIZE

_FONT = "Arial"
_WORDS_IN_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def look_of(style: str, larger: int = 0) -> JSON:
    """CellFormat of one of our styles, its type so many points larger. Not to be changed: it is made once."""
    return _look(style, larger)


def linked(look: JSON, address: str) -> JSON:
    """The same look with a link. Google would make it blue and underlined unless told otherwise in the same request."""
    text = {"underline": False, "foregroundColorStyle": colour("000000"), **look["textFormat"]}
    return {**look, "textFormat": {**text, "link": {"uri": address}}}


@cache
def _look(style: str, larger: int) -> JSON:
    bold, more, text, background, code = LOOKS[style]
    wanted: dict[str, Any] = {
        "fontFamily": _FONT,
        "fontSize": SIZE + more + larger,
        "bold": bold or None,
        "underline": style == "link" or None,
        "foregroundColorStyle": colour(text) if text else None,
    }
    look: JSON = {
        "horizontalAlignment": "LEFT",  # figures too, under headings that stand left and beside words
        "verticalAlignment": "MIDDLE" if style == "heading" or larger else "TOP",
        "wrapStrategy": "WRAP",
        "textFormat": {name: value for name, value in wanted.items() if value is not None},
    }
    if background:
        look["backgroundColorStyle"] = colour(background)
    if number := number_format(code):
        look["numberFormat"] = number
    return look


def colour(rrggbb: str) -> JSON:
    """ColorStyle of `003087` or `#003087`."""
    figures = rrggbb.strip("#")
    parts = (int(figures[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return {"rgbColor": dict(zip(("red", "green", "blue"), parts, strict=True))}


def number_format(code: str) -> JSON | None:
    """NumberFormat of a format code, which Google writes as Excel does but wants to be told its type. None for General."""
    if code == "General":
        return None
    if code == "@":
        return {"type": "TEXT", "pattern": code}
    signs = _WORDS_IN_CODE.sub("", code).casefold()
    has_day, has_hour = any(sign in signs for sign in "dy"), "h" in signs
    if has_day or has_hour:
        kind = "DATE_TIME" if has_day and has_hour else "DATE" if has_day else "TIME"
    elif "%" in signs:
        kind = "PERCENT"
    else:
        kind = "CURRENCY" if "£" in code else "NUMBER"
    return {"type": kind, "pattern": code}
