"""Read, decide, write: one site's workbooks, forms and summary tabs brought in step (DESIGN §5).

The order of work, and what a crash after each step leaves (a workbook that is busy or refused leaves the same):
   1 both workbooks read           nothing
   2 intent in the ledger          numbers taken and never used; offers waiting: the next cycle looks for each Ref first
     which words are held back is  the same: they stay held, whatever becomes of the row they name
     kept, where that changed
   3 what Today will say, there    the same; the words are expected, and never seen
   4 staff's new bytes beside it   the same, and a temporary file, which goes after ten minutes
   5 staff workbook in its place   Refs and rows are there and the ledger does not know: the next cycle finds them, knows
                                   the words on Today for ours (no older version), and takes no row for seen by staff
   6 staff workbook recorded       only the managers' is behind: the next cycle writes it, though nobody saved
     survey figures about to be   taken for seen: the next edition is only more careful
     shown are kept
   7 managers' new bytes beside it the same, and a temporary file
   8 managers' in its place        the next cycle finds it as it should be, or writes the same again
   9 each list to add put away     its people are offers since 2: taken in once, whether it is read again or not
  10 done, with the input key      nothing is left to do
Where rows were added or a list put away there is no key yet: a second cycle reads again, and counts them in every tab.
Before 1 the ledger is asked what stands; 2 reads again when another process got in between. Each of 2, 3, 6 and 10 is one
transaction: a crash within it is a crash before it. tests/flows/test_crashes.py kills a process at each of these points.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from service.core.book import Book
from service.core.changes import (
    ChangedSinceRead,
    Changes,
    FateUnknown,
    TabContent,
    TabPlace,
    WorkbookBusy,
    WorkbookError,
)
from service.core.checking import check_book
from service.core.grids import PUT_BACK, Snapshot
from service.core.problems import Problem, in_order
from service.flows import (
    adrift,
    editions,
    filling,
    held_back,
    holding,
    noticing,
    offering,
    recording,
    refs,
    standing,
    stopped,
)
from service.flows.belonging import refuse_what_is_not_ours
from service.flows.site import Site
from service.flows.steps import step
from service.ledger import held, housekeeping, marks, offers, published
from service.ledger import log as ledger_log
from service.ledger import refs as ledger_refs
from service.summaries.held_words import names_in_words
from sheet_templates.set_up import SetUpRow
from sheet_templates.set_up import facts as read_facts

logger = logging.getLogger("patient_voice.sync")
_SHOWN = "shown"  # kept beside the records of the two workbooks: tabs of ours that waited, and have been seen
INPUTS = ("staff", "managers", "ledger", "day", "version", "settings", "lists")
# Shorter than the five minutes in which everybody sees what came of it, by a cycle and its queue.
WAITS_WITHIN = timedelta(minutes=3)
_TO_READ_BACK = "to read back"  # in place of a revision: none is ever the same
READ_AGAIN = (
    3  # times, when somebody saves between our read and our write, or nobody says whether that landed
)


@dataclass
class Outcome:
    """What one sync did. Counts and names of tabs only."""

    site: str
    did: str  # "nothing to do" | "left for later" | "wrote" | "nothing differed" | "would write"
    refs: int = 0
    rows_added: int = 0
    problems: list[Problem] = field(default_factory=list)
    written: list[str] = field(default_factory=list)  # titles, staff workbook and managers' alike
    held: list[str] = field(default_factory=list)
    took_in: bool = False  # rows or a list: what was read is no longer all there is

    def follow(self, second: Outcome) -> None:
        """A second cycle of the same sync: its problems are the ones that stand; those of a list are told once."""
        self.refs, self.rows_added = self.refs + second.refs, self.rows_added + second.rows_added
        self.problems = second.problems + [
            problem for problem in self.problems if problem.code.startswith("list-")
        ]
        self.held = second.held
        self.written = list(dict.fromkeys([*self.written, *second.written]))

    def counts(self) -> dict[str, Any]:
        return {
            "did": self.did,
            "refs": self.refs,
            "rows_added": self.rows_added,
            "problems": len(self.problems),
            "written": self.written,
            "held": self.held,
        }


def sync(
    site: Site,
    now: datetime,
    *,
    dry_run: bool = False,
    accept_loss: Collection[str] = (),
    gives_way: bool = False,
) -> Outcome:
    """One cycle. WorkbookBusy when somebody has a workbook open: nothing is lost, the next cycle does it.

    `gives_way`: a cycle for which nobody waits is left to the next while many sites want to read.
    """
    now = now.astimezone(site.timezone)
    if not dry_run and not accept_loss:
        news = what_is_new(site, now)
        if not news:
            return Outcome(site.slug, "nothing to do", held=_held_before(site))
        if gives_way and _can_wait(site, now, news):
            return Outcome(site.slug, "left for later", held=_held_before(site))
    outcome = _one_cycle(site, now, dry_run, frozenset(accept_loss))
    if outcome.took_in and not dry_run and site.staff.writes_alone:
        # What was added is read back, and counts in every tab; where others write too, the next cycle does so.
        outcome.follow(_one_cycle(site, now, dry_run, frozenset(accept_loss)))
    return outcome


def _one_cycle(site: Site, now: datetime, dry_run: bool, accept_loss: frozenset[str]) -> Outcome:
    unanswered: FateUnknown | None = None
    for _ in range(READ_AGAIN):
        try:
            return _cycle(site, now, dry_run, accept_loss)
        except FateUnknown as problem:
            logger.info("%s: nobody answered our write; reading what became of it", site.slug)
            unanswered = problem
        except ChangedSinceRead:
            logger.info("%s: somebody saved while we were deciding; reading again", site.slug)
            unanswered = None
    if unanswered is not None:
        raise unanswered
    raise WorkbookBusy("The workbook is being saved again and again just now, so we wait.", "busy")


def _held_before(site: Site) -> list[str]:
    """Tabs held since an earlier run: with nothing to do they are held still."""
    with site.ledger.read() as conn:
        tabs = {each.tab for each in held.all(conn, site.slug)}
    return [kind.tab for kind in site.kinds if kind.tab in tabs]


def what_is_new(site: Site, now: datetime) -> set[str]:
    """Of what a run depends on (`input_key`), what differs from the last finished one; all of it where there was none."""
    with site.ledger.read() as conn:
        last = published.input_key(conn, site.slug)
        mark = marks.mark(conn, site.slug)
    key = input_key(site, now, site.staff.revision(), _managers_mark(site, site.managers.revision), mark)
    before, after = ((each or "").split("|", len(INPUTS) - 1) for each in (last, key))
    if len(before) != len(INPUTS):
        return set(INPUTS)
    return {what for what, old, new in zip(INPUTS, before, after, strict=True) if old != new}


def _can_wait(site: Site, now: datetime, news: set[str]) -> bool:
    """Where only the day is another, or we wrote and have to read it back: at midnight that is so for all sites at once."""
    if not news <= {"staff", "day"}:
        return False
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if "day" in news and not timedelta() <= now - midnight < WAITS_WITHIN:
        return False
    return site.staff.may_be_read_later("staff" in news, WAITS_WITHIN)


def _managers_mark(site: Site, revision: Callable[[], str]) -> str:
    """Where asking costs a request, the managers' workbook is looked at when there is work anyway, and each midnight."""
    return revision() if site.managers.asked_when_idle else ""


