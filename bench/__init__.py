"""Figures we promise, each beside a peer measured in the same run: `python -m bench`."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter
from typing import Any


@dataclass(frozen=True)
class Figure:
    """`ratio` is value to peer_value, in the direction the promise is worded."""

    name: str
    value: float | None
    unit: str
    peer: str = ""
    peer_value: float | None = None
    ratio: float | None = None

    def print(self) -> None:
        rounded = {name: float(f"{value:.4g}") if isinstance(value, float) else value for name, value in asdict(self).items()}
        print(json.dumps(rounded), flush=True)


def seconds(work: Callable[[], Any], times: int = 5) -> float:
    """The median of several runs, after one to warm up."""
    work()
    taken = []
    for _ in range(times):
        began = perf_counter()
        work()
        taken.append(perf_counter() - began)
    return median(taken)
