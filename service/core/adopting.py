"""A list from elsewhere, such as a clinic's, taken in under our columns without a complaint for each cell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from service.core import foreign_headings as fh
from service.core.finding import LOOK_FOR_HEADINGS_IN
from service.core.grids import CellError, Grid, Raw, is_blank, tidy
from service.core.likeness import TITLES, is_same_name, likeness_keys, name_words, phone_digits
from service.core.no_rows import is_a_note
from service.core.problems import MEND, WORTH_A_LOOK, Problem
from service.core.rows import Row
from service.core.values import Email, Misread, Noted, Phone, number_as_text

ALREADY_THERE = "list-already-there"

_NOT_SO = {"n", "no", "false", "0", "alive", "-"}  # under a heading such as Deceased

_BETWEEN = re.compile(
    r"[/;,\n]|\bor\b|(?=\()(?!\(0\))|(?<=[^0]\))\s"
)  # two numbers in one cell, and remarks in brackets


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A column of the list we did not take, and why, in words for staff."""

    heading: str
    because: str


@dataclass
class Adoption:
    """What to append, by attribute, and what to say about it: once for the whole list."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)  # heading of the list → heading of ours
    left_out: list[LeftOut] = field(default_factory=list)
    already_there: int = 0
    nameless: int = 0
    has_names: bool = True  # false when no column could be seen to hold the names
    problems: list[Problem] = field(default_factory=list)
    source_rows: list[int] = field(default_factory=list)  # which row of the list each of `rows` came from


def adopt(
    grid: Grid,
    kind: type[Row],
    existing_rows: Sequence[Any],
    is_stopped: Callable[[Any], bool] = lambda person: False,
) -> Adoption:
    """Whoever is already among `existing_rows`, whatever became of them, is not added again; nor who is on the stop list."""
    heading_row, headings = _headings(grid, kind)
    body = grid.rows[heading_row:]
    found, parts = Adoption(), _parts(headings, body, kind)
    if fh.NAME not in parts.values() and fh.SURNAME not in parts.values():
        found.has_names = False
        says = "We cannot find the names in this list, so nobody was added."
        found.problems.append(
            Problem("list-without-names", MEND, kind.tab, says, "Put a heading such as Name over the names.")
        )
        return found
    _describe(found, headings, parts, kind)
    _say_what_consent_is_not(found, headings, parts, kind)
    taker = _Taker(kind, found, list(existing_rows), parts, is_stopped)
    for number, cells in enumerate(body, start=heading_row + 1):
        if any(not is_blank(cell) for cell in cells):
            taker.take(number, cells)
    taker.sum_up()
    return found


def _headings(grid: Grid, kind: type[Row]) -> tuple[int, list[str]]:
    """The row with most headings we know, counted from 1, or 0 when the list has none."""
    width = max((len(cells) for cells in grid.rows), default=0)
    best, most = 0, 0
    for number, cells in enumerate(grid.rows[:LOOK_FOR_HEADINGS_IN], start=1):
        known = sum(bool(fh.own_column(cell, kind) or fh.part_of(cell)) for cell in cells)
        if known > most:
            best, most = number, known
    cells = grid.rows[best - 1] if best else ()
    named = [tidy(cell) if isinstance(cell, str) else "" for cell in cells]
    named += [""] * (width - len(named))
    return best, [name or f"column {place}" for place, name in enumerate(named, start=1)]


def _parts(headings: Sequence[str], body: Sequence[Sequence[Raw]], kind: type[Row]) -> dict[int, str]:
    """Each column's part, by its place from 0: one of ours (as its attribute) or one of foreign_headings."""
    parts: dict[int, str] = {}
    for place, heading in enumerate(headings):
        own, part = fh.own_column(heading, kind), fh.part_of(heading)
        if part in (None, fh.PHONE) and own in (None, "phone"):
            values = [cells[place] for cells in body if place < len(cells)]
            part = fh.part_by_content(values) or part  # "Contact" may hold anything
        if own and part not in (fh.DECEASED, fh.NAME, fh.MOBILE, fh.PHONE, fh.EMAIL, fh.ADDRESS):
            parts[place] = own
        elif part:
            parts[place] = part
    return parts


_BECOMES = {
    fh.TITLE: "name", fh.FIRST: "name", fh.SURNAME: "name", fh.NAME: "name", fh.MOBILE: "phone", fh.PHONE: "phone",
    fh.EMAIL: "email", fh.ADDRESS: "postal_address", fh.POSTCODE: "postal_address", fh.DECEASED: "status",
}  # fmt: skip
_BECAUSE = {
    fh.NHS: "You do not need the NHS number here, so we left it out.",
    fh.BORN: "You do not need dates of birth or ages here, so we left them out.",
    fh.CONSENT: "It does not say consent to what, so we left it out.",
    fh.OTHER_LEFT_OUT: "Clinic details do not belong here, so we left them out.",
}


