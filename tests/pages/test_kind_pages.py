"""Whatever is missing, over or wrong: a page that says so, with what to do and whom to call."""

from dataclasses import replace
from datetime import datetime

import pytest
from itsdangerous import TimestampSigner

from service.ledger import LedgerError, facts
from service.web import survey
from service.web.app import create_app
from service.web.visiting import LedgerOnDemand
from tests.pages.conftest import FACTS, NOW
from tests.pages.person import Person


@pytest.mark.parametrize(
    ("path", "status", "heading", "says"),
    [
        ("/willow/survey/S-003", 410, "This survey is closed", "It closed on 20 November 2026."),
        ("/willow/survey/S-008", 410, "This survey is closed", "You can still tell us what you think"),
        ("/willow/survey/S-004", 403, "This survey is not open yet", "It opens on 1 December 2026."),
        ("/willow/survey/S-005", 403, "This survey is not open yet", "You cannot answer it yet."),
        ("/willow/survey/S-007", 403, "This survey is not open yet", "contact us"),  # it has no questions yet
        ("/willow/survey/S-002", 403, "You need your own link", "confidential"),
        ("/willow/survey/S-002/nobodys-link", 404, "Page not found", "If you used a link"),
        (
            "/willow/survey/S-001/a-link",
            404,
            "Page not found",
            "If you used a link",
        ),  # anonymous: no links exist
        ("/willow/survey/S-999", 404, "Page not found", "check that it is right"),
        ("/willow/survey/s-001;drop", 404, "Page not found", "check that it is right"),
        ("/willow/nothing", 404, "Page not found", "check that it is right"),
        ("/elsewhere/", 404, "Page not found", "check that it is right"),
        ("/unready/", 503, "This service is not ready yet", "still setting up"),
        ("/unready/survey/S-001", 503, "This service is not ready yet", "still setting up"),
        ("/unready/tell-us", 503, "This service is not ready yet", "still setting up"),
    ],
)
def test_a_page_that_is_not_to_be_had_says_why(person, path, status, heading, says):
    page = person.open(path)
    assert (page.status, page.heading) == (status, heading)
    assert says in page.main
    if path.startswith("/willow/survey"):
        assert "01632 960002" in page.words


def test_a_confidential_survey_without_a_link_says_nothing_of_the_other_kind(person):
    assert "anonymous" not in person.open("/willow/survey/S-002").words.casefold()


def test_a_survey_that_closes_while_it_is_being_answered_says_so(person, clock):
    person.begin()
    clock[0] = datetime(2026, 12, 18, 23, 59, tzinfo=NOW.tzinfo)
    assert person.answer("Good").status == 200
    clock[0] = datetime(2026, 12, 19, 0, 1, tzinfo=NOW.tzinfo)
    page = person.answer("No")
    assert page.heading == "This survey is closed"


def test_a_thank_you_page_stays_after_closing(person, clock):
    person.fill_in()
    person.answer(do="send")
    clock[0] = datetime(2026, 12, 19, 0, 1, tzinfo=NOW.tzinfo)
    assert person.open("/willow/survey/S-001?page=sent").heading == "Thank you"


def test_the_pages_open_as_soon_as_the_last_fact_is_there(person, ledger):
    for missing in ("helpline", "controller", "keep_for_months"):
        with ledger.write() as conn:
            facts.put(conn, "unready", {name: value for name, value in FACTS.items() if name != missing}, NOW)
        assert person.open("/unready/").status == 503
    with ledger.write() as conn:
        facts.put(conn, "unready", FACTS, NOW)
    assert person.open("/unready/").status == 200


def test_a_page_used_in_another_way_says_so(person):
    person.open("/willow/")
    page = person.send("/willow/privacy", {"csrf_token": "x"})
    assert page.status in (400, 404, 405)
    assert Person(person.client)._see(person.client.delete("/willow/privacy")).heading == "This did not work"


