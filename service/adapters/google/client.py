"""The requests we make of Google, and no others."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from service.adapters.google.alike import keeping_one
from service.adapters.google.credentials import open_credentials
from service.adapters.google.paced import DRIVE, SHEETS, PacedClient
from service.adapters.google.quota import Pace
from service.adapters.google.troubles import trouble
from service.core.changes import WorkbookError

JSON = dict[str, Any]

FILE_FIELDS = "version,modifiedTime,name,mimeType,trashed,driveId,capabilities(canEdit)"
PERMISSION_FIELDS = "id,type,role,emailAddress,domain,deleted,expirationTime"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
_NOT_SHOWN = frozenset(("not-shared", "read-only", "not-found-or-not-shared", "too-few-rights"))
_OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def connect(
    key_file: Path | None = None,
    act_as: str | None = None,
    *,
    endpoint: str | None = None,
    pace: Pace | None = None,
    roles: Mapping[str, str] | None = None,
) -> GoogleAPI:
    """Sheets and Drive as one account; one for all sites. `roles`: spreadsheet id → "staff" or "managers"."""
    credentials = open_credentials(key_file, act_as)
    return GoogleAPI(PacedClient(credentials, endpoint=endpoint, pace=pace, roles=roles))


class GoogleAPI:
    """Each method is one request. What fails is a WorkbookError (troubles.py); a write of unknown fate a FateUnknown."""

    def __init__(self, client: PacedClient):
        self._client = client

    @property
    def client(self) -> PacedClient:
        return self._client

    @property
    def account(self) -> str:
        """The e-mail address Google knows us by: what a workbook has to be shared with."""
        return self._client.account

    def batch_get(self, spreadsheet_id: str, ranges: Sequence[str], formulas: bool = False) -> list[JSON]:
        """The valueRanges of all these ranges, in their order: one read. Numbers for dates, nothing formatted.

        `formulas`: as they were typed, not what they give.
        """
        params = {
            "ranges": list(ranges),
            "majorDimension": "ROWS",
            "valueRenderOption": "FORMULA" if formulas else "UNFORMATTED_VALUE",
            "dateTimeRenderOption": "SERIAL_NUMBER",
            "prettyPrint": "false",
        }
        found = self._json("get", f"{_sheet(spreadsheet_id)}/values:batchGet", params)
        values: list[JSON] = found.get("valueRanges", [])
        return values

    def get(self, spreadsheet_id: str, fields: str, ranges: Sequence[str] = ()) -> JSON:
        """Structure, and cells where `fields` asks for them: one read. Not to be changed in place (`keeping_one`)."""
        params: JSON = {"fields": fields, "prettyPrint": "false"}
        if ranges:
            params["ranges"] = list(ranges)
        return self._json("get", _sheet(spreadsheet_id), params, hook=keeping_one())

    def batch_update(
        self,
        spreadsheet_id: str,
        requests: Sequence[JSON],
        repeatable: bool = False,
        tells: str = "",
        patience: Sequence[int] = (),
    ) -> JSON:
        """All of it or nothing: one write. `repeatable`: doing it twice leaves what doing it once leaves.

        `patience`: seconds to wait for an answer, at each try. `tells`: which fields of the spreadsheet, as it is
        afterwards, to give in `updatedSpreadsheet`; so no read is spent.
        """
        address = f"{_sheet(spreadsheet_id)}:batchUpdate"
        body: JSON = {"requests": list(requests)}
        params = {"prettyPrint": "false"}
        if tells:
            body |= {"includeSpreadsheetInResponse": True, "responseIncludeGridData": False}
            params["fields"] = f"updatedSpreadsheet({tells})"
        return self._json("post", address, params, body, repeatable=repeatable, patience=patience)

    def file(self, file_id: str, fields: str = FILE_FIELDS) -> JSON:
        """What Drive says of the file: one request that costs no Sheets read."""
        try:
            return self._json(
                "get", _file(file_id), {"fields": fields, "supportsAllDrives": "true", "prettyPrint": "false"}
            )
        except WorkbookError as problem:
            if problem.code != "not-found-or-not-shared":
                raise
        # Drive does not tell the two apart; Sheets does, at the price of a read nobody would otherwise need.
        self.get(file_id, "spreadsheetId")
        raise trouble("not-found-or-not-shared", self.account, self._client.role_of(file_id)) from None

    def permissions(self, file_id: str) -> list[JSON] | None:
        """Who it is shared with; None when we may not see that (readers may not, and some shared drives hide it).

        However Google says no: that it is there, and ours to read, was asked before.
        """
        found: list[JSON] = []
        params = {
            "fields": f"nextPageToken,permissions({PERMISSION_FIELDS})",
            "pageSize": "100",
            "supportsAllDrives": "true",
            "prettyPrint": "false",
        }
        while True:
            try:
                page = self._json("get", f"{_file(file_id)}/permissions", params)
            except WorkbookError as problem:
                if problem.code in _NOT_SHOWN:
                    return None
                raise
            found += page.get("permissions", [])
            if not page.get("nextPageToken"):
                return found
            params = {**params, "pageToken": page["nextPageToken"]}

    def _json(
        self,
        method: str,
        address: str,
        params: JSON,
        body: JSON | None = None,
        repeatable: bool | None = None,
        hook: Callable[[JSON], JSON] | None = None,
        patience: Sequence[int] = (),
    ) -> JSON:
        answer = self._client.request(
            method, address, params, json=body, repeatable=repeatable, patience=patience
        )
        try:
            found = json.loads(answer.content, object_hook=hook)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            # A page where JSON should be: not Google's. What we wrote may still have gone through.
            raise trouble("no-trust" if body is None else "fate-unknown", role=self._client.role_of(address))
        return found


def _sheet(spreadsheet_id: str) -> str:
    return f"{SHEETS}/v4/spreadsheets/{quote(spreadsheet_id, safe='')}"


def _file(file_id: str) -> str:
    return f"{DRIVE}/drive/v3/files/{quote(file_id, safe='')}"


def refuse_other_files(file: JSON, account: str, role: str | None = None) -> None:
    """What Drive's own words already rule out, before Sheets is asked."""
    if file.get("trashed"):
        raise trouble("in-the-bin", account, role)
    kind = file.get("mimeType", SPREADSHEET)
    if kind == _OFFICE:
        raise trouble("office-file", account, role)
    if kind != SPREADSHEET:
        raise trouble("not-a-spreadsheet", account, role)
