"""What the public pages need, put into the ledger by the clock: the forms, their state, and a few facts of Set-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from service.core.book import Book
from service.core.problems import MEND, WORTH_A_LOOK, Problem
from service.flows.site import Site
from service.forms.facts import PublicFacts
from service.forms.survey import survey_form
from service.ledger import facts as ledger_facts
from service.ledger import forms, submissions
from sheet_templates.questions import Question
from sheet_templates.set_up import SetUpFacts
from sheet_templates.surveys import Survey


def public_facts(facts: SetUpFacts, site: Site) -> dict[str, Any]:
    """Only what anyone may read: the keys are those of PublicFacts."""
    told = {
        "hospital": facts.hospital,
        "service": facts.service,
        "contact": " or ".join(part for part in (facts.contact_phone, facts.contact_e_mail) if part),
        "helpline": facts.treatment_helpline,
        "crisis_line": facts.crisis_line,
        "pals": facts.pals,
        "controller": facts.controller,
        "data_protection_contact": facts.data_protection_contact,
        "keep_for_months": facts.keep_for_months,
    }
    return {name: value for name, value in told.items() if value}


def state_of(survey: Any, today: date) -> str:
    """draft, early, open or closed, by the row and the date."""
    if survey.status == "Closed" or (survey.closes is not None and today > survey.closes):
        return "closed" if survey.status != "Draft" else "draft"
    if survey.status != "Open":
        return "draft"
    return "early" if survey.opens is not None and today < survey.opens else "open"


def put_facts(conn: Any, site: Site, facts: Any, now: datetime) -> None:
    told = public_facts(facts, site)
    if ledger_facts.get(conn, site.slug) != told:
        ledger_facts.put(conn, site.slug, told, now)


def put_forms(conn: Any, site: Site, book: Book, facts: Any, now: datetime) -> list[Problem]:
    """Every survey that can be asked. Questions answered once are frozen: a change makes a new version and a problem."""
    if not (book.is_usable(Survey) and book.is_usable(Question)):
        return []  # the forms stay as they are until both tabs can be read
    public = PublicFacts.from_dict(public_facts(facts, site))
    asked: Mapping[Any, list[Any]] = book.grouped(book[Question], lambda row: row.survey and row.survey.ref)
    problems = []
    for survey in book[Survey]:
        if survey.ref and survey.ref in asked:
            problems += _put_form(conn, site, survey, asked[survey.ref], public, now)
    return problems


def _put_form(
    conn: Any, site: Site, survey: Any, questions: list[Any], public: PublicFacts, now: datetime
) -> list[Problem]:
    state = state_of(survey, now.date())
    before = forms.get(conn, site.slug, survey.ref)
    version = before.version if before else 1
    problems: list[Problem] = []
    if before and state != "closed" and _lies_open(conn, site, before):
        state = "closed"
        problems.append(_opened_again(survey))
    form = survey_form(survey, questions, public, version)
    if (
        before
        and form.to_json() != before.definition
        and forms.has_answers(conn, site.slug, survey.ref, version)
    ):
        if state == "closed":  # nothing is asked any more, so nothing changes what was answered
            form = type(form).from_json(before.definition)
        else:
            version += 1
            form = replace(form, version=version)
    if version > 1:
        says = f"The questions were changed after answers came in, so there are {version} versions, counted apart."
        problems.append(
            Problem(
                "questions-changed",
                WORTH_A_LOOK,
                "Surveys",
                says,
                "Change questions only before a survey opens.",
                survey.row_number,
                "Title",
                survey.ref,
            )
        )
    record = forms.FormRecord(
        key=survey.ref, version=version, state=state, mode=form.mode, definition=form.to_json(),
        opens=survey.opens, closes=survey.closes, pulse=survey.kind == "Pulse",
    )  # fmt: skip
    if before is None or _differs(before, record):
        forms.put(conn, site.slug, record, now)
    return problems


def _lies_open(conn: Any, site: Site, before: Any) -> bool:
    """A closed anonymous survey whose answers can be read: one that came later would stand out among them."""
    closed = before.mode == "anonymous" and before.state == "closed"
    return closed and bool(submissions.count(conn, site.slug, before.key))


def _opened_again(survey: Any) -> Problem:
    return Problem(
        "opened-again",
        MEND,
        "Surveys",
        "This survey was anonymous and has closed, so it stays closed: a late answer could be told from the others.",
        "Put Closed back, and a day in Closes that has passed. To ask again, add a new row with its own questions.",
        survey.row_number,
        "Status",
        survey.ref,
    )


def _differs(before: Any, after: Any) -> bool:
    names = ("version", "state", "mode", "definition", "opens", "closes")
    return any(getattr(before, name) != getattr(after, name) for name in names)
