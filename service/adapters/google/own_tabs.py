"""Our tabs in one spreadsheet: finding them whatever they are called now, adding and removing them, naming their lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from zlib import crc32

from service.adapters.google.areas import area
from service.adapters.google.layout import JSON, Layout, TabLayout, tab_range_name, unused_range_name
from service.adapters.google.protecting import is_protected_as_ours, protect_tab
from service.adapters.google.tab_contents import TabWriter, grid_for
from service.core.changes import Changes, ServiceTab, TabContent, WorkbookRefused, list_name
from service.core.grids import Grid, is_blank
from service.core.rows import Row

CHECKS, LISTS = "Checks", "Lists"
_BEGINS = 5  # rows: a title, a date, the headings
_MOST_ID = 2**31 - 1


class OwnTabs:
    """Each part yields requests; `add` comes first, for the others name the tabs that it adds."""

    def __init__(
        self,
        layout: Layout,
        changes: Changes,
        kinds: Sequence[type[Row]],
        service_tabs: Sequence[ServiceTab],
        grids: Sequence[Grid],
    ):
        self.changes, self.kinds, self.service_tabs = changes, kinds, service_tabs
        self.tabs = sorted(layout.tabs, key=lambda tab: tab.index)
        self._layout, self._names = layout, dict(layout.named_ranges)
        self._grids = {grid.title: grid for grid in grids}

    def found(self, declared: str, title: str | None = None) -> TabLayout | None:
        """A tab by its named range, else by the title it has in the spreadsheet."""
        named = [tab for tab in self.tabs if tab.identity == declared]
        wanted = (title or declared).casefold()
        titled = [tab for tab in self.tabs if tab.identity is None and tab.title.casefold() == wanted]
        return next(iter(named + titled), None)

    def of(self, declared: str) -> TabLayout | None:
        """The same for a tab we may know by the title it was read under."""
        place = next((place for place in self.changes.places if place.kind.tab == declared), None)
        return self.found(declared, place.title if place else None)

    def title_of(self, declared: str) -> str:
        """What a declared tab is called in this spreadsheet."""
        found = self.of(declared)
        return found.title if found else declared

    def add(self) -> Iterator[JSON]:
        """All of them stand before anything is written, so that links and formulas find their tabs."""
        for content in self.changes.tabs:
            tab = self.found(content.name)
            if tab is None or not (tab.identity or self._looks_ours(tab, content)):
                yield from self._add(content)
            elif tab.identity is None:
                self.tabs[self.tabs.index(tab)] = replace(tab, identity=content.name)
                yield self._identify(content.name, tab.sheet_id)

    def write(self) -> Iterator[JSON]:
        writers = [self._writer(content) for content in self.changes.tabs]
        for writer in writers:
            yield from writer.write()
        yield from self._name_lists()
        for writer in writers:  # when names and charts have left the cells that go
            yield from writer.shrink()

    def show(self) -> Iterator[JSON]:
        for declared in self.changes.show:
            tab = self.of(declared)
            if tab is not None and tab.hidden:
                self.tabs[self.tabs.index(tab)] = replace(tab, hidden=False)
                properties = {"sheetId": tab.sheet_id, "hidden": False}
                yield {"updateSheetProperties": {"properties": properties, "fields": "hidden"}}

    def remove(self) -> Iterator[JSON]:
        """Google keeps no spreadsheet without a tab that can be seen, so the last of them stays."""
        for declared in self.changes.remove:
            tab = next((tab for tab in self.tabs if tab.identity == declared), None)
            if tab is None or not any(other for other in self.tabs if other is not tab and not other.hidden):
                continue
            self.tabs.remove(tab)
            if named := self._names.pop(tab_range_name(declared), None):
                yield {"deleteNamedRange": {"namedRangeId": named["namedRangeId"]}}
            yield {"deleteSheet": {"sheetId": tab.sheet_id}}

    def _add(self, content: TabContent) -> Iterator[JSON]:
        title, at, size = self._free_title(content.name), self._place_for(content), grid_for(content)
        hidden = content.is_hidden_at_first
        tab = TabLayout(
            self._free_id(title), title, at, size.rows, size.columns, hidden, identity=content.name
        )
        self.tabs.insert(at, tab)
        properties = {
            "sheetId": tab.sheet_id,
            "title": title,
            "index": at,
            "hidden": hidden,
            "gridProperties": {"rowCount": size.rows, "columnCount": size.columns},
        }
        yield {"addSheet": {"properties": properties}}
        yield self._identify(content.name, tab.sheet_id)
        if content.tab.ours:
            yield protect_tab(tab.sheet_id)

    def _writer(self, content: TabContent) -> TabWriter:
        tab = self.found(content.name)
        assert tab is not None
        if dict(tab.properties or {}).get("sheetType", "GRID") != "GRID":
            raise WorkbookRefused(
                f"The tab {content.name} is a chart sheet. Rename it, and we make ours.", "not-a-tab"
            )
        return TabWriter(content, tab, self._sheet_id_of)

    def _sheet_id_of(self, declared: str) -> int | None:
        tab = self.of(declared)
        return tab.sheet_id if tab else None

    def _identify(self, declared: str, sheet_id: int) -> JSON:
        return self._name(tab_range_name(declared), area(sheet_id, 1, 1, 1, 1))

    def _name(self, name: str, where: JSON) -> JSON:
        there = self._names.get(name)
        if there is None:
            fresh = unused_range_name(name, self._layout)
            return {"addNamedRange": {"namedRange": {"name": fresh, "range": where}}}
        named = {"namedRangeId": there["namedRangeId"], "name": there["name"], "range": where}
        return {"updateNamedRange": {"namedRange": named, "fields": "range"}}

    def _looks_ours(self, tab: TabLayout, content: TabContent) -> bool:
        """A tab found by its title alone may be staff's own: it is taken over when we protected it, when it is blank, or
        when it begins as ours does."""
        if is_protected_as_ours(tab):
            return True
        grid = self._grids.get(tab.title)
        if grid is None:
            return False
        there = {str(raw) for row in grid.rows[:_BEGINS] for raw in row if not is_blank(raw)}
        ours = {word for line in content.lines[:_BEGINS] for word in _texts(line) if word}
        return bool(there & ours) or all(is_blank(raw) for row in grid.rows for raw in row)

    def _free_title(self, title: str) -> str:
        taken = {tab.title.casefold() for tab in self.tabs}
        free, number = title, 2
        while free.casefold() in taken:
            free, number = f"{title} {number}", number + 1
        return free

    def _free_id(self, title: str) -> int:
        """Ours to choose. The same title gives the same number, so a request that arrives twice is refused, not doubled."""
        taken = {tab.sheet_id for tab in self.tabs}
        number = crc32(title.encode()) % _MOST_ID or 1
        while number in taken:
            number = number % (_MOST_ID - 1) + 1
        return number

    def _place_for(self, content: TabContent) -> int:
        """Behind the last tab that comes before it, wherever staff have put the others."""
        mine = (content.tab.place, content.name)
        known = [(at, order) for at, tab in enumerate(self.tabs) if (order := self._order(tab)) is not None]
        before = [at for at, order in known if order < mine]
        after = [at for at, order in known if order > mine]
        if before:
            return max(before) + 1
        return min(after) if after else len(self.tabs)

    def _order(self, tab: TabLayout) -> tuple[int, str] | None:
        declared = tab.name
        places = {kind.tab: kind.place for kind in self.kinds}
        places |= {each.title: each.place for each in self.service_tabs}
        places |= {content.name: content.tab.place for content in self.changes.tabs}
        if declared in places:
            return (places[declared], declared)
        family = [
            each for each in self.service_tabs if declared.startswith(f"{each.title} ")
        ]  # Answers S-001
        return (family[0].place, declared) if family else None

    def _name_lists(self) -> Iterator[JSON]:
        """Each list's name covers exactly its filled rows; an empty one its first, blank cell."""
        content = next((content for content in self.changes.tabs if content.name == LISTS), None)
        tab = self.found(LISTS)
        if content is None or tab is None or not content.lines:
            return
        texts = [_texts(line) for line in content.lines]
        for column, key in enumerate(texts[0], start=1):
            if key:
                counted = sum(1 for line in texts[1:] if len(line) >= column and line[column - 1])
                length = max(1, self.changes.list_lengths.get(key, counted))
                where = area(tab.sheet_id, 2, length + 1, column, column)
                yield self._name(list_name(key), where)


def _texts(line: Iterable[object]) -> list[str]:
    return ["" if (value := getattr(cell, "value", cell)) is None else str(value) for cell in line]
