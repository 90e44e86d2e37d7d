"""The clock: a process of its own that runs each job of each site at its hour, and once for what it missed."""

from __future__ import annotations

import logging
import os
import signal
import threading
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from jobs import Job, all_jobs
from service.core.changes import WorkbookError
from service.flows.running import AlreadyRunning, run_job, what_failed
from service.flows.site import Site
from service.ledger import runs
from service.settings import Settings

logger = logging.getLogger("patient_voice.clock")
LOOK_EVERY = 5.0  # seconds
WENT_BACK = timedelta(seconds=30)  # more than a time server's small corrections
AT_ONCE = 4  # jobs
STOPS_WITHIN = 1.0  # second; whatever is cut off then is done again: processes may die at any instruction


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
        logger.error("%s for %s failed: %s", job.name, site.slug, what_failed(fault))


def missed(site: Site, now: datetime) -> list[Job]:
    """Jobs whose hour passed while nothing ran: each is run once, however often it was missed, in the order of the day."""
    local = now.astimezone(site.timezone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(seconds=1)
    jobs = sorted(all_jobs(), key=lambda job: job.next_after(midnight, site.timezone))
    with site.ledger.read() as conn:
        last = {job.name: runs.last(conn, job.name, site.slug, until=now) for job in jobs}
    found = []
    for job in jobs:
        run = last[job.name]
        started = run.started.astimezone(site.timezone) if run else None
        if job.catch_up and job.is_due(started, local, site.timezone):
            found.append(job)
    return found


def schedule(scheduler: Any, sites: list[Site]) -> None:
    """Every job of every site, in hospital time; a late one runs once, and never beside itself."""
    for number, site in enumerate(sites):
        for job in all_jobs():
            scheduler.add_job(
                run_quietly,
                job.trigger(site.timezone, second_of(number, len(sites))),
                args=(job, site),
                id=f"{job.name}:{site.slug}",
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
                replace_existing=True,
            )


def second_of(number: int, how_many: int) -> int:
    """Sites come one after the other through the minute: all at once would wait for each other, at midnight for minutes."""
    return number * 60 // how_many


def catch_up(scheduler: Any, sites: list[Site], now: datetime) -> None:
    """What was missed, one after the other, before anything that falls due meanwhile."""
    for site in sites:
        for job in missed(site, now):
            name = f"missed {job.name}:{site.slug}"
            scheduler.add_job(run_quietly, args=(job, site), id=name, misfire_grace_time=None)


class Jump:
    """Tells that the machine's clock went back: what was planned by the old time would wait for as long again."""

    def __init__(self, now: datetime, ticks: float):
        self.now, self.ticks = now, ticks

    def back(self, now: datetime, ticks: float) -> bool:
        expected = self.now + timedelta(seconds=ticks - self.ticks)
        self.now, self.ticks = now, ticks
        return now < expected - WENT_BACK


def give_way() -> None:
    """Pages come first: on two cores a sync at full speed makes patients wait. Windows has no such call."""
    if hasattr(os, "nice"):
        os.nice(10)


def run_clock(settings: Settings, sites: list[Site]) -> None:
    """Catches up and keeps time until told to stop."""
    give_way()
    stop = threading.Event()
    for stopping in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stopping, lambda *_: stop.set())
    # One at a time, since two cores serve the pages as well; but an answer from afar must not hold up the other sites.
    at_once = AT_ONCE if any(site.backend == "google" for site in settings.sites) else 1
    executors = {"default": ThreadPoolExecutor(at_once)}
    scheduler = BackgroundScheduler(timezone=settings.timezone, executors=executors)
    catch_up(scheduler, sites, datetime.now(UTC))
    schedule(scheduler, sites)
    scheduler.start()
    logger.info("The clock is running for %s.", ", ".join(site.slug for site in sites))
    jump = Jump(datetime.now(UTC), monotonic())
    while not stop.wait(LOOK_EVERY):
        if jump.back(datetime.now(UTC), monotonic()):
            logger.warning("The machine's clock went back. The jobs are planned anew.")
            schedule(scheduler, sites)
    scheduler.shutdown(wait=False)
    logger.info("The clock was stopped.")
    _leave()


def _leave() -> None:
    """Waits a moment for a run that is nearly done, then goes."""
    others = [thread for thread in threading.enumerate() if thread is not threading.current_thread()]
    until = monotonic() + STOPS_WITHIN
    for thread in others:
        thread.join(max(0.0, until - monotonic()))
    if any(thread.is_alive() for thread in others):
        logging.shutdown()
        os._exit(0)


if __name__ == "__main__":
    from service.cli import main

    main(["clock"])
