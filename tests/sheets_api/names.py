"""Names that must be free: of tabs, named ranges and tables."""

from __future__ import annotations

import re

from tests.sheets_api.model import Spreadsheet, invalid

_CELL = re.compile(r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*[Cc][0-9]*")


def free_title(book: Spreadsheet, stem: str, *, first: bool = False) -> str:
    """Sheet2, Sheet3 …; with `first`, the stem itself when it is free, then `stem 2`."""
    if first:
        if book.titled(stem) is None:
            return stem
        stem += " "
    number = 2 if first else len(book.sheets) + 1
    while book.titled(f"{stem}{number}") is not None:
        number += 1
    return f"{stem}{number}"


def check_range_name(book: Spreadsheet, name: str, own: str | None = None) -> None:
    """What Google's help says of names; one in use is refused even when its cells are gone [I:gspread#1530]."""
    unfit = (
        not re.fullmatch(r"\w{1,250}", name)
        or name[0].isdigit()
        or name.casefold() in ("true", "false")
        or _CELL.fullmatch(name)
    )
    if unfit:
        raise invalid(f"Invalid name: {name}")
    for each in book.named_ranges:
        if each["name"].casefold() == name.casefold() and each["namedRangeId"] != own:
            raise invalid(
                f"Cannot add named range with name: {name}, a named range with that name already exists."
            )


def free_table_name(book: Spreadsheet, stem: str) -> str:
    taken = {table["name"].casefold() for sheet in book.sheets for table in sheet.tables}
    number = 1
    name = stem
    while name.casefold() in taken:
        number += 1
        name = f"{stem}_{number}"
    return name
