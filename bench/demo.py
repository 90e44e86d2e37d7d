"""How long the demo takes from the command in an empty folder to the first page, as somebody who tries it waits for it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from time import perf_counter, sleep

from bench import Figure

GIVEN_UP = 180.0  # seconds
STOPS_WITHIN = 40.0


def run() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="pv-bench-") as folder:
        yield Figure("demo up, from an empty folder", _up(folder), "s", promised="value < 60")


def _up(folder: str) -> float | None:
    """None when it did not come up."""
    port = _free_port()
    command = [sys.executable, "-m", "service", "demo", "--dir", folder, "--port", str(port)]
    began = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while process.poll() is None and perf_counter() - began < GIVEN_UP:
            if _answers(f"http://127.0.0.1:{port}/northmoor/"):
                return perf_counter() - began
            sleep(0.05)
        return None
    finally:
        process.send_signal(signal.SIGTERM)  # it stops its own two processes
        process.wait(timeout=STOPS_WITHIN)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
