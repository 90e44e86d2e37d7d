"""How the cost of a whole sync that rewrites, and of checking alone, grows from 1,000 to 100,000 rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import log
from statistics import linear_regression
from time import process_time
from typing import Any

import sheet_templates
from bench import Figure
from bench.site import NOW, site_of
from service.core.checking import check_book, read_book
from service.flows.sync import sync

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
STEEPEST = (
    1.15  # a log-log slope of 1 is cost in step with rows; the small sizes also pay for what never grows
)


def run() -> Iterator[Figure]:
    _costs_of(SIZES[0])  # imports and caches are paid once, not by the smallest
    costs: dict[str, list[tuple[int, float]]] = {"sync": [], "check": []}
    for size in SIZES:
        for name, took in _costs_of(size).items():
            costs[name].append((size, took))
            yield Figure(f"{name}, {size:,} rows: for each 1,000", took / size * 1000, "s")
    for name, points in costs.items():
        slope = linear_regression([log(size) for size, _ in points], [log(took) for _, took in points]).slope
        yield Figure(
            f"{name}: log-log slope from {SIZES[0]:,} to {SIZES[-1]:,} rows",
            slope,
            "",
            promised=f"value < {STEEPEST}",
        )


def _costs_of(size: int) -> dict[str, float]:
    """A site's first sync, which writes every tab, and checking the same rows in memory."""
    with site_of(size) as site:
        took = _timed(lambda: sync(site, NOW))
        grids = site.staff.read().grids
        kinds = sheet_templates.kinds_of_row()
        return {
            "sync": took,
            "check": min(_timed(lambda: check_book(read_book(grids, kinds, NOW))) for _ in range(2)),
        }


def _timed(work: Callable[[], Any]) -> float:
    """In seconds of the processor: what else the machine does would bend the slope."""
    began = process_time()
    work()
    return process_time() - began
