"""Many sites on one service account over midnight, in simulated time: how long until staff and patients see what they did.

The clock is the one of `jobs`: every job at its minute, so many at once, never two of one kind and site. People are staff
who add rows, mistype a date and mend it, and patients who write to us; Drive shows what staff type three minutes late.
"""

from __future__ import annotations

import random
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import google_sites
from bench.google_sites import Pair
from bench.simulated import FarAway, SimulatedTime, Weather
from bench.site import LONDON, rows
from jobs import Job, all_jobs
from jobs.__main__ import AT_ONCE, run_quietly, second_of
from service.adapters.google.credentials import open_credentials
from service.adapters.google.paced import Times
from service.core.wording import moment_words
from service.flows.site import Site
from service.ledger import submissions
from sheet_templates.feedback import Feedback
from sheet_templates.people import Person
from sheet_templates.questions import Question
from sheet_templates.set_up import SetUpRow
from sheet_templates.surveys import Survey
from tests.sheets_api.model import EMPTY, Sheet, Spreadsheet
from tests.sheets_api.server import SheetsAPI

SITES = 50
LAG = timedelta(minutes=3)  # until Drive's version tells of what somebody typed
FRESH = timedelta(minutes=5)
BEGINS = 23, 52
ENDS = 14  # minutes after it began
CALM = 8  # minutes at the end in which nobody does anything
EVERY = 4.0, 8.0  # minutes between what staff of one site do
WRITES_TOO = 0.25  # of these times a patient writes to us as well
_KEPT = {Person: 12, Feedback: 8, Survey: None, Question: None, SetUpRow: None}


@dataclass
class Wait:
    """Something that must show in a service tab, or be numbered, soon."""

    kind: str
    since: datetime
    shows: Callable[[Spreadsheet], bool]
    until: datetime | None = None


def _any(book: Spreadsheet) -> bool:
    """In place of what was looked for, once that is over: what came of it goes to another process."""
    return True


@dataclass
class Seen:
    """What came of it."""

    waits: list[Wait]
    lost: int
    doubled: int
    busiest: dict[str, int]  # requests of a kind in any minute
    refused: int  # 429s that nobody injected
    ended: datetime
    faults: Counter[str]
    requests: int

    @property
    def longest(self) -> timedelta:
        """What never showed is counted to the end, when nobody looked any more."""
        return max((wait.until or self.ended) - wait.since for wait in self.waits)

    @property
    def never(self) -> int:
        return sum(wait.until is None for wait in self.waits)

    @property
    def fresh(self) -> float:
        """The share that showed in time."""
        in_time = [wait for wait in self.waits if wait.until and wait.until - wait.since <= FRESH]
        return len(in_time) / len(self.waits)


def small_rows() -> google_sites.Rows:
    """A ward that has just begun: fifty of the demo's year would measure checking, not traffic."""
    whole = rows(0)
    kept = {kind: whole[kind][:many] for kind, many in _KEPT.items()}
    return kept | {
        Feedback: [row | {"action": None} for row in kept[Feedback]]
    }  # the action is in a tab left out


def over_midnight(
    how_many: int, faults: float = 0.0, minutes: int = ENDS, calm: int = CALM, seed: int = 1
) -> Seen:
    from bench.site import NOW

    begins = NOW.replace(hour=BEGINS[0], minute=BEGINS[1], second=0, microsecond=0)
    with SheetsAPI() as google, TemporaryDirectory(prefix="pv-bench-") as name:
        folder = Path(name)
        google.now = lambda: begins - timedelta(hours=1)
        google.quota.on = False
        pairs = google_sites.pairs_like(google_sites.new_pair(google, folder), how_many)
        with google_sites.opened(folder, google.url, pairs) as sites:
            google_sites.install(sites[0], small_rows())
            google_sites.settle(sites[0], begins - timedelta(hours=1))
            google_sites.copy(google, sites[0].ledger, pairs, sites)
            google.quota.on, google.switches.drive_lag = True, LAG
            day = Day(google, folder, pairs, sites, begins, Weather(faults), seed)
            return day.pass_by(minutes, calm)


