"""Runs one job for one site: never two at a time, and always with a record of how it went."""

from __future__ import annotations

import logging
import os
import socket
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from service.core.changes import WorkbookBusy, WorkbookError
from service.flows.site import Site
from service.ledger import leases, runs

logger = logging.getLogger("patient_voice.jobs")
LEASE_SECONDS = 15 * 60  # longer than any run; a process that died frees its job after this
HOLDER = f"{socket.gethostname()}:{os.getpid()}"


class AlreadyRunning(Exception):
    """Another process is at this job for this site now."""


def run_job(job: Any, site: Site, now: datetime) -> dict[str, Any]:
    """The job's counts. A workbook somebody has open is no failure: the run is recorded as waiting, and comes again."""
    began = monotonic()
    lease = f"{job.name}:{site.slug}"
    with site.ledger.write() as conn:
        if not leases.claim(conn, lease, HOLDER, LEASE_SECONDS, now):
            raise AlreadyRunning(lease)
        run = runs.start(conn, site.slug, job.name, now)
    outcome, counts, message = "failed", {}, "It stopped on an error of ours: see the log."
    try:
        counts = job.run(site, now)
        outcome, message = "done", ""
        return counts
    except WorkbookBusy as busy:
        outcome, message = "waiting", busy.says
        raise
    except WorkbookError as problem:
        message = problem.says
        raise
    finally:
        ended = now + timedelta(seconds=monotonic() - began)
        with site.ledger.write() as conn:
            runs.finish(conn, run, ended, outcome, counts, message)
            leases.release(conn, lease, HOLDER)
