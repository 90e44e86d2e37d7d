"""spreadsheets.get and :getByDataFilter: what the API tells of a whole spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping

from tests.sheets_api.model import JSON, Spreadsheet
from tests.sheets_api.switches import Switches


def get(book: Spreadsheet, query: Mapping[str, list[str]], switches: Switches) -> JSON:
    """The body of GET /v4/spreadsheets/{id}."""
    raise NotImplementedError


def get_by_data_filter(
    book: Spreadsheet, body: JSON, query: Mapping[str, list[str]], switches: Switches
) -> JSON:
    """The body of POST /v4/spreadsheets/{id}:getByDataFilter."""
    raise NotImplementedError
