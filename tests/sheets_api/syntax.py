"""Formulas as trees. A formula is read once: rows that hold the same formula about themselves share one tree.

That is what makes 20,000 rows quick. `same_shape` takes the cells of the row out of the text and leaves holes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tests.sheets_api.references import REFERENCE, Reference, read
from tests.sheets_api.worth import CODES, Error, Value

HOLE = "\x00"

_ROW_CELL = re.compile(
    r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'!|(?P<cell>(?<![\w.$:!\'])\$?[A-Za-z]{1,3}\$?[1-9]\d*(?![\w(.!:]))'
)
_TOKEN = re.compile(
    rf"""\s*(?:
    (?P<hole>{HOLE})
    |(?P<string>"(?:[^"]|"")*")
    |(?P<wrong>\#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|ERROR!))
    |(?P<reference>{REFERENCE})
    |(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)
    |(?P<call>[A-Za-z_][\w.]*)\(
    |(?P<word>[^\W\d][\w.]*)
    |(?P<sign><=|>=|<>|[-+*/^&=<>%(),;{{}}\\])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Constant:
    value: Value


@dataclass(frozen=True, slots=True)
class Hole:
    """The n-th cell that was taken out of the text."""

    number: int


@dataclass(frozen=True, slots=True)
class Cells:
    """A reference that stayed in the text."""

    reference: Reference


@dataclass(frozen=True, slots=True)
class Name:
    """A named range."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """A sign between two things, before one (`left` is None) or after one (%, `right` is None)."""

    sign: str
    left: Node | None
    right: Node | None


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Node | None, ...]  # None: left empty


Node = Constant | Hole | Cells | Name | Operation | Call


class Unreadable(Exception):
    """No formula; it shows #ERROR!."""


@lru_cache(maxsize=200_000)
def parsed(text: str) -> tuple[Node, tuple[tuple[int, int], ...]]:
    """The tree of a formula (with its equals sign) and the (row, column) for each of its holes."""
    shape, cells = same_shape(text)
    return tree(shape), cells


def same_shape(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The formula with holes for its lone cells of its own tab, and those cells."""
    cells: list[tuple[int, int]] = []

    def out(found: re.Match[str]) -> str:
        if found["cell"] is None:
            return found[0]
        cells.append(_place(found["cell"]))
        return HOLE

    return _ROW_CELL.sub(out, text), tuple(cells)


def _place(cell: str) -> tuple[int, int]:
    row = column = 0
    for sign in cell.upper():
        if sign.isdigit():
            row = row * 10 + int(sign)
        elif sign != "$":
            column = column * 26 + ord(sign) - 64
    return row - 1, column - 1


@lru_cache(maxsize=10_000)
def tree(shape: str) -> Node:
    return _Reader(shape.removeprefix("=")).whole()


_BINDING = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}
_BY_CODE = {code: kind for kind, code in CODES.items()}


class _Reader:
    """Reads signs by how strongly they bind. Arguments are parted by commas, in some locales by semicolons."""

    def __init__(self, text: str):
        self.text, self.at, self.holes = text, 0, 0
        self.kind, self.token = "", ""
        self.found: re.Match[str] | None = None
        self.step()

    def step(self) -> None:
        rest = self.text[self.at :]
        if not rest.strip():
            self.kind, self.token = "end", ""
            return
        self.found = _TOKEN.match(self.text, self.at)
        if self.found is None:
            raise Unreadable(rest)
        self.at = self.found.end()
        self.kind = next(
            k
            for k in ("hole", "string", "wrong", "reference", "number", "call", "word", "sign")
            if self.found[k]
        )
        self.token = self.found[self.kind]

    def whole(self) -> Node:
        node = self.expression(0)
        if self.kind != "end":
            raise Unreadable(self.text)
        return node

    def expression(self, least: int) -> Node:
        left = self.prefixed()
        while self.kind == "sign" and _BINDING.get(self.token, 0) > least:
            sign = self.token
            self.step()
            left = Operation(sign, left, self.expression(_BINDING[sign]))
        return left

    def prefixed(self) -> Node:
        if self.kind == "sign" and self.token in "+-":
            sign = self.token
            self.step()
            return Operation(sign, None, self.prefixed())
        node = self.primary()
        while self.kind == "sign" and self.token == "%":
            self.step()
            node = Operation("%", node, None)
        return node

    def primary(self) -> Node:
        kind, token, found = self.kind, self.token, self.found
        if kind == "call":
            self.step()
            return Call(token.upper(), self.arguments())
        if kind == "sign" and token == "(":
            self.step()
            node = self.expression(0)
            self.closing()
            return node
        self.step()
        if kind == "hole":
            self.holes += 1
            return Hole(self.holes - 1)
        if kind == "string":
            return Constant(token[1:-1].replace('""', '"'))
        if kind == "number":
            return Constant(float(token) if any(sign in token for sign in ".eE") else int(token))
        if kind == "wrong":
            return Constant(Error(_BY_CODE[token]))
        if kind == "reference" and found is not None:
            return Cells(read(found["tab"], found["cells"]))
        if kind == "word":
            return Constant(token.upper() == "TRUE") if token.upper() in ("TRUE", "FALSE") else Name(token)
        raise Unreadable(self.text)

    def arguments(self) -> tuple[Node | None, ...]:
        found: list[Node | None] = []
        if self.kind == "sign" and self.token == ")":
            self.step()
            return ()
        while True:
            empty = self.kind == "sign" and self.token in ",;)"
            found.append(None if empty else self.expression(0))
            if self.kind == "sign" and self.token in ",;":
                self.step()
                continue
            self.closing()
            return tuple(found)

    def closing(self) -> None:
        if self.kind == "end":
            return  # Google closes what was left open at the end
        if self.kind != "sign" or self.token != ")":
            raise Unreadable(self.text)
        self.step()
