"""The forms the clock has put into the ledger: read once a change, and open or not today."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from service.core.answering_dates import long_date
from service.core.asking import Form
from service.forms.facts import PublicFacts
from service.ledger.forms import FormRecord, how_open
from service.web.visiting import KindPage, page_not_found

parsed = lru_cache(maxsize=256)(Form.from_json)  # by the text itself, so that a change is never missed


def check_open(record: FormRecord | None, facts: PublicFacts, today: date) -> FormRecord:
    """The record itself, or the page that says why there is nothing to answer."""
    if record is None:
        raise page_not_found()
    state = how_open(record, today)
    if state == "open":
        return record
    if state == "closed":
        when = f" It closed on {long_date(record.closes)}." if record.closes and record.closes < today else ""
        raise KindPage(
            "This survey is closed",
            (
                f"You can no longer answer it.{when} Answers that had not been sent are deleted.",
                "You can still tell us what you think at any time.",
            ),
            410,
            (("Tell us something", "tell-us"),),
        )
    if state == "shut":
        raise _not_open_now(facts)
    raise not_open_yet(facts, record.opens if state == "early" else None)


def not_open_yet(facts: PublicFacts, opens: date | None = None) -> KindPage:
    when = f" It opens on {long_date(opens)}." if opens else ""
    return KindPage(
        "This survey is not open yet",
        tuple(filter(None, (f"You cannot answer it yet.{when}", _whom_to_ask(facts)))),
        403,
    )


def _not_open_now(facts: PublicFacts) -> KindPage:
    says = (
        "You cannot answer it at the moment. Please come back later.",
        "What people sent before is kept, and so is what you had answered if you are in the middle of it.",
        _whom_to_ask(facts),
    )
    return KindPage("This survey is not open now", tuple(filter(None, says)), 403)


def _whom_to_ask(facts: PublicFacts) -> str:
    return f"If you have a question about it, contact us: {facts.contact}." if facts.contact else ""
