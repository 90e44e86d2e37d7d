"""HTTP/1.1 on 127.0.0.1: keep-alive, no Nagle, gzip for whoever takes it, and a stop that leaves nothing open."""

from __future__ import annotations

import contextlib
import gzip
import socket
import struct
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import Any

from tests.sheets_api import pretty
from tests.sheets_api.exchange import Answer, Call, Dropped

_ALWAYS = {
    "Vary": "Origin, X-Origin, Referer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "X-XSS-Protection": "0",
}
_WORTH_PACKING = 2_000  # bytes


class Wire:
    """Serves one function from calls to answers; `seen` is told of each call once its answer is on the way."""

    def __init__(
        self,
        port: int,
        answer: Callable[[Call], Answer],
        seen: Callable[..., None],
        now: Callable[[], datetime],
    ) -> None:
        self.answer, self.seen, self.now = answer, seen, now
        self._open: dict[threading.Thread, socket.socket] = {}
        self._lock = threading.Lock()
        wire = self

        class Handler(_Handler):
            the_wire = wire

        self._server = _Server(("127.0.0.1", port), Handler)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="loopback Google", daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Within a second, whatever connections clients keep open."""
        if self._thread.is_alive():
            self._server.shutdown()
        self._server.server_close()
        with self._lock:
            left = dict(self._open)
        for connection in left.values():
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        end = time.monotonic() + 1
        for thread in left:
            thread.join(max(0.0, end - time.monotonic()))
        self._thread.join(1)

    def opened(self, connection: socket.socket) -> None:
        with self._lock:
            self._open[threading.current_thread()] = connection

    def closed(self) -> None:
        with self._lock:
            self._open.pop(threading.current_thread(), None)


class _Server(ThreadingMixIn, TCPServer):
    daemon_threads = True
    block_on_close = False  # Wire.stop() waits, and not for ever
    allow_reuse_address = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of ours; anything else is answered as a 500 before it comes here."""


class _Handler(BaseHTTPRequestHandler):
    the_wire: Wire
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 0
    server_version, sys_version = "ESF", ""

    def setup(self) -> None:
        super().setup()
        self.the_wire.opened(self.connection)

    def finish(self) -> None:
        self.the_wire.closed()
        super().finish()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the terminal: /_control/log tells."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The time this Google lives in."""
        return format_datetime(self.the_wire.now().astimezone(UTC), usegmt=True)

    def version_string(self) -> str:
        return self.server_version

    def _serve(self) -> None:
        began = time.perf_counter()
        call = Call.of(
            self.command,
            self.path,
            {name.lower(): value for name, value in self.headers.items()},
            self._body(),
        )
        try:
            answer = self.the_wire.answer(call)
        except Dropped as dropped:
            self.the_wire.seen(call, 0, len(dropped.sent), time.perf_counter() - began)
            self._drop(dropped.sent)
            return
        body, headers = self._written(call, answer)
        self.the_wire.seen(call, answer.status, len(body), time.perf_counter() - began)
        self._send(answer.status, headers, body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve

    def _body(self) -> bytes:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            body = b"".join(iter(self._chunk, b""))
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" and body else body

    def _chunk(self) -> bytes:
        size = int(self.rfile.readline().split(b";")[0], 16)
        data = self.rfile.read(size)
        self.rfile.readline()
        return data

    def _written(self, call: Call, answer: Answer) -> tuple[bytes, dict[str, str]]:
        headers = {"Content-Type": answer.content_type, **_ALWAYS, **answer.headers}
        if answer.body is None:
            body = b""
        elif isinstance(answer.body, bytes):
            body = answer.body
        else:
            body = pretty.dumps(answer.body, call.one("prettyPrint").lower() != "false")
        if len(body) > _WORTH_PACKING and "gzip" in call.headers.get("accept-encoding", ""):
            body = gzip.compress(body, 1)
            headers["Content-Encoding"] = "gzip"
        return body, headers

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        """Head and body in one piece."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self._headers_buffer.append(b"\r\n")
        head = b"".join(self._headers_buffer)
        self._headers_buffer = []
        try:
            self.connection.sendall(head if self.command == "HEAD" else head + body)
        except OSError:
            self.close_connection = True

    def _drop(self, sent: bytes) -> None:
        """Cut off, with a reset: what a client sees when a proxy between it and Google dies."""
        self.close_connection = True
        with contextlib.suppress(OSError):
            if sent:
                self.connection.sendall(sent)
            else:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.shutdown(socket.SHUT_RDWR)
