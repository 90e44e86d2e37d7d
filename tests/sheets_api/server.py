"""The loopback Google, started in-process by tests and by `python -m tests.sheets_api`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from tests.sheets_api.switches import Switches


class SheetsAPI:
    """One loopback Google over HTTP on 127.0.0.1.

    with SheetsAPI() as google:
        google.url              # http://127.0.0.1:PORT
        google.key_file(path)   # writes a service-account key file; gives the account's address
        google.control          # what /_control offers, as methods
        google.switches         # both answers where the reference is unsure
        google.now = clock      # a callable: quotas, lag, the expiry of tokens
    """

    now: Callable[[], datetime]
    switches: Switches

    def __init__(
        self, *, quota: bool = True, can_create: bool = False, folder: Path | None = None, port: int = 0
    ) -> None:
        raise NotImplementedError

    @property
    def url(self) -> str:
        raise NotImplementedError

    def start(self) -> SheetsAPI:
        raise NotImplementedError

    def stop(self) -> None:
        raise NotImplementedError

    def key_file(self, path: Path) -> str:
        raise NotImplementedError
