"""What a person does in the browser while the service works: used by /_control/edit and by tests in-process."""

from __future__ import annotations

from tests.sheets_api.model import JSON, Spreadsheet
from tests.sheets_api.switches import Switches


def edit(book: Spreadsheet, wish: JSON, switches: Switches) -> None:
    """Does one edit, in place. `wish` is {"do": <one of EDITS>, "tab": title, …}; see each function for the rest."""
    raise NotImplementedError
