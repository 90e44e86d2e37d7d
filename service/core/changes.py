"""What to write where, as data: the words every workbook port understands (DESIGN §6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from service.core.grids import PutBack, Raw, Snapshot, column_letters
from service.core.rows import Column, Row
from service.core.tab_titles import quoted
from service.core.values import Choice, Choices, FromList, Kind, PointsTo

# Styles a service tab's cell may have; each port knows how it looks.
STYLES = (
    "text",
    "title",
    "heading",
    "strong",
    "note",
    "date",
    "time",
    "number",
    "percent",
    "money",
    "link",
    "mend",
    "look",
    "whole",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a service tab. `link` is a URL, or `#Tab title!B5` for a place in the same workbook."""

    value: str | int | float | date | datetime | None
    style: str = "text"
    link: str | None = None


Line = Sequence[
    Cell | str | int | float | date | datetime | None
]  # bare values have style "text", "number" or "date"


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart over cells of the same tab. Rows and columns count from 1; `alt` is its text alternative."""

    kind: str  # "bar" | "column" | "line" | "stacked bar"
    title: str
    alt: str
    categories: tuple[int, int, int]  # column, first row, last row
    series: tuple[tuple[str, int, int, int], ...]  # name, column, first row, last row
    at: tuple[int, int]  # row, column of its top left corner
    size: tuple[int, int] = (480, 288)  # pixels
    value_format: str = "General"
    most: float | None = None  # where the axis of values ends; None: by the values


@dataclass(frozen=True, slots=True)
class ServiceTab:
    """A declaration: one tab that is ours and is rewritten whole."""

    title: str
    workbook: str  # "staff" | "managers"
    place: int  # order among all tabs of that workbook; Today is 0
    help: str
    widths: tuple[int, ...] = ()  # of columns, in characters
    hidden: bool = False
    waits: bool = False  # hidden until it has something to say (TabContent.says)
    landscape: bool = False
    freeze_rows: int = 0
    larger: int = 0  # points of type over the workbook's own, where a tab is read at a glance
    one_page: bool = False  # printed on a single page, whatever it holds
    filled: bool = True  # False: declared for a later version, and in no workbook until a summary fills it
    ours: bool = True  # False: made once, then people's own (Notes in the managers' workbook)


@dataclass(frozen=True)
class TabContent:
    """All of a service tab, as it should now stand."""

    tab: ServiceTab
    lines: Sequence[Line]
    charts: Sequence[Chart] = ()
    title: str | None = None  # for tabs made one a survey ("Answers S-001"); else the declaration's
    print_heading_row: int | None = None
    says: bool = True  # False: nothing yet that anybody needs to see

    @property
    def is_hidden_at_first(self) -> bool:
        return self.tab.hidden or (self.tab.waits and not self.says)

    @property
    def name(self) -> str:
        return self.title or self.tab.title


@dataclass(frozen=True, slots=True)
class FillRef:
    """Write `ref` into the empty Ref cell of this row as read."""

    kind: type[Row]
    row: int
    ref: str


@dataclass(frozen=True, slots=True)
class GiveBack:
    """The Ref of ours that stands where `back` stood is taken for it again, wherever that row is now (DESIGN §6)."""

    kind: type[Row]
    written: str
    back: str


@dataclass(frozen=True)
class Append:
    """A new row under the last one with data. `cells` is by attribute name, values as our kinds read them; Ref included."""

    kind: type[Row]
    cells: Mapping[str, Raw]
    ref: str


@dataclass(frozen=True, slots=True)
class TabPlace:
    """Where a staff tab's columns are in the revision the changes were made for."""

    kind: type[Row]
    title: str
    heading_row: int
    last_row: int
    columns: Mapping[str, int]
    # Sheet rows that hold data: formula columns are written into these and nowhere else.
    data_rows: Sequence[int]
    # Those whose formula columns do not show what they should, where the caller compared; None: all are compared.
    differing: Collection[int] | None = None


@dataclass(frozen=True)
class Changes:
    """Everything one sync writes into one workbook: all of it lands in one atomic write, or none."""

    based_on: str  # the revision it was worked out from; the port refuses (ChangedSinceRead) when the workbook moved on
    places: Sequence[TabPlace] = ()
    refs: Sequence[FillRef] = ()
    appends: Sequence[Append] = ()
    give_back: Sequence[GiveBack] = ()  # only where others can write between our look and our write
    put_back: Sequence[PutBack] = ()  # as the snapshot has them
    tidies: bool = False  # as the snapshot says
    # formula columns: (kind, attribute) → the value each Ref's cell shows now, for the cached value; "" for the rest.
    formulas: Mapping[tuple[type[Row], str], Mapping[str, str]] = field(default_factory=dict)
    tabs: Sequence[TabContent] = ()  # only those that differ from what was last published
    remove: Sequence[str] = ()  # titles of service tabs no longer wanted
    show: Sequence[str] = ()  # tabs (declared titles) to unhide; never hidden again
    list_lengths: Mapping[str, int] = field(default_factory=dict)  # named list → rows it now has in Lists

    @property
    def is_empty(self) -> bool:
        return not (self.writes_in_staff_tabs or self.tabs or self.remove or self.show or self.tidies)

    @property
    def writes_in_staff_tabs(self) -> bool:
        return bool(self.refs or self.appends or self.give_back or self.put_back or self.formulas)


