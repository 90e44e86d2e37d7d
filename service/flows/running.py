"""Runs one job for one site: never two at a time, and always with a record of how it went."""

from __future__ import annotations

import itertools
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from service.core.changes import WorkbookError
from service.flows.site import Site
from service.ledger import leases, runs
from service.ledger.errors import LedgerError

DONE, WAITING, FAILED = "done", "waiting", "failed"
LEASE_SECONDS = 15 * 60  # a run that died on another machine frees its job after this
RENEWED_EVERY = LEASE_SECONDS / 5  # while a run lasts: a large workbook on a slow line may take longer
_OURS = ("service", "jobs", "sheet_templates")
_counter = itertools.count(1)


class AlreadyRunning(Exception):
    """This work is being done for this site just now, here or elsewhere."""

    exit_code = 3

    def __init__(self, job: str, site: str):
        self.says = f"{job} for {site} is running elsewhere just now. Try again in a few minutes."
        super().__init__(self.says)


def machine_time() -> datetime:
    """Leases go by the machine's own clock, whatever `--now` says."""
    return datetime.now(UTC)


def run_job(
    job: Any, site: Site, now: datetime, clock: Callable[[], datetime] = machine_time
) -> dict[str, Any]:
    """The job's counts."""
    return run_recorded(job.name, site, now, lambda: job.run(site, now), holds=job.holds, clock=clock)


def run_recorded(
    name: str,
    site: Site,
    now: datetime,
    work: Callable[[], Mapping[str, Any]],
    holds: str | None = None,
    clock: Callable[[], datetime] = machine_time,
) -> dict[str, Any]:
    """One run. A workbook that is open or refused is no failure: it is recorded as waiting, and comes again."""
    began, holder, lease = monotonic(), _holder(), f"{holds or name}:{site.slug}"
    with site.ledger.write() as conn:
        if not _claim(conn, lease, holder, clock()):
            raise AlreadyRunning(name, site.slug)
        run = runs.start(conn, site.slug, name, now)
    outcome, counts, message = FAILED, dict[str, Any](), "It was stopped before its end."
    try:
        with _going_on(site, lease, holder, clock):
            counts = dict(work())
        outcome, message = DONE, ""
        return counts
    except WorkbookError as problem:
        outcome, message = WAITING, problem.says
        counts = {"code": problem.code, "workbook": problem.workbook}
        raise
    except Exception as fault:
        message = what_failed(fault)
        raise
    finally:
        ended = now + timedelta(seconds=monotonic() - began)
        with site.ledger.write() as conn:
            runs.finish(conn, run, ended, outcome, counts, message)
            leases.release(conn, lease, holder)


@contextmanager
def _going_on(site: Site, lease: str, holder: str, clock: Callable[[], datetime]) -> Iterator[None]:
    """The lease is claimed anew while the work lasts, from a thread of its own: the work may wait long for one answer."""
    over = threading.Event()

    def renew() -> None:
        while not over.wait(RENEWED_EVERY):
            # A ledger that is busy is asked again.
            with suppress(LedgerError), site.ledger.write() as conn:
                leases.claim(conn, lease, holder, LEASE_SECONDS, clock())

    renewing = threading.Thread(target=renew, name=f"lease {lease}", daemon=True)
    renewing.start()
    try:
        yield
    finally:
        over.set()
        renewing.join()  # or it could claim what the end of the run has released


def what_failed(fault: BaseException) -> str:
    """Our own sentence where there is one; else the kind of fault and its place: its words may hold what somebody typed."""
    says = getattr(fault, "says", None)
    return says if isinstance(says, str) else f"{type(fault).__name__} at {place_of(fault)}"


def place_of(fault: BaseException) -> str:
    """The innermost place in our own code."""
    place, trace = "unknown", fault.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.split(".")[0] in _OURS:
            place = f"{module}.{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _claim(conn: Any, lease: str, holder: str, now: datetime) -> bool:
    if leases.claim(conn, lease, holder, LEASE_SECONDS, now):
        return True
    other = leases.holder(conn, lease)
    if other is None or not _is_gone(other):
        return False
    leases.release(
        conn, lease, other
    )  # its process died in the middle: no need to wait for the lease to run out
    return leases.claim(conn, lease, holder, LEASE_SECONDS, now)


def _holder() -> str:
    """One for each run, so that two threads of a process do not take each other for themselves."""
    return f"{_machine()}|{os.getpid()}|{next(_counter)}"


def _machine() -> str:
    """Containers on one host may share its name, but not their numbers for processes."""
    try:
        return f"{socket.gethostname()}|{os.readlink('/proc/self/ns/pid')}"
    except OSError:
        return f"{socket.gethostname()}|"


def _is_gone(holder: str) -> bool:
    """True when the holder was a process of this machine that is no more."""
    machine, _, rest = holder.rpartition("|")[0].rpartition("|")
    if (
        sys.platform == "win32" or machine != _machine() or not rest.isdigit()
    ):  # os.kill would end it on Windows
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
