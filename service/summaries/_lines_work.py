"""Lines of Today about the work: comments to read, actions overdue, events and surveys that are near."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from service.core.wording import count_words, day_words, list_words, time_words, weekday_words
from service.summaries import Source
from service.summaries._lines import Waits, at, first_few, place_of
from service.summaries._places import link_to, named
from service.summaries._replies import coming
from service.summaries.register import GONE

SOON = timedelta(days=14)
CLOSES_SOON = timedelta(days=7)
JUST_CLOSED = timedelta(days=28)
LOOK_BACK = timedelta(days=60)
EVENT_NEEDS = ("start", "venue", "lead", "agenda")
FROM_THE_FORM = "tell us"  # what Came from says of a comment that came online
URGENT = ("Concern", "Support needed")


def comments_to_see(source: Source) -> Iterator[Waits]:
    """What came online, and any concern, until somebody writes who read it. Concerns first."""
    book = source.book
    unseen = [row for row in book.rows("F") if row.lacks("seen_by") and _must_be_seen(row)]
    unseen.sort(key=lambda row: (row.kind not in URGENT, row.date or source.today))

    def line(row: Any) -> Waits:
        kind = f"{row.kind}: " if row.kind in URGENT else ""
        since = f", since {day_words(row.date)}" if row.date else ""
        says = f"{kind}{row.ref or 'a comment'} waits to be read{since}. Write your name."
        return at(book, says, row, "seen_by")

    yield from first_few(unseen, "{n} more comments wait to be read. Write your name.", line)


def _must_be_seen(row: Any) -> bool:
    if not row.lacks("answered_on") or not row.lacks("action") or not row.lacks("no_action_because"):
        return False
    came_from = row.came_from.text.casefold() if row.came_from else ""
    return came_from.startswith(FROM_THE_FORM) or row.kind in URGENT


def actions_overdue(source: Source) -> Iterator[Waits]:
    book = source.book
    late = [
        row
        for row in book.rows("A")
        if row.status in (None, "Not started", "In progress") and row.due and row.due < source.today
    ]
    late.sort(key=lambda row: row.due)

    def line(row: Any) -> Waits:
        says = f"{named(row)} was due on {day_words(row.due)}. Choose Done, or write a later day in Due."
        return at(book, says, row, "status", [place_of(row, "due")])

    yield from first_few(late, "{n} more actions are overdue.", line)


def lists_to_check(source: Source) -> Iterator[Waits]:
    """Prepare → check → send: the middle step is a person's."""
    book = source.book
    lines = [
        at(
            book,
            f"The list for {named(row)} is ready. Read it in Attendance, then write the day here.",
            row,
            "list_checked_on",
        )
        for letter in "ES"
        for row in book.rows(letter)
        if row.send == "Prepare list"
        and row.lacks("list_checked_on")
        and row.status not in ("Cancelled", "Held", "Closed")
    ]
    yield from first_few(lines, "{n} more lists are ready to check.")


def events_near(source: Source) -> Iterator[Waits]:
    """Events of the next two weeks with something missing: one line each, at its first empty cell."""
    book, lines = source.book, []
    for row in coming_events(source):
        missing = [name for name in EVENT_NEEDS if row.lacks(name)]
        if missing:
            what = list_words(type(row).columns[name].heading for name in missing)
            lines.append(
                at(
                    book,
                    f"{named(row)} is on {weekday_words(row.date)}. Still empty: {what}.",
                    row,
                    missing[0],
                )
            )
    yield from first_few(lines, "{n} more events are near and have empty cells.")


def coming_events(source: Source) -> list[Any]:
    near = [
        row
        for row in source.book.rows("E")
        if row.date is not None
        and source.today <= row.date <= source.today + SOON
        and row.status in (None, "Planned")
    ]
    return sorted(near, key=lambda row: (row.date, row.row_number))


def events_past(source: Source) -> Iterator[Waits]:
    """An event that is over and not yet written up is not counted for managers."""
    book = source.book
    noted = {row.what_for.ref for row in book.rows("T") if row.what_for and not row.lacks("attended")}
    lines = []
    for row in book.rows("E"):
        if row.date is None or not source.today - LOOK_BACK <= row.date < source.today:
            continue
        if row.status in (None, "Planned"):
            lines.append(
                at(
                    book,
                    f"{named(row)} was on {day_words(row.date)}. Choose Held or Cancelled.",
                    row,
                    "status",
                )
            )
        elif row.status == "Held" and row.lacks("how_many_came") and row.ref not in noted:
            says = f"Nobody has written who came to {named(row)}. Fill in Attended in Attendance, or the number here."
            lines.append(at(book, says, row, "how_many_came"))
    yield from first_few(lines, "{n} more events are over and not written up.")