class Day:
    """One run."""

    def __init__(
        self,
        google: SheetsAPI,
        folder: Path,
        pairs: Sequence[Pair],
        sites: Sequence[Site],
        begins: datetime,
        weather: Weather,
        seed: int,
    ):
        self.google, self.begins, self.weather = google, begins, weather
        self.time = SimulatedTime(begins)
        google.now = self.time.now
        self.chance = random.Random(seed)
        chance = random.Random(seed + 1)
        times = Times(self.time.now, self.time.sleep, chance.random)
        session = FarAway(open_credentials(folder / "key.json"), google, self.time, weather, self._arrived)
        client = google_sites.client_of(folder, sites[0].ledger, google, times, session)
        self.sites = [
            google_sites.at_a_distance(site, pair, client, self.time.now)
            for site, pair in zip(sites, pairs, strict=True)
        ]
        self.pairs = {pair.slug: pair for pair in pairs}
        self.people = [People(self, site, self.pairs[site.slug].staff) for site in self.sites]
        self._by_book = {each.book: each for each in self.people}
        google.control.clear_log()
        self._log: list[tuple[str, int, datetime]] = []

    def pass_by(self, minutes: int, calm: int) -> Seen:
        clock = MinuteClock(self.time, self.sites, self.begins + timedelta(minutes=minutes + calm))
        until = self.begins + timedelta(minutes=minutes)
        staff = [lambda each=each: each.work(until) for each in self.people]
        self.time.run([clock.plan, *(clock.work for _ in range(AT_ONCE)), *staff, self._midnight])
        for each in self.people:
            each.look()
        waits = [replace(wait, shows=_any) for each in self.people for wait in (*each.seen, *each.waiting)]
        counts = [each.kept() for each in self.people]
        return Seen(
            waits,
            sum(lost for lost, _ in counts),
            sum(doubled for _, doubled in counts),
            {kind: self._height(kind) for kind in ("read", "write", "drive")},
            sum(status in (403, 429) for _, status, _ in self._log) - self.weather.refused,
            self.time.now(),
            self.weather.happened,
            len(self._log),
        )

    def _midnight(self) -> None:
        """Today has to say so."""
        midnight = (self.begins + timedelta(hours=12)).replace(hour=0, minute=0)
        self.time.sleep((midnight - self.begins).total_seconds())
        day = moment_words(midnight).partition(" at ")[0]
        for each in self.people:
            each.wait("midnight", lambda book: day in _words(book, "Today"))

    def _arrived(self, method: str, url: str) -> None:
        if (last := self.google.control.log[-1:]) and last[0].kind in ("read", "write", "drive"):
            self._log.append((last[0].kind, last[0].status, self.time.now()))
        if method.lower() == "post":
            for book, people in self._by_book.items():
                if book in url:
                    people.look()

    def _height(self, kind: str) -> int:
        """The most in any sixty seconds."""
        window: deque[datetime] = deque()
        most = 0
        for each, _, when in self._log:
            if each == kind:
                window.append(when)
                while when - window[0] >= timedelta(minutes=1):
                    window.popleft()
                most = max(most, len(window))
        return most


class MinuteClock:
    """What jobs/__main__ has APScheduler do: a job whose last run is still waiting or under way is left out."""

    def __init__(self, time: SimulatedTime, sites: Sequence[Site], until: datetime):
        self.time, self.sites = time, sites
        self.begins, self.until = time.now(), until
        self.queue: deque[tuple[Job, Site]] = deque()
        self.under_way: set[tuple[str, str]] = set()
        self.idle: deque[threading.Event] = deque()
        self.is_over = False

    def plan(self) -> None:
        minute = self.begins
        while minute < self.until:
            due = [
                job for job in all_jobs() if job.next_after(minute - timedelta(seconds=1), LONDON) <= minute
            ]
            for number, site in enumerate(self.sites):
                self._sleep_until(minute + timedelta(seconds=second_of(number, len(self.sites))))
                for job in due:
                    self._add(job, site)
            minute += timedelta(minutes=1)
            self._sleep_until(minute)
        self.is_over = True
        while self.idle:
            self.time.wake(self.idle.popleft())

    def _sleep_until(self, moment: datetime) -> None:
        self.time.sleep((moment - self.time.now()).total_seconds())

    def _add(self, job: Job, site: Site) -> None:
        if (job.name, site.slug) not in self.under_way:
            self.under_way.add((job.name, site.slug))
            self.queue.append((job, site))
            if self.idle:
                self.time.wake(self.idle.popleft())

    def work(self) -> None:
        while not self.is_over:
            if not self.queue:
                me = threading.Event()
                self.idle.append(me)
                self.time.wait_for(me)
                continue
            job, site = self.queue.popleft()
            run_quietly(job, site, self.time.now().astimezone(LONDON))
            self.under_way.discard((job.name, site.slug))


