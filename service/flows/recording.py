"""The one ledger transaction before a workbook is written: Refs taken and journalled, rows offered, forms and facts put."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from service.core.adopting import ALREADY_THERE, adopt
from service.core.book import Book
from service.core.changes import Append, FillRef, GiveBack
from service.core.grids import Grid
from service.core.problems import Problem
from service.flows import offering, refs, stopped
from service.flows.forms_out import put_facts, put_forms
from service.flows.site import Site
from service.ledger import marks, offers, submissions
from service.ledger import refs as ledger_refs
from sheet_templates.feedback import Feedback
from sheet_templates.people import Person


@dataclass
class Intent:
    """What this cycle means to write into staff tabs, journalled before it is written."""

    fills: list[FillRef] = field(default_factory=list)
    appends: list[Append] = field(default_factory=list)
    give_back: list[GiveBack] = field(default_factory=list)
    fresh: list[str] = field(default_factory=list)  # Refs that were nobody's before
    turns: list[offering.Turn] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # for the Log, once it is done
    settled: list[str] = field(default_factory=list)  # forms whose anonymous answers left their envelopes
    mark: str = ""
    took_lists: bool = False
    must_wait: bool = False  # there are rows to write, and somebody has the workbook open


def record_intent(
    conn: Any,
    site: Site,
    book: Book,
    facts: Any,
    seen: offering.Seen,
    to_add: Sequence[Grid],
    now: datetime,
) -> Intent:
    """Everything that must be durable before the workbook is touched."""
    intent = Intent()
    put_facts(conn, site, facts, now)
    intent.problems += put_forms(conn, site, book, facts, now)
    intent.settled = submissions.settle_due(conn, site.slug, now.date())
    intent.mark = marks.mark(
        conn, site.slug
    )  # read before what people sent, so that nothing later is taken for seen
    rows = conn.begin_nested()
    _plan_rows(conn, site, book, seen, to_add, intent, now)
    intent.must_wait = seen.is_open and bool(intent.fills or intent.appends)
    if intent.must_wait:
        rows.rollback()  # it may be open all day: no number is used up meanwhile, yet forms and facts move
    else:
        rows.commit()
    return intent


def _plan_rows(
    conn: Any,
    site: Site,
    book: Book,
    seen: offering.Seen,
    to_add: Sequence[Grid],
    intent: Intent,
    now: datetime,
) -> None:
    """Refs for rows without one, and the rows we hand to staff."""
    _fill_refs(conn, site, book, intent, now)
    _offer_messages(conn, site, book, now)
    _offer_people(conn, site, book, to_add, intent, now)
    waiting = {offer.ref: offer for offer in offers.offered(conn, site.slug)}
    intent.turns = offering.next_turns(waiting.values(), book, seen)
    intent.appends = offering.appends(
        intent.turns, {ref: offer.cells for ref, offer in waiting.items()}, site
    )
    _log_turns(intent)


def _fill_refs(conn: Any, site: Site, book: Book, intent: Intent, now: datetime) -> None:
    adrift, given_back = book.ledger.get("adrift", {}), book.ledger.get("given_back", {})
    overwritten = book.ledger.get("overwritten", {})
    for reading in book.readings.values():
        tab, letter = reading.kind.tab, reading.kind.letter
        rows = [row for row in refs.rows_without_ref(reading) if (tab, row.row_number) not in adrift]
        back = [
            (row, row.ref)
            for row in reading.rows
            if (tab, row.row_number) in given_back and (tab, row.row_number) not in overwritten
        ]
        _take_back(reading, overwritten, intent)
        if back:
            _fill(conn, site, reading, back, intent, now)
            intent.words.append(f"Gave {count(len(back), 'row')} in {tab} their Ref back.")
        if rows and letter:
            fresh = _fresh(conn, site, book, letter, len(rows))
            intent.fresh += fresh
            _fill(conn, site, reading, list(zip(rows, fresh, strict=True)), intent, now)
            intent.words.append(f"Gave {count(len(rows), 'row')} in {tab} a Ref.")
            book.ledger.setdefault("given_now", set()).update(fresh)


def _fresh(conn: Any, site: Site, book: Book, letter: str, how_many: int) -> list[str]:
    """First those of refused writes: a sheet that cannot be written for an hour must not use up a number a minute."""
    again = ledger_refs.take_again(conn, site.slug, letter, how_many, book.refs)
    at_least = refs.highest(book, letter)
    return again + ledger_refs.take(conn, site.slug, letter, how_many - len(again), at_least=at_least)


def _take_back(reading: Any, overwritten: dict[tuple[str, int], str], intent: Intent) -> None:
    """Somebody sorted in the very second in which we filled in a Ref: it took another's place, and gives it back."""
    tab = reading.kind.tab
    for row in reading.rows:
        if written := overwritten.get((tab, row.row_number)):
            intent.give_back.append(GiveBack(reading.kind, written, row.ref))
            intent.words.append(
                f"Put {row.ref} back in {tab}, where {written} stood by mistake: somebody sorted while we wrote."
            )


