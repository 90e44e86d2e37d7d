"""One workbook kept as a Google spreadsheet: read in one request, written in one, and never believed to stand still.

Requests: with nothing to do, one to Drive. Else one to Drive, one read of all values, and, only where a cell of a staff
tab is written, one look again immediately before; then one write. What others may do meanwhile:

  between our read and the look again   told by the look: nothing is written, all is read and decided anew
  between the look again and the write
    sorted, rows inserted or deleted    a fresh Ref lands on another row. One without a Ref: nothing is harmed, and the
                                        other row gets the next number. One with a Ref: the next read knows the row by its
                                        content (flows/adrift) and the Ref is put back by content, wherever the row is
    a row added at the end              ours lands under it: the server looks for the last row, not we
    a tab renamed or moved              nothing: tabs are addressed by number
    a tab deleted                       the whole write is refused; the next cycle reads anew
  after the write, before the next read the same as typing over what is ours: the next read compares, and mends
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from service.adapters.excel.template import Rows
from service.adapters.google.client import FILE_FIELDS, PERMISSION_FIELDS, GoogleAPI, refuse_other_files
from service.adapters.google.installing import requests_to_install, requests_to_mend
from service.adapters.google.layout import FIELDS, JSON, Layout, layout_of
from service.adapters.google.looking_again import (
    FIELDS_TO_COMPARE,
    compared,
    places_written,
    ranges_to_compare,
    taking_back,
)
from service.adapters.google.publishing import in_parts, requests_to_publish
from service.adapters.google.reading import ranges_of, snapshot_of, title_in
from service.adapters.google.there import FIELDS_OF_ALL, cells_of
from service.adapters.google.troubles import FateUnknown, withdrawn
from service.core.changes import ChangedSinceRead, Changes, ServiceTab, WorkbookBusy, WorkbookError
from service.core.grids import Grid, Snapshot
from service.core.rows import Row

ASKED = f"{FILE_FIELDS},lastModifyingUser(me),permissions({PERMISSION_FIELDS})"
SETTLES_WITHIN = timedelta(
    minutes=3, seconds=20
)  # Google gives up a request after 180 seconds (reference §1)
_KEPT_TABS = ("Set-up",)  # whom to tell, when the workbook itself cannot be read any more


class Memory(Protocol):
    """What the port keeps from one cycle to the next, whichever process runs it: plain JSON, in the ledger."""

    def recall(self) -> JSON: ...

    def keep(self, **what: Any) -> None: ...


class OwnMemory:
    """The same for one process alone."""

    def __init__(self) -> None:
        self._kept: JSON = {}

    def recall(self) -> JSON:
        return dict(self._kept)

    def keep(self, **what: Any) -> None:
        self._kept |= what


def _now() -> datetime:
    return datetime.now(UTC)


class GoogleWorkbook:
    """The Workbook port for a Google spreadsheet. `judge` says what is wrong with whom it is shared with."""

    writes_alone = False

    def __init__(
        self,
        api: GoogleAPI,
        spreadsheet_id: str,
        role: str,
        site_id: str,
        kinds: Sequence[type[Row]],
        tabs: Sequence[ServiceTab],
        memory: Memory | None = None,
        judge: Callable[[Sequence[JSON] | None], Sequence[Any]] | None = None,
        clock: Callable[[], datetime] = _now,
    ):
        self.api, self.spreadsheet_id, self.role, self.site_id = api, spreadsheet_id, role, site_id
        self.kinds = tuple(kinds) if role == "staff" else ()
        self.tabs = tuple(tab for tab in tabs if tab.workbook == role)
        self.asked_when_idle = role == "staff"
        self.memory = memory or OwnMemory()
        self._judge, self._clock = judge, clock
        self._asked: JSON | None = None  # Drive's answer, good for the read that follows
        self._read: tuple[Snapshot, Layout] | None = None

    # Reading

    def revision(self) -> str:
        """Drive's version, and who may see the file: one request. People's typing shows in it within three minutes."""
        self._asked = self._ask()
        return _mark(self._asked)

    def read(self) -> Snapshot:
        """All tabs in one request. The version is asked before, so that whatever comes after it is news."""
        asked, self._asked = self._asked or self._ask(), None
        layout, answer = self._values()
        snapshot = snapshot_of(layout, answer, self.kinds)
        snapshot.asked = _mark(asked)
        snapshot.revision = f"{snapshot.asked}-{snapshot.revision}"
        snapshot.saved_at = self._people_saved_at(asked, snapshot)
        snapshot.notices += self._judged(asked)
        self._read = snapshot, layout
        self._keep_who_to_tell(snapshot)
        return snapshot

    def _ask(self) -> JSON:
        try:
            asked = self.api.file(self.spreadsheet_id, ASKED)
        except WorkbookError as problem:
            raise self._named(problem) from problem
        refuse_other_files(asked, self.api.account, self.role)
        return asked

    def _values(self) -> tuple[Layout, list[JSON]]:
        """With the layout as it was last; where a tab was renamed or is gone, with the layout as it is."""
        kept = self.memory.recall().get("layout")
        if kept is not None:
            layout = layout_of(kept)
            try:
                answer = self.api.batch_get(self.spreadsheet_id, ranges_of(layout))
                if [title_in(each["range"]) for each in answer] == _titles(layout):
                    return layout, answer
            except ChangedSinceRead:
                pass  # a tab we knew is not there under its old name
            except WorkbookError as problem:
                raise self._named(problem) from problem
        layout = self._look()
        return layout, self.api.batch_get(self.spreadsheet_id, ranges_of(layout))

    def _look(self) -> Layout:
        try:
            return self._kept(self.api.get(self.spreadsheet_id, FIELDS))
        except WorkbookError as problem:
            raise self._named(problem) from problem

    def _kept(self, answer: JSON) -> Layout:
        bare = {**answer, "sheets": [{**sheet, "data": None} for sheet in answer["sheets"]]}
        for sheet in bare["sheets"]:
            del sheet["data"]
        self.memory.keep(layout=bare)
        return layout_of(bare)

    def _named(self, problem: WorkbookError) -> WorkbookError:
        problem.workbook = self.role
        return withdrawn(problem, self.api.account) if self.memory.recall().get("worked") else problem

    def _judged(self, asked: JSON) -> Sequence[Any]:
        return self._judge(asked.get("permissions")) if self._judge is not None else ()

    def _people_saved_at(self, asked: JSON, snapshot: Snapshot) -> datetime | None:
        """When people last changed something: Google's date counts our own writes too, so their content is compared."""
        memory = self.memory.recall()
        said = memory.get("people_at")
        theirs = _hash_of_theirs(snapshot, {tab.title for tab in self.tabs})
        if not (asked.get("lastModifyingUser") or {}).get("me", False):
            said = asked.get("modifiedTime") or said
        elif theirs != memory.get("theirs") and not memory.get("wrote"):
            said = self._clock().isoformat()
        self.memory.keep(people_at=said, theirs=theirs, wrote=False, worked=True)
        return datetime.fromisoformat(said) if said else None

    def _keep_who_to_tell(self, snapshot: Snapshot) -> None:
        kept = [
            {
                "title": grid.title,
                "identity": grid.identity,
                "rows": [list(map(_as_json, row)) for row in grid.rows],
            }
            for grid in snapshot.grids
            if (grid.identity or grid.title) in _KEPT_TABS
        ]
        if kept and kept != self.memory.recall().get("kept"):
            self.memory.keep(kept=kept)

    def last_good(self) -> Snapshot | None:
        """The tab that says whom to tell, as last read: of the rest Google itself keeps the versions."""
        kept = self.memory.recall().get("kept")
        if not kept:
            return None
        return Snapshot("kept", [Grid(each["title"], each["rows"], each["identity"]) for each in kept])

    # Writing

    def publish(self, changes: Changes) -> str:
        """Everything in one request that lands whole or not at all; a longer one in parts, staff's cells in the first."""
        if changes.is_empty:
            return changes.based_on
        snapshot, layout = self._as_read(changes)
        self._wait_for_the_fate_of_the_last(changes)
        if places := places_written(changes):
            answer = self._sent(
                lambda: self.api.get(
                    self.spreadsheet_id, FIELDS_TO_COMPARE, ranges_to_compare(layout, places)
                )
            )
            layout = compared(answer, layout, snapshot, places)
        requests = [
            *taking_back(changes, layout),
            *requests_to_publish(layout, changes, self.kinds, self.tabs, snapshot.grids),
        ]
        self._write(requests)
        return f"w-{uuid.uuid4().hex}"

    def _as_read(self, changes: Changes) -> tuple[Snapshot, Layout]:
        if self._read is None or self._read[0].revision != changes.based_on:
            raise ChangedSinceRead("The workbook was read anew since, so we decide again.", "changed")
        return self._read

    def _write(self, requests: Sequence[JSON]) -> None:
        if not requests:
            return
        self.memory.keep(wrote=True)
        for part in in_parts(requests):
            # Only what names its cells and adds nothing may be sent twice.
            repeatable = all(next(iter(each)) in _REPEATABLE for each in part)
            self._sent(lambda part=part, repeatable=repeatable: self._send(part, repeatable))  # type: ignore[misc]
        if any(next(iter(each)) in _STRUCTURE for each in requests):
            self.memory.keep(layout=None)

    def _send(self, part: Sequence[JSON], repeatable: bool) -> JSON:
        try:
            return self.api.batch_update(self.spreadsheet_id, part, repeatable=repeatable)
        except FateUnknown:
            self.memory.keep(unknown_since=self._clock().isoformat(), layout=None)
            raise

    def _sent(self, request: Callable[[], JSON]) -> JSON:
        try:
            return request()
        except ChangedSinceRead:
            self.memory.keep(layout=None)
            raise
        except WorkbookError as problem:
            raise self._named(problem) from problem

    def _wait_for_the_fate_of_the_last(self, changes: Changes) -> None:
        """A row that may still land must not be written a second time: we wait until Google has given it up."""
        since = self.memory.recall().get("unknown_since")
        if since is None:
            return
        settled = datetime.fromisoformat(since) + SETTLES_WITHIN
        if self._clock() >= settled:
            self.memory.keep(unknown_since=None)
        elif changes.writes_in_staff_tabs:
            says = (
                "Google did not say whether our last change landed, so we wait three minutes before the next."
            )
            raise self._named(WorkbookBusy(says, "fate-unknown"))

    # Setting up

    def install(
        self,
        kinds: Sequence[type[Row]],
        tabs: Sequence[ServiceTab],
        site_id: str,
        asked: Collection[str] = (),
        rows: Rows | None = None,
    ) -> str:
        """Makes what is missing and repairs what was damaged; a second run sends nothing.

        `rows`: what new tabs begin with in place of what is declared.
        """
        layout, cells = self._all_cells()
        kinds = kinds if self.role == "staff" else ()
        tabs = [tab for tab in tabs if tab.workbook == self.role]
        self._write(requests_to_install(layout, cells, kinds, tabs, site_id, asked, self.api.account, rows))
        self.memory.keep(layout=None, worked=True)
        return self.revision()

    def mend(self, asked: Collection[str] = ()) -> Sequence[str]:
        """Drop-downs, formats, headings and protection back, columns asked for added. A second run sends nothing."""
        layout, cells = self._all_cells()
        requests, did = requests_to_mend(layout, cells, self.kinds, self.site_id, asked, self.api.account)
        self._write(requests)
        return did

    def _all_cells(self) -> tuple[Layout, Any]:
        self._judged(self._ask())  # whoever can see it wrongly would see what comes into it
        answer = self._sent(lambda: self.api.get(self.spreadsheet_id, FIELDS_OF_ALL))
        return layout_of(answer), cells_of(answer)

    # A page beside the workbook has no place on Google; the e-mail must do.

    def say_beside(self, html: str) -> None: ...

    def clear_beside(self) -> None: ...


