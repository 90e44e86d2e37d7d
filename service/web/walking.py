"""One walk through a form: start, one question a page, check, send, thank you. The same for every form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from flask import g, redirect, request
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from service.core.asking import WHO, Question
from service.core.question_type import Wrong
from service.flows.submitting import Proof, decide
from service.ledger import drafts
from service.web import form_pages
from service.web.drafts_kept import Draft, new_key_in_cookie, save, wording
from service.web.form_visit import CHECK, DELETE, SENT, START, WHO_QUESTION, Visit
from service.web.visiting import KindPage, ledger, now

STOP, RESUME, DISCARD = "stop", "resume", "discard"
CHANGED = "This question has changed since you opened the page. Read it again, then answer"
Page = tuple[str, int] | Response
Shown = Callable[[], Page]  # called once the transaction has ended


def walk(arrive: Callable[[Connection], Visit]) -> Page:
    """Everything a request reads or writes happens in one transaction; the page is made when it has ended.

    Sending alone reads first and writes in a second one: everybody who sends waits for the writer before, and that one need
    not look up forms meanwhile. What matters is asked again by the writer: a key is spent once, and so is a link.
    """
    posted = request.method == "POST" and "stale" not in g
    book = ledger()
    if posted and page_asked() == CHECK and request.form.get("do") != RESUME:
        with book.read() as conn:
            visit = arrive(conn)
        with book.write() as conn:
            shown = _post(conn, visit)
        return shown()
    with book.write() if posted else book.read() as conn:
        visit = arrive(conn)
        shown = _post(conn, visit) if posted else _get(visit)
    return shown()


def page_asked() -> str:
    return request.args.get("page", START)


def _get(visit: Visit) -> Shown:
    page = page_asked()
    if page == SENT and visit.reference:
        return lambda: form_pages.sent(visit, visit.reference or "")
    if _was_sent(visit, page):
        if "stale" in g and page not in (CHECK, DELETE):
            raise sent_already(visit)
        return _go(SENT)
    if visit.shut:
        raise visit.shut
    if page == START:
        return lambda: form_pages.start(visit)
    if visit.draft is None and page != visit.first_page:
        if "stale" in g:
            raise answers_not_found()
        return _go(START)
    if page == DELETE:
        return lambda: form_pages.delete(visit)
    if page == CHECK:
        return _go(visit.next_page()) if visit.next_page() != CHECK else lambda: form_pages.check(visit)
    question = visit.question(page)
    return (lambda: form_pages.question(visit, question)) if question else _go(visit.next_page())


def _post(conn: Connection, visit: Visit) -> Shown:
    page = page_asked()
    if _was_sent(visit, page):
        if page not in (CHECK, DELETE):
            raise sent_already(
                visit
            )  # typed in another tab meanwhile: nobody is thanked for what was not kept
        return _go(SENT)  # pressed twice, or sent again by the browser: the same thank-you
    if visit.shut:
        raise visit.shut
    if page == START:
        return _go(START)
    if page == DELETE:
        return _discard(conn, visit)
    if visit.draft is None:
        if page != visit.first_page:
            raise answers_not_found()
        visit.draft = Draft(visit.form.version)
        if not visit.own_link:
            visit.key = new_key_in_cookie(visit.about)
    if page == CHECK:
        return _send(conn, visit, visit.draft)
    question = visit.question(page)
    return _answer(conn, visit, visit.draft, question) if question else _go(visit.next_page())


def _was_sent(visit: Visit, page: str) -> bool:
    return visit.draft is None and visit.reference is not None and page not in (START, visit.first_page)


def _answer(conn: Connection, visit: Visit, draft: Draft, question: Question) -> Shown:
    fields = posted_fields()
    if request.form.get("asked", wording(question)) != wording(question):
        changed = Wrong(CHANGED, (form_pages.first_field(question),))
        return lambda: form_pages.question(visit, question, {}, changed)
    stopping = request.form.get("do") == STOP
    today = now().date()
    value = question.read(fields, today)
    if (
        stopping
        and isinstance(value, Wrong)
        and question.asked_as.read(question.choices, fields, today) is None
    ):
        value = None  # she may stop at a question she has not answered
    if isinstance(value, Wrong):
        wrong = value
        return lambda: form_pages.question(visit, question, fields, wrong)
    if question is WHO_QUESTION:
        draft.who = next((code for code, words in WHO.items() if words == value), None)
    elif value is not None or not stopping:
        draft.keep(question, value)
    draft.stopped = draft.stopped or stopping
    page = visit.next_page()
    draft.checking = draft.checking or page == CHECK
    _save(conn, visit, draft)
    return _go(page)


def _send(conn: Connection, visit: Visit, draft: Draft) -> Shown:
    if request.form.get("do") == RESUME:
        draft.stopped = draft.checking = False
        _save(conn, visit, draft)
        return _go(visit.next_page())
    if visit.next_page() != CHECK:
        return _go(visit.next_page())
    packet = decide(visit.form, draft.who, draft.answers)
    if packet.is_empty:
        nothing = Wrong("Answer at least one question before you send", ("send",))
        return lambda: form_pages.check(visit, nothing)
    assert visit.key is not None  # a draft was opened with it
    visit.submit(conn, packet, Proof(visit.key.sending, visit.key.found_by, visit.link_id))
    return _go(SENT)


def _discard(conn: Connection, visit: Visit) -> Shown:
    if request.form.get("do") == DISCARD and visit.key:
        drafts.delete(conn, visit.place.site.slug, visit.key.found_by)
        return _go(visit.first_page)
    return _go(START)


def _save(conn: Connection, visit: Visit, draft: Draft) -> None:
    assert visit.key is not None  # made with the draft
    save(conn, visit.place.site.slug, visit.key, visit.form, draft, now().date())


def _go(page: str) -> Shown:
    address = request.path + (f"?page={page}" if page else "")
    return lambda: redirect(address, 303)


def posted_fields() -> Mapping[str, Sequence[str]]:
    return request.form.to_dict(flat=False)


def sent_already(visit: Visit) -> KindPage:
    return KindPage(
        "This change was not added",
        (
            "You had already sent your answers, so this change was not added.",
            f"What you sent before is safe. Its reference is {visit.reference}.",
            "If there is something we should still know, you can tell us on another page, or call the team.",
        ),
        409,
        (("Tell us something", "tell-us"),),
    )


def answers_not_found() -> KindPage:
    return KindPage(
        "We could not find your answers",
        (
            "They were not sent. We keep your place with one cookie, which is forgotten when you close your browser.",
            "If your browser does not allow cookies, allow them for this page, or ask us for a paper copy.",
        ),
        410,
        (("Start again", request.path),),
    )
