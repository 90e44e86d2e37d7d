"""Formats as the server keeps them: every colour in both of its spellings, channels of 0 left out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from tests.sheets_api.model import JSON

# The old spelling of each colour and the new one; the server shows both whichever was sent [C:WT.test_format #6].
TWINS = {
    "backgroundColor": "backgroundColorStyle",
    "foregroundColor": "foregroundColorStyle",
    "color": "colorStyle",
    "tabColor": "tabColorStyle",
    "headerColor": "headerColorStyle",
    "firstBandColor": "firstBandColorStyle",
    "secondBandColor": "secondBandColorStyle",
    "footerColor": "footerColorStyle",
}
_NEW = {new: old for old, new in TWINS.items()}
_CHANNELS = ("red", "green", "blue", "alpha")

DEFAULT_FORMAT: JSON = {
    "backgroundColor": {"red": 1, "green": 1, "blue": 1},
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": {"red": 1, "green": 1, "blue": 1}},
}


def _theme(kind: str, *channels: float) -> JSON:
    shown = {name: value for name, value in zip(_CHANNELS, channels, strict=False) if value}
    return {"colorType": kind, "color": {"rgbColor": shown}}


THEME: JSON = {
    "primaryFontFamily": "Arial",
    "themeColors": [
        _theme("TEXT"),
        _theme("BACKGROUND", 1, 1, 1),
        _theme("ACCENT1", 0.25882354, 0.52156866, 0.95686275),
        _theme("ACCENT2", 0.91764706, 0.2627451, 0.20784314),
        _theme("ACCENT3", 0.9843137, 0.7372549, 0.015686275),
        _theme("ACCENT4", 0.20392157, 0.65882355, 0.3254902),
        _theme("ACCENT5", 1, 0.42745098, 0.003921569),
        _theme("ACCENT6", 0.27450982, 0.7411765, 0.7764706),
        _theme("LINK", 0.06666667, 0.33333334, 0.8),
    ],
}


def kept(given: Any) -> Any:
    """The JSON with both spellings of its colours and without their channels of 0, at any depth."""
    if isinstance(given, list):
        return [kept(each) for each in given]
    if not isinstance(given, Mapping):
        return given
    shown: JSON = {}
    for name, value in given.items():
        if name in TWINS or name == "rgbColor":
            shown[name] = _channels(value)
        else:
            shown[name] = kept(value)
    for old, new in TWINS.items():
        if new in shown and "rgbColor" in shown[new]:
            shown[old] = shown[new]["rgbColor"]
        elif old in shown and new not in shown:
            shown[new] = {"rgbColor": shown[old]}
    return shown


def _channels(colour: Any) -> Any:
    if not isinstance(colour, Mapping):
        return colour
    return {name: value for name, value in colour.items() if value or name not in _CHANNELS}


def with_twins(mask: JSON) -> JSON:
    """A mask that names one spelling of a colour names the other as well: they are one colour."""
    full: JSON = {name: with_twins(at) for name, at in mask.items()}
    for name in mask:  # the other spelling comes after everything else, as in replies [C:WT.test_format #6]
        twin = TWINS.get(name) or _NEW.get(name)
        if twin:
            full.setdefault(twin, {})
    return full


def effective(entered: Mapping[str, Any]) -> JSON:
    """effectiveFormat: what was entered over the spreadsheet's own format. Conditional formats are not worked out."""
    shown: JSON = dict(DEFAULT_FORMAT) | {"hyperlinkDisplayType": "PLAIN_TEXT"}
    for name, value in entered.items():
        old = shown.get(name)
        shown[name] = (
            {**old, **value}
            if isinstance(old, Mapping) and isinstance(value, Mapping) and name in _MERGED
            else value
        )
    return shown


_MERGED = {"textFormat", "padding"}


@cache
def default_pixels(dimension: str) -> int:
    """Height of a new row, width of a new column."""
    return 21 if dimension == "ROWS" else 100
