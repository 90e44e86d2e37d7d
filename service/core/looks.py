"""How the cells of our own tabs look, in every workbook: one look for each style a cell may have."""

from __future__ import annotations

# name → bold, size over the workbook's own, colour, background, number format. Contrast of each is 7 to 1 or more,
# and nothing is said by colour alone: "Mend" and "Worth a look" stand in words beside it.
LOOKS: dict[str, tuple[bool, int, str, str, str]] = {
    "text": (False, 0, "", "", "General"),
    "title": (True, 5, "003087", "", "General"),
    "heading": (True, 0, "FFFFFF", "003087", "General"),
    "strong": (True, 0, "", "", "General"),
    "note": (False, 0, "425563", "", "General"),
    "date": (False, 0, "", "", "d mmm yyyy"),
    "time": (False, 0, "", "", "h:mm"),
    "number": (False, 0, "", "", "General"),  # "#,##0.##" would leave a full stop behind whole numbers
    "whole": (False, 0, "", "", "#,##0"),
    "percent": (False, 0, "", "", "0%"),
    "money": (False, 0, "", "", "£#,##0.00"),
    "link": (False, 0, "004281", "", "General"),
    "mend": (True, 0, "6B0F0F", "FBE3E1", "General"),
    "look": (False, 0, "3D3000", "FFF3C4", "General"),
}


def larger_by(style: str) -> int:
    """Points of type over the workbook's own."""
    return LOOKS[style][1]


def is_bold(style: str) -> bool:
    return LOOKS[style][0]