def test_a_fault_of_ours_shows_a_page_and_logs_no_word_of_what_was_typed(person, monkeypatch, caplog):
    def broken(*_, **__):
        raise RuntimeError("My name is Jane")

    monkeypatch.setattr(survey, "parsed", broken)
    page = person.open("/willow/survey/S-001?page=Jane")
    assert (page.status, page.heading) == (500, "Sorry, there is a problem with this service")
    assert "RuntimeError on GET /willow/survey/S-001 at" in caplog.text
    assert "survey.py" in caplog.text
    assert "Jane" not in caplog.text


def test_a_ledger_that_cannot_be_used_is_said_kindly(person, monkeypatch):
    def busy(*_):
        raise LedgerError("The ledger is too busy. Nothing was changed; try again.")

    monkeypatch.setattr(LedgerOnDemand, "get", busy)
    page = person.open("/willow/survey/S-001")
    assert (page.status, page.heading) == (503, "Sorry, we cannot do this now")


def test_up_and_ready_are_said_in_words(app, settings, tmp_path, monkeypatch):
    client = app.test_client()
    assert client.get("/healthz").text == "Up.\n"
    ready = client.get("/readyz")
    assert (ready.status_code, ready.text[:6]) == (200, "Ready:")
    missing = replace(settings, database_url=f"sqlite:///{tmp_path / 'none' / 'x.sqlite3'}")
    away = create_app(missing).test_client()
    assert away.get("/healthz").status_code == 200
    unready = away.get("/readyz")
    assert unready.status_code == 503
    assert unready.text.startswith("Not ready.")


def test_not_ready_while_the_ledger_is_of_another_revision(app, settings, ledger):
    with ledger.write() as conn:
        conn.exec_driver_sql("update alembic_version set version_num = 'r9999'")
    assert create_app(settings).test_client().get("/readyz").status_code == 503


# Cookies, cross-site posts, privacy of the pages themselves


def test_there_is_one_cookie_for_this_session_only_and_none_before_a_form_is_begun(person):
    person.open("/willow/")
    person.open("/willow/survey/S-001")
    assert not person.client._cookies
    person.fill_in()
    (cookie,) = person.client._cookies.values()
    assert (cookie.key, cookie.http_only, cookie.same_site) == ("patient_voice", True, "Lax")
    assert cookie.expires is None
    assert cookie.max_age is None
    assert len(cookie.value) < 1000


@pytest.mark.parametrize(
    ("url", "secure"), [("https://voice.example", True), ("http://127.0.0.1:8000", False)]
)
def test_the_cookie_is_for_https_alone_where_the_pages_are(settings, ledger, url, secure):
    app = create_app(replace(settings, public_url=url), ledger, lambda: NOW)
    told = app.test_client().get("/willow/survey/S-001?page=who").headers["Set-Cookie"]
    assert ("Secure" in told) == secure


def test_a_clock_set_back_loses_nobodys_place(person, monkeypatch):
    person.begin()
    person.answer("Good")
    before = TimestampSigner.get_timestamp
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda signer: before(signer) - 3600)
    assert person.open("/willow/survey/S-001?page=Q-001").values() == ["Good"]
    assert person.answer("Poor").heading.startswith("Did somebody explain")


def test_without_cookies_the_form_says_what_is_wrong_and_keeps_what_was_chosen(app):
    person = Person(app.test_client(use_cookies=False))
    person.open("/willow/survey/S-001?page=who")
    page = person.answer("Me, with help from someone")
    assert page.heading == "Who is answering?"
    assert "Allow cookies for this page" in page.problem[0][0]
    assert page.values() == ["Me, with help from someone"]


@pytest.mark.parametrize("stale", ["", "nonsense", "IjEi.x.y"])
def test_a_page_open_too_long_keeps_the_answer_and_asks_for_one_more_press(person, stale):
    person.begin()
    page = person.send("/willow/survey/S-001?page=Q-001", {"answer": "Poor", "csrf_token": stale})
    assert page.heading == "How was your last visit?"
    assert "What you entered is still here" in page.problem[0][0]
    assert page.values() == ["Poor"]
    assert person.answer("Poor").heading.startswith("Did somebody explain")


