"""Dated copies of a workbook, kept with the ledger: what staff restore when something went wrong in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from service.adapters.excel.reading import fingerprint
from service.adapters.excel.refusing import open_package, read_bytes
from service.adapters.excel.safety import refuse_if_open, remove_leftovers, replace, write_new

# All of the newest, so that a mistake and what was before it are both there however fast they came;
# then one for each ten minutes of two days, each day of five weeks, each week of a year: about 380 at most.
ALWAYS_KEPT = 20
_THINNED = (
    (timedelta(hours=48), "%Y%m%d%H%M"),
    (timedelta(days=35), "%Y%m%d"),
    (timedelta(days=366), "%G%V"),
)
_OUR_LAST = 5  # writes remembered as ours
_NAME = re.compile(r"(.+)-(staff|managers)-(\d{8}T\d{6}Z)-([0-9a-f]{8})\.xlsx")


@dataclass(frozen=True, slots=True)
class Version:
    """One copy: the file, when that state was saved, and the beginning of its fingerprint."""

    path: Path
    saved_at: datetime
    mark: str


class Versions:
    """The copies of one workbook of one site, in one folder."""

    def __init__(self, folder: Path, site: str, role: str):
        self.folder, self.role = folder, role
        self.site = re.sub(r"[^\w-]", "_", site)

    def list(self) -> list[Version]:
        """Oldest first."""
        found = []
        for path in self.folder.glob(f"*-{self.role}-*.xlsx") if self.folder.is_dir() else ():
            match = _NAME.fullmatch(path.name)
            if match and match[1] == self.site:
                saved_at = datetime.strptime(match[3], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
                with suppress(FileNotFoundError):  # thinned just now, by another process
                    found.append((path.stat().st_mtime_ns, Version(path, saved_at, match[4])))
        return [version for _, version in sorted(found, key=lambda each: (each[1].saved_at, each[0]))]

    def keep(self, data: bytes, saved_at: datetime, now: datetime) -> Path | None:
        """Keeps this state, unless it is the newest already. Old ones are thinned."""
        mark, kept = fingerprint(data).partition("-")[2][:8], self.list()
        if kept and kept[-1].mark == mark:
            return None
        stamp = min(saved_at, now).astimezone(UTC)
        if (
            kept and stamp < kept[-1].saved_at <= now
        ):  # a file put back keeps its old time; the order here is of what we saw
            stamp = kept[-1].saved_at
        path = self.folder / f"{self.site}-{self.role}-{stamp:%Y%m%dT%H%M%SZ}-{mark}.xlsx"
        self._make_folder()
        remove_leftovers(self.folder)
        write_new(path, data)
        path.chmod(0o600)  # it holds what the workbook holds, and only restoring needs it
        for version in to_thin([*kept, Version(path, stamp, mark)], now):
            version.path.unlink(missing_ok=True)
        return path

    def _make_folder(self) -> None:
        if not self.folder.is_dir():
            self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.mkdir(mode=0o700, exist_ok=True)

    # Which states we wrote ourselves, so that somebody else's save can be told from ours.

    @property
    def _record(self) -> Path:
        return self.folder / f"{self.site}-{self.role}.json"

    def _recorded(self) -> dict[str, Any]:
        try:
            read = json.loads(self._record.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return read if isinstance(read, dict) else {}

    def is_ours(self, revision: str) -> bool:
        """True when we wrote this state, and nobody has saved since."""
        return revision in self._recorded().get("ours", ())

    def people_saved_at(self) -> datetime | None:
        """When somebody other than us last saved, as far as our own last write knew."""
        written = self._recorded().get("saved_at")
        return datetime.fromisoformat(written) if isinstance(written, str) else None

    def about_to_write(self, revision: str, saved_at: datetime | None) -> None:
        """Remembered before the write: killed in between, our own write must not be taken for somebody's save."""
        ours = [*self._recorded().get("ours", ()), revision][-_OUR_LAST:]
        self._make_folder()
        record = {"ours": ours, "saved_at": saved_at.isoformat() if saved_at else None}
        write_new(self._record, json.dumps(record).encode())


def to_thin(versions: Iterable[Version], now: datetime) -> list[Version]:
    """Those no longer needed. Copies from the future are kept: a clock may have jumped."""
    newest_first = sorted(versions, key=lambda version: version.saved_at, reverse=True)
    seen: set[tuple[str, str]] = set()
    unneeded = []
    for version in newest_first[ALWAYS_KEPT:]:
        age = now - version.saved_at
        pattern = next((pattern for limit, pattern in _THINNED if age <= limit), None)
        # %M cut to its first figure makes the ten minutes.
        stamp = "" if pattern is None else version.saved_at.strftime(pattern)
        period = (pattern or "", stamp[:-1] if pattern == _THINNED[0][1] else stamp)
        if age >= timedelta(0) and (pattern is None or period in seen):
            unneeded.append(version)
        seen.add(period)
    return unneeded


def restore(version: Version, path: Path, versions: Versions, now: datetime) -> None:
    """Puts a copy back in the workbook's place. What stands there now is kept as a version first."""
    data = read_bytes(version.path)
    open_package(data, version.path)
    if not path.exists():
        write_new(path, data)
        return
    refuse_if_open(path, now)
    present = read_bytes(path)
    versions.keep(present, datetime.fromtimestamp(path.stat().st_mtime, UTC), now)
    replace(path, data, fingerprint(present), now)