def _describe(found: Adoption, headings: Sequence[str], parts: dict[int, str], kind: type[Row]) -> None:
    for place, heading in enumerate(headings):
        part = parts.get(place)
        column = kind.columns.get(_BECOMES.get(part or "", part or ""))
        if column is not None:
            found.mapping[heading] = column.heading
        else:
            found.left_out.append(LeftOut(heading, _BECAUSE.get(part or "", "We have no column for this.")))


def _say_what_consent_is_not(
    found: Adoption, headings: Sequence[str], parts: dict[int, str], kind: type[Row]
) -> None:
    """A clinic's “Consent” is to treatment or research, and nobody may be written to on the strength of it."""
    column = kind.columns.get("may_contact")
    unclear = [headings[place] for place, part in parts.items() if part == fh.CONSENT]
    if column is not None and unclear and "may_contact" not in parts.values():
        says = (
            f"The column {unclear[0][:40]} of this list does not say consent to what, "
            f"so {column.heading} is empty for everybody in it."
        )
        fix = f"If they agreed to hear from you, choose Yes under {column.heading}."
        found.problems.append(
            Problem("list-consent-unclear", WORTH_A_LOOK, kind.tab, says, fix, None, column.heading)
        )


_WAYS = {fh.MOBILE, fh.PHONE, fh.EMAIL, fh.ADDRESS, fh.POSTCODE}


