"""move: a site's two workbooks carried over from Excel files to Google Sheets, or back. The old ones stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from service.adapters.excel.template import write_template
from service.cli.outcome import Refused, as_json, at_now, moment, open_one, print_json, say
from service.cli.progress import show_steps
from service.core.carrying import CarriedTab, carried_tabs, differences, errors_in, left_behind
from service.core.changes import Changes, TabContent
from service.core.checking import read_book
from service.core.grids import Grid, is_blank
from service.core.wording import count_words, list_words
from service.flows.belonging import refuse_what_is_not_ours
from service.flows.running import run_recorded
from service.flows.site import Site
from service.flows.steps import step
from service.ledger import log
from service.settings import GoogleSettings, Settings, SiteSettings, moved_site
from service.sites import build_site

KEPT = {"xlsx": "Excel files", "google": "Google Sheets"}
_SHOWN = 5  # places named of many


@dataclass(frozen=True)
class Moved:
    """Counts alone."""

    rows: int
    own_tabs: int
    lines_above: int


@click.command(
    epilog="Example:  patient-voice move --site northmoor --to google --staff ADDRESS --managers ADDRESS"
)
@click.option("--to", "backend", type=click.Choice(("google", "xlsx")), required=True)
@click.option(
    "--staff", required=True, help="The new, empty staff workbook: a spreadsheet's address, or a path."
)
@click.option("--managers", required=True, help="The same for managers.")
@click.option("--site", help="Which site, where there are several.")
@at_now
@as_json
@click.pass_context
def move(
    context: click.Context,
    backend: str,
    staff: str,
    managers: str,
    site: str | None,
    now: datetime | None,
    json_wanted: bool,
) -> None:
    """Carry a site's workbooks over from Excel files to Google Sheets, or back.

    Stop patient-voice clock first. Every row of the staff's tabs goes over with its Ref, columns staff added and
    headings they renamed; then all is read back and compared, cell by cell. Answers stay in the ledger. The old
    workbooks stay as they are, and patient-voice.toml is yours to change: the lines are printed.
    """
    show_steps(context)
    settings, old = open_one(context, site)
    before = settings.site(old.slug)
    if before.backend == backend:
        raise Refused(f"{old.slug} is kept in {KEPT[backend]} already.")
    after = moved_site(before, backend, staff, managers, settings)
    new_settings = replace(
        settings,
        sites=tuple(after if each.slug == old.slug else each for each in settings.sites),
        google=settings.google or (GoogleSettings() if backend == "google" else None),
    )
    new = build_site(new_settings, after, old.ledger)
    done = _Move(old, new, new_settings, moment(now))
    run_recorded("move", old, moment(now), done.run, holds="workbooks")
    _say(done.moved, before, after, staff, managers, json_wanted)


class _Move:
    def __init__(self, old: Site, new: Site, settings: Settings, now: datetime):
        self.old, self.new, self.settings, self.now = old, new, settings, now
        self.where: SiteSettings = settings.site(new.slug)
        self.managers: Sequence[Grid] = ()
        self.moved = Moved(0, 0, 0)

    def run(self) -> dict[str, Any]:
        old = self.old
        step(f"{old.slug}: reading both workbooks")
        staff, managers = old.staff.read(), old.managers.read()
        refuse_what_is_not_ours(old, staff, managers, read_book(staff.grids, old.kinds, self.now))
        if staff.locked_by is not None:
            raise Refused(
                "Somebody has the staff workbook open. Close it first, so that nothing unsaved stays behind.",
                3,
            )
        grids, self.managers = _exact(old.staff, staff.grids), _exact(old.managers, managers.grids)
        if errors := errors_in(old.kinds, grids):
            raise Refused(
                f"{count_words(len(errors), 'cell')} of the staff workbook show an error such as #REF!, which cannot be "
                f"carried: {list_words(errors, _SHOWN)}. Mend or empty them first."
            )
        self._refuse_full()
        carried = carried_tabs(old.kinds, grids)
        self._make(carried)
        self._carry_notes()
        step(f"{old.slug}: reading all of it back")
        self._compare(carried)
        titles = [tab.title for tab in old.tabs if tab.workbook == "staff"]
        self.moved = Moved(sum(len(tab.rows) for tab in carried), *left_behind(old.kinds, grids, titles))
        kept = KEPT[self.where.backend]
        with old.ledger.write() as conn:
            log.add(conn, old.slug, self.now, f"Moved both workbooks to {kept}.")
        return {"rows": self.moved.rows}

    def _refuse_full(self) -> None:
        """Whatever is there is somebody's."""
        step(f"{self.new.slug}: looking at the new workbooks")
        for role in ("staff", "managers"):
            port: Any = getattr(self.new, role)
            if self.where.backend == "xlsx":
                if Path(getattr(self.where, role)).exists():
                    raise Refused(
                        f"{getattr(self.where, role)} is already there, and we do not write over it."
                    )
                continue
            port.memory.keep(
                **dict.fromkeys(port.memory.recall())
            )  # whatever is known is of another spreadsheet
            there = port.read()
            if there.site_id is not None or any(map(_holds_anything, there.grids)):
                raise Refused(
                    f"The new {role} spreadsheet is not empty. Make a fresh one, share it, and give its address."
                )

    def _make(self, carried: Sequence[CarriedTab]) -> None:
        new, rows = self.new, {tab: tab.rows for tab in carried}
        kinds: Any = list(carried)  # they have all that a kind of row has
        step(f"{new.slug}: making the new workbooks")
        if self.where.backend == "xlsx":
            staff, managers = Path(self.where.staff), Path(self.where.managers)
            for path in (staff, managers):
                path.parent.mkdir(parents=True, exist_ok=True)
            write_template(staff, managers, kinds, new.tabs, new.workbook_id, self.now, rows=rows)  # type: ignore[arg-type]
            return
        for role in ("staff", "managers"):
            port: Any = getattr(new, role)
            tabs = [tab for tab in new.tabs if tab.workbook == role]
            port.install(kinds, tabs, new.workbook_id, (), rows)

    def _carry_notes(self) -> None:
        """The managers' own tab. Its words go over; colours do not."""
        for tab in self.new.tabs:
            grid = next((each for each in self.managers if (each.identity or each.title) == tab.title), None)
            if tab.ours or grid is None:
                continue
            port = self.new.managers if tab.workbook == "managers" else self.new.staff
            lines: Any = [list(cells) for cells in grid.rows]
            port.publish(Changes(port.read().revision, tabs=[TabContent(tab, lines)]))

    def _compare(self, carried: Sequence[CarriedTab]) -> None:
        there = _exact(self.new.staff, self.new.staff.read().grids)
        if places := list(differences(carried, self.old.kinds, there)):
            raise Refused(
                f"{count_words(len(places), 'cell')} of the new workbook are not as in the old one: "
                f"{list_words(places, _SHOWN)}. Go on with the old one, and report this: it is a fault of ours.",
                3,
            )


