"""What we write, opened, sorted and saved by LibreOffice, is still right, and we can write in the result."""

import io

import openpyxl
import pytest
import python_calamine

from service.adapters.excel.package import Package
from service.adapters.excel.package_workbook import WorkbookPart
from service.adapters.excel.publishing import publish_into
from service.core.changes import Changes, FillRef, TabPlace
from tests.excel.crowded import CHECKS, TABS, after, changes, crowded
from tests.excel.kinds import KINDS, Friend
from tests.excel.libreoffice import converted, worked_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.libreoffice,
    pytest.mark.filterwarnings(
        "ignore:.*extension is not supported:UserWarning"
    ),  # openpyxl drops what we keep
]

# Sorts the people by name, Z to A, puts a row in and one out, corrects Checks, and has everything worked out anew.
SORT = """
  friends = doc.Sheets.getByName("Friends")
  Dim field(0) As New com.sun.star.table.TableSortField
  field(0).Field = 2 : field(0).IsAscending = False
  Dim order(1) As New com.sun.star.beans.PropertyValue
  order(0).Name = "SortFields" : order(0).Value = field()
  order(1).Name = "ContainsHeader" : order(1).Value = False
  friends.getCellRangeByName("A4:J11").sort(order())
  friends.Rows.insertByIndex(5, 1)
  friends.Rows.removeByIndex(8, 1)
  doc.Sheets.getByName("Checks").getCellRangeByName("B2").String = "Changed meanwhile"
  doc.Sheets.getByName("Friends").Name = "Our people & friends"
  doc.Sheets.getByName("Checks").Name = "Do not touch"
  doc.calculateAll()
"""


@pytest.fixture(scope="module")
def published():
    return publish_into(crowded(), changes(), KINDS, TABS)


def cells(data, tab):
    return (
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        .get_sheet_by_name(tab)
        .to_python(skip_empty_area=False)
    )


def test_sorted_renamed_and_recalculated_the_formulas_still_show_what_belongs_to_the_row(
    published, soffice_path, tmp_path
):
    data = worked_in(soffice_path, tmp_path, published, SORT)
    rows = [row for row in cells(data, "Our people & friends")[3:] if row[2]]
    assert [row[2] for row in rows] == sorted((row[2] for row in rows), reverse=True)
    told = dict(changes().formulas[Friend, "check"], **{"P-001": "Changed meanwhile"})
    assert len(rows) == 7
    assert {row[0]: row[1] for row in rows} == {row[0]: told.get(row[0], "") for row in rows}
    assert {row[0]: row[7] for row in rows if row[7]} in ({}, {"P-002": "3 May: not this time"})
    identities = {sheet.identity: sheet.title for sheet in WorkbookPart(Package(data)).sheets()}
    assert identities["Checks"] == "Do not touch"

    numbers = [
        number for number, row in enumerate(cells(data, "Our people & friends"), 1) if number > 3 and row[2]
    ]
    place = TabPlace(
        Friend, "Our people & friends", 3, max(numbers), {"ref": 1, "check": 2, "name": 3, "told": 8}, numbers
    )
    made = Changes("r", (place,), formulas=changes().formulas, tabs=changes().tabs)
    again = publish_into(data, made, KINDS, TABS)
    told = changes().formulas[Friend, "check"]
    rows = [row for row in cells(again, "Our people & friends")[3:] if row[2]]
    assert {row[0]: row[1] for row in rows} == {row[0]: told.get(row[0], "") for row in rows}
    assert publish_into(again, made, KINDS, TABS) == again
    titles = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(again)).sheet_names
    assert sorted(titles) == sorted(
        ["Today", "Our people & friends", "Set-up days", "My own & sums", "Lists", "Do not touch"]
    )
    assert (
        openpyxl.load_workbook(io.BytesIO(again))["Our people & friends"]
        .cell(numbers[0], 2)
        .value.startswith("=IFERROR(VLOOKUP(")
    )


def test_saved_by_libreoffice_our_next_publish_adds_no_parts_and_finds_its_styles(
    published, soffice_path, tmp_path
):
    data = converted(soffice_path, tmp_path, published, "xlsx")
    made = after(changes())
    once = publish_into(data, made, KINDS, TABS)
    twice = publish_into(once, made, KINDS, TABS)
    assert once == twice
    assert cells(once, "Friends")[3:] == cells(published, "Friends")[3:]
    assert WorkbookPart(Package(once)).name_text("pv_list_P") == "Lists!$A$2:$A$3"


def test_prints_with_its_charts(published, soffice_path, tmp_path):
    assert converted(soffice_path, tmp_path, published, "pdf").startswith(b"%PDF")


def test_a_ref_filled_into_a_file_libreoffice_wrote(published, soffice_path, tmp_path):
    data = converted(soffice_path, tmp_path, crowded(), "xlsx")
    made = changes(appends=(), refs=(FillRef(Friend, 7, "P-007"),))
    assert [row[0] for row in cells(publish_into(data, made, KINDS, TABS), "Friends")[3:9]] == [
        "P-001",
        "P-002",
        "P-003",
        "P-007",
        "P-005",
        "P-006",
    ]
    assert CHECKS.hidden
