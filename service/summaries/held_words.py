"""Words bound for managers that name a person: each is held back there, and is a problem here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.core.problems import MEND, Problem
from service.summaries import Source

# What managers read of each tab, by letter: exactly the columns the managers' tabs print.
PRINTED = {
    "A": ("what_we_will_do", "owner", "what_difference", "reason", "asking_for", "asked_of", "answer"),
    "S": ("title",),
    "Q": ("question", "choices"),
    "H": ("not_now_because",),
}
FOR_NAMES = ("owner", "asked_of")  # where a colleague's name belongs
SAYS = "These words name a person, so managers do not see them."
FIX = "Write it without the name, address or number. A word that is also a name can be left, if you like."


def names_in_words(source: Source) -> list[Problem]:
    """One problem for each cell that is held back. None while People cannot be read: that is a problem of its own."""
    return list(_found(source)) if source.can_screen else []


def _found(source: Source) -> Iterator[Problem]:
    for letter, columns in PRINTED.items():
        kind = source.book.kind(letter)
        for row in source.book.rows(letter) if kind else ():
            for name in columns:
                if is_held_back(source, row.__dict__.get(name), staff_pass=name in FOR_NAMES):
                    assert kind is not None
                    heading = kind.columns[name].heading
                    yield Problem(
                        "names-a-person", MEND, kind.tab, SAYS, FIX, row.row_number, heading, row.ref
                    )


def is_held_back(source: Source, typed: Any, staff_pass: bool = False) -> bool:
    return isinstance(typed, str) and source.hidden.names_somebody(typed, staff_pass)
