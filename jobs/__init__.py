"""What the service does by itself: one file a job, with its schedule and the reason for it."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from apscheduler.triggers.cron import CronTrigger


@dataclass(frozen=True)
class Job:
    """`when` is a cron line in hospital time, days by name (as figures, APScheduler's days are one off)."""

    name: str
    when: str
    because: str
    run: Callable[..., Any]
    catch_up: bool = True  # missed while the service was down: run once when it is back
    holds: str = ""  # jobs that hold the same thing never run beside each other; else each holds itself

    def trigger(self, timezone: tzinfo, second: int = 0) -> CronTrigger:
        minute, hour, day, month, day_of_week = self.when.split()
        return CronTrigger(
            second=second,
            minute=minute,
            hour=hour,
            day=day,
            month=month,
            day_of_week=day_of_week,
            timezone=timezone,
        )

    def next_after(self, moment: datetime, timezone: tzinfo) -> datetime:
        """The first time after `moment` at which it should run."""
        found = self.trigger(timezone).get_next_fire_time(moment, moment)
        if found == moment:
            later = moment.fromtimestamp(moment.timestamp() + 1, moment.tzinfo)
            found = self.trigger(timezone).get_next_fire_time(moment, later)
        assert found is not None, "a cron line always has a next time"
        return found

    def is_due(self, last: datetime | None, now: datetime, timezone: tzinfo) -> bool:
        """True when a time passed since the last run. A clock that went back makes nothing due twice."""
        if last is None:
            return True
        return last < now and self.next_after(last, timezone) <= now


_JOBS: dict[str, Job] = {}


def job(
    when: str, because: str, catch_up: bool = True, holds: str = ""
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declares a job: a function of (site, now) in a file of the same name."""

    def declare(run: Callable[..., Any]) -> Callable[..., Any]:
        name = run.__name__.replace("_", "-")
        _JOBS[name] = Job(name, when, because, run, catch_up, holds or name)
        return run

    return declare


def all_jobs() -> tuple[Job, ...]:
    """Every job in this folder, by name."""
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            importlib.import_module(f"{__name__}.{module.name}")
    return tuple(_JOBS[name] for name in sorted(_JOBS))
