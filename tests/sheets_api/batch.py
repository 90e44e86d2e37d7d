"""spreadsheets.batchUpdate: every request of a batch in turn, on a copy the server swaps in when all went well."""

from __future__ import annotations

from tests.sheets_api.model import JSON, Spreadsheet
from tests.sheets_api.switches import Switches


def batch_update(book: Spreadsheet, body: JSON, switches: Switches) -> JSON:
    """Applies body["requests"] to `book` in place (a copy: the server swaps it in on success); the reply's body."""
    raise NotImplementedError


def copy_to(book: Spreadsheet, sheet_id: int, other: Spreadsheet) -> JSON:
    """Puts a copy of one tab at the end of `other`, in place; the reply is the new tab's SheetProperties."""
    raise NotImplementedError


def metadata_of(book: Spreadsheet, metadata_id: int) -> JSON:
    """The body of GET /v4/spreadsheets/{id}/developerMetadata/{metadataId}."""
    raise NotImplementedError


def search_metadata(book: Spreadsheet, body: JSON) -> JSON:
    """The body of POST /v4/spreadsheets/{id}/developerMetadata:search."""
    raise NotImplementedError
