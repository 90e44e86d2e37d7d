"""Tell us something: the form that is always open."""

from __future__ import annotations

from functools import partial

from flask import Blueprint
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from service.flows.submitting import Packet, Proof, sent_before, submit_message
from service.forms.tell_us import FORM, KEY, before_sending
from service.web.drafts_kept import key_from_cookie, load
from service.web.form_visit import SENT, Visit
from service.web.visiting import enter, find_site, now
from service.web.walking import page_asked, walk

pages = Blueprint("tell_us", __name__)


@pages.route("/<site>/tell-us", methods=["GET", "POST"])
def tell_us(site: str) -> tuple[str, int] | Response:
    find_site(site)
    return walk(partial(_arrive, site=site))


def _arrive(conn: Connection, site: str) -> Visit:
    place = enter(conn, site)
    about = f"{site}/{KEY}"
    key = key_from_cookie(about)
    draft = load(conn, site, key)
    asks = key and (draft is None or page_asked() == SENT)
    reference = sent_before(conn, site, KEY, key.sending) if key and asks else None
    visit = Visit(place, FORM, about, key, draft, reference, partial(_submit, site=site))
    visit.advice = before_sending(draft.answers) if draft else ()
    return visit


def _submit(conn: Connection, packet: Packet, proof: Proof, site: str) -> str:
    return submit_message(conn, site, packet, proof, now())
