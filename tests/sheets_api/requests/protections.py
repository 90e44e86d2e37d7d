"""Protected ranges: who may write where. What they do is in protection.py."""

from __future__ import annotations

from tests.sheets_api import fields
from tests.sheets_api.fields import Mask
from tests.sheets_api.getting import may_edit
from tests.sheets_api.model import JSON, Sheet, invalid, new_sheet_id
from tests.sheets_api.places import ENDS, area, sheet_at, stored
from tests.sheets_api.protection import WORDS
from tests.sheets_api.requests.registry import Batch, answers

_KEPT = ("description", "warningOnly", "namedRangeId", "tableId")


@answers("addProtectedRange")
def add_protected_range(batch: Batch, arg: JSON) -> JSON:
    """Whoever adds it is an editor, told from the next get on; the reply shows the editors as sent [C]."""
    given = arg.get("protectedRange") or {}
    protected_id = given.get("protectedRangeId") or new_sheet_id()
    if any(
        each["protectedRangeId"] == protected_id for sheet in batch.book.sheets for each in sheet.protected
    ):
        raise invalid(f"A ProtectedRange with id: {protected_id} already exists.")
    made: JSON = {"protectedRangeId": protected_id, "range": _range(batch, given)}
    made |= {name: given[name] for name in _KEPT if given.get(name)}
    _check(made, given)
    if given.get("unprotectedRanges"):
        made["unprotectedRanges"] = [stored(each) for each in given["unprotectedRanges"]]
    reply = {**made, "requestingUserCanEdit": True, "editors": _shown(given.get("editors"))}
    made["editors"] = _editors(batch, given.get("editors"))
    sheet_at(batch.book, made["range"].get("sheetId")).protected.append(made)
    return {"protectedRange": reply}


def _range(batch: Batch, given: JSON) -> JSON:
    name = given.get("namedRangeId")
    if name:
        named = next((each for each in batch.book.named_ranges if each["namedRangeId"] == name), None)
        if named is None or "range" not in named:
            raise invalid(f"No NamedRange with id: {name}")
        return dict(named["range"])
    if given.get("range") is None:
        raise invalid("A ProtectedRange must have a range.")
    area(batch.book, given["range"], batch.switches)
    return stored(given["range"])


def _check(made: JSON, given: JSON) -> None:
    """Words of [I:gspread#1437]; unprotected ranges only in a protected tab [D]."""
    editors = given.get("editors") or {}
    if made.get("warningOnly") and any(editors.values()):
        raise invalid("ProtectedRange is warningOnly. Editors cannot be set on it.")
    if given.get("unprotectedRanges") and any(end in made["range"] for end in ENDS):
        raise invalid("unprotectedRanges are only supported on protected sheets.")


def _shown(editors: JSON | None) -> JSON:
    return {name: value for name, value in (editors or {}).items() if value}


def _editors(batch: Batch, editors: JSON | None) -> JSON:
    """Those named, whoever asks, and the file's owner [C, M]."""
    shown = _shown(editors)
    owners = [
        each["emailAddress"]
        for each in batch.book.permissions
        if each.get("role") == "owner" and each.get("emailAddress")
    ]
    users = [*shown.get("users", []), *([batch.account] if batch.account else []), *owners]
    return {**shown, "users": list(dict.fromkeys(users))} if users else shown


@answers("updateProtectedRange")
def update_protected_range(batch: Batch, arg: JSON) -> None:
    mask = fields.of_update(arg, "ProtectedRange")
    given = arg.get("protectedRange") or {}
    sheet, kept = _found(batch, given.get("protectedRangeId"))
    new = _updated(batch, kept, given, mask)
    sheet.protected.remove(kept)
    sheet_at(batch.book, new["range"].get("sheetId")).protected.append(new)


def _updated(batch: Batch, kept: JSON, given: JSON, mask: Mask) -> JSON:
    whole = "*" in mask
    new = dict(kept)
    for name in _KEPT:
        if whole or name in mask:
            new.pop(name, None)
            if given.get(name):
                new[name] = given[name]
    if "range" in mask or "namedRangeId" in mask or (whole and given.get("range") is not None):
        new["range"] = _range(batch, {"range": kept["range"], **given})
    if whole or "unprotectedRanges" in mask:
        new.pop("unprotectedRanges", None)
        if given.get("unprotectedRanges"):
            new["unprotectedRanges"] = [stored(each) for each in given["unprotectedRanges"]]
    _check(new, given)
    if whole or "editors" in mask:
        wanted = fields.update(kept.get("editors", {}), given.get("editors") or {}, mask.get("editors") or {})
        new["editors"] = _editors(batch, wanted)
    return new


@answers("deleteProtectedRange")
def delete_protected_range(batch: Batch, arg: JSON) -> None:
    sheet, kept = _found(batch, arg.get("protectedRangeId"))
    sheet.protected.remove(kept)


def _found(batch: Batch, protected_id: int | None) -> tuple[Sheet, JSON]:
    for sheet in batch.book.sheets:
        for each in sheet.protected:
            if each["protectedRangeId"] == protected_id:
                if not may_edit(batch.book, each, batch.account):
                    raise invalid(WORDS)
                return sheet, each
    raise invalid(f"No protected range with ID: {protected_id or 0}")
