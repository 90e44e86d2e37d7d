"""The recorded exchanges of sheets_examples.json, put back in the order of their recordings, and how a reply is compared.

The recordings were cut: `<… 4 more>` stands for the rest of a list, `<trimmed: …>` for a block that is always the same.
What Google makes up (ids, times) is not compared but remembered: later requests speak of it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EXAMPLES = json.loads((Path(__file__).parent / "sheets_examples.json").read_text(encoding="utf-8"))

_MORE = re.compile(r"<… (\d+) more>")
_MADE_UP = {"sheetId", "namedRangeId", "protectedRangeId", "id"}
_TIMES = {"createdTime", "modifiedTime"}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


@dataclass(frozen=True)
class Exchange:
    """One request and what Google answered."""

    cassette: str
    interaction: int
    method: str
    host: str
    path: str  # as it was sent, percent-encoded
    query: list[list[str]]
    body: Any
    status: int
    content_type: str | None
    reply: Any
    only_reply: bool = False  # of a batchUpdate only one request and its reply were kept


def exchanges() -> dict[str, list[Exchange]]:
    """Every recorded exchange, by recording, each once."""
    whole = [each["example"] for each in EXAMPLES["endpoints"]] + list(EXAMPLES["errors"])
    whole += [exchange for case in EXAMPLES["edge_cases"] for exchange in case["exchanges"]]
    found = {(each["cassette"], each["interaction"]): _exchange(each) for each in whole}
    for kind in EXAMPLES["batch_update_request_types"]:
        example = kind["example"]
        found.setdefault((example["cassette"], example["interaction"]), _batch_update(example))
    by_cassette: dict[str, list[Exchange]] = {}
    for place in sorted(found):
        by_cassette.setdefault(place[0].removesuffix(".json"), []).append(found[place])
    return by_cassette


def _exchange(each: dict[str, Any]) -> Exchange:
    return Exchange(
        each["cassette"],
        each["interaction"],
        each["method"],
        each["host"],
        each["path_raw"],
        each["query"],
        each["request_body"],
        each["status"],
        each["response_content_type"],
        each["response_body"],
    )


def _batch_update(example: dict[str, Any]) -> Exchange:
    return Exchange(
        example["cassette"],
        example["interaction"],
        "POST",
        "sheets.googleapis.com",
        "/v4/spreadsheets/{spreadsheetId}:batchUpdate",
        [],
        {"requests": [example["request"]]},
        200,
        "application/json; charset=UTF-8",
        {"spreadsheetId": "{spreadsheetId}", "replies": [example["reply"]]},
        only_reply=True,
    )


def whole(value: Any) -> Any:
    """A request with its cut lists filled up again."""
    if isinstance(value, dict):
        return {name: whole(each) for name, each in value.items()}
    if not isinstance(value, list):
        return value
    filled: list[Any] = []
    for each in value:
        cut = _MORE.fullmatch(each) if isinstance(each, str) else None
        filled += [f"more {at}" for at in range(int(cut[1]))] if cut else [whole(each)]
    return filled


class Known:
    """What Google made up in the recording, and what the server made up in its place."""

    def __init__(self) -> None:
        self._ours: dict[Any, Any] = {}

    def learn(self, recorded: Any, ours: Any) -> None:
        self._ours[recorded] = ours

    def ours(self, value: Any) -> Any:
        """A request with its ids replaced."""
        if isinstance(value, dict):
            return {
                name: self._ours.get(each, each) if name in _MADE_UP and each else self.ours(each)
                for name, each in value.items()
            }
        return [self.ours(each) for each in value] if isinstance(value, list) else value

    def path(self, path: str) -> str:
        for recorded, ours in self._ours.items():
            if isinstance(recorded, str) and len(recorded) > 20:
                path = path.replace(recorded, ours)
        return path

    def differences(self, recorded: Any, ours: Any, at: str = "") -> list[str]:
        """Where a reply is not as recorded: values, kinds, and the order of keys."""
        recorded = _block(recorded, at)
        name = at.rpartition(".")[2]
        made_up = name in _MADE_UP and recorded and type(recorded) is type(ours)
        if made_up and self._ours.setdefault(recorded, ours) == ours:
            return []
        if name in _TIMES:
            return [] if _TIME.fullmatch(str(ours)) else [f"{at}: {ours!r} is no time"]
        if isinstance(recorded, dict) and isinstance(ours, dict):
            if list(recorded) != list(ours):
                return [f"{at}: keys {list(recorded)} recorded, {list(ours)} here"]
            return [
                each for key in recorded for each in self.differences(recorded[key], ours[key], f"{at}.{key}")
            ]
        if isinstance(recorded, list) and isinstance(ours, list):
            return self._list(recorded, ours, at)
        if isinstance(recorded, str) and isinstance(ours, str):
            recorded = self.path(recorded)
        same = type(recorded) is type(ours) and recorded == ours
        return [] if same else [f"{at}: {recorded!r} recorded, {ours!r} here"]

    def _list(self, recorded: list[Any], ours: list[Any], at: str) -> list[str]:
        cut = _MORE.fullmatch(recorded[-1]) if recorded and isinstance(recorded[-1], str) else None
        length = len(recorded) + (int(cut[1]) - 1 if cut else 0)
        if length != len(ours):
            return [f"{at}: {length} things recorded, {len(ours)} here"]
        pairs = zip(recorded[:-1] if cut else recorded, ours, strict=False)
        return [
            each for n, (one, two) in enumerate(pairs) for each in self.differences(one, two, f"{at}[{n}]")
        ]


def _block(recorded: Any, at: str) -> Any:
    """A block that was trimmed, from the one reply that was not."""
    if isinstance(recorded, str) and recorded.startswith("<trimmed"):
        return EXAMPLES["spreadsheets_get_full_default_new_file"]["response_body"]["properties"][
            at.rpartition(".")[2]
        ]
    return recorded
