"""The demo: a folder with a year of a fictional service, a practice site beside it, and both processes running."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from service.cli.loopback_google import LoopbackGoogle
from service.cli.outcome import Refused
from service.cli.serving import refuse_taken_port
from service.cli.setting_up import set_up_spreadsheets
from service.demo import SITES, answer_everything
from service.flows.site import Site
from service.flows.sync import sync
from service.ledger.upgrade import upgrade
from service.settings import CONFIG_NAME, MAIL_VARIABLE, SECRET_VARIABLE, Settings, load_settings
from service.sites import build_sites, open_site_ledger
from service.workbooks import write_workbooks

Say = Callable[[str], None]
_CYCLES = 8  # until nothing differs: what one writes the next reads back, and a row is offered for two


def is_on_google(folder: Path) -> bool | None:
    """Where a demo begun before is kept; None where there is none yet."""
    try:
        return 'backend = "google"' in (folder / CONFIG_NAME).read_text("utf-8")
    except FileNotFoundError:
        return None


def refuse_other_kind(folder: Path, google: bool) -> None:
    """A demo stays what it was begun as: its ledger belongs to those workbooks."""
    begun = is_on_google(folder)
    if begun is None or begun == google:
        return
    where = "on the loopback Google" if begun else "in Excel files"
    how = "add --google" if begun else "leave --google out"
    raise Refused(f"The demo in {folder} was begun {where}. Choose another folder with --dir, or {how}.")


def make_demo(
    folder: Path, port: int, now: datetime, say: Say, google: LoopbackGoogle | None = None
) -> Settings:
    """Makes what is not there yet; a demo begun yesterday goes on with its workbooks as people left them."""
    refuse_taken_port("127.0.0.1", port)
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    refuse_other_kind(folder, google is not None)
    if is_on_google(folder) is None:
        say("Writing the workbooks of a fictional service and of a practice site ...")
        _write_settings(folder, port, google)
    else:
        _move_to(folder / CONFIG_NAME, port, google)
    settings = load_settings(folder / CONFIG_NAME, environ={})
    upgrade(settings.database_url)
    ledger = open_site_ledger(settings)
    try:
        for site in build_sites(settings, ledger):
            if google is None:
                _fill_files(settings, site, now, say)
            else:
                _fill_spreadsheets(settings, site, now, say, google)
    finally:
        ledger.dispose()
    return settings


def _write_settings(folder: Path, port: int, google: LoopbackGoogle | None) -> None:
    (folder / "secret.key").write_text(secrets.token_urlsafe(48), encoding="ascii")
    (folder / "secret.key").chmod(0o600)
    lines = [
        "# The demo's settings. Everything in it is invented.",
        "[service]",
        'database_url = "sqlite:///ledger.sqlite3"',
        f'public_url = "http://127.0.0.1:{port}"',
        'secret_key_file = "secret.key"',
        'versions_dir = "versions"',
    ]
    if google is not None:
        key = google.key_file.relative_to(folder).as_posix()
        lines += ["", "[google]", f'key_file = "{key}"', f'endpoint = "{google.url}"']
    for slug, demo in SITES.items():
        lines += ["", "[[site]]", f'slug = "{slug}"', f'backend = "{"google" if google else "xlsx"}"']
        for name in ("staff", "managers"):
            if google is None:
                where = f"{demo.folder}{name}/{name}.xlsx"
            else:
                where = google.make_spreadsheet(f"{demo.title}, {name}")
            lines.append(f'{name} = "{where}"')
        lines += ["practice = true"] if demo.practice else []
    (folder / CONFIG_NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _move_to(path: Path, port: int, google: LoopbackGoogle | None) -> None:
    """Started on another port: the addresses in the workbooks follow at the first sync."""
    written = path.read_text("utf-8")
    moved = _with_address(written, "public_url", f"http://127.0.0.1:{port}")
    if google is not None:
        moved = _with_address(moved, "endpoint", google.url)
    if moved != written:
        path.write_text(moved, encoding="utf-8")


def _with_address(written: str, name: str, address: str) -> str:
    return re.sub(rf'(?m)^{name} = "http://127\.0\.0\.1:\d+"$', f'{name} = "{address}"', written)


def _fill_files(settings: Settings, site: Site, now: datetime, say: Say) -> None:
    where = settings.site(site.slug)
    staff, managers = Path(where.staff), Path(where.managers)
    if staff.exists() or managers.exists():
        return
    demo = SITES[site.slug]
    write_workbooks(staff, managers, site.workbook_id, now, demo.rows(now.date()))
    sync(site, now)  # the forms reach the ledger
    answer_everything(site, demo, now)
    sync(site, now)
    say(f"  {where.staff}")
    say(f"  {where.managers}")


def _fill_spreadsheets(
    settings: Settings, site: Site, now: datetime, say: Say, google: LoopbackGoogle
) -> None:
    where = settings.site(site.slug)
    if site.staff.read().site_id is None:
        demo = SITES[site.slug]
        set_up_spreadsheets(site, now, demo.rows(now.date()))
        sync(site, now)
        answer_everything(site, demo, now)
        for _ in range(_CYCLES):
            if sync(site, now).did != "wrote":
                break
    say(f"  {site.slug}, staff:    {google.page_of(where.staff)}")
    say(f"  {site.slug}, managers: {google.page_of(where.managers)}")


def run_demo(settings: Settings, port: int, say: Say, google: LoopbackGoogle | None = None) -> bool:
    """Both processes until Ctrl-C, as a hospital would run them. False when one of them stopped by itself."""
    assert settings.path is not None
    command = [sys.executable, "-m", "service", "--config", str(settings.path)]
    # The demo has a secret of its own: one in the shell is of another site, and would open nothing here.
    kept = {name: value for name, value in os.environ.items() if name not in (SECRET_VARIABLE, MAIL_VARIABLE)}
    environment = {**kept, "PYTHONUNBUFFERED": "1"}
    stopped = threading.Event()
    for stopping in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stopping, lambda *_: stopped.set())
    serving = [*command, "serve", "--port", str(port), "--workers", "2"]
    processes = [subprocess.Popen(started, env=environment) for started in (serving, [*command, "clock"])]
    for slug, demo in SITES.items():
        say(f"  {demo.title}: http://127.0.0.1:{port}/{slug}/")
    say(_how_to_look(google))
    watched: Sequence[subprocess.Popen] = [*processes, *([google.process] if google else [])]
    try:
        while not stopped.wait(0.5):
            if any(process.poll() is not None for process in watched):
                break
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=30)
    return stopped.is_set()


def _how_to_look(google: LoopbackGoogle | None) -> str:
    if google is None:
        return "Open the workbooks, change something, save: the tabs follow within three minutes. Ctrl-C stops the demo."
    return (
        "The addresses above show every tab as it stands; no browser can edit a spreadsheet there, but any Sheets client can "
        f"(gspread, with the key in {google.key_file.name}): the tabs follow within three minutes. Ctrl-C stops the demo."
    )
