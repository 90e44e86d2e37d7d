"""CellData of the API and the cells of the model: what a request puts into a cell, by its mask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.sheets_api import fields, formats
from tests.sheets_api.fields import ALL, Mask
from tests.sheets_api.model import EMPTY, JSON, Cell, Entered, Formula, invalid

CHARACTER_LIMIT = 50_000
_OURS = ("userEnteredValue", "userEnteredFormat", "note", "dataValidation", "textFormatRuns")
# Read-only parts and parts we keep nothing of (pivot tables, chips): a mask may name them, nothing happens.

Put = Callable[[Cell], Cell]


def entered(value: JSON | None) -> Entered:
    """What an ExtendedValue enters. An empty text is an empty cell; a formula needs its own field [D]."""
    if not value:
        return None
    if len(value) > 1:
        value = {name: given for name, given in value.items() if given is not None}
        if len(value) > 1:
            raise invalid("Only one value may be set in a userEnteredValue.")
        if not value:
            return None
    ((kind, given),) = value.items()
    if given is None:
        return None
    if kind == "stringValue":
        _check_length(given)
        return given or None
    if kind == "numberValue":
        return given if isinstance(given, int | float) and not isinstance(given, bool) else float(given)
    if kind == "formulaValue":
        if not given.startswith("="):
            raise invalid(f"Invalid formula: {given}")
        _check_length(given)
        return Formula(given)
    if kind == "boolValue":
        return bool(given)
    raise invalid("An errorValue cannot be entered.")


def _check_length(text: str) -> None:
    if len(text) > CHARACTER_LIMIT:
        raise invalid(
            f"Your input contains more than the maximum of {CHARACTER_LIMIT} characters in a single cell."
        )


def masked(mask: Mask) -> Mask:
    """The mask of an updateCells, made ready once for many cells."""
    if not mask or ALL in mask:
        return {name: {} for name in _OURS}
    return formats.with_twins({name: at for name, at in mask.items() if name in _OURS})


def putting(data: Mapping[str, Any], mask: Mask) -> Put:
    """What writes this CellData into a cell, by a mask made with masked(). Read once, used for many cells."""
    changes: dict[str, Any] = {}
    if "userEnteredValue" in mask:
        changes["value"] = entered(data.get("userEnteredValue"))
    if "note" in mask:
        changes["note"] = data.get("note") or ""
    if "dataValidation" in mask:
        changes["validation"] = data.get("dataValidation")
    if "textFormatRuns" in mask:
        changes["runs"] = tuple(formats.kept(data.get("textFormatRuns") or []))
    at = mask.get("userEnteredFormat")
    if at is None:
        return lambda cell: _replaced(cell, changes)
    given = formats.kept(data.get("userEnteredFormat") or {})
    remembered: dict[
        int, tuple[Mapping[str, Any], JSON]
    ] = {}  # cells share their formats; so do the new ones

    def put(cell: Cell) -> Cell:
        known = remembered.get(id(cell.format))
        if known is None:
            known = remembered[id(cell.format)] = (cell.format, fields.update(cell.format, given, at))
        return _replaced(cell, {**changes, "format": known[1]})

    return put


def _replaced(cell: Cell, changes: dict[str, Any]) -> Cell:
    made = Cell(
        changes.get("value", cell.value),
        changes.get("format", cell.format),
        changes.get("note", cell.note),
        changes.get("validation", cell.validation),
        changes.get("runs", cell.runs),
    )
    return EMPTY if made == EMPTY else made
