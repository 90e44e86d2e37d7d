"""The demo: a folder with a year of a fictional service, a practice site beside it, and both processes running."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from service.cli.serving import refuse_taken_port
from service.demo import SITES, answer_everything
from service.flows.site import Site
from service.flows.sync import sync
from service.ledger.upgrade import upgrade
from service.settings import CONFIG_NAME, MAIL_VARIABLE, SECRET_VARIABLE, Settings, load_settings
from service.sites import build_sites, open_site_ledger
from service.workbooks import write_workbooks

Say = Callable[[str], None]


def make_demo(folder: Path, port: int, now: datetime, say: Say) -> Settings:
    """Makes what is not there yet; a demo begun yesterday goes on with its workbooks as people left them."""
    refuse_taken_port("127.0.0.1", port)
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    fresh = not (folder / CONFIG_NAME).exists()
    if fresh:
        say("Writing the workbooks of a fictional service and of a practice site ...")
        _write_settings(folder, port)
    else:
        _move_to(folder / CONFIG_NAME, port)
    settings = load_settings(folder / CONFIG_NAME, environ={})
    upgrade(settings.database_url)
    ledger = open_site_ledger(settings)
    try:
        for site in build_sites(settings, ledger):
            _fill_site(settings, site, now, say)
    finally:
        ledger.dispose()
    return settings


def _write_settings(folder: Path, port: int) -> None:
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
    for slug, demo in SITES.items():
        lines += ["", "[[site]]", f'slug = "{slug}"', 'backend = "xlsx"']
        lines += [f'{name} = "{demo.folder}{name}/{name}.xlsx"' for name in ("staff", "managers")]
        lines += ["practice = true"] if demo.practice else []
    (folder / CONFIG_NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _move_to(path: Path, port: int) -> None:
    """Started on another port: the addresses in the workbooks follow at the first sync."""
    written = path.read_text("utf-8")
    moved = re.sub(
        r'(?m)^public_url = "http://127\.0\.0\.1:\d+"$', f'public_url = "http://127.0.0.1:{port}"', written
    )
    if moved != written:
        path.write_text(moved, encoding="utf-8")


def _fill_site(settings: Settings, site: Site, now: datetime, say: Say) -> None:
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


def run_demo(settings: Settings, port: int, say: Say) -> bool:
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
    say(
        "Open the workbooks, change something, save: the tabs follow within three minutes. Ctrl-C stops the demo."
    )
    try:
        while not stopped.wait(0.5):
            if any(process.poll() is not None for process in processes):
                break
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(timeout=30)
    return stopped.is_set()
