"""Figures we promise, each beside a peer measured in the same run: `python -m bench`."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

PRINTED = ("name", "value", "unit", "peer", "peer_value", "ratio")
_MUST_BE: dict[str, Callable[[float, float], bool]] = {">=": operator.ge, "<": operator.lt, "=": operator.eq}


@dataclass(frozen=True)
class Figure:
    """`ratio` is in the direction the promise is worded: "ratio >= 10", "value < 100" or "value = 0"."""

    name: str
    value: float | None
    unit: str
    peer: str = ""
    peer_value: float | None = None
    ratio: float | None = None
    promised: str = ""

    def as_json(self) -> str:
        shown = {name: getattr(self, name) for name in PRINTED}
        return json.dumps(
            {
                name: float(f"{value:.4g}") if isinstance(value, float) else value
                for name, value in shown.items()
            }
        )

    @property
    def is_kept(self) -> bool:
        """True too of a figure nothing was promised about; a promised figure that could not be measured is not kept."""
        if not self.promised:
            return True
        which, sign, bound = self.promised.split()
        reached: float | None = getattr(self, which)
        return reached is not None and _MUST_BE[sign](reached, float(bound))


def seconds(work: Callable[[], Any], times: int = 5) -> float:
    """The quickest of several runs, after one to warm up: what else the machine does only ever adds to a time."""
    work()
    return min(_timed(work) for _ in range(times))


def _timed(work: Callable[[], Any]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
