"""A service with one survey of each kind, a person who fills it in, and a loopback server for a real browser."""

import shutil
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from werkzeug.serving import make_server

from service.core.asking import ANONYMOUS, CONFIDENTIAL, Form, Question
from service.forms.facts import PublicFacts
from service.ledger import facts, forms, links, open_ledger
from service.ledger.forms import FormRecord
from service.ledger.upgrade import upgrade
from service.settings import Settings, SiteSettings
from service.web.app import create_app
from tests.pages.person import Person

SECRET = b"0123456789abcdef0123456789abcdef"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/London"))
FACTS = {
    "hospital": "Fairfield Hospital",
    "service": "Willow clinic",
    "contact": "01632 960001 or willow@fairfield.example",
    "helpline": "01632 960002",
    "crisis_line": "116 123",
    "pals": "01632 960003",
    "controller": "Fairfield Hospital",
    "data_protection_contact": "dpo@fairfield.example",
    "keep_for_months": 24,
}
QUESTIONS = (
    Question("Q-001", "How was your last visit?", "Rating (very good to very poor)", required=True),
    Question("Q-002", "Did somebody explain what would happen next?", "Yes or no"),
    Question(
        "Q-003",
        "What could have been explained better?",
        "Long text",
        show_if="Q-002 is No",
        choices=("at most 500",),
    ),
    Question(
        "Q-004",
        "Which of these have you used?",
        "Choose any",
        ("Telephone line", "Drop-in", "Newsletter", "None of these"),
    ),
    Question("Q-005", "How likely are you to come back?", "0 to 10", hint="0 is not at all, 10 is certain."),
    Question(
        "Q-006", "About the next part", "Information", hint="The next questions are about practical things."
    ),
    Question("Q-007", "How many miles do you travel?", "Number", ("0 to 500",)),
    Question("Q-008", "When did you last come?", "Date", ("Today or in the past",), required=True),
    Question(
        "Q-009",
        "Where would you rather be seen?",
        "Choose one",
        ("At home", "At the hospital", "On the telephone"),
    ),
    Question("Q-010", "In a word, how did you feel?", "Short text"),
    Question("Q-011", "Overall, how was your experience of our service?", "Friends and Family Test"),
    Question("Q-012", "I was involved as much as I wanted to be.", "Agreement"),
)


def form(key, mode, questions=QUESTIONS, closes=date(2026, 12, 18), kind="Annual"):
    says = "We ask once a year, and we change things because of what you say."
    return Form(key, 1, f"Your year with us {key[-1]}", questions, says, mode, kind, closes)


def record(written, state="open", opens=date(2026, 11, 1)):
    return FormRecord(written.key, 1, state, written.mode, written.to_json(), opens, written.closes)


@pytest.fixture(scope="session")
def empty_ledger(tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "empty.sqlite3"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def settings(tmp_path, empty_ledger):
    shutil.copy(empty_ledger, tmp_path / "ledger.sqlite3")
    sites = tuple(
        SiteSettings(slug, "xlsx", "staff.xlsx", "managers.xlsx", practice=slug == "practice")
        for slug in ("willow", "practice", "unready")
    )
    return Settings(
        f"sqlite:///{tmp_path / 'ledger.sqlite3'}", "http://127.0.0.1", SECRET, Path(tmp_path), sites
    )


@pytest.fixture
def ledger(settings):
    opened = open_ledger(settings.database_url, SECRET)
    with opened.write() as conn:
        for site in ("willow", "practice"):
            facts.put(conn, site, FACTS, NOW)
            forms.put(conn, site, record(form("S-001", ANONYMOUS)), NOW)
        put = [
            record(form("S-002", CONFIDENTIAL)),
            record(form("S-003", ANONYMOUS, closes=date(2026, 11, 20))),
            record(form("S-004", ANONYMOUS), opens=date(2026, 12, 1)),
            record(form("S-005", ANONYMOUS), state="draft"),
            record(form("S-006", ANONYMOUS, QUESTIONS[:1])),
            record(form("S-007", ANONYMOUS, ())),
            record(form("S-008", ANONYMOUS), state="closed"),
        ]
        for each in put:
            forms.put(conn, "willow", each, NOW)
    yield opened
    opened.dispose()


@pytest.fixture
def clock():
    """`clock[0]` is now."""
    return [NOW]


@pytest.fixture
def app(settings, ledger, clock):
    return create_app(settings, ledger, lambda: clock[0])


@pytest.fixture
def person(app):
    return Person(app.test_client())


@pytest.fixture
def token(ledger):
    with ledger.write() as conn:
        return links.make(conn, "willow", "S-002", "P-014", datetime(2026, 11, 2, tzinfo=UTC))


@pytest.fixture
def public_facts():
    return PublicFacts.from_dict(FACTS)


@pytest.fixture
def server(app):
    """The pages over real HTTP, on a port the system chooses."""
    serving = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    thread.join()
    serving.server_close()