_REPEATABLE = frozenset(("updateCells", "repeatCell", "updateSheetProperties", "updateDimensionProperties"))
_STRUCTURE = frozenset(
    "addSheet deleteSheet duplicateSheet updateSheetProperties addNamedRange updateNamedRange deleteNamedRange "
    "addChart deleteEmbeddedObject updateChartSpec updateEmbeddedObjectPosition addProtectedRange deleteProtectedRange "
    "mergeCells unmergeCells addConditionalFormatRule deleteConditionalFormatRule createDeveloperMetadata "
    "insertDimension deleteDimension appendDimension addDimensionGroup updateSpreadsheetProperties".split()
)


def _mark(asked: JSON) -> str:
    """Another one when the file changes, or whom it is shared with."""
    who = sorted(
        f"{each.get('type')}{each.get('role')}{each.get('id')}" for each in asked.get("permissions", ())
    )
    return f"v{asked.get('version', '')}.{len(who)}.{_short(who)}"


def _short(words: Sequence[str]) -> str:
    import hashlib

    return hashlib.sha256(repr(words).encode()).hexdigest()[:8]


def _titles(layout: Layout) -> list[str]:
    return [title_in(each + "!A1") for each in ranges_of(layout)]


def _hash_of_theirs(snapshot: Snapshot, ours: Collection[str]) -> str:
    theirs = [
        (grid.title, grid.rows)
        for grid in snapshot.grids
        if (grid.identity or grid.title) not in ours
        and not (grid.identity or grid.title).startswith("Answers ")
    ]
    return _short([repr(theirs)])


def _as_json(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