# Lists tab: each drop-down of pointers or own words is one column, found by a workbook-level defined name.
def list_name(name: str) -> str:
    """`P` → pv_list_P; `Theme` → pv_list_Theme: what drop-downs refer to."""
    return "pv_list_" + "".join(letter if letter.isalnum() else "_" for letter in name)


def list_key(column: Column) -> str | None:
    """Which list in Lists this column's drop-down offers; None for one that is written into the drop-down itself.

    `P` for a pointer to People, `ES` to events or surveys, `P or Everyone` with words besides; `Theme` for staff's own words.
    """
    kind = column.kind
    if isinstance(kind, PointsTo):
        return " or ".join(["".join(kind.letters), *kind.or_words])
    if isinstance(kind, FromList):
        return kind.source
    if isinstance(kind, (Choice, Choices)) and not _fits_a_drop_down(kind.options):
        return f"{column.owner.tab} {column.heading}"
    return None


def _fits_a_drop_down(options: Sequence[str]) -> bool:
    return len(",".join(options)) <= LONGEST_LITERAL_LIST and not any("," in option for option in options)


def lists_needed(kinds: Sequence[type[Row]]) -> dict[str, Kind]:
    """Every list the drop-downs of these kinds need, by key, in the order of the tabs; the headings of Lists, each once."""
    needed: dict[str, Kind] = {}
    for kind in sorted(kinds, key=lambda kind: kind.place):
        for column in kind.columns.values():
            if key := list_key(column):
                needed.setdefault(key, column.kind)
    return needed


LONGEST_LITERAL_LIST = (
    255  # characters a drop-down may hold itself, commas included: Excel repairs a file with more
)
SITE_NAME = "pv_site"  # the workbook-level defined name that holds the site id, as a string constant


# Checks tab: column A is the Ref, then one column for each formula column any kind declares, in this order.
def checks_columns(kinds: Sequence[type[Row]]) -> list[str]:
    """Attribute names of formula columns, `check` first, each once: their order in the Checks tab from column B on."""
    names = ["check"]
    for kind in sorted(kinds, key=lambda kind: kind.place):
        names += [
            column.name for column in kind.columns.values() if column.formula and column.name not in names
        ]
    return names


def lookup_formula(ref_column: int, row: int, checks: str, width: int, number: int) -> str:
    """What a formula column holds in this row: its Ref looked up in Checks, whose tab is called `checks` in this workbook.

    `width` is how many columns Checks has, `number` which of them is shown. Plain and of the same row, so that it is right
    in Excel, LibreOffice and Google Sheets, and stays right when rows are sorted.
    """
    ref, last = column_letters(ref_column), column_letters(width)
    return f'IFERROR(VLOOKUP(${ref}{row},{quoted(checks)}!$A:${last},{number},FALSE),"")'


class WorkbookError(Exception):
    """A workbook could not be read or written. `says` is for people: what happened and what to do; no cell values."""

    exit_code = 3
    workbook: str | None = None  # "staff" or "managers", where the port knows
    may_have_landed = False  # some or all of what was being written may stand in the workbook

    def __init__(self, says: str, code: str = "workbook"):
        super().__init__(says)
        self.says, self.code = says, code


class ChangedSinceRead(WorkbookError):
    """Somebody saved the workbook after we read it: read again and decide again."""


class FateUnknown(ChangedSinceRead):
    """A write was sent and nobody answered: whether it landed shows when the workbook is read again."""

    may_have_landed = True


class WorkbookBusy(WorkbookError):
    """Somebody has it open, or the file is being written: wait and try again."""


class WorkbookRefused(WorkbookError):
    """We will not write this file (signed, protected, synced folder, Strict OOXML …): a person must do something first."""


# Beside settings of Set-up, where somebody asks for all that this version has: columns that are missing, and the words of
# drop-downs that an older version made.
RENEW = "*"


class Workbook(Protocol):
    """One workbook of one site. Each port (Excel file, Google, later Microsoft 365) has exactly these."""

    writes_alone: (
        bool  # True: nobody can write between our check and our write, so what we wrote needs no reading back
    )

    asked_when_idle: (
        bool  # False: asking whether anybody saved is not free, and is done only when there is work
    )

    def revision(self) -> str:
        """Cheap: changes whenever anybody, or we, saved."""

    def may_be_read_later(self, news: bool, within: timedelta) -> bool:
        """True where reading now would keep people of other workbooks waiting, and nobody waits for this one: with `news`,
        what `revision` just told of is a write of our own that was answered, not longer ago than `within`."""

    def read(self) -> Snapshot:
        """Everything, as last saved."""

    def publish(self, changes: Changes) -> str:
        """Writes all changes at once; gives the revision after our own write. Appends and Refs go the same way."""

    def install(
        self,
        kinds: Sequence[type[Row]],
        tabs: Sequence[ServiceTab],
        site_id: str,
        asked: Collection[str] = (),
    ) -> str:
        """Makes what is missing and repairs drop-downs, formats and frozen panes; staff rows stay. Gives the revision.

        `asked`: Set-up settings that say Yes, for columns that are there only then; and RENEW.
        """

    def mend(self, asked: Collection[str] = ()) -> Sequence[str]:
        """The same for tabs that are there, and no tab is added. Says what it did, a sentence each."""

    def last_good(self) -> Snapshot | None:
        """The newest state that can be read, kept ones too; None when there is none."""

    def say_beside(self, html: str) -> None:
        """Shows a page where people look for the workbook, while we cannot write in it. Where that cannot be, nothing."""

    def clear_beside(self) -> None:
        """Takes the page away."""
