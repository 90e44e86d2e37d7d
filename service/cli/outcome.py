"""What every command shares: the settings, the moment, how results are printed, and how it ends."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from service.flows.site import Site
from service.ledger.engine import Ledger
from service.settings import Settings, load_settings
from service.sites import build_sites, open_site_ledger

HOSPITAL_TIME = ZoneInfo("Europe/London")
DONE, PROBLEMS, WRONG_USE, OUTSIDE_FAILED = 0, 1, 2, 3


class Refused(Exception):
    """The command cannot go on; the sentence says why and what to do."""

    def __init__(self, says: str, exit_code: int = WRONG_USE):
        super().__init__(says)
        self.says, self.exit_code = says, exit_code


class Moment(click.ParamType):
    """A date or a moment, in hospital time unless it says otherwise."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            if len(value) == 10:
                moment = datetime.combine(date.fromisoformat(value), time(9), HOSPITAL_TIME)
            else:
                moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail("write it like 2026-11-23 or 2026-11-23T09:30", param, ctx)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=HOSPITAL_TIME)
        if not 2000 <= moment.year < 2200:  # some years away must still be a date, and one we can read back
            self.fail("choose a year from 2000 to 2199", param, ctx)
        return moment


def at_now(command: Any) -> Any:
    return click.option("--now", type=Moment(), help="Act as if it were this time, like 2026-11-23T09:30.")(
        command
    )


def as_json(command: Any) -> Any:
    return click.option("--json", "json_wanted", is_flag=True, help="Print the result as JSON.")(command)


def one_site(command: Any) -> Any:
    return click.option("--site", help="One site only.")(command)


def moment(now: datetime | None) -> datetime:
    return now or datetime.now(HOSPITAL_TIME)


def print_json(result: Any) -> None:
    """Always UTF-8, whatever the terminal speaks; half a character pair, which UTF-8 cannot say, as JSON's own escape."""
    text = json.dumps(result, ensure_ascii=False, indent=2, default=str)
    click.echo(text.encode("utf-8", "backslashreplace"))


def say(words: str) -> None:
    """A line for people. What somebody typed may stand in it, but never steers the terminal."""
    click.echo("".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in words))


def keep_talking() -> None:
    """For commands that keep going: what they do is told in the log."""
    logging.getLogger("patient_voice").setLevel(logging.INFO)


def worst(codes: Mapping[str, int]) -> int:
    return max(codes.values(), default=DONE)


def settings_of(context: click.Context) -> Settings:
    return load_settings(context.find_root().obj)


def open_all(context: click.Context, only: str | None = None) -> tuple[Settings, Ledger, list[Site]]:
    """Settings, the ledger and the sites: what most commands begin with."""
    settings = settings_of(context)
    if only:
        settings.site(only)
    ledger = open_site_ledger(settings)
    context.call_on_close(ledger.dispose)
    return settings, ledger, build_sites(settings, ledger, only)


def open_one(context: click.Context, site: str | None) -> tuple[Settings, Site]:
    """For commands about one site, which need not be named where there is only one."""
    settings, _, sites = open_all(context, site)
    if len(sites) > 1:
        raise Refused(
            f"There are several sites. Say which with --site: {', '.join(each.slug for each in sites)}."
        )
    return settings, sites[0]


def folder_for(path: Path) -> Path:
    """The folder, made if need be; a file of that name is said, not overwritten."""
    if path.exists() and not path.is_dir():
        raise Refused(f"{path} is a file, not a folder. Choose another name.")
    path.mkdir(parents=True, exist_ok=True)
    return path
