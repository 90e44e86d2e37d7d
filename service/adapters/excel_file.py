"""One workbook kept as an .xlsx file on a local folder or a share: read, written whole, and never fought over."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from service.adapters.excel.contents import Contents
from service.adapters.excel.installing import install_into, mend_into
from service.adapters.excel.reading import (
    fingerprint,
    fingerprint_of,
    read_snapshot,
    saved_at,
    tab_identities,
)
from service.adapters.excel.refusing import read_bytes, refusal
from service.adapters.excel.safety import (
    changed,
    locked_by,
    note_beside,
    refuse_if_open,
    remove_beside,
    replace,
    write_beside,
)
from service.adapters.excel.scanning import scan
from service.adapters.excel.synced import refuse_synced
from service.adapters.excel.versions import Versions
from service.core.changes import Changes, ServiceTab, WorkbookError
from service.core.collecting import nothing_to_collect
from service.core.grids import Notice, Snapshot
from service.core.rows import Row

_LOOKED_THROUGH = 5  # kept versions, when the file itself cannot be read


def _now() -> datetime:
    return datetime.now(UTC)


class ExcelWorkbook:
    """The Workbook port for an Excel file. `versions` is the folder for dated copies; None keeps none."""

    writes_alone = True
    asked_when_idle = True

    def __init__(
        self,
        path: Path,
        role: str,
        versions: Path | None,
        site_id: str,
        kinds: Sequence[type[Row]],
        tabs: Sequence[ServiceTab],
        clock: Callable[[], datetime] = _now,
    ):
        self.path, self.role, self.site_id = path, role, site_id
        self.kinds = tuple(kinds) if role == "staff" else ()
        self.tabs = tuple(tab for tab in tabs if tab.workbook == role)
        self.versions = Versions(versions, site_id, role) if versions else None
        self._clock = clock

    def revision(self) -> str:
        """From the last kilobytes of the file; the same for the same content, whatever its date."""
        with self._named():
            return fingerprint_of(self.path)

    def may_be_read_later(self, news: bool, within: timedelta) -> bool:
        """Nobody else waits for it."""
        return False

    def read(self) -> Snapshot:
        """As last saved. A state somebody else saved is kept as a version."""
        with self._named():
            return self._read()

    def _read(self) -> Snapshot:
        data = read_bytes(self.path)
        snapshot = read_snapshot(data, self.path)
        ours = self.versions is not None and self.versions.is_ours(snapshot.revision)
        snapshot.is_ours = ours
        snapshot.saved_at = self._people_saved_at(ours, snapshot.saved_at)
        snapshot.locked_by = locked_by(self.path, self._clock())
        try:
            if self.versions and not ours:
                self._keep(self.versions, data)
        except (WorkbookError, OSError):
            says = "A dated copy of the workbook could not be kept, so nothing is written in it."
            fix = "Ask whoever runs the service to check the room and rights of versions_dir."
            snapshot.notices.append(Notice("copy-not-kept", says, fix, stops=True))
        try:
            refuse_synced(self.path)
        except WorkbookError as refused:
            says, _, fix = refused.says.rpartition(". ")
            snapshot.notices.append(Notice(refused.code, f"{says}.", fix, stops=True))
        return snapshot

    def _people_saved_at(self, ours: bool, in_file: datetime | None) -> datetime | None:
        if self.versions is None:
            return in_file or self._file_time()
        return (self.versions.people_saved_at() or in_file) if ours else self._file_time()

    def _file_time(self) -> datetime:
        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC)

    def _keep(self, versions: Versions, data: bytes) -> None:
        versions.keep(data, self._file_time(), self._clock())

    def publish(self, changes: Changes) -> str:
        """Everything in one atomic replacement. With nothing to write the file is not touched."""
        if changes.is_empty:
            return self.revision()
        with self._named():
            return self._publish(changes)

    def _publish(self, changes: Changes) -> str:
        data, contents = self._for_writing()
        if fingerprint(data) != changes.based_on:
            raise changed(self.path)
        _refuse_protected(contents, changes)
        from service.adapters.excel.publishing import publish_into

        with nothing_to_collect():
            new = publish_into(data, changes, self.kinds, self.tabs)
        return self._write(data, contents, new)

    def mend(self, asked: Collection[str] = ()) -> Sequence[str]:
        """Drop-downs and frozen headings back, columns asked for added. A second run writes nothing."""
        with self._named():
            data, contents = self._for_writing()
            new, did = mend_into(data, self.path, self.kinds, self.site_id, asked)
            self._write(data, contents, new)
            return did

    def install(
        self,
        kinds: Sequence[type[Row]],
        tabs: Sequence[ServiceTab],
        site_id: str,
        asked: Collection[str] = (),
    ) -> str:
        """Makes missing tabs and repairs ours. A second run writes nothing."""
        with self._named():
            data, contents = self._for_writing()
            kinds = kinds if self.role == "staff" else ()
            tabs = [tab for tab in tabs if tab.workbook == self.role]
            return self._write(data, contents, install_into(data, self.path, kinds, tabs, site_id, asked))

    def last_good(self) -> Snapshot | None:
        """The file itself, else the newest kept version that can be read."""
        kept = [version.path for version in reversed(self.versions.list())] if self.versions else []
        for path in (self.path, *kept[:_LOOKED_THROUGH]):
            with suppress(WorkbookError):
                return read_snapshot(read_bytes(path), path)
        return None

    def say_beside(self, html: str) -> None:
        """Written only when it says something new. In a folder we may not write in, the log and the e-mail must do."""
        with suppress(OSError):
            if note_beside(self.path).read_bytes() == html.encode("utf-8"):
                return
        with suppress(OSError, WorkbookError):
            refuse_synced(self.path)
            write_beside(self.path, html)

    def clear_beside(self) -> None:
        remove_beside(self.path)

    @contextmanager
    def _named(self) -> Iterator[None]:
        """What goes wrong says which workbook it was."""
        try:
            yield
        except WorkbookError as problem:
            if problem.code == "missing" and not self.path.exists():
                problem = refusal(f"missing-{self.role}", self.path)
                problem.workbook = self.role
                raise problem from None
            problem.workbook = self.role
            raise

    def _for_writing(self) -> tuple[bytes, Contents]:
        refuse_synced(self.path)
        refuse_if_open(self.path, self._clock())
        data = read_bytes(self.path)
        return data, Contents(data, self.path)

    def _write(self, data: bytes, contents: Contents, new: bytes) -> str:
        before, after = fingerprint(data), fingerprint(new)
        if new == data:
            return before
        remember = None
        if versions := self.versions:
            people = self._people_saved_at(versions.is_ours(before), saved_at(contents))
            self._keep(versions, data)
            remember = partial(versions.about_to_write, after, people)
        replace(self.path, new, before, self._clock(), remember)
        return after


def _refuse_protected(contents: Contents, changes: Changes) -> None:
    """Protection is somebody's decision: we say so, and do not write around it."""
    touched = {kind for kind, _ in changes.formulas} | {each.kind for each in changes.refs}
    touched |= {each.kind for each in changes.appends}
    titles = {place.title for place in changes.places if place.kind in touched}
    names = {content.name for content in changes.tabs}
    identities = tab_identities(contents)
    present = {identities.get(tab.title, tab.title) for tab in contents.tabs}
    if contents.tabs_are_protected and (changes.remove or changes.show or names - present):
        raise refusal("protected-tabs", contents.path)
    for tab in contents.tabs:
        is_touched = tab.title in titles or identities.get(tab.title, tab.title) in names
        if is_touched and b"sheetProtection" in (xml := contents.part(tab.part)) and scan(xml).protected:
            raise refusal("protected-sheet", contents.path, tab=tab.title)
