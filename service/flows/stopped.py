"""Who said no, left, moved away or died is kept on the stop list at each sync: a deleted row or a pasted list changes nothing.

Only a Yes with a later day under Said so on takes them off it (DESIGN §3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any

from service.core.book import Book
from service.core.likeness import name_words
from service.flows.site import Site
from service.ledger import stop_list
from sheet_templates.people import GONE, Person


def keep(conn: Any, site: Site, book: Book, now: datetime, can_trust: bool) -> None:
    """Before rows are added. `can_trust`: no column was sorted alone, or the wrong people would be written down."""
    known = stop_list.all(conn, site.slug)
    if can_trust:
        saying = _said_no(conn, site, book, now)
        fresh = {
            mark: since or now
            for mark, since in saying.items()
            if mark not in known or (since is not None and since > known[mark])
        }
        lifted = {mark for mark in _lifted(conn, site, book, known) if mark not in saying}
        stop_list.put(conn, site.slug, fresh)
        stop_list.lift(conn, site.slug, lifted)
        known = {mark: since for mark, since in (known | fresh).items() if mark not in lifted}
    book.ledger["stopped"] = rows_stopped(conn, site, book, known)


def asker(conn: Any, site: Site, today: date) -> Callable[[Any], bool]:
    """Whether a No stands against a person of a list that is about to be taken in."""
    known = stop_list.all(conn, site.slug)
    return lambda person: bool(known) and since_when(conn, site, person, known, today) is not None


def rows_stopped(conn: Any, site: Site, book: Book, known: dict[str, datetime]) -> dict[int, date]:
    """Row of People → since when, for rows that say nothing of it themselves."""
    rows = (row for row in book[Person] if not row.said_no) if known else ()
    return {
        row.row_number: since
        for row in rows
        if (since := since_when(conn, site, row, known, book.today)) is not None
    }


def since_when(conn: Any, site: Site, row: Any, known: dict[str, datetime], today: date) -> date | None:
    """The day of the No that stands against this row, or None."""
    days = [_day(site, known[mark]) for mark in _asked(conn, site, row) if mark in known]
    return max((day for day in days if not _says_yes_after(row, day, today)), default=None)


def _said_no(conn: Any, site: Site, book: Book, now: datetime) -> dict[str, datetime | None]:
    """Mark → the moment they said it, None where no day stands there."""
    saying: dict[str, datetime | None] = {}
    for row in book[Person]:
        if row.said_no:
            since = _said_on(site, row, now)
            for mark in _recorded(conn, site, row):
                other = saying.get(mark)
                saying[mark] = max(since, other) if since and other else since or other
    return saying


def _said_on(site: Site, row: Any, now: datetime) -> datetime | None:
    dated = row.may_contact == "No" and row.said_so_on is not None and row.said_so_on <= now.date()
    return datetime.combine(row.said_so_on, time(), site.timezone) if dated else None


def _lifted(conn: Any, site: Site, book: Book, known: dict[str, datetime]) -> Iterator[str]:
    for row in book[Person] if known else ():
        if row.may_contact == "Yes" and row.said_so_on is not None and not row.said_no:
            for mark in _asked(conn, site, row):
                if mark in known and _says_yes_after(row, _day(site, known[mark]), book.today):
                    yield mark


def _says_yes_after(row: Any, day: date, today: date) -> bool:
    said = row.said_so_on if row.may_contact == "Yes" and row.status not in GONE else None
    return said is not None and day < said <= today


def _day(site: Site, moment: datetime) -> date:
    return moment.astimezone(site.timezone).date()


def _recorded(conn: Any, site: Site, row: Any) -> Iterator[str]:
    """By name and each way to reach them, since couples share a telephone; and by name alone."""
    words = name_words(row.name or "")
    for contact in _contacts(row) if words else ():
        yield stop_list.mark_of(conn, site.slug, contact, _short(words))
    if words:
        yield stop_list.mark_of(conn, site.slug, "", " ".join(sorted(words)))


def _asked(conn: Any, site: Site, row: Any) -> Iterator[str]:
    """The name alone counts against a row that gives no way to reach them: namesakes are not one person."""
    words, contacts = name_words(row.name or ""), _contacts(row)
    for contact in contacts:
        yield stop_list.mark_of(conn, site.slug, contact)
        if words:
            yield stop_list.mark_of(conn, site.slug, contact, _short(words))
    if words and not contacts:
        yield stop_list.mark_of(conn, site.slug, "", " ".join(sorted(words)))


def _contacts(row: Any) -> list[str]:
    return [contact for contact in (row.email, row.phone, row.postal_address) if contact]


def _short(words: tuple[str, ...]) -> str:
    """Initial and surname: lists differ in how much of a first name they give."""
    return f"{words[0][0]} {words[-1]}"