def test_a_stale_press_on_send_sends_nothing_until_pressed_again(person, ledger):
    person.fill_in()
    page = person.send("/willow/survey/S-001?page=check", {"do": "send", "csrf_token": ""})
    assert page.heading.startswith("Check your answers")
    assert page.problem[0][1] == "#send"
    assert person.answer(do="send").heading == "Thank you"


def test_a_post_from_another_site_changes_nothing(person, app, ledger):
    person.fill_in()
    page = person.send("/willow/survey/S-001?page=check", {"do": "send"}, token=False)
    assert page.status == 422
    with ledger.read() as conn:
        assert conn.exec_driver_sql("select count(*) from intake").scalar() == 0


def test_the_log_holds_nothing_below_the_forms_name_and_nothing_typed(person, token, caplog):
    caplog.set_level("DEBUG")
    own = f"/willow/survey/S-002/{token}"
    person.begin(own)
    person.answer("Very good")
    person.open("/willow/tell-us?page=Q-001")
    person.answer("I am Jane Smith")
    person.client.get("/willow/survey/S-001/Jane/Smith?Jane")
    person.client.get("/Jane-Smith/x")
    assert "POST /willow/survey/S-002 303" in caplog.text
    for secret in (token, "Jane", "Smith", "Very good", "page=", "Q-001"):
        assert secret not in caplog.text


@pytest.mark.parametrize(
    "path", ["/", "/willow/", "/willow/survey/S-001", "/willow/nothing", "/static/pv.css"]
)
def test_every_answer_carries_the_headers_that_protect_the_reader(app, path):
    headers = app.test_client().get(path, buffered=True).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "script-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert len(headers.getlist("Referrer-Policy")) == 1


def test_style_sheets_come_packed_and_may_be_kept(app):
    client = app.test_client()
    page = client.get("/willow/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    packed = client.get(address, headers={"Accept-Encoding": "gzip"}, buffered=True)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "immutable" in packed.headers["Cache-Control"]
    assert len(packed.data) < 45_000
    plain = client.get(address, buffered=True)
    assert "Content-Encoding" not in plain.headers
    assert b"Frutiger" not in plain.data
    for away in (
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/nhsuk/.stamp",
        "/static/none.css",
        "/static/%00.css",
    ):
        assert client.get(away).status_code == 404, away


# The pages people read


@pytest.mark.parametrize("packed", ["gzip", ""])
@pytest.mark.parametrize("name", ["a" * 300 + ".css", "nhsuk/" * 900 + "a.css", "%00.css", "nhsuk/images"])
def test_a_file_that_could_not_have_such_a_name_is_not_there(app, packed, name):
    got = app.test_client().get(f"/static/{name}", headers={"Accept-Encoding": packed})
    assert got.status_code == 404


def test_the_home_page_lists_what_anybody_can_do_now(person):
    page = person.open("/willow/")
    assert page.links("Your year with us") == ["/willow/survey/S-001", "/willow/survey/S-006"]
    assert page.links("Tell us something") == ["/willow/tell-us"]
    assert person.open("/").links("Willow clinic") == ["/willow/", "/practice/"]


def test_privacy_and_accessibility_are_written_from_set_up(person):
    page = person.open("/willow/privacy")
    for words in (
        "The data controller is Fairfield Hospital.",
        "dpo@fairfield.example",
        "24 months",
        "one cookie",
    ):
        assert words in page.main
    assert "01632 960001" in person.open("/willow/accessibility").main


def test_no_page_links_to_one_that_is_not_there(person, token):
    waiting, seen = ["/", f"/willow/survey/S-002/{token}", "/willow/survey/S-003"], set()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        page = person.open(path)
        assert page.status < 400 or path == "/willow/survey/S-003", path
        waiting += [at for at in page.tree.xpath("//a/@href") if at.startswith("/") and at not in seen]
    assert len(seen) > 8
