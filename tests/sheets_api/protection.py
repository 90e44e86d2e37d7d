"""Protected ranges at work: who may not write there is refused.

Google's body for this is an open question (§11); the words are those the old feed API gave
[I:node-google-spreadsheet#20], as a 400 of the request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sheets_api import places
from tests.sheets_api.caller import CALLER
from tests.sheets_api.getting import may_edit
from tests.sheets_api.model import JSON, Sheet, Spreadsheet, invalid
from tests.sheets_api.notation import Area

if TYPE_CHECKING:
    from tests.sheets_api.requests.registry import Batch

WORDS = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)


def check(batch: Batch, where: Area) -> None:
    """A 400 where the caller may not write in all of the block."""
    refuse(batch.book, where.sheet, where.top, where.left, where.bottom, where.right)


def refuse(book: Spreadsheet, sheet: Sheet, top: int, left: int, bottom: int, right: int) -> None:
    """For the values methods too. Outside a request nobody asks, and nothing is refused."""
    account = CALLER.get()
    for each in sheet.protected:
        if may_edit(book, each, account):
            continue
        if not places.overlap(sheet, range_of(book, each), top, left, bottom, right):
            continue
        free = each.get("unprotectedRanges", [])
        if not any(_holds(sheet, one, top, left, bottom, right) for one in free):
            raise invalid(WORDS)


def range_of(book: Spreadsheet, protection: JSON) -> JSON:
    """The protection's own range, or that of the named range it is backed by [D]."""
    name = protection.get("namedRangeId")
    named = next((each for each in book.named_ranges if each["namedRangeId"] == name), None)
    found: JSON = named["range"] if name and named and "range" in named else protection.get("range", {})
    return found


def _holds(sheet: Sheet, one: JSON, top: int, left: int, bottom: int, right: int) -> bool:
    first, at_left, last, at_right = places.ends(sheet, one)
    return first <= top and bottom <= last and at_left <= left and right <= at_right
