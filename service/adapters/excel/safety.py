"""Replacing a workbook that other people use: is it open, did it change, and all of it or none of it."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from service.adapters.excel.reading import fingerprint_of, fingerprint_of_open
from service.adapters.excel.refusing import REFUSALS, refusal
from service.core.changes import ChangedSinceRead, WorkbookError

if sys.platform == "win32":
    import ctypes
else:
    import fcntl

STALE_AFTER = timedelta(
    days=1
)  # a lock file this old was left by a crash, if nothing else holds the workbook
_LEFT_OVER_AFTER = 600  # seconds: a write of ours takes less than one
_TEMPORARY = ".~pv-"
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_HELD = {errno.EACCES, errno.EAGAIN, errno.EBUSY, errno.ETXTBSY, errno.EPERM, errno.EDEADLK}
_NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}


def lock_files(path: Path) -> list[Path]:
    """Those Excel and LibreOffice lay beside a workbook they have open."""
    return [path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")]


def locked_by(path: Path, now: datetime) -> str | None:
    """Who has the workbook open, as they call themselves there: for staff to read, never for a log. None when nobody has."""
    for lock in lock_files(path):
        try:
            made = lock.stat().st_mtime
        except OSError:
            continue
        if now.timestamp() - made < STALE_AFTER.total_seconds() or not _opens_alone(path):
            return _owner(lock) or "somebody"
    return None if _opens_alone(path) else "somebody"


def _owner(lock: Path) -> str:
    try:
        written = lock.read_bytes()[:1024]
    except OSError:  # Excel on Windows holds it
        return ""
    if lock.name.startswith("~$"):
        # A length and the name in the system's own letters, then from byte 55 a length and the name in UTF-16.
        length = int.from_bytes(written[55:57], "little")
        name = written[57 : 57 + 2 * length].decode("utf-16-le", "replace")
        return (
            name.strip(" \0") or written[1 : 1 + written[0]].decode("cp1252", "replace").strip()
            if written
            else ""
        )
    return written.decode("utf-8", "replace").split(",")[0].strip()


def _opens_alone(path: Path) -> bool:
    try:
        with held(path):
            return True
    except WorkbookError as problem:
        return problem.code != "in-use"
    except OSError:
        return True  # gone, or not ours to open: reading and writing say so themselves


@contextlib.contextmanager
def held(path: Path) -> Iterator[io.BufferedReader | None]:
    """Holds the workbook for us alone where the system can, and gives it open; raises when another program has it.

    Until the end nothing may open and close it a second time: on POSIX that lets go of the lock.
    """
    try:
        file = cast(io.BufferedReader, path.open("r+b"))
    except PermissionError as problem:
        if path.exists() and not os.access(path, os.W_OK):
            raise refusal("read-only", path) from problem
        raise refusal("in-use", path) from problem
    except OSError as problem:
        if problem.errno == errno.EROFS:
            raise refusal("read-only", path) from problem
        if problem.errno in _HELD:
            raise refusal("in-use", path) from problem
        raise
    with file:
        if sys.platform == "win32":
            file.close()  # opening it was the question: an open file of ours could not be replaced there
            yield None
        else:
            _lock(file.fileno(), path)
            yield file


def _lock(descriptor: int, path: Path) -> None:
    if sys.platform != "win32":
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            if problem.errno not in _NO_LOCKS:
                raise refusal("in-use", path) from problem


def refuse_if_open(path: Path, now: datetime) -> None:
    """Raises WorkbookBusy while somebody has the workbook open. The sentence does not say who: it may be logged."""
    if any(_is_fresh(lock, now) for lock in lock_files(path)):
        raise refusal("open-elsewhere", path)
    with held(path):
        pass


def _is_fresh(lock: Path, now: datetime) -> bool:
    try:
        return now.timestamp() - lock.stat().st_mtime < STALE_AFTER.total_seconds()
    except OSError:
        return False


def replace(
    path: Path, data: bytes, based_on: str, now: datetime, just_before: Callable[[], None] | None = None
) -> None:
    """Puts `data` in the workbook's place, at once and wholly, if it is still what `based_on` was and nobody has it open.

    `just_before` is called when nothing but the last look and the replacing is left to do, by one process at a time.
    """
    path = path.resolve()  # a link stays a link
    remove_leftovers(path)
    try:
        refuse_if_open(path, now)
        with held(path) as file:
            temporary = _written_beside(path, data)
            try:
                _keep_rights(path, temporary)
                if just_before:
                    just_before()
                if any(_is_fresh(lock, now) for lock in lock_files(path)):
                    raise refusal("open-elsewhere", path)
                if not _is_still(path, file, based_on):  # the last thing asked: a save after it is lost
                    raise changed(path)
                _swap(temporary, path)
            finally:
                temporary.unlink(missing_ok=True)
    except OSError as problem:
        raise _failed(problem, path) from problem


def _is_still(path: Path, file: io.BufferedReader | None, based_on: str) -> bool:
    if file is None:
        return fingerprint_of(path) == based_on
    is_there = os.path.samestat(path.stat(), os.fstat(file.fileno()))  # else another was put in its place
    return is_there and fingerprint_of_open(file) == based_on


def changed(path: Path) -> ChangedSinceRead:
    return ChangedSinceRead(REFUSALS["changed"].format(name=path.name), "changed")


def write_new(path: Path, data: bytes) -> None:
    """A file that is not there yet, or one of ours that nobody edits: wholly or not at all."""
    try:
        temporary = _written_beside(path, data)
        try:
            temporary.chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o666 & ~_umask())
            _swap(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as problem:
        raise _failed(problem, path) from problem


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _written_beside(path: Path, data: bytes) -> Path:
    """In the same folder, since a file can be renamed into place only within one file system."""
    try:
        descriptor, name = tempfile.mkstemp(
            prefix=f"{_TEMPORARY}{path.name}-", suffix=".tmp", dir=path.parent
        )
    except PermissionError as problem:
        raise refusal("read-only-folder", path) from problem
    except OSError as problem:
        if problem.errno == errno.EROFS:
            raise refusal("read-only-folder", path) from problem
        raise
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _keep_rights(path: Path, temporary: Path) -> None:
    """Owner, group, mode and access list: without them nobody else could open the workbook afterwards."""
    if sys.platform == "win32":
        return  # ReplaceFile keeps them
    old = path.stat()
    for owner, group in ((old.st_uid, old.st_gid), (-1, old.st_gid)):
        try:
            os.chown(temporary, owner, group)
            break
        except PermissionError:
            continue
    temporary.chmod(old.st_mode & 0o7777)
    access_kept = _copy_attributes(path, temporary)
    new = temporary.stat()
    owner_matters = new.st_uid != old.st_uid and (old.st_mode >> 6 & 6) & ~(old.st_mode >> 3 & 6)
    if new.st_gid != old.st_gid or owner_matters or not access_kept:
        raise refusal("owner-not-kept", path)


def _copy_attributes(path: Path, temporary: Path) -> bool:
    """Access lists and whatever else hangs on the file. False when an access list could not be carried over."""
    if sys.platform != "linux":
        return True
    try:
        names = os.listxattr(path)
    except OSError:
        return True
    kept = True
    for name in names:
        try:
            os.setxattr(temporary, name, os.getxattr(path, name))
        except OSError:
            kept = kept and "acl" not in name
    for name in os.listxattr(temporary):
        if "acl" in name and name not in names:  # the folder's, given to every new file
            os.removexattr(temporary, name)
    return kept


def _swap(temporary: Path, path: Path) -> None:
    if sys.platform == "win32":
        _swap_on_windows(temporary, path)
        return
    os.replace(temporary, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    except OSError as problem:
        if problem.errno not in (
            errno.EINVAL,
            errno.ENOTSUP,
        ):  # some shares cannot; the rename itself is done
            raise
    finally:
        os.close(folder)


def _swap_on_windows(temporary: Path, path: Path) -> None:
    """ReplaceFile keeps access lists, which a rename loses. A virus scanner may hold the file for a moment: try again."""
    if sys.platform == "win32":
        for pause in (0.1, 0.5, 2.0, 0.0):
            if not path.exists():
                os.replace(temporary, path)
                return
            if ctypes.windll.kernel32.ReplaceFileW(str(path), str(temporary), None, 0, None, None):
                return
            time.sleep(pause)
        raise refusal("in-use", path)


def _failed(problem: OSError, path: Path) -> WorkbookError:
    if problem.errno in _FULL:
        return refusal("disk-full", path)
    if problem.errno == errno.ENOENT:
        return refusal("missing", path)
    if problem.errno in (errno.EBUSY, errno.ETXTBSY):
        return refusal("in-use", path)
    problem_told = refusal("write-failed", path)
    problem_told.may_have_landed = True  # a share may report a fault of what it did all the same
    return problem_told


def remove_leftovers(path: Path) -> int:
    """Temporary files that a killed write of ours left beside this workbook; of a folder, all in it. Gives how many."""
    is_folder, removed = path.is_dir(), 0
    beginning = _TEMPORARY if is_folder else f"{_TEMPORARY}{path.name}-"
    try:
        folder = path if is_folder else path.parent
        found = [entry for entry in os.scandir(folder) if entry.name.startswith(beginning)]
        newest = time.time() - _LEFT_OVER_AFTER  # the file system's own clock, not the service's
        for entry in found:
            if entry.stat().st_mtime < newest:
                Path(entry.path).unlink(missing_ok=True)
                removed += 1
    except OSError:
        return removed  # they are in nobody's way
    return removed


def note_beside(path: Path) -> Path:
    """Where staff are told what needs doing while their workbook cannot be written."""
    return path.with_name(f"{path.stem} – what needs doing.html")


def write_beside(path: Path, html: str) -> Path:
    """The page that stands in for Today while the workbook is open elsewhere. Rights are the workbook's own."""
    note = note_beside(path)
    write_new(note, html.encode("utf-8"))
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            _keep_rights(path, note)
    return note


def remove_beside(path: Path) -> None:
    """Once the workbook is written again the page would only mislead."""
    with contextlib.suppress(OSError):
        note_beside(path).unlink(missing_ok=True)
