"""What Google's discovery documents allow: paths, query parameters, and every field of a body.

The documents come with google-api-python-client. An unknown name is a 400 with the path to it in proto spelling
(requests[0].update_sheet_properties.properties) as Google writes it [I:node-google-spreadsheet#523]; a wrong JSON
type is the recorded 400 [C:WT.test_add_validation #5].
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from urllib.parse import unquote

from tests.sheets_api.model import JSON, APIFailure, invalid

Check = Callable[[Any], None]

# The field of the request message that the body fills; elsewhere the body is the message [C, I:dotnet-client#2161].
_BODY_FIELD = {
    "sheets.spreadsheets.values.update": "data",
    "sheets.spreadsheets.values.append": "data",
    "sheets.spreadsheets.create": "spreadsheet",
}
_ONE_OF = {
    "Request": "kind",
    "ExtendedValue": "value",
}  # the documents do not say which fields exclude one another
# gspread still sends this field of Drive v2, and Drive lets it pass (share() works).
_LET_PASS = {"Permission": {"withLink"}}
_INTEGER = re.compile(r"-?\d+")


class _Wrong(Exception):
    """Something the contract does not allow; `path` is gathered on the way out, innermost first."""

    def __init__(self, said: Callable[[str], str]) -> None:
        super().__init__()
        self.said = said
        self.path: list[str] = []

    def failure(self, prefix: str) -> APIFailure:
        where = prefix
        for step in reversed(self.path):
            where += step if step.startswith("[") or not where else "." + step
        text = self.said(where)
        # What is unknown is told of its parent, what is wrong of itself.
        violation = {"field": where, "description": text} if where else {"description": text}
        details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}]
        return invalid(text, details)


@dataclass(frozen=True)
class Operation:
    """One method of an API."""

    id: str
    method: str
    path: re.Pattern[str]
    parameters: Mapping[str, JSON]
    body: Check | None
    reply: Check | None
    scopes: frozenset[str]
    schemas: Mapping[str, JSON]
    reply_schema: str

    def unknown_field(self, mask: Mapping[str, Any]) -> str:
        """The first name in a fields mask that the reply does not have; "" when all are known."""
        return _unknown_in(mask, {"$ref": self.reply_schema}, self.schemas) if self.reply_schema else ""

    def check(self, query: Mapping[str, list[str]], body: Any) -> None:
        """Fails with the 400 Google sends where query or body hold what the method does not know."""
        for name, values in query.items():
            if name not in self.parameters:
                raise _unknown_parameter(name)
            for value in values:
                _check_parameter(name, self.parameters[name], value)
        if body is None:
            return
        prefix = _BODY_FIELD.get(self.id, "")
        try:
            if self.body is None:
                if body != {}:
                    raise _unknown(next(iter(body), "") if isinstance(body, dict) else "")
            else:
                self.body(body)
        except _Wrong as wrong:
            raise wrong.failure(prefix) from None

    def problem_of_reply(self, reply: Any) -> str:
        """What a reply of ours holds that the real API never sends; "" when it is sound."""
        try:
            if self.reply is not None:
                self.reply(reply)
        except _Wrong as wrong:
            return wrong.failure("").message
        return ""


class Contract:
    """One API: its operations, found by method and path."""

    def __init__(self, name: str, base: str) -> None:
        text = (
            resources.files("googleapiclient.discovery_cache.documents")
            .joinpath(f"{name}.json")
            .read_text("utf-8")
        )
        self._document = json.loads(text)
        self._checks: dict[str, Check] = {}
        self._operations = [self._operation(method, base) for method in _methods(self._document)]
        # The more letters a path spells out, the earlier it is tried: values/{range}:append before values/{range}.
        self._operations.sort(key=lambda operation: -len(operation.path.pattern.replace("([^/]+)", "")))

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
        """The operation and what its path names, percent-decoded."""
        for operation in self._operations:
            if operation.method == method and (match := operation.path.fullmatch(path)):
                return operation, {name: unquote(value) for name, value in match.groupdict().items()}
        return None

    def operation(self, identity: str) -> Operation:
        return next(operation for operation in self._operations if operation.id == identity)

    def _operation(self, method: JSON, base: str) -> Operation:
        parts = re.split(r"\{(\w+)\}", base + method["path"])
        pattern = "".join(
            f"(?P<{part}>[^/]+)" if odd % 2 else re.escape(part) for odd, part in enumerate(parts)
        )
        if method["path"].endswith("}") and method["httpMethod"] == "POST":
            pattern = pattern.replace("[^/]+", "[^/:]+")
        return Operation(
            method["id"],
            method["httpMethod"],
            re.compile(pattern),
            {**self._document["parameters"], **method.get("parameters", {}), **_lenient(self._document)},
            self._check_of(method["request"]) if "request" in method else None,
            self._check_of(method["response"]) if "response" in method else None,
            frozenset(scope.rsplit("/", 1)[-1] for scope in method.get("scopes", [])),
            self._document["schemas"],
            method.get("response", {}).get("$ref", ""),
        )

    def _check_of(self, schema: JSON) -> Check:
        """The check of a schema; schemas that hold themselves are looked up when they are used."""
        if "$ref" in schema:
            name = schema["$ref"]
            if name not in self._checks:
                self._checks[name] = lambda value: self._checks[name](value)
                self._checks[name] = self._object(name, self._document["schemas"][name])
            return self._checks[name]
        kind = schema["type"]
        if kind == "array":
            return self._array(schema["items"])
        if kind == "object":
            if "properties" in schema:
                return self._object("", schema)
            return self._map(schema.get("additionalProperties", {"type": "any"}))
        return _scalar(schema)

    def _object(self, name: str, schema: JSON) -> Check:
        fields = {field: self._check_of(inner) for field, inner in schema.get("properties", {}).items()}
        repeated = {
            field for field, inner in schema.get("properties", {}).items() if inner.get("type") == "array"
        }
        passing = _LET_PASS.get(name, set())
        one_of = _ONE_OF.get(name)

        def check(value: Any) -> None:
            if type(value) is not dict:
                raise _not_a("type.googleapis.com/google.apps.sheets.v4." + name, value)
            for field, item in value.items():
                inner = fields.get(field)
                if inner is None:
                    if field in passing:
                        continue
                    raise _unknown(field)
                if item is None:
                    continue  # null is as good as absent [P]
                if type(item) is list and field not in repeated:
                    raise _unknown(field, "Proto field is not repeating, cannot start list.")
                try:
                    inner(item)
                except _Wrong as wrong:
                    wrong.path.append(_proto(field))
                    raise
            if one_of is not None and len(value) > 1:
                second = [field for field, item in value.items() if item is not None][1:2]
                if second:
                    raise _twice(one_of, second[0])

        return check

    def _array(self, items: JSON) -> Check:
        check = self._check_of(items)
        is_list = items.get("type") == "array"
        kind = "google.protobuf.ListValue" if is_list else "google.apps.sheets.v4." + items.get("$ref", "")
        anything = items.get("type") == "any"

        def check_all(value: Any) -> None:
            if type(value) is not list:
                if is_list or "$ref" in items:
                    raise _not_a("type.googleapis.com/" + kind, value)
                check(value)
                return
            if anything:
                return
            if is_list and items["items"].get("type") == "any":
                for index, item in enumerate(value):
                    if type(item) is not list:
                        raise _at(index, _not_a("type.googleapis.com/" + kind, item))
                return
            for index, item in enumerate(value):
                try:
                    check(item)
                except _Wrong as wrong:
                    wrong.path.append(f"[{index}]")
                    raise

        return check_all

    def _map(self, items: JSON) -> Check:
        check = self._check_of(items)

        def check_each(value: Any) -> None:
            if type(value) is not dict:
                raise _not_a("type.googleapis.com/google.protobuf.Struct", value)
            for item in value.values():
                if item is not None:
                    check(item)

        return check_each


def _scalar(schema: JSON) -> Check:
    kind, form, words = schema["type"], schema.get("format", ""), frozenset(schema.get("enum", ()))
    if kind == "any":
        return lambda value: None
    if kind == "boolean":
        return _typed("TYPE_BOOL", lambda value: type(value) is bool)
    if kind == "integer" or form in ("int64", "uint64"):
        return _typed(f"TYPE_{form.upper() or 'INT32'}", _is_whole)
    if kind == "number":
        return _typed(f"TYPE_{form.upper() or 'DOUBLE'}", _is_number)
    if words:
        return _typed(
            "type.googleapis.com/google.apps.sheets.v4", lambda value: type(value) is str and value in words
        )

    def text(value: Any) -> None:
        if type(value) is not str:
            raise _not_a("TYPE_STRING", value)

    return text


def _typed(kind: str, good: Callable[[Any], bool]) -> Check:
    def check(value: Any) -> None:
        if not good(value):
            raise _not_a(kind, value)

    return check


def _is_whole(value: Any) -> bool:
    if type(value) is int:
        return True
    if type(value) is float:
        return value.is_integer()
    return type(value) is str and _INTEGER.fullmatch(value) is not None


def _is_number(value: Any) -> bool:
    if type(value) in (int, float):
        return True
    try:
        return type(value) is str and float(value) is not None
    except ValueError:
        return False


def _not_a(kind: str, value: Any) -> _Wrong:
    shown = json.dumps(value, ensure_ascii=False)
    if type(value) is dict and kind.startswith("TYPE_"):
        return _Wrong(
            lambda where: f"Invalid value at '{where}' ({kind}), Starting an object on a scalar field"
        )
    return _Wrong(lambda where: f"Invalid value at '{where}' ({kind}), {shown}")


def _unknown(name: str, why: str = "Cannot find field.") -> _Wrong:
    def said(where: str) -> str:
        return (
            f'Invalid JSON payload received. Unknown name "{name}"'
            + (f" at '{where}'" if where else "")
            + f": {why}"
        )

    return _Wrong(said)


def _twice(group: str, name: str) -> _Wrong:
    return _Wrong(
        lambda where: (
            f"Invalid value at '{where}' (oneof), oneof field '{group}' is already set. Cannot set '{name}'"
        )
    )


def _at(index: int, wrong: _Wrong) -> _Wrong:
    wrong.path.append(f"[{index}]")
    return wrong


def _unknown_parameter(name: str) -> APIFailure:
    text = (
        f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
        f"Field '{name}' could not be found in request message."
    )
    violation = {"description": text}
    return invalid(
        text, [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}]
    )


def _check_parameter(name: str, parameter: JSON, value: str) -> None:
    good = True
    kind = f"TYPE_{parameter.get('format', parameter['type']).upper()}"
    if parameter["type"] == "boolean":
        kind, good = "TYPE_BOOL", value.lower() in ("true", "false", "1", "0", "")
    elif parameter["type"] == "integer":
        good = _INTEGER.fullmatch(value) is not None
    elif "enum" in parameter and name not in ("alt", "$.xgafv"):
        kind = "type.googleapis.com/google.apps.sheets.v4." + name[:1].upper() + name[1:]
        good = value in parameter["enum"]
    if not good:
        wrong = _not_a(kind, value)
        wrong.path.append(_proto(name))
        raise wrong.failure("")


@cache
def _proto(name: str) -> str:
    """endRowIndex is end_row_index on Google's side."""
    return re.sub(r"[A-Z]", lambda match: "_" + match[0].lower(), name)


def _methods(resource: JSON) -> Iterator[JSON]:
    yield from resource.get("methods", {}).values()
    for inner in resource.get("resources", {}).values():
        yield from _methods(inner)


def _unknown_in(mask: Mapping[str, Any], schema: JSON, schemas: Mapping[str, JSON]) -> str:
    while "$ref" in schema or schema.get("type") == "array":
        schema = schemas[schema["$ref"]] if "$ref" in schema else schema["items"]
    if "properties" not in schema:
        return ""  # free names, or nothing below
    for name, below in mask.items():
        if name == "*":
            continue
        if name not in schema["properties"]:
            return name
        if inner := _unknown_in(below, schema["properties"][name], schemas):
            return inner
    return ""


def _lenient(document: JSON) -> Mapping[str, JSON]:
    """Drive takes any of its parameters anywhere: includeItemsFromAllDrives on files.get [C:CT.test_a1_value #2]."""
    if document["name"] != "drive":
        return {}
    return {
        name: {"type": "string"} for name in ("includeItemsFromAllDrives", "supportsAllDrives", "pageToken")
    }


@cache
def sheets() -> Contract:
    return Contract("sheets.v4", "/")


@cache
def drive() -> Contract:
    return Contract("drive.v3", "/drive/v3/")
