"""What every tab of ours should now say, and which of them do not say it yet."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from service.core.asking import Form
from service.core.book import Book
from service.core.changes import Cell, TabContent, checks_columns
from service.core.cleaning import clean_for_cell
from service.core.dates import serial
from service.core.grids import CellError, Grid, Raw, Snapshot
from service.core.problems import Problem
from service.core.rows import Row
from service.flows import editions, held_back, refs, unsettled, waiting
from service.flows.hold_names import NOT_TABS
from service.flows.site import Site
from service.forms.tell_us import FORM as TELL_US
from service.ledger import forms, held, submissions
from service.ledger import log as ledger_log
from service.ledger import offers as ledger_offers
from service.summaries import FormLink, Held, Source, SurveyAnswers, fill_all
from service.summaries._asked import new_editions
from service.summaries.checks import checks_content, formula_values
from service.summaries.lists import lists_content
from sheet_templates.how_we_listen import in_use

LOG_SHOWS = 500  # lines
# The first line of Today says when it was written. It alone is no reason to write anything.
WRITTEN = "Written on"
OLDER_VERSION = (
    "An older version of this workbook was put back. A No or a death noted since may be missing: "
    "look through People before anything is sent."
)
Formulas = Mapping[tuple[type[Row], str], Mapping[str, str]]


@dataclass(frozen=True)
class Filled:
    """All service tabs of both workbooks, and what the formula columns show."""

    staff: Sequence[TabContent]
    managers: Sequence[TabContent]
    formulas: Formulas
    list_lengths: Mapping[str, int]
    editions: Mapping[str, Sequence[Any]]  # of surveys, that managers are about to see for the first time

    def of(self, workbook: str) -> Sequence[TabContent]:
        return self.staff if workbook == "staff" else self.managers


def source_from(
    conn: Any,
    site: Site,
    book: Book,
    problems: Sequence[Problem],
    facts: Any,
    found: refs.Found,
    now: datetime,
) -> Source:
    """What the summaries read, gathered from the ledger in one moment's view."""
    return Source(
        book=book,
        problems=problems,
        facts=facts,
        now=now,
        kinds=site.kinds,
        answers={record.key: _answers(conn, site, record) for record in forms.all(conn, site.slug)},
        links=_links(conn, site),
        log=ledger_log.newest(conn, site.slug, LOG_SHOWS),
        held=[Held(each.tab, each.as_of) for each in held.all(conn, site.slug) if each.tab not in NOT_TABS],
        offered=[
            offer for offer in ledger_offers.offered(conn, site.slug) if offer.state in ("waiting", "offered")
        ],
        waiting=[
            *([OLDER_VERSION] if found.restored else []),
            *waiting.sentences(conn, site, now),
            *site.lists_refused(),
        ],
        changed=found.changed if found.names_moved else (),
        moved=list(refs.moved_columns(found, site.kinds)),
        filled_down=found.filled_down,
        restore=found.restore,
        check_again=unsettled.to_check_again(found.unsettled, book),
        version=site.version,
        practice=site.practice,
        earlier=editions.kept(conn, site.slug),
        held_before=held_back.kept(conn, site),
        mark_of=held_back.mark_of(site),
    )


def _answers(conn: Any, site: Site, record: Any) -> SurveyAnswers:
    versions = [forms.get(conn, site.slug, record.key, version) for version in range(1, record.version + 1)]
    return SurveyAnswers(
        ratings=submissions.ratings(conn, site.slug, record.key),
        comments=submissions.comments(conn, site.slug, record.key),
        count=submissions.count(conn, site.slug, record.key),
        mode=record.mode,
        state=record.state,
        imported=submissions.has_imported(conn, site.slug, record.key),
        forms={each.version: Form.from_json(each.definition) for each in versions if each is not None},
    )


def _links(conn: Any, site: Site) -> list[FormLink]:
    base = f"{site.public_url}/{site.slug}"
    found = [FormLink(TELL_US.title, f"{base}/tell-us")]
    for record in forms.all(conn, site.slug):
        if record.state != "draft":
            title = Form.from_json(record.definition).title
            personal = record.mode == "confidential"
            address = f"{base}/survey/{record.key}" + (
                "/…  (each person has a link of their own)" if personal else ""
            )
            found.append(FormLink(title, address, survey=record.key))
    return found


def fill(source: Source, site: Site, verified: set[str]) -> Filled:
    """Every tab. A Ref is offered in drop-downs only once it was read back from the workbook."""
    formulas = formula_values(source.book, source.problems, site.kinds, source.told_online)
    staff = [content for content in fill_all(source, "staff") if content.tab.title not in ("Lists", "Checks")]
    lists, lengths = lists_content(source.book, source.facts, verified)
    return Filled(
        [*staff, lists, checks_content(source.book, formulas, site.kinds)],
        fill_all(source, "managers"),
        formulas,
        lengths,
        new_editions(source),
    )


def fingerprint(content: TabContent, today: date) -> str:
    """Of all that can be seen of a tab; of the moment it was written the day alone."""
    lines = [today if _is_moment(line) else line for line in content.lines]
    return hashlib.sha256(
        repr((lines, content.charts, content.name)).encode("utf-8", "surrogatepass")
    ).hexdigest()[:32]


def _is_moment(line: Sequence[Any]) -> bool:
    first = line[0] if line else None
    said = first.value if isinstance(first, Cell) else first
    return isinstance(said, str) and said.startswith(WRITTEN)


