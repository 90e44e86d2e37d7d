"""What every answer of ours carries, and what the log may say about it."""

from __future__ import annotations

import logging
import time
import traceback

from flask import Flask, Response, g, request

log = logging.getLogger("service.web")

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
}
NAMED = 3  # /<site>/survey/<id>: what lies below may be somebody's own link


def guard(app: Flask) -> None:
    app.before_request(_start)
    app.after_request(_finish)


def path_to_log(path: str) -> str:
    """Never what lies below the form's name, and never anything a person could have typed there."""
    parts = [part for part in path.split("/") if part]
    safe = all(
        part.replace("-", "").isalnum() and part.isascii() and len(part) <= 40 for part in parts[:NAMED]
    )
    return "/" + "/".join(parts[:NAMED]) if safe and request.url_rule else "(no such page)"


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    response.headers.extend(HEADERS)
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    if log.isEnabledFor(logging.INFO):
        took = (time.perf_counter() - g.started) * 1000 if "started" in g else 0
        log.info("%s %s %s %.0f ms", request.method, path_to_log(request.path), response.status_code, took)
    return response


def log_exception(problem: BaseException) -> None:
    """Where in our code it happened, without the message: that could hold what somebody typed."""
    places = [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(problem.__traceback__)
    ]
    at = " < ".join(reversed(places))
    log.error("%s on %s %s at %s", type(problem).__name__, request.method, path_to_log(request.path), at)
