"""Puts a nightly copy back in the ledger's place: whole, checked, and never under a running service."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from service.ledger.errors import OUTSIDE_FAILED, WRONG_USE, LedgerError

# What SQLite leaves beside a ledger whose process was killed. It would be played back onto whatever file stands there next.
BESIDE = ("-wal", "-shm", "-journal")


def copies(folder: Path) -> Sequence[Path]:
    """The nightly copies, newest first, then ledgers that such a copy took the place of."""
    return [
        found
        for kind in ("ledger", "replaced")
        for found in sorted(folder.glob(f"{kind}-*.sqlite3"), reverse=True)
    ]


def restore(copy: Path, ledger: Path, kept: Path) -> bool:
    """The copy becomes the ledger; what stood there goes to `kept`. False: nothing stood there.

    Refused with a LedgerError, and nothing moved: a copy that is damaged, a ledger that some process has open.
    """
    _refuse_damaged(copy)
    stood = ledger.exists()
    if stood:
        _close_for_good(ledger)
    unfinished = ledger.with_name(f".{ledger.name}.part")
    try:
        shutil.copyfile(copy, unfinished)
        _like(unfinished, ledger if stood else copy)
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        if stood:
            _keep(ledger, kept)
        for end in BESIDE:
            ledger.with_name(ledger.name + end).unlink(missing_ok=True)
        os.replace(unfinished, ledger)
    finally:
        unfinished.unlink(missing_ok=True)
    return stood


def _refuse_damaged(copy: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro", uri=True)) as conn:
            [(said,)] = conn.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.Error:
        said = "unreadable"
    if said != "ok":
        raise LedgerError(
            f"{copy.name} is damaged, so we leave the ledger as it is. Choose another.", WRONG_USE
        )


def _close_for_good(ledger: Path) -> None:
    """Takes in what a killed process left beside it. Only one who is alone with the file can leave WAL mode."""
    try:
        with closing(sqlite3.connect(ledger, timeout=2)) as conn:
            conn.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.DatabaseError as problem:
        if getattr(problem, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            says = "Something still uses the ledger. Stop patient-voice serve and clock, and try again."
            raise LedgerError(says, OUTSIDE_FAILED) from None
        # Damaged beyond opening: that is why a copy is wanted. It is kept as it is.


def _keep(ledger: Path, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ledger, kept)
    kept.chmod(0o600)


def _like(made: Path, pattern: Path) -> None:
    there = pattern.stat()
    made.chmod(there.st_mode & 0o777)
    if hasattr(os, "chown"):
        os.chown(made, there.st_uid, there.st_gid)
