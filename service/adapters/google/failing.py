"""One request that failed: what went wrong, whether it may pass, and whether it can have changed anything."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProxyError

from service.adapters.google import refusals

_MAY_PASS = ("quota", "out-of-order", "no-connection")


@dataclass(frozen=True)
class Failure:
    """Nothing here is what anybody typed: it is logged."""

    code: str  # of troubles.TROUBLES
    changed_nothing: bool  # False: it may have been done all the same
    status: int | None = None
    asked_to_wait: float = 0  # seconds; Retry-After
    place: str = ""  # which request of a batch

    @property
    def may_pass(self) -> bool:
        return self.code in _MAY_PASS


def of_answer(answer: requests.Response, kind: str, now: datetime) -> Failure:
    """Google answered, and it was no success."""
    try:
        found = json.loads(answer.content)
    except ValueError:  # a front end's page in HTML
        found = None
    body = found if isinstance(found, dict) else None
    code = refusals.code_of(answer.status_code, body, kind)
    return Failure(
        code,
        # Refused before anything was done: only a server that broke down may have done some of its work.
        changed_nothing=code != "out-of-order",
        status=answer.status_code,
        asked_to_wait=_asked_to_wait(answer.headers.get("Retry-After"), now),
        place=refusals.place_in(body),
    )


def of_exception(problem: GoogleAuthError | requests.RequestException) -> Failure:
    """No answer came, or no token: the request itself is then sent only after one."""
    if isinstance(problem, RefreshError):
        return Failure(_code_of_log_in(problem), changed_nothing=True)
    if isinstance(problem, TransportError):
        code = "no-trust" if _is_about_trust(problem) else "no-connection"
        return Failure(code, changed_nothing=True)
    if isinstance(problem, GoogleAuthError):
        return Failure("log-in-failed", changed_nothing=True)
    if _is_about_trust(problem):
        return Failure("no-trust", changed_nothing=True)
    if isinstance(problem, (requests.exceptions.InvalidJSONError, ValueError)):
        return Failure("not-understood", changed_nothing=True)  # it could not even be written, such as NaN
    return Failure("no-connection", changed_nothing=_never_left(problem))


def date_of(answer: requests.Response) -> datetime | None:
    """What Google's clock said."""
    return _moment(answer.headers.get("Date"))


def _code_of_log_in(problem: RefreshError) -> str:
    if problem.retryable:
        return "out-of-order"
    told: Any = problem.args[1] if len(problem.args) > 1 else None
    if not isinstance(told, dict):  # a page in HTML: Google's front end, or something in between
        return "out-of-order" if "Server Error" in str(problem) else "no-trust"
    return refusals.code_of_log_in(str(told.get("error", "")), str(told.get("error_description", "")))


def _never_left(problem: requests.RequestException) -> bool:
    """True where no connection came about: Google cannot have heard of it."""
    if isinstance(problem, requests.ConnectTimeout):
        return True
    cause = problem.args[0] if problem.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, (NewConnectionError, ProxyError))


def _is_about_trust(problem: Exception) -> bool:
    """Only a certificate: a connection that breaks off in the middle is an SSLError too."""
    return "CERTIFICATE_VERIFY_FAILED" in str(problem)


def _asked_to_wait(header: str | None, now: datetime) -> float:
    """Retry-After is seconds or a date; nonsense is no reason to wait."""
    if not header:
        return 0
    try:
        seconds = float(header)
    except ValueError:
        until = _moment(header)
        seconds = (until - now).total_seconds() if until else 0
    return max(0.0, seconds) if math.isfinite(seconds) else 0


def _moment(header: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)
