"""What conftest.py promises of every test: no call to another machine, and in CI no test left out."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).parents[1]
ELSEWHERE = "192.0.2.1"  # RFC 5737: an address for documentation, nobody's
SKIPS = """
import pytest

@pytest.mark.skipif(True, reason="no such disk here")
def test_marked(): ...

def test_by_itself():
    pytest.skip("no such program here")
"""


@pytest.mark.parametrize(
    "call",
    [
        lambda: socket.create_connection((ELSEWHERE, 80), timeout=1),
        lambda: socket.getaddrinfo("example.org", 80),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", (ELSEWHERE, 9)),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", 0, (ELSEWHERE, 9)),
        lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendmsg([b"x"], [], 0, (ELSEWHERE, 9)),
        lambda: socket.socket().connect_ex((ELSEWHERE, 80)),
        lambda: requests.get(f"http://{ELSEWHERE}/", timeout=1),
    ],
)
def test_a_call_to_another_machine_is_refused_and_remembered(call, no_calls_out, recwarn):
    with pytest.raises((PermissionError, requests.ConnectionError), match="no other machine"):
        call()
    assert no_calls_out
    no_calls_out.clear()


def run_apart(folder, **variables):
    (folder / "test_skips.py").write_text(SKIPS)
    kept = {name: value for name, value in os.environ.items() if name != "PATIENT_VOICE_REQUIRE_ALL"}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
        str(folder),
    ]
    return subprocess.run(
        command, cwd=ROOT, env={**kept, **variables}, capture_output=True, text=True, check=False
    )


def test_in_ci_a_test_that_did_not_run_has_failed(tmp_path):
    said = run_apart(tmp_path, PATIENT_VOICE_REQUIRE_ALL="1")
    assert said.returncode == 1
    assert "1 failed, 1 error" in said.stdout
    assert "no such disk here" in said.stdout
    assert "2 skipped" in run_apart(tmp_path).stdout


def test_what_stands_beside_the_clone_is_named_by_the_tests_it_leaves_out(tmp_path):
    (tmp_path / "clone" / "tests").mkdir(parents=True)
    for name in ("conftest.py", "set_up.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "clone" / "tests")
    (tmp_path / "clone" / "tests" / "test_real.py").write_text(
        "def test_real(neas_path): neas_path.read_bytes()"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "tests"]
    kept = {name: value for name, value in os.environ.items() if name != "PATIENT_VOICE_REQUIRE_ALL"}

    def said(**variables):
        run = {**kept, **variables, "PYTHONPATH": str(tmp_path / "clone")}
        return subprocess.run(
            command, cwd=tmp_path / "clone", env=run, capture_output=True, text=True, check=False
        ).stdout

    assert "test_real did not run: the ambulance trust's results are missing" in said()
    assert re.search("1 (failed|error)", said(PATIENT_VOICE_REQUIRE_ALL="1"))
    (tmp_path / "shared" / "data").mkdir(parents=True)
    (tmp_path / "shared" / "data" / "fft_comments_neas.csv").touch()
    assert "1 passed" in said()


def test_ci_asks_for_all_of_them_and_runs_what_the_readme_says():
    script = (ROOT / ".ci" / "run").read_text()
    assert re.search(r"^export PATIENT_VOICE_REQUIRE_ALL=1", script, re.MULTILINE)
    assert re.search(r"^make test$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)


def test_what_the_readme_shows_and_links_to_is_there():
    readme = (ROOT / "README.md").read_text("utf-8")
    places = re.findall(r"\]\(([^)#:]+)\)|src=\"([^\":]+)\"", readme)
    named = [place for pair in places for place in pair if place]
    assert len(named) >= 5
    assert [place for place in named if not (ROOT / place).is_file()] == []
