"""Makes a spreadsheet that a person created and shared ours, without touching a row: tabs, rules, names, protection.

Run again it repairs what was damaged and adds what newer declarations have; with nothing to do it gives no request.
Data in, requests of one batchUpdate out: Google carries out all of them or none. A repeated request cannot double a
tab, for its number and title are taken then.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from zlib import crc32

from service.adapters.excel.adding_columns import Found
from service.adapters.excel.template import ONE_A_SURVEY, Rows, list_words
from service.adapters.excel.template_service import checks_headings
from service.adapters.google.layout import JSON, SITE_KEY, Layout, TabLayout
from service.adapters.google.mending import Mending, mend_tab
from service.adapters.google.named import list_names, requests_to_name, tab_names
from service.adapters.google.new_tabs import (
    NewTab,
    fill_service_tab,
    fill_staff_tab,
    service_sheet,
    staff_sheet,
)
from service.adapters.google.protecting import is_protected_as_ours, protected_tab, requests_to_protect
from service.adapters.google.refusing import refuse_another_site
from service.adapters.google.rules import Lists
from service.adapters.google.there import TabCells, grids_of
from service.core.changes import ServiceTab, lists_needed
from service.core.finding import find_headings, find_tabs, squashed
from service.core.grids import Grid, column_letters
from service.core.rows import Row

LOCALE, TIME_ZONE = "en_GB", "Europe/London"
_LONGEST = 25  # characters of a title that has to make room for "(new)"


def requests_to_install(
    layout: Layout,
    cells: Mapping[int, TabCells],
    kinds: Sequence[type[Row]],
    tabs: Sequence[ServiceTab],
    site_id: str,
    asked: Collection[str] = (),
    account: str | None = None,
    rows: Rows | None = None,
    lists: Mapping[str, Sequence[str]] | None = None,
) -> list[JSON]:
    """Everything there that should be. `layout` and `cells` are of one answer to a get with `there.FIELDS_OF_ALL`.

    `asked`: Set-up settings that say Yes, for columns that are there only then. `account`: our own address, who may edit
    our tabs. `rows` and `lists`: what new tabs begin with instead of what is declared, as for the Excel template.
    """
    refuse_another_site(layout, site_id)
    tabs = [tab for tab in tabs if tab.title not in ONE_A_SURVEY]
    found = find_tabs(grids_of(layout, cells), kinds)
    here = _tabs_here(layout, cells, found, tabs, list_words(kinds, lists))
    new = _new_tabs(layout, here, [*kinds, *tabs])
    ids = {name: tab.sheet_id for name, tab in here.items()} | {
        name: tab.sheet_id for name, tab in new.items()
    }
    lists_title = new["Lists"].title if "Lists" in new else here["Lists"].title if "Lists" in here else None
    offered = _lists(kinds, lists_title)
    words = {"Lists": _lists_lines(list_words(kinds, lists)), "Checks": [checks_headings(kinds)]}
    begin = {kind: (rows or {}).get(kind, kind.prefilled()) for kind in kinds}
    requests = [*_spreadsheet(layout, site_id)]
    for tab in new.values():  # all of them stand before anything looks at one
        if isinstance(tab.declared, ServiceTab):
            requests.append(service_sheet(tab, tab.declared, words.get(tab.declared.title, ())))
        else:
            requests.append(staff_sheet(tab, tab.declared, asked, len(begin[tab.declared])))
    for tab in new.values():
        if isinstance(tab.declared, ServiceTab):
            lines = words.get(tab.declared.title, ())
            requests += fill_service_tab(tab, tab.declared, lines, account)
        else:
            requests += fill_staff_tab(tab, tab.declared, asked, offered, begin[tab.declared])
    requests += _mended(layout, cells, found, offered, asked, account)[0]
    for ours in (here[tab.title] for tab in tabs if tab.ours and tab.title in here):
        requests += requests_to_protect(ours, [protected_tab(ours.sheet_id, account)])
    names = tab_names(ids) | (list_names(kinds, ids["Lists"]) if "Lists" in ids else {})
    return [*requests, *requests_to_name(layout, names), *_empty_first(layout, cells, ids)]


def requests_to_mend(
    layout: Layout,
    cells: Mapping[int, TabCells],
    kinds: Sequence[type[Row]],
    site_id: str,
    asked: Collection[str] = (),
    account: str | None = None,
) -> tuple[list[JSON], list[str]]:
    """The staff tabs that are there put in order, and what was done in sentences.

    No tab is added: an empty one in the place of one deleted by mistake would look as if its rows were meant to go.
    """
    refuse_another_site(layout, site_id)
    found = find_tabs(grids_of(layout, cells), kinds)
    lists = layout.tab("Lists")
    return _mended(layout, cells, found, _lists(kinds, lists.title if lists else None), asked, account)


def _mended(
    layout: Layout,
    cells: Mapping[int, TabCells],
    found: Mapping[type[Row], Grid | None],
    lists: Lists,
    asked: Collection[str],
    account: str | None,
) -> tuple[list[JSON], list[str]]:
    requests: list[JSON] = []
    did: list[str] = []
    for kind, grid in found.items():
        headings = find_headings(grid, kind) if grid is not None else None
        tab = layout.titled(grid.title) if grid is not None else None
        if grid is None or tab is None or headings is None or headings.doubled:
            continue  # reading says so, and a guess could spoil a tab
        of_tab = cells.get(tab.sheet_id, TabCells())
        new, said = mend_tab(Mending(tab, of_tab, Found(kind, grid), headings, lists), asked, account)
        requests += new
        did += said
    return requests, did


def _tabs_here(
    layout: Layout,
    cells: Mapping[int, TabCells],
    found: Mapping[type[Row], Grid | None],
    tabs: Sequence[ServiceTab],
    lists: Mapping[str, Sequence[str]],
) -> dict[str, TabLayout]:
    """Ours that are there, by declared title: staff tabs as found, service tabs by name, then by title."""
    here = {}
    for kind, grid in found.items():
        if grid is not None and (tab := layout.titled(grid.title)) is not None:
            here[kind.tab] = tab
    taken = {tab.sheet_id for tab in here.values()}
    first_words = {"Lists": set(lists), "Checks": {"Ref"}}
    for declared in tabs:
        named = (tab for tab in layout.tabs if tab.identity == declared.title)
        titled = (
            tab
            for tab in layout.tabs
            if tab.identity is None
            and tab.sheet_id not in taken
            and squashed(tab.title) == squashed(declared.title)
            and _may_be_ours(tab, declared, cells, first_words.get(declared.title, set()))
        )
        if (tab := next(named, None) or next(titled, None)) is not None:
            here[declared.title] = tab
    return here


def _may_be_ours(
    tab: TabLayout, declared: ServiceTab, cells: Mapping[int, TabCells], first_words: Collection[str]
) -> bool:
    """A tab we rewrite whole is taken over by its title only when blank, shut by us, or beginning as ours does."""
    of_tab = cells.get(tab.sheet_id, TabCells())
    if not declared.ours or of_tab.is_empty or is_protected_as_ours(tab):
        return True
    first = (of_tab.cell(1, 1).get("effectiveValue") or {}).get("stringValue")
    return first is not None and first in {declared.title, *first_words}


def _new_tabs(
    layout: Layout, here: Mapping[str, TabLayout], declared: Sequence[type[Row] | ServiceTab]
) -> dict[str, NewTab]:
    """Each stands after the last of our tabs that comes before it, wherever staff have moved that one."""
    order = [tab.sheet_id for tab in sorted(layout.tabs, key=lambda tab: tab.index)]
    titles = {tab.title.casefold() for tab in layout.tabs}
    numbers = {name: tab.sheet_id for name, tab in here.items()}
    new: dict[str, NewTab] = {}
    last: int | None = None
    for each in sorted(declared, key=lambda each: (each.place, _name(each))):
        name = _name(each)
        if name not in numbers:
            number, title = _free_number(name, order), _free_title(name, titles)
            index = order.index(last) + 1 if last is not None else 0
            order.insert(index, number)
            titles.add(title.casefold())
            numbers[name] = number
            new[name] = NewTab(each, number, title, index)
        last = numbers[name]
    return new


def _name(declared: type[Row] | ServiceTab) -> str:
    return declared.title if isinstance(declared, ServiceTab) else declared.tab


def _free_number(name: str, taken: Collection[int]) -> int:
    """The same at each try, so that a request sent twice is refused the second time."""
    number = crc32(name.encode()) & 0x7FFFFFFF or 1
    while number in taken:
        number += 1
    return number


def _free_title(title: str, taken: Collection[str]) -> str:
    """Somebody's own tab may have the title already."""
    free, number = title, 1
    while free.casefold() in taken:
        free = f"{title[:_LONGEST]} (new)" if number == 1 else f"{title[:_LONGEST]} (new {number})"
        number += 1
    return free


