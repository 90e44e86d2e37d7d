"""A list of people left beside the staff workbook as to-add.xlsx: read, and put away once it was taken in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from service.adapters.excel.reading import read_snapshot
from service.adapters.excel.refusing import read_bytes
from service.core.changes import WorkbookError
from service.core.grids import Grid

NAME = "to-add.xlsx"


@dataclass(frozen=True)
class ListToAdd:
    path: Path
    grids: Sequence[Grid]

    def put_away(self, now: datetime) -> None:
        """Renamed, so that it is not read again and can still be looked at."""
        with suppress(OSError):  # held by a program, or gone: read again it adds nobody twice
            self.path.replace(self.path.with_name(f"added {now:%Y-%m-%d %H.%M}.xlsx"))


class ListsToAdd:
    def __init__(self, folder: Path):
        self.folder = folder
        self.refused: list[str] = []  # by the last read: sentences for Today

    def waiting(self) -> list[str]:
        path = self.folder / NAME
        try:
            found = path.stat()
        except OSError:
            return []
        return [f"{NAME}:{found.st_mtime_ns}:{found.st_size}"] if path.is_file() else []

    def read(self) -> list[ListToAdd]:
        """A list that cannot be read waits: it must not stop the workbook."""
        path = self.folder / NAME
        self.refused = []
        if not path.is_file() or path.with_name(f"~${NAME}").exists():
            return []
        try:
            return [ListToAdd(path, read_snapshot(read_bytes(path), path).grids)]
        except WorkbookError as problem:
            self.refused = [f"A list was left for us to take in, but {problem.says}"]
            return []
