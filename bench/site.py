"""A whole site of any size in a folder: the demo's year with its busy tabs made as long as asked, some slips included."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from service.demo import demo_rows
from service.ledger.upgrade import upgrade
from service.settings import Settings, SiteSettings
from service.sites import build_site, open_site_ledger
from service.workbooks import write_workbooks
from sheet_templates.attendance import Attendance
from sheet_templates.feedback import Feedback
from sheet_templates.people import Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.flows.site import Site

LONDON = ZoneInfo("Europe/London")
NOW = datetime.now(LONDON).replace(hour=9, minute=30)  # the demo's survey is open today, whenever that is
SLUG = "bench"
# Of all rows; the other tabs stay as long as the demo's.
SHARES = {Person: 0.2, Attendance: 0.5, Feedback: 0.3}
SLIP = 0.01  # of rows hold one cell a nurse has to mend
FIRST = "Ada Bola Carys Dilys Elif Farah Gwen Hana Ines Joan Kasia Leila Mina Nora Olga Priya Rosa Sian Tara Una".split()
LAST = "Abbot Baker Clarke Doyle Ellis Fox Green Hughes Iqbal Jones Khan Lewis Todd Mills Nolan Owens Parry Reid Shaw Wu".split()


def settings_of(folder: Path) -> Settings:
    """Paths within the folder; no toml, since nothing here is started by hand."""
    staff, managers = (str(folder / name / f"{name}.xlsx") for name in ("staff", "managers"))
    url, secret = (
        f"sqlite:///{folder / 'ledger.sqlite3'}",
        b"a secret for the bench, of more than 32 characters",
    )
    return Settings(
        url, "http://127.0.0.1", secret, folder / "versions", (SiteSettings(SLUG, "xlsx", staff, managers),)
    )


def write_site(folder: Path, how_many: int) -> None:
    """Both workbooks and an empty ledger."""
    upgrade(settings_of(folder).database_url)
    staff, managers = folder / "staff" / "staff.xlsx", folder / "managers" / "managers.xlsx"
    with opened(folder) as site:
        write_workbooks(staff, managers, site.workbook_id, NOW, rows(how_many))


@contextmanager
def opened(folder: Path) -> Iterator[Site]:
    settings = settings_of(folder)
    ledger = open_site_ledger(settings)
    try:
        yield build_site(settings, settings.sites[0], ledger)
    finally:
        ledger.dispose()


@contextmanager
def site_of(how_many: int) -> Iterator[Site]:
    with TemporaryDirectory(prefix="pv-bench-") as folder:
        write_site(Path(folder), how_many)
        with opened(Path(folder)) as site:
            yield site


def rows(how_many: int) -> dict[Any, list[dict[str, Any]]]:
    """About so many rows, the same each time."""
    tabs = dict(demo_rows(NOW.date()))
    chance = Random(11)
    for kind, share in SHARES.items():
        made = {Person: _people, Attendance: _attendance, Feedback: _feedback}[kind]
        tabs[kind] = made(max(64, round(how_many * share)), chance, NOW.date())
    return tabs


def _name(number: int) -> str:
    """Another one for each: two alike would be taken for one person."""
    return f"{FIRST[number % 20]} {LAST[number // 20 % 20]}{_letters(number // 400)}"


def _letters(number: int) -> str:
    return "" if number == 0 else _letters((number - 1) // 26) + chr(97 + (number - 1) % 26)


def _people(how_many: int, chance: Random, today: date) -> list[dict[str, Any]]:
    always = {
        "role": "Patient",
        "prefers": "Email",
        "wants_to_be_involved": "Forum, Annual survey",
        "may_contact": "Yes",
        "said_so_how": "At clinic",
    }
    return [
        {
            "ref": f"P-{number:03d}",
            "name": _name(number),
            "status": _slip(chance, "Activ", "Active"),
            "email": f"p{number}@example.org",
            "phone": f"07700 9{number:05d}",
            "said_so_on": today - timedelta(30 + number % 300),
            **always,
        }
        for number in range(1, how_many + 1)
    ]


def _attendance(how_many: int, chance: Random, today: date) -> list[dict[str, Any]]:
    """Everybody once an event, one event after another."""
    people = max(64, round(how_many / SHARES[Attendance] * SHARES[Person]))
    return [
        {
            "ref": f"T-{number + 1:03d}",
            "what_for": f"E-{1 + number // people % 11:03d}",
            "person": f"P-{1 + number % people:03d} {_name(1 + number % people)}",
            "reply": _slip(chance, "Perhaps so", "Yes"),
            "attended": chance.choice(("Yes", "Online")),
        }
        for number in range(how_many)
    ]


def _feedback(how_many: int, chance: Random, today: date) -> list[dict[str, Any]]:
    words = "Somebody said this, and went on for a while, as people do. It is number"
    always = {
        "came_from": "Clinic",
        "theme": "Contact with my nurse",
        "action": "A-001",
        "answered_on": today,
        "seen_by": "Lead nurse",
    }
    return [
        {
            "ref": f"F-{number:03d}",
            "date": _slip(chance, "soon", today - timedelta(chance.randrange(300))),
            "what_was_said": f"{words} {number}.",
            "kind": chance.choice(("Working well", "Could be better", "Idea")),
            **always,
        }
        for number in range(1, how_many + 1)
    ]


def _slip(chance: Random, wrong: Any, right: Any) -> Any:
    """Now and then what a nurse has to mend."""
    return wrong if chance.random() < SLIP else right
