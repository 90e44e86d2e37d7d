"""While a workbook is open: a page beside it, then an e-mail over a real mail server, then a line on Today; and all end."""

import contextlib
import email
import socket
import ssl
import subprocess
from datetime import datetime, timedelta
from email.policy import default
from html.parser import HTMLParser

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from service.adapters.mail import Mail, MailError
from service.core.illness_words import illness_word_in
from service.flows import waiting
from service.flows.running import run_recorded
from service.settings import MailSettings
from tests.flows.ward import LONDON, NOW

MAIL = '\n[mail]\nhost = "127.0.0.1"\nport = {port}\nfrom = "voice@example.org"\nstarttls = false\n'


def at(words):
    return datetime.fromisoformat(words).replace(tzinfo=LONDON)


@contextlib.contextmanager
def opened(house, which="staff"):
    """Somebody has the workbook open in Excel, and something waits to be written."""
    path = getattr(house, which)
    lock = path.with_name(f"~${path.name}")
    lock.write_bytes(b"\x07Amara B".ljust(165, b"\0"))
    yield
    lock.unlink()


def sync(house, moment):
    return house.run("run", "sync-workbooks", "--now", moment.isoformat())


def page(house, which="staff"):
    path = getattr(house, which)
    return path.with_name(f"{path.stem} – what needs doing.html")


class Inbox:
    def __init__(self, refuse=False):
        self.letters, self.refuse = [], refuse

    async def handle_DATA(self, server, session, envelope):
        if self.refuse:
            return "451 not now"
        message = email.message_from_bytes(envelope.content, policy=default)
        self.letters.append((envelope.rcpt_tos, message, session.ssl is not None))
        return "250 OK"


@contextlib.contextmanager
def server(inbox, **more):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


# Beside the workbook


def test_a_page_beside_the_workbook_says_since_when_and_what_to_do_and_goes_away(house):
    house.add("People", Name="Ines Jones")
    with opened(house):
        assert sync(house, NOW + timedelta(minutes=3)).code == 3
        first = page(house).read_text("utf-8")
        assert sync(house, NOW + timedelta(minutes=6)).code == 3
        assert page(house).read_text("utf-8") == first
    assert "since Monday 23 November 2026 at 9:33am" in first
    assert "Somebody has the staff workbook open" in first or "Somebody has staff.xlsx open" in first
    assert not any(name in first for name in ("Amara", "Ines", "Bello"))
    assert sync(house, NOW + timedelta(minutes=9)).code == 0
    assert not page(house).exists()


def test_the_page_is_written_only_when_it_says_something_new(house):
    house.add("People", Name="Ines Jones")
    with opened(house):
        sync(house, NOW + timedelta(minutes=3))
        before = page(house).stat().st_ino
        sync(house, NOW + timedelta(minutes=6))
        assert page(house).stat().st_ino == before


