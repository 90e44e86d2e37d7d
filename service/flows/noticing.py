"""What the ports noticed of the files themselves, as problems like any other."""

from __future__ import annotations

from collections.abc import Iterator

from service.core.book import Book, TabReading
from service.core.grids import Notice, Snapshot
from service.core.problems import MEND, WORTH_A_LOOK, Problem
from service.flows.site import Site

STAFF, MANAGERS = "Staff workbook", "Managers’ workbook"  # where a problem is of no tab


def noticed(site: Site, book: Book, staff: Snapshot, managers: Snapshot) -> list[Problem]:
    """Of staff's own tabs, and of either workbook as a whole; tabs of ours are written anew."""
    found = [_problem(each, book, STAFF) for each in staff.notices if _concerns_staff(each, site, staff)]
    return found + [_problem(each, book, MANAGERS) for each in managers.notices if each.tab is None]


def for_today(problems: list[Problem]) -> Iterator[str]:
    """What stops a whole workbook has no cell that clears it."""
    for problem in problems:
        if problem.kind == MEND and problem.tab in (STAFF, MANAGERS):
            yield f"{problem.tab}: {problem.says} {problem.fix}"


def _problem(notice: Notice, book: Book, whole: str) -> Problem:
    reading = _reading(notice, book)
    tab = reading.kind.tab if reading else notice.tab or whole
    return Problem(notice.code, MEND if notice.stops else WORTH_A_LOOK, tab, notice.says, notice.fix)


def _reading(notice: Notice, book: Book) -> TabReading | None:
    return next((each for each in book.readings.values() if notice.tab and each.title == notice.tab), None)


def _concerns_staff(notice: Notice, site: Site, staff: Snapshot) -> bool:
    grid = next((grid for grid in staff.grids if grid.title == notice.tab), None)
    if grid is None:
        return True
    name, ours = grid.identity or grid.title, [tab.title for tab in site.tabs]
    return name not in ours and not any(name.startswith(f"{title} ") for title in ours)  # Answers S-001
