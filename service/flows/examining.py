"""What `doctor` can tell from the ledger, and from the tabs of a workbook however it is kept. It reads, and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from service.core.checking import read_book
from service.core.finding import find_headings, find_tabs
from service.core.findings import Finding, look, mend, ok
from service.core.grids import Grid
from service.core.wording import count_words, list_words, moment_words
from service.flows import standing
from service.flows.mending import asked_for
from service.flows.personal_links import NOBODY_THERE_AFTER
from service.flows.running import FAILED, WAITING
from service.flows.site import Site
from service.ledger import integrity, revision, runs
from sheet_templates.set_up import SetUpRow

# Long enough for a workbook that somebody has open over lunch; the clock itself tries every three minutes.
_SYNC_IS_LATE = timedelta(hours=2)
_LATELY = timedelta(days=7)
_NAMES = {"staff": "the staff workbook", "managers": "the managers' workbook"}


def _named(role: str) -> str:
    """At the beginning of a sentence."""
    return _NAMES[role][0].upper() + _NAMES[role][1:]


def ledger_is_this_versions(ledger: Any) -> Finding:
    """A LedgerError where it is of another."""
    revision.check(ledger)
    return ok(f"The ledger is at revision {revision.HEAD}, as this program needs it.")


def ledger_is_whole(ledger: Any) -> Finding:
    if faults := integrity.damage(ledger):
        return mend(
            f"The ledger is damaged: its database finds {count_words(faults, 'fault')}.",
            "Stop serve and clock, and bring back a copy with patient-voice restore --ledger.",
        )
    return ok("The ledger is whole.")


def secret_is_the_ledgers(ledger: Any) -> Finding:
    matches = revision.secret_matches(ledger)
    if matches is False:
        return mend(
            "The secret key is not the one this ledger was begun with, so waiting answers, links and the stop list cannot be "
            "read.",
            "Put the old key back.",
            code=2,
        )
    return ok(
        "The secret key fits the ledger." if matches else "The ledger was not used with a secret key yet."
    )


def whose(site: Site, role: str, site_id: str | None) -> Finding:
    """Our mark in the workbook."""
    name = _named(role)
    if site_id is None:
        return mend(f"{name} is not set up yet.", f"Run patient-voice init --site {site.slug}.")
    if site_id != site.workbook_id:
        return mend(
            f"{name} belongs to another site of ours, or to one with another secret key.",
            "Put this site's own workbook back, or correct its place in patient-voice.toml.",
        )
    return ok(f"{name} is this site's own.")


def staff_tabs(site: Site, grids: Sequence[Grid]) -> Iterator[Finding]:
    """Those that staff fill in: there, missing, without headings, or hidden though everybody needs them."""
    found = find_tabs(grids, site.kinds)
    missing = [kind.tab for kind, grid in found.items() if grid is None]
    lost = [
        kind.tab for kind, grid in found.items() if grid is not None and find_headings(grid, kind) is None
    ]
    hidden = [kind.tab for kind, grid in found.items() if grid is not None and grid.hidden and kind.shown]
    yield from _missing_and_hidden(missing, hidden, "staff")
    if lost:
        yield mend(
            f"The headings of {list_words(lost)} cannot be found.", "Put them back as they were, in one row."
        )
    if not missing and not hidden and not lost:
        yield ok(f"All {len(found)} tabs that staff fill in are there.")


def service_tabs(site: Site, role: str, grids: Sequence[Grid]) -> Iterator[Finding]:
    """Ours: those missing are written again by the next sync."""
    there = {grid.identity or grid.title: grid for grid in grids}
    wanted = [tab for tab in site.tabs if tab.workbook == role and tab.filled and tab.title != "Answers"]
    missing = [tab.title for tab in wanted if tab.title not in there]
    shown = [tab.title for tab in wanted if not tab.hidden and not tab.waits]
    hidden = [title for title in shown if title in there and there[title].hidden]
    yield from _missing_and_hidden(missing, hidden, role)
    if not missing and not hidden:
        yield ok(f"All {len(wanted)} tabs of ours in {_NAMES[role]} are there.")


def _missing_and_hidden(missing: Sequence[str], hidden: Sequence[str], role: str) -> Iterator[Finding]:
    if missing:
        yield mend(f"{_named(role)} lacks {list_words(missing)}.", "Run patient-voice init.")
    if hidden:
        yield look(
            f"Hidden in {_NAMES[role]}: {list_words(hidden)}.", "Show them again, unless that is meant."
        )


def asked_columns(site: Site, grids: Sequence[Grid], now: datetime) -> set[str]:
    """Which columns Set-up asks for."""
    return asked_for(site, read_book(grids, [SetUpRow], now))


def last_save(site: Site, saved_at: datetime, now: datetime) -> Finding:
    """Promise 7: where nobody has worked for so long, nobody is written to."""
    when = moment_words(saved_at.astimezone(site.timezone))
    if now - saved_at > NOBODY_THERE_AFTER:
        return mend(
            f"Nobody has saved the staff workbook since {when}, so nothing is sent to anybody.",
            "Let somebody look through People and save.",
        )
    return ok(f"Somebody last saved the staff workbook on {when}.")


def last_sync(site: Site, now: datetime) -> Finding:
    with site.ledger.read() as conn:
        finished = standing.last_finished(conn, site)
    if finished is None:
        return mend(
            "No sync has finished yet.",
            f"Run patient-voice sync --site {site.slug}, then patient-voice clock.",
        )
    when = moment_words(finished.astimezone(site.timezone))
    return ok(f"The figures in the workbooks are of {when}.")


def jobs_lately(site: Site, now: datetime) -> Iterator[Finding]:
    """Of each job its newest run; and whether the clock runs at all."""
    with site.ledger.read() as conn:
        all_runs = [run for run in runs.all(conn, site.slug, limit=1000) if now - run.started < _LATELY]
    newest: dict[str, runs.Run] = {}
    for run in all_runs:  # newest first
        newest.setdefault(run.job, run)
    bad = False
    for job, run in sorted(newest.items()):
        when = moment_words(run.started.astimezone(site.timezone))
        failed = sum(each.outcome == FAILED for each in all_runs if each.job == job)
        if run.outcome == FAILED:
            bad = True
            yield mend(
                f"{job} failed on {when} ({count_words(failed, 'time')} in a week): {run.message}",
                "If the words name a setting or a file, mend that; else report them: it is a fault of ours.",
            )
        elif run.outcome == WAITING:
            bad = True
            yield look(f"{job} waits since {when}. {run.message}", "It is tried again by itself.")
    synced = newest.get("sync-workbooks")
    if synced is None or now - synced.started > _SYNC_IS_LATE:
        yield look(
            "The workbooks were not looked at in the last two hours.",
            "Start patient-voice clock, and keep it running.",
        )
    elif not bad:
        yield ok(f"No job has failed lately, of {count_words(len(all_runs), 'run')} in a week.")
