"""Lines of Today about people: whom not to write to, who was never asked, whose seat ends, whether anybody joins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from service.core.wording import count_words, day_words, list_words
from service.summaries import Source
from service.summaries._lines import Waits, at, first_few, place_of, refs_of
from service.summaries._places import kind_of_tab, link_to, next_row

MOST_REFS = 8
SEAT_ENDS_WITHIN = timedelta(days=90)  # FEATURES 1
NOBODY_JOINED_FOR = timedelta(days=183)


def do_not_write_to(source: Source) -> Iterator[Waits]:
    """Good to know, nothing to do: whose own Status does not say it. On hold, or the carer of somebody who died."""
    book = source.book
    on_hold = [row for row in book.rows("P") if row.hold_until is not None and row.hold_until >= source.today]
    if on_hold:
        yield at(
            book,
            f"Do not write to {list_words(refs_of(on_hold), MOST_REFS)}: on hold.",
            on_hold[0],
            "hold_until",
        )
    mourning = [
        row
        for row in carers_of_the_dead(source)
        if row not in on_hold and row.status in (None, "New", "Active")
    ]
    if mourning:
        who = list_words(refs_of(mourning), MOST_REFS)
        yield at(
            book,
            f"Do not write to {who}: the person they care for has died. When they wish, change Carer of.",
            mourning[0],
            "carer_of",
        )


def check_again(source: Source) -> Iterator[Waits]:
    """One or two names that changed hold those people, list by list, until somebody has read through it again."""
    for ref, people in source.check_again.items():
        who = list_words(people, MOST_REFS)
        says = f"Do not write to {who}: name or address changed since the list of {ref} was checked. Check it again."
        row = source.book.find(ref)
        yield at(source.book, says, row, "list_checked_on") if row is not None else Waits(says)


def sorted_alone(source: Source) -> Iterator[Waits]:
    """Nothing goes out while cells may stand beside the wrong people. Names stay in People."""
    undo = (
        f"Go back to the version of {source.restore}."
        if source.restore
        else "Undo it, or go back to an older version."
    )
    how = f"at once, as when one column is sorted alone. {undo}"
    if source.changed:
        who = list_words(source.changed, MOST_REFS)
        yield _at_first(
            source, f"Nothing is sent: {who} changed name or address {how}", source.changed, "Name"
        )
    for tab, column, refs in source.moved:
        says = f"Nothing is sent: {column} in {tab} changed places in {list_words(refs, MOST_REFS)} {how}"
        yield _at_first(source, says, refs, column)
    for tab, rows in source.filled_down.items():
        where = list_words(map(str, rows), MOST_REFS)
        says = f"Nothing is sent: Ref in {tab} changed in rows {where} at once, as when it is filled down. {undo}"
        kind = kind_of_tab(source.book, tab)
        link = link_to(source.book, kind, rows[0], "ref") if kind else None
        yield Waits(says, f"Ref (row {rows[0]} of {tab})", link)


def _at_first(source: Source, says: str, refs: Sequence[str], heading: str) -> Waits:
    first = source.book.find(refs[0])
    if first is None:
        return Waits(says)
    column = next(column.name for column in type(first).columns.values() if column.heading == heading)
    return at(source.book, says, first, column)


def carers_of_the_dead(source: Source) -> list[Any]:
    cared_for = [(row, source.book.find(row.carer_of)) for row in source.book.rows("P") if row.carer_of]
    return [row for row, patient in cared_for if patient is not None and patient.status == "Died"]


def never_asked(source: Source) -> Iterator[Waits]:
    """Consent for all new people is one line: twenty lines would hide the rest."""
    asked = [
        row
        for row in source.book.rows("P")
        if row.status in (None, "New", "Active")
        and row.role in (None, "Patient", "Carer")
        and row.lacks("may_contact")
    ]
    if asked:
        who = count_words(len(asked), "person has", "people have")
        yield at(
            source.book,
            f"{who} not been asked whether we may contact them ({list_words(refs_of(asked), 3)}).",
            asked[0],
            "may_contact",
            (place_of(row, "may_contact") for row in asked),
        )


def seats_ending(source: Source) -> Iterator[Waits]:
    book = source.book
    ending = [
        row
        for row in book.rows("N")
        if row.stage in (None, "Joined")
        and row.term_ends is not None
        and row.term_ends <= source.today + SEAT_ENDS_WITHIN
    ]
    lines = []
    for row in sorted(ending, key=lambda row: row.term_ends):
        ends = "ended" if row.term_ends < source.today else "ends"
        says = f"The seat of {_pointed(row.person) or row.ref} {ends} on {day_words(row.term_ends)}. Write the next end."
        lines.append(at(book, says, row, "term_ends"))
    yield from first_few(lines, "{n} more seats end soon. Write the next end.")


def nobody_joined(source: Source) -> Iterator[Waits]:
    """The patient group keeps recruiting (DESIGN §1): said when it is short of its aim and nobody joined for half a year."""
    book = source.book
    group = next(
        (row for row in book.rows("H") if row.mechanism == "Patient group" and row.use_it == "Yes"), None
    )
    if group is None or not book.is_readable("N"):
        return
    members = [row for row in book.rows("N") if row.stage == "Joined"]
    joined = max((row.since for row in members if row.since), default=None)
    if group.aim_for is not None and len(members) >= group.aim_for:
        return
    if joined is None or joined < source.today - NOBODY_JOINED_FOR:
        since = f"since {day_words(joined)}" if joined else "yet"
        aim = f" It has {len(members)} and aims for {group.aim_for}." if group.aim_for else ""
        kind = book.kind("N")
        assert kind is not None
        row = next_row(book, kind)
        yield Waits(
            f"Nobody has joined the patient group {since}.{aim} Write the next member.",
            f"Row {row} of {book.readings[kind].title}",
            link_to(book, kind, row, "person"),
        )


def _pointed(pointer: Any) -> str | None:
    return pointer.text if pointer else None
