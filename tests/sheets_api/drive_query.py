"""The q of files.list: name = 'x' and mimeType != 'y' and not trashed, as Drive's own small language has it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.sheets_api.drive_errors import DriveFailure, bad_value

Test = Callable[[Mapping[str, Any]], bool]

_WORD = re.compile(
    r"""\s*(?:(?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?P<sign><=|>=|!=|=|<|>|\(|\))|(?P<word>[A-Za-z]\w*))"""
)
_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda have, want: have == want,
    "!=": lambda have, want: have != want,
    "<": lambda have, want: have < want,
    "<=": lambda have, want: have <= want,
    ">": lambda have, want: have > want,
    ">=": lambda have, want: have >= want,
}
_FIELDS = (
    "name",
    "mimeType",
    "modifiedTime",
    "createdTime",
    "trashed",
    "starred",
    "sharedWithMe",
    "fullText",
    "id",
)
_LISTS = ("parents", "owners", "writers", "readers")


def parse(text: str) -> Test:
    """Whether a file fits; a file is what files.get tells of it, with writers and readers beside it."""
    if not text.strip():
        return lambda file: True
    words: list[str] = []
    at = 0
    stripped = text.rstrip()
    while at < len(stripped):
        found = _WORD.match(stripped, at)
        if found is None:
            raise _invalid()
        words.append(found.group().strip())
        at = found.end()
    query = _Query(words)
    test = query.any_of()
    if query.words:
        raise _invalid()
    return test


class _Query:
    """The words still to be read."""

    def __init__(self, words: list[str]) -> None:
        self.words = words

    def any_of(self) -> Test:
        tests = [self.all_of()]
        while self._comes("or"):
            tests.append(self.all_of())
        return lambda file: any(test(file) for test in tests)

    def all_of(self) -> Test:
        tests = [self.one()]
        while self._comes("and"):
            tests.append(self.one())
        return lambda file: all(test(file) for test in tests)

    def one(self) -> Test:
        if self._comes("not"):
            inner = self.one()
            return lambda file: not inner(file)
        if self._comes("("):
            inside = self.any_of()
            if not self._comes(")"):
                raise _invalid()
            return inside
        left, sign = self._next(), self._next()
        if sign == "in":
            right = self._next()
            # 'id' in parents is Drive's order; gspread writes parents in "id", which Drive takes too [S].
            value, field = (left, right) if right in _LISTS else (right, left)
            if field not in _LISTS:
                raise _invalid()
            wanted = _value(value)
            return lambda file: wanted in file.get(field, ())
        right = self._next()
        if left not in _FIELDS:
            raise _invalid()
        want = _value(right)
        if sign == "contains":
            return lambda file: _contains(
                str(file.get("name" if left == "fullText" else left, "")), str(want)
            )
        if sign not in _SIGNS:
            raise _invalid()
        compare = _SIGNS[sign]
        if left.endswith("Time"):
            wanted_time = str(want)[:19]
            return lambda file: compare(str(file.get(left, ""))[:19], wanted_time)
        if left == "name":
            return lambda file: compare(str(file.get(left, "")).casefold(), str(want).casefold())
        return lambda file: compare(file.get(left, False if isinstance(want, bool) else ""), want)

    def _comes(self, word: str) -> bool:
        if self.words and self.words[0].lower() == word:
            self.words.pop(0)
            return True
        return False

    def _next(self) -> str:
        if not self.words:
            raise _invalid()
        return self.words.pop(0)


def _value(word: str) -> str | bool:
    if word.lower() in ("true", "false"):
        return word.lower() == "true"
    if word[:1] not in "'\"":
        raise _invalid()
    return re.sub(r"\\(.)", r"\1", word[1:-1])


def _contains(name: str, part: str) -> bool:
    """By the beginnings of words: "Hello" and "Hel" find HelloWorld, "World" does not [D]."""
    return re.search(r"(?<!\w)" + re.escape(part), name, re.IGNORECASE) is not None


def _invalid() -> DriveFailure:
    return bad_value("Invalid Value", "q")
