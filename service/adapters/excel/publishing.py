"""All changes of one sync written into an Excel file's bytes: our tabs anew, staff tabs spliced, everything else as it was."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from service.adapters.excel.own_parts import OwnParts, release
from service.adapters.excel.package import Package
from service.adapters.excel.package_names import quoted
from service.adapters.excel.package_workbook import Sheet, WorkbookPart
from service.adapters.excel.publishing_dependants import somebody_depends
from service.adapters.excel.splice import SheetText
from service.adapters.excel.splice_cells import SharedStrings, value_of
from service.adapters.excel.splice_rows import write_tab
from service.adapters.excel.splice_tab import Around, StaffTab
from service.adapters.excel.styles import Styles
from service.core.changes import (
    Changes,
    ServiceTab,
    TabContent,
    TabPlace,
    WorkbookRefused,
    checks_columns,
    list_name,
)
from service.core.grids import column_letters
from service.core.rows import Row

CHECKS, LISTS = "Checks", "Lists"
_BEGINS = 5  # rows: a title, a date, the headings


def publish_into(
    data: bytes, changes: Changes, kinds: Sequence[type[Row]], service_tabs: Sequence[ServiceTab]
) -> bytes:
    """The workbook with the changes in it; the same bytes when they ask for nothing that is not there already."""
    return _Publishing(data, changes, kinds, service_tabs).done()


class _Publishing:
    def __init__(
        self, data: bytes, changes: Changes, kinds: Sequence[type[Row]], service_tabs: Sequence[ServiceTab]
    ):
        self.package = Package(data)
        self.workbook = WorkbookPart(self.package)
        self.changes, self.kinds, self.service_tabs = changes, kinds, service_tabs
        self.formulas_changed = False

    def done(self) -> bytes:
        self._remove_tabs()
        self._write_tabs()
        self._name_lists()
        self._write_staff_tabs()
        self._show_tabs()
        self.styles.finish()
        if self.formulas_changed:
            self.workbook.drop_calculation_chain()
        if self.package.is_changed and somebody_depends(
            self.package, self.workbook, self._written, self._appended
        ):
            self.workbook.calculate_on_load()
        return self.package.to_bytes()

    @cached_property
    def styles(self) -> Styles:
        return Styles(self.package, self.workbook.path)

    # Finding tabs

    def _found(self, declared: str, title: str | None = None) -> Sheet | None:
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
        found = self._found(declared, place.title if place else None)
        return found.title if found else declared

    @cached_property
    def _written(self) -> list[str]:
        """Titles of our tabs that this publish wrote."""
        return [self.title_of(content.name) for content in self.changes.tabs]

    @cached_property
    def _appended(self) -> list[str]:
        """Titles of staff tabs in which cells were filled or rows added."""
        touched = self._with_rows
        return [place.title for place in self.changes.places if place.kind in touched]

    @cached_property
    def _with_rows(self) -> set[type[Row]]:
        """Kinds with Refs to fill or rows to add."""
        return {fill.kind for fill in self.changes.refs} | {append.kind for append in self.changes.appends}

    # Our tabs

    def _remove_tabs(self) -> None:
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

    def _write_tabs(self) -> None:
        for (
            content
        ) in self.changes.tabs:  # all of them stand before any is written, so that links find their titles
            self._ensure(content)
        for content in self.changes.tabs:
            sheet = self._found(content.name)
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
        sheet = self._found(content.name)
        if sheet is not None and (sheet.identity or self._looks_ours(sheet, content)):
            self.workbook.identify(content.name, sheet.title)
            return
        title = self._free_title(content.name)
        self.workbook.add(title, self._place_for(content), content.tab.hidden)
        self.workbook.identify(content.name, title)

    def _looks_ours(self, sheet: Sheet, content: TabContent) -> bool:
        """A tab found by its title alone may be staff's own: it is taken over when blank, or when it begins as ours does."""
        if sheet.part is None:
            return False
        text = SheetText(self.package.read(sheet.part))
        first = list(text.rows)[:_BEGINS]
        there = {value_of(cell, self._words, text.p) for row in first for cell in text.cells(row)} - {
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

    def _name_lists(self) -> None:
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

    # Staff tabs

    def _write_staff_tabs(self) -> None:
        asked = self._with_rows | {kind for kind, _ in self.changes.formulas}
        for place in self.changes.places:
            if place.kind in asked:
                self._write_staff_tab(place)
        if self._with_rows - {place.kind for place in self.changes.places}:
            raise ValueError("rows for a tab without a place")

    def _write_staff_tab(self, place: TabPlace) -> None:
        sheet = self._found(place.kind.tab, place.title)
        if sheet is None or sheet.part is None:
            raise WorkbookRefused(
                f"The tab {place.title} is not in the workbook. Restore it from an older version.",
                "tab-missing",
            )
        self.formulas_changed |= write_tab(StaffTab(self._around, sheet, sheet.part, place, self.changes))
        self.package.forget(sheet.part)

    @cached_property
    def _around(self) -> Around:
        columns = checks_columns(self.kinds)
        return Around(
            self.package,
            self.workbook,
            self.styles,
            self._words,
            self.title_of(CHECKS),
            columns,
            self.workbook.is_1904(),
        )

    @cached_property
    def _words(self) -> SharedStrings:
        parts = self.package.related(self.workbook.path, "sharedStrings")
        return SharedStrings(self.package.read(parts[0]) if parts else None)

    def _show_tabs(self) -> None:
        for declared in self.changes.show:
            place = next((place for place in self.changes.places if place.kind.tab == declared), None)
            sheet = self._found(declared, place.title if place else None)
            if sheet is not None and sheet.hidden:
                self.workbook.refuse_if_locked()
                self.workbook.show(sheet)


def _texts(line: Iterable[object]) -> list[str]:
    return ["" if (value := getattr(cell, "value", cell)) is None else str(value) for cell in line]
