"""What the contract asks of a kind of workbook beside its port: a workbook to begin with, a person's hands, and eyes.

A third port needs one more class like those of on_excel.py and on_google.py, and its name in HARNESSES (conftest.py).
"""

from contextlib import AbstractContextManager
from typing import Any, Protocol

from service.core.changes import Workbook

SITE = "elm"


class Hands(Protocol):
    """One site's two workbooks of one kind, empty but for a first tab `Sheet1` nobody has used.

    Rows count from 1, columns are letters, a cell is `B3`; each method is one thing a person does, and saves.
    """

    name: str
    longest: int  # characters one cell holds
    hands_are_others: bool  # False where whoever types is, to the program, the service itself
    staff: Workbook
    managers: Workbook

    def anew(self, role: str = "staff") -> Workbook:
        """The port as another process has it: with what is kept for the next cycle, and nothing else."""

    def settle(self) -> None:
        """What people typed is known to whoever asks for the revision (Drive is late; a file is not)."""

    def nothing_written(self) -> AbstractContextManager[None]:
        """Fails where something is written into either workbook inside."""

    # Hands, in the staff workbook

    def at_work(self) -> AbstractContextManager[None]:
        """Several things done before one save, where there is saving."""

    def type(self, tab: str, cell: str, text: str) -> None:
        """Read as the program reads what is typed: 12/3/2026 a day, 7 a number, TRUE, =1/0 an error; '0042 a text."""

    def put(self, tab: str, cell: str, *lines: list[Any]) -> None:
        """Values with their types, as a copy from another workbook brings them. Formats and rules there stay."""

    def paste(self, tab: str, cell: str, *lines: list[str]) -> None:
        """From another program: values, formats and drop-downs of the cells are overwritten."""

    def clear(self, tab: str, block: str) -> None: ...

    def note(self, tab: str, cell: str, text: str) -> None: ...

    def sort(self, tab: str, column: str, headings: int = 1, descending: bool = False) -> None:
        """The whole tab; 0 headings: the heading row is sorted with the rest, as when she has marked too much."""

    def insert(self, tab: str, where: int | str) -> None:
        """An empty row (number) or column (letter) before this one."""

    def delete(self, tab: str, where: int | str) -> None: ...

    def move(self, tab: str, where: int | str, to: int | str) -> None:
        """A row or column before another, numbered as before the move."""

    def add_tab(self, title: str) -> None: ...

    def rename_tab(self, title: str, to: str) -> None: ...

    def delete_tab(self, title: str) -> None: ...

    def hide_tab(self, title: str, hidden: bool = True) -> None: ...

    # Eyes

    def rows(self, tab: str, role: str = "staff") -> list[list[Any]]:
        """What stands there as it is shown, formulas calculated, without empty cells and rows at the ends."""

    def note_at(self, tab: str, cell: str) -> str: ...

    def drop_down(self, tab: str, cell: str) -> list[str]:
        """What a person may choose there; [] without a drop-down."""

    def titles(self, role: str = "staff", hidden: bool | None = None) -> list[str]:
        """Tabs in their order: all, or only those that are (not) hidden."""

    def frozen(self, tab: str) -> tuple[int, int]:
        """Rows and columns that stay in sight."""

    def charts(self, tab: str, role: str = "staff") -> list[tuple[str, str]]:
        """(title, text alternative) of each."""


def trimmed(rows: Any) -> list[list[Any]]:
    """Without what is empty at the ends."""
    rows = [list(row) for row in rows]
    for row in rows:
        while row and row[-1] in (None, ""):
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows
