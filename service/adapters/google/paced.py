"""Every request to Google: paced, timed out, tried again where that is safe, and without a word of it in any log."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import gspread
import requests
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import AuthorizedSession

from service.adapters.google import failing
from service.adapters.google.credentials import address_of
from service.adapters.google.failing import Failure
from service.adapters.google.quota import Pace
from service.adapters.google.troubles import trouble
from service.core.changes import WorkbookError

logger = logging.getLogger(__name__)
# Their debug lines quote addresses, and google-auth's whole bodies (DESIGN §2, promise 9).
for _talkative in ("urllib3", "google.auth", "google.oauth2"):
    logging.getLogger(_talkative).setLevel(logging.WARNING)

SHEETS, DRIVE = "https://sheets.googleapis.com", "https://www.googleapis.com"
# The longest wait before each further try, five in all; chance shortens it, so that those refused together come back apart.
WAITS = (1, 4, 16, 32)
DEADLINE = timedelta(minutes=4)  # for one request with all its tries: a cycle comes every few minutes
CONNECT = 10  # seconds
# How many seconds an answer is waited for at the first try, the second and all others: most that do not come soon never
# come. Google gives up on a request after 180 s (reference/sheets_api.md §1): by then the fate of a write is known.
PATIENCE = {"read": (12, 30, 65), "write": (190,), "drive": (6, 12, 30)}
_CLOCK_WRONG = timedelta(minutes=5)
# POSTs that read, and those after which a second time changes nothing.
_READING = (":batchGetByDataFilter", ":getByDataFilter", "developerMetadata:search")
_CLEARING = (":clear", ":batchClear", ":batchClearByDataFilter")


@dataclass(frozen=True)
class Times:
    """The clock and the waiting, handed in so that tests need no real time."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


@dataclass
class _Call:
    """One request with all its tries."""

    method: str
    endpoint: str
    kind: str
    repeatable: bool
    until: datetime
    patience: Sequence[int]
    tries: int = 0
    failure: Failure | None = None  # of the last try
    may_be_done: bool = False  # of any try: an answer that never came may have been a yes

    def fail(self, failure: Failure) -> None:
        self.failure = failure
        if not failure.changed_nothing and changes_something(self.method, self.endpoint):
            self.may_be_done = True
        where = failure.place or failure.status or ""
        logger.warning("Google: %s (%s) failed: %s %s", self.method.upper(), self.kind, failure.code, where)

    def left(self, now: datetime) -> timedelta:
        return self.until - now


