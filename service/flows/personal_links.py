"""Personal links for a confidential survey: made once, handed over once, kept only as a keyed hash."""

from __future__ import annotations

from datetime import datetime

from service.core.checking import read_book
from service.flows.site import Site
from service.ledger import forms, links
from service.ledger import log as ledger_log
from sheet_templates.attendance import Attendance
from sheet_templates.people import Person


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
    if form is None:
        raise LinksRefused(
            f"There is no survey {survey} with questions. Check its Ref, and run patient-voice sync first."
        )
    if form.mode != "confidential":
        raise LinksRefused(
            f"{survey} is anonymous, so it has no personal links: everyone uses the shared address."
        )
    book = read_book(site.staff.read().grids, site.kinds, now)
    invited = [row for row in book[Attendance] if row.what_for and row.what_for.ref == survey and row.person]
    people = [
        row.person.ref
        for row in invited
        if row.not_invited_because is None and _may_be_written_to(book.find(row.person), now)
    ]
    made = []
    with site.ledger.write() as conn:
        answered = {ref for ref, state in links.state(conn, site.slug, survey).items() if state == "answered"}
        for ref in sorted(set(people) - answered):
            token = links.make(conn, site.slug, survey, ref, now)
            made.append((ref, f"{site.public_url}/{site.slug}/survey/{survey}/{token}"))
        ledger_log.add(conn, site.slug, now, f"Made {len(made)} personal links for {survey}.")
    return made


def _may_be_written_to(person: Person | None, now: datetime) -> bool:
    """Promise 7, for a letter somebody is about to print: in doubt, no."""
    if person is None or person.misread:
        return False
    on_hold = person.hold_until is not None and person.hold_until >= now.date()
    return person.status in ("New", "Active") and person.may_contact != "No" and not on_hold
