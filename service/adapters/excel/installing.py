"""Makes an existing workbook ours without touching a row: missing tabs, lost drop-downs, names and frozen panes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path

from service.adapters.excel.adding_columns import Found
from service.adapters.excel.package import Package
from service.adapters.excel.package_workbook import WorkbookPart
from service.adapters.excel.reading import read_snapshot
from service.adapters.excel.refusing import refusal
from service.adapters.excel.repairing import repair_tab
from service.adapters.excel.template import ONE_A_SURVEY, list_words, managers_template, staff_template
from service.adapters.excel.transplanting import Transplant
from service.core.changes import SITE_NAME, ServiceTab, list_name, lists_needed
from service.core.finding import find_headings, find_tabs, squashed
from service.core.grids import Grid, column_letters, is_blank
from service.core.rows import Row
from service.core.tab_titles import quoted
from service.core.values import PointsTo

_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)  # of a workbook that is taken apart at once


def mend_into(
    data: bytes, path: Path, kinds: Sequence[type[Row]], site_id: str, asked: Collection[str] = ()
) -> tuple[bytes, list[str]]:
    """The staff tabs that are there put in order, and what was done in sentences.

    No tab is added: an empty one in the place of one deleted by mistake would look as if its rows were meant to go.
    """
    snapshot = read_snapshot(data, path)
    if snapshot.site_id not in (None, site_id):
        raise refusal("another-site", path)
    found = find_tabs(snapshot.grids, kinds)
    package = Package(data)
    tabs = [Found(kind, grid) for kind, grid in found.items() if grid is not None]
    did = _repair(package, WorkbookPart(package), tabs, path, asked)
    return package.to_bytes(), did


def install_into(
    data: bytes,
    path: Path,
    kinds: Sequence[type[Row]],
    tabs: Sequence[ServiceTab],
    site_id: str,
    asked: Collection[str] = (),
) -> bytes:
    """The workbook with everything there; the same bytes when nothing was missing."""
    snapshot = read_snapshot(data, path)
    if snapshot.site_id not in (None, site_id):
        raise refusal("another-site", path)
    tabs = [tab for tab in tabs if tab.title not in ONE_A_SURVEY]
    found = find_tabs(snapshot.grids, kinds)
    present = {kind.tab: grid.title for kind, grid in found.items() if grid is not None}
    present |= _service_tabs(snapshot.grids, tabs, set(present.values()))
    package = Package(data)
    book = WorkbookPart(package)
    here = [Found(kind, grid) for kind, grid in found.items() if grid is not None]
    _repair(package, book, here, path, asked)
    for declared, title in present.items():
        book.identify(declared, title)
    _bring_missing(package, book, present, kinds, tabs, site_id)
    if snapshot.site_id is None:
        book.define(SITE_NAME, f'"{site_id}"', hidden=True)
    _name_lists(book, kinds, found, snapshot.grids)
    return package.to_bytes()


def _service_tabs(grids: Sequence[Grid], tabs: Sequence[ServiceTab], taken: set[str]) -> dict[str, str]:
    """By defined name, then by title."""
    found = {}
    for tab in tabs:
        by_name = next((grid.title for grid in grids if grid.identity == tab.title), None)
        by_title = next(
            (
                g.title
                for g in grids
                if g.identity is None and g.title not in taken and squashed(g.title) == squashed(tab.title)
            ),
            None,
        )
        if title := by_name or by_title:
            found[tab.title] = title
    return found


def _repair(
    package: Package, book: WorkbookPart, tabs: Sequence[Found], path: Path, asked: Collection[str]
) -> list[str]:
    did: list[str] = []
    parts = {sheet.title: sheet.part for sheet in book.sheets()}
    for each in tabs:
        headings, part = find_headings(each.grid, each.kind), parts.get(each.grid.title)
        if headings is None or headings.doubled or part is None:
            continue  # reading says so, and a guess could spoil a tab
        old = package.read(part)
        new, said = repair_tab(old, each, headings, asked)
        if new != old and b"sheetProtection" in old:
            raise refusal("protected-sheet", path, tab=each.grid.title)
        package.put(part, new)
        package.forget(part)
        did += said
    return did


def _bring_missing(
    package: Package,
    book: WorkbookPart,
    present: dict[str, str],
    kinds: Sequence[type[Row]],
    tabs: Sequence[ServiceTab],
    site_id: str,
) -> None:
    order = sorted([(kind.place, kind.tab) for kind in kinds] + [(tab.place, tab.title) for tab in tabs])
    if all(title in present for _, title in order):
        return
    new = (
        staff_template(kinds, tabs, site_id, _ANY_TIME)
        if kinds
        else managers_template(tabs, site_id, _ANY_TIME)
    )
    transplant = Transplant(Package(new), package)
    for _, title in order:
        if title not in present:
            new_title = _free_title(book, title)
            transplant.bring(new_title, title, _index_for(book, title, order, present))
            present[title] = new_title


def _free_title(book: WorkbookPart, title: str) -> str:
    """Somebody's own tab may have the title already."""
    taken = {sheet.title.casefold() for sheet in book.sheets()}
    return title if title.casefold() not in taken else f"{title[:25]} (new)"


