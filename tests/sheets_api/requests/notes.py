"""Developer metadata: keys need not be unique, numbers are; it moves with its row, column or tab [D]."""

from __future__ import annotations

from tests.sheets_api import fields, metadata
from tests.sheets_api.model import JSON, invalid, new_sheet_id
from tests.sheets_api.requests.registry import Batch, answers

VISIBILITIES = ("DOCUMENT", "PROJECT")


@answers("createDeveloperMetadata")
def create_metadata(batch: Batch, arg: JSON) -> JSON:
    given = arg.get("developerMetadata") or {}
    metadata_id = given.get("metadataId") or new_sheet_id()
    taken = any(each["metadataId"] == metadata_id for each in batch.book.developer_metadata)
    if taken and not batch.switches.metadata_numbers_unique:
        metadata_id = new_sheet_id()
    elif taken:
        raise invalid(f"Developer metadata with id {metadata_id} already exists.")
    made: JSON = {"metadataId": metadata_id, "metadataKey": given.get("metadataKey") or ""}
    if given.get("metadataValue") is not None:
        made["metadataValue"] = given["metadataValue"]
    made["location"] = metadata.location(batch.book, given.get("location"))
    made["visibility"] = given.get("visibility")
    _check(made)
    batch.book.developer_metadata.append(made)
    return {"developerMetadata": dict(made)}


def _check(made: JSON) -> None:
    if not made["metadataKey"]:
        raise invalid("Developer metadata must have a key.")
    if made["visibility"] not in VISIBILITIES:
        raise invalid("Developer metadata must have a visibility.")


@answers("updateDeveloperMetadata")
def update_metadata(batch: Batch, arg: JSON) -> JSON:
    """All that the filters match are given the same new parts [D]."""
    mask = fields.of_update(arg, "DeveloperMetadata")
    given = dict(arg.get("developerMetadata") or {})
    if "location" in mask:
        given["location"] = metadata.location(batch.book, given.get("location"))
        mask = {**mask, "location": {}}
    matched = _matched(batch, arg.get("dataFilters") or [])
    for entry in matched:
        new = fields.update(entry, given, {name: at for name, at in mask.items() if name != "metadataId"})
        _check({"metadataKey": "", "visibility": None} | new)
        entry.clear()
        entry.update(new)
    return {"developerMetadata": [dict(entry) for entry in matched]} if matched else {}


@answers("deleteDeveloperMetadata")
def delete_metadata(batch: Batch, arg: JSON) -> JSON:
    matched = _matched(batch, [arg.get("dataFilter") or {}])
    batch.book.developer_metadata[:] = [each for each in batch.book.developer_metadata if each not in matched]
    return {"deletedDeveloperMetadata": matched} if matched else {}


def _matched(batch: Batch, filters: list[JSON]) -> list[JSON]:
    found: dict[int, JSON] = {}
    for data_filter in filters:
        found |= {each["metadataId"]: each for each in metadata.found_by(batch.book, data_filter)}
    return list(found.values())
