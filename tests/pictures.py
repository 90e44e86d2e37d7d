"""Pictures for the README, from the demo itself: python -m tests.pictures --to docs/pictures [--all]."""

from __future__ import annotations

import argparse
import logging
import socket
import sys
import tempfile
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page as Screen
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from service.cli.demonstrating import make_demo
from service.flows.sync import sync
from service.settings import Settings
from service.sites import build_sites, open_site_ledger
from service.web.app import create_app
from tests.paper import pages_of, picture, printed
from tests.set_up import find_program, missing_part

NOW = datetime(
    2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Europe/London")
)  # the same day always: the same pictures
QUIET = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"
PHONE = {"width": 360, "height": 640}
SITE, SURVEY = "northmoor", "S-002"


def demo(folder: Path, port: int) -> Settings:
    """The demo's folder on that day, as it stands once its first syncs are over."""
    settings = make_demo(folder, port, NOW, lambda words: None)
    ledger = open_site_ledger(settings)
    try:
        for site in build_sites(settings, ledger):
            sync(site, NOW)
    finally:
        ledger.dispose()
    return settings


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(settings: Settings, port: int) -> Iterator[str]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    serving = make_server("127.0.0.1", port, create_app(settings, clock=lambda: NOW), threaded=True)
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        serving.shutdown()
        thread.join()
        serving.server_close()


def of_forms(address: str, to: Path, everything: bool) -> None:
    """A phone without scripts walks through the survey that is open."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_program("browser"), args=QUIET.split())
        phone = browser.new_context(
            base_url=address, viewport=PHONE, device_scale_factor=1.5, java_script_enabled=False
        ).new_page()
        phone.set_default_timeout(10_000)
        phone.goto(f"/{SITE}/survey/{SURVEY}")
        if everything:
            taken(phone, to / "start.png")
        with phone.expect_navigation():
            phone.get_by_text("Start now").click()
        phone.get_by_label("Me", exact=True).check()
        go_on(phone)
        phone.get_by_label("Good", exact=True).check()
        taken(phone, to / "question.png")
        go_on(phone)
        go_on(phone, "Stop here and send what I have answered")
        if everything:
            taken(phone, to / "check.png")
        go_on(phone, "Send my answers")
        taken(phone, to / "thank-you.png")
        browser.close()


def go_on(phone: Screen, button: str = "Continue") -> None:
    with phone.expect_navigation():
        phone.get_by_role("button", name=button, exact=True).click()


def taken(phone: Screen, to: Path) -> None:
    height = min(800, phone.locator("html").bounding_box()["height"])  # type: ignore[index]
    phone.screenshot(path=to, full_page=True, clip={"x": 0, "y": 0, "width": 360, "height": height})


def of_workbooks(folder: Path, to: Path) -> None:
    soffice = find_program("libreoffice")
    assert soffice is not None
    staff = printed(soffice, folder / "paper staff", folder / "staff" / "staff.xlsx")
    managers = printed(soffice, folder / "paper managers", folder / "managers" / "managers.xlsx")
    picture(staff, pages_of(staff, "Today")[0], to / "today.png")
    mending = ("Write", "Choose", "Ask")  # what Check says to do
    wrong = max(pages_of(staff, "People"), key=lambda page: sum(word.text in mending for word in page.words))
    picture(staff, wrong, to / "people.png", across=0.535, down=0.62, dots=120)
    picture(managers, pages_of(managers, "Overview")[0], to / "overview.png")
    picture(managers, pages_of(managers, "Survey results")[0], to / "survey-results.png")


def squeezed(png: bytes) -> bytes:
    """The same picture, packed as tightly as it goes: browsers pack in a hurry."""
    at, before, packed, after = 8, [], b"", b""
    while at < len(png):
        end = at + 12 + int.from_bytes(png[at : at + 4], "big")
        chunk, kind = png[at:end], png[at + 4 : at + 8]
        if kind == b"IDAT":
            packed += chunk[8:-4]
        elif packed:
            after += chunk
        else:
            before.append(chunk)
        at = end
    body = b"IDAT" + zlib.compress(zlib.decompress(packed), 9)
    data = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    return png[:8] + b"".join(before) + data + after


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=Path("docs/pictures"), help="the folder they go to")
    parser.add_argument("--all", action="store_true", help="also the pages the README does not show")
    chosen = parser.parse_args()
    missing = [words for part in ("browser", "libreoffice", "pictures") if (words := missing_part(part))]
    if missing:
        print("\n".join(missing), file=sys.stderr)
        return 3
    chosen.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        folder, port = Path(made), free_port()
        print("Making the demo ...", flush=True)
        settings = demo(folder / "demo", port)
        print("Walking through the survey ...", flush=True)
        with served(settings, port) as address:
            of_forms(address, chosen.to, chosen.all)
        print("Printing the workbooks ...", flush=True)
        of_workbooks(folder / "demo", chosen.to)
    for each in sorted(chosen.to.glob("*.png")):
        each.write_bytes(squeezed(each.read_bytes()))
        print(f"  {each} {each.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
