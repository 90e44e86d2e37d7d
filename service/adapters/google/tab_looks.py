"""How tabs of a new workbook look in Google Sheets: the template's looks, in Google's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.adapters.excel.template import COLOURS as CELL_COLOURS
from service.adapters.excel.template_looks import FONT, LOOKS
from service.adapters.excel.template_staff import column_look
from service.adapters.google.layout import JSON
from service.core.rows import Column
from service.core.values import Ref

_SIZE = 11  # points, as in the Excel template
_INDENT = {"top": 2, "right": 3, "bottom": 2, "left": 8}  # pixels: Google has no indent for cells
_UPRIGHT = {"top": "TOP", "vcenter": "MIDDLE"}
_SIDES = ("top", "bottom", "left", "right")
# Excel's code → the kind Google wants told besides the pattern.
_TYPES = {"@": "TEXT", "d mmm yyyy": "DATE", "h:mm": "TIME", "£#,##0.00": "CURRENCY"}


def rgb(colour: str) -> JSON:
    """#005EB8 as Google takes it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return dict(zip(("red", "green", "blue"), parts, strict=True))


def colour_style(colour: str) -> JSON:
    return {"rgbColor": rgb(colour)}


def pixels(width: float) -> int:
    """A column's width in characters of 11 points, as Excel reckons it."""
    return round(width * 7 + 5)


def number_format(code: str) -> JSON | None:
    """None for General, which is no format at all."""
    return None if code == "General" else {"type": _TYPES.get(code, "NUMBER"), "pattern": code}


def cell_format(look: Mapping[str, Any]) -> JSON:
    """One of the template's looks (xlsxwriter's words) as a CellFormat."""
    text: JSON = {"fontFamily": FONT, "fontSize": look.get("font_size", _SIZE)}
    if look.get("bold"):
        text["bold"] = True
    if colour := look.get("font_color"):
        text["foregroundColorStyle"] = colour_style(colour)
    made: JSON = {"textFormat": text}
    if colour := look.get("bg_color"):
        made["backgroundColorStyle"] = colour_style(colour)
    if upright := look.get("valign"):
        made["verticalAlignment"] = _UPRIGHT[upright]
    if look.get("align"):
        made["horizontalAlignment"] = look["align"].upper()
    if look.get("indent"):
        made["padding"] = dict(_INDENT)
    made["wrapStrategy"] = "WRAP" if look.get("text_wrap") else "OVERFLOW_CELL"
    if shown := number_format(look.get("num_format", "General")):
        made["numberFormat"] = shown
    if borders := _borders(look):
        made["borders"] = borders
    return made


def _borders(look: Mapping[str, Any]) -> JSON:
    around = look.get("border")
    return {
        side: {
            "style": "SOLID",
            "colorStyle": colour_style(look.get(f"{side}_color") or look["border_color"]),
        }
        for side in _SIDES
        if around or look.get(side)
    }


def heading_format(column: Column) -> JSON:
    ours = column.formula or isinstance(column.kind, Ref)
    return cell_format(LOOKS["heading ours" if ours else "heading more" if column.more else "heading"])


def column_format(column: Column) -> JSON:
    return cell_format(column_look(column))


def alert_format(name: str) -> JSON:
    """What a cell turns into when something is missing ("needed"), odd ("look") or to mend ("mend")."""
    look = CELL_COLOURS[name]
    made: JSON = {"backgroundColorStyle": colour_style(look["bg_color"])}
    if colour := look.get("font_color"):
        made["textFormat"] = {"foregroundColorStyle": colour_style(colour)}
    return made


def alert_backgrounds() -> list[str]:
    return [look["bg_color"] for look in CELL_COLOURS.values()]
