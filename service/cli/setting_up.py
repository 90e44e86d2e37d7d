"""What init does for a site: makes both workbooks, or begins in the two spreadsheets a person made, or puts them in order."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from service.adapters.excel.safety import write_new
from service.cli.outcome import Refused
from service.core.changes import RENEW, WorkbookError
from service.core.wording import list_words
from service.flows import mending
from service.flows.site import Site
from service.flows.steps import step
from service.settings import SiteSettings
from service.workbooks import Rows, write_workbooks

IN_ORDER = "the workbooks are in order."


def set_up(site: Site, where: SiteSettings, now: datetime, renew: bool = False) -> str:
    """What was done, in a sentence or two. `renew`: and all that this version has is put in, asked for or not."""
    if where.backend == "google":
        return set_up_spreadsheets(site, now, renew=renew)
    return _set_up_files(site, where, now, renew)


def _set_up_files(site: Site, where: SiteSettings, now: datetime, renew: bool) -> str:
    staff, managers = Path(where.staff), Path(where.managers)
    if not staff.exists():
        if (
            managers.exists() or site.version_names()
        ):  # an empty one would look as if everybody had been deleted
            raise Refused(
                f"{staff.name} of {site.slug} is not there, but it was. Put it back, or bring back a kept version with "
                f"patient-voice restore --site {site.slug}."
            )
        step(f"{site.slug}: writing both workbooks")
        write_workbooks(staff, managers, site.workbook_id, now)
        return f"wrote {staff} and {managers}."
    step(f"{site.slug}: looking through the staff workbook and repairing what is damaged")
    asked, missing = _asked(site, now, renew)
    site.staff.install(site.kinds, _tabs(site, "staff"), site.workbook_id, asked)
    step(f"{site.slug}: looking through the managers’ workbook")
    if not managers.exists():
        _make_managers(site, managers, now)
        return f"wrote {managers} anew; the next sync fills it. The staff workbook is in order.{missing}"
    site.managers.install((), _tabs(site, "managers"), site.workbook_id)
    return IN_ORDER + missing


def _asked(site: Site, now: datetime, renew: bool) -> tuple[set[str], str]:
    """What `install` is to add to the staff workbook, and what is to be said of what stays away."""
    asked, missing = mending.as_it_is_now(site, now)
    if renew or not missing:
        return asked | ({RENEW} if renew else set()), ""
    many = "A column is missing" if len(missing) == 1 else f"{len(missing)} columns are missing"
    how = "If nobody deleted it on purpose" if len(missing) == 1 else "If nobody deleted them on purpose"
    return asked, f" {many}: {list_words(missing)}. {how}, run patient-voice init --site {site.slug} --renew."


def _make_managers(site: Site, managers: Path, now: datetime) -> None:
    """All in it but Notes comes from the staff workbook and the ledger."""
    with TemporaryDirectory() as folder:
        fresh = Path(folder) / "managers.xlsx"
        write_workbooks(Path(folder) / "staff.xlsx", fresh, site.workbook_id, now)
        managers.parent.mkdir(parents=True, exist_ok=True)
        write_new(managers, fresh.read_bytes())


def set_up_spreadsheets(site: Site, now: datetime, rows: Rows | None = None, renew: bool = False) -> str:
    """Nothing is made here: a service account owns no storage, so a person made both and shared them with it.

    `rows`: what the staff's tabs begin with, in place of what is declared.
    """
    step(f"{site.slug}: asking Google for both spreadsheets and whom they are shared with")
    fresh = _look_at_both(site)
    asked, missing = _asked(site, now, renew) if "staff" not in fresh else (set[str](), "")
    for role in ("staff", "managers"):
        whose = "the staff spreadsheet" if role == "staff" else "the managers’ spreadsheet"
        doing = "making the tabs of" if role in fresh else "putting in order what is damaged in"
        step(f"{site.slug}: {doing} {whose}")
        kinds = site.kinds if role == "staff" else ()
        more: dict[str, Any] = {} if rows is None else {"rows": rows}
        port: Any = getattr(site, role)
        port.install(kinds, _tabs(site, role), site.workbook_id, asked, **more)
    if not fresh:
        return IN_ORDER + missing
    made = " and ".join("the staff" if role == "staff" else "the managers’" for role in fresh)
    books = "workbook" if len(fresh) == 1 else "workbooks"
    return f"made the tabs of {made} {books} on Google; the next sync fills them.{missing}"


def _look_at_both(site: Site) -> list[str]:
    """Which of the two are not ours yet. What is wrong with both is said at once: whoever shares one shares the other."""
    fresh, wrong = [], []
    for role in ("staff", "managers"):
        try:
            if getattr(site, role).read().site_id is None:
                fresh.append(role)
        except WorkbookError as problem:
            wrong.append(problem)
    if wrong:
        says = dict.fromkeys(problem.says for problem in wrong)  # a key that is missing is missing for both
        raise Refused(" ".join(says), max(problem.exit_code for problem in wrong)) from wrong[0]
    return fresh


def _tabs(site: Site, role: str) -> list[Any]:
    return [tab for tab in site.tabs if tab.workbook == role]
