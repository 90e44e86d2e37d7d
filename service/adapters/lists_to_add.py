"""A list of people left beside the staff workbook as to-add.xlsx: read, and put away once it was taken in."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
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
    mark: str  # of the state that was read

    def put_away(self, now: datetime) -> None:
        """Renamed, so that it is not read again and can still be looked at."""
        with suppress(OSError):  # held by a program, or gone: read again it adds nobody twice
            if (
                mark_of(self.path) == self.mark
            ):  # else another list was left meanwhile, which waits for its turn
                self.path.rename(self._unused_name(now))

    def _unused_name(self, now: datetime) -> Path:
        first = self.path.with_name(f"added {now:%Y-%m-%d %H.%M}.xlsx")
        others = (first.with_name(f"{first.stem} {number}.xlsx") for number in count(2))
        return first if not first.exists() else next(path for path in others if not path.exists())


def mark_of(path: Path) -> str:
    found = path.stat()
    return f"{NAME}:{found.st_mtime_ns}:{found.st_size}"


class ListsToAdd:
    def __init__(self, folder: Path):
        self.folder = folder
        self.refused: list[str] = []  # by the last read: sentences for Today

    def waiting(self) -> list[str]:
        path = self.folder / NAME
        try:
            return [mark_of(path)] if path.is_file() else []
        except OSError:
            return []

    def read(self) -> list[ListToAdd]:
        """A list that cannot be read waits: it must not stop the workbook."""
        path = self.folder / NAME
        self.refused = []
        if not path.is_file() or path.with_name(f"~${NAME}").exists():
            return []
        try:
            mark = mark_of(path)
            return [ListToAdd(path, read_snapshot(read_bytes(path), path).grids, mark)]
        except WorkbookError as problem:
            self.refused = [f"A list was left for us to take in, but {problem.says}"]
            return []
