"""Everything under /v4/spreadsheets/{id}/values: reading, writing, appending and clearing values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.sheets_api.model import JSON, Spreadsheet

if TYPE_CHECKING:
    from tests.sheets_api.switches import Switches


def handle(
    book: Spreadsheet,
    method: str,
    path_rest: str,
    query: Mapping[str, list[str]],
    body: JSON | None,
    switches: Switches,
) -> JSON:
    """The reply to one request; writes change `book` in place.

    `path_rest` is what follows /v4/spreadsheets/{id}/values, percent-decoded: "/Sheet1!A1:append", ":batchGet".
    """
    raise NotImplementedError


def is_change(method: str, path_rest: str) -> bool:
    """Whether such a request writes; several reads are POSTs."""
    raise NotImplementedError