class _Taker:
    """Takes one row after another, and counts what is worth saying once at the end."""

    def __init__(
        self,
        kind: type[Row],
        found: Adoption,
        known: list[Any],
        parts: dict[int, str],
        is_stopped: Callable[[Any], bool],
    ):
        self.kind, self.found, self.parts, self.is_stopped = kind, found, parts, is_stopped
        self.known: dict[tuple[str, str], list[Any]] = {}  # by what two rows of one person share at least
        for person in known:
            self._remember(person)
        self.identities: dict[
            int, dict[str, str]
        ] = {}  # NHS number and birth date of those taken, to tell namesakes
        self.counts: Counter[str] = Counter()
        self.unread: Counter[str] = Counter()

    def take(self, number: int, cells: Sequence[Raw]) -> None:
        got: dict[str, list[Raw]] = {}
        for place, part in self.parts.items():
            if place < len(cells) and not is_blank(cells[place]) and not isinstance(cells[place], CellError):
                got.setdefault(part, []).append(cells[place])
        name = _name(got)
        if not name or fh.part_of(name):  # a total, or the headings once more
            self.counts["nameless"] += bool(not name)
            return
        if is_a_note(name) and not _WAYS & set(got):
            return
        values = self._values(got)
        values = {"name": name, "role": "Patient", "status": "New", **values}
        person = self.kind.make(number, **values)
        identity = {part: _words(got[part][0]) for part in (fh.NHS, fh.BORN) if part in got}
        if self._is_known(person, identity):
            self.found.already_there += 1
            return
        if self.is_stopped(person):
            self.counts["stopped"] += 1
            return
        self.identities[id(person)] = identity
        self._remember(person)
        self.found.rows.append(values)
        self.found.source_rows.append(number)

    def _values(self, got: dict[str, list[Raw]]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for part, raws in got.items():
            if part in self.kind.columns and part not in _BECOMES.values():
                read = self.kind.columns[part].kind.read_cell(raws[0])
                read = read.value if isinstance(read, Noted) else read
                if isinstance(read, Misread):
                    self.unread[self.kind.columns[part].heading] += 1
                elif read is not None:
                    values[part] = read
        also: list[str] = []
        ways = [piece for part in (fh.MOBILE, fh.PHONE, fh.EMAIL) for piece in _pieces(got.get(part, ()))]
        _put_first(values, "email", [piece for piece in ways if "@" in _words(piece)], Email(), also)
        _put_first(values, "phone", [piece for piece in ways if "@" not in _words(piece)], Phone(), also)
        address = [
            _words(raw) for part in (fh.ADDRESS, "postal_address", fh.POSTCODE) for raw in got.get(part, ())
        ]
        if address:
            values["postal_address"] = ", ".join(address)
        if also:
            values["notes"] = "; ".join(
                [*([values["notes"]] if values.get("notes") else []), "Also: " + ", ".join(also)]
            )
        values |= self._status(got)
        return values

    def _status(self, got: dict[str, list[Raw]]) -> dict[str, Any]:
        """A death anywhere in the row is taken over: it must stop whatever we would send."""
        said = [_words(raw).casefold() for raw in got.get(fh.DECEASED, ())]
        if any(word not in _NOT_SO for word in said):
            return {"status": "Died"}
        if "status" not in got or "status" not in self.kind.columns:
            return {}
        read = self.kind.columns["status"].kind.read_cell(got["status"][0])
        if isinstance(read, Misread):
            self.unread["Status"] += 1
            return {}
        return {"status": read} if read else {}

    def _remember(self, person: Any) -> None:
        for key in likeness_keys(person):
            self.known.setdefault(key, []).append(person)

    def _is_known(self, person: Any, identity: dict[str, str]) -> bool:
        for other in (other for key in likeness_keys(person) for other in self.known.get(key, ())):
            theirs = self.identities.get(id(other), {})
            if any(theirs.get(part, value) != value for part, value in identity.items()):
                continue
            if _is_same(person, other):
                return True
        return False

    def sum_up(self) -> None:
        tab, added = self.kind.tab, self.found.rows
        if self.found.already_there:
            people = _people(self.found.already_there)
            says, fix = (
                f"{people} of this list were already there, so we did not add them again.",
                "There is nothing to do.",
            )
            self.found.problems.append(Problem(ALREADY_THERE, WORTH_A_LOOK, tab, says, fix))
        if self.counts["stopped"]:
            people = _people(self.counts["stopped"])
            says = f"{people} of this list said no, left, moved away or died, so we did not add them."
            fix = "If somebody has said yes since, add them yourself, with the day under Said so on."
            self.found.problems.append(Problem("list-said-no", WORTH_A_LOOK, tab, says, fix))
        if self.counts["nameless"]:
            self.found.nameless = self.counts["nameless"]
            says = f"{self.counts['nameless']} rows of this list have no name, so we left them out."
            fix = "Fill the names in, and leave the list again."
            self.found.problems.append(Problem("list-row-without-a-name", MEND, tab, says, fix))
        for column, number in self.unread.items():
            says = f"We could not read {number} cells of this list under {column}, so they are empty here."
            fix = "Fill them in if you need them."
            self.found.problems.append(Problem("list-not-read", WORTH_A_LOOK, tab, says, fix, None, column))
        unasked = sum(row.get("may_contact") is None and row["status"] != "Died" for row in added)
        if unasked:
            says = f"{_people(unasked)} from this list have not been asked whether we may contact them."
            fix = "Ask them when you next see them. Nothing is sent until May we contact says Yes."
            heading = self.kind.columns["may_contact"].heading if "may_contact" in self.kind.columns else None
            self.found.problems.append(
                Problem("list-not-asked-yet", WORTH_A_LOOK, tab, says, fix, None, heading)
            )


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _name(got: dict[str, list[Raw]]) -> str:
    """First names and surname, without Mrs or Dr, and not in capitals throughout."""
    if fh.SURNAME in got:
        first = " ".join(_words(raw) for raw in got.get(fh.FIRST, ()))
        words = f"{first} {_words(got[fh.SURNAME][0])}".split()
    else:
        text = _words(got[fh.NAME][0]) if fh.NAME in got else ""
        surname, comma, first = text.partition(",")
        words = (f"{first} {surname}" if comma else text).split()
    plain = [word for word in words if word.strip(".").casefold() not in TITLES] or words
    return " ".join(_in_lower_case(word) for word in plain)


def _in_lower_case(word: str) -> str:
    if not word.isupper() or len(word) < 3:
        return word
    return re.sub(r"(^|[-’'])(\w)", lambda found: found[1] + found[2].upper(), word.lower())


def _words(raw: Raw) -> str:
    if isinstance(raw, (date, datetime)):
        return raw.strftime("%Y-%m-%d")
    return tidy(raw if isinstance(raw, str) else number_as_text(raw)).replace("\n", ", ")


def _pieces(raws: Sequence[Raw]) -> list[Raw]:
    """Two numbers or addresses in one cell, and remarks in brackets, taken apart."""
    pieces: list[Raw] = []
    for raw in raws:
        if isinstance(raw, str):
            pieces += [piece for piece in map(tidy, _BETWEEN.split(raw)) if piece]
        else:
            pieces.append(raw)
    return pieces


def _put_first(
    values: dict[str, Any], attribute: str, pieces: Sequence[Raw], kind: Email | Phone, also: list[str]
) -> None:
    """The first that can be read goes into the column; nothing else is thrown away."""
    for piece in pieces:
        read = kind.read_cell(piece)
        read = read.value if isinstance(read, Noted) else read
        if not isinstance(read, Misread) and values.get(attribute) is None:
            values[attribute] = read
        elif isinstance(read, Misread) or read != values[attribute]:
            also.append(_words(piece).strip("() ") if isinstance(read, Misread) else str(read))


def _is_same(person: Any, other: Any) -> bool:
    """Surer than a suggestion, because nobody looks before the row is left out."""
    if not other.name or not is_same_name(person.name, other.name):
        return False
    mail = _compare(person.email, other.email, str.casefold)
    phone = _compare(person.phone, other.phone, phone_digits)
    if mail or phone:
        return True
    return (
        mail is None and phone is None and sorted(name_words(person.name)) == sorted(name_words(other.name))
    )


def _compare(one: str | None, other: str | None, plain: Any) -> bool | None:
    return None if one is None or other is None else plain(one) == plain(other)
