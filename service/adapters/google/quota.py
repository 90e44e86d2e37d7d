"""Waits until a request may leave, so that Google need not refuse one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from service.core.pacing import WINDOW, Bookings

# How long all wait after one request was refused once, twice and more often, where Google does not say it.
PAUSES = (timedelta(seconds=5), timedelta(seconds=20), WINDOW)


class KeepsBookings(Protocol):
    """Where the bookings of all threads and processes meet: the ledger (service/ledger/quota.py), or OwnBookings."""

    def book(
        self, account: str, kind: str, most: int, patience: timedelta, now: datetime
    ) -> datetime | None: ...

    def pause(self, account: str, kind: str, length: timedelta, now: datetime) -> None: ...

    def paused_until(self, account: str, kind: str) -> datetime | None: ...

    def used(self, account: str, kind: str, now: datetime) -> int: ...


class OwnBookings:
    """The same for one process alone, for commands that have no ledger."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], Bookings] = {}

    def book(self, account: str, kind: str, most: int, patience: timedelta, now: datetime) -> datetime | None:
        with self._lock:
            found = self._kept.get((account, kind), Bookings())
            self._kept[account, kind], start = found.book(most, patience, now)
        return start

    def pause(self, account: str, kind: str, length: timedelta, now: datetime) -> None:
        with self._lock:
            self._kept[account, kind] = self._kept.get((account, kind), Bookings()).pause(length, now)

    def paused_until(self, account: str, kind: str) -> datetime | None:
        with self._lock:
            return self._kept.get((account, kind), Bookings()).not_before

    def used(self, account: str, kind: str, now: datetime) -> int:
        with self._lock:
            return self._kept.get((account, kind), Bookings()).used(now)


@dataclass(frozen=True)
class Pace:
    """How many requests of each kind a minute may have, and where that is kept."""

    bookings: KeepsBookings = field(default_factory=OwnBookings)
    most: dict[str, int] = field(default_factory=lambda: {"read": 50, "write": 50})

    def wait(
        self,
        account: str,
        kind: str,
        patience: timedelta,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> bool:
        """True once the request may leave; False at once where that would take longer than `patience`."""
        if kind not in self.most:  # Drive counts by far larger figures and says so by a 403
            return True
        asked = now()
        start = self.bookings.book(account, kind, self.most[kind], patience, asked)
        if start is None:
            return False
        if start > asked:
            sleep((start - asked).total_seconds())
            return self._not_paused_meanwhile(account, kind, patience - (start - asked), now, sleep)
        return True

    def is_crowded(self, account: str, kind: str, now: datetime) -> bool:
        """Whether half of what a minute may have is taken: the rest is for those whose people wait for it."""
        return kind in self.most and 2 * self.bookings.used(account, kind, now) >= self.most[kind]

    def _not_paused_meanwhile(
        self,
        account: str,
        kind: str,
        patience: timedelta,
        now: Callable[[], datetime],
        sleep: Callable[[float], None],
    ) -> bool:
        """Somebody else may have been refused while we waited for our turn: then we wait with them."""
        until, at = self.bookings.paused_until(account, kind), now()
        if until is None or not at < until <= at + WINDOW:
            return True
        return self.wait(account, kind, patience, now, sleep)

    def refused(
        self, account: str, kind: str, now: datetime, asked_to_wait: float = 0, times: int = 1
    ) -> None:
        """A 429 in spite of the pace: somebody else uses the account, so all requests of this kind wait.

        As long as Google asks for; where it does not, longer each time that one request is refused, `times` by now, until
        its minute has passed for sure: a single refusal need not keep all sites waiting for a minute.
        """
        if kind in self.most:
            length = timedelta(seconds=asked_to_wait) or PAUSES[min(times, len(PAUSES)) - 1]
            self.bookings.pause(account, kind, length, now)
