"""A whole sync of 20,000 rows kept on the loopback Google, which is a process of its own: seconds, memory, and where they go.

`python -m bench.google_rows serve FOLDER` is the server; `… sync FOLDER ADDRESS STAFF MANAGERS` the measured process.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import requests

from bench import google_sites
from bench.google_sites import Pair
from bench.site import NOW, SLUG, rows

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Sync:
    """One sync: how long, how much of that on the wire, and memory above the idle process, in MB."""

    name: str
    took: float
    on_the_wire: float
    cpu: float
    idle: float
    peak: float
    requests: int

    @property
    def outside(self) -> float:
        """The share of the time that is our own work."""
        return 1 - self.on_the_wire / self.took


def syncs(how_many: int) -> list[Sync]:
    """The first, which writes every tab, and the next day's."""
    with TemporaryDirectory(prefix="pv-bench-") as name, _server(Path(name)) as told:
        _run("install", name, *told, str(how_many))
        return [Sync(**json.loads(_run("sync", name, *told, str(day)))) for day in range(2)]


@contextmanager
def _server(folder: Path) -> Iterator[list[str]]:
    command = [sys.executable, "-m", "bench.google_rows", "serve", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def _run(*words: str) -> str:
    command = [sys.executable, "-m", "bench.google_rows", *words]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def serve(folder: Path) -> None:
    from tests.sheets_api.server import SheetsAPI

    with SheetsAPI() as google:
        pair = google_sites.new_pair(google, folder)
        print(json.dumps([google.url, pair.staff, pair.managers]), flush=True)
        signal.pause()


def install(folder: Path, address: str, pair: Pair, how_many: int) -> None:
    with google_sites.opened(folder, address, [pair]) as (site,):
        google_sites.install(site, rows(how_many))


def measure(folder: Path, address: str, pair: Pair, day: int) -> Sync:
    """In a process of its own: imports done, ledger open and a token fetched, as the clock has them."""
    from service.flows.sync import sync

    with google_sites.opened(folder, address, [pair]) as (site,):
        site.staff.revision()
        wire = _Wire()
        idle = _memory("VmRSS")
        if _CLEAR.exists():
            _CLEAR.write_text("5")  # the high-water mark starts again from here
        began, worked = perf_counter(), process_time()
        did = sync(site, NOW + timedelta(day)).did
        took, cpu = perf_counter() - began, process_time() - worked
        assert did == "wrote", did
        name = ("the first, which writes every tab", "the next day's")[day]
        return Sync(name, took, wire.took, cpu, idle, _memory("VmHWM"), wire.requests)


class _Wire:
    """How long requests took, from the first byte sent to the last received."""

    def __init__(self) -> None:
        self.took, self.requests = 0.0, 0
        send = requests.Session.send

        def timed(session: requests.Session, *arguments: Any, **named: Any) -> requests.Response:
            began = perf_counter()
            try:
                return send(session, *arguments, **named)
            finally:
                self.took += perf_counter() - began
                self.requests += 1

        requests.Session.send = timed  # type: ignore[method-assign]


def _memory(name: str) -> float:
    """Of this process, in MB, as Linux counts it; 0 elsewhere."""
    lines = _STATUS.read_text().splitlines() if _STATUS.exists() else ()
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0) / 1024


def main(what: str, folder: Path, *more: str) -> None:
    if what == "serve":
        serve(folder)
        return
    address, staff, managers, number = more
    pair = Pair(SLUG, staff, managers)
    if what == "install":
        install(folder, address, pair, int(number))
    else:
        print(json.dumps(vars(measure(folder, address, pair, int(number)))))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
