"""All files of this Google: one lock a file, a new version with each change, and what Drive shows of it when.

A file is never changed in place: whoever reads holds a spreadsheet that stays as it is, and needs no lock.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.sheets_api import access
from tests.sheets_api.keeping import Folder
from tests.sheets_api.model import JSON, Sheet, Spreadsheet, new_file_id
from tests.sheets_api.switches import Switches

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
FOLDER = "application/vnd.google-apps.folder"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROOT = "0AGIJ7XFn4BojUk9PVA"  # where a file is whose parents nobody named


@dataclass(frozen=True)
class Shown:
    """What Drive tells of a file from a time on."""

    since: datetime
    version: int
    modified: str


@dataclass(frozen=True)
class Change:
    """One entry of changes.list."""

    number: int
    since: datetime
    file_id: str
    removed: bool = False


class Store:
    """Files by id."""

    def __init__(self, now: Callable[[], datetime], switches: Switches, folder: Path | None = None) -> None:
        self._now, self._switches = now, switches
        self._files: dict[str, Spreadsheet] = {}
        self._shown: dict[str, list[Shown]] = defaultdict(list)
        self._changes: list[Change] = []
        self._locks: dict[str, threading.RLock] = defaultdict(threading.RLock)
        self._list_lock = threading.Lock()
        self._folder = Folder(folder) if folder is not None else None
        self.next_change = 1
        if self._folder is not None:
            self.next_change = int(self._folder.state().get("next_change", 1))
            for book in self._folder.books():
                self._files[book.spreadsheet_id] = book
                self._shown[book.spreadsheet_id] = [Shown(_time(book.modified), book.version, book.modified)]

    def find(self, file_id: str) -> Spreadsheet | None:
        return self._files.get(file_id)

    def files(self) -> list[Spreadsheet]:
        return list(self._files.values())

    def add(self, book: Spreadsheet, by: str) -> None:
        """A new file, owned by whoever made it."""
        book.created = book.modified = stamp(self._now())
        book.modified_by = by
        book.parents = book.parents or [ROOT]
        if not access.owner(book) and not book.drive_id:
            access.grant(book, access.permission("user", "owner", by))
        self._swap(book, person=False)

    def remove(self, file_id: str) -> None:
        with self._locks[file_id]:
            self._files.pop(file_id, None)
            self._note(Change(self._number(), self._now(), file_id, removed=True))
            if self._folder is not None:
                self._folder.drop(file_id)

    @contextmanager
    def change(self, *file_ids: str, by: str, person: bool = False) -> Iterator[list[Spreadsheet]]:
        """Copies to change; they take the files' places if nothing fails, and all or none of them."""
        with ExitStack() as held:
            for file_id in sorted(set(file_ids)):
                held.enter_context(self._locks[file_id])
            copies = {file_id: self._files[file_id].copy() for file_id in file_ids}
            for book in copies.values():
                book.version += 1
            yield [copies[file_id] for file_id in file_ids]
            for book in copies.values():
                book.modified, book.modified_by = stamp(self._now()), by
                self._swap(book, person)

    def shown(self, book: Spreadsheet) -> Shown:
        """The version and time Drive tells now; people's edits come late where the switch says so."""
        now = self._now()
        known = [each for each in self._shown[book.spreadsheet_id] if each.since <= now]
        return known[-1] if known else Shown(now, 1, book.created)

    def changes(self, since: int) -> list[Change]:
        """What changed from this number on, as far as Drive tells already; one entry a file, its last."""
        now = self._now()
        with self._list_lock:
            last = {
                each.file_id: each for each in self._changes if each.number >= since and each.since <= now
            }
        return sorted(last.values(), key=lambda each: each.number)

    def first_to_come(self) -> int:
        """The number to ask from next time: a lagging edit has its number already and is still to be told."""
        now = self._now()
        with self._list_lock:
            return min((each.number for each in self._changes if each.since > now), default=self.next_change)

    def _swap(self, book: Spreadsheet, person: bool) -> None:
        since = self._now() + (self._switches.drive_lag if person else self._switches.drive_lag * 0)
        self._files[book.spreadsheet_id] = book
        shown = self._shown[book.spreadsheet_id]
        # What the API writes shows at once [C:ST.test_get_lastUpdateTime], and with it what people did before.
        before = [each for each in shown if each.since <= since][-2:]
        self._shown[book.spreadsheet_id] = [*before, Shown(since, book.version, book.modified)]
        self._note(Change(self._number(), since, book.spreadsheet_id))
        if self._folder is not None:
            self._folder.keep(book)

    def _number(self) -> int:
        with self._list_lock:
            self.next_change += 1
            return self.next_change - 1

    def _note(self, change: Change) -> None:
        with self._list_lock:
            self._changes.append(change)
            del self._changes[:-10_000]
        if self._folder is not None:
            self._folder.keep_state({"next_change": self.next_change})


def new_book(
    title: str, by: str, *, mime_type: str = SPREADSHEET, permissions: list[JSON] | None = None
) -> Spreadsheet:
    """A file as Google makes one: Sheet1, id 0, 1000 × 26, en_US, Etc/GMT [C:WT.test_update_cell #1]."""
    sheets = [Sheet(0, "Sheet1")] if mime_type == SPREADSHEET else []
    owned = [access.permission("user", "owner", by), *(permissions or [])]
    return Spreadsheet(new_file_id(), title, sheets, mime_type=mime_type, permissions=owned)


def stamp(when: datetime) -> str:
    """2023-07-20T08:47:44.720Z"""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
