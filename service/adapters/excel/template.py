"""The two new workbooks, made from the declarations: what a nurse opens on the first Monday, usable with no service at all."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from service.adapters.excel.package_names import tab_name
from service.adapters.excel.safety import write_new
from service.adapters.excel.template_looks import (
    FONT,
    LOOK,
    LOOKS,
    MEND,
    MEND_TEXT,
    NEEDED,
    SERVICE_TAB,
    STAFF_TAB,
    TODAY_TAB,
)
from service.adapters.excel.template_service import write_service_tab
from service.adapters.excel.template_staff import shown_columns, write_staff_tab
from service.core.changes import SITE_NAME, ServiceTab, list_key, list_name, lists_needed
from service.core.grids import column_letters
from service.core.rows import Row
from service.core.tab_titles import quoted
from service.core.values import Choice, Choices, PointsTo

_A4 = 9
Rows = Mapping[type[Row], Sequence[Mapping[str, Any]]]
ONE_A_SURVEY = ("Answers",)  # made as surveys open: Answers S-001
COLOURS = {
    "needed": {"bg_color": NEEDED},
    "look": {"bg_color": LOOK},
    "mend": {"bg_color": MEND, "font_color": MEND_TEXT},
}


class Template:
    """One workbook while it is being written; the tab writers share its formats."""

    def __init__(
        self,
        kinds: Sequence[type[Row]],
        tabs: Sequence[ServiceTab],
        asked: Collection[str],
        lists: Mapping[str, Sequence[str]],
        rows: Rows | None = None,
    ):
        self.rows = rows or {}
        self._file = io.BytesIO()
        options = {"default_format_properties": {"font_name": FONT, "font_size": 11}, "in_memory": True}
        self.book = xlsxwriter.Workbook(self._file, options)
        self.kinds, self.tabs, self.asked = sorted(kinds, key=lambda kind: kind.place), tabs, asked
        self.lists = list_words(self.kinds, lists)
        self.sheets: dict[str, Any] = {}
        self._formats: dict[str, Any] = {}

    def look(self, name: str) -> Any:
        """A named look, made once."""
        return self.format(LOOKS[name])

    def format(self, look: Mapping[str, Any]) -> Any:
        """A format of the workbook; equal ones are one."""
        key = repr(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(dict(look))
        return self._formats[key]

    def colour(self, name: str) -> Any:
        return self.format(COLOURS[name])

    def write(self, site_id: str | None, now: datetime, title: str) -> bytes:
        """The whole workbook, tabs in order, the first of them shown."""
        tabs = [tab for tab in self.tabs if tab.title not in ONE_A_SURVEY]
        declared: list[type[Row] | ServiceTab] = [*self.kinds, *tabs]
        for each in sorted(declared, key=lambda each: each.place):
            if isinstance(each, ServiceTab):
                self._add(
                    each.title,
                    each.hidden or each.waits,
                    TODAY_TAB if each.place == 0 else SERVICE_TAB if each.ours else STAFF_TAB,
                )
                write_service_tab(self, each)
            else:
                self._add(each.tab, not each.shown, STAFF_TAB)
                write_staff_tab(self, each)
        self._define_names(site_id)
        first = next((sheet for sheet in self.book.worksheets() if not sheet.hidden), None)
        if first is not None:
            first.activate()
            first.set_first_sheet()
        self.book.set_properties({"title": title, "created": now.replace(tzinfo=None)})
        self.book.set_size(1600, 900)
        self.book.close()
        return _free_heights(self._file.getvalue())

    def _add(self, title: str, hidden: bool, colour: str) -> None:
        sheet = self.sheets[title] = self.book.add_worksheet(title)
        sheet.set_tab_color(colour)
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&A&RPage &P of &N")
        if hidden:
            sheet.hide()

    def _define_names(self, site_id: str | None) -> None:
        for title in self.sheets:
            self.book.define_name(tab_name(title), f"={quoted(title)}!$A$1")
        if site_id:
            self.book.define_name(SITE_NAME, f'="{site_id}"')
        for number, (key, words) in enumerate(self.lists.items(), start=1):
            column = column_letters(number)
            area = f"=Lists!${column}$2:${column}${max(2, len(words) + 1)}"
            self.book.define_name(list_name(key), self._names_of_rows(key) or area if not words else area)

    def _names_of_rows(self, key: str) -> str | None:
        """Until the service fills Lists, a drop-down of rows offers the names straight from their tab."""
        pointing = next(c.kind for kind in self.kinds for c in kind.columns.values() if list_key(c) == key)
        if not isinstance(pointing, PointsTo):
            return None
        kind = next((kind for kind in self.kinds if kind.letter == pointing.letters[0]), None)
        if kind is None or kind.label is None:
            return None
        names = [column.name for column in shown_columns(kind, self.asked)]
        column = column_letters(names.index(kind.label.name) + 1)
        tab = quoted(kind.tab)
        return f"=OFFSET({tab}!${column}$2,0,0,MAX(1,COUNTA({tab}!${column}$2:${column}$1000)),1)"


def _free_heights(data: bytes) -> bytes:
    """Rows under the headings grow as somebody types in them: xlsxwriter would hold them as high as they began."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            held = old.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                held = re.sub(rb'(<row r="(?:[2-9]|\d\d+)"[^>]*?) customHeight="1"', rb"\1", held)
            new.writestr(part, held)
    return made.getvalue()


