"""Commands that keep going stop quietly when told, by Ctrl-C and by the system, and leave nothing running."""

import signal
import socket
import urllib.request
from time import monotonic, sleep

import psutil
import pytest

from service.cli.serving import address
from service.settings import CONFIG_NAME, SECRET_VARIABLE
from tests.cli.house import ended, free_port, started

pytestmark = pytest.mark.slow


def answers(port, process, within=30):
    until = monotonic() + within
    while monotonic() < until:
        assert process.poll() is None, process.stderr.read()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as reply:
                return reply.status == 200
        except OSError:
            sleep(0.1)
    return False


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_serve_stops_quietly(house, by):
    port = free_port()
    process = house.start("serve", "--port", port, "--workers", "1")
    try:
        assert answers(port, process)
        said = ended(process, within=10, by=by)
    finally:
        process.kill()
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize("host", ["::1", "127.0.0.1"])
def test_pages_can_be_served_on_either_kind_of_address(house, host):
    port = free_port()
    process = house.start("serve", "--host", host, "--port", port, "--workers", "1")
    try:
        until = monotonic() + 30
        while monotonic() < until and process.poll() is None:
            with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as call:
                if call.connect_ex((host, port)) == 0:
                    break
            sleep(0.1)
        else:
            raise AssertionError(process.stderr.read() if process.poll() is not None else "nobody answers")
    finally:
        process.kill()
        process.communicate()
    assert address(host, port).count(":") == (1 if host == "127.0.0.1" else 3)


def children(process):
    return psutil.Process(process.pid).children(recursive=True)


def test_the_demo_says_when_a_part_of_it_dies_goes_on_next_time_and_stops_whole(tmp_path):
    port, parts = free_port(), []
    words = ("demo", "--dir", tmp_path / "d", "--port", port)
    process = started(*words)
    try:
        assert answers(port, process, within=90)
        parts = children(process)
        next(part for part in parts if "clock" in part.cmdline()).kill()
        _, err = process.communicate(timeout=40)
        assert process.returncode == 3
        assert "stopped by itself" in err
        # Again, on another port, and in a shell that holds the secret of some real site.
        other = free_port()
        process = started(
            *words[:-1], other, variables={SECRET_VARIABLE: "of another site altogether, and long"}
        )
        assert answers(other, process, within=90)
        parts += children(process)
        assert f'public_url = "http://127.0.0.1:{other}"' in (tmp_path / "d" / CONFIG_NAME).read_text("utf-8")
        assert len(parts) >= 6  # each time the pages, a worker and the clock
        said = ended(process, within=20)
    finally:
        process.kill()
        for part in parts:
            if part.is_running():
                part.kill()
    assert said.code == 0
    assert "Traceback" not in err + said.err
    assert not any(part.is_running() and part.status() != psutil.STATUS_ZOMBIE for part in parts)
