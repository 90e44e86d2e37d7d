"""The words a sheet template is written in: a class is a kind of row, its attributes are columns, its methods may be checks."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Self

from service.core.common_checks import COMMON
from service.core.problems import MEND
from service.core.values import Date, Kind, Ref, Text

if TYPE_CHECKING:
    pass

STAFF, SERVICE = "staff", "service"
CHECK_WIDTH = 46  # characters of the column Check


@dataclass(eq=False)
class Column:
    """One column. On the class it is this declaration; on a row it is that row's value, or None when blank or unreadable.

    Python looks in the row's own dictionary first, so reading a value costs no call of ours.
    """

    heading: str
    kind: Kind
    help: str = ""
    required: bool = False  # a filled row without it gets a Mend problem
    needed: bool = False  # without this heading the tab cannot be read at all
    tells: str = (
        ""  # what nobody can know without it, such as "who has died"; said when a needed heading is missing
    )
    also: tuple[str, ...] = ()  # other headings people give it
    more: bool = False  # stands after ▸, in the group that is closed at first
    formula: bool = False  # ƒ: written by us, looked up in Checks
    sensitive: bool = False  # says something of a person: never leaves the staff workbook
    only_if: str | None = None  # present only if this Set-up setting says Yes
    width: int = 18  # in characters
    name: str = field(default="", init=False)
    owner: type[Row] = field(default=None, init=False)  # type: ignore[assignment]

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, row: Row | None, owner: type) -> Any:
        return self

    @property
    def written_by(self) -> str:
        return SERVICE if self.formula or isinstance(self.kind, Ref) else STAFF


@dataclass(eq=False)
class Check:
    """One thing that can be wrong. `finds` says whether; `says` and `fix` may hold {names} for the dict it returns."""

    on: Column | None
    says: str
    fix: str
    kind: str
    finds: Callable[..., Any]
    whole_tab: bool
    native: str | None = None
    even_so: bool = False  # told even of a row whose other problems fall away (see Row.outranked_by)
    name: str = ""

    @property
    def code(self) -> str:
        return self.name.replace("_", "-")

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, row: Row | None, owner: type) -> Any:
        return self if row is None else self.finds.__get__(row, owner)


def check(
    on: Column, says: str, fix: str, kind: str = MEND, native: str | None = None, even_so: bool = False
) -> Callable[[Callable[..., Any]], Any]:
    """A check within one row: `def name(self, today)` returns true (or a dict for the {names}) when the problem is there.

    `native` is the same rule as a spreadsheet formula, with {attribute} for this row's cells, so that it answers while
    people type: it becomes a conditional format.
    """
    return lambda finds: Check(on, says, fix, kind, finds, whole_tab=False, native=native, even_so=even_so)


def check_all(
    on: Column | None, says: str, fix: str, kind: str = MEND, even_so: bool = False
) -> Callable[[Callable[..., Any]], Any]:
    """A check across rows or tabs: `def name(rows, book)` yields each row with the problem, or (row, dict for the {names}).

    It may yield (None, dict) for a problem of the tab itself.
    """
    return lambda finds: Check(on, says, fix, kind, finds, whole_tab=True, even_so=even_so)


_OLDEST, _AHEAD = (
    1990,
    10,
)  # years; a service's own dates lie between, and a slip such as 2062 or 1926 does not


def _far_off(column: Column) -> Check:
    """A slip in the year: every column of dates has this check."""

    def year_looks_wrong(rows: Any, book: Any) -> Any:
        latest = book.today.year + _AHEAD
        days = [day for row in rows if (day := row.__dict__[column.name]) is not None]
        if not days or (min(days).year >= _OLDEST and max(days).year <= latest):
            return  # nearly always, and told quickly
        for row in rows:
            day = row.__dict__[column.name]
            if day is not None and not _OLDEST <= day.year <= latest:
                yield row, {"year": day.year}

    says, fix = "The year here is {year}, which cannot be right.", "Correct the year."
    return Check(column, says, fix, MEND, year_looks_wrong, whole_tab=True, name="year_looks_wrong")


_TABS: list[type[Row]] = []


def _maker_for(kind: type[Row]) -> Callable[..., list[Any]]:
    """A loop written for this kind's columns, as dataclasses write an __init__.

    Making rows is most of reading a long tab. Plain assignments take half the time and memory of filling dictionaries.
    """
    cells = {
        name: f"_{place}" for place, name in enumerate(kind.columns)
    }  # no name of a column can be one of these
    each = ", ".join(["number", *cells.values()])
    lines = [
        f"def make({each}):",
        "    rows = []",
        f"    for {each} in zip({each}):",
        "        row = new(plain)",
        *(f"        row.{name} = {cell}" for name, cell in cells.items()),
        "        row.row_number, row.misread = number, unread",
        "        row.__class__ = kind",
        "        rows.append(row)",
        "    return rows",
    ]
    # Assigning is quick only where the class has no descriptor of that name, as ours have: so it becomes ours at the end.
    plain = type(kind.__name__, (), {})
    known: dict[str, Any] = {"kind": kind, "plain": plain, "new": object.__new__, "unread": frozenset()}
    exec("\n".join(lines), known)  # noqa: S102 - made of attribute names of our own class bodies, and of nothing else
    made: Callable[..., list[Any]] = known["make"]
    return made


class Row:
    """One row of a staff tab. Subclasses are the declarations; `place` is the tab's order in the workbook."""

    tab: ClassVar[str]
    letter: ClassVar[str | None]
    also: ClassVar[tuple[str, ...]]
    place: ClassVar[int]
    shown: ClassVar[bool]
    needed_by: ClassVar[tuple[str, ...]]
    columns: ClassVar[dict[str, Column]]
    checks: ClassVar[tuple[Check, ...]]
    label: ClassVar[Column | None]

    _maker: ClassVar[Callable[..., list[Any]] | None] = None

    ref: Column | str | None = None
    row_number: int
    misread: frozenset[str]

    def __init_subclass__(
        cls,
        tab: str,
        place: int,
        letter: str | None = None,
        also: tuple[str, ...] = (),
        shown: bool = False,
        label: str | None = None,
        needed_by: tuple[str, ...] = (),  # mechanisms: once one is in use, the tab is shown
    ) -> None:
        super().__init_subclass__()
        cls.tab, cls.letter, cls.also, cls.place, cls.shown = tab, letter, also, place, shown
        cls.needed_by = needed_by
        own = {name: made for name, made in vars(cls).items() if isinstance(made, Column)}
        if letter:
            ref = Column(
                "Ref", Ref(letter), "We fill this in. Please leave it as it is.", needed=True, width=8
            )
            told = Column(
                "Check",
                Text(),
                "What to mend in this row; Problems says more. It empties itself once that is done.",
                formula=True,
                width=CHECK_WIDTH,
            )
            for name, column in (("ref", ref), ("check", told)):
                column.name = name
                setattr(cls, name, column)
            own = {"ref": ref, "check": told, **own}
        for column in own.values():
            column.owner = cls
        cls.columns = own
        checks = [made for made in vars(cls).values() if isinstance(made, Check)]
        if letter:
            checks += [
                Check(own["ref"], says, fix, kind, finds, whole_tab=True, even_so=True, name=finds.__name__)
                for finds, says, fix, kind in COMMON
            ]
        checks += [_far_off(column) for column in own.values() if isinstance(column.kind, Date)]
        cls.checks = tuple(checks)
        cls.label = own[label] if label else None
        _TABS.append(cls)

    @classmethod
    def make(cls, row_number: int = 0, **values: Any) -> Self:
        """A row from values rather than from a sheet; columns not named are blank."""
        row = cls.__new__(cls)
        row.__dict__.update(dict.fromkeys(cls.columns), **values, row_number=row_number, misread=frozenset())
        return row

    @classmethod
    def make_many(cls, numbers: Iterable[int], columns: Iterable[Iterable[Any]]) -> list[Self]:
        """Rows from whole columns, in the order of `cls.columns`; `numbers` are their row numbers."""
        if cls._maker is None:
            cls._maker = _maker_for(cls)
        return cls._maker(numbers, *columns)

    @classmethod
    def prefilled(cls) -> list[dict[str, Any]]:
        """The rows a new workbook starts with, by attribute."""
        return []

    def outranked_by(self) -> tuple[str, ...]:
        """Attributes that outrank all else in this row, such as Status Died: only problems in those cells are told."""
        return ()

    def lacks(self, *names: str) -> bool:
        """True when these cells are all empty. A cell that could not be read is not empty."""
        return all(self.__dict__[name] is None and name not in self.misread for name in names)

    @classmethod
    def meaning(cls) -> str:
        """The class docstring, for the column guide."""
        return inspect.cleandoc(cls.__doc__ or "")

    @property
    def shown_as(self) -> str:
        """How a drop-down offers this row: `P-014 Jane Smith`."""
        label = getattr(self, self.label.name) if self.label else None
        return " ".join(str(part) for part in (self.ref, label) if part)
