"""spreadsheets.batchUpdate: every request of a batch in turn, on a copy the server swaps in when all went well."""

from __future__ import annotations

from typing import Any

from tests.sheets_api import formulas, getting, metadata, requests
from tests.sheets_api.caller import CALLER
from tests.sheets_api.model import JSON, APIFailure, Spreadsheet, invalid
from tests.sheets_api.places import without_nulls
from tests.sheets_api.requests import sheets
from tests.sheets_api.requests.registry import REQUESTS, Batch
from tests.sheets_api.switches import Switches

assert requests  # importing it registers every request

# A null in a cell's value or format is as good as absent, but rows and values are lists whose nulls hold places.
_BIG = {
    "updateCells",
    "appendCells",
}  # their rows are read as they are: cleaning 240,000 cells takes a second


def batch_update(book: Spreadsheet, body: JSON, switches: Switches) -> JSON:
    """Applies body["requests"] to `book` in place (a copy: the server swaps it in on success); the reply's body."""
    asked = body.get("requests") or []
    if not asked:
        raise invalid("Must specify at least one request.")  # [I:google-api-nodejs-client#1001]
    batch = Batch(book, switches, CALLER.get())
    replies: list[JSON] = []
    for position, request in enumerate(asked):
        replies.append(_reply(batch, position, without_nulls_above(request)))
    answer: JSON = {"spreadsheetId": book.spreadsheet_id, "replies": replies}
    if body.get("includeSpreadsheetInResponse"):
        answer["updatedSpreadsheet"] = getting.whole(
            book,
            switches,
            ranges=body.get("responseRanges") or [],
            with_cells=bool(body.get("responseIncludeGridData")),
        )
    return answer


def without_nulls_above(request: JSON) -> JSON:
    """The request without nulls, but for the rows of cells, which are long and cleaned a cell at a time."""
    return {name: arg if name in _BIG or arg is None else without_nulls(arg) for name, arg in request.items()}


def _reply(batch: Batch, position: int, request: JSON) -> JSON:
    named = [name for name in request if request[name] is not None]
    if len(named) != 1:
        raise invalid(f"Invalid requests[{position}]: No request set.")
    name = named[0]
    answer = REQUESTS.get(name)
    if answer is None:
        raise APIFailure(501, "UNIMPLEMENTED", f"Operation is not implemented here: {name}")
    try:
        content: Any = answer(batch, request[name])
    except APIFailure as failure:
        if failure.code == 400 and not failure.message.startswith("Invalid requests["):
            raise invalid(
                f"Invalid requests[{position}].{name}: {failure.message}", failure.details
            ) from None
        raise
    formulas.forget(batch.book)
    return {} if content is None else {name: content}


def copy_to(book: Spreadsheet, sheet_id: int, other: Spreadsheet) -> JSON:
    """Puts a copy of one tab at the end of `other`, in place; the reply is the new tab's SheetProperties."""
    made = sheets.copied_into(book, sheet_id, other)
    formulas.forget(other)
    return getting.sheet_properties(other, made)


def metadata_of(book: Spreadsheet, metadata_id: int) -> JSON:
    """The body of GET /v4/spreadsheets/{id}/developerMetadata/{metadataId}."""
    return metadata.by_id(book, metadata_id)


def search_metadata(book: Spreadsheet, body: JSON) -> JSON:
    """The body of POST /v4/spreadsheets/{id}/developerMetadata:search."""
    return metadata.search(book, body)
