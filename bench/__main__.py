"""`python -m bench [NAME …]`: a line of JSON for each figure; progress, and the promises not kept, on the error channel."""

from __future__ import annotations

import importlib
import sys
from time import perf_counter

from bench import Figure

NAMES = ("checking", "publishing", "memory", "idle", "slope", "submission", "google", "demo")


def main(wanted: list[str]) -> int:
    if unknown := [name for name in wanted if name not in NAMES]:
        _say(f"There is no bench called {', '.join(unknown)}. There are: {', '.join(NAMES)}.")
        return 2
    figures: list[Figure] = []
    for name in wanted or NAMES:
        began = perf_counter()
        _say(f"{name} ...")
        for figure in importlib.import_module(f"bench.{name}").run():
            print(figure.as_json(), flush=True)
            figures.append(figure)
        _say(f"{name}: {perf_counter() - began:.0f} s")
    missed = [f"{figure.name} (promised {figure.promised})" for figure in figures if not figure.is_kept]
    _say(f"Promises not kept in this run: {'; '.join(missed) or 'none'}.")
    return 0


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
