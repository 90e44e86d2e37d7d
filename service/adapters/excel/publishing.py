"""All changes of one sync written into an Excel file's bytes: our tabs anew, staff tabs spliced, everything else as it was."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from service.adapters.excel.package import Package
from service.adapters.excel.publishing_dependants import somebody_depends
from service.adapters.excel.publishing_tabs import CHECKS, OwnTabs
from service.adapters.excel.splice_rows import write_tab
from service.adapters.excel.splice_tab import Around, StaffTab
from service.core.changes import Changes, ServiceTab, TabPlace, WorkbookRefused, checks_columns
from service.core.rows import Row


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
        self.tabs = OwnTabs(self.package, changes, kinds, service_tabs)
        self.workbook = self.tabs.workbook
        self.changes, self.kinds = changes, kinds
        self.formulas_changed = False

    def done(self) -> bytes:
        self.tabs.remove()
        self.tabs.write()
        self.tabs.name_lists()
        self._write_staff_tabs()
        self._show_tabs()
        self.tabs.styles.finish()
        if self.formulas_changed or self.tabs.formulas_changed:
            self.workbook.drop_calculation_chain()
        if self.package.is_changed and somebody_depends(
            self.package, self.workbook, self._written, self._appended
        ):
            self.workbook.calculate_on_load()
        return self.package.to_bytes()

    @cached_property
    def _written(self) -> list[str]:
        """Titles of our tabs that this publish wrote."""
        return [self.tabs.title_of(content.name) for content in self.changes.tabs]

    @cached_property
    def _appended(self) -> list[str]:
        """Titles of staff tabs in which cells were filled or rows added."""
        touched = self._with_rows
        return [place.title for place in self.changes.places if place.kind in touched]

    @cached_property
    def _with_rows(self) -> set[type[Row]]:
        """Kinds with Refs to fill or rows to add."""
        return {fill.kind for fill in self.changes.refs} | {append.kind for append in self.changes.appends}

    def _write_staff_tabs(self) -> None:
        asked = self._with_rows | {kind for kind, _ in self.changes.formulas}
        for place in self.changes.places:
            if place.kind in asked:
                self._write_staff_tab(place)
        if self._with_rows - {place.kind for place in self.changes.places}:
            raise ValueError("rows for a tab without a place")

    def _write_staff_tab(self, place: TabPlace) -> None:
        sheet = self.tabs.found(place.kind.tab, place.title)
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
            self.tabs.styles,
            self.tabs.words,
            self.tabs.title_of(CHECKS),
            columns,
            self.workbook.is_1904(),
        )

    def _show_tabs(self) -> None:
        for declared in self.changes.show:
            place = next((place for place in self.changes.places if place.kind.tab == declared), None)
            sheet = self.tabs.found(declared, place.title if place else None)
            if sheet is not None and sheet.hidden:
                self.workbook.refuse_if_locked()
                self.workbook.show(sheet)
