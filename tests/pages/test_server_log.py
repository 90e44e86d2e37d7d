"""The server under the pages: what it says of a request it could not read holds no address and nothing of the request."""

import signal
import socket
import subprocess
import sys
import time

import pytest

PROGRAM = """
import sys
from service.cli.serving import serve_with_gunicorn

def make_app():
    def app(environ, start_response):
        raise RuntimeError("Jane Smith " + environ["PATH_INFO"])
    return app

serve_with_gunicorn(make_app, "127.0.0.1", int(sys.argv[1]), 1)
"""
REQUESTS = (
    b"GET /willow/survey/S-002/S3cretToken of Jane Smith HTTP/9.9\r\n\r\n",
    b"GET /willow/survey/S-002/S3cretToken HTTP/1.1\r\nHost: x\r\nJane Smith\r\n\r\n",
    b"GET /willow/survey/S-002/S3cretToken HTTP/1.1\r\nHost: x\r\n\r\n",
)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(port, request):
    until = time.monotonic() + 20
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
                line.sendall(request)
                return line.recv(100)
        except ConnectionRefusedError:
            assert time.monotonic() < until
            time.sleep(0.1)


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn serves where the system can fork")
def test_a_request_that_cannot_be_read_leaves_neither_its_words_nor_who_sent_it(tmp_path):
    port, said = free_port(), tmp_path / "said"
    with said.open("wb") as out:
        server = subprocess.Popen([sys.executable, "-c", PROGRAM, str(port)], stdout=out, stderr=out)
        try:
            for request in REQUESTS:
                assert ask(port, request)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)
    text = said.read_text("utf-8")
    assert not [secret for secret in ("Jane", "S3cret", "127.0.0.1: ", "ip=") if secret in text], text
    assert "A request could not be read" in text
    assert "RuntimeError" in text
    assert "app" in text
