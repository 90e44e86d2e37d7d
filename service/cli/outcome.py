"""What every command shares: the settings, the moment, how results are printed, and how it ends."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from service.ledger.engine import Ledger
from service.settings import Settings, load_settings
from service.sites import build_sites, open_site_ledger

HOSPITAL_TIME = ZoneInfo("Europe/London")


class Refused(Exception):
    """The command cannot go on; the sentence says why and what to do."""

    def __init__(self, says: str, exit_code: int = 2):
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
                return datetime.combine(date.fromisoformat(value), time(9), HOSPITAL_TIME)
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail("write it like 2026-11-23 or 2026-11-23T09:30", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=HOSPITAL_TIME)


def at_now(command: Any) -> Any:
    return click.option("--now", type=Moment(), help="Act as if it were this time, like 2026-11-23T09:30.")(command)


def as_json(command: Any) -> Any:
    return click.option("--json", "json_wanted", is_flag=True, help="Print the result as JSON.")(command)


def moment(now: datetime | None) -> datetime:
    return now or datetime.now(HOSPITAL_TIME)


def print_json(result: Any) -> None:
    click.echo(json.dumps(result, ensure_ascii=False, indent=2, default=str))


def settings_of(context: click.Context) -> Settings:
    return load_settings(context.find_root().obj)


def sites_of(settings: Settings, ledger: Ledger, only: str | None = None) -> Any:
    return build_sites(settings, ledger, only)


def open_all(context: click.Context, only: str | None = None) -> tuple[Settings, Ledger, Any]:
    """Settings, the ledger and the sites: what most commands begin with."""
    settings = settings_of(context)
    if only:
        settings.site(only)
    ledger = open_site_ledger(settings)
    return settings, ledger, build_sites(settings, ledger, only)


def folder_for(path: Path) -> Path:
    """The folder, made if need be; a file of that name is said, not overwritten."""
    if path.exists() and not path.is_dir():
        raise Refused(f"{path} is a file, not a folder. Choose another name.")
    path.mkdir(parents=True, exist_ok=True)
    return path