def input_key(site: Site, now: datetime, staff: str, managers: str, mark: str) -> str:
    """Everything a run depends on, in the order of INPUTS; the same key gives the same tabs."""
    waiting = ",".join(str(each) for each in site.lists_waiting())
    return "|".join(
        (staff, managers, mark, now.date().isoformat(), site.version, site.settings_mark, waiting)
    )


def _cycle(site: Site, now: datetime, dry_run: bool, accept_loss: frozenset[str]) -> Outcome:
    with site.ledger.read() as conn:
        before, remembered = standing.mark(conn, site), ledger_refs.remembered(conn, site.slug)
        known = {"highest_refs": holding.highest_refs(conn, site, remembered)}
        alone = site.staff.writes_alone
        written = () if alone else {line.ref for line in ledger_refs.unconfirmed(conn, site.slug)}
    step(f"{site.slug}: reading both workbooks")
    snapshot, managers = site.staff.read(), site.managers.read()
    book = adrift.read(site, snapshot, now, known, remembered, written)
    refuse_what_is_not_ours(site, snapshot, managers, book)
    to_add = site.lists_to_add()
    plan = _Plan(site, now, snapshot, managers, book, remembered, written)
    del remembered  # with many rows it is large, and what comes needs the room
    step(f"{site.slug}: checking rows and filling the tabs")
    with site.ledger.write() as conn, _kept_unless(conn, dry_run):
        # Short: a patient's answer may be waiting for this.
        if standing.mark(conn, site) != before:
            raise ChangedSinceRead("Another run got in between, so we read again.", "changed")
        plan.record_intent(conn, to_add, accept_loss)
        if dry_run:
            plan.decide(conn)
    if plan.intent.must_wait and not dry_run:
        raise _open_elsewhere()
    if dry_run:
        plan.outcome.did = "would write" if plan.has_changes else "nothing differed"
        return plan.outcome
    try:
        with site.ledger.read() as conn:
            plan.decide(conn)
        held_back.keep(site, plan.source)
        plan.write_staff()
    except Exception as problem:
        plan.gives_up(problem)
        raise
    plan.write_managers()
    if plan.intent.took_lists:
        for each in to_add:
            each.put_away(now)  # its people are offers in the ledger since the intent was recorded
    with site.ledger.write() as conn:
        plan.record_done(conn)
    if plan.intent.settled:
        housekeeping.scrub(site.ledger)  # what was sealed must not stay readable in freed pages
    return plan.outcome


