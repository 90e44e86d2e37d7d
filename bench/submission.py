"""The final POST of a 10-question survey over real HTTP, beside a bare Flask route with one durable insert on the same server.

Everything up to the check page is done beforehand by the service's own functions, so that the final POST alone is timed.
"""

from __future__ import annotations

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from bench import Figure
from bench.site import NOW, SLUG, opened, settings_of, write_site
from bench.submission_load import send
from jobs.__main__ import give_way
from service.core.asking import Form
from service.flows.sync import sync
from service.ledger import forms, published, settling, submissions
from service.web.app import create_app
from service.web.drafts_kept import Draft, new_key_in_cookie, save

SURVEY = "S-002"  # of the demo: ten questions, anonymous, open
ADDRESS = f"/{SLUG}/survey/{SURVEY}"
ROWS = 2_000  # of the workbook that syncs meanwhile
CLIENTS = 16
AT_MOST, SECONDS = 1_500, 6
ANSWERS = (
    "Good",
    "They listened to me, and rang back when they said they would.",
    "Yes",
    "Good",
    "Agree",
    "Agree",
    "Neither agree nor disagree",
    7,
)


@dataclass(frozen=True)
class Load:
    """What a load of requests came to."""

    took: float
    answers: Sequence[Any]

    @property
    def rate(self) -> float:
        return len(self.answers) / self.took

    @property
    def thanked(self) -> list[int]:
        """Which requests were led to the thank-you page."""
        return [
            number
            for number, (_, status, where) in enumerate(self.answers)
            if status == 303 and where.endswith("?page=sent")
        ]

    @property
    def p99(self) -> float:
        """In milliseconds. A request without an answer counts as the longest there is."""
        times = sorted(took if took is not None else 60.0 for took, _, _ in self.answers)
        return 1000 * times[min(len(times) - 1, int(0.99 * len(times)))]


def run() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="pv-bench-") as name:
        folder = Path(name)
        write_site(folder, ROWS)
        with opened(folder) as site:
            sync(site, NOW)
        requests = Requests(folder)
        with served("bare", folder) as port:
            bare = _at_full_speed(folder, port, requests)
        with served("ours", folder) as port:
            ours = _at_full_speed(folder, port, requests)
            yield Figure(
                "submissions at full speed",
                ours.rate,
                "/s",
                "bare Flask, one durable insert",
                bare.rate,
                ours.rate / bare.rate,
                "ratio >= 0.25",
            )
            half = ours.rate / 2
            calm = _at_rate(folder, port, requests, half)
            yield Figure(
                f"submission p99 at half of that ({half:.0f}/s)",
                calm.p99,
                "ms",
                "bound",
                250.0,
                calm.p99 / 250,
                "value < 250",
            )
            busy, times = _while_syncing(folder, port, requests, half)
            yield Figure(
                f"submission p99 while the same site ({ROWS:,} rows) syncs, {times} times",
                busy.p99,
                "ms",
                "bound",
                500.0,
                busy.p99 / 500,
                "value < 500",
            )
        lost, thanked = kill_in_mid_load(folder, requests, half)
        yield Figure(
            f"answers lost of {thanked:,} thanked for, every process killed (-9) in mid-load",
            lost,
            "answers",
            promised="value = 0",
        )


def _at_full_speed(folder: Path, port: int, requests: Requests) -> Load:
    """After a few to warm up."""
    _load(folder, port, requests.take(100))
    load = _load(folder, port, requests.take(AT_MOST))
    _all_thanked(load)
    return load


def _at_rate(folder: Path, port: int, requests: Requests, rate: float) -> Load:
    load = _load(folder, port, requests.take(int(rate * SECONDS)), rate)
    _all_thanked(load)
    return load


def _all_thanked(load: Load) -> None:
    assert len(load.thanked) == len(load.answers), "some of these were not thanked for"


def _load(folder: Path, port: int, requests: Sequence[str], rate: float = 0) -> Load:
    """From a process of its own."""
    with _loading(folder, port, requests, rate) as process:
        return _finished(process)