def _fill(
    conn: Any, site: Site, reading: Any, rows: Sequence[tuple[Any, str]], intent: Intent, now: datetime
) -> None:
    places = [(reading.kind.tab, row.row_number, ref) for row, ref in rows]
    ledger_refs.journal(conn, site.slug, places, now)
    intent.fills += [FillRef(reading.kind, row, ref) for _, row, ref in places]
    for row, ref in rows:
        row.__dict__["ref"] = ref


def _offer_messages(conn: Any, site: Site, book: Book, now: datetime) -> None:
    if not book.is_usable(Feedback):
        return
    for message in submissions.messages(conn, site.slug):
        _offer(conn, site, book, Feedback, offering.message_cells(message), f"message:{message.id}", now)


def _offer_people(
    conn: Any, site: Site, book: Book, grids: Sequence[Grid], intent: Intent, now: datetime
) -> None:
    """A list of people left for us to take in: those already there are not added again."""
    if not book.is_usable(Person):
        return  # then the list waits too
    intent.took_lists = bool(grids)
    pasted = book.readings[Person].pasted  # stays until staff delete it: reading says so, in one line
    is_stopped = stopped.asker(conn, site, now.date())
    for grid in [*grids, *([pasted] if pasted else [])]:
        adoption = adopt(grid, Person, book[Person], is_stopped)
        if grid is not pasted:  # it is put away, and so are its problems: the Log keeps them
            intent.problems += adoption.problems
            intent.words += [problem.says for problem in adoption.problems]
        else:  # reading says the rest of it, and does not know who is on the stop list
            intent.problems += [problem for problem in adoption.problems if problem.code == "list-said-no"]
        added = 0
        for cells in adoption.rows:
            source = "to-add:" + site.hash_of(repr(sorted(cells.items(), key=str)))[:32]
            added += _offer(conn, site, book, Person, _as_json(cells), source, now)
        if added or (grid is not pasted and (adoption.rows or adoption.already_there)):
            there = (
                f" {count(adoption.already_there, 'person', 'people')} were there already."
                if adoption.already_there
                else ""
            )
            intent.words.append(f"Took in {count(added, 'person', 'people')} from a list.{there}")
            if grid is pasted:  # the tab has one line about it; what else was met with is said here, once
                intent.words += [
                    problem.says for problem in adoption.problems if problem.code != ALREADY_THERE
                ]


def _as_json(cells: Any) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in cells.items()
    }


def _offer(
    conn: Any, site: Site, book: Book, kind: Any, cells: dict[str, Any], source: str, now: datetime
) -> bool:
    if offers.was_offered(conn, site.slug, source):
        return False
    [ref] = ledger_refs.take(conn, site.slug, kind.letter, 1, at_least=refs.highest(book, kind.letter))
    return offers.offer(conn, site.slug, kind.tab, ref, cells, source, now)


def _log_turns(intent: Intent) -> None:
    for tab in {turn.tab for turn in intent.turns if turn.append}:
        added = sum(turn.append and turn.tab == tab for turn in intent.turns)
        intent.words.append(f"Added {count(added, 'row')} to {tab}.")
    for turn in intent.turns:
        if turn.state == offering.WITHDRAWN:
            intent.words.append(
                f"Staff deleted {turn.ref}, which we had added to {turn.tab}. It stays deleted."
            )


def count(number: int, one: str, many: str | None = None) -> str:
    """1 row, 2 rows."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
