"""Commands that keep going: serve, clock, demo; and those about jobs: jobs, run."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from jobs import all_jobs
from jobs.__main__ import run_clock
from service.cli.outcome import Refused, as_json, at_now, folder_for, moment, open_all, print_json, settings_of
from service.cli.serving import serve_pages
from service.flows.running import AlreadyRunning, run_job
from service.ledger import runs


@click.command(epilog="Example:  patient-voice serve --port 8000")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=4, show_default=True, help="Processes; two a core is plenty.")
@click.pass_context
def serve(context: click.Context, host: str, port: int, workers: int) -> None:
    """Serve the patients' pages. Needs the ledger only, no workbook."""
    serve_pages(settings_of(context), host, port, workers)


@click.command(epilog="Example:  patient-voice clock")
@click.option("--site", help="One site only.")
@click.pass_context
def clock(context: click.Context, site: str | None) -> None:
    """Run every job at its hour, and once what was missed."""
    settings, _, sites = open_all(context, site)
    run_clock(settings, sites)


@click.command("jobs", epilog="Example:  patient-voice jobs")
@click.option("--site", help="One site only.")
@at_now
@as_json
@click.pass_context
def list_jobs(context: click.Context, site: str | None, now: datetime | None, json_wanted: bool) -> None:
    """When each job runs and why, and how it last went."""
    settings, ledger, sites = open_all(context, site)
    at = moment(now).astimezone(settings.timezone)
    rows = []
    with ledger.read() as conn:
        for each in sites:
            for job in all_jobs():
                last = runs.last(conn, job.name, each.slug)
                rows.append(
                    {
                        "site": each.slug,
                        "job": job.name,
                        "when": job.when,
                        "because": job.because,
                        "next": job.next_after(at, settings.timezone).isoformat(),
                        "last": last.started.astimezone(settings.timezone).isoformat() if last else None,
                        "outcome": last.outcome if last else None,
                        "message": last.message if last else None,
                    }
                )
    if json_wanted:
        print_json(rows)
        return
    for row in rows:
        went = f"last {row['last']}: {row['outcome'] or 'running'}. {row['message'] or ''}" if row["last"] else "never yet"
        click.echo(f"{row['site']}  {row['job']}  ({row['when']})  next {row['next']}; {went}\n    {row['because']}")


@click.command(epilog="Example:  patient-voice run sync-workbooks --site northmoor")
@click.argument("job")
@click.option("--site", help="One site only.")
@at_now
@as_json
@click.pass_context
def run(context: click.Context, job: str, site: str | None, now: datetime | None, json_wanted: bool) -> None:
    """Run one job now."""
    chosen = next((each for each in all_jobs() if each.name == job), None)
    if chosen is None:
        raise Refused(f"There is no job called {job}. The jobs are: {', '.join(each.name for each in all_jobs())}.")
    _, _, sites = open_all(context, site)
    results = []
    for each in sites:
        try:
            results.append({"site": each.slug, "job": job, **run_job(chosen, each, moment(now))})
        except AlreadyRunning as busy:
            raise Refused(f"{job} for {each.slug} is running elsewhere just now. Try again in a few minutes.", 3) from busy
    if json_wanted:
        print_json(results)
    for result in () if json_wanted else results:
        click.echo(", ".join(f"{name}: {value}" for name, value in result.items()))


@click.command(epilog="Example:  patient-voice demo --dir demo --port 8000")
@click.option("--dir", "folder", type=click.Path(path_type=Path), default=Path("demo"), show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--no-serve", is_flag=True, help="Make the folder and stop.")
@at_now
def demo(folder: Path, port: int, no_serve: bool, now: datetime | None) -> None:
    """A year of a fictional service: workbooks to open, forms to fill in, kept in step until you stop it."""
    from service.cli.demonstrating import make_demo, run_demo

    settings = make_demo(folder_for(folder), port, moment(now), say=click.echo)
    if not no_serve:
        run_demo(settings, port, say=click.echo)


COMMANDS = (serve, clock, list_jobs, run, demo)
