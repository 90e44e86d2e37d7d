"""Commands about what is kept: import-answers, links, backup, restore."""

from __future__ import annotations

import csv
import textwrap
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from service.adapters.excel.reading import fingerprint_of, read_snapshot
from service.adapters.excel.refusing import read_bytes
from service.adapters.excel.versions import Version, Versions
from service.adapters.excel.versions import restore as restore_version
from service.cli.outcome import (
    DONE,
    PROBLEMS,
    Refused,
    as_json,
    at_now,
    moment,
    open_all,
    open_one,
    print_json,
    say,
    settings_of,
)
from service.cli.progress import show_steps
from service.core import import_maps
from service.core.grids import Grid
from service.core.wording import moment_words
from service.flows import standing
from service.flows.housekeeping import REPLACED_KEPT, back_up
from service.flows.importing import import_answers as import_file
from service.flows.personal_links import make_links
from service.flows.site import Site
from service.ledger import log as ledger_log
from service.ledger import restoring
from service.ledger.engine import read_url
from service.ledger.upgrade import upgrade
from service.settings import Settings

NAMED = "%Y-%m-%dT%H:%M:%S"


def _tabs_of(file: Path) -> Sequence[Grid]:
    return read_snapshot(read_bytes(file), file).grids


def _help_on_import() -> str:
    """Click takes lines after \\b as they are."""
    width = 100 - 2 - 12
    lines = [
        f"{word if first else '':<12}{part}"
        for word, says in import_maps.explained()
        for first, part in ((not n, part) for n, part in enumerate(textwrap.wrap(says, width)))
    ]
    return (
        "Bring in earlier results from a CSV or .xlsx file. Twice is the same as once.\n\n"
        'Say with --map what each column means, once for each column: --map "How was it?=fft" --map "Date=date".'
        " MEANING is one of:\n\n\b\n" + "\n".join(lines)
    )


@click.command(
    "import-answers",
    help=_help_on_import(),
    epilog="Example:  patient-voice import-answers fft.csv --survey S-004 --map neas",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--survey", required=True, help="The survey's Ref, such as S-004.")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    required=True,
    help="COLUMN=MEANING, several times; or the name of a known map.",
)
@click.option("--site", help="Which site, where there are several.")
@click.option("--dry-run", is_flag=True, help="Only say what would be brought in.")
@at_now
@as_json
@click.pass_context
def import_answers(
    context: click.Context,
    file: Path,
    survey: str,
    mapping: tuple[str, ...],
    site: str | None,
    dry_run: bool,
    now: datetime | None,
    json_wanted: bool,
) -> int:
    show_steps(context)
    _, chosen = open_one(context, site)
    report = import_file(chosen, file, survey, mapping, moment(now), dry_run, read_workbook=_tabs_of)
    if json_wanted:
        print_json(report.as_dict())
    for line in () if json_wanted else report.lines():
        say(line)
    return PROBLEMS if report.has_problems else DONE


@click.command(epilog="Example:  patient-voice links --survey S-002 --out links.csv")
@click.option("--survey", required=True, help="A confidential survey's Ref.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="A CSV file for your letters; delete it after use.",
)
@click.option("--site", help="Which site, where there are several.")
@at_now
@as_json
@click.pass_context
def links(
    context: click.Context, survey: str, out: Path, site: str | None, now: datetime | None, json_wanted: bool
) -> None:
    """Make personal links for everyone invited to a confidential survey. Each is written here once and kept nowhere."""
    _, chosen = open_one(context, site)
    if out.exists():
        raise Refused(f"{out} is already there, and we do not write over it.")
    with out.open(
        "x", encoding="utf-8-sig", newline=""
    ) as file:  # first: links nobody can read would be lost
        out.chmod(0o600)
        try:
            made = make_links(chosen, survey, moment(now))
        except BaseException:
            out.unlink()
            raise
        writer = csv.writer(file)
        writer.writerow(["Ref", "Link"])
        writer.writerows(made.links)
    if json_wanted:
        print_json({"links": len(made.links), "file": str(out), "left_out": dict(made.left_out)})
        return
    say(f"Wrote {len(made.links)} links to {out}. Delete it once the letters are printed.")
    for why, number in made.left_out.items():
        say(f"Left out: {number} {why}.")


@click.command(epilog="Example:  patient-voice backup")
@at_now
@as_json
@click.pass_context
def backup(context: click.Context, now: datetime | None, json_wanted: bool) -> None:
    """Copy the ledger beside the workbooks' versions."""
    show_steps(context)
    _, _, sites = open_all(context)
    done = back_up(sites[0], moment(now))
    if json_wanted:
        print_json(done)
    else:
        say(f"Wrote {done['file']}.")


