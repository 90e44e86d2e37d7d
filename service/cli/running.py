"""Commands that keep going: serve, clock, demo; and those about jobs: jobs, run."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from jobs import Job, all_jobs
from jobs.__main__ import run_clock
from service.cli.houses import when_free
from service.cli.outcome import (
    OUTSIDE_FAILED,
    Refused,
    as_json,
    at_now,
    folder_for,
    keep_talking,
    moment,
    one_site,
    open_all,
    print_json,
    say,
    settings_of,
    worst,
)
from service.cli.progress import show_steps
from service.cli.serving import refuse_without_assets, serve_pages
from service.core.changes import WorkbookError
from service.core.wording import moment_words
from service.flows.running import DONE, FAILED, WAITING, AlreadyRunning, run_job
from service.flows.site import Site
from service.ledger import runs
from service.ledger.runs import Run
from service.sites import open_site_ledger

IN_WORDS = {DONE: "It went well.", WAITING: "It waits.", FAILED: "It stopped on a fault of ours."}
NOT_ENDED = "It has not ended: it is running, or was cut off and is done again."


@click.command(epilog="Example:  patient-voice serve --port 8000")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=4,
    show_default=True,
    help="Processes; two a core is plenty.",
)
@click.pass_context
def serve(context: click.Context, host: str, port: int, workers: int) -> None:
    """Serve the patients' pages. Needs the ledger only, no workbook."""
    settings = settings_of(context)
    refuse_without_assets()
    ledger = open_site_ledger(settings)
    try:
        ledger.refuse_unwritable()  # a sentence now rather than a page of them for patients
    finally:
        ledger.dispose()
    keep_talking()
    serve_pages(settings, host, port, workers)


@click.command(epilog="Example:  patient-voice clock")
@one_site
@click.pass_context
def clock(context: click.Context, site: str | None) -> None:
    """Run every job at its hour, and once what was missed."""
    settings, _, sites = open_all(context, site)
    keep_talking()
    run_clock(settings, sites)


@click.command("jobs", epilog="Example:  patient-voice jobs")
@one_site
@at_now
@as_json
@click.pass_context
def list_jobs(context: click.Context, site: str | None, now: datetime | None, json_wanted: bool) -> None:
    """When each job runs and why, and how it last went."""
    _, ledger, sites = open_all(context, site)
    with ledger.read() as conn:
        found = [
            (each, job, runs.last(conn, job.name, each.slug, until=moment(now)))
            for each in sites
            for job in all_jobs()
        ]
    if json_wanted:
        print_json([_as_dict(*each, moment(now)) for each in found])
    for each in () if json_wanted else found:
        for line in _lines(*each, moment(now)):
            say(line)


def _as_dict(site: Site, job: Job, last: Run | None, now: datetime) -> dict[str, Any]:
    return {
        "site": site.slug,
        "job": job.name,
        "when": job.when,
        "because": job.because,
        "next": job.next_after(now.astimezone(site.timezone), site.timezone).isoformat(),
        "last": last.started.astimezone(site.timezone).isoformat() if last else None,
        "outcome": last.outcome if last else None,
        "message": last.message if last else None,
    }


def _lines(site: Site, job: Job, last: Run | None, now: datetime) -> list[str]:
    comes = job.next_after(now.astimezone(site.timezone), site.timezone)
    went = "Not run yet."
    if last is not None:
        words = IN_WORDS.get(last.outcome or "", NOT_ENDED)
        went = f"Last on {moment_words(last.started.astimezone(site.timezone))}. {words} {last.message or ''}".strip()
    return [f"{site.slug}: {job.name}", f"    {went}", f"    Next on {moment_words(comes)}. {job.because}"]


@click.command(epilog="Example:  patient-voice run sync-workbooks --site northmoor")
@click.argument("job")
@one_site
@at_now
@as_json
@click.pass_context
def run(context: click.Context, job: str, site: str | None, now: datetime | None, json_wanted: bool) -> int:
    """Run one job now."""
    chosen = next((each for each in all_jobs() if each.name == job), None)
    if chosen is None:
        names = ", ".join(each.name for each in all_jobs())
        raise Refused(f"There is no job called {job}. The jobs are: {names}.")
    show_steps(context)
    _, _, sites = open_all(context, site)
    results, codes = [], {}
    for each in sites:
        codes[each.slug] = 0
        result: dict[str, Any] = {"site": each.slug, "job": job}
        try:
            result |= when_free(partial(run_job, chosen, each, moment(now)))
        except (WorkbookError, AlreadyRunning) as problem:
            codes[each.slug] = problem.exit_code
            result["says"] = problem.says
            click.echo(f"{each.slug}: {problem.says}" if len(sites) > 1 else problem.says, err=True)
        results.append(result)
    if json_wanted:
        print_json(results)
    for result in () if json_wanted else results:
        if "says" not in result:
            say(", ".join(f"{name}: {value}" for name, value in result.items()))
    return worst(codes)


@click.command(epilog="Example:  patient-voice demo --dir demo --port 8000")
@click.option("--dir", "folder", type=click.Path(path_type=Path), default=Path("demo"), show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option(
    "--google",
    is_flag=True,
    help="Keep the workbooks on a Google of our own on this machine, over real HTTP.",
)
@click.option("--no-serve", is_flag=True, help="Make the folder and stop.")
@at_now
def demo(folder: Path, port: int, google: bool, no_serve: bool, now: datetime | None) -> None:
    """A year of a fictional service: workbooks to open, forms to fill in, kept in step until you stop it."""
    from service.cli.demonstrating import make_demo, refuse_other_kind, run_demo
    from service.cli.loopback_google import loopback_google

    if not no_serve:
        refuse_without_assets()
    folder = folder_for(folder).resolve()
    refuse_other_kind(folder, google)
    with loopback_google(folder / "google") if google else nullcontext() as beside:
        settings = make_demo(folder, port, moment(now), click.echo, beside)
        if not no_serve and not run_demo(settings, port, click.echo, beside):
            raise Refused("A part of the demo stopped by itself: see what it said above.", OUTSIDE_FAILED)


COMMANDS: tuple[click.Command, ...] = (serve, clock, list_jobs, run, demo)
