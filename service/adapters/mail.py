"""E-mail over the hospital's own mail server."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Any

TIMEOUT = 30  # seconds; a clock that waits longer for a mail server is late for everything else


class MailError(Exception):
    """A message could not be sent. `says` holds no address and no words of the message."""

    exit_code = 3

    def __init__(self, says: str):
        super().__init__(says)
        self.says = says


class Mail:
    """Sends as [mail] in the settings says: host, port, sender, user, password, starttls."""

    def __init__(self, settings: Any):
        self._settings = settings

    def send(self, to: str, subject: str, words: str, now: datetime) -> None:
        """Returns once the server has taken the message."""
        message = self._message(to, subject, words, now)
        try:
            with self._server() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as problem:
            raise MailError(
                "The mail server refused the recipient's address. Check it in Set-up."
            ) from problem
        except (smtplib.SMTPException, ssl.SSLError, OSError) as problem:
            raise MailError(
                f"The mail server did not take the message ({type(problem).__name__}). Check [mail]."
            ) from problem

    def reach(self) -> None:
        """Connects and hangs up: nothing is sent, and no password is given."""
        try:
            with self._server(log_in=False):
                pass
        except (smtplib.SMTPException, ssl.SSLError, OSError) as problem:
            raise MailError(
                f"The mail server cannot be reached ({type(problem).__name__}). Check host, port and starttls in [mail]."
            ) from problem

    def _message(self, to: str, subject: str, words: str, now: datetime) -> EmailMessage:
        message = EmailMessage()
        sender = self._settings.sender
        try:
            message["From"], message["To"], message["Subject"] = sender, to, subject
        except ValueError as problem:  # a line break in an address
            raise MailError("An e-mail address cannot be used. Check Set-up and [mail].") from problem
        message["Date"] = format_datetime(now)
        message["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].partition("@")[2])
        message["Auto-Submitted"] = "auto-generated"  # so that nobody's holiday answers it
        message.set_content(words)
        return message

    def _server(self, log_in: bool = True) -> smtplib.SMTP:
        settings = self._settings
        server: smtplib.SMTP
        if settings.port == smtplib.SMTP_SSL_PORT:
            context = ssl.create_default_context()
            server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT)
        try:
            if settings.starttls and settings.port != smtplib.SMTP_SSL_PORT:
                server.starttls(context=ssl.create_default_context())
            if settings.user and log_in:
                _log_in(server, settings)
        except BaseException:
            server.close()
            raise
        return server


def _log_in(server: smtplib.SMTP, settings: Any) -> None:
    try:
        server.login(settings.user, settings.password)
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPServerDisconnected) as problem:  # some just hang up
        raise MailError(
            "The mail server refused our user name or password. Check [mail] in the settings."
        ) from problem