@click.command(
    epilog="Example:  patient-voice restore --site northmoor 2026-11-23T09:30:00, or restore --ledger 2026-11-23"
)
@click.argument("version", required=False)
@click.option("--ledger", is_flag=True, help="The ledger instead of a workbook; stop serve and clock first.")
@click.option("--site", help="Which site, where there are several.")
@click.option(
    "--workbook",
    type=click.Choice(("staff", "managers")),
    default="staff",
    show_default=True,
    help="Which of its two workbooks.",
)
@at_now
@as_json
@click.pass_context
def restore(
    context: click.Context,
    version: str | None,
    ledger: bool,
    site: str | None,
    workbook: str,
    now: datetime | None,
    json_wanted: bool,
) -> None:
    """List the kept versions of a workbook; with VERSION, put that one back. The present file is kept as a version first."""
    if ledger:
        _restore_ledger(settings_of(context), version, moment(now), json_wanted)
        return
    settings, chosen = open_one(context, site)
    where = settings.site(chosen.slug)
    if where.backend == "google":
        raise Refused(
            "Google itself keeps the older versions of a spreadsheet. Open it, choose File, Version history, and restore one "
            "there."
        )
    path = Path(where.staff if workbook == "staff" else where.managers)
    versions = Versions(settings.versions_dir / chosen.slug, chosen.workbook_id, workbook)
    kept = {_name(each, chosen): each for each in reversed(versions.list())}
    if version is None:
        _list(kept, chosen, path, json_wanted)
        return
    found = [name for name in kept if name == version] or [name for name in kept if name.startswith(version)]
    if len(found) != 1:
        which = "no version" if not found else "more than one version"
        raise Refused(f"There is {which} called {version}. See them all with patient-voice restore.")
    if not path.parent.is_dir():
        raise Refused(
            f"There is no folder {path.parent}. Make it, or correct the path in patient-voice.toml."
        )
    stood = path.exists()
    with chosen.ledger.write() as conn:  # a sync that has read the file meanwhile reads again
        is_older = not stood or fingerprint_of(path) != fingerprint_of(kept[found[0]].path)
        restore_version(kept[found[0]], path, versions, moment(now))
        ledger_log.add(
            conn, chosen.slug, moment(now), f"Put back the {workbook} workbook as saved at {found[0]}."
        )
        if workbook == "staff" and is_older:
            standing.put_back(conn, chosen, moment(now))
    if json_wanted:
        print_json({"restored": found[0], "file": str(path)})
    else:
        say(
            f"Put back {path} as saved on {moment_words(kept[found[0]].saved_at.astimezone(chosen.timezone))}."
        )
        if stood:
            say("What stood there before is the newest kept version now.")


def _restore_ledger(settings: Settings, version: str | None, now: datetime, json_wanted: bool) -> None:
    path = read_url(settings.database_url).database if settings.database_url.startswith("sqlite") else None
    if path is None:
        raise Refused("On PostgreSQL, put a copy back with pg_restore: see its manual.")
    folder = settings.versions_dir / "ledger"
    kept = {each.stem.removeprefix("ledger-"): each for each in restoring.copies(folder)}
    if version is None:
        if not kept:
            raise Refused(
                "No copy of the ledger is kept yet. One is made every night, and by patient-voice backup."
            )
        if json_wanted:
            print_json(list(kept))
        for name in () if json_wanted else kept:
            say(name)
        return
    if version not in kept:
        raise Refused(f"There is no copy called {version}. See them all with patient-voice restore --ledger.")
    before = folder / f"replaced-{now.astimezone(settings.timezone):%Y-%m-%dT%H%M%S}.sqlite3"
    stood = restoring.restore(kept[version], Path(path), before)
    upgrade(settings.database_url)
    if json_wanted:
        print_json({"restored": version, "file": path, "kept": str(before) if stood else None})
        return
    say(f"Put back {path} as copied on {version}. What people sent since is not in it.")
    if stood:
        say(f"What stood there before is kept for {REPLACED_KEPT.days} days as {before}.")
    say("Start serve and clock again.")


def _name(version: Version, site: Site) -> str:
    """The moment in hospital time; two states saved within a second differ by their mark."""
    return f"{version.saved_at.astimezone(site.timezone):{NAMED}}-{version.mark}"


def _list(kept: dict[str, Version], site: Site, path: Path, json_wanted: bool) -> None:
    if json_wanted:
        print_json(
            [
                {
                    "version": name,
                    "saved_at": each.saved_at.astimezone(site.timezone).isoformat(),
                    "bytes": each.path.stat().st_size,
                }
                for name, each in kept.items()
            ]
        )
        return
    if not kept:
        raise Refused(f"No version of {path.name} is kept yet. One is kept at each sync that finds a change.")
    for name, each in kept.items():
        say(f"{name}  {moment_words(each.saved_at.astimezone(site.timezone))}")
    say(f"Put one back with: patient-voice restore --site {site.slug} VERSION")


COMMANDS: tuple[click.Command, ...] = (import_answers, links, backup, restore)
