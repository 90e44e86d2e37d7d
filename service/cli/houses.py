"""Commands that set a site up and keep it in step: init, upgrade, sync."""

from __future__ import annotations

import time
from datetime import datetime
from functools import partial
from typing import Any

import click

from service.cli.outcome import (
    PROBLEMS,
    Refused,
    as_json,
    at_now,
    moment,
    one_site,
    open_all,
    print_json,
    say,
    settings_of,
    worst,
)
from service.cli.progress import show_steps
from service.cli.setting_up import set_up
from service.core.changes import WorkbookError
from service.flows import waiting
from service.flows.holding import ACCEPT_WORKBOOK
from service.flows.running import AlreadyRunning, run_recorded
from service.flows.site import Site
from service.flows.steps import step
from service.flows.sync import sync as sync_site
from service.ledger.upgrade import upgrade as upgrade_ledger
from service.sites import build_sites, open_site_ledger

WAIT_FOR_THE_CLOCK = 30.0  # seconds: a sync of its takes one or two


@click.command(epilog="Example:  patient-voice init --site northmoor")
@one_site
@click.option(
    "--renew", is_flag=True, help="Add missing columns too, and give old drop-downs the words of now."
)
@at_now
@as_json
@click.pass_context
def init(
    context: click.Context, site: str | None, renew: bool, now: datetime | None, json_wanted: bool
) -> None:
    """Make the ledger and, where there are none, the workbooks; repair what is damaged in workbooks that exist.

    Columns that are missing may be missed on purpose. With --renew they come back, and those that an older version did not
    have; and drop-downs it made get the words of this one. No cell that staff filled is changed.

    On Google a person makes the two spreadsheets and shares them with us first: see “Google Sheets” in the README.
    """
    show_steps(context)
    settings = settings_of(context)
    step("Bringing the ledger to this version")
    upgrade_ledger(settings.database_url)
    ledger = open_site_ledger(settings)
    context.call_on_close(ledger.dispose)
    sites = build_sites(settings, ledger, site)
    results = {each.slug: set_up(each, settings.site(each.slug), moment(now), renew) for each in sites}
    if json_wanted:
        print_json([{"site": slug, "did": did} for slug, did in results.items()])
    for slug, did in () if json_wanted else results.items():
        say(f"{slug}: {did}")


@click.command(epilog="Example:  patient-voice upgrade")
@as_json
@click.pass_context
def upgrade(context: click.Context, json_wanted: bool) -> None:
    """Bring the ledger to this version. Stop the web and clock processes first."""
    show_steps(context)
    step("Bringing the ledger to this version")
    revision = upgrade_ledger(settings_of(context).database_url)
    if json_wanted:
        print_json({"revision": revision})
    else:
        say("The ledger is at this version.")


@click.command(epilog="Example:  patient-voice sync --site northmoor --dry-run")
@one_site
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option(
    "--accept-loss",
    multiple=True,
    metavar="TAB",
    help="The rows missing from this tab, or its changed names, are right.",
)
@at_now
@as_json
@click.pass_context
def sync(
    context: click.Context,
    site: str | None,
    dry_run: bool,
    accept_loss: tuple[str, ...],
    now: datetime | None,
    json_wanted: bool,
) -> int:
    """Bring workbooks, forms and summary tabs in step, once."""
    show_steps(context)
    _, _, sites = open_all(context, site)
    _refuse_unknown(accept_loss, sites)
    results, codes = [], {}
    for each in sites:  # one site's open workbook is no reason to leave the others
        try:
            counts = _sync(each, moment(now), dry_run, accept_loss)
            codes[each.slug] = PROBLEMS if counts["held"] else 0
        except (WorkbookError, AlreadyRunning) as problem:
            codes[each.slug] = problem.exit_code
            counts = {"did": "waits", "says": problem.says}
            click.echo(f"{each.slug}: {problem.says}" if len(sites) > 1 else problem.says, err=True)
        results.append({"site": each.slug, **counts})
    if json_wanted:
        print_json(results)
    for result in () if json_wanted else results:
        if "says" not in result:
            say(_said(result))
    return worst(codes)


def _refuse_unknown(accept_loss: tuple[str, ...], sites: list[Site]) -> None:
    tabs = {kind.tab for each in sites for kind in each.kinds} | {ACCEPT_WORKBOOK}
    for tab in accept_loss:
        if tab not in tabs:
            raise Refused(f"There is no tab called {tab}. Give it its own name, such as People.")


def _sync(site: Site, now: datetime, dry_run: bool, accept_loss: tuple[str, ...]) -> dict[str, Any]:
    if dry_run:
        return sync_site(site, now, dry_run=True, accept_loss=accept_loss).counts()

    def work() -> dict[str, Any]:
        with waiting.said(site, now):
            return sync_site(site, now, accept_loss=accept_loss).counts()

    return when_free(partial(run_recorded, "sync-workbooks", site, now, work, holds="workbooks"))


def when_free(run: Any) -> dict[str, Any]:
    """The clock may be at it this very moment: it will be done soon."""
    until, told = time.monotonic() + WAIT_FOR_THE_CLOCK, False
    while True:
        try:
            counts: dict[str, Any] = run()
            return counts
        except AlreadyRunning:
            if time.monotonic() > until:
                raise
            if not told:
                step("Waiting for a run that is going on just now")
                told = True
            time.sleep(0.5)


def _said(counts: dict[str, Any]) -> str:
    parts = [f"{counts['site']}: {counts['did']}"]
    if counts["refs"]:
        parts.append(f"{counts['refs']} new Refs")
    if counts["rows_added"]:
        parts.append(f"{counts['rows_added']} rows added")
    if counts["written"]:
        parts.append("tabs: " + ", ".join(counts["written"]))
    if counts["held"]:
        parts.append("held: " + ", ".join(counts["held"]))
    return "; ".join(parts) + "."


COMMANDS: tuple[click.Command, ...] = (init, upgrade, sync)
