"""What `doctor` can tell of a workbook kept as a file. It reads, and changes nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from service.adapters.excel.contents import Contents
from service.adapters.excel.installing import mend_into
from service.adapters.excel.reading import fingerprint, read_snapshot, saved_at
from service.adapters.excel.refusing import read_bytes, refuse_same_folder
from service.adapters.excel.safety import locked_by
from service.adapters.excel.scanning import scan
from service.adapters.excel.synced import refuse_synced
from service.adapters.excel.versions import Versions
from service.core.findings import Finding, look, mend, ok
from service.core.grids import Grid
from service.core.rows import Row

NAMES = {"staff": "The staff workbook", "managers": "The managers' workbook"}
_ROOM = 1024**3  # bytes: a year of versions of a full workbook is about half of it


@dataclass(frozen=True)
class Examined:
    """One workbook as last saved."""

    role: str
    path: Path
    data: bytes
    grids: Sequence[Grid]
    site_id: str | None


def examine(path: Path, role: str) -> Examined:
    """A WorkbookError where it cannot be read: protected by a password, signed, damaged, not there."""
    data = read_bytes(path)
    snapshot = read_snapshot(data, path)
    return Examined(role, path, data, snapshot.grids, snapshot.site_id)


def folder(staff: Path, managers: Path, role: str) -> Finding:
    """A WorkbookError where it is of a kind we do not write in."""
    path = staff if role == "staff" else managers
    refuse_same_folder(staff, managers)
    refuse_synced(path)
    if path.parent.is_dir() and not os.access(path.parent, os.W_OK):
        return mend(
            f"We may not write in the folder of {path.name}.", "Let the service's account make files there."
        )
    return ok(f"The folder of {path.name} is an ordinary one, and we may write there.")


def who_has_it(examined: Examined, now: datetime) -> Finding:
    name = NAMES[examined.role]
    owner = locked_by(examined.path, now)
    if owner is None:
        return ok(f"{name} is closed, so we may write in it.")
    return look(
        f"{name} is open at {owner}'s, so what we have to write waits.", "Ask them to save and close it."
    )


def protection(examined: Examined) -> Iterator[Finding]:
    """Somebody's decision, which we obey as far as it reaches."""
    contents, name = Contents(examined.data, examined.path), NAMES[examined.role]
    shut = sum(
        b"sheetProtection" in (xml := contents.part(tab.part)) and bool(scan(xml).protected)
        for tab in contents.tabs
    )
    if contents.tabs_are_protected:
        yield look(
            f"The tabs of {examined.path.name} are protected, so none can be added or shown.",
            "Remove that in Excel (Review, Protect Workbook), and save.",
        )
    if shut:
        yield look(
            f"Protected tabs of {examined.path.name}: {shut}. We cannot write in them.",
            "Remove that in Excel (Review, Unprotect Sheet), and save.",
        )
    if not shut and not contents.tabs_are_protected:
        yield ok(f"{name} can be read and written: it is neither protected nor signed.")


def people_saved_at(examined: Examined, versions: Path, site_id: str) -> datetime:
    """When somebody other than us last saved it."""
    kept = Versions(versions, site_id, examined.role)
    in_file = datetime.fromtimestamp(examined.path.stat().st_mtime, UTC)
    if kept.is_ours(fingerprint(examined.data)):
        return kept.people_saved_at() or saved_at(Contents(examined.data, examined.path)) or in_file
    return in_file


def would_mend(
    examined: Examined, kinds: Sequence[type[Row]], site_id: str, asked: set[str]
) -> Sequence[str]:
    """The nightly repair without its write: what it would do, a sentence each."""
    return mend_into(examined.data, examined.path, kinds, site_id, asked)[1]


def versions_folder(folder: Path) -> Finding:
    """Where dated copies go, or the folder in which it will be made."""
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not os.access(there, os.W_OK):
        return mend(
            f"We may not write in {folder}, and without dated copies nothing is written in a workbook.",
            "Let the service's account write there, or change versions_dir.",
        )
    free = shutil.disk_usage(there).free
    says = f"Dated copies are kept in {folder}, with {free / 1024**3:,.0f} GB free."
    return ok(says) if free > _ROOM else look(says, "Make room on that disk.")
