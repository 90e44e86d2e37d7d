"""Our tabs in one workbook: finding them whatever they are called now, adding and removing them, naming their lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from service.adapters.excel.own_parts import OwnParts, release
from service.adapters.excel.package import Package
from service.adapters.excel.package_workbook import Sheet, WorkbookPart
from service.adapters.excel.publishing_dependants import somebody_depends
from service.adapters.excel.splice import SheetText
from service.adapters.excel.splice_cells import SharedStrings, value_of
from service.adapters.excel.styles import Styles
from service.core.changes import Changes, ServiceTab, TabContent, WorkbookRefused, list_name
from service.core.grids import column_letters
from service.core.rows import Row
from service.core.tab_titles import quoted

CHECKS, LISTS = "Checks", "Lists"
_BEGINS = 5  # rows: a title, a date, the headings


class OwnTabs:
    """`formulas_changed` says afterwards whether formulas came, went or moved to another place in the chain."""

    def __init__(
        self,
        package: Package,
        changes: Changes,
        kinds: Sequence[type[Row]],
        service_tabs: Sequence[ServiceTab],
    ):
        self.package = package
        self.workbook = WorkbookPart(package)
        self.changes, self.kinds, self.service_tabs = changes, kinds, service_tabs
        self.formulas_changed = False

    @cached_property
    def styles(self) -> Styles:
        return Styles(self.package, self.workbook.path)

    @cached_property
    def words(self) -> SharedStrings:
        parts = self.package.related(self.workbook.path, "sharedStrings")
        return SharedStrings(self.package.read(parts[0]) if parts else None)

    def found(self, declared: str, title: str | None = None) -> Sheet | None:
        """A tab by its defined name, else by the title it has in the file."""
        sheets = self.workbook.sheets()
        named = [sheet for sheet in sheets if sheet.identity == declared]
        titled = [
            sheet
            for sheet in sheets
            if sheet.identity is None and sheet.title.casefold() == (title or declared).casefold()
        ]
        return next(iter(named + titled), None)

    def title_of(self, declared: str) -> str:
        """What a declared tab is called in this file."""
        place = next((place for place in self.changes.places if place.kind.tab == declared), None)
        found = self.found(declared, place.title if place else None)
        return found.title if found else declared

    def remove(self) -> None:
        for declared in self.changes.remove:
            sheet = next((sheet for sheet in self.workbook.sheets() if sheet.identity == declared), None)
            if (
                sheet is None
                or sheet.part is None
                or somebody_depends(self.package, self.workbook, [sheet.title], [])
            ):
                continue  # a tab that somebody's formula looks at stays: without it the formula would be lost
            release(self.package, sheet.part)
            self.workbook.remove(sheet)
            self.package.unrelate(self.workbook.path, sheet.part)
            self.package.remove(sheet.part)
            self.formulas_changed = True  # the chain counts tabs

    def write(self) -> None:
        for (
            content
        ) in self.changes.tabs:  # all of them stand before any is written, so that links find their titles
            self._ensure(content)
        for content in self.changes.tabs:
            sheet = self.found(content.name)
            assert sheet is not None
            if sheet.part is None:
                raise WorkbookRefused(
                    f"The tab {content.name} is a chart sheet. Rename it, and we make ours.", "not-a-tab"
                )
            self.formulas_changed |= content.name == CHECKS
            OwnParts(self.package, self.workbook, self.styles, self.title_of).write(
                content, sheet.part, sheet.title, sheet.index, blanks_are_words=content.name == CHECKS
            )

    def _ensure(self, content: TabContent) -> None:
        sheet = self.found(content.name)
        if sheet is not None and (sheet.identity or self._looks_ours(sheet, content)):
            self.workbook.identify(content.name, sheet.title)
            return
        title = self._free_title(content.name)
        self.workbook.add(title, self._place_for(content), content.is_hidden_at_first)
        self.workbook.identify(content.name, title)

    def _looks_ours(self, sheet: Sheet, content: TabContent) -> bool:
        """A tab found by its title alone may be staff's own: it is taken over when blank, or when it begins as ours does."""
        if sheet.part is None:
            return False
        text = SheetText(self.package.read(sheet.part))
        first = list(text.rows)[:_BEGINS]
        there = {value_of(cell, self.words, text.p) for row in first for cell in text.cells(row)} - {
            None,
            "",
        }
        ours = {word for line in content.lines[:_BEGINS] for word in _texts(line)}
        return bool(there & ours) or not there

    def _free_title(self, title: str) -> str:
        taken = {sheet.title.casefold() for sheet in self.workbook.sheets()}
        free, number = title, 2
        while free.casefold() in taken:
            free, number = f"{title} {number}", number + 1
        return free

    def _place_for(self, content: TabContent) -> int:
        """Behind the last tab that comes before it, wherever staff have put the others."""
        mine = (content.tab.place, content.name)
        before = [
            sheet.index
            for sheet in self.workbook.sheets()
            if (known := self._order(sheet)) is not None and known < mine
        ]
        after = [
            sheet.index
            for sheet in self.workbook.sheets()
            if (known := self._order(sheet)) is not None and known > mine
        ]
        if before:
            return max(before) + 1
        return min(after) if after else len(self.workbook.sheets())

    def _order(self, sheet: Sheet) -> tuple[int, str] | None:
        declared = sheet.identity or sheet.title
        places = {kind.tab: kind.place for kind in self.kinds} | {
            tab.title: tab.place for tab in self.service_tabs
        }
        places |= {content.name: content.tab.place for content in self.changes.tabs}
        if declared in places:
            return (places[declared], declared)
        family = [tab for tab in self.service_tabs if declared.startswith(f"{tab.title} ")]  # Answers S-001
        return (family[0].place, declared) if family else None

    def name_lists(self) -> None:
        """Each list's name covers exactly its filled rows; an empty one its first, blank cell."""
        content = next((content for content in self.changes.tabs if content.name == LISTS), None)
        if content is None or not content.lines:
            return
        tab = quoted(self.title_of(LISTS))
        for column, key in enumerate(_texts(content.lines[0]), start=1):
            if key:
                counted = sum(
                    1 for line in content.lines[1:] if len(line) >= column and _texts(line)[column - 1]
                )
                length = max(1, self.changes.list_lengths.get(key, counted))
                letters = column_letters(column)
                self.workbook.define(list_name(key), f"{tab}!${letters}$2:${letters}${length + 1}")


def _texts(line: Iterable[object]) -> list[str]:
    return ["" if (value := getattr(cell, "value", cell)) is None else str(value) for cell in line]
