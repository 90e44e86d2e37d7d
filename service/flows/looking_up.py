"""Looking up: has what somebody sent arrived, and, for the two people Set-up names, whose a confidential answer is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from service.core.checking import read_book
from service.core.finding import squashed
from service.flows.site import Site
from service.ledger import forms, looking_up, references
from sheet_templates.answers import CODE_LETTERS
from sheet_templates.set_up import Colleague, SetUpRow
from sheet_templates.set_up import facts as read_facts

_CODE = re.compile(rf"[0-9a-f]{{{CODE_LETTERS}}}")


class LookUpRefused(Exception):
    """Nothing was looked up; the sentence says why."""

    exit_code = 2

    def __init__(self, says: str):
        super().__init__(says)
        self.says = says


def find_arrived(sites: Sequence[Site], reference: str) -> str | None:
    """The site that thanked somebody with this reference. It leads to no answer."""
    if not references.is_reference(reference):
        raise LookUpRefused(
            "A reference has the form PV-7K2C-9XTW, without vowels and without 0, 1, 5, 6 and 8. Check it and try again."
        )
    for site in sites:
        with site.ledger.read() as conn:
            if references.is_known(conn, site.slug, reference):
                return site.slug
    return None


def find_whose(site: Site, survey: str, code: str, by: str, now: datetime) -> str | None:
    """The Ref of the person whose answer or comment has this code in the tab of Answers."""
    code = code.strip().casefold()
    if not _CODE.fullmatch(code):
        raise LookUpRefused(f"Give the code of the answer as it stands in the tab Answers {survey}.")
    asking = _one_of_the_two(site, by, now)
    with site.ledger.write() as conn:
        _refuse_unconnected(conn, site, survey)
        found = looking_up.whose(conn, site.slug, survey, code, by=asking, now=now)
    return found[0] if len(found) == 1 else None


def find_answers_of(site: Site, survey: str, ref: str, by: str, now: datetime) -> list[str]:
    """The codes of this person's answer and comments in the tab of Answers."""
    ref = ref.strip().upper()
    if not re.fullmatch(r"P-\d{3,}", ref, re.ASCII):
        raise LookUpRefused("Give the person by their Ref in the tab People, such as P-014.")
    asking = _one_of_the_two(site, by, now)
    with site.ledger.write() as conn:
        _refuse_unconnected(conn, site, survey)
        found = looking_up.answers_of(conn, site.slug, survey, ref, by=asking, now=now)
    return [each[:CODE_LETTERS] for each in found]


def _one_of_the_two(site: Site, by: str, now: datetime) -> str:
    """Their name as Set-up has it: what goes into the Log is not what somebody typed here."""
    book = read_book(site.staff.read().grids, site.kinds, now)
    known = read_facts(book[SetUpRow]) if book.is_usable(SetUpRow) else None
    two = [each for each in (known.lead, known.deputy) if each] if known else []
    if not two:
        raise LookUpRefused(
            "Only the Lead and the Deputy may look up whose an answer is, and Set-up names neither. Fill them in, save and"
            " try again."
        )
    for each in two:
        if squashed(by) in _names(each):
            return each.name or str(each.email)
    raise LookUpRefused(
        "Only the Lead and the Deputy may look up whose an answer is. Give --by with the name as it stands in Set-up."
    )


def _names(colleague: Colleague) -> set[str]:
    return {squashed(name) for name in (colleague.name, colleague.email) if name}


def _refuse_unconnected(conn: Connection, site: Site, survey: str) -> None:
    form = forms.get(conn, site.slug, survey)
    if form is None:
        raise LookUpRefused(f"There is no survey {survey} with questions. Check its Ref.")
    if form.mode != "confidential":
        raise LookUpRefused(
            f"{survey} is anonymous: nothing connects its answers with people, and nobody can look it up."
        )