class PacedClient(gspread.HTTPClient):
    """gspread's own client with our manners: gspread.Client(auth, http_client=…) works through it as well."""

    def __init__(
        self,
        auth: Any,
        session: requests.Session | None = None,
        *,
        pace: Pace | None = None,
        endpoint: str | None = None,
        times: Times | None = None,
        deadline: timedelta = DEADLINE,
        roles: Mapping[str, str] | None = None,
    ):
        self._sessions = threading.local()
        self._given = session
        self.auth, self.timeout = auth, None
        self._pace, self._endpoint = pace or Pace(), endpoint
        self._times, self._deadline = times or Times(), deadline
        self._roles = dict(roles or {})
        self._address = address_of(auth)
        self.clock_is_off: timedelta | None = None  # by how much ours is ahead of Google's, as last seen

    @property
    def address(self) -> str:
        """`account` as far as it is known without asking."""
        return self._address

    def is_crowded(self, kind: str) -> bool:
        """Whether another request of this kind would make others wait, if not now then soon (quota.py)."""
        return self._pace.is_crowded(self._account_so_far, kind, self._times.now())

    @property
    def session(self) -> requests.Session:  # type: ignore[override] # gspread keeps one session for all
        """One a thread: requests promises no more."""
        if self._given is not None:
            return self._given
        if not hasattr(self._sessions, "session"):
            self._sessions.session = AuthorizedSession(self.auth)
        session: requests.Session = self._sessions.session
        return session

    @property
    def account(self) -> str:
        """Whom a workbook has to be shared with. Without a key only Google knows; it is asked once."""
        if not self._address:
            asked = self.request("get", f"{DRIVE}/drive/v3/about", {"fields": "user(emailAddress)"})
            self._address = address_of(self.auth) or str(asked.json().get("user", {}).get("emailAddress", ""))
        return self._address

    def request(
        self,
        method: str,
        endpoint: str,
        params: Any = None,
        data: Any = None,
        json: Any = None,
        files: Any = None,
        headers: Any = None,
        repeatable: bool | None = None,
        patience: Sequence[int] = (),
    ) -> requests.Response:
        """An answer that is a success, or a WorkbookError. `repeatable`: a second time changes nothing more.

        `patience`: how many seconds to wait for an answer, in place of PATIENCE.
        """
        kind = kind_of(method, endpoint)
        if repeatable is None:
            repeatable = is_repeatable(method, endpoint)
        until = self._times.now() + self._deadline
        call = _Call(method, endpoint, kind, repeatable, until, patience or PATIENCE[kind])
        named = {"params": params, "data": data, "json": json, "files": files, "headers": headers}
        for longest in (*WAITS, None):
            self._wait_for_our_turn(call)
            answer = self._once(call, named)
            if answer is not None:
                return answer
            self._wait_before_another(call, longest)
        raise AssertionError("the last try either answers or gives up")

    def _once(self, call: _Call, named: dict[str, Any]) -> requests.Response | None:
        """The answer; None when it is no success, and `call` then says why."""
        timeout = self.timeout or (CONNECT, call.patience[min(call.tries, len(call.patience) - 1)])
        call.tries += 1
        try:
            answer = self.session.request(
                method=call.method, url=self._to(call.endpoint), timeout=timeout, **named
            )
        except (GoogleAuthError, requests.RequestException) as problem:
            call.fail(failing.of_exception(problem))
            return None
        if (theirs := failing.date_of(answer)) is not None:
            self.clock_is_off = self._times.now() - theirs
        if not answer.ok:
            call.fail(failing.of_answer(answer, call.kind, self._times.now()))
            return None
        return answer

    def _wait_for_our_turn(self, call: _Call) -> None:
        times = self._times
        if not self._pace.wait(
            self._account_so_far, call.kind, call.left(times.now()), times.now, times.sleep
        ):
            raise self._trouble(call, "quota")

    def _wait_before_another(self, call: _Call, longest: int | None) -> None:
        """Raises instead where trying again is not safe, can be of no use, or has gone on long enough."""
        failure, now = call.failure, self._times.now()
        assert failure is not None
        if failure.code == "quota":
            self._pace.refused(self._account_so_far, call.kind, now, failure.asked_to_wait, call.tries)
        if longest is None or not failure.may_pass or not (call.repeatable or failure.changed_nothing):
            raise self._trouble(call, failure.code)
        wait = max(self._times.chance() * longest, failure.asked_to_wait)
        if timedelta(seconds=wait) >= call.left(now):
            raise self._trouble(call, failure.code)
        self._times.sleep(wait)

    def _trouble(self, call: _Call, code: str) -> WorkbookError:
        if call.may_be_done:
            code = "fate-unknown"
        elif code == "log-in-failed" and self.clock_is_off and abs(self.clock_is_off) > _CLOCK_WRONG:
            code = "clock-wrong"
        return trouble(code, self._address, self.role_of(call.endpoint))

    @property
    def _account_so_far(self) -> str:
        # Keyless and not asked yet: all such processes of this machine count together.
        return self._address or "keyless"

    def role_of(self, address: str) -> str | None:
        """Which workbook a request or a file id is about, for the words people read."""
        return next((role for name, role in self._roles.items() if name in address), None)

    def _to(self, endpoint: str) -> str:
        if self._endpoint is None:
            return endpoint
        for host in (SHEETS, DRIVE):
            if endpoint.startswith(f"{host}/"):
                return self._endpoint + endpoint.removeprefix(host)
        return endpoint


def kind_of(method: str, endpoint: str) -> str:
    """Which of Google's counters it is for; several reads are POSTs."""
    path = urlsplit(endpoint).path
    if "/drive/" in path:
        return "drive"
    return "read" if method.lower() == "get" or path.endswith(_READING) else "write"


def is_repeatable(method: str, endpoint: str) -> bool:
    """True where it changes nothing, or puts the same again."""
    if method.lower() in ("get", "head", "put"):
        return True
    return urlsplit(endpoint).path.endswith((*_READING, *_CLEARING))


def changes_something(method: str, endpoint: str) -> bool:
    return method.lower() not in ("get", "head") and not urlsplit(endpoint).path.endswith(_READING)
