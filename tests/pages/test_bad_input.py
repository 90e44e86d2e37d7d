"""Oversized, doubled, unknown, broken, hostile: a clear page, nothing lost, nothing run, and never a 500."""

import socket
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pages.checked import Page, check
from tests.pages.person import Person

SURVEY = "/willow/survey/S-001"
NASTY = [
    "\x00", "\ud800", "a\x00b", "‮right to left", "👩‍⚕️", "=HYPERLINK(\"https://evil.tld\")", "<script>alert(1)</script>",
    "'; drop table drafts; --", "{{ 7 * 7 }}", "%00", "\r\nSet-Cookie: a=b", "x" * 60_000,
]  # fmt: skip


@pytest.mark.parametrize("typed", NASTY, ids=lambda typed: ascii(typed[:12]))
def test_odd_text_is_kept_or_explained_and_never_run(person, typed):
    person.begin()
    person.answer("Good")
    person.answer("No")
    page = person.send(
        SURVEY + "?page=Q-003", {"answer": typed.encode("utf-8", "surrogatepass"), "do": "stop"}
    )
    assert page.status in (200, 422)
    assert "<script>" not in page.text
    assert "49" not in page.main
    if page.status == 422:
        assert page.values() == ["x" * 60_000]


def test_ten_megabytes_are_refused_with_a_page_and_nothing_is_lost(person):
    person.begin()
    person.answer("Good")
    page = person.send(SURVEY + "?page=Q-002", {"answer": "y" * 10_000_000})
    assert (page.status, page.heading) == (413, "What you sent is too long")
    assert person.open(SURVEY + "?page=Q-001").values() == ["Good"]


def test_ten_megabytes_over_real_http_get_the_page_too(server):
    at = urlsplit(server)
    body = b"answer=" + b"y" * 10_000_000
    head = f"POST {SURVEY}?page=Q-001 HTTP/1.1\r\nHost: {at.netloc}\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"
    with socket.create_connection((at.hostname, at.port), timeout=20) as wire:
        wire.sendall(head.encode() + b"Content-Type: application/x-www-form-urlencoded\r\n\r\n" + body)
        answer = b"".join(iter(lambda: wire.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"What you sent is too long" in answer


@pytest.mark.parametrize(
    "body",
    [
        b"answer=Good&answer=Poor&do=continue",
        b"answer=Good&answer=Good&answer=Bad",
        b"answer=Perhaps",
        b"answer=%ff%fe",
        b"",
    ],
)
def test_doubled_and_unknown_answers_are_explained(person, body):
    person.begin()
    send = body + b"&csrf_token=" + person.page.token.encode()
    response = person.client.post(
        SURVEY + "?page=Q-001", data=send, content_type="application/x-www-form-urlencoded"
    )
    page = check(Page(response.status_code, response.text, response.headers, SURVEY))
    assert page.status == 422
    assert page.problem


@pytest.mark.parametrize(
    "kind", ["application/json", "multipart/form-data", "multipart/form-data; boundary=x", "text/plain", ""]
)
def test_a_body_of_another_kind_gets_a_page(person, kind):
    person.begin()
    response = person.client.post(SURVEY + "?page=Q-001", data=b'{"answer": "Good"}--x', content_type=kind)
    assert response.status_code in (400, 422)
    check(Page(response.status_code, response.text, response.headers, SURVEY))


def test_a_cookie_that_was_tampered_with_is_as_good_as_none(person):
    person.begin()
    cookie = person.client.get_cookie("patient_voice").value
    for value in ("", "x", cookie[:-2], cookie + "x", "eyJmb3JtcyI6IDF9.a.b"):
        person.client.set_cookie("patient_voice", value)
        assert person.open(SURVEY + "?page=Q-001").heading == "Your year with us 1"


parts = st.sampled_from(
    [
        "willow",
        "practice",
        "unready",
        "survey",
        "tell-us",
        "privacy",
        "S-001",
        "S-002",
        "S-003",
        "S-007",
        "static",
        "healthz",
        "..",
        "%00",
    ]
) | st.text(max_size=8)
pages = st.sampled_from(["", "who", "check", "sent", "Q-001", "Q-003", "Q-008"]) | st.text(max_size=6)
names = st.sampled_from(
    ["answer", "answer-day", "answer-month", "answer-year", "do", "csrf_token"]
) | st.text(max_size=5)
values = st.sampled_from(["Good", "No", "Me", "3", "send", "stop", "resume", "discard"]) | st.text(
    max_size=20
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.just(["willow", "survey", "S-001"])
    | st.just(["willow", "tell-us"])
    | st.lists(parts, max_size=4),
    page=pages,
    fields=st.lists(st.tuples(names, values), max_size=5),
    method=st.sampled_from(["GET", "POST", "POST", "POST", "HEAD", "PUT", "OPTIONS"]),
    keeps_token=st.booleans(),
)
def test_no_request_brings_a_500(app, path, page, fields, method, keeps_token):
    person = fuzzing(app)
    posted = {name: [value for key, value in fields if key == name] for name, _ in fields}
    posted = {
        name: [value.encode("utf-8", "surrogatepass") for value in each] for name, each in posted.items()
    }
    if keeps_token:
        posted["csrf_token"] = person.token
    written = "/" + "/".join(quote(part, safe="%.", errors="replace") for part in path).lstrip("/")
    query = {"page": page.encode("utf-8", "replace").decode()}
    response = person.client.open(
        written, method=method, query_string=query, data=posted if method != "GET" else None
    )
    assert response.status_code < 500 or (response.status_code == 503 and "unready" in path)
    if (
        response.mimetype == "text/html"
        and response.status_code not in (301, 302, 303, 308)
        and method in ("GET", "POST")
    ):
        check(Page(response.status_code, response.text, response.headers, written))


def fuzzing(app):
    """One person in the middle of a survey, for all examples of a run."""
    if not hasattr(app, "fuzzing"):
        app.fuzzing = Person(app.test_client())
        app.fuzzing.begin()
        app.fuzzing.token = app.fuzzing.page.token
    return app.fuzzing