def _index_for(
    book: WorkbookPart, title: str, order: Sequence[tuple[int, str]], present: dict[str, str]
) -> int:
    """After the last of our tabs that comes before it, wherever staff have moved that one."""
    titles = [name for _, name in order]
    places = {sheet.title: sheet.index for sheet in book.sheets()}
    before = [places[present[name]] for name in titles[: titles.index(title)] if present.get(name) in places]
    return before[-1] + 1 if before else 0


def _name_lists(
    book: WorkbookPart,
    kinds: Sequence[type[Row]],
    found: dict[type[Row], Grid | None],
    grids: Sequence[Grid],
) -> None:
    """Drop-downs of lists have nothing to offer without these names."""
    there = {name.casefold() for name, _ in book.names()}
    titles = {sheet.identity: sheet.title for sheet in book.sheets()}
    lists, words = quoted(titles.get("Lists", "Lists")), _words_in_lists(kinds, grids)
    for number, (key, pointing) in enumerate(lists_needed(kinds).items(), start=1):
        if list_name(key).casefold() not in there:
            column = column_letters(number)
            text = names_of_rows(pointing, kinds, found) if isinstance(pointing, PointsTo) else None
            book.define(
                list_name(key), text or f"{lists}!${column}$2:${column}${1 + max(1, words[key])}", hidden=True
            )


def _words_in_lists(kinds: Sequence[type[Row]], grids: Sequence[Grid]) -> dict[str, int]:
    """How many words each column of Lists has: as it stands, or as a new one begins."""
    there = next((grid for grid in grids if (grid.identity or grid.title) == "Lists"), None)
    if there is None:
        return {key: len(words) for key, words in list_words(kinds).items()}
    columns = {
        key: [row[at] for row in there.rows[1:] if at < len(row)]
        for at, key in enumerate(lists_needed(kinds))
    }
    return {key: sum(not is_blank(raw) for raw in cells) for key, cells in columns.items()}


def names_of_rows(
    pointing: PointsTo, kinds: Sequence[type[Row]], found: dict[type[Row], Grid | None]
) -> str | None:
    """The names straight from their tab, until the service fills Lists."""
    kind = next((kind for kind in kinds if kind.letter == pointing.letters[0]), None)
    grid = found.get(kind) if kind else None
    headings = find_headings(grid, kind) if kind and grid else None
    if (
        kind is None
        or grid is None
        or headings is None
        or kind.label is None
        or kind.label.name not in headings.columns
    ):
        return None
    column, first = column_letters(headings.columns[kind.label.name]), headings.row + 1
    area = f"{quoted(grid.title)}!${column}${first}:${column}${first + 998}"
    return f"OFFSET({quoted(grid.title)}!${column}${first},0,0,MAX(1,COUNTA({area})),1)"
