"""One small table a check: the rows that have the problem, and a neighbour that has not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.core.common_checks import COMMON
from service.core.rows import Row
from tests.tables import codes, grid

_COMMON = {finds.__name__.replace("_", "-") for finds, *_ in COMMON} | {"year-looks-wrong"}


@dataclass
class Case:
    """`found` are the Refs that have the problem; at least one other row is drawn and has it not."""

    drawing: str
    found: str
    beside: Mapping[type[Row], str] = field(default_factory=dict)


def tells_apart(kind: type[Row], code: str, case: Case) -> None:
    refs = {str(row[0]) for row in grid(case.drawing).rows[1:]}
    found = set(case.found.split())
    assert found, "draw a row with the problem"
    assert found < refs, "draw a neighbour without the problem"
    told = [(ref, what) for ref, what in codes(kind, case.drawing, case.beside) if what == code]
    assert sorted(told) == sorted((ref, code) for ref in found)


def has_a_case_for_every_check(kind: type[Row], cases: Mapping[str, Case]) -> None:
    assert set(cases) == {check.code for check in kind.checks} - _COMMON