def written_line(snapshot: Snapshot) -> str | None:
    """What Today in the file says of when it was written; it tells an older version that was put back."""
    for grid in snapshot.grids:
        if (grid.identity or grid.title) == "Today":
            for cells in grid.rows[:4]:
                if cells and isinstance(cells[0], str) and cells[0].startswith(WRITTEN):
                    return cells[0]
    return None


def written_words(content: TabContent) -> str | None:
    """The same line, as we are about to write it."""
    moments = [line[0] for line in content.lines if _is_moment(line)]
    said = moments[0].value if moments and isinstance(moments[0], Cell) else moments[0] if moments else None
    return str(said) if said is not None else None


def still_stands(content: TabContent, grid: Grid) -> bool:
    """True unless somebody typed over, sorted or wiped a tab of ours."""
    there = [_shown(line) for line in grid.rows if not _is_moment(line)]
    there = [line for line in there if line]
    ours = [_shown(line) for line in content.lines if not _is_moment(line)]
    ours = [line for line in ours if line]
    if ours == there:
        return True
    # Google gives a day as its serial number.
    ours = [_shown(line, as_serial=True) for line in content.lines if not _is_moment(line)]
    return [line for line in ours if line] == there


def _shown(line: Sequence[Any], as_serial: bool = False) -> list[str]:
    values = [cell.value if isinstance(cell, Cell) else cell for cell in line]
    if as_serial:
        values = [serial(value) if isinstance(value, date) else value for value in values]
    cells = [_plain(value) for value in values]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _plain(value: Raw | Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, CellError):
        return value.code  # the same words in a comment are read so from Google
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return f"{value:.6g}"
    return " ".join(clean_for_cell(str(value)).split())


def rows_that_differ(
    book: Book,
    snapshot: Snapshot,
    formulas: Formulas,
    fresh: Mapping[tuple[type[Row], int], str],
    keeps_answers: bool = True,
    new: Collection[str] = (),
) -> dict[type[Row], set[int]]:
    """Rows in which some formula cell does not show what it should: one without the formula, or an old answer.

    A workbook that is calculated the moment Checks changes keeps no answers: there a cell is right that shows what
    Checks holds, and only rows that are `new` to us, or `fresh`, have no formula yet.
    """
    if not keeps_answers:
        formulas = _looked_up(snapshot, formulas)
    grids = {grid.title: grid for grid in snapshot.grids}
    differing: dict[type[Row], set[int]] = {}
    for reading in book.readings.values():
        grid = grids.get(reading.title or "")
        if reading.is_usable and grid is not None:
            rows: set[int] = set()
            for name, place in reading.columns.items():
                values = formulas.get((reading.kind, name))
                if values is not None:
                    rows.update(_rows_of_column(reading, grid, place, values, fresh))
            if not keeps_answers:
                rows.update(number for kind, number in fresh if kind is reading.kind)
                rows.update(row.row_number for row in reading.rows if row.ref in new)
            differing[reading.kind] = rows
    return differing


def _looked_up(snapshot: Snapshot, formulas: Formulas) -> Formulas:
    """What the formula columns show by the Checks that stand in the workbook now."""
    grid = next((grid for grid in snapshot.grids if (grid.identity or grid.title) == "Checks"), None)
    lines = grid.rows[1:] if grid is not None else []
    names = checks_columns([kind for kind, _ in formulas])
    shown: dict[str, dict[str, str]] = {name: {} for name in names}
    for cells in lines:
        for name, cell in zip(names, cells[1:], strict=False):
            if cell is not None and isinstance(cells[0], str):
                shown[name][cells[0]] = str(cell)
    return {(kind, name): shown[name] for kind, name in formulas}


def _rows_of_column(
    reading: Any,
    grid: Grid,
    place: int,
    values: Mapping[str, str],
    fresh: Mapping[tuple[type[Row], int], str],
) -> Iterator[int]:
    for row in reading.rows:
        cells = grid.rows[row.row_number - 1]
        there = cells[place - 1] if place <= len(cells) else None
        ref = row.ref or fresh.get((reading.kind, row.row_number))
        if _plain(there) != _plain(values.get(ref, "") if ref else ""):
            yield row.row_number


def to_show(
    book: Book, snapshot: Snapshot, staff: Sequence[TabContent], shown_before: Collection[str]
) -> list[str]:
    """Hidden tabs that are wanted now: staff tabs that hold a row of theirs, or that a mechanism in use needs; tabs of
    ours with something to say, once: who hides one of those again does not want it."""
    hidden = {grid.title for grid in snapshot.grids if grid.hidden}
    identities = {grid.identity or grid.title for grid in snapshot.grids if grid.hidden}
    used = in_use(book) or set()
    return [
        reading.kind.tab
        for reading in book.readings.values()
        if reading.title in hidden and (reading.has_staff_rows or not used.isdisjoint(reading.kind.needed_by))
    ] + [
        content.name
        for content in staff
        if content.tab.waits
        and content.says
        and content.name in identities
        and content.name not in shown_before
    ]


def shown_now(snapshot: Snapshot, staff: Sequence[TabContent], show: Collection[str]) -> list[str]:
    """Those tabs of ours that waited and can be seen, or will be once this is written."""
    visible = {grid.identity or grid.title for grid in snapshot.grids if not grid.hidden}
    return [each.name for each in staff if each.tab.waits and (each.name in visible or each.name in show)]
