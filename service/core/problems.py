"""What we tell staff about a cell: where, what is wrong, and how to mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

MEND = "Mend"  # something will not happen, or would be counted wrongly
WORTH_A_LOOK = "Worth a look"


@dataclass(frozen=True, slots=True)
class Problem:
    """`tab` and `column` go by our names for them, whatever they are called in the file; `row` as the spreadsheet numbers it."""

    code: str
    kind: str
    tab: str
    says: str
    fix: str
    row: int | None = None
    column: str | None = None
    ref: str | None = None

    @property
    def place(self) -> str:
        """For logs: where, never what was typed."""
        return "/".join(str(part) for part in (self.tab, self.row, self.column) if part is not None)

    def as_dict(self) -> dict[str, object]:
        """The form `patient-voice check --json` prints."""
        names = ("code", "kind", "tab", "row", "column", "ref", "says", "fix")
        return {name: asdict(self)[name] for name in names}


def in_order(problems: list[Problem]) -> list[Problem]:
    """By tab, row, column, code; a problem of the whole tab comes before those of its rows."""
    return sorted(problems, key=lambda p: (p.tab, p.row or 0, p.column or "", p.code))
