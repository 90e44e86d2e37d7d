"""Read, decide, write: one site's workbooks, forms and summary tabs brought in step (DESIGN §5).

What a crash at each point leaves:
  after the intent is recorded       numbers taken and never used; offers still waiting: the next cycle looks for each Ref first
  after the staff workbook is written  Refs and rows are there, the ledger does not know: the next cycle finds them in the sheet
  after the managers' is written      nothing was recorded as done: the next cycle compares again and writes what differs
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from service.core.book import Book
from service.core.changes import (
    ChangedSinceRead,
    Changes,
    TabContent,
    TabPlace,
    WorkbookBusy,
    WorkbookRefused,
)
from service.core.checking import check_book, read_book
from service.core.grids import Snapshot
from service.core.problems import Problem, in_order
from service.flows import filling, holding, offering, recording, refs
from service.flows.site import Site
from service.ledger import housekeeping, marks, offers, published
from service.summaries.held_words import names_in_words
from sheet_templates.set_up import SetUpRow
from sheet_templates.set_up import facts as read_facts

logger = logging.getLogger("patient_voice.sync")
READ_AGAIN = 3  # times, when somebody saves between our read and our write


@dataclass
class Outcome:
    """What one sync did. Counts and names of tabs only."""

    site: str
    did: str  # "nothing to do" | "wrote" | "nothing differed" | "would write"
    refs: int = 0
    rows_added: int = 0
    problems: list[Problem] = field(default_factory=list)
    written: list[str] = field(default_factory=list)  # titles, staff workbook and managers' alike
    held: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, Any]:
        return {
            "did": self.did,
            "refs": self.refs,
            "rows_added": self.rows_added,
            "problems": len(self.problems),
            "written": self.written,
            "held": self.held,
        }


def sync(site: Site, now: datetime, *, dry_run: bool = False, accept_loss: Collection[str] = ()) -> Outcome:
    """One cycle. WorkbookBusy when somebody has a workbook open: nothing is lost, the next cycle does it."""
    now = now.astimezone(site.timezone)
    if not dry_run and not accept_loss and is_up_to_date(site, now):
        return Outcome(site.slug, "nothing to do")
    for _ in range(READ_AGAIN):
        try:
            return _cycle(site, now, dry_run, frozenset(accept_loss))
        except ChangedSinceRead:
            logger.info("%s: somebody saved while we were deciding; reading again", site.slug)
    raise WorkbookBusy("The workbook is being saved again and again just now, so we wait.", "busy")


def is_up_to_date(site: Site, now: datetime) -> bool:
    """Nothing we would read has changed since the last finished run."""
    with site.ledger.read() as conn:
        last = published.input_key(conn, site.slug)
        mark = marks.mark(conn, site.slug)
    return last is not None and last == input_key(
        site, now, site.staff.revision(), site.managers.revision(), mark
    )


def input_key(site: Site, now: datetime, staff: str, managers: str, mark: str) -> str:
    """Everything a run depends on; the same key gives the same tabs."""
    waiting = ",".join(str(each) for each in site.lists_waiting())
    return "|".join(
        (staff, managers, mark, now.date().isoformat(), site.version, site.settings_mark, waiting)
    )


def _cycle(site: Site, now: datetime, dry_run: bool, accept_loss: frozenset[str]) -> Outcome:
    snapshot, managers = site.staff.read(), site.managers.read()
    for workbook in (snapshot, managers):
        _refuse_a_copy(site, workbook)
    with site.ledger.read() as conn:
        known = {"highest_refs": holding.highest_refs(conn, site)}
    book = read_book(snapshot.grids, site.kinds, now, known)
    to_add = site.lists_to_add()
    plan = _Plan(site, now, snapshot, managers, book)
    with site.ledger.write() as conn, _kept_unless(conn, dry_run):
        # Short: a patient's answer may be waiting for this.
        plan.record_intent(conn, to_add, accept_loss)
        if dry_run:
            plan.decide(conn)
    if dry_run:
        plan.outcome.did = "would write" if plan.has_changes else "nothing differed"
        return plan.outcome
    with site.ledger.read() as conn:
        plan.decide(conn)
    plan.write()
    for each in to_add:
        each.put_away(now)  # its people are offers in the ledger since the intent was recorded
    with site.ledger.write() as conn:
        plan.record_done(conn)
    if plan.intent.settled:
        housekeeping.scrub(site.ledger)  # what was sealed must not stay readable in freed pages
    return plan.outcome


def _refuse_a_copy(site: Site, snapshot: Snapshot) -> None:
    if snapshot.site_id is not None and snapshot.site_id != site.workbook_id:
        raise WorkbookRefused(
            "This workbook belongs to another site of ours: it looks like a copy. "
            "Put this site's own workbook back, or run patient-voice template for a fresh one.",
            "copied-workbook",
        )


@contextmanager
def _kept_unless(conn: Any, dry_run: bool) -> Iterator[None]:
    """A dry run decides everything inside a savepoint and keeps none of it."""
    savepoint = conn.begin_nested()
    yield
    if dry_run:
        savepoint.rollback()
    else:
        savepoint.commit()


class _Plan:
    """One cycle's reading, deciding and writing, step by step."""

    def __init__(self, site: Site, now: datetime, snapshot: Snapshot, managers: Snapshot, book: Book):
        self.site, self.now, self.snapshot, self.managers, self.book = site, now, snapshot, managers, book
        self.facts = read_facts(book[SetUpRow])
        self.outcome = Outcome(site.slug, "nothing differed")

    def record_intent(self, conn: Any, to_add: Sequence[Any], accept_loss: frozenset[str]) -> None:
        self.last = published.last(conn, self.site.slug, "cycle")  # what our last own write left
        self.found = holding.compare(conn, self.site, self.book, self.now, accept_loss, self._is_restored())
        grids = [grid for each in to_add for grid in each.grids]
        self.intent = recording.record_intent(
            conn,
            self.site,
            self.book,
            self.facts,
            self.snapshot.revision,
            self.last.get("staff"),
            grids,
            self.now,
        )

    def _is_restored(self) -> bool:
        there, ours = filling.written_line(self.snapshot), self.last.get("written")
        return there is not None and ours is not None and there != ours

    def decide(self, conn: Any) -> None:
        problems = (
            check_book(self.book)
            + self.intent.problems
            + refs.problems_of(self.found, self.site.version_names())
        )
        source = filling.source_from(conn, self.site, self.book, problems, self.facts, self.found, self.now)
        problems = in_order(problems + names_in_words(source))
        source = replace(source, problems=problems)
        verified = holding.verified(conn, self.site, self.book)
        if self.site.staff.writes_alone:  # then a Ref is where we put it, and people may choose it at once
            verified |= {fill.ref for fill in self.intent.fills}
        filled = filling.fill(source, self.site, verified)
        self.hashes: dict[str, dict[str, str]] = {"staff": {}, "managers": {}}
        staff = self._differing(conn, "staff", self.snapshot, filled)
        managers = self._differing(conn, "managers", self.managers, filled)
        fresh = {(fill.kind, fill.row): fill.ref for fill in self.intent.fills}
        formulas = (
            filled.formulas
            if filling.formulas_differ(self.book, self.snapshot, filled.formulas, fresh)
            else {}
        )
        show = filling.to_show(self.book, self.snapshot)
        if (self.intent.fills or self.intent.appends or formulas or show) and not staff:
            staff = [content for content in filled.staff if content.tab.title == "Today"]
        self.staff_changes = Changes(
            based_on=self.snapshot.revision,
            places=[_place(reading) for reading in self.book.readings.values() if reading.is_usable],
            refs=self.intent.fills,
            appends=self.intent.appends,
            formulas=filled.formulas if self.intent.appends else formulas,
            tabs=_with_today(staff, filled),
            show=show,
            list_lengths=filled.list_lengths,
        )
        self.managers_changes = Changes(based_on=self.managers.revision, tabs=managers)
        self._say(problems)

    @property
    def has_changes(self) -> bool:
        return not (self.staff_changes.is_empty and self.managers_changes.is_empty)

    def _differing(
        self, conn: Any, workbook: str, there: Snapshot, filled: filling.Filled
    ) -> list[TabContent]:
        last = published.last(conn, self.site.slug, workbook)
        grids = {grid.identity or grid.title: grid for grid in there.grids}
        touched = there.revision != self.last.get(workbook)  # somebody else saved since our own last write
        differing = []
        for content in filled.of(workbook):
            self.hashes[workbook][content.name] = fingerprint = filling.fingerprint(content, self.now.date())
            grid = grids.get(content.name)
            if (
                grid is None
                or (content.tab.ours and last.get(content.name) != fingerprint)
                or (content.tab.ours and touched and not filling.still_stands(content, grid))
            ):
                differing.append(content)
        return differing

    def _say(self, problems: list[Problem]) -> None:
        self.outcome.refs, self.outcome.rows_added = len(self.intent.fills), len(self.intent.appends)
        self.outcome.problems, self.outcome.held = problems, self.found.held
        self.outcome.written = [tab.name for tab in (*self.staff_changes.tabs, *self.managers_changes.tabs)]

    def write(self) -> None:
        """The staff workbook first: what staff see of a change must not come after what managers see."""
        self.revisions = {"staff": self.snapshot.revision, "managers": self.managers.revision}
        if not self.staff_changes.is_empty:
            self.revisions["staff"] = self.site.staff.publish(self.staff_changes)
        if not self.managers_changes.is_empty:
            self.revisions["managers"] = self.site.managers.publish(self.managers_changes)
        self.outcome.did = "wrote" if self.has_changes else "nothing differed"

    def record_done(self, conn: Any) -> None:
        slug = self.site.slug
        for workbook, hashes in self.hashes.items():
            published.record(conn, slug, workbook, hashes)
        left = {name: self.revisions[name] for name, changes in self._both() if not changes.is_empty}
        for content in self.staff_changes.tabs:
            if content.tab.title == "Today" and (written := filling.written_words(content)):
                left["written"] = written
        published.record(conn, slug, "cycle", left)
        for turn in self.intent.turns:
            written_in = self.revisions["staff"] if turn.state == offering.OFFERED else None
            offers.mark(conn, slug, turn.ref, turn.state, written_in)
        key = input_key(
            self.site, self.now, self.revisions["staff"], self.revisions["managers"], self.intent.mark
        )
        published.set_input_key(conn, slug, key)

    def _both(self) -> tuple[tuple[str, Changes], tuple[str, Changes]]:
        return ("staff", self.staff_changes), ("managers", self.managers_changes)


def _place(reading: Any) -> TabPlace:
    numbers = [row.row_number for row in reading.rows]
    return TabPlace(
        reading.kind, reading.title, reading.heading_row, reading.last_row, reading.columns, numbers
    )


def _with_today(staff: list[TabContent], filled: filling.Filled) -> list[TabContent]:
    """Whenever anything is written, Today says when."""
    if not staff or any(content.tab.title == "Today" for content in staff):
        return staff
    return [content for content in filled.staff if content.tab.title == "Today"] + staff
