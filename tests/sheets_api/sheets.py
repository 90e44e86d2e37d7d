"""The Sheets API: which operation is whose, who may do it, and on which copy it works."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.sheets_api import access, batch, getting, values
from tests.sheets_api.contract import Operation
from tests.sheets_api.exchange import Call
from tests.sheets_api.model import JSON, APIFailure, Spreadsheet
from tests.sheets_api.store import SPREADSHEET, Store, new_book
from tests.sheets_api.switches import Switches

_READING_POSTS = {
    "sheets.spreadsheets.getByDataFilter",
    "sheets.spreadsheets.developerMetadata.search",
    "sheets.spreadsheets.values.batchGetByDataFilter",
}
_PREFIX = "sheets.spreadsheets."


def is_write(operation: Operation) -> bool:
    """A method that changes something; several reads are POSTs [W:LIM]."""
    return operation.method != "GET" and operation.id not in _READING_POSTS


class SheetsService:
    """Answers the operations of the Sheets API."""

    def __init__(self, store: Store, switches: Switches, may_create: Callable[[str], bool]) -> None:
        self._store, self._switches, self._may_create = store, switches, may_create

    def answer(self, call: Call, operation: Operation, named: dict[str, str], body: Any) -> JSON:
        name = operation.id.removeprefix(_PREFIX)
        if name == "create":
            return self._create(call, body or {})
        book = self._open(named["spreadsheetId"], call.account)
        if not is_write(operation):
            return self._read(name, book, call, named, body)
        if not access.may(book, call.account, "writer"):
            raise forbidden()
        if name == "sheets.copyTo":
            return self._copy_to(book, call, named, body or {})
        with self._store.change(book.spreadsheet_id, by=call.account) as (copy,):
            if name == "batchUpdate":
                return batch.batch_update(copy, body or {}, self._switches)
            return values.handle(copy, call.method, _rest(operation, named), call.query, body, self._switches)

    def _open(self, spreadsheet_id: str, account: str) -> Spreadsheet:
        """404 where there is none, 403 where it is not shared [C:CL.test_access_*]."""
        book = self._store.find(spreadsheet_id)
        if book is None:
            raise not_found()
        if not access.may(book, account, "reader"):
            raise forbidden()
        if book.mime_type != SPREADSHEET:  # an .xlsx in Office mode [I:gspread#732]
            raise APIFailure(400, "FAILED_PRECONDITION", "This operation is not supported for this document")
        return book

    def _read(self, name: str, book: Spreadsheet, call: Call, named: dict[str, str], body: Any) -> JSON:
        match name:
            case "get":
                return getting.get(book, call.query, self._switches)
            case "getByDataFilter":
                return getting.get_by_data_filter(book, body or {}, call.query, self._switches)
            case "developerMetadata.get":
                return batch.metadata_of(book, int(named["metadataId"]))
            case "developerMetadata.search":
                return batch.search_metadata(book, body or {})
        rest = "/" + named["range"] if "range" in named else ":" + name.rpartition(".")[2]
        return values.handle(book, call.method, rest, call.query, body, self._switches)

    def _copy_to(self, book: Spreadsheet, call: Call, named: dict[str, str], body: JSON) -> JSON:
        target = self._open(str(body.get("destinationSpreadsheetId", "")), call.account)
        if not access.may(target, call.account, "writer"):
            raise forbidden()
        with self._store.change(target.spreadsheet_id, by=call.account) as (copy,):
            source = copy if target.spreadsheet_id == book.spreadsheet_id else book
            return batch.copy_to(source, int(named["sheetId"]), copy)

    def _create(self, call: Call, body: JSON) -> JSON:
        if not self._may_create(call.account):
            raise forbidden()
        told = body.get("properties") or {}
        book = new_book(told.get("title", "Untitled spreadsheet"), call.account)
        requests: list[JSON] = []
        rest = {name: value for name, value in told.items() if name in ("locale", "timeZone") and value}
        if rest:
            requests.append({"updateSpreadsheetProperties": {"properties": rest, "fields": ",".join(rest)}})
        if body.get("sheets"):
            book.sheets[0].sheet_id = -1  # out of the way of whatever ids were asked for
            book.sheets[0].title = "\0"
            requests += [
                {"addSheet": {"properties": each.get("properties") or {}}} for each in body["sheets"]
            ]
            requests.append({"deleteSheet": {"sheetId": -1}})
        if requests:
            batch.batch_update(book, {"requests": requests}, self._switches)
        self._store.add(book, call.account)
        return getting.get(book, {}, self._switches)


def _rest(operation: Operation, named: dict[str, str]) -> str:
    """What follows …/values of the path, decoded, as values.handle takes it."""
    verb = operation.id.rpartition(".")[2]
    if "range" not in named:
        return ":" + verb
    return "/" + named["range"] + ("" if verb == "update" else ":" + verb)


def not_found() -> APIFailure:
    return APIFailure(404, "NOT_FOUND", "Requested entity was not found.")


def forbidden() -> APIFailure:
    return APIFailure(403, "PERMISSION_DENIED", "The caller does not have permission")
