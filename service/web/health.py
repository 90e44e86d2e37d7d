"""Two addresses for whoever watches the service, in words."""

from __future__ import annotations

from flask import Blueprint, Response
from sqlalchemy import text

from service.ledger import LedgerError
from service.web.visiting import ledger

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def is_up() -> Response:
    return Response("Up.\n", mimetype="text/plain")


@pages.get("/readyz")
def is_ready() -> Response:
    """Opening checks the revision; the question checks that the database answers."""
    try:
        with ledger().read() as conn:
            conn.execute(text("SELECT 1"))
    except LedgerError as problem:
        return Response(f"Not ready. {problem.says}\n", 503, mimetype="text/plain")
    return Response(
        "Ready: the ledger answers, and its revision is the one this program needs.\n", mimetype="text/plain"
    )
