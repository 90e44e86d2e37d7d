"""Puts back what pastes take out of the staff workbook, and adds the columns Set-up asks for; Log says what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from service.core.book import Book
from service.core.checking import read_book
from service.flows import standing
from service.flows.belonging import refuse_what_is_not_ours
from service.flows.site import Site
from service.ledger import log
from sheet_templates.set_up import SetUpRow, facts


def mend_workbooks(site: Site, now: datetime) -> dict[str, Any]:
    """WorkbookBusy when somebody has it open: the next night will do."""
    snapshot, managers = site.staff.read(), site.managers.read()
    book = read_book(snapshot.grids, site.kinds, now.astimezone(site.timezone))
    refuse_what_is_not_ours(site, snapshot, managers, book)
    did = site.staff.mend(asked_for(site, book))
    if did:
        revision = site.staff.revision()
        with site.ledger.write() as conn:
            standing.wrote_staff(conn, site, revision, over=snapshot.revision, words=None)
            for words in did:
                log.add(conn, site.slug, now, words)
    return {"mended": len(did)}


def asked_for(site: Site, book: Book) -> set[str]:
    """Settings of Set-up that bring a column and say Yes."""
    known = facts(book[SetUpRow])
    settings = {column.only_if for kind in site.kinds for column in kind.columns.values() if column.only_if}
    return {setting for setting in settings if known.asks_for(setting)}


def as_it_is_now(site: Site, now: datetime) -> tuple[set[str], list[str]]:
    """The same, from the workbook as last saved; and the columns that are missing in it, in words."""
    book = read_book(site.staff.read().grids, site.kinds, now)
    missing = [
        f"{column.heading} in {reading.title}"
        for reading in book.readings.values()
        if reading.is_usable
        for column in reading.missing_columns
    ]
    return asked_for(site, book), missing
