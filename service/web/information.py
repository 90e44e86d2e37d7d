"""The pages people read: what there is here, what happens to what they send, and how accessible it is."""

from __future__ import annotations

from datetime import date

from flask import Blueprint
from werkzeug.wrappers import Response

from service.core.answering_dates import long_date
from service.core.asking import ANONYMOUS
from service.ledger import forms as ledger_forms
from service.web.forms_kept import parsed
from service.web.visiting import Place, enter, facts_of, ledger, now, settings, show

pages = Blueprint("information", __name__)
Page = tuple[str, int] | Response


@pages.get("/")
def services() -> Page:
    with ledger().read() as conn:
        places = [Place(site, facts_of(conn, site.slug)) for site in settings().sites]
    return show(
        "services.html", heading="Patient Voice", places=[place for place in places if place.facts.is_ready]
    )


@pages.get("/<site>/")
def home(site: str) -> Page:
    today = now().date()
    with ledger().read() as conn:
        place = enter(conn, site)
        records = [record for record in ledger_forms.all(conn, site) if _is_for_everyone(record, today)]
    forms = [(record.key, parsed(record.definition)) for record in records]
    surveys = [
        (key, form, long_date(form.closes) if form.closes else "") for key, form in forms if form.questions
    ]
    return show("home.html", heading=place.facts.name, surveys=surveys)


def _is_for_everyone(record: ledger_forms.FormRecord, today: date) -> bool:
    return record.mode == ANONYMOUS and ledger_forms.how_open(record, today) == "open"


@pages.get("/<site>/privacy")
def privacy(site: str) -> Page:
    with ledger().read() as conn:
        enter(conn, site)
    return show("privacy.html", heading="Privacy")


@pages.get("/<site>/accessibility")
def accessibility(site: str) -> Page:
    with ledger().read() as conn:
        enter(conn, site)
    return show("accessibility.html", heading="Accessibility statement")
