"""How much memory a whole sync of 20,000 rows takes at its height, above the same process idle: imports done, ledger open."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import Figure
from bench.site import NOW, opened, write_site

ROWS = 20_000


def run() -> Iterator[Figure]:
    if not Path("/proc/self/clear_refs").exists():
        yield Figure("peak memory of a sync", None, "MB", promised="value < 100")
        return
    with TemporaryDirectory(prefix="pv-bench-") as folder:
        write_site(Path(folder), ROWS)
        for days, name in enumerate(("the first, which writes every tab", "the next day's")):
            done = subprocess.run(
                [sys.executable, "-m", "bench.memory", folder, str(days)],
                capture_output=True,
                text=True,
                check=True,
            )
            idle, peak = map(float, done.stdout.split())
            yield Figure(
                f"peak memory of a sync of {ROWS:,} rows above idle: {name}",
                peak - idle,
                "MB",
                "idle process",
                idle,
                peak / idle,
                "value < 100",
            )


def measure(folder: str, days: str) -> None:
    """In a process of its own: what it holds before, and at its height."""
    import service.adapters.excel.publishing  # noqa: F401 - the service imports it when it first writes
    from service.flows.sync import sync

    with opened(Path(folder)) as site:
        with site.ledger.read():
            pass
        idle = _status("VmRSS")
        Path("/proc/self/clear_refs").write_text("5")  # the high-water mark starts again from here
        assert sync(site, NOW + timedelta(int(days))).did == "wrote"
        print(idle, _status("VmHWM"))


def _status(name: str) -> float:
    """Of this process, in MB, as Linux counts it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


if __name__ == "__main__":
    measure(*sys.argv[1:])