def surveys_near(source: Source) -> Iterator[Waits]:
    book, lines, today = source.book, [], source.today
    for row in book.rows("S"):
        if row.status in (None, "Draft") and row.opens and today <= row.opens <= today + SOON:
            lines.append(
                at(
                    book,
                    f"{named(row)} is to open on {day_words(row.opens)}. Choose Open when it is ready.",
                    row,
                    "status",
                )
            )
        elif row.status == "Open" and row.closes and today <= row.closes <= today + CLOSES_SOON:
            closes = weekday_words(row.closes)
            says = f"{named(row)} closes on {closes}. {so_far(source, row)} To give people longer, write a later day."
            lines.append(at(book, says, row, "closes"))
    yield from first_few(lines, "{n} more surveys open or close soon.")


def surveys_gone(source: Source) -> Iterator[Waits]:
    """Surveys people were asked in, whose row was deleted: what they said cannot be counted without it."""
    kind = source.book.kind("S")
    if kind is None or not source.book.is_usable(kind):
        return
    lines = []
    for ref, answers in sorted(source.answers.items()):
        # Whether a survey that has not closed has answers is not for us to say.
        has_some = answers.state == "shut" or (
            answers.state == "closed" and (answers.ratings or answers.comments)
        )
        if has_some and ref not in source.book.refs:
            title = next((form.title for _, form in sorted(answers.forms.items(), reverse=True)), "")
            now = "Nobody can answer it now" if answers.state == "shut" else "Its answers are not counted"
            says = (
                f"The row of {' '.join(filter(None, (ref, title)))} is gone from Surveys. {now}. "
                f"Write it again in a new row, with {ref} in Ref, and its dates."
            )
            lines.append(Waits(says, "Ref in Surveys", link_to(source.book, kind)))
    yield from first_few(lines, "{n} more surveys have lost their row in Surveys.")


def so_far(source: Source, survey: Any) -> str:
    """Answers so far, where they may be counted."""
    answers = source.answers.get(survey.ref)
    if answers is None or answers.count is None:
        return "Answers are not counted until it closes."
    return f"{count_words(answers.count, 'answer')} so far."


def coming_up(source: Source) -> Iterator[Waits]:
    """Not to be done, but good to know: what is open, and what is on in the next two weeks."""
    for row in source.book.rows("S"):
        if row.status == "Open" and _is_open(row, source.today):
            closes = f" It closes on {day_words(row.closes)}." if row.closes else ""
            yield Waits(f"Open now: {named(row)}. {so_far(source, row)}{closes}")
        elif answers := _just_closed(source, row):
            yield Waits(
                f"Closed: {named(row)}. {count_words(answers, 'answer')}: see the tab Answers {row.ref}."
            )
    for row in coming_events(source):
        start = f" at {time_words(row.start)}" if row.start else ""
        yield Waits(
            f"Coming up: {named(row)}, {weekday_words(row.date)}{start}. {replies(source, row)}".strip()
        )


def _is_open(row: Any, today: date) -> bool:
    return (row.opens is None or row.opens <= today) and (
        row.closes is None or row.closes > today + CLOSES_SOON
    )


def _just_closed(source: Source, survey: Any) -> int:
    """How many answers wait to be read; 0 once the survey has been closed for long."""
    answers = source.answers.get(survey.ref)
    lately = survey.closes is not None and timedelta() < source.today - survey.closes <= JUST_CLOSED
    return answers.count or 0 if lately and answers is not None and survey.status in ("Open", "Closed") else 0


def _is_here(source: Source, row: Any) -> bool:
    person = source.book.find(row.person)
    return person is None or person.status not in GONE


def replies(source: Source, event: Any) -> str:
    """How many said yes; a reply staff wrote wins over what came online."""
    asked = [row for row in source.book.rows("T") if row.what_for and row.what_for.ref == event.ref]
    yes = sum(
        row.lacks("not_invited_because")
        and _is_here(source, row)
        and coming(row, source.told_online) == "Yes"
        for row in asked
    )
    return f"{yes:,} of {len(asked):,} said yes." if asked else ""