class People:
    """Staff and patients of one site, and what they still wait to see."""

    def __init__(self, day: Day, site: Site, book: str):
        self.day, self.site, self.book = day, site, book
        self.waiting: list[Wait] = []
        self.seen: list[Wait] = []
        self.words: list[str] = []
        self._number = 0
        self._mistyped = False

    def work(self, until: datetime) -> None:
        time, chance = self.day.time, self.day.chance
        time.sleep(60 * chance.uniform(0, EVERY[1]))
        while time.now() < until:
            chance.choice((self.add_a_row, self.mistype_or_mend))()
            if chance.random() < WRITES_TOO:
                self.write_to_us()
            time.sleep(60 * chance.uniform(*EVERY))

    def add_a_row(self) -> None:
        words = self._new_words("said at the clinic")
        self._edit(lambda book: _add_feedback(book.titled("Feedback"), words))
        self.wait("Ref", lambda book: bool(_ref_of(book.titled("Feedback"), words)))

    def mistype_or_mend(self) -> None:
        """The date of the first row."""
        self._mistyped = is_wrong = not self._mistyped
        value = "soon" if is_wrong else 45_000
        self._edit(lambda book: _put(book.titled("Feedback"), 1, "Date", value))
        for other in [each for each in self.waiting if each.kind == "Check"]:
            self.waiting.remove(other)  # changed again before anybody could have seen it
        self.wait(
            "Check", lambda book: _is_checked(book, _cells(book.titled("Feedback"), 1, "Ref")) is is_wrong
        )

    def write_to_us(self) -> None:
        words, now = self._new_words("wrote online"), self.day.time.now().astimezone(LONDON)
        with self.site.ledger.write() as conn:
            fields = {"what": words, "kind": "Idea"}
            key = f"{self.site.slug} {self._number}".encode().ljust(16)
            submissions.submit_message(
                conn, site=self.site.slug, form="tell-us", fields=fields, key=key, now=now
            )
        self.wait("message", lambda book: bool(_ref_of(book.titled("Feedback"), words)))

    def wait(self, kind: str, shows: Callable[[Spreadsheet], bool]) -> None:
        self.waiting.append(Wait(kind, self.day.time.now(), shows))

    def look(self) -> None:
        """After each write: what has come?"""
        book = self.day.google.control.book(self.book)
        for wait in list(self.waiting):
            if wait.shows(book):
                wait.until = self.day.time.now()
                self.waiting.remove(wait)
                self.seen.append(wait)

    def kept(self) -> tuple[int, int]:
        """Rows lost or without a Ref, and rows or Refs there twice."""
        sheet = self.day.google.control.book(self.book).titled("Feedback")
        there = Counter(_column(sheet, "What was said"))
        refs = Counter(filter(None, _column(sheet, "Ref")))
        lost = sum(not _ref_of(sheet, words) for words in self.words)
        doubled = sum(there[words] - 1 for words in self.words if there[words] > 1)
        return lost, doubled + sum(number - 1 for number in refs.values())

    def _new_words(self, how: str) -> str:
        self._number += 1
        self.words.append(f"Number {self._number} of {self.site.slug}, {how}.")
        return self.words[-1]

    def _edit(self, wish: Callable[[Spreadsheet], None]) -> None:
        self.day.google.control.edit(self.book, wish)


def _column(sheet: Sheet | None, heading: str) -> list[Any]:
    assert sheet is not None
    place = _place(sheet, heading)
    return [cells[place].value if place < len(cells) else None for cells in sheet.rows[1:]]


def _place(sheet: Sheet, heading: str) -> int:
    return next(
        place for place, cell in enumerate(sheet.rows[0]) if str(cell.value or "").strip("ƒ▸ ") == heading
    )


def _cells(sheet: Sheet | None, row: int, heading: str) -> Any:
    assert sheet is not None
    return sheet.cell(row, _place(sheet, heading)).value


def _put(sheet: Sheet | None, row: int, heading: str, value: Any) -> None:
    assert sheet is not None
    place = _place(sheet, heading)
    sheet.put(row, place, sheet.cell(row, place).with_value(value))


def _add_feedback(sheet: Sheet | None, words: str) -> None:
    """In the first row where nothing stands."""
    taken = [row for row, said in enumerate(_column(sheet, "What was said"), 1) if said is not None]
    row = max(taken) + 1
    for heading, value in (("What was said", words), ("Kind", "Idea"), ("Came from", "Clinic")):
        _put(sheet, row, heading, value)


def _ref_of(sheet: Sheet | None, words: str) -> Any:
    pairs = zip(_column(sheet, "What was said"), _column(sheet, "Ref"), strict=True)
    return next((ref for said, ref in pairs if said == words), None)


def _is_checked(book: Spreadsheet, ref: Any) -> bool:
    checks = book.titled("Checks")
    assert checks is not None
    said = (str(cells[1].value) for cells in checks.rows if len(cells) > 1 and cells[0].value == ref)
    return any("Date" in words for words in said)


def _words(book: Spreadsheet, tab: str) -> str:
    sheet = book.titled(tab)
    assert sheet is not None
    return " ".join(str(cell.value) for cells in sheet.rows[:3] for cell in cells if cell is not EMPTY)