def list_words(
    kinds: Sequence[type[Row]], lists: Mapping[str, Sequence[str]] | None = None
) -> dict[str, list[str]]:
    """What each column of Lists begins with, by its key: the words handed in, our own, or those staff begin with."""
    return {
        key: list((lists or {}).get(key) or _options(kind) or _prefilled(kinds, key))
        for key, kind in lists_needed(kinds).items()
    }


def _options(kind: Any) -> Sequence[str]:
    return kind.options if isinstance(kind, (Choice, Choices)) else ()


def _prefilled(kinds: Sequence[type[Row]], key: str) -> list[str]:
    """Words staff keep in rows of that name, such as Theme in Set-up."""
    rows = [
        (kind, row)
        for kind in kinds
        if kind.label
        for row in kind.prefilled()
        if row.get(kind.label.name) == key
    ]
    return [str(row["value"]) for _, row in rows if row.get("value")]


def staff_template(
    kinds: Sequence[type[Row]],
    tabs: Sequence[ServiceTab],
    site_id: str | None,
    now: datetime,
    asked: Collection[str] = (),
    lists: Mapping[str, Sequence[str]] | None = None,
    rows: Rows | None = None,
) -> bytes:
    """The staff workbook. `asked`: Set-up settings that say Yes, for columns made only then; `lists`: words by list key."""
    mine = [tab for tab in tabs if tab.workbook == "staff"]
    return Template(kinds, mine, asked, lists or {}, rows).write(site_id, now, "Patient Voice")


def managers_template(tabs: Sequence[ServiceTab], site_id: str | None, now: datetime) -> bytes:
    """The managers' workbook: summary tabs and a tab for their own notes."""
    mine = [tab for tab in tabs if tab.workbook == "managers"]
    return Template((), mine, (), {}).write(site_id, now, "Patient Voice: summaries")


def write_template(
    staff: Path,
    managers: Path,
    kinds: Sequence[type[Row]],
    tabs: Sequence[ServiceTab],
    site_id: str | None,
    now: datetime,
    asked: Collection[str] = (),
    lists: Mapping[str, Sequence[str]] | None = None,
    rows: Rows | None = None,
) -> None:
    """Both files; the caller makes sure that neither is there already.

    `rows` are what the tabs begin with, instead of what is prefilled: the demo's year.
    """
    write_new(staff, staff_template(kinds, tabs, site_id, now, asked, lists, rows))
    write_new(managers, managers_template(tabs, site_id, now))
