"""Names inside an Excel workbook: which tab is which, whatever it is called now."""

from __future__ import annotations

import re

# A workbook-level defined name follows its tab through renames, moves and LibreOffice (reference/excel.md).
_PREFIX = "pv_tab_"


def tab_name(title: str) -> str:
    """The defined name that says which of our tabs this is: `How we listen` → pv_tab_How_we_listen."""

    def coded(found: re.Match[str]) -> str:
        return "_" if found[0] == " " else f".{ord(found[0]):x}."

    return _PREFIX + re.sub(r"[^A-Za-z0-9]", coded, title)


def tab_title(name: str) -> str | None:
    """The declared title behind such a name, or None when the name says nothing of a tab: pv_tab_Set.2d.up → Set-up."""
    if not name.lower().startswith(_PREFIX):
        return None
    title = name[len(_PREFIX) :].replace("_", " ")
    return re.sub(r"\.([0-9a-f]+)\.", lambda found: chr(int(found[1], 16)), title)
