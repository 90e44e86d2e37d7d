"""What can go wrong with the ledger, each with a sentence that says what to do and no value anybody typed."""

from __future__ import annotations

WRONG_USE, OUTSIDE_FAILED = 2, 3  # exit codes, DESIGN §10


class LedgerError(Exception):
    """The ledger cannot be opened, read or written. `says` is for people."""

    def __init__(self, says: str, exit_code: int = OUTSIDE_FAILED):
        super().__init__(says)
        self.says, self.exit_code = says, exit_code


class AlreadyAnswered(LedgerError):
    """A personal link was used again with another form-side key: the first answer stands."""

    def __init__(self) -> None:
        super().__init__("This link has already been used to answer.", WRONG_USE)


class NotOpen(LedgerError):
    """The form takes no answers now: it closed, or was shut, while this one was on its way."""

    def __init__(self, key: str):
        super().__init__(f"Form {key} takes no answers now.", WRONG_USE)


class FrozenForm(LedgerError):
    """Somebody has answered this version, so its questions stay as they are: put the change as a new version."""

    def __init__(self, key: str, version: int):
        super().__init__(
            f"Version {version} of {key} has answers. A change to its questions needs a new version.",
            WRONG_USE,
        )


class UnknownForm(LedgerError):
    """An answer to a form, or a version of one, that was never put."""

    def __init__(self, key: str, version: int):
        super().__init__(
            f"There is no version {version} of form {key} in the ledger. Put the form first.", WRONG_USE
        )
