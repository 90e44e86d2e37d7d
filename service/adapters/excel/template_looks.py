"""How a new workbook looks: NHS colours, one typeface, and no decoration that does not tell something."""

from __future__ import annotations

from typing import Any

FONT = "Arial"
BLUE, DARK_BLUE, SLATE = "#005EB8", "#003087", "#425563"  # NHS identity: blue, dark blue, dark grey
PALE_GREY, GREY_TEXT, GREEN, RULE = "#F0F4F5", "#4C6272", "#007F3B", "#D8DDE0"
NEEDED, LOOK, MEND, MEND_TEXT = (
    "#FFF4CC",
    "#FFE2C4",
    "#FBE3E0",
    "#8A1538",
)  # text on each has a contrast over 7 to 1

STAFF_TAB, SERVICE_TAB, TODAY_TAB = BLUE, "#768692", GREEN

_HEADING = {
    "bold": True,
    "font_color": "#FFFFFF",
    "text_wrap": True,
    "valign": "vcenter",
    "align": "left",
    "indent": 1,  # as the cells below it
}
LOOKS: dict[str, dict[str, Any]] = {
    "heading": {**_HEADING, "bg_color": BLUE, "border": 1, "border_color": "#FFFFFF"},
    "heading ours": {**_HEADING, "bg_color": DARK_BLUE, "border": 1, "border_color": "#FFFFFF"},
    "heading more": {**_HEADING, "bg_color": SLATE, "border": 1, "border_color": "#FFFFFF"},
    "title": {"bold": True, "font_size": 18, "font_color": DARK_BLUE, "valign": "vcenter"},
    "subtitle": {
        "bold": True,
        "font_size": 13,
        "font_color": "#FFFFFF",
        "bg_color": BLUE,
        "valign": "vcenter",
    },
    "note": {"font_color": GREY_TEXT, "text_wrap": True, "valign": "top"},
    "strong": {"bold": True, "text_wrap": True, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "line": {"text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": RULE},
    "strong line": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": RULE},
}
OURS = {"bg_color": PALE_GREY, "font_color": "#212B32"}
