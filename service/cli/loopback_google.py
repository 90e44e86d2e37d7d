"""The demo's Google: the loopback server of our tests, in a process of its own, and a person there who makes spreadsheets."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

import service
from service.cli.outcome import OUTSIDE_FAILED, Refused

MODULE = "tests.sheets_api"
NOT_HERE = (
    "demo --google needs the loopback Google of our tests, and this installation has no tests. Start it in a clone of the "
    "repository, after make setup; or leave --google out for the same demo in Excel files."
)
NOT_STARTED = (
    "The loopback Google did not start. It needs what the tests need: run pip install -e .[dev] in the clone, and try "
    "again."
)


@dataclass(frozen=True)
class LoopbackGoogle:
    """A running server, and what a person does there by hand."""

    url: str
    key_file: Path
    process: subprocess.Popen[str]

    def make_spreadsheet(self, title: str) -> str:
        """A person makes one and shares it with our service account; gives its id."""
        return str(self._control("files", {"title": title})["id"])

    def page_of(self, spreadsheet_id: str) -> str:
        """Where its tabs can be looked at."""
        return f"{self.url}/_control/book/{spreadsheet_id}"

    def _control(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = requests.post(f"{self.url}/_control/{what}", json=body, timeout=30)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


@contextmanager
def loopback_google(folder: Path) -> Iterator[LoopbackGoogle]:
    """Runs until the block ends; its files stay in the folder, and are there again the next time."""
    root = _root()
    folder.mkdir(parents=True, exist_ok=True)
    key, said = folder / "key.json", folder / "google.log"
    command = [sys.executable, "-m", MODULE, "--port", str(_free_port()), "--key", str(key)]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(root), os.environ.get("PYTHONPATH")))),
    }
    with said.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*command, "--folder", str(folder / "files")],
            cwd=root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        yield LoopbackGoogle(_address(process), key, process)
    finally:
        process.terminate()
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()


def _root() -> Path:
    """Where `tests` can be found: beside our own package in a clone, or wherever Python finds it."""
    clone = Path(service.__file__).resolve().parents[1]
    if (clone / "tests" / "sheets_api" / "__main__.py").is_file():
        return clone
    try:
        found = importlib.util.find_spec(MODULE)
    except ModuleNotFoundError:  # another program's `tests`, or none
        found = None
    if found is None or found.origin is None:
        raise Refused(NOT_HERE)
    return Path(found.origin).resolve().parents[2]


def _address(process: subprocess.Popen[str]) -> str:
    """Its first line says where it is. Without one it has ended, and its log says why."""
    assert process.stdout is not None
    line = process.stdout.readline()
    words = [word.rstrip(".") for word in line.split() if word.startswith("http://")]
    if not words:
        raise Refused(NOT_STARTED, OUTSIDE_FAILED)
    return words[0]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
