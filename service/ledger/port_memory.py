"""What a workbook's port keeps from one cycle to the next, so that any process can go on where another stopped."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from service.ledger import published
from service.ledger.engine import Ledger

_RECORD = "port {role}"  # kept beside the hashes of what was last published there


@dataclass(frozen=True)
class PortMemory:
    """Plain JSON by name, for one workbook of one site. Only what differs is written."""

    ledger: Ledger
    site: str
    role: str

    def recall(self) -> dict[str, Any]:
        with self.ledger.read() as conn:
            kept = published.last(conn, self.site, _RECORD.format(role=self.role))
        return {name: json.loads(value) for name, value in kept.items()}

    def keep(self, **what: Any) -> None:
        words = {name: json.dumps(value) for name, value in what.items()}
        record = _RECORD.format(role=self.role)
        with self.ledger.read() as conn:
            kept = published.last(conn, self.site, record)
        if changed := {name: value for name, value in words.items() if kept.get(name) != value}:
            with self.ledger.write() as conn:
                published.record(conn, self.site, record, changed)
