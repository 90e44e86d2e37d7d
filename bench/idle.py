"""A sync where nothing changed, beside one of the same site that rewrites every tab of ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bench import Figure, seconds
from bench.site import NOW, site_of
from service.flows.sync import sync
from service.ledger import published

ROWS = 5_000


def run() -> Iterator[Figure]:
    with site_of(ROWS) as site:
        sync(site, NOW)
        days = iter(range(1, 100))

        def rewriting() -> None:
            for workbook in ("staff", "managers"):
                with site.ledger.write() as conn:
                    known = published.last(conn, site.slug, workbook)
                    published.record(
                        conn, site.slug, workbook, dict.fromkeys(known, "not what we would write")
                    )
            written = sync(site, NOW + timedelta(next(days))).written
            assert {"Today", "Register", "Checks", "Lists", "Overview"} <= set(written)

        whole = seconds(rewriting, 3)
        now = NOW + timedelta(next(days) - 1)

        def nothing() -> None:
            assert sync(site, now).did == "nothing to do"

        idle = seconds(nothing, 20)
    yield Figure(
        f"sync of {ROWS:,} rows, nothing changed",
        idle,
        "s",
        "one that rewrites every tab",
        whole,
        idle / whole,
        "ratio < 0.05",
    )
