"""doctor: is everything as it must be, and what to do where it is not. It changes nothing.

Only its own requests to Google are counted with those of the other processes, so that nobody is refused because of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click

from service.cli import doctors_checks
from service.cli.doctors_case import Case, NotKnown, open_case
from service.cli.outcome import as_json, at_now, moment, one_site, print_json, say, settings_of
from service.cli.progress import show_steps
from service.core.changes import WorkbookRefused
from service.core.findings import LOOK, MEND, OK, Finding, mend, told, worst
from service.flows.running import what_failed

IN_WORDS = {OK: "Ok  ", LOOK: "Look", MEND: "Mend"}


@dataclass(frozen=True)
class Line:
    """One finding with where it comes from."""

    check: str
    site: str | None  # None: of the whole installation
    found: Finding

    def as_dict(self) -> dict[str, Any]:
        found = self.found
        return {
            "check": self.check,
            "site": self.site,
            "state": found.state,
            "says": found.says,
            "fix": found.fix or None,
        }

    def as_words(self) -> str:
        where = f"{self.site}: " if self.site else ""
        return " ".join(
            filter(None, (f"{IN_WORDS[self.found.state]}  {where}{self.found.says}", self.found.fix))
        )


@click.command(epilog="Example:  patient-voice doctor --site northmoor")
@one_site
@at_now
@as_json
@click.pass_context
def doctor(context: click.Context, site: str | None, now: datetime | None, json_wanted: bool) -> int:
    """Look at everything the service needs, and say what to do where something is wrong. Changes nothing.

    Ok: as it must be. Look: worth a look, and nothing stops because of it. Mend: something does not happen until it is
    mended. Nothing that anybody typed into a workbook is shown.
    """
    show_steps(context)
    settings = settings_of(context)
    if site:
        settings.site(site)
    case, trouble = open_case(settings, moment(now))
    context.call_on_close(case.close)
    slugs = [site] if site else [each.slug for each in settings.sites]
    lines = [Line("ledger", None, trouble)] if trouble else []
    for slug in (None, *slugs):
        lines += _examined(case.of(slug) if slug else case, slug)
    if json_wanted:
        print_json([line.as_dict() for line in lines])
    else:
        for line in lines:
            say(line.as_words())
        say(_summed(lines))
    return worst(line.found for line in lines)


def _examined(case: Case, slug: str | None) -> Iterator[Line]:
    for check in doctors_checks.CHECKS:
        if check.is_for(case.backends, of_a_site=slug is not None):
            for role in check.roles:
                yield from (Line(check.name, slug, found) for found in _found(check, case, role))


def _found(check: doctors_checks.Check, case: Case, role: str) -> Sequence[Finding]:
    """What one check found up to where it could not go on, and why it could not."""
    found: list[Finding] = []
    try:
        found.extend(check.looks(case, role))
    except NotKnown:
        pass  # an earlier check said why
    except Exception as problem:  # noqa: BLE001 - what is wrong is what we are here to tell, a fault of ours too
        found.append(_of_trouble(problem))
    return found


def _of_trouble(problem: Exception) -> Finding:
    says = getattr(problem, "says", None)
    if isinstance(says, str):
        # What a person refused us, or has still to do, is to mend here; what broke elsewhere is an outside system's.
        return told(
            says, 1 if isinstance(problem, WorkbookRefused) else int(getattr(problem, "exit_code", 3))
        )
    if isinstance(problem, OSError):
        return mend(f"The system refused: {problem.strerror}.", "Check the folder and its rights.", 3)
    return mend(
        f"A check broke off: {what_failed(problem)}.", "Report these words: it is a fault of ours.", 3
    )


def _summed(lines: Sequence[Line]) -> str:
    mends, looks = (sum(line.found.state == state for line in lines) for state in (MEND, LOOK))
    if mends:
        return f"{mends} to mend, {looks} worth a look."
    return f"Nothing to mend, {looks} worth a look." if looks else "All is well."


COMMANDS: tuple[click.Command, ...] = (doctor,)
