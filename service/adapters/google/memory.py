"""What the port keeps from one cycle to the next, whichever process runs it: plain JSON by name."""

from __future__ import annotations

from typing import Any, Protocol

from service.adapters.google.layout import JSON


class Memory(Protocol):
    """In the ledger (service/ledger/port_memory.py), or OwnMemory."""

    def recall(self) -> JSON: ...

    def keep(self, **what: Any) -> None: ...


class OwnMemory:
    """The same for one process alone."""

    def __init__(self) -> None:
        self._kept: JSON = {}

    def recall(self) -> JSON:
        return dict(self._kept)

    def keep(self, **what: Any) -> None:
        self._kept |= what
