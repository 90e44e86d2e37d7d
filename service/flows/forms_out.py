"""What the public pages need, put into the ledger by the clock: the forms, their state, and a few facts of Set-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from service.core.asking import ANONYMOUS, Form
from service.core.book import Book
from service.core.problems import MEND, Problem
from service.flows import promised
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


def state_of(survey: Any, today: date, is_promised: bool = False) -> str:
    """draft, early, open, shut or closed, by the row and the date. `is_promised`: it was open, and people may have answered."""
    is_over = survey.status == "Closed" or (survey.closes is not None and today > survey.closes)
    if is_over and (survey.status != "Draft" or is_promised):
        return "closed"
    if is_over or survey.status != "Open" or (survey.answers_are is None and not is_promised):
        return "shut" if is_promised else "draft"  # nothing is asked before it is said how private it is
    if survey.opens is not None and today < survey.opens:
        return "shut" if is_promised else "early"
    return "open"


def put_facts(conn: Any, site: Site, facts: Any, now: datetime) -> None:
    told = public_facts(facts, site)
    if ledger_facts.get(conn, site.slug) != told:
        ledger_facts.put(conn, site.slug, told, now)


def put_forms(conn: Any, site: Site, book: Book, facts: Any, now: datetime) -> list[Problem]:
    """Every survey that can be asked. What people were promised and asked is frozen: a change is not followed, or makes a new
    version, and is a problem. A survey whose row is gone takes no answers, and closes on its last known day."""
    if not (book.is_usable(Survey) and book.is_usable(Question)):
        return []  # the forms stay as they are until both tabs can be read
    public = PublicFacts.from_dict(public_facts(facts, site))
    asked: Mapping[Any, list[Any]] = book.grouped(book[Question], lambda row: row.survey and row.survey.ref)
    kept = {record.key: record for record in forms.all(conn, site.slug)}
    problems = []
    for survey in book[Survey]:
        if survey.ref and (survey.ref in asked or survey.ref in kept):
            problems += _put_form(conn, site, survey, asked.get(survey.ref, []), public, now)
    there = {survey.ref for survey in book[Survey]}
    for record in kept.values():
        if record.key not in there and record.state != "closed":
            state = _state_without_a_row(record, now.date())
            _put_all(conn, site, replace(record, state=state), Form.from_json(record.definition), now)
    return problems


def _put_form(
    conn: Any, site: Site, survey: Any, questions: list[Any], public: PublicFacts, now: datetime
) -> list[Problem]:
    before = forms.get(conn, site.slug, survey.ref)
    is_promised = before is not None and _is_promised(conn, site, before, now.date())
    state = state_of(survey, now.date(), is_promised)
    version = before.version if before else 1
    problems: list[Problem] = []
    if before and state != "closed" and _lies_open(conn, site, before):
        state = "closed"
        problems.append(_opened_again(survey))
    form = survey_form(survey, questions, public, version)
    if before and is_promised:
        asked = Form.from_json(before.definition)
        if not (before.state == "closed" and submissions.has_imported(conn, site.slug, survey.ref)):
            problems += promised.problems(survey, form, before, asked)
        form = promised.kept(form, before, asked)
        if form.meaning != asked.meaning and (state == "closed" or not form.how_many):
            form = promised.as_asked(form, asked)  # nothing is asked any more, or there is nothing to ask
        elif form.meaning != asked.meaning and _needs_a_version(conn, site, before):
            version += 1
            form = replace(form, version=version)
    if version > 1:
        problems.append(promised.questions_changed(survey))
    record = forms.FormRecord(
        key=survey.ref, version=version, state=state, mode=form.mode, definition=form.to_json(),
        opens=survey.opens, closes=survey.closes, pulse=form.kind == "Pulse",
    )  # fmt: skip
    _put_all(conn, site, record, form, now)
    return problems


def _put_all(conn: Any, site: Site, record: Any, form: Form, now: datetime) -> None:
    """The newest version, and in the older ones all that is no question of theirs: some people are still in them."""
    older = forms.versions(conn, site.slug, record.key) if record.version > 1 else []
    for before in older:
        if before.version < record.version:
            asked = Form.from_json(before.definition)
            renewed = replace(
                promised.as_asked(form, asked), version=before.version, mode=asked.mode, kind=asked.kind
            )
            now_so = replace(before, state=record.state, opens=record.opens, closes=record.closes)
            _put(conn, site, before, replace(now_so, definition=renewed.to_json()), now)
    _put(conn, site, forms.get(conn, site.slug, record.key, record.version), record, now)


def _put(conn: Any, site: Site, before: Any, after: Any, now: datetime) -> None:
    if before != after:
        forms.put(conn, site.slug, after, now)


def _is_promised(conn: Any, site: Site, before: Any, today: date) -> bool:
    """Whether anybody may have answered it. Of one that has closed we may know; before, asking would tell."""
    if before.state == "closed":
        return forms.has_answers(conn, site.slug, before.key)
    return bool(before.was_open(today))


def _needs_a_version(conn: Any, site: Site, before: Any) -> bool:
    """An anonymous survey's versions must not depend on its answers: how many there are would tell when the first one came."""
    return before.mode == ANONYMOUS or forms.has_answers(conn, site.slug, before.key, before.version)


def _state_without_a_row(before: Any, today: date) -> str:
    if not before.was_open(today):
        return "draft"
    return "closed" if before.closes is not None and today > before.closes else "shut"


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
