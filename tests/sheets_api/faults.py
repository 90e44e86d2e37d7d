"""What goes wrong between a client and Google, on demand: the knobs of §10.9 of the reference.

A knob waits for requests it fits, lets `skip` of them pass, and then acts on the next `times`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from threading import Event, Lock
from typing import Literal

from tests.sheets_api import drive_errors, quota
from tests.sheets_api.exchange import Answer, Call, Dropped, html
from tests.sheets_api.model import JSON, APIFailure, invalid

When = Literal["before", "after"]
BAD_CREDENTIALS = (
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
    "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
)


@dataclass
class Match:
    """Which requests a knob acts on. Empty fits all to the APIs; `path` is looked for as a regular expression."""

    method: str = ""
    path: str = ""
    kind: str = ""  # read, write, drive, token
    account: str = ""
    skip: int = 0
    times: int | None = 1  # None: for ever

    def takes(self, call: Call) -> bool:
        """Whether it is this request's turn; counts, so ask once."""
        if call.kind == "token" and self.kind != "token":
            return False  # asking for a token is no API request; only knobs that name the kind act on it
        if call.kind == "control" or (self.method and self.method.upper() != call.method):
            return False
        if (self.kind and self.kind != call.kind) or (self.account and self.account != call.account):
            return False
        if self.path and not re.search(self.path, call.path):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.times is None:
            return True
        self.times -= 1
        return self.times >= 0

    @property
    def spent(self) -> bool:
        return self.times is not None and self.times <= 0


@dataclass
class Knob:
    """Something that happens to a request: before it is applied, or after, when only the answer is lost or changed."""

    name: str
    match: Match
    when: When = "before"
    seconds: float = 0.0
    id: int = 0
    act: Callable[[], None] | None = field(
        default=None, repr=False
    )  # a human edit, where it is none of FAULTS

    def as_json(self) -> JSON:
        return {
            "id": self.id,
            "fault": self.name,
            "when": self.when,
            "seconds": self.seconds,
            "method": self.match.method,
            "path": self.match.path,
            "kind": self.match.kind,
            "account": self.match.account,
            "skip": self.match.skip,
            "times": self.match.times,
        }


def _failed(code: int, status: str, message: str) -> Callable[[Call], Answer]:
    def answer(call: Call) -> Answer:
        failure: APIFailure = APIFailure(code, status, message)
        if call.kind == "drive":
            failure = drive_errors.DriveFailure(code, message, _DRIVE_REASONS.get(code, "backendError"))
        return Answer(code, failure.body())

    return answer


_DRIVE_REASONS = {401: "authError", 403: "insufficientFilePermissions", 404: "notFound", 500: "internalError"}


def _failed_at_drive(message: str, reason: str) -> Callable[[Call], Answer]:
    told = {"domain": "global", "reason": reason, "message": message}
    body = {"error": {"code": 403, "message": message, "errors": [told]}}
    return lambda call: Answer(403, body)


def _too_many(call: Call) -> Answer:
    failure = quota.exceeded(call.kind)
    return Answer(failure.code, failure.body(), headers={"Retry-After": "30"} if failure.code == 429 else {})


def _too_many_silently(call: Call) -> Answer:
    failure = quota.exceeded(call.kind)
    return Answer(failure.code, failure.body())


def _protected(call: Call) -> Answer:
    said = "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit."
    inner = f"Invalid requests[0].{call.requests[0]}: {said}" if call.requests else said
    return Answer(400, invalid(inner).body())


def _drop(call: Call) -> Answer:
    raise Dropped


def _cut_short(call: Call) -> Answer:
    """A head that promises more than comes."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: 5000\r\n\r\n"
    raise Dropped(head + b'{\n  "spreadsheetId": "')


def _bad_grant(call: Call) -> Answer:
    return Answer(400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."})


def _not_google(call: Call) -> Answer:
    """A hospital's proxy that wants somebody to log in: 200, and not JSON."""
    return Answer(200, b"<html><body>Please sign in to use the internet.</body></html>", "text/html")


def _nothing(call: Call) -> Answer | None:
    return None


FAULTS: dict[str, Callable[[Call], Answer | None]] = {
    "429": _too_many,
    "429 without Retry-After": _too_many_silently,
    "500": _failed(500, "INTERNAL", "Internal error encountered."),
    "503": _failed(503, "UNAVAILABLE", "The service is currently unavailable."),
    "504": _failed(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
    "408": _failed(408, "DEADLINE_EXCEEDED", "The request timed out."),
    "502 html": lambda call: html(
        502, "Server Error", "The server encountered a temporary error and could not complete your request."
    ),
    "503 html": lambda call: html(
        503, "Service Unavailable", "The service you requested is not available at this time."
    ),
    "401": _failed(401, "UNAUTHENTICATED", BAD_CREDENTIALS),
    "403": _failed(403, "PERMISSION_DENIED", "The caller does not have permission"),
    "storage full": _failed(403, "PERMISSION_DENIED", "The user's Drive storage quota has been exceeded."),
    "drive off": _failed_at_drive(
        "Google Drive API has not been used in project 7 before or it is disabled.", "accessNotConfigured"
    ),
    "sharing outside": _failed_at_drive("Sharing outside is not allowed.", "shareOutNotPermitted"),
    "key forbidden": _failed(
        403, "PERMISSION_DENIED", "Key creation is not allowed on this service account."
    ),
    "404": _failed(404, "NOT_FOUND", "Requested entity was not found."),
    "protected": _protected,
    "drop": _drop,
    "cut short": _cut_short,
    "not Google": _not_google,
    "invalid_grant": _bad_grant,
    "stall": _nothing,  # `seconds` is what it is about
}


class Faults:
    """The knobs that are set."""

    def __init__(self) -> None:
        self._knobs: list[Knob] = []
        self._lock = Lock()
        self._ids = count(1)
        self.stopping = Event()  # so that a stall ends when the server does

    def set(self, knob: Knob) -> Knob:
        if knob.act is None and knob.name not in FAULTS:
            raise ValueError(f"No fault {knob.name!r}. There are: {', '.join(FAULTS)}.")
        if knob.when not in ("before", "after"):
            raise ValueError(f"When is before or after, not {knob.when!r}.")
        with self._lock:
            knob.id = next(self._ids)
            self._knobs.append(knob)
        return knob

    def set_now(self) -> list[Knob]:
        with self._lock:
            return list(self._knobs)

    def clear(self) -> None:
        with self._lock:
            self._knobs.clear()

    def happen(self, call: Call, when: When) -> Answer | None:
        """Whatever is due for this request; an answer takes the place of the true one."""
        if not self._knobs:
            return None
        with self._lock:
            due = [knob for knob in self._knobs if knob.when == when and knob.match.takes(call)]
            self._knobs = [knob for knob in self._knobs if not knob.match.spent]
        for knob in due:
            if knob.act is not None:
                knob.act()
        for knob in due:
            if knob.seconds:
                self.stopping.wait(knob.seconds)
        answers = [answer for knob in due if knob.act is None and (answer := FAULTS[knob.name](call))]
        return answers[0] if answers else None
