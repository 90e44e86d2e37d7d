"""Bands of alternating colours: both band colours must be given [D]."""

from __future__ import annotations

from tests.sheets_api import fields, formats
from tests.sheets_api.model import JSON, Sheet, invalid, new_sheet_id
from tests.sheets_api.notation import Area
from tests.sheets_api.places import area, of_area, overlap
from tests.sheets_api.requests.registry import Batch, answers


@answers("addBanding")
def add_banding(batch: Batch, arg: JSON) -> JSON:
    given = formats.kept(arg.get("bandedRange") or {})
    where = area(batch.book, given.get("range"), batch.switches)
    made = {"bandedRangeId": given.get("bandedRangeId") or new_sheet_id(), "range": of_area(where)}
    made |= {name: given[name] for name in ("rowProperties", "columnProperties") if given.get(name)}
    _check(where, made)
    where.sheet.banded.append(made)
    return {"bandedRange": made}


def _check(where: Area, made: JSON) -> None:
    banding = [made[name] for name in ("rowProperties", "columnProperties") if name in made]
    if not banding:
        raise invalid("Must specify rowProperties or columnProperties.")
    for each in banding:
        if "firstBandColorStyle" not in each or "secondBandColorStyle" not in each:
            raise invalid("firstBandColor and secondBandColor must be set.")
    block = (where.top, where.left, where.bottom, where.right)
    for other in where.sheet.banded:
        if other["bandedRangeId"] != made["bandedRangeId"] and overlap(where.sheet, other["range"], *block):
            raise invalid(
                "You cannot add alternating background colors to a range that already has alternating background colors."
            )


@answers("updateBanding")
def update_banding(batch: Batch, arg: JSON) -> None:
    mask = formats.with_twins(fields.of_update(arg, "BandedRange"))
    given = formats.kept(arg.get("bandedRange") or {})
    sheet, kept = _found(batch, given.get("bandedRangeId"))
    new = fields.update(kept, given, {name: at for name, at in mask.items() if name != "bandedRangeId"})
    where = area(batch.book, {"sheetId": sheet.sheet_id} | new["range"], batch.switches)
    new = {**new, "bandedRangeId": kept["bandedRangeId"], "range": of_area(where)}
    _check(where, new)
    kept.clear()
    kept.update(new)


@answers("deleteBanding")
def delete_banding(batch: Batch, arg: JSON) -> None:
    sheet, kept = _found(batch, arg.get("bandedRangeId"))
    sheet.banded.remove(kept)


def _found(batch: Batch, banded_id: int | None) -> tuple[Sheet, JSON]:
    for sheet in batch.book.sheets:
        for each in sheet.banded:
            if each["bandedRangeId"] == banded_id:
                return sheet, each
    raise invalid(f"No BandedRange with id: {banded_id or 0}")
