"""One request and its answer, free of sockets, so that every part of the server can be asked without HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

from tests.sheets_api.model import invalid

Kind = Literal["read", "write", "drive", "token", "control", "unknown"]


@dataclass
class Call:
    """A request as it came. `path` is as it was sent, percent-encoded; what was found out about it stands below."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Mapping[str, str]  # names in lower case
    body: bytes = b""
    kind: Kind = "unknown"
    operation: str = ""  # the method's id in the discovery document
    account: str = ""
    requests: list[str] = field(default_factory=list)  # the names in a spreadsheets.batchUpdate
    length: int = 0  # of the address as it was sent

    @classmethod
    def of(cls, method: str, target: str, headers: Mapping[str, str], body: bytes = b"") -> Call:
        parts = urlsplit(target)
        return cls(
            method,
            parts.path,
            parse_qs(parts.query, keep_blank_values=True),
            headers,
            body,
            length=len(target),
        )

    def one(self, name: str, default: str = "") -> str:
        """The last value of a query parameter."""
        return self.query.get(name, [default])[-1]

    def truth(self, name: str) -> bool:
        """A query parameter as yes or no; gspread sends True and False as Python writes them [S]."""
        return self.one(name).lower() in ("true", "1")

    def json(self) -> Any:
        """The body; None where there is none. Google's words where it is not JSON."""
        if not self.body.strip():
            return None
        try:
            return json.loads(self.body)
        except ValueError as error:
            line = self.body.decode("utf-8", "replace").splitlines()[:1] or [""]
            raise invalid(f"Invalid JSON payload received. Unexpected token.\n{line[0][:60]}\n^") from error


@dataclass
class Answer:
    """What goes back. A mapping is written as JSON, bytes as they are."""

    status: int = 200
    body: Any = None
    content_type: str = "application/json; charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict)


class Dropped(Exception):
    """The connection is cut without a word, or after `sent`."""

    def __init__(self, sent: bytes = b""):
        super().__init__("dropped")
        self.sent = sent


def html(status: int, title: str, said: str) -> Answer:
    """A page of Google's front end: what comes when a request never reached the API [I:gspread#272, #216]."""
    page = (
        "<!DOCTYPE html>\n<html lang=en>\n  <meta charset=utf-8>\n"
        f"  <title>Error {status} ({title})!!1</title>\n"
        f"  <p><b>{status}.</b> <ins>That’s an error.</ins>\n  <p>{said}  <ins>That’s all we know.</ins>\n"
    )
    return Answer(status, page.encode(), "text/html; charset=UTF-8")
