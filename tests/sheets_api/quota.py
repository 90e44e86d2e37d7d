"""Per-minute quotas: how many requests an account and the project may make, and the 429 that tells of one too many.

Sheets: 60 reads and 60 writes a minute for each account, 300 and 300 for the project; a batch is one request
[W:LIM]. Drive counts in units: 325,000 a minute for each account, 1,000,000 for the project [W:DLIM].
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock

from tests.sheets_api import drive_errors
from tests.sheets_api.model import JSON, APIFailure

PROJECT = "371900417263"
MINUTE = timedelta(minutes=1)
LIMITS = {"read": (60, 300), "write": (60, 300), "drive": (325_000, 1_000_000)}  # an account, the project
DRIVE_UNITS = {"list": 100, "edit": 50, "export": 200}  # the rest costs 5


class Quota:
    """Counts what was allowed in the last minute; a refused request costs nothing.

    The minute slides, the strictest reading of "refill every minute": who keeps within this keeps within any.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.on = True
        self._now = now
        self._spent: dict[tuple[str, str], deque[tuple[datetime, int]]] = defaultdict(deque)
        self._lock = Lock()
        self.limits = dict(LIMITS)

    def spend(self, account: str, kind: str, units: int = 1) -> None:
        """Allows one request, or fails as Google does."""
        if not self.on or kind not in self.limits:
            return
        with self._lock:
            each, together = self.limits[kind]
            for who, limit in ((account, each), ("", together)):
                over = self._used(who, kind) + units - limit
                if over > 0:
                    raise exceeded(kind, whole_project=not who, wait=self._wait(who, kind, over))
            for who in (account, ""):
                self._spent[who, kind].append((self._now(), units))

    def used(self, account: str, kind: str) -> int:
        """What an account (or with "" the project) has used in the last minute."""
        with self._lock:
            return self._used(account, kind)

    def forget(self) -> None:
        """A fresh minute."""
        with self._lock:
            self._spent.clear()

    def _used(self, account: str, kind: str) -> int:
        spent = self._spent[account, kind]
        start = self._now() - MINUTE
        while spent and spent[0][0] <= start:
            spent.popleft()
        return sum(units for _, units in spent) if kind == "drive" else len(spent)

    def _wait(self, account: str, kind: str, over: int) -> float:
        """Seconds until so many units are free again."""
        for when, units in self._spent[account, kind]:
            over -= units
            if over <= 0:
                return (when + MINUTE - self._now()).total_seconds()
        return MINUTE.total_seconds()


class QuotaExceeded(APIFailure):
    """One too many. `wait` is what Retry-After says, where the switch wants it said."""

    wait: float = 60.0

    @property
    def retry_after(self) -> str:
        return str(max(1, math.ceil(self.wait)))


def exceeded(kind: str, whole_project: bool = False, wait: float = 60.0) -> APIFailure:
    """The body of a 429 [I:Sage-Bionetworks/data_curator#110, gargle#160]; Drive's is a 403 of its own shape."""
    if kind == "drive":
        return drive_errors.rate_limit(whole_project)
    word = "Write" if kind == "write" else "Read"
    user = "" if whole_project else " per user"
    failure = QuotaExceeded(
        429,
        "RESOURCE_EXHAUSTED",
        f"Quota exceeded for quota metric '{word} requests' and limit '{word} requests per minute{user}' of service "
        f"'sheets.googleapis.com' for consumer 'project_number:{PROJECT}'.",
        [_detail(word, whole_project)],
    )
    failure.wait = wait
    return failure


def _detail(word: str, whole_project: bool) -> JSON:
    where = "PerProject" if whole_project else "PerUser"
    return {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
        "metadata": {
            "consumer": f"projects/{PROJECT}",
            "quota_limit": f"{word}RequestsPerMinute{where}",
            "quota_metric": f"sheets.googleapis.com/{word.lower()}_requests",
            "service": "sheets.googleapis.com",
        },
    }
