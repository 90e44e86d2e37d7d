"""Personal links for a confidential survey: made once, handed over once, kept only as a keyed hash.

A letter somebody is about to print is a message (promise 7): prepared, checked by a person, and in doubt not sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from service.core.book import Book
from service.core.checking import read_book
from service.core.grids import Snapshot
from service.flows import holding, standing, stopped, unsettled
from service.flows.hold_names import RESTORED, SENDING
from service.flows.site import Site
from service.ledger import forms, held, links, stop_list
from service.ledger import log as ledger_log
from sheet_templates.attendance import Attendance
from sheet_templates.people import Person
from sheet_templates.set_up import SetUpRow
from sheet_templates.set_up import facts as read_facts
from sheet_templates.surveys import Survey

NEEDED = ("People", "Attendance", "Set-up", "Surveys")
NOBODY_THERE_AFTER = timedelta(days=35)  # promise 7: who has died or said no since, nobody has told us


class LinksRefused(Exception):
    """No links can be made; the sentence says why."""

    exit_code = 2

    def __init__(self, says: str):
        super().__init__(says)
        self.says = says


@dataclass(frozen=True)
class Made:
    """(Ref of the person, link) for each, and how many people were left out for which reason."""

    links: list[tuple[str, str]]
    left_out: Mapping[str, int]


def make_links(site: Site, survey: str, now: datetime) -> Made:
    """For everyone invited who has not answered and may be written to."""
    now = now.astimezone(site.timezone)
    with site.ledger.read() as conn:
        form = forms.get(conn, site.slug, survey)
    if form is None:
        raise LinksRefused(
            f"There is no survey {survey} with questions. Check its Ref, and run patient-voice sync first."
        )
    if form.mode != "confidential":
        raise LinksRefused(
            f"{survey} is anonymous, so it has no personal links: everyone uses the shared address."
        )
    snapshot = site.staff.read()
    book = read_book(snapshot.grids, site.kinds, now)
    _refuse_untended(snapshot, now)
    _refuse_doubtful(book)
    with site.ledger.write() as conn:
        found = _refuse_held(conn, site, snapshot, book)
        _refuse_unchecked(conn, site, book, survey, now)
        asked = _Asked(conn, site, book, survey, found)
        made = []
        for ref in sorted(asked.people):
            token = links.make(conn, site.slug, survey, ref, now)
            made.append((ref, f"{site.public_url}/{site.slug}/survey/{survey}/{token}"))
        ledger_log.add(conn, site.slug, now, f"Made {len(made)} personal links for {survey}.")
    return Made(made, asked.left_out)


def _refuse_untended(snapshot: Snapshot, now: datetime) -> None:
    if snapshot.locked_by is not None:
        raise LinksRefused(
            "Somebody has the staff workbook open, and what they typed may not be saved yet. Close it, and try again."
        )
    unseen = next((notice for notice in snapshot.notices if notice.stops and snapshot.sharing_unknown), None)
    if unseen is not None:
        raise LinksRefused(f"{unseen.says} {unseen.fix}")
    if snapshot.saved_at is None or now - snapshot.saved_at > NOBODY_THERE_AFTER:
        raise LinksRefused(
            f"Nobody has saved the staff workbook for {NOBODY_THERE_AFTER.days} days, so People may be out of date. "
            "Look through it, and save it."
        )


def _refuse_doubtful(book: Book) -> None:
    """Promise 7: while nobody can say whose row is whose, or all is paused, nothing goes out."""
    unread = [
        kind.tab for kind, reading in book.readings.items() if kind.tab in NEEDED and not reading.is_usable
    ]
    if unread or len(NEEDED) > sum(kind.tab in NEEDED for kind in book.readings):
        raise _doubtful()
    if read_facts(book[SetUpRow]).is_paused:
        raise LinksRefused("All messages are paused in Set-up (Pause all messages), so no links are made.")


def _doubtful() -> LinksRefused:
    return LinksRefused(
        "People, Attendance, Surveys or Set-up lost rows or cannot be trusted now. "
        "The Problems tab says what to mend, after the next sync."
    )


def _refuse_held(conn: Any, site: Site, snapshot: Snapshot, book: Book) -> dict[str, Any]:
    """By what the last sync held, and by what was saved since. Gives the people held one by one."""
    found = holding.look(conn, site, book)
    doubtful = {each.tab for each in held.all(conn, site.slug)} | set(found.held)
    if found.stops_sending or doubtful & {SENDING, *NEEDED}:
        raise _doubtful()
    if standing.is_older(conn, site, snapshot, book):
        raise _put_back()
    return found.unsettled


def _put_back() -> LinksRefused:
    return LinksRefused(
        "An older version of the staff workbook was put back. Look through People and run patient-voice sync. "
        "On a later day, write that day under List checked on."
    )


def _refuse_unchecked(conn: Any, site: Site, book: Book, survey: str, now: datetime) -> None:
    """Prepare, check, send: letters too wait for somebody who read through the list."""
    rows = [row for row in book[Survey] if row.ref == survey]
    if len(rows) != 1 or rows[0].misread & {"send", "list_checked_on"}:
        raise LinksRefused(
            f"The row of {survey} in Surveys cannot be read, or is there twice. Mend it first."
        )
    checked = rows[0].list_checked_on
    if checked is None or checked > now.date():
        raise LinksRefused(
            f"Nobody has checked the list of {survey} yet. Read through its rows in Attendance, "
            "then fill in List checked on in Surveys."
        )
    if rows[0].send == "Pause":
        raise LinksRefused(f"Send says Pause for {survey}, so no links are made.")
    restored = held.get(conn, site.slug, RESTORED)
    if restored is not None and checked <= restored.as_of.astimezone(site.timezone).date():
        raise _put_back()


STRUCK_OUT = "struck out in Attendance"
NOT_READ = "not found in People, there twice, or in a row that cannot be read"
GONE = "with a Status other than New or Active"
NOT_AGREED = "without a Yes under May we contact"
ON_HOLD = "on hold"
IN_MOURNING = "caring for somebody who died or cannot be found"
CHANGED_SINCE = "with a name or address that changed since the list was checked"
STOPPED = "who said no before, with no later Yes"
ANSWERED = "who have answered"


class _Asked:
    """Everyone invited: those who may be written to, and how many may not, by reason."""

    def __init__(self, conn: Any, site: Site, book: Book, survey: str, held_people: dict[str, Any]):
        self.book, self.held_people = book, held_people
        self.list_row = book.find(survey)
        self.times = Counter(row.ref for row in book[Person])
        known = stop_list.all(conn, site.slug)
        self.stopped = stopped.rows_stopped(conn, site, book, known)
        self.answered = {ref for ref, at in links.state(conn, site.slug, survey).items() if at == "answered"}
        invited = [row for row in book[Attendance] if row.what_for and row.what_for.ref == survey]
        struck_out = {_ref(row) for row in invited if row.not_invited_because is not None}
        self.people: set[str] = set()
        self.left_out: Counter[str] = Counter()
        unreadable = {
            _ref(row) for row in invited if row.misread or (row.person is not None and row.person.doubted)
        }
        for ref in {_ref(row) for row in invited} - {None}:
            in_doubt = NOT_READ if ref in unreadable else self._why_not(str(ref))
            why = STRUCK_OUT if ref in struck_out else in_doubt
            if why is None:
                self.people.add(str(ref))
            else:
                self.left_out[why] += 1
        self.left_out[NOT_READ] += sum(
            _ref(row) is None and row.not_invited_because is None for row in invited
        )
        self.left_out = +self.left_out

    def _why_not(self, ref: str) -> str | None:
        """Promise 7, the first reason that holds; in doubt, no. A carer is held with their patient."""
        person = self.book.find(ref)
        if person is None or person.misread or self.times[ref] > 1:
            return NOT_READ
        if person.status not in ("New", "Active"):
            return GONE
        if person.may_contact != "Yes":
            return NOT_AGREED
        if person.hold_until is not None and person.hold_until >= self.book.today:
            return ON_HOLD
        if person.carer_of is not None and not self._is_living(person.carer_of.ref):
            return IN_MOURNING
        if ref in self.held_people and not unsettled.is_settled(
            self.held_people[ref], self.list_row, self.book.today
        ):
            return CHANGED_SINCE
        if person.row_number in self.stopped:
            return STOPPED
        return ANSWERED if ref in self.answered else None

    def _is_living(self, ref: str | None) -> bool:
        patient = self.book.find(ref) if ref and self.times[ref] == 1 else None
        return patient is not None and patient.status != "Died" and "status" not in patient.misread


def _ref(row: Any) -> str | None:
    return row.person.ref if row.person else None
