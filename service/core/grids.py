"""What a workbook holds before anyone says what it means: tabs of raw cells, numbered as the spreadsheet numbers them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that shows an error of the spreadsheet's own, such as #REF!."""

    code: str


Raw = None | str | float | int | bool | date | datetime | time | timedelta | CellError


@dataclass(frozen=True, slots=True)
class Area:
    """A block of cells, first and last row and column included, counted from 1."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Grid:
    """One tab. `rows[0]` is row 1 and `rows[0][0]` is cell A1; rows may differ in length."""

    title: str
    rows: Sequence[Sequence[Raw]]
    identity: str | None = (
        None  # the tab's own declared title, when a defined name says so; it follows renames
    )
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[Area, ...] = ()
    filtered: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """What a port noticed of a workbook, in whole sentences and without cell values."""

    code: str
    says: str
    fix: str
    tab: str | None = None  # what it is called in the file; None for the workbook itself
    stops: bool = False  # something will not happen until it is mended

    def __str__(self) -> str:
        return " ".join(filter(None, (f"{self.tab}:" if self.tab else "", self.says, self.fix)))


PUT_BACK = "put-back"  # the code of notices that tell of it


@dataclass(frozen=True, slots=True)
class PutBack:
    """A cell in which our last write landed because somebody moved rows or columns in that second, and what stood there."""

    tab: str  # what it is called in the file
    row: int
    column: int
    holds: Raw  # of ours, now
    back: Raw  # None: nothing stood there
    ref: str | None = (
        None  # what it holds is this Ref, and stands nowhere else: found by content, wherever it is by then
    )
    heading: str = ""  # of its column, where that is known
    is_formula: bool = False  # of ours: `holds` is what it shows


@dataclass(slots=True)
class Snapshot:
    """A whole workbook as last saved. `revision` changes whenever anybody saves it."""

    revision: str
    grids: list[Grid]
    site_id: str | None = None  # which site this workbook says it belongs to; notices a copied workbook
    saved_at: datetime | None = None
    locked_by: str | None = None  # somebody has it open, possibly with unsaved work
    cells_are_known: bool = True  # False: tabs alone were looked at, and their grids have no rows
    is_ours: bool = False  # known to be as we wrote it: nobody has saved since
    asked: str | None = (
        None  # what the port's `revision` said before this was read, where that is another thing
    )
    notices: list[Notice] = field(default_factory=list)
    put_back: list[PutBack] = field(default_factory=list)  # read as if they had been put back already
    last_landed: bool | None = None  # what became of a write whose fate nobody knew, where this read tells
    # Nobody can tell who sees it: nothing goes out by it, and no figures go into it.
    sharing_unknown: bool = False
    tidies: bool = False  # something of the port's own is to be taken out of the workbook with the next write


_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_ODD = re.compile(r"[\u00a0\u00ad\u2000-\u200f\u202f\u205f\u2060\u3000\ufeff\r\t]|  |^\s|\s$")


def tidy(text: str) -> str:
    """The words a person sees: no zero-width characters, single spaces, line breaks kept, ends trimmed."""
    # Most cells are plain; these look-ups are many times as fast as the pattern.
    if text.isascii() and text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text
    if not _ODD.search(text):
        return text
    text = text.translate(_ZERO_WIDTH).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()


CHUNK = 256  # cells looked at together: one odd cell makes only its own chunk slow


def joined_if_plain(texts: Sequence[str]) -> str | None:
    """These texts with | between, when `tidy` would leave every one of them as it is and none is empty; else None.

    One look at the whole instead of one at each: this is what makes reading 20,000 rows quick.
    """
    whole = "|".join(texts)
    plain = (
        whole.isprintable()
        and "  " not in whole
        and "| " not in whole
        and " |" not in whole
        and "||" not in whole
    )
    if plain and whole.isascii() and whole[:1] not in ("", " ", "|") and whole[-1] not in (" ", "|"):
        return whole
    return None


def is_blank(raw: Raw) -> bool:
    """True for an empty cell and for one that holds only spaces or invisible characters."""
    return raw is None or (isinstance(raw, str) and (not raw or not tidy(raw)))


def column_letters(column: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while column:
        column, left = divmod(column - 1, 26)
        letters = chr(65 + left) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """(5, 2) → B5."""
    return f"{column_letters(column)}{row}"
