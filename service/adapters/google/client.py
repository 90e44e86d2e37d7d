"""Every request to Google: paced, timed out, tried again where that is safe, and without a word of it in any log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gspread

JSON = dict[str, Any]


class PacedClient(gspread.HTTPClient):
    """gspread's own client with our manners; gspread.Client(auth, http_client=...) works through it as well."""


class GoogleAPI:
    """The five requests we make. Each raises a WorkbookError (troubles.py); a write of unknown fate a FateUnknown."""

    def __init__(self, client: PacedClient):
        self._client = client

    @property
    def account(self) -> str:
        """The e-mail address Google knows us by: what a workbook has to be shared with."""
        raise NotImplementedError

    def batch_get(self, spreadsheet_id: str, ranges: Sequence[str]) -> list[JSON]:
        """The valueRanges of all these ranges, in their order: one read. Numbers for dates, nothing formatted."""
        raise NotImplementedError

    def get(self, spreadsheet_id: str, fields: str, ranges: Sequence[str] = ()) -> JSON:
        """Structure, and cells where `fields` asks for them: one read."""
        raise NotImplementedError

    def batch_update(self, spreadsheet_id: str, requests: Sequence[JSON], repeatable: bool = False) -> JSON:
        """All of it or nothing: one write. `repeatable`: doing it twice leaves what doing it once leaves."""
        raise NotImplementedError

    def file(self, file_id: str, fields: str = "version,modifiedTime,name,mimeType,trashed") -> JSON:
        """What Drive says of the file."""
        raise NotImplementedError

    def permissions(self, file_id: str) -> list[JSON] | None:
        """Who it is shared with; None when we may not see that."""
        raise NotImplementedError
