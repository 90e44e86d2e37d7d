"""A workbook that is open or refused: said beside it at once, on Today afterwards, and by e-mail after a working day.

Since when we wait and when it was last said is read from the records of runs; nothing else is kept.
"""

from __future__ import annotations

import html
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from service.core.changes import WorkbookError
from service.core.checking import read_book
from service.core.holidays import bank_holidays
from service.core.wording import count_words, moment_words, time_words
from service.flows.running import DONE, FAILED, WAITING
from service.flows.site import Site
from service.ledger import runs
from sheet_templates.set_up import SetUpRow
from sheet_templates.set_up import facts as read_facts

logger = logging.getLogger("patient_voice.waiting")
JOBS = ("sync-workbooks", "turn-the-day")  # those that write workbooks
MAIL = "mail-about-waiting"  # the records of what was mailed
MAIL_AGAIN_AFTER = timedelta(hours=1)  # when the mail server did not take it
OFFICE_HOURS = time(8), time(18)
WORTH_SAYING = timedelta(minutes=10)  # on Today; less is the ordinary wait for somebody to close the file
_OPEN = ("open-elsewhere", "in-use", "busy", "changed")
SUBJECT = "A workbook of your service is waiting"  # no name and no illness: it may be read over a shoulder


@contextmanager
def said(site: Site, now: datetime) -> Iterator[None]:
    """Round a sync: what it waits for stands beside the workbook, until one succeeds."""
    try:
        yield
    except WorkbookError as problem:
        tell(site, problem, now.astimezone(site.timezone))
        raise
    for workbook in (site.staff, site.managers):
        workbook.clear_beside()


def tell(site: Site, problem: WorkbookError, now: datetime) -> None:
    with site.ledger.read() as conn:
        since = waiting_since(conn, site, now) or now
    is_staff = problem.workbook != "managers"
    (site.staff if is_staff else site.managers).say_beside(page(problem.says, since))
    (site.managers if is_staff else site.staff).clear_beside()
    if site.mail is not None and is_time_to_mail(site, since, now):
        _mail(site, problem, since, now)


def waiting_since(conn: Any, site: Site, now: datetime) -> datetime | None:
    """The first run in the unbroken row of those that waited, up to now."""
    done = runs.nearest(conn, site.slug, JOBS, DONE, until=now)
    beginning = done.started if done else datetime.min.replace(tzinfo=now.tzinfo, year=2)
    first = runs.nearest(conn, site.slug, JOBS, WAITING, after=beginning, until=now)
    return first.started.astimezone(site.timezone) if first else None


# On Today


def sentences(conn: Any, site: Site, now: datetime) -> list[str]:
    """What waited today, once it is over."""
    last = runs.nearest(conn, site.slug, JOBS, WAITING, until=now)
    if last is None or last.started.astimezone(site.timezone).date() != now.date():
        return []
    since = waiting_since(conn, site, last.started.astimezone(site.timezone))
    over = runs.nearest(conn, site.slug, JOBS, DONE, after=last.started, until=now)
    until = over.started.astimezone(site.timezone) if over else now
    if since is None or until - since < WORTH_SAYING:
        return []
    counts = last.counts or {}
    if over is None and counts.get("workbook") == "managers":
        return []  # it still waits: a line that grows would have Today written anew every few minutes
    which = "The managers’ workbook" if counts.get("workbook") == "managers" else "The workbook"
    how = "was open" if counts.get("code") in _OPEN else "could not be written"
    return [
        f"{which} {how} until {time_words(until.time())}, so nothing was written for {how_long(until - since)}."
    ]


def how_long(waited: timedelta) -> str:
    """25 minutes, 3 hours, 2 days."""
    minutes = round(waited.total_seconds() / 60)
    if minutes < 120:
        return count_words(minutes, "minute")
    return (
        count_words(minutes // 60, "hour") if minutes < 48 * 60 else count_words(minutes // (24 * 60), "day")
    )


# Beside the workbook

_PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The workbook is waiting</title>
<style>
body {{ font: 1.2rem/1.5 Arial, sans-serif; color: #212b32; background: #fff; max-width: 40em; margin: 2em auto; padding: 0 1em }}
</style>
</head>
<body>
<main>
<h1>The workbook is waiting</h1>
<p>We have not been able to write in it since {since}.</p>
<h2>What needs doing</h2>
<p>{says}</p>
<h2>Meanwhile</h2>
<p>Nothing is lost. What you typed stays as it is, and what people send online is kept.</p>
<p>We try again every few minutes. Once it works, this page goes away by itself.</p>
</main>
</body>
</html>
"""


def page(says: str, since: datetime) -> str:
    """Small and whole: it is opened from a folder, maybe without a network. No names, no cells."""
    return _PAGE.format(says=html.escape(says), since=moment_words(since))


# By e-mail


def is_time_to_mail(site: Site, since: datetime, now: datetime) -> bool:
    """After a working day of waiting, in office hours, once a day at most."""
    begins, ends = OFFICE_HOURS
    if now < a_working_day_after(since) or not is_working_day(now.date()) or not begins <= now.time() < ends:
        return False
    with site.ledger.read() as conn:
        last = runs.last(conn, MAIL, site.slug, until=now)
    if last is None:
        return True
    if last.outcome == FAILED:
        return now - last.started >= MAIL_AGAIN_AFTER
    return last.started.astimezone(site.timezone).date() < now.date()


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def a_working_day_after(moment: datetime) -> datetime:
    """The same time on the next working day; what began on a day off counts from the morning after it."""
    if not is_working_day(moment.date()):
        moment = datetime.combine(_next_working_day(moment.date()), OFFICE_HOURS[0], moment.tzinfo)
    return datetime.combine(_next_working_day(moment.date()), moment.time(), moment.tzinfo)


def _next_working_day(day: date) -> date:
    day += timedelta(1)
    while not is_working_day(day):
        day += timedelta(1)
    return day


def _mail(site: Site, problem: WorkbookError, since: datetime, now: datetime) -> None:
    to = _address(site, now)
    if to is None:
        logger.warning("%s: nobody to tell that the workbook waits. Fill in Lead in Set-up.", site.slug)
        return
    with (
        site.ledger.write() as conn
    ):  # before it is sent: killed in between, we rather say it once too seldom
        run = runs.start(conn, site.slug, MAIL, now)
    outcome, message = FAILED, ""
    try:
        site.mail.send(to, SUBJECT, letter(problem.says, since), now)
        outcome = DONE
    except Exception as fault:  # noqa: BLE001 - the e-mail must not hide what the workbook waits for
        message = getattr(fault, "says", type(fault).__name__)
        logger.warning("%s: %s", site.slug, message)
    with site.ledger.write() as conn:
        runs.finish(conn, run, now, outcome, None, message)


def _address(site: Site, now: datetime) -> str | None:
    """Lead's, else that of the manager to tell, from the newest state that can be read."""
    snapshot = site.staff.last_good()
    if snapshot is None:
        return None
    known = read_facts(read_book(snapshot.grids, [SetUpRow], now)[SetUpRow])
    people = (known.lead, known.manager_to_tell)
    return next((person.email for person in people if person and person.email), None)


def letter(says: str, since: datetime) -> str:
    return (
        f"Hello,\n\nWe have not been able to write in your workbook since {moment_words(since)}.\n\n{says}\n\n"
        "Nothing is lost. What you typed stays as it is, and what people send online is kept until we can write it.\n"
        "We try every few minutes, and tell you once each working day while it waits.\n\nPatient Voice\n"
    )
