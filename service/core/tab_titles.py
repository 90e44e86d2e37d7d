"""How a tab is named in a formula or a link: alike in Excel, LibreOffice and Google Sheets."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_LIKE_A_CELL = re.compile(r"(?i)([a-z]{1,3}\d+|r\d*c?\d*|c\d*|true|false)\Z")


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
