"""Starts the patients' pages: sync worker processes where the system can fork, threads on Windows."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask

from service.assets import is_built
from service.cli.outcome import Refused
from service.settings import Settings
from service.web.app import create_app


def refuse_taken_port(host: str, port: int) -> None:
    """A sentence now rather than a page of retries later."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            if problem.errno == errno.EACCES:
                raise Refused(
                    f"We may not use port {port}. Choose one above 1023 with --port.", 3
                ) from problem
            if problem.errno == errno.EADDRINUSE:
                raise Refused(
                    f"Port {port} is taken by another program. Choose another with --port.", 3
                ) from problem
            raise Refused(f"We cannot listen on {host}. Check --host.", 2) from problem


def refuse_without_assets() -> None:
    """Pages without any style look like a fault to patients, and nobody would know why."""
    if not is_built():
        raise Refused("The design system is not here yet. Run python -m service.assets once; it needs npm.")


def address(host: str, port: int) -> str:
    """As gunicorn wants it: an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def serve_pages(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serves until stopped. No access log: its paths and times could join an answer to a person (DESIGN §4)."""
    refuse_taken_port(host, port)
    if sys.platform == "win32":
        import waitress

        waitress.serve(create_app(settings), host=host, port=port, threads=workers * 2)
        return
    serve_with_gunicorn(lambda: create_app(settings), host, port, workers)


def serve_with_gunicorn(make_app: Callable[[], Flask], host: str, port: int, workers: int) -> None:
    """The application is made before the fork, its connections after it. The bench serves its bare peer through here too."""
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

    from service.cli.server_log import WordlessLogger

    class Pages(BaseApplication):
        def load_config(self) -> None:
            options: dict[str, Any] = {
                "bind": address(host, port),
                "workers": workers,
                "worker_class": "sync",  # with SQLite, processes waited for a lock far less than threads did
                "accesslog": None,
                "errorlog": "-",
                "logger_class": WordlessLogger,
                "loglevel": "warning",
                "timeout": 30,
                "max_requests": 20_000,
                "max_requests_jitter": 2_000,
                "preload_app": True,
                "control_socket_disable": True,
            }
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Any:
            return make_app()

    Pages().run()
