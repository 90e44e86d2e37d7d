"""Personal links for a confidential survey: made once, handed over once, kept only as a keyed hash."""

from __future__ import annotations

from datetime import datetime

from service.core.book import Book
from service.core.checking import read_book
from service.flows.holding import SENDING
from service.flows.site import Site
from service.ledger import forms, held, links
from service.ledger import log as ledger_log
from sheet_templates.attendance import Attendance
from sheet_templates.people import Person
from sheet_templates.set_up import SetUpRow
from sheet_templates.set_up import facts as read_facts

NEEDED = ("People", "Attendance", "Set-up")


class LinksRefused(Exception):
    """No links can be made; the sentence says why."""

    exit_code = 2

    def __init__(self, says: str):
        super().__init__(says)
        self.says = says


def make_links(site: Site, survey: str, now: datetime) -> list[tuple[str, str]]:
    """(Ref of the person, link) for everyone invited who has not answered and may be written to."""
    with site.ledger.read() as conn:
        form = forms.get(conn, site.slug, survey)
        doubtful = {each.tab for each in held.all(conn, site.slug)} & {SENDING, *NEEDED}
    if form is None:
        raise LinksRefused(
            f"There is no survey {survey} with questions. Check its Ref, and run patient-voice sync first."
        )
    if form.mode != "confidential":
        raise LinksRefused(
            f"{survey} is anonymous, so it has no personal links: everyone uses the shared address."
        )
    book = read_book(site.staff.read().grids, site.kinds, now)
    _refuse_doubtful(book, bool(doubtful))
    invited = [row for row in book[Attendance] if row.what_for and row.what_for.ref == survey and row.person]
    people = [
        row.person.ref
        for row in invited
        if row.not_invited_because is None
        and not row.person.doubted
        and _may_be_written_to(book.find(row.person), book, now)
    ]
    made = []
    with site.ledger.write() as conn:
        answered = {ref for ref, state in links.state(conn, site.slug, survey).items() if state == "answered"}
        for ref in sorted(set(people) - answered):
            token = links.make(conn, site.slug, survey, ref, now)
            made.append((ref, f"{site.public_url}/{site.slug}/survey/{survey}/{token}"))
        ledger_log.add(conn, site.slug, now, f"Made {len(made)} personal links for {survey}.")
    return made


def _refuse_doubtful(book: Book, is_held: bool) -> None:
    """Promise 7: while nobody can say whose row is whose, or all is paused, nothing goes out."""
    unread = [
        kind.tab for kind, reading in book.readings.items() if kind.tab in NEEDED and not reading.is_usable
    ]
    if is_held or unread or len(NEEDED) > sum(kind.tab in NEEDED for kind in book.readings):
        raise LinksRefused(
            "People, Attendance or Set-up lost rows or cannot be trusted now. The Problems tab says what to mend."
        )
    if read_facts(book[SetUpRow]).is_paused:
        raise LinksRefused("All messages are paused in Set-up (Pause all messages), so no links are made.")


def _may_be_written_to(person: Person | None, book: Book, now: datetime) -> bool:
    """Promise 7, for a letter somebody is about to print: in doubt, no. A carer is held with their patient."""
    if person is None or person.misread:
        return False
    patient = book.find(person.carer_of) if person.carer_of else None
    if person.carer_of and (patient is None or patient.status == "Died"):
        return False
    on_hold = person.hold_until is not None and person.hold_until >= now.date()
    return person.status in ("New", "Active") and person.may_contact != "No" and not on_hold
