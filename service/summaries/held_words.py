"""Words bound for managers that name a person: each is held back there, and is a problem here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.core.problems import MEND, Problem
from service.summaries import Source
from sheet_templates._facts import filled_rows, parts
from sheet_templates.set_up import SetUpRow

# What managers read of each tab, by letter: exactly the columns the managers' tabs print. A test prints every column.
PRINTED = {
    "A": ("what_we_will_do", "owner", "what_difference", "reason", "asking_for", "asked_of", "answer"),
    "S": ("title",),
    "Q": ("question", "choices"),
    "F": ("theme",),
}
SETTINGS_PRINTED = ("Hospital", "Service", "Theme")
FOR_NAMES = ("owner", "asked_of")  # where a colleague's name belongs
TITLES = ("Hospital", "Service")  # what Names to hide hides in quotes may well be part of these
SAYS = "These words name a person, so managers do not see them."
FIX = "Write it without the name, address or number. A word that is also a name can be left, if you like."
UNREAD_SAYS = (
    "This name cannot be read, so nobody can say which words name this person. "
    "What managers read stays as it was last written."
)
UNREAD_FIX = "Type the name again."


def names_in_words(source: Source) -> list[Problem]:
    """One problem for each cell that is held back; while a name in People cannot be read, that is the problem."""
    if source.can_screen:
        _look_at_forms(source)
        return [*_in_rows(source), *_in_set_up(source)]
    return [
        Problem("name-not-read", MEND, "People", UNREAD_SAYS, UNREAD_FIX, row.row_number, "Name", row.ref)
        for row in source.unread_names
    ]


def _in_rows(source: Source) -> Iterator[Problem]:
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


def _in_set_up(source: Source) -> Iterator[Problem]:
    for setting, rows in filled_rows(source.book[SetUpRow]).items():
        for row in rows if setting.name in SETTINGS_PRINTED else ():
            said = [part for part in parts(setting, row.value) if isinstance(part, str)]
            if setting.name in TITLES:
                held = not all(map(source.hidden.may_be_called, said))
            else:
                held = is_held_back(source, tuple(said))
            if held:
                yield Problem("names-a-person", MEND, SetUpRow.tab, SAYS, FIX, row.row_number, "Value")


def _look_at_forms(source: Source) -> None:
    """Questions as they were asked, which managers read at closing: looked at from the first, so that it is known by then
    whom they name, even if her row is gone. What they say now is a problem of its row in Questions."""
    for answers in source.answers.values():
        for form in answers.forms.values():
            for question in form.questions:
                is_held_back(source, (question.text, *question.choices))


def is_held_back(source: Source, typed: Any, staff_pass: bool = False) -> bool:
    """True if this text, or one of several in a cell, names somebody."""
    texts = typed if isinstance(typed, tuple) else (typed,)
    held = [source.hidden.names_somebody(text, staff_pass) for text in texts if isinstance(text, str)]
    return any(held)  # after all were looked at: each is kept in mind
