"""Which figures of each survey managers have seen, kept in the ledger so that a later edition never tells one new answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from service.ledger import published
from service.summaries._editions import Edition

_RECORD = "editions"  # kept beside the records of the two workbooks


def kept(conn: Any, site: str) -> dict[str, list[Edition]]:
    """By survey and version, oldest first."""
    return {name: json.loads(text) for name, text in published.last(conn, site, _RECORD).items()}


def keep(conn: Any, site: str, editions: Mapping[str, Sequence[Edition]]) -> None:
    """Before the workbook is written: one that never reached it only makes the next more careful."""
    published.record(conn, site, _RECORD, {name: json.dumps(list(each)) for name, each in editions.items()})
