"""What can go wrong between us and Google, and the sentence that tells people what to do about each."""

from __future__ import annotations

from service.core.changes import WorkbookError


class FateUnknown(WorkbookError):
    """A write was sent and no answer came: it may have landed. Read before writing it again."""
