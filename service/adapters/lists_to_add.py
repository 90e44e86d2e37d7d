"""A list of people left beside the staff workbook as to-add.xlsx: read, and put away once it was taken in."""

from __future__ import annotations

from collections.abc import Sequence
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
        self.path.replace(self.path.with_name(f"added {now:%Y-%m-%d %H.%M}.xlsx"))


class ListsToAdd:
    def __init__(self, folder: Path):
        self.folder = folder

    def waiting(self) -> list[str]:
        path = self.folder / NAME
        return [f"{NAME}:{path.stat().st_mtime_ns}:{path.stat().st_size}"] if path.is_file() else []

    def read(self) -> list[ListToAdd]:
        """A list that cannot be read waits: it must not stop the workbook."""
        path = self.folder / NAME
        if not path.is_file() or path.with_name(f"~${NAME}").exists():
            return []
        try:
            return [ListToAdd(path, read_snapshot(read_bytes(path), path).grids)]
        except WorkbookError:
            return []