def _exact(port: Any, grids: Sequence[Grid]) -> Sequence[Grid]:
    """On Google a day is a number with a format, which reading all values does not tell."""
    if port.writes_alone:
        return grids
    from service.adapters.google.exact import exact_grids

    return exact_grids(port)


def _holds_anything(grid: Grid) -> bool:
    return any(not is_blank(cell) for cells in grid.rows for cell in cells)


def _say(
    moved: Moved, before: SiteSettings, after: SiteSettings, staff: str, managers: str, json_wanted: bool
) -> None:
    if json_wanted:
        print_json(
            {"site": after.slug, "backend": after.backend, "staff": after.staff, "managers": after.managers}
            | {"rows": moved.rows, "own_tabs": moved.own_tabs, "lines_above_headings": moved.lines_above}
        )
        return
    say(f"Carried {count_words(moved.rows, 'row')} to {KEPT[after.backend]}, and read every cell back.")
    if moved.own_tabs or moved.lines_above:
        say(
            f"Not carried: {count_words(moved.own_tabs, 'tab')} of your own, and "
            f"{count_words(moved.lines_above, 'line')} above headings. Copy by hand what you want to keep."
        )
    say("Comments and colours of your own stay in the old workbooks too, which we leave as they are.")
    say(f"Now change these lines of the [[site]] {after.slug} in patient-voice.toml:")
    for line in (f'backend = "{after.backend}"', f'staff = "{staff}"', f'managers = "{managers}"'):
        say(f"    {line}")
    if after.backend == "google":
        say("If there is no [google] yet, add it with key_file: see “Google Sheets” in the README.")
    say("Then run patient-voice sync and patient-voice doctor, and start patient-voice clock again.")


COMMANDS: tuple[click.Command, ...] = (move,)