def _open_elsewhere() -> WorkbookBusy:
    busy = WorkbookBusy(
        "Somebody has the staff workbook open, so we wait until it is closed.", "open-elsewhere"
    )
    busy.workbook = "staff"
    return busy


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

    def __init__(
        self,
        site: Site,
        now: datetime,
        snapshot: Snapshot,
        managers: Snapshot,
        book: Book,
        remembered: holding.Remembered,
        written: Collection[str],
    ):
        self.site, self.now, self.snapshot, self.managers, self.book = site, now, snapshot, managers, book
        self.facts = read_facts(book[SetUpRow])
        self.prepared: holding.Prepared | None = holding.prepare(site, book, remembered)
        # With a Ref of ours the row's formulas were written too; so they are with all it has known for a while.
        self.new_refs = frozenset() if site.staff.writes_alone else book.refs - remembered.keys() - {*written}
        self.outcome = Outcome(site.slug, "nothing differed")
        self.is_publishing = False
        self.says: str | None = None

    def record_intent(self, conn: Any, to_add: Sequence[Any], accept_loss: frozenset[str]) -> None:
        self.last = standing.last(conn, self.site)
        if self.snapshot.last_landed is not None:
            ledger_refs.settle(conn, self.site.slug, self.snapshot.last_landed)
        older = standing.is_older(conn, self.site, self.snapshot, self.book)
        self.found = holding.compare(
            conn, self.site, self.book, self.now, accept_loss, older, self.prepared, self.snapshot.revision
        )
        self.prepared = None
        stopped.keep(conn, self.site, self.book, self.now, can_trust=not self.found.stops_sending)
        by_others = not self.snapshot.is_ours and self.snapshot.revision != self.last.get("staff")
        seen = offering.Seen(
            self.snapshot.locked_by is not None,
            by_others,
            older,
            offering.above_headings(self.snapshot, self.book),
            alone=self.site.staff.writes_alone,
        )
        grids = [grid for each in to_add for grid in each.grids]
        self.intent = recording.record_intent(conn, self.site, self.book, self.facts, seen, grids, self.now)
        self.intent.words += [each.says for each in self.snapshot.notices if each.code == PUT_BACK]

    def decide(self, conn: Any) -> None:
        noticed = noticing.noticed(self.site, self.book, self.snapshot, self.managers)
        problems = (
            check_book(self.book)
            + self.intent.problems
            + refs.problems_of(self.found, self.site.kinds)
            + adrift.problems_of(self.found)
            + noticed
        )
        source = filling.source_from(conn, self.site, self.book, problems, self.facts, self.found, self.now)
        problems = in_order(problems + names_in_words(source))
        doing = [ledger_log.LogLine(self.now, words) for words in reversed(self.intent.words)]
        settled = {turn.ref for turn in self.intent.turns if turn.state in offering.SETTLED}
        offered = [offer for offer in source.offered if offer.ref not in settled]
        waiting = [*noticing.for_today(noticed), *source.waiting]
        log = [*doing, *source.log]
        source = replace(
            source, problems=problems, log=log, offered=offered, waiting=waiting, learnt=source.hidden
        )
        self.source = source
        verified = holding.verified(conn, self.site, self.book)
        if self.site.staff.writes_alone:  # then a Ref is where we put it, and people may choose it at once
            verified |= {fill.ref for fill in self.intent.fills}
        filled = filling.fill(source, self.site, verified)
        self.hashes: dict[str, dict[str, str]] = {"staff": {}, "managers": {}}
        staff = self._differing(conn, "staff", self.snapshot, filled)
        managers = self._differing(conn, "managers", self.managers, filled)
        if self.managers.sharing_unknown:  # nobody knows who would see the figures
            managers, self.hashes["managers"] = [], {}
        fresh = {(fill.kind, fill.row): fill.ref for fill in self.intent.fills}
        differing = filling.rows_that_differ(
            self.book, self.snapshot, filled.formulas, fresh, self.site.staff.writes_alone, self.new_refs
        )
        formulas = filled.formulas if any(differing.values()) else {}
        before = published.last(conn, self.site.slug, _SHOWN)
        show = filling.to_show(self.book, self.snapshot, filled.staff, before)
        shown = filling.shown_now(self.snapshot, filled.staff, show)
        self.shown = [name for name in shown if name not in before]
        mends = self.snapshot.put_back or self.snapshot.tidies
        writes = (
            self.intent.fills or self.intent.appends or self.intent.give_back or formulas or show or mends
        )
        if writes and not staff:
            staff = [content for content in filled.staff if content.tab.title == "Today"]
        self.staff_changes = Changes(
            based_on=self.snapshot.revision,
            places=[
                _place(reading, differing.get(reading.kind))
                for reading in self.book.readings.values()
                if reading.is_usable
            ],
            refs=self.intent.fills,
            appends=self.intent.appends,
            give_back=self.intent.give_back,
            put_back=self.snapshot.put_back,
            tidies=self.snapshot.tidies,
            formulas=filled.formulas if self.intent.appends else formulas,
            tabs=_with_today(staff, filled),
            show=show,
            list_lengths=filled.list_lengths,
        )
        self.managers_changes = Changes(based_on=self.managers.revision, tabs=managers)
        self.editions = filled.editions
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
        self.outcome.problems = problems
        # A tab that lost too much, and one that cannot be read: their last good figures stand alike (DESIGN §5).
        self.outcome.held = [each.kind.tab for each in self.book.readings.values() if not each.is_usable]
        self.outcome.took_in = bool(self.intent.appends) or self.intent.took_lists
        self.outcome.written = [tab.name for tab in (*self.staff_changes.tabs, *self.managers_changes.tabs)]

    def write_staff(self) -> None:
        """The staff workbook first: what staff see of a change must not come after what managers see."""
        self.staff_revision = self.snapshot.revision
        if self.staff_changes.is_empty:
            return
        says = self.says = next(filter(None, map(filling.written_words, self.staff_changes.tabs)), None)
        step(f"{self.site.slug}: writing the staff workbook")
        with self.site.ledger.write() as conn:
            standing.begin(conn, self.site, says)
            if not self.site.staff.writes_alone:  # whatever is typed meanwhile must be read
                published.set_input_key(conn, self.site.slug, "")
        self.is_publishing = True
        self.staff_revision = self.site.staff.publish(self.staff_changes)
        with self.site.ledger.write() as conn:  # at once: the managers' workbook may be open all day
            standing.wrote_staff(conn, self.site, self.staff_revision, self.snapshot.revision, says)
            self._record_staff(conn)

    def gives_up(self, problem: Exception) -> None:
        """Numbers that reached no file are taken for the next write, for it may be refused each minute all day."""
        told = problem if isinstance(problem, WorkbookError) else None
        with self.site.ledger.write() as conn:
            if not self.is_publishing or (told and not told.may_have_landed):
                ledger_refs.set_free(conn, self.site.slug, self.intent.fresh)
                standing.was_refused(conn, self.site, self.says)
            elif told:
                ledger_refs.doubt(conn, self.site.slug, self.intent.fresh)

    def _record_staff(self, conn: Any) -> None:
        slug = self.site.slug
        published.record(conn, slug, "staff", self.hashes["staff"])
        published.record(conn, slug, _SHOWN, dict.fromkeys(self.shown, _SHOWN))
        standing.saw_to(conn, self.site, self.last)
        for turn in self.intent.turns:
            written_in = self.staff_revision if turn.state == offering.OFFERED else None
            written_in = offering.SEEN_ONCE if turn.seen else written_in
            offers.mark(conn, slug, turn.ref, turn.state, written_in)
        for words in self.intent.words:
            ledger_log.add(conn, slug, self.now, words)

    def write_managers(self) -> None:
        self.managers_revision = self.managers.revision
        if self.editions:
            with self.site.ledger.write() as conn:
                editions.keep(conn, self.site.slug, self.editions)
        if not self.managers_changes.is_empty:
            step(f"{self.site.slug}: writing the managers’ workbook")
            self.managers_revision = self.site.managers.publish(self.managers_changes)
        self.outcome.did = "wrote" if self.has_changes else "nothing differed"

    def record_done(self, conn: Any) -> None:
        if self.staff_changes.is_empty:
            self._record_staff(conn)
        if not self.managers_changes.is_empty:
            standing.wrote_managers(conn, self.site, self.managers_revision)
        published.record(conn, self.site.slug, "managers", self.hashes["managers"])
        standing.finished(conn, self.site, self.now)
        if self.outcome.took_in:
            return
        staff = (self.snapshot.asked or self.staff_revision) if self._is_settled() else _TO_READ_BACK
        managers = _managers_mark(self.site, lambda: self.managers_revision)
        key = input_key(self.site, self.now, staff, managers, self.intent.mark)
        published.set_input_key(conn, self.site.slug, key)

    def _is_settled(self) -> bool:
        """Where others write between our look and our write, what we wrote is read back before there is nothing to do."""
        if self.site.staff.writes_alone:
            return True
        still_offered = any(turn.state == offering.OFFERED for turn in self.intent.turns)
        return self.staff_changes.is_empty and not still_offered


def _place(reading: Any, differing: set[int] | None) -> TabPlace:
    numbers = [row.row_number for row in reading.rows]
    return TabPlace(
        reading.kind,
        reading.title,
        reading.heading_row,
        reading.last_row,
        reading.columns,
        numbers,
        differing,
    )


def _with_today(staff: list[TabContent], filled: filling.Filled) -> list[TabContent]:
    """Whenever anything is written, Today says when."""
    if not staff or any(content.tab.title == "Today" for content in staff):
        return staff
    return [content for content in filled.staff if content.tab.title == "Today"] + staff
