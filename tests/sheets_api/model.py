"""What a spreadsheet holds on the server: tabs, rows of cells, names, and who may open it.

Cells are never changed in place: a new one takes its place. So a whole spreadsheet is copied by copying its lists,
which is how a batchUpdate is applied to a copy and swapped in when every request of it went well.
"""

from __future__ import annotations

import copy
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import NoneType
from typing import Any

JSON = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as it was entered, with its equals sign."""

    text: str


Entered = None | str | float | int | bool | Formula  # None: nothing entered


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what was entered and how it looks. The JSON parts are as the API writes them, and are never changed in place."""

    value: Entered = None
    format: Mapping[str, Any] = field(default_factory=dict)  # userEnteredFormat
    note: str = ""
    validation: Mapping[str, Any] | None = None  # dataValidation
    runs: tuple[Mapping[str, Any], ...] = ()  # textFormatRuns

    __hash__ = object.__hash__  # rows share their cells: a set of them holds each once

    def with_value(self, value: Entered) -> Cell:
        """An empty text is an empty cell. Written out, for dataclasses.replace takes three times as long."""
        entered = None if value == "" and isinstance(value, str) else value
        return Cell(entered, self.format, self.note, self.validation, self.runs)


EMPTY = Cell()


@dataclass
class Sheet:
    """One tab. `rows[r][c]` counts from 0; rows and the list of them may be shorter than the grid."""

    sheet_id: int
    title: str
    row_count: int = 1000
    column_count: int = 26
    properties: JSON = field(default_factory=dict)  # the rest of SheetProperties: hidden, tabColorStyle …
    grid_properties: JSON = field(default_factory=dict)  # frozenRowCount … without rowCount and columnCount
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[JSON] = field(default_factory=list)  # GridRanges, bounded
    row_metadata: dict[int, JSON] = field(default_factory=dict)  # DimensionProperties by row, from 0
    column_metadata: dict[int, JSON] = field(default_factory=dict)
    row_groups: list[JSON] = field(default_factory=list)
    column_groups: list[JSON] = field(default_factory=list)
    protected: list[JSON] = field(default_factory=list)
    conditional: list[JSON] = field(default_factory=list)
    charts: list[JSON] = field(default_factory=list)
    banded: list[JSON] = field(default_factory=list)
    basic_filter: JSON | None = None
    filter_views: list[JSON] = field(default_factory=list)
    tables: list[JSON] = field(default_factory=list)

    def cell(self, row: int, column: int) -> Cell:
        """The cell at this place, counting from 0; an empty one where nothing was ever put."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return EMPTY

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Replaces one cell; the row grows as far as it must."""
        while len(self.rows) <= row:
            self.rows.append([])
        cells = self.rows[row]
        if len(cells) <= column:
            cells.extend([EMPTY] * (column + 1 - len(cells)))
        cells[column] = cell

    def copy(self) -> Sheet:
        """Another one with the same content; cells are shared, for they are never changed in place."""
        twin = copy.copy(self)
        twin.rows = [list(cells) for cells in self.rows]
        for name in _OWN:
            setattr(twin, name, twin_of(getattr(self, name)))
        return twin


def twin_of(part: Any) -> Any:
    """A deep copy of what is made of mappings and lists, as JSON is: a good deal quicker than one of anything."""
    if type(part) is dict:
        return {name: twin_of(value) for name, value in part.items()}
    if type(part) is list:
        return [twin_of(value) for value in part]
    return part if isinstance(part, (str, int, float, NoneType)) else copy.deepcopy(part)


_OWN = (
    "properties grid_properties merges row_metadata column_metadata row_groups column_groups "
    "protected conditional charts banded basic_filter filter_views tables"
).split()


@dataclass
class Spreadsheet:
    """One file. `version` and `modified` (ISO, UTC) are what Drive tells of it; `permissions` are Drive's."""

    spreadsheet_id: str
    title: str
    sheets: list[Sheet] = field(default_factory=list)  # in the order of their tabs
    locale: str = "en_US"
    time_zone: str = "Etc/GMT"
    named_ranges: list[JSON] = field(default_factory=list)  # {namedRangeId, name, range}
    developer_metadata: list[JSON] = field(default_factory=list)
    permissions: list[JSON] = field(default_factory=list)  # {id, type, role, emailAddress?, domain?}
    mime_type: str = "application/vnd.google-apps.spreadsheet"
    version: int = 1
    created: str = ""
    modified: str = ""
    modified_by: str = ""  # whose change was the last
    parents: list[str] = field(default_factory=list)
    comments: list[JSON] = field(default_factory=list)
    trashed: bool = False
    drive_id: str = ""  # the shared drive it is on; nobody owns it then

    def copy(self) -> Spreadsheet:
        twin = copy.copy(self)
        twin.sheets = [sheet.copy() for sheet in self.sheets]
        for name in ("named_ranges", "developer_metadata", "permissions", "parents", "comments"):
            setattr(twin, name, twin_of(getattr(self, name)))
        return twin

    def sheet(self, sheet_id: int) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.sheet_id == sheet_id), None)

    def titled(self, title: str) -> Sheet | None:
        """Titles are compared without case, as Google compares them."""
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == title.casefold()), None)


class APIFailure(Exception):
    """What the server answers instead of a result: an HTTP status and Google's words for it."""

    def __init__(self, code: int, status: str, message: str, details: list[JSON] | None = None):
        super().__init__(message)
        self.code, self.status, self.message, self.details = code, status, message, details

    def body(self) -> JSON:
        """The body of a Sheets error; Drive's has another shape."""
        error: JSON = {"code": self.code, "message": self.message, "status": self.status}
        if self.details:
            error["details"] = self.details
        return {"error": error}


def invalid(message: str, details: list[JSON] | None = None) -> APIFailure:
    """A 400 with these words."""
    return APIFailure(400, "INVALID_ARGUMENT", message, details)


def new_sheet_id() -> int:
    return secrets.randbelow(2**31 - 1) + 1


def new_file_id() -> str:
    """44 characters, as Drive's are."""
    return "1" + secrets.token_urlsafe(33)[:43]
