"""Commands about a site and its ledger: init, upgrade, sync, import-answers, links, backup, restore."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from service.adapters.excel.reading import read_snapshot
from service.cli.outcome import Refused, as_json, at_now, moment, open_all, print_json, settings_of
from service.core.grids import Grid
from service.flows.holding import ACCEPT_WORKBOOK
from service.flows.housekeeping import back_up
from service.flows.importing import import_answers as import_file
from service.flows.personal_links import make_links
from service.flows.sync import Outcome
from service.flows.sync import sync as sync_site
from service.ledger.upgrade import upgrade as upgrade_ledger
from service.sites import build_sites, open_site_ledger
from service.workbooks import write_workbooks


@click.command(epilog="Example:  patient-voice init --site northmoor")
@click.option("--site", help="One site only.")
@click.pass_context
def init(context: click.Context, site: str | None) -> None:
    """Make the ledger and, where there are none, the workbooks; repair what is damaged in workbooks that exist."""
    settings = settings_of(context)
    upgrade_ledger(settings.database_url)
    for each in build_sites(settings, open_site_ledger(settings), site):
        where = settings.site(each.slug)
        staff, managers = Path(where.staff), Path(where.managers)
        if not staff.exists() and not managers.exists():
            staff.parent.mkdir(parents=True, exist_ok=True)
            managers.parent.mkdir(parents=True, exist_ok=True)
            write_workbooks(staff, managers, each.workbook_id, datetime.now(settings.timezone))
            click.echo(f"{each.slug}: wrote {staff} and {managers}.")
        else:
            each.staff.install(each.kinds, [tab for tab in each.tabs if tab.workbook == "staff"], each.workbook_id)
            each.managers.install((), [tab for tab in each.tabs if tab.workbook == "managers"], each.workbook_id)
            click.echo(f"{each.slug}: the workbooks are in order.")


@click.command(epilog="Example:  patient-voice upgrade")
@click.pass_context
def upgrade(context: click.Context) -> None:
    """Bring the ledger to this version. Stop the web and clock processes first."""
    settings = settings_of(context)
    upgrade_ledger(settings.database_url)
    click.echo("The ledger is at this version.")


@click.command(epilog="Example:  patient-voice sync --site northmoor --dry-run")
@click.option("--site", help="One site only.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--accept-loss", multiple=True, metavar="TAB", help="The rows missing from this tab, or its changed names, are right.")
@at_now
@as_json
@click.pass_context
def sync(
    context: click.Context, site: str | None, dry_run: bool, accept_loss: tuple[str, ...], now: datetime | None, json_wanted: bool
) -> int:
    """Bring workbooks, forms and summary tabs in step, once."""
    _, _, sites = open_all(context, site)
    tabs = {kind.tab for each in sites for kind in each.kinds} | {ACCEPT_WORKBOOK}
    for tab in accept_loss:
        if tab not in tabs:
            raise Refused(f"There is no tab called {tab}. Give it its own name, such as People.")
    outcomes = [sync_site(each, moment(now), dry_run=dry_run, accept_loss=accept_loss) for each in sites]
    if json_wanted:
        print_json([{"site": outcome.site, **outcome.counts()} for outcome in outcomes])
    else:
        for outcome in outcomes:
            click.echo(_said(outcome))
    return 1 if any(outcome.held for outcome in outcomes) else 0


def _said(outcome: Outcome) -> str:
    parts = [f"{outcome.site}: {outcome.did}"]
    if outcome.refs:
        parts.append(f"{outcome.refs} new Refs")
    if outcome.rows_added:
        parts.append(f"{outcome.rows_added} rows added")
    if outcome.written:
        parts.append("tabs: " + ", ".join(outcome.written))
    if outcome.held:
        parts.append("held: " + ", ".join(outcome.held))
    return "; ".join(parts) + "."


def _tabs_of(file: Path) -> Sequence[Grid]:
    return read_snapshot(file.read_bytes(), file).grids


@click.command("import-answers", epilog="Example:  patient-voice import-answers fft.csv --survey S-004 --map neas")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--survey", required=True, help="The survey's Ref, such as S-004.")
@click.option("--map", "mapping", multiple=True, required=True, help="COLUMN=MEANING, several times; or the name of a known map.")
@click.option("--site", help="Which site, where there are several.")
@click.option("--dry-run", is_flag=True, help="Only say what would be brought in.")
@at_now
@as_json
@click.pass_context
def import_answers(
    context: click.Context, file: Path, survey: str, mapping: tuple[str, ...], site: str | None, dry_run: bool,
    now: datetime | None, json_wanted: bool,
) -> None:  # fmt: skip
    """Bring in earlier results from a CSV or .xlsx file. Twice is the same as once."""
    _, _, sites = open_all(context, site)
    if len(sites) > 1 and not site:
        raise Refused("There are several sites. Say which with --site.")
    report = import_file(sites[0], file, survey, mapping, moment(now), dry_run, read_workbook=_tabs_of)
    if json_wanted:
        print_json(report.as_dict())
    else:
        for line in report.lines():
            click.echo(line)


@click.command(epilog="Example:  patient-voice links --survey S-002 --out links.csv")
@click.option("--survey", required=True, help="A confidential survey's Ref.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A CSV file for your letters; delete it after use.")
@click.option("--site", help="Which site, where there are several.")
@at_now
@click.pass_context
def links(context: click.Context, survey: str, out: Path, site: str | None, now: datetime | None) -> None:
    """Make personal links for everyone invited to a confidential survey. Each is written here once and kept nowhere."""
    _, _, sites = open_all(context, site)
    if len(sites) > 1 and not site:
        raise Refused("There are several sites. Say which with --site.")
    if out.exists():
        raise Refused(f"{out} is already there, and we do not write over it.")
    made = make_links(sites[0], survey, moment(now))
    with out.open("x", encoding="utf-8-sig", newline="") as file:
        out.chmod(0o600)
        writer = csv.writer(file)
        writer.writerow(["Ref", "Link"])
        writer.writerows(made)
    click.echo(f"Wrote {len(made)} links to {out}. Delete it once the letters are printed.")


@click.command(epilog="Example:  patient-voice backup")
@at_now
@click.pass_context
def backup(context: click.Context, now: datetime | None) -> None:
    """Copy the ledger beside the workbooks' versions."""
    _, _, sites = open_all(context)
    click.echo(f"Wrote {back_up(sites[0], moment(now))['file']}.")


COMMANDS = (init, upgrade, sync, import_answers, links, backup)
