"""Hours in a minute: time that passes only while everybody waits, and a Google as far away as the real one.

Each participant is a thread, and one of them runs at a time: whoever's moment is next. What they do in between takes no
simulated time, so that two runs with the same chances are the same whatever else the machine does.
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import requests
from google.auth.transport.requests import AuthorizedSession

from service.adapters.google.paced import kind_of

if TYPE_CHECKING:
    from tests.sheets_api.server import SheetsAPI

LATENCY = {"drive": 0.4, "read": 0.4, "write": 0.8}  # seconds, there and back
LATEST = 180  # seconds after it was sent, a request may still be carried out (reference/sheets_api.md §1)


class SimulatedTime:
    """now() and sleep(), as the client's Times want them."""

    def __init__(self, begins: datetime):
        self._now = begins
        self._due: list[tuple[datetime, int, threading.Event]] = []
        self._count = itertools.count()
        self._over = threading.Event()
        self._left = 0
        self._faults: list[BaseException] = []

    def now(self) -> datetime:
        return self._now

    def sleep(self, seconds: float) -> None:
        mine = threading.Event()
        self.wake(mine, seconds)
        self.wait_for(mine)

    def wake(self, sleeper: threading.Event, seconds: float = 0) -> None:
        """Whoever waits for this goes on in so many seconds."""
        heapq.heappush(
            self._due, (self._now + timedelta(seconds=max(0, seconds)), next(self._count), sleeper)
        )

    def wait_for(self, sleeper: threading.Event) -> None:
        """Until somebody wakes us."""
        self._let_the_next_go_on()
        sleeper.wait()

    def run(self, participants: Sequence[Callable[[], None]]) -> None:
        """All of them to their end; the first fault of any is raised then."""
        self._left = len(participants)
        for each in participants:
            start = threading.Event()
            threading.Thread(target=self._to_its_end, args=(each, start), daemon=True).start()
            self.wake(start)
        self._let_the_next_go_on()
        self._over.wait()
        if self._faults:
            raise self._faults[0]

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        """One more participant, that begins in so many seconds."""
        start = threading.Event()
        self._left += 1
        threading.Thread(target=self._to_its_end, args=(work, start), daemon=True).start()
        self.wake(start, seconds)

    def _to_its_end(self, participant: Callable[[], None], start: threading.Event) -> None:
        start.wait()
        try:
            participant()
        except BaseException as fault:  # noqa: BLE001 - raised by run()
            self._faults.append(fault)
        self._left -= 1
        self._let_the_next_go_on()

    def _let_the_next_go_on(self) -> None:
        if self._faults or not self._left:
            self._over.set()
        elif self._due:
            self._now, _, sleeper = heapq.heappop(self._due)
            sleeper.set()
        else:
            self._faults.append(RuntimeError("everybody waits for somebody else"))
            self._over.set()


@dataclass
class Weather:
    """How many requests go wrong, and how, each way as often: `before` nothing was done, `after` all was and the answer
    is lost, `late` it is done up to three minutes later, when nobody waits for the answer any more."""

    share: float = 0.0
    chance: Random = field(default_factory=lambda: Random(29))
    happened: Counter[str] = field(default_factory=Counter)

    KINDS = (
        ("500", "before"),
        ("500", "after"),
        ("503", "before"),
        ("503", "after"),
        ("502 html", "before"),
        ("502 html", "after"),
        ("drop", "before"),
        ("drop", "after"),
        ("stall", "before"),
        ("stall", "after"),
        ("stall", "late"),
        ("429", "before"),
        ("429 without Retry-After", "before"),
    )

    @property
    def refused(self) -> int:
        """429s that Google had no reason for."""
        return sum(times for what, times in self.happened.items() if what.startswith("429"))

    def next(self) -> tuple[str, str] | None:
        if self.chance.random() >= self.share:
            return None
        fault = self.chance.choice(self.KINDS)
        self.happened[f"{fault[0]} {fault[1]}"] += 1
        return fault


class FarAway(AuthorizedSession):
    """The loopback server, at a distance. `arrived` is told of each request that the server has dealt with."""

    def __init__(
        self,
        credentials: Any,
        google: SheetsAPI,
        time: SimulatedTime,
        weather: Weather,
        arrived: Callable[[str, str], None],
    ):
        super().__init__(credentials)
        self._google, self._time, self._weather, self._arrived = google, time, weather, arrived

    def request(self, method: str, url: str, **named: Any) -> requests.Response:  # type: ignore[override]
        kind = kind_of(method, url)
        fault = self._weather.next()
        self._time.sleep(LATENCY[kind] / 2)
        if fault is not None and fault[0] == "stall":
            patience = named["timeout"][1]
            if fault[1] == "after":
                self._asked(method, url, named)
            elif fault[1] == "late":
                late = self._weather.chance.uniform(min(patience, LATEST), LATEST)
                self._time.later(late, lambda: self._quietly(method, url, named))
            self._time.sleep(patience)
            raise requests.ReadTimeout("stalled")
        if fault is not None:
            self._google.control.fault(fault[0], when=fault[1])  # type: ignore[arg-type]
        try:
            return self._asked(method, url, named)
        finally:
            self._time.sleep(LATENCY[kind] / 2)

    def _quietly(self, method: str, url: str, named: dict[str, Any]) -> None:
        """Whatever comes of it, nobody is there to hear."""
        with suppress(requests.RequestException):
            self._asked(method, url, named)

    def _asked(self, method: str, url: str, named: dict[str, Any]) -> requests.Response:
        try:
            return super().request(method, url, **named)
        finally:
            self._arrived(method, url)
