"""The one cookie: signed, and good for as long as the browser keeps it, whatever the server's clock does."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature


class Sessions(SecureCookieSessionInterface):
    """Flask's own, without an age: a clock set back by a second would make everybody's cookie “expired” in mid-form."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        serializer = self.get_signing_serializer(app)
        written = request.cookies.get(self.get_cookie_name(app))
        if serializer is None or not written:
            return self.session_class()
        try:
            return self.session_class(serializer.loads(written))
        except BadSignature:
            return self.session_class()