def _lists(kinds: Sequence[type[Row]], title: str | None) -> Lists:
    if title is None:
        return Lists()
    return Lists(
        title, {key: column_letters(place) for place, key in enumerate(lists_needed(kinds), start=1)}
    )


def _lists_lines(words: Mapping[str, Sequence[str]]) -> list[list[str]]:
    longest = max(map(len, words.values()), default=0)
    lines = [list(words)]
    for number in range(longest):
        lines.append([each[number] if number < len(each) else "" for each in words.values()])
    return lines


def _spreadsheet(layout: Layout, site_id: str) -> Iterator[JSON]:
    """Dates are to be read as people here write them, and the workbook says whose it is."""
    if (layout.locale, layout.time_zone) != (LOCALE, TIME_ZONE):
        properties = {"locale": LOCALE, "timeZone": TIME_ZONE}
        yield {"updateSpreadsheetProperties": {"properties": properties, "fields": "locale,timeZone"}}
    if layout.site_id is None:
        entry: dict[str, Any] = {
            "metadataId": crc32(SITE_KEY.encode()) & 0x7FFFFFFF,  # taken at a second try
            "metadataKey": SITE_KEY,
            "metadataValue": site_id,
            "location": {"spreadsheet": True},
            "visibility": "DOCUMENT",
        }
        yield {"createDeveloperMetadata": {"developerMetadata": entry}}


def _empty_first(layout: Layout, cells: Mapping[int, TabCells], ours: Mapping[str, int]) -> Iterator[JSON]:
    """The tab a new spreadsheet is made with. Hidden and not deleted: somebody may be typing in it this minute."""
    tab = next((tab for tab in layout.tabs if tab.sheet_id == 0), None)
    if layout.site_id is not None or tab is None or tab.hidden or tab.sheet_id in ours.values():
        return
    if cells.get(0, TabCells()).is_empty and not (tab.charts or tab.merges or tab.protected):
        properties = {"sheetId": 0, "hidden": True}
        yield {"updateSheetProperties": {"properties": properties, "fields": "hidden"}}
