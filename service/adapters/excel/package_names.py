"""Names inside an Excel workbook: which tab is which whatever it is called now, and how a tab is named in a formula."""

from __future__ import annotations

import re

# A workbook-level defined name follows its tab through renames, moves and LibreOffice (reference/excel.md).
_PREFIX = "pv_tab_"
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_LIKE_A_CELL = re.compile(r"(?i)([a-z]{1,3}\d+|r\d*c?\d*|c\d*|true|false)\Z")


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


def quoted(title: str) -> str:
    """A tab's title as formulas write it: People, 'How we listen', 'Jane''s list'."""
    if _PLAIN.match(title) and not _LIKE_A_CELL.match(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def unquoted(title: str) -> str:
    """The reverse of `quoted`."""
    if len(title) > 1 and title[0] == title[-1] == "'":
        return title[1:-1].replace("''", "'")
    return title
