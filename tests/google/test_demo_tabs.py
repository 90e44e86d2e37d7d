"""The demo's own tabs, written into an Excel file and into a Google spreadsheet: the same cells, charts and hidden tabs."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest

from service.adapters.excel.publishing import publish_into
from service.adapters.excel.reading import read_snapshot
from service.cli.demonstrating import make_demo
from service.core.changes import Changes
from service.core.stored_values import shown
from service.flows.sync import sync
from service.sites import build_sites, open_site_ledger
from tests.flows.ward import NOW
from tests.google.spreadsheet import Spreadsheet


class AskedForAll:
    """A workbook as it is, which seems to have lost all our tabs: what is to be written there is kept, not written."""

    def __init__(self, workbook):
        self.workbook, self.changes = workbook, None

    def __getattr__(self, name):
        return getattr(self.workbook, name)

    def read(self):
        there = self.workbook.read()
        ours = {tab.title for tab in self.workbook.tabs if tab.ours}
        there.grids = [grid for grid in there.grids if (grid.identity or grid.title) not in ours]
        return there

    def publish(self, changes):
        self.changes = changes
        return changes.based_on


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """(role, bytes of the Excel file, kinds, tabs, all contents) of both workbooks."""
    settings = make_demo(tmp_path_factory.mktemp("demo"), 59_871, NOW, lambda words: None)
    ledger = open_site_ledger(settings)
    site = next(site for site in build_sites(settings, ledger) if not site.practice)
    books = {"staff": AskedForAll(site.staff), "managers": AskedForAll(site.managers)}
    sync(replace(site, **books, settings_mark="another"), NOW.replace(hour=11))
    ledger.dispose()
    return {
        role: (book.workbook.path.read_bytes(), book.workbook.kinds, book.workbook.tabs, book.changes)
        for role, book in books.items()
    }


def plain(grid):
    """Cells as both programs store them, without what is empty at the ends."""
    rows = [[_stored(raw) for raw in row] for row in grid.rows]
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _stored(raw):
    value = shown(raw, False) if isinstance(raw, (date, datetime, time)) else raw
    return None if value == "" else round(value, 9) if isinstance(value, float) else value


@pytest.mark.parametrize("role", ["staff", "managers"])
def test_what_is_published_reads_back_as_from_excel(demo, google, session, role):
    data, kinds, tabs, changes = demo[role]
    wanted = Changes(changes.based_on, tabs=changes.tabs, list_lengths=changes.list_lengths)
    excel = read_snapshot(publish_into(data, wanted, kinds, tabs), Path("demo.xlsx"))
    book = Spreadsheet(session, google.control.create("Demo", {"Sheet1": []}), kinds, tabs)
    book.publish(wanted)
    of_excel = {grid.identity: grid for grid in excel.grids if grid.identity}
    of_google = {grid.identity: grid for grid in book.read().grids if grid.identity}
    names = [content.name for content in changes.tabs]
    assert len(names) >= 4
    assert [name for name in of_google if name in names] == [name for name in of_excel if name in names]
    for content in changes.tabs:
        assert plain(of_google[content.name]) == plain(of_excel[content.name]), content.name
        assert of_google[content.name].merged == of_excel[content.name].merged
        alts = [chart["spec"]["altText"] for chart in book.layout().tab(content.name).charts]
        assert alts == [chart.alt for chart in content.charts]
    book.publish(wanted)  # and again, over itself
    again = {grid.identity: grid for grid in book.read().grids if grid.identity}
    assert {name: plain(grid) for name, grid in again.items()} == {
        name: plain(grid) for name, grid in of_google.items()
    }


def test_the_demo_has_charts_to_compare(demo):
    data, _, _, changes = demo["managers"]
    charts = [chart for content in changes.tabs for chart in content.charts]
    parts = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert 0 < len(charts) <= sum("charts/chart" in part for part in parts)
