"""Field masks, in every spelling Google takes: a.b, a/b, a(b,c), a_b for aB, and *.

A mask is a tree: {"sheets": {"properties": {"title": {}}}}; an empty one below a name means the whole of it.
The discovery document says which names there are [D], so that a misspelt one is refused as a misspelt field is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from tests.sheets_api.model import JSON, APIFailure, invalid

Mask = dict[str, Any]  # of masks
ALL = "*"

_WORD = re.compile(r"[A-Za-z0-9_*\-]+|[.,/()]|\s+|.")


def parse(text: str) -> Mask:
    """The mask as a tree. A name listed whole and in part counts whole."""
    words = [word for word in _WORD.findall(text) if not word.isspace()]
    mask: Mask = {}
    position = _read_list(words, 0, [mask])
    if position != len(words):
        raise ValueError(text)
    return mask


def _read_list(words: list[str], position: int, below: list[Mask]) -> int:
    """Reads `a.b(c,d),e` from `position` on, into every mask of `below`; where it stopped."""
    while True:
        position = _read_path(words, position, below)
        if position >= len(words) or words[position] != ",":
            return position
        position += 1


def _read_path(words: list[str], position: int, below: list[Mask]) -> int:
    here = below
    while True:
        if position >= len(words) or not re.fullmatch(r"[\w*\-]+", words[position]):
            raise ValueError("a name is missing")
        name = _camel(words[position])
        position += 1
        more = position < len(words) and words[position] in "./("
        here = [_below(mask, name, whole=not more) for mask in here]
        if not more:
            return position
        if words[position] == "(":
            position = _read_list(words, position + 1, here)
            if position >= len(words) or words[position] != ")":
                raise ValueError("a bracket is open")
            return position + 1
        position += 1


def _below(mask: Mask, name: str, *, whole: bool) -> Mask:
    if whole:
        everything: Mask = {}
        mask[name] = everything
        return everything
    if name in mask and not mask[name]:
        return {}  # listed whole already; what is named below it changes nothing
    further: Mask = mask.setdefault(name, {})
    return further


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name)


def keep(answer: Any, mask: Mask) -> Any:
    """Only what the mask names of a reply; {} keeps all."""
    if not mask or ALL in mask and not mask[ALL]:
        return answer
    if isinstance(answer, list):
        return [keep(each, mask) for each in answer]
    if not isinstance(answer, dict):
        return answer
    if ALL in mask:
        mask = dict.fromkeys(answer, mask[ALL]) | {name: at for name, at in mask.items() if name != ALL}
    return {name: keep(value, mask[name]) for name, value in answer.items() if name in mask}


def below(mask: Mask | None, *names: str) -> Mask | None:
    """The mask further down; None where it names nothing there, {} where it names all."""
    for name in names:
        if mask is None:
            return None
        if not mask or ALL in mask and not mask[ALL]:
            return {}
        mask = mask.get(name, mask.get(ALL))
    return mask


def update(old: Mapping[str, Any], new: Mapping[str, Any], mask: Mask) -> JSON:
    """`old` with what the mask names taken from `new`; named but not in `new`: cleared [D]. Neither is changed."""
    if not mask or ALL in mask:
        return dict(new)
    merged = dict(old)
    for name, at in mask.items():
        if at:
            value: Any = update(merged.get(name) or {}, new.get(name) or {}, at)
            value = value or None
        else:
            value = new.get(name)
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = value
    return merged


def of_update(arg: JSON, schema: str, root: str = "") -> Mask:
    """The `fields` of an update, which must name something, and only what there is [D].

    `root` is the name Google lets stand for the whole object ("cell" in `cell.note`); no caller here needs it.
    """
    text = (arg.get("fields") or "").strip()
    if not text:
        raise invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    try:
        mask = parse(text)
    except ValueError:
        raise invalid(f"Invalid field: {text}") from None
    for path in _unknown(mask, schema, ()):
        raise invalid(f"Invalid field: {'.'.join(path)}")
    return mask


def of_reply(text: str, schema: str = "Spreadsheet") -> Mask:
    """The `fields` of a request, for its reply; Google's words for a name that is not there [M]."""
    try:
        mask = parse(text)
    except ValueError:
        raise _no_such(text) from None
    for path in _unknown(mask, schema, ()):
        raise _no_such(".".join(path))
    return mask


def _no_such(path: str) -> APIFailure:
    words = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
    violation = {"field": path, "description": words}
    details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}]
    return invalid("Request contains an invalid argument.", details)


def _unknown(mask: Mask, schema: str | None, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    known = _schemas().get(schema or "", {}).get("properties")
    for name, at in mask.items():
        here = (*path, name)
        if name == ALL:
            continue
        if known is None or name not in known:
            yield here
        elif at:
            yield from _unknown(at, _schema_of(known[name]), here)


def _schema_of(declared: JSON) -> str | None:
    found = declared.get("items", declared).get("$ref")
    return found if found is None else str(found)


@cache
def _schemas() -> JSON:
    """Google's own declaration of every object of the Sheets API."""
    document = files("googleapiclient") / "discovery_cache" / "documents" / "sheets.v4.json"
    return dict(json.loads(document.read_text(encoding="utf-8"))["schemas"])
