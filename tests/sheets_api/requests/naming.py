"""Named ranges: spreadsheet-wide, known by a number in digits."""

from __future__ import annotations

from tests.sheets_api import fields, names, references, structure
from tests.sheets_api.model import JSON, invalid, new_sheet_id
from tests.sheets_api.places import area, stored
from tests.sheets_api.requests.registry import Batch, answers


@answers("addNamedRange")
def add_named_range(batch: Batch, arg: JSON) -> JSON:
    given = arg.get("namedRange") or {}
    names.check_range_name(batch.book, given.get("name") or "")
    area(batch.book, given.get("range"), batch.switches)
    named_range_id = given.get("namedRangeId") or str(new_sheet_id())
    if any(each["namedRangeId"] == named_range_id for each in batch.book.named_ranges):
        raise invalid(f"A NamedRange with id: {named_range_id} already exists.")
    made = {"namedRangeId": named_range_id, "name": given["name"], "range": stored(given.get("range"))}
    batch.book.named_ranges.append(made)
    return {"namedRange": dict(made)}


@answers("updateNamedRange")
def update_named_range(batch: Batch, arg: JSON) -> None:
    """Formulas follow a new name."""
    mask = fields.of_update(arg, "NamedRange")
    given = arg.get("namedRange") or {}
    named = _found(batch, given.get("namedRangeId"))
    if "name" in mask or "*" in mask:
        new = given.get("name") or ""
        names.check_range_name(batch.book, new, own=named["namedRangeId"])
        old, named["name"] = named["name"], new
        structure.rewrite(batch.book, lambda text, own: references.after_name_change(text, old, new))
    if "range" in mask or "*" in mask:
        whole = fields.update(named["range"], given.get("range") or {}, mask.get("range") or {})
        area(batch.book, whole, batch.switches)
        named["range"] = stored(whole)


@answers("deleteNamedRange")
def delete_named_range(batch: Batch, arg: JSON) -> None:
    named = _found(batch, arg.get("namedRangeId"))
    batch.book.named_ranges.remove(named)
    structure.rewrite(batch.book, lambda text, own: references.after_name_change(text, named["name"], ""))


def _found(batch: Batch, named_range_id: str | None) -> JSON:
    """Words of [I:pygsheets#253]. One whose cells are gone cannot be told, nor be got at [I:gspread#1530]."""
    for each in batch.book.named_ranges:
        if each["namedRangeId"] == named_range_id and "range" in each:
            return each
    raise invalid(f"No NamedRange with id: {named_range_id or ''}")
