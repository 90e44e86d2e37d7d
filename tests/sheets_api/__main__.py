"""python -m tests.sheets_api --port P --key FILE: Google on 127.0.0.1, for trying things out by hand."""

from __future__ import annotations

import argparse
import gc
import signal
import sys
from pathlib import Path
from threading import Event

from tests.sheets_api.server import SheetsAPI


def main(arguments: list[str] | None = None) -> int:
    """Serves until it is stopped (Ctrl+C, or a TERM signal)."""
    asked = _asked(arguments)
    try:
        google = SheetsAPI(
            quota=not asked.no_quota, can_create=asked.can_create, folder=asked.folder, port=asked.port
        )
    except OSError as error:
        print(f"Port {asked.port} cannot be used: {error.strerror}.", file=sys.stderr)
        return 1
    gc.set_threshold(
        100_000, 50, 100
    )  # a batch of 20,000 rows is a million small objects, none of them in a circle
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with google:
        # A key written by an earlier run goes on working, so that a service need not be told of a restart.
        account = google.tokens.take_up(asked.key, google.url) or google.key_file(asked.key)
        print(f"Google is at {google.url}. The key of {account} is in {asked.key}.", flush=True)
        while not stop.wait(0.5):  # short waits, for a signal must get through on every system
            pass
    return 0


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.sheets_api", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0, the default, takes any that is free")
    parser.add_argument(
        "--key", type=Path, required=True, help="where the service account's key file is written"
    )
    parser.add_argument("--no-quota", action="store_true", help="no per-minute quotas")
    parser.add_argument("--can-create", action="store_true", help="the service account may create files")
    parser.add_argument("--folder", type=Path, help="keeps the files there, so that a restart gives the same")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