class Outline(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def test_the_page_is_one_anybody_can_read():
    words = waiting.page("Close <b>it</b> & wait.", NOW)
    outline = Outline()
    outline.feed(words)
    tags = [tag for tag, _ in outline.tags]
    assert words.startswith("<!DOCTYPE html>")
    assert (tags.count("h1"), tags.count("main"), tags.count("title")) == (1, 1, 1)
    assert dict(outline.tags)["html"]["lang"] == "en-GB"
    assert "&lt;b&gt;" in words
    assert "http" not in words


def test_the_managers_page_stands_beside_their_workbook(house):
    with house.tab("Feedback") as sheet:  # something to write for managers too
        sheet.delete_rows(2)
    house.add("Feedback", Date=NOW.date(), What_was_said="It was warm.", Kind="Working well")
    with opened(house, "managers"):
        said = sync(house, NOW + timedelta(days=1))
        assert said.code == 3
    assert page(house, "managers").exists()
    assert not page(house).exists()
    assert sync(house, NOW + timedelta(days=1, minutes=3)).code == 0
    assert not page(house, "managers").exists()


def test_a_command_by_hand_takes_the_page_away_too(house):
    house.add("People", Name="Ines Jones")
    with opened(house):
        assert house.run("sync", "--now", (NOW + timedelta(minutes=3)).isoformat()).code == 3
        assert page(house).exists()
    assert house.run("sync", "--now", (NOW + timedelta(minutes=6)).isoformat()).code == 0
    assert not page(house).exists()


# On Today


def test_today_says_what_waited_and_goes_on_saying_it_that_day_alone(house):
    house.add("People", Name="Ines Jones")
    with opened(house):
        for minutes in range(3, 28, 6):
            sync(house, NOW + timedelta(minutes=minutes))
    sync(house, NOW + timedelta(minutes=28))
    says = "The workbook was open until 9:58am, so nothing was written for 25 minutes."
    assert says in house.text("Today")
    assert sync(house, NOW + timedelta(minutes=31)).code == 0
    house.add("People", Name="Ines Jones the second")
    sync(house, NOW + timedelta(hours=3))
    assert says in house.text("Today")
    sync(house, NOW + timedelta(days=1))
    assert says not in house.text("Today")


def test_a_short_wait_is_not_worth_a_line(house):
    house.add("People", Name="Ines Jones")
    with opened(house):
        sync(house, NOW + timedelta(minutes=3))
    sync(house, NOW + timedelta(minutes=6))
    assert "nothing was written" not in house.text("Today")


@pytest.mark.parametrize(
    ("waited", "words"),
    [
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_how_long(waited, words):
    assert waiting.how_long(waited) == words


# By e-mail


@pytest.mark.parametrize(
    ("since", "due"),
    [
        ("2026-11-23T09:40", "2026-11-24T09:40"),  # Monday
        ("2026-11-27T16:00", "2026-11-30T16:00"),  # over a week-end
        ("2026-11-28T11:00", "2026-12-01T08:00"),  # Saturday counts from Monday morning
        ("2026-12-24T10:00", "2026-12-29T10:00"),  # Christmas, Boxing Day on a Saturday and its Monday
        ("2026-04-02T10:00", "2026-04-07T10:00"),  # Easter
        ("2026-10-23T10:00", "2026-10-26T10:00"),  # the clocks go back
    ],
)
def test_a_working_day_leaves_out_week_ends_and_bank_holidays(since, due):
    assert waiting.a_working_day_after(at(since)) == at(due)


@pytest.fixture
def led(house):
    """Set-up names a lead, so that somebody can be told."""
    with house.tab("Set-up") as sheet:
        for row in sheet.iter_rows(min_row=2):
            if row[0].value == "Lead":
                row[1].value = "Lena Lead, lena@example.org"
    house.add("People", Name="Ines Jones")  # so that there is something to write
    return house


def wait(house, *moments):
    with opened(house):
        for moment in moments:
            assert sync(house, moment).code == 3


def test_an_email_comes_after_a_working_day_once_a_day_and_never_at_night(led):
    inbox = Inbox()
    with server(inbox) as port:
        led.toml.write_text(led.toml.read_text() + MAIL.format(port=port), "utf-8")
        wait(led, at("2026-11-23T09:40"), at("2026-11-24T09:30"))
        assert inbox.letters == []
        wait(led, at("2026-11-24T09:41"), at("2026-11-24T09:44"), at("2026-11-24T17:00"))
        assert len(inbox.letters) == 1
        wait(led, at("2026-11-25T07:30"), at("2026-11-25T19:00"), at("2026-11-28T11:00"))
        assert len(inbox.letters) == 1
        wait(led, at("2026-11-30T09:00"))
        assert len(inbox.letters) == 2
        assert sync(led, at("2026-11-30T10:00")).code == 0
        led.add("People", Name="Ines Jones")
        wait(led, at("2026-12-01T09:00"), at("2026-12-01T16:00"))  # a new wait begins
        assert len(inbox.letters) == 2
    to, message, _ = inbox.letters[0]
    assert to == ["lena@example.org"]
    assert message["Subject"] == waiting.SUBJECT
    assert illness_word_in(message["Subject"]) is None
    body = message.get_content()
    assert "since Monday 23 November 2026 at 9:40am" in body
    assert "Nothing is lost." in body
    assert not any(
        word in body + message["Subject"] for word in ("Lena", "Amara", "Thursday team", "Test Hospital")
    )
    assert message["Date"].startswith("Tue, 24 Nov 2026 09:41")


def test_a_mail_server_that_is_away_is_tried_again_after_an_hour(led):
    inbox = Inbox(refuse=True)
    with server(inbox) as port:
        led.toml.write_text(led.toml.read_text() + MAIL.format(port=port), "utf-8")
        wait(led, at("2026-11-23T09:40"), at("2026-11-24T09:41"))
        inbox.refuse = False
        wait(led, at("2026-11-24T09:44"))
        assert inbox.letters == []
        wait(led, at("2026-11-24T10:42"))
        assert len(inbox.letters) == 1


def test_an_unreadable_workbook_is_told_to_the_lead_of_its_newest_kept_version(led):
    inbox = Inbox()
    assert sync(led, at("2026-11-23T09:00")).code == 0
    good = led.staff.read_bytes()
    with server(inbox) as port:
        led.toml.write_text(led.toml.read_text() + MAIL.format(port=port), "utf-8")
        led.staff.write_bytes(b"Dear all")
        assert sync(led, at("2026-11-23T09:40")).code == 3
        assert sync(led, at("2026-11-24T09:45")).code == 3
    led.staff.write_bytes(good)
    assert [to for to, *_ in inbox.letters] == [["lena@example.org"]]
    assert "not an Excel workbook" in inbox.letters[0][1].get_content()


def test_a_practice_site_has_no_mail_at_all(led):
    led.toml.write_text(led.toml.read_text() + "practice = true\n" + MAIL.format(port=1), "utf-8")
    assert led.site.mail is None
    wait(led, at("2026-11-23T09:40"), at("2026-11-24T09:41"))


def test_nobody_to_tell_and_no_mail_are_no_failure(house):
    house.add("People", Name="Ines Jones")
    wait(house, at("2026-11-23T09:40"), at("2026-11-24T09:41"))
    house.toml.write_text(house.toml.read_text() + MAIL.format(port=1), "utf-8")
    wait(house, at("2026-11-24T09:45"))


# The mail server


def letter_by(**settings):
    usual = {"host": "127.0.0.1", "sender": "Patient Voice <voice@example.org>", "starttls": False}
    Mail(MailSettings(**usual | settings)).send("lena@example.org", "A subject", "Words with é.", NOW)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "9999",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    return cert, key


def test_mail_over_tls_with_a_password(certificate, monkeypatch):
    cert, key = certificate
    inbox, seen = Inbox(), []
    monkeypatch.setattr("service.adapters.mail.TIMEOUT", 2)  # this server waits where others hang up
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)

    def allow(server, session, envelope, mechanism, data):
        seen.append((data.login, data.password))
        return AuthResult(success=data.password == b"right")

    with server(
        inbox, tls_context=context, require_starttls=True, authenticator=allow, auth_required=True
    ) as port:
        with pytest.raises(MailError):  # a certificate nobody vouches for
            letter_by(port=port, starttls=True, user="voice", password="right")
        monkeypatch.setenv("SSL_CERT_FILE", str(cert))
        letter_by(port=port, starttls=True, user="voice", password="right")
        with pytest.raises(MailError, match="user name or password"):
            letter_by(port=port, starttls=True, user="voice", password="wrong")
    assert seen[0] == (b"voice", b"right")
    [(to, message, encrypted)] = inbox.letters
    assert (to, encrypted) == (["lena@example.org"], True)
    assert message.get_content().split() == ["Words", "with", "é."]
    assert message["Auto-Submitted"] == "auto-generated"


def test_what_goes_wrong_says_no_address_and_no_words():
    with pytest.raises(MailError) as nobody:
        letter_by(port=1)
    with pytest.raises(MailError) as broken:
        Mail(MailSettings("127.0.0.1", "voice@example.org", 1, starttls=False)).send(
            "a@b\nBcc: c@d", "S", "W", NOW
        )
    for caught in (nobody, broken):
        assert caught.value.exit_code == 3
        assert "@" not in caught.value.says


def test_runs_of_a_clock_that_was_ahead_do_not_hide_a_wait(house):
    run_recorded("sync-workbooks", house.site, NOW + timedelta(days=900), dict)
    house.add("People", Name="Ines Jones")
    wait(house, NOW + timedelta(minutes=3))
    with house.ledger.read() as conn:
        assert waiting.waiting_since(conn, house.site, NOW + timedelta(hours=1)) == NOW + timedelta(minutes=3)
