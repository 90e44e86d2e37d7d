"""The pages as one Flask application: settings and a ledger come in, nothing else is needed."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime

from flask import Flask
from flask_wtf import CSRFProtect

from service.ledger import Ledger
from service.settings import Settings
from service.web import health, information, static_files, survey, tell_us, templating, troubles
from service.web.guarding import guard
from service.web.sessions import Sessions
from service.web.visiting import LedgerOnDemand

MOST_BYTES = 256 * 1024  # forty long answers typed in full are a third of this
Clock = Callable[[], datetime]


def create_app(settings: Settings, ledger: Ledger | None = None, clock: Clock | None = None) -> Flask:
    """`ledger` is for tests; otherwise each worker opens its own after the fork. `clock` gives an aware time."""
    app = Flask(__name__, static_folder=None)
    app.session_interface = Sessions()
    app.config.update(
        SECRET_KEY=hmac.digest(settings.secret_key, b"web session", "sha256"),
        SESSION_COOKIE_NAME="patient_voice",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https:"),
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,  # people who are ill come back to a page hours later
        WTF_CSRF_SSL_STRICT=False,  # it asks for a Referer, which our pages do not send
    )
    app.extensions["settings"] = settings
    app.extensions["ledger"] = LedgerOnDemand(settings, ledger)
    app.extensions["clock"] = clock or (lambda: datetime.now(settings.timezone))
    templating.set_up(app)
    CSRFProtect(app)
    guard(app)
    troubles.register(app)
    for pages in (health.pages, static_files.pages, tell_us.pages, survey.pages, information.pages):
        app.register_blueprint(pages)
    return app
