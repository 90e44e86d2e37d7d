"""Google Sheets: requests a cycle costs, fifty sites on one account over midnight, and a sync of 20,000 rows."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context

from bench import Figure
from bench.google_day import SITES, Seen, over_midnight
from bench.google_requests import cycles
from bench.google_rows import syncs

ROWS = 20_000
FAULTS = 0.05  # of all requests
PLAIN = "the same with gspread alone"


def run() -> Iterator[Figure]:
    yield from _requests()
    # Both at once, a core each: they live in simulated time, and what else the machine does changes nothing in them.
    with ProcessPoolExecutor(2, get_context("spawn"), initializer=_hush) as both:
        calm, rough = both.map(over_midnight, (SITES, SITES), (0.0, FAULTS))
    yield from figures_of(calm, f"{SITES} sites")
    yield from figures_of(rough, f"{SITES} sites, {FAULTS:.0%} of requests fail")
    yield from _rows()


def _hush() -> None:
    """Some hundred requests fail because we want them to; each would be a warning."""
    logging.disable(logging.WARNING)


def _requests() -> Iterator[Figure]:
    for cycle in cycles():
        yield Figure(
            f"requests of a cycle, {cycle.name}",
            cycle.ours,
            "requests",
            PLAIN,
            cycle.plain,
            cycle.ours / cycle.plain,
            "ratio < 0.25",
        )


def figures_of(seen: Seen, name: str) -> Iterator[Figure]:
    yield Figure(
        f"{name}, over midnight: shown within 5 minutes, of {len(seen.waits):,}",
        seen.fresh,
        "",
        promised="value >= 1",
    )
    yield Figure(f"{name}: the longest", seen.longest / timedelta(seconds=1), "s", "bound", 300.0)
    for kind, most in seen.busiest.items():
        limit = 60.0 if kind != "drive" else None
        yield Figure(
            f"{name}: {kind} requests in the busiest minute", most, "requests", "Google allows", limit
        )
    yield Figure(f"{name}: requests over the quota (429)", seen.refused, "requests", promised="value = 0")
    yield Figure(f"{name}: rows or messages lost", seen.lost + seen.never, "rows", promised="value = 0")
    yield Figure(f"{name}: rows or Refs doubled", seen.doubled, "rows", promised="value = 0")


def _rows() -> Iterator[Figure]:
    for sync in syncs(ROWS):
        name = f"sync of {ROWS:,} rows on Google, {sync.name}"
        yield Figure(name, sync.took, "s")
        yield Figure(f"{name}: share of the time outside the network", sync.outside, "")
        yield Figure(
            f"{name}: peak memory above idle", sync.peak - sync.idle, "MB", "idle process", sync.idle
        )
