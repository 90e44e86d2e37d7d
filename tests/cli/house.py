"""An installation in a folder, as a hospital has it, and its commands run as they are typed."""

import contextlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from service.cli import main
from service.settings import load_settings
from service.sites import build_site, open_site_ledger
from tests.flows.ward import NOW, Ward

ROOT = Path(__file__).parents[2]
SECRET = "a test secret of more than 32 characters"
TOML = """[service]
database_url = "sqlite:///ledger.sqlite3"
public_url = "http://127.0.0.1:8000"
secret_key_file = "secret.key"

[[site]]
slug = "ward"
backend = "xlsx"
staff = "staff/staff.xlsx"
managers = "managers/managers.xlsx"
"""
AT = NOW.isoformat()


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


class House(Ward):
    """A ward with its patient-voice.toml; the folder may be a copy of one made before."""

    def __init__(self, folder):
        self.folder, self.slug = folder, "ward"
        self.staff, self.managers = folder / "staff" / "staff.xlsx", folder / "managers" / "managers.xlsx"
        self.toml = folder / "patient-voice.toml"
        self._ledger = None

    @property
    def settings(self):
        return load_settings(self.toml, environ={})

    @property
    def ledger(self):
        if self._ledger is None:
            self._ledger = open_site_ledger(self.settings)
        return self._ledger

    @property
    def site(self):
        return build_site(self.settings, self.settings.site("ward"), self.ledger)

    def close(self):
        if self._ledger is not None:
            self._ledger.dispose()

    def run(self, *words):
        """In this process, as main() would end."""
        return typed("--config", str(self.toml), *words)

    def start(self, *words, **more):
        """A process of its own."""
        return started("--config", str(self.toml), *words, **more)

    def run_apart(self, *words, before=(), **more):
        """A process of its own, to its end; `before` are words in front, such as setpriv."""
        return apart("--config", str(self.toml), *words, before=before, **more)


def typed(*words):
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    code = None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(word) for word in words])
        except SystemExit as end:
            code = end.code
    said = []
    for stream in (out, err):
        stream.flush()
        said.append(stream.buffer.getvalue().decode("utf-8"))
    return Said(code, *said)


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PATIENT_VOICE")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **more}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def started(*words, variables=None, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "service", *map(str, words)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(**(variables or {})), **more,
    )  # fmt: skip


def apart(*words, before=(), **more):
    command = [*before, sys.executable, "-m", "service", *map(str, words)]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", errors="replace", env=environment(),
        timeout=60, check=False, **more,
    )  # fmt: skip
    return Said(done.returncode, done.stdout, done.stderr)


def ended(process, within, by=signal.SIGTERM):
    """Told to stop: what it said on standard error, and its code."""
    process.send_signal(by)
    out, err = process.communicate(timeout=within)
    return Said(process.returncode, out, err)


def is_one_sentence_to_act_on(said):
    """No traceback, no log line, one paragraph."""
    lines = said.err.strip().splitlines()
    assert "Traceback" not in said.err, said.err
    assert len(lines) == 1, said.err
    assert lines[0].endswith((".", ".)")), said.err
    assert len(lines[0]) < 330, said.err
    return lines[0]
