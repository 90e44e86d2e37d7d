"""python -m tests.sheets_api: it serves until told to stop, and a key written before goes on working."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.sheets_api import clients
from tests.sheets_api_tests.conftest import DRIVE, SHEETS

ROOT = Path(__file__).parents[2]


@pytest.fixture
def start():
    running = []

    def begin(*arguments):
        command = [sys.executable, "-W", "error", "-m", "tests.sheets_api", *map(str, arguments)]
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        running.append(process)
        line = process.stdout.readline()
        return process, re.search(r"http://127\.0\.0\.1:\d+", line)[0]

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def stop(process):
    process.send_signal(signal.SIGTERM)
    out, told = process.communicate(timeout=5)
    return process.returncode, told


def test_it_serves_on_its_own_and_is_the_same_after_a_restart(start, tmp_path):
    key, kept = tmp_path / "key.json", tmp_path / "kept"
    process, url = start("--port", 0, "--key", key, "--folder", kept)
    assert json.loads(key.read_text())["token_uri"] == f"{url}/token"
    made = requests.post(f"{url}/_control/files", json={"title": "Ward 7"}, timeout=5).json()["id"]
    with clients.session(key, url) as session:
        assert session.get(f"{SHEETS}/{made}").json()["properties"]["title"] == "Ward 7"
        assert session.post(DRIVE, json={"name": "x", "mimeType": "x"}).status_code == 403
        assert stop(process) == (0, "")
        process, again = start(
            "--port", url.rpartition(":")[2], "--key", key, "--folder", kept, "--can-create", "--no-quota"
        )
        assert again == url
        assert session.get(f"{SHEETS}/{made}").json()["properties"]["title"] == "Ward 7"
        assert session.post(DRIVE, json={"name": "x", "mimeType": "x"}).status_code == 200
        assert {session.get(f"{SHEETS}/{made}?fields=spreadsheetId").status_code for _ in range(70)} == {200}
    assert stop(process) == (0, "")


def test_a_port_that_is_taken_is_said_in_one_line(start, tmp_path):
    _, url = start("--key", tmp_path / "key.json")
    command = [
        sys.executable,
        "-m",
        "tests.sheets_api",
        "--port",
        url.rpartition(":")[2],
        "--key",
        str(tmp_path / "other.json"),
    ]
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    assert second.returncode == 1
    assert "cannot be used" in second.stderr
    assert "Traceback" not in second.stderr
