"""Whatever goes wrong, a page that says so kindly, with what to do and whom to call."""

from __future__ import annotations

from contextlib import suppress
from typing import cast

from flask import Flask, current_app, g, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.wrappers import Response

from service.ledger import LedgerError
from service.web.form_visit import DELETE
from service.web.guarding import log_exception
from service.web.visiting import KindPage, Place, facts_of, ledger, page_not_found, settings, show

READ_AWAY = 32 * 1024 * 1024  # a browser shows our page only once all it sends has been taken
Page = tuple[str, int] | Response
NO_COOKIE = (
    "Your browser did not send back our cookie, so we could not keep your place. "
    "Allow cookies for this page, then try again. We use one, and it is forgotten when you close your browser"
)
NOT_DELETED = "This page was open for a long time, so nothing was deleted. Choose again"
STALE = "This page was open for a long time. What you entered is still here: check it, and send it again"


def register(app: Flask) -> None:
    app.register_error_handler(KindPage, _kind)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(LedgerError, _ledger)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _ours)


def _kind(page: KindPage) -> Page:
    if "place" not in g and page.status < 500:
        _find_place()
    return show("message.html", heading=page.heading, status=page.status, says=page.says, links=page.links)


def _find_place() -> None:
    """Whose page it would have been, so that it can say whom to call."""
    slug = request.path.split("/")[1] if "/" in request.path else ""
    for site in settings().sites:
        if site.slug == slug:
            with suppress(LedgerError), ledger().read() as conn:
                g.place = Place(site, facts_of(conn, slug))


def _stale(problem: CSRFError) -> Page:
    """The same page again with what was typed, and a new key: one more press, and it is sent."""
    stale = NOT_DELETED if request.args.get("page") == DELETE else STALE
    g.stale = stale if request.cookies else NO_COOKIE
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint not in ("survey.answer", "tell_us.tell_us"):
        return _kind(page_not_found())
    try:
        shown = view(**(request.view_args or {}))
    except KindPage as page:
        return _kind(page)
    return cast(Page, shown)  # a view of ours gives a Page


def _ledger(problem: LedgerError) -> Page:
    current_app.logger.error("The ledger cannot be used: %s", problem.says)
    return _kind(
        KindPage(
            "Sorry, we cannot do this now",
            ("Please try again in a few minutes. What you sent before is kept.",),
            503,
        )
    )


def _too_large(problem: RequestEntityTooLarge) -> Page:
    left = READ_AWAY
    stream = request.environ["wsgi.input"]
    length = min(request.content_length or 0, READ_AWAY)
    while length > 0 and left > 0 and (read := stream.read(min(65536, length))):
        left, length = left - len(read), length - len(read)
    return _kind(
        KindPage(
            "What you sent is too long",
            ("Go back, make it shorter and send it again.", "What you sent on earlier pages is kept."),
            413,
        )
    )


def _http(problem: HTTPException) -> Page:
    if isinstance(problem, HTTPException) and problem.code in (301, 302, 303, 304, 307, 308):
        return problem.get_response()  # Flask's own redirect to the address with its slash
    if problem.code == 404:
        return _kind(page_not_found())
    if problem.code == 405:
        says = (
            "This page cannot be used in that way.",
            "Go back and try again, or start from the beginning.",
        )
        return _kind(KindPage("This did not work", says, 405))
    says = (
        "We could not read what your browser sent.",
        "Go back and try again. What you sent before is kept.",
    )
    return _kind(KindPage("This did not work", says, problem.code or 400))


def _ours(problem: Exception) -> Page:
    log_exception(problem)
    return _kind(
        KindPage(
            "Sorry, there is a problem with this service",
            ("It is not your fault. Please try again later.", "What you sent on earlier pages is kept."),
            500,
        )
    )
