"""/_control: what a test, or a person trying things out, may do behind Google's back. In-process the same as methods."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.sheets_api import access, looking, people, values
from tests.sheets_api.exchange import Answer, Call
from tests.sheets_api.exporting import quoted
from tests.sheets_api.faults import FAULTS, Knob, Match, When
from tests.sheets_api.model import JSON, APIFailure, Sheet, Spreadsheet, new_sheet_id
from tests.sheets_api.store import OFFICE, SPREADSHEET, new_book, stamp
from tests.sheets_api.switches import Switches

if TYPE_CHECKING:
    from tests.sheets_api.server import SheetsAPI

PERSON = "ward.manager@example.nhs.uk"  # who owns the spreadsheets that nobody made through the API
Wish = Mapping[str, Any] | Callable[[Spreadsheet], None]  # an edit as people.edit takes it, or any function
_KEPT = 10_000  # entries of the log


@dataclass(frozen=True)
class Entry:
    """One request, as the log has it."""

    time: str
    method: str
    path: str
    query: Mapping[str, list[str]]
    status: int  # 0: the connection was dropped
    account: str
    kind: str
    operation: str
    requests: Sequence[str]  # the names in a spreadsheets.batchUpdate
    bytes_in: int
    bytes_out: int
    seconds: float


class Control:
    """The other side of the counter."""

    def __init__(self, google: SheetsAPI) -> None:
        self._google = google
        self._log: deque[Entry] = deque(maxlen=_KEPT)

    # The log

    @property
    def log(self) -> list[Entry]:
        """Every request to the APIs and the token endpoint so far, oldest first."""
        return list(self._log)

    def clear_log(self) -> None:
        self._log.clear()

    def count(self, kind: str = "", status: int | None = None) -> int:
        """How many requests of a kind (read, write, drive, token) the log holds."""
        return sum((not kind or each.kind == kind) and status in (None, each.status) for each in self._log)

    def note(self, call: Call, status: int, sent: int, seconds: float) -> None:
        """Called by the server."""
        if call.kind == "control":
            return
        when = stamp(self._google.now())
        self._log.append(
            Entry(
                when,
                call.method,
                call.path,
                call.query,
                status,
                call.account,
                call.kind,
                call.operation,
                tuple(call.requests),
                len(call.body),
                sent,
                round(seconds, 6),
            )
        )

    # Faults

    def fault(
        self,
        name: str,
        *,
        method: str = "",
        path: str = "",
        kind: str = "",
        account: str = "",
        skip: int = 0,
        times: int | None = 1,
        when: When = "before",
        seconds: float = 0.0,
    ) -> Knob:
        """One of faults.FAULTS for the next `times` requests that fit, after `skip` of them; times=None: for ever.

        when="after": the request is applied, and only its answer is lost.
        """
        return self._google.faults.set(
            Knob(name, Match(method, path, kind, account, skip, times), when, seconds)
        )

    def clear_faults(self) -> None:
        self._google.faults.clear()

    # People

    def edit(self, spreadsheet_id: str, *wishes: Wish, person: str = PERSON) -> None:
        """What a person does in the browser, now."""
        with self._google.store.change(spreadsheet_id, by=person, person=True) as (book,):
            for wish in wishes:
                if callable(wish):
                    wish(book)
                else:
                    people.edit(book, dict(wish), self._google.switches)

    def edit_between(
        self,
        spreadsheet_id: str,
        *wishes: Wish,
        when: When = "before",
        method: str = "",
        path: str = "",
        kind: str = "",
        skip: int = 0,
        times: int | None = 1,
        person: str = PERSON,
    ) -> Knob:
        """The same, once, just before (or after) the request that fits has been applied."""

        def act() -> None:
            self.edit(spreadsheet_id, *wishes, person=person)

        return self._google.faults.set(
            Knob("edit", Match(method, path, kind, "", skip, times), when, act=act)
        )

    # Files

    def create(
        self,
        title: str,
        tabs: Mapping[str, Sequence[Sequence[Any]]] | None = None,
        *,
        share_with: Mapping[str, str] | None = None,
        locale: str = "en_GB",
        time_zone: str = "Europe/London",
        office: bool = False,
    ) -> str:
        """A person makes a spreadsheet and shares it; its id. Without `share_with`, with every service account.

        `tabs` is title → rows, read as if somebody had typed them.
        """
        book = new_book(title, PERSON, mime_type=OFFICE if office else SPREADSHEET)
        book.locale, book.time_zone = locale, time_zone
        for whom, role in (share_with if share_with is not None else self._everybody()).items():
            access.grant(book, access.permission("user", role, whom))
        if tabs:
            book.sheets = [
                Sheet(0 if at == 0 else new_sheet_id(), name, *_size(rows))
                for at, (name, rows) in enumerate(tabs.items())
            ]
            for name, rows in tabs.items():
                if rows:
                    body = {"values": [list(row) for row in rows]}
                    typed = {"valueInputOption": ["USER_ENTERED"]}
                    values.handle(book, "PUT", f"/{quoted(name)}!A1", typed, body, self._google.switches)
        self._google.store.add(book, PERSON)
        return book.spreadsheet_id

    def book(self, spreadsheet_id: str) -> Spreadsheet:
        """The spreadsheet as it is now; it stays so, whatever is changed later."""
        book = self._google.store.find(spreadsheet_id)
        if book is None:
            raise KeyError(spreadsheet_id)
        return book

    def rows(self, spreadsheet_id: str, tab: str) -> list[list[Any]]:
        """A tab as people see it."""
        told = values.handle(
            self.book(spreadsheet_id), "GET", "/" + quoted(tab), {}, None, self._google.switches
        )
        return told.get("values", [])

    def share(self, spreadsheet_id: str, whom: str, role: str = "writer") -> None:
        with self._google.store.change(spreadsheet_id, by=PERSON, person=True) as (book,):
            access.grant(book, access.permission("user", role, whom))

    def withdraw(self, spreadsheet_id: str, whom: str) -> None:
        """Sharing ends."""
        gone = access.permission_id("user", whom)
        with self._google.store.change(spreadsheet_id, by=PERSON, person=True) as (book,):
            book.permissions = [each for each in book.permissions if each["id"] != gone]

    def to_shared_drive(self, spreadsheet_id: str, drive_id: str = "0AKnownToAllOfUsUk9PVA") -> None:
        """Moved onto a shared drive, whose manager its owner is; whoever it was shared with keeps it."""
        with self._google.store.change(spreadsheet_id, by=PERSON, person=True) as (book,):
            book.drive_id, book.parents = drive_id, [drive_id]
            book.permissions = [
                {**each, "role": "organizer"} if each["role"] == "owner" else each
                for each in book.permissions
            ]

    def delete(self, spreadsheet_id: str) -> None:
        self._google.store.remove(spreadsheet_id)

    def _everybody(self) -> dict[str, str]:
        return dict.fromkeys(self._google.tokens.accounts, "writer")

    # Accounts and the project

    def expire_tokens(self) -> None:
        """The next request of each client is a 401."""
        self._google.tokens.expire()

    def revoke_keys(self, account: str) -> None:
        self._google.tokens.revoke_keys(account)

    def sheets_api(self, on: bool) -> None:
        """Switches the Sheets API of the project on or off."""
        self._google.sheets_on = on

    # Over HTTP

    def answer(self, call: Call) -> Answer:
        """/_control/…; what it is asked wrongly is a 400 in plain words."""
        call.kind = "control"
        try:
            return self._answer(call.method, call.path.removeprefix("/_control/").rstrip("/"), call.json())
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return Answer(400, {"error": f"{type(error).__name__}: {error}"})
        except APIFailure as failure:
            return Answer(failure.code, failure.body())

    def _answer(self, method: str, what: str, body: Any) -> Answer:
        match method, what:
            case "GET", "log":
                return Answer(200, {"log": [asdict(each) for each in self._log]})
            case "DELETE", "log":
                self.clear_log()
            case "GET", "faults":
                knobs = [knob.as_json() for knob in self._google.faults.set_now()]
                return Answer(200, {"faults": knobs, "known": list(FAULTS)})
            case "POST", "faults":
                knobs = [self.fault(each.pop("fault"), **each) for each in _several(body)]
                return Answer(200, {"faults": [knob.as_json() for knob in knobs]})
            case "DELETE", "faults":
                self.clear_faults()
            case "POST", "edit":
                return self._edited(body)
            case "GET", "files":
                return Answer(200, {"files": [_told(book) for book in self._google.store.files()]})
            case "POST", "files":
                return Answer(200, {"id": self.create(body.pop("title", "Untitled spreadsheet"), **body)})
            case "POST", "share":
                self.share(body["spreadsheetId"], body["emailAddress"], body.get("role", "writer"))
            case "POST", "withdraw":
                self.withdraw(body["spreadsheetId"], body["emailAddress"])
            case "POST", "shared-drive":
                self.to_shared_drive(body["spreadsheetId"])
            case "POST", "project":
                self._set_project(body)
            case "GET", _ if what.startswith("book/"):
                return looking.page(self.book(what.removeprefix("book/")))
            case "GET", "switches":
                return Answer(200, _switches_as_json(self._google.switches))
            case "POST", "switches":
                _set_switches(self._google.switches, body)
                return Answer(200, _switches_as_json(self._google.switches))
            case _:
                return Answer(404, {"error": f"Nothing at {method} /_control/{what}."})
        return Answer(200, {})

    def _edited(self, body: JSON) -> Answer:
        """{"spreadsheetId", "edits": [people's wishes], "between"?: {"when", "method", "path", "kind", "skip", "times"}}"""
        wishes = body["edits"] if isinstance(body["edits"], list) else [body["edits"]]
        person = body.get("person", PERSON)
        if body.get("between") is None:
            self.edit(body["spreadsheetId"], *wishes, person=person)
            return Answer(200, {})
        self.book(body["spreadsheetId"])
        knob = self.edit_between(body["spreadsheetId"], *wishes, person=person, **body["between"])
        return Answer(200, knob.as_json())

    def _set_project(self, body: JSON) -> None:
        """{"sheetsApi": false}, {"expireTokens": true}, {"revokeKeys": address}, {"quota": false}, {"freshMinute": true}"""
        for name, value in body.items():
            match name:
                case "sheetsApi":
                    self.sheets_api(bool(value))
                case "expireTokens":
                    self.expire_tokens()
                case "revokeKeys":
                    self.revoke_keys(value)
                case "quota":
                    self._google.quota.on = bool(value)
                case "freshMinute":
                    self._google.quota.forget()
                case _:
                    raise ValueError(f"No knob {name!r}.")


def _size(rows: Sequence[Sequence[Any]]) -> tuple[int, int]:
    return max(1000, len(rows)), max(26, max(map(len, rows), default=0))


def _several(body: Any) -> list[JSON]:
    return [dict(each) for each in (body if isinstance(body, list) else [body])]


def _told(book: Spreadsheet) -> JSON:
    return {
        "id": book.spreadsheet_id,
        "title": book.title,
        "tabs": [sheet.title for sheet in book.sheets],
        "version": book.version,
        "permissions": book.permissions,
    }


def _switches_as_json(switches: Switches) -> JSON:
    """Times in seconds."""
    told = asdict(switches)
    return {
        name: value.total_seconds() if isinstance(value, timedelta) else value for name, value in told.items()
    }


def _set_switches(switches: Switches, wanted: JSON) -> None:
    known = {each.name for each in fields(switches)}
    for name, value in wanted.items():
        if name not in known:
            raise ValueError(f"No switch {name!r}.")
        is_time = isinstance(getattr(switches, name), timedelta)
        setattr(switches, name, timedelta(seconds=value) if is_time else value)
