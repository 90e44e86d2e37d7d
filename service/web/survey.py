"""A survey, at the one address everybody shares or at a person's own link."""

from __future__ import annotations

import re
from functools import partial

from flask import Blueprint, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from service.core.asking import ANONYMOUS
from service.flows.submitting import Packet, Proof, sent_before, submit_survey
from service.ledger import AlreadyAnswered, NotOpen, links
from service.ledger import forms as ledger_forms
from service.ledger.forms import FormRecord
from service.web.drafts_kept import FormKey, key_from_cookie, key_from_link, load
from service.web.form_visit import SENT, Visit
from service.web.forms_kept import check_open, not_open_yet, parsed
from service.web.visiting import KindPage, enter, facts_of, find_site, now, page_not_found
from service.web.walking import page_asked, walk

pages = Blueprint("survey", __name__)


@pages.route("/<site>/survey/<survey>", methods=["GET", "POST"])
@pages.route("/<site>/survey/<survey>/<token>", methods=["GET", "POST"])
def answer(site: str, survey: str, token: str | None = None) -> tuple[str, int] | Response:
    find_site(site)
    if not re.fullmatch(r"S-\d{3,9}", survey, re.ASCII) or not re.fullmatch(
        r"[\w-]{0,200}", token or "", re.ASCII
    ):
        raise page_not_found()
    return walk(partial(_arrive, site=site, survey=survey, token=token))


def _arrive(conn: Connection, site: str, survey: str, token: str | None) -> Visit:
    place = enter(conn, site)
    record = ledger_forms.get(conn, site, survey)
    if record is None or (token and record.mode == ANONYMOUS):
        raise page_not_found()  # an anonymous survey has no personal links
    about = f"{site}/{survey}"
    link, key = None, key_from_cookie(about)
    if record.mode != ANONYMOUS:
        if not token:
            raise _needs_own_link()
        link, key = links.find(conn, site, survey, token), key_from_link(token, about)
        if link is None:
            raise page_not_found()
    draft = load(conn, site, key)
    reference = _reference(conn, site, survey, key, draft is None)
    form = parsed(_version(conn, site, record, draft.version if draft else None).definition)
    if not form.questions:
        raise not_open_yet(place.facts)
    visit = Visit(place, form, about, key, draft, reference, partial(_submit, site=site))
    visit.own_link, visit.link_id = link is not None, link.id if link else None
    visit.shut = _why_shut(place.facts, record, bool(link and link.spent))
    return visit


def _reference(conn: Connection, site: str, survey: str, key: FormKey | None, no_draft: bool) -> str | None:
    return (
        sent_before(conn, site, survey, key.sending) if key and (no_draft or page_asked() == SENT) else None
    )


def _version(conn: Connection, site: str, record: FormRecord, begun: int | None) -> FormRecord:
    """The version somebody began with, as long as it is kept."""
    if begun in (None, record.version):
        return record
    return ledger_forms.get(conn, site, record.key, begun) or record


def _why_shut(facts: object, record: FormRecord, spent: bool) -> KindPage | None:
    if spent:
        return _spent()
    try:
        check_open(record, facts, now().date())  # type: ignore[arg-type]
    except KindPage as page:
        return page
    return None


def _submit(conn: Connection, packet: Packet, proof: Proof, site: str) -> str:
    try:
        return submit_survey(conn, site, packet, proof, now().date())
    except AlreadyAnswered:
        raise _spent() from None
    except NotOpen:  # it closed while this was on its way; the draft stays, since nothing of this is kept
        check_open(ledger_forms.get(conn, site, packet.form.key), facts_of(conn, site), now().date())
        raise


def _spent() -> KindPage:
    return KindPage(
        "You have already answered",
        (
            "We have your answers. Thank you. A link can be used to answer once.",
            "If this was not you, please tell us.",
        ),
        410,
        (("Tell us something", f"/{request.path.split('/')[1]}/tell-us"),),
    )


def _needs_own_link() -> KindPage:
    return KindPage(
        "You need your own link",
        (
            "Answers to this survey are confidential, and everyone who was invited has a link of their own.",
            "Use the whole link in your invitation. If you cannot find it, ask the team to send it again.",
        ),
        403,
    )
