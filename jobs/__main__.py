"""The clock: a process of its own that runs each job of each site at its hour, and once for what it missed."""

from __future__ import annotations

import logging
import signal
from datetime import UTC, datetime
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler

from jobs import Job, all_jobs
from service.core.changes import WorkbookError
from service.flows.running import AlreadyRunning, run_job
from service.flows.site import Site
from service.ledger import runs
from service.settings import Settings

logger = logging.getLogger("patient_voice.clock")


def run_quietly(job: Job, site: Site, now: datetime | None = None) -> None:
    """One run. What goes wrong is recorded and logged, and never stops the clock."""
    now = now or datetime.now(site.timezone)
    try:
        run_job(job, site, now)
    except AlreadyRunning:
        logger.info("%s for %s is still running elsewhere", job.name, site.slug)
    except WorkbookError as problem:
        logger.warning("%s for %s: %s", job.name, site.slug, problem.says)
    except Exception as fault:  # noqa: BLE001 - the clock outlives a fault of one job; the run record says it failed
        # Only the kind of fault and its place: the words of an exception may hold what somebody typed.
        logger.error("%s for %s failed: %s at %s", job.name, site.slug, type(fault).__name__, place_of(fault))


def place_of(fault: BaseException) -> str:
    """Where in our code a fault came up."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "unknown"


def missed(site: Site, now: datetime) -> list[Job]:
    """Jobs whose hour passed while nothing ran: each is run once, however many times it was missed."""
    with site.ledger.read() as conn:
        last = {job.name: runs.last(conn, job.name, site.slug) for job in all_jobs()}
    found = []
    for job in all_jobs():
        run = last[job.name]
        started = run.started.astimezone(site.timezone) if run else None
        if job.catch_up and job.is_due(started, now.astimezone(site.timezone), site.timezone):
            found.append(job)
    return found


def schedule(scheduler: Any, sites: list[Site]) -> None:
    """Every job of every site, in hospital time; a late one runs once, and never beside itself."""
    for site in sites:
        for job in all_jobs():
            scheduler.add_job(
                run_quietly,
                job.trigger(site.timezone),
                args=(job, site),
                id=f"{job.name}:{site.slug}",
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )


def run_clock(settings: Settings, sites: list[Site]) -> None:
    """Catches up, then keeps time until told to stop."""
    for site in sites:
        for job in missed(site, datetime.now(UTC)):
            run_quietly(job, site)
    # One worker: two cores serve the pages as well, and a sync of one site takes a second or two.
    scheduler = BlockingScheduler(timezone=settings.timezone, executors={"default": ThreadPoolExecutor(1)})
    schedule(scheduler, sites)
    signal.signal(signal.SIGTERM, lambda *_: scheduler.shutdown(wait=False))
    try:
        scheduler.start()
    except (KeyboardInterrupt, SystemExit):
        logger.info("The clock was stopped.")


if __name__ == "__main__":
    from service.cli import main

    main(["clock"])
