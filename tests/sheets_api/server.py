"""The loopback Google, started in-process by tests and by `python -m tests.sheets_api`."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from tests.sheets_api import contract, drive_errors, fields, formulas
from tests.sheets_api.caller import CALLER
from tests.sheets_api.contract import Operation
from tests.sheets_api.control import Control
from tests.sheets_api.drive import UPLOAD, DriveService, units
from tests.sheets_api.exchange import Answer, Call, html
from tests.sheets_api.faults import BAD_CREDENTIALS, Faults
from tests.sheets_api.model import APIFailure
from tests.sheets_api.quota import DRIVE_UNITS, PROJECT, Quota, QuotaExceeded
from tests.sheets_api.sheets import SheetsService, is_write
from tests.sheets_api.store import Store
from tests.sheets_api.switches import Switches
from tests.sheets_api.token import SERVICE_ACCOUNT, Token, Tokens
from tests.sheets_api.wire import Wire

_CHEAP = 5  # Drive quota units of whatever has no price of its own
LONGEST_ADDRESS = 8 * 1024  # bytes; Google's front end takes no more [memory]


class SheetsAPI:
    """One loopback Google over HTTP on 127.0.0.1.

    with SheetsAPI() as google:
        google.url              # http://127.0.0.1:PORT
        google.key_file(path)   # writes a service-account key file; gives the account's address
        google.control          # what /_control offers, as methods
        google.switches         # both answers where the reference is unsure
        google.now = clock      # a callable: quotas, lag, the expiry of tokens
    """

    def __init__(
        self, *, quota: bool = True, can_create: bool = False, folder: Path | None = None, port: int = 0
    ) -> None:
        self.now: Callable[[], datetime] = lambda: datetime.now(UTC)
        self.switches = Switches()
        self.can_create = can_create
        self.sheets_on = True
        self.quota = Quota(self._now)
        self.quota.on = quota
        self.store = Store(self._now, self.switches, folder)
        self.tokens = Tokens(self._now, self.switches)
        self.faults = Faults()
        self.control = Control(self)
        self.check_replies = False  # hold what we say against the discovery documents as well
        self.unsound: list[str] = []  # what was found, where it is switched on
        self._sheets = SheetsService(self.store, self.switches, self._may_create)
        self._drive = DriveService(self.store, self.switches, self._now, self._may_create)
        self._wire = Wire(port, self.answer, self.control.note, self._now)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._wire.port}"

    def start(self) -> Self:
        contract.sheets(), contract.drive()  # read before the first request has to wait for them
        self._wire.start()
        return self

    def stop(self) -> None:
        self.faults.stopping.set()
        self._wire.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def key_file(self, path: Path, account: str = SERVICE_ACCOUNT) -> str:
        """Writes a key file with a fresh RSA key; the address a person shares spreadsheets with."""
        return self.tokens.key_file(path, self.url, account)

    def _now(self) -> datetime:
        return self.now()

    def _may_create(self, account: str) -> bool:
        """Service accounts own no storage, so they may not create files, except where a test says so [I:gspread#1592]."""
        return self.can_create or not account.endswith(".gserviceaccount.com")

    def answer(self, call: Call) -> Answer:
        """One request, whoever brought it."""
        if call.length > LONGEST_ADDRESS:
            said = f"The requested URL <code>{call.path}</code>… is too large to process."
            return html(414, "Request-URI Too Large", said)
        if call.path.startswith("/_control/"):
            return self.control.answer(call)
        if call.path == "/token":
            call.kind = "token"
            return self.faults.happen(call, "before") or self._after(call, self.tokens.exchange(call))
        found = _operation(call)
        if found is None:
            return html(
                404, "Not Found", f"The requested URL <code>{call.path}</code> was not found on this server."
            )
        operation, named = found
        call.operation = operation.id
        call.kind = (
            "drive" if operation.id.startswith("drive.") else "write" if is_write(operation) else "read"
        )
        token = self.tokens.holder(call)
        call.account = token.account if token is not None else ""
        body, failed = _body(call)
        if (answer := self.faults.happen(call, "before")) is not None:
            return answer
        try:
            self._admit(call, operation, token)
            if failed is not None:
                raise failed
            answer = self._applied(call, operation, named, body)
        except APIFailure as failure:
            answer = self._failed(call, failure)
        except Exception:  # an error of ours is Google's 500, and is told on standard error
            traceback.print_exc()
            answer = self._failed(call, APIFailure(500, "INTERNAL", "Internal error encountered."))
        checked = (
            self.check_replies and answer.status == 200 and not UPLOAD.fullmatch(call.path)
        )  # v2 has none
        if checked and (problem := operation.problem_of_reply(answer.body)):
            self.unsound.append(f"{operation.id}: {problem}")
        return self._after(call, answer)

    def _after(self, call: Call, answer: Answer) -> Answer:
        return self.faults.happen(call, "after") or answer

    def _admit(self, call: Call, operation: Operation, token: Token | None) -> None:
        """Who asks, whether the API is on, and whether there is quota left, in this order."""
        if token is None:
            raise _no_token(call)
        if call.kind != "drive" and not self.sheets_on:
            raise _api_off()
        spent = DRIVE_UNITS.get(units(operation.id), _CHEAP) if call.kind == "drive" else 1
        self.quota.spend(token.account, call.kind, spent)
        if operation.scopes and not operation.scopes & token.scopes:
            raise _scopes(call)

    def _applied(self, call: Call, operation: Operation, named: dict[str, str], body: Any) -> Answer:
        before = CALLER.set(call.account)
        formulas.NOW.set(self._now)  # TODAY in formulas is the server's
        try:
            if match := UPLOAD.fullmatch(call.path):
                return self._drive.upload(call, match["fileId"])
            operation.check(call.query, body)
            if call.kind == "drive":
                return self._drive.answer(call, operation, named, body)
            mask = fields.of_reply(call.one("fields"), operation.reply_schema) if call.one("fields") else None
            reply = self._sheets.answer(call, operation, named, body)
        finally:
            CALLER.reset(before)
        if (
            mask is not None and operation.id != "sheets.spreadsheets.get"
        ):  # get has masked already: it reads by the mask
            reply = fields.keep(reply, mask)
        return Answer(200, reply, headers={"Cache-Control": "private"})

    def _failed(self, call: Call, failure: APIFailure) -> Answer:
        headers = {}
        if isinstance(failure, QuotaExceeded) and self.switches.retry_after:
            headers["Retry-After"] = failure.retry_after
        if call.kind == "drive" and not isinstance(failure, drive_errors.DriveFailure):
            failure = drive_errors.DriveFailure(failure.code, failure.message, "badRequest")
        return Answer(failure.code, failure.body(), headers=headers)


def _operation(call: Call) -> tuple[Operation, dict[str, str]] | None:
    if UPLOAD.fullmatch(call.path) and call.method in ("PUT", "PATCH"):
        return contract.drive().operation("drive.files.update"), {}
    return (contract.drive() if call.path.startswith("/drive/") else contract.sheets()).find(
        call.method, call.path
    )


def _body(call: Call) -> tuple[Any, APIFailure | None]:
    """The body as JSON, and the names of a batch's requests for the log; or why it is none."""
    if UPLOAD.fullmatch(call.path):
        return None, None
    try:
        body = call.json()
    except APIFailure as failure:
        return None, failure
    if call.operation == "sheets.spreadsheets.batchUpdate" and isinstance(body, dict):
        requests = body.get("requests")
        if isinstance(requests, list):
            call.requests = [next(iter(each), "") for each in requests if isinstance(each, dict)]
    return body, None


def _no_token(call: Call) -> APIFailure:
    if "authorization" not in call.headers:
        said = "The request is missing a valid API key."
        if call.kind == "drive":
            return drive_errors.DriveFailure(403, said, "forbidden")
        return APIFailure(403, "PERMISSION_DENIED", said)
    if call.kind == "drive":
        return drive_errors.unauthenticated(BAD_CREDENTIALS)
    return APIFailure(401, "UNAUTHENTICATED", BAD_CREDENTIALS)


def _api_off() -> APIFailure:
    where = f"https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project={PROJECT}"
    return APIFailure(
        403,
        "PERMISSION_DENIED",
        f"Google Sheets API has not been used in project {PROJECT} before or it is disabled. Enable it by visiting "
        f"{where} then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our "
        "systems and retry.",
        [
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "SERVICE_DISABLED",
                "domain": "googleapis.com",
                "metadata": {"service": "sheets.googleapis.com", "consumer": f"projects/{PROJECT}"},
            }
        ],
    )


def _scopes(call: Call) -> APIFailure:
    said = "Request had insufficient authentication scopes."
    if call.kind == "drive":
        return drive_errors.DriveFailure(403, said, "insufficientPermissions")
    detail = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"service": "sheets.googleapis.com"},
    }
    return APIFailure(403, "PERMISSION_DENIED", said, [detail])