@contextmanager
def _loading(
    folder: Path, port: int, requests: Sequence[str], rate: float = 0
) -> Iterator[subprocess.Popen[str]]:
    path = folder / "requests.json"
    path.write_text(json.dumps(requests))
    clients = CLIENTS if not rate else 10 * CLIENTS  # enough that none is late for want of a client
    command = [sys.executable, "-m", "bench.submission_load", str(path), str(port), str(clients), str(rate)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process


def _finished(process: subprocess.Popen[str]) -> Load:
    said, _ = process.communicate(timeout=300)
    return Load(**json.loads(said))


def _while_syncing(folder: Path, port: int, requests: Requests, rate: float) -> tuple[Load, int]:
    """The same load while another process does one rewriting sync after another."""
    ready = requests.take(int(rate * SECONDS))
    syncing = subprocess.Popen(
        [sys.executable, "-m", "bench.submission", str(folder)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert syncing.stdout is not None
        assert syncing.stdout.readline() == "syncing\n"
        load = _load(folder, port, ready, rate)
    finally:
        syncing.terminate()
        said, _ = syncing.communicate(timeout=60)
    _all_thanked(load)
    assert "synced" in said, "no sync was done meanwhile"
    return load, said.count("synced")


def sync_for_ever(folder: Path) -> None:
    """Every tab anew, each time, as the clock does it."""
    give_way()
    with opened(folder) as site:
        print("syncing", flush=True)
        while True:
            with site.ledger.write() as conn:
                for workbook in ("staff", "managers"):
                    known = published.last(conn, SLUG, workbook)
                    published.record(conn, SLUG, workbook, dict.fromkeys(known, "not what we would write"))
            sync(site, NOW, accept_loss=("workbook",))
            print("synced", flush=True)


def kill_in_mid_load(folder: Path, requests: Requests, rate: float, after: float = 2.0) -> tuple[int, int]:
    """How many answers that were thanked for are not there afterwards, and how many were thanked for."""
    ready = requests.take(int(rate * 2 * after))
    before = _kept(folder)
    with served("ours", folder) as port, _loading(folder, port, ready, rate) as process:
        _wait_until(lambda: _kept(folder) >= before + rate * after / 2)
        _kill_all(port)
        load = _finished(process)
    assert 0 < len(load.thanked) < len(ready), "the kill did not come in the middle of the load"
    with served("ours", folder) as port:
        references = requests.references(port, load.thanked)
    with opened(folder) as site, site.ledger.read() as conn:
        known = sum(submissions.is_known(conn, SLUG, reference) for reference in set(references))
    there = min(known, _kept(folder) - before)
    return len(load.thanked) - min(there, len(load.thanked)), len(load.thanked)


def _kept(folder: Path) -> int:
    """Sealed answers there are."""
    with opened(folder) as site, site.ledger.read() as conn:
        return settling.waiting(conn, SLUG, SURVEY)


def _wait_until(true: Callable[[], bool], longest: float = 30) -> None:
    until = time.monotonic() + longest
    while not true():
        assert time.monotonic() < until, "this took too long"
        time.sleep(0.05)


# ---- servers ----


@contextmanager
def served(which: str, folder: Path) -> Iterator[int]:
    """A port at which it answers; all its processes are gone afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.submission_servers", which, str(folder), str(port)],
        start_new_session=True,
    )
    _SERVERS[port] = server
    try:
        _wait_until(lambda: asyncio.run(send(port, b"GET /healthz HTTP/1.0\r\n\r\n"))[0] > 0)
        yield port
    finally:
        del _SERVERS[port]
        server.terminate()
        server.wait(timeout=60)


_SERVERS: dict[int, subprocess.Popen[bytes]] = {}


def _kill_all(port: int) -> None:
    """The master first, or it would start new workers."""
    master = psutil.Process(_SERVERS[port].pid)
    for process in (master, *master.children(recursive=True)):
        process.send_signal(signal.SIGKILL)


# ---- requests ----


class Requests:
    """Final POSTs, each with a draft of its own at the check page, its cookie and its CSRF token."""

    def __init__(self, folder: Path):
        self._folder, self._settings = folder, settings_of(folder)
        self._app: Flask = create_app(self._settings)
        self._cookies: list[str] = []

    def take(self, how_many: int) -> list[str]:
        self._cookies = []
        with opened(self._folder) as site, site.ledger.write() as conn:
            record = forms.get(conn, SLUG, SURVEY)
            assert record is not None
            form = Form.from_json(record.definition)
            assert len([question for question in form.questions if question.is_asked]) == 10
            return [self._one(conn, form) for _ in range(how_many)]

    def _one(self, conn: Any, form: Form) -> str:
        with self._app.test_request_context(ADDRESS):
            token, key = generate_csrf(), new_key_in_cookie(f"{SLUG}/{SURVEY}")
            save(conn, SLUG, key, form, _filled_in(form), NOW.date())
            interface: Any = self._app.session_interface
            cookie = f"patient_voice={interface.get_signing_serializer(self._app).dumps(dict(session))}"
        self._cookies.append(cookie)
        body = f"csrf_token={token}&do=send"
        return (
            f"POST {ADDRESS}?page=check HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nConnection: close\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        )

    def references(self, port: int, numbers: Sequence[int]) -> list[str]:
        """What the thank-you pages of these requests show."""
        return asyncio.run(self._references(port, numbers))

    async def _references(self, port: int, numbers: Sequence[int]) -> list[str]:
        found = []
        for number in numbers:
            cookie = f"Cookie: {self._cookies[number]}\r\n"
            ask = f"GET {ADDRESS}?page=sent HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}Connection: close\r\n\r\n"
            _, page = await send(port, ask.encode())
            found += re.findall(r"PV-\w{4}-\w{4}", page.decode("utf-8", "replace"))[:1]
        return found


def _filled_in(form: Form) -> Draft:
    draft = Draft(form.version, who="me", checking=True)
    for question, value in zip(
        form.questions,
        (*ANSWERS, [question.options[0] for question in form.questions[8:9]], "A shorter wait."),
        strict=True,
    ):
        draft.keep(question, value)
    return draft


if __name__ == "__main__":
    sync_for_ever(Path(sys.argv[1]))
