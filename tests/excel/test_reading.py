"""Workbooks are read as last saved, every cell in its true place, whichever program wrote them."""

import os
import re
from datetime import UTC, date, datetime
from datetime import time as day_time

import pytest

from service.adapters.excel.reading import fingerprint, fingerprint_of, read_snapshot
from service.adapters.excel.scanning import NOT_CALCULATED
from service.core.grids import Area, CellError
from tests.excel.files import (
    SHEET,
    put,
    saved_by_libreoffice,
    saved_by_openpyxl,
    template,
    unprefixed_to_prefixed,
    with_part,
    with_rows,
    workbook,
)


def read(data, tmp_path):
    return read_snapshot(data, tmp_path / "staff.xlsx")


def awkward(book):
    sheet = book.add_worksheet("Friends")
    day, clock = book.add_format({"num_format": "d mmm yyyy"}), book.add_format({"num_format": "h:mm"})
    sheet.write_row("B3", ["Ref", "Name", "Since", "Start", "Places", "Ticked", "Sum"])
    sheet.write_row("B5", ["P-001", "  Jane\u00a0Smith "])
    sheet.write_datetime("D5", datetime(2026, 3, 17), day)
    sheet.write_datetime("E5", day_time(14, 30), clock)
    sheet.write_number("F5", 8)
    sheet.write_boolean("G5", True)
    sheet.write_formula("H5", "=1/0", None, "#DIV/0!")
    sheet.write_formula("H6", "=NA()", None, "#N/A")
    sheet.merge_range("B7:C8", "Together")
    sheet.set_row(8, None, None, {"hidden": True})
    sheet.write("B9", "P-002")
    sheet.set_column("J:K", None, None, {"hidden": True})
    book.add_worksheet("Put away").hide()
    book.add_worksheet("Put far away").very_hidden()
    book.add_chartsheet("A chart")


def check_awkward(grid):
    rows = [[*row, *[None] * 8][:8] for row in grid.rows]
    assert rows[0] == rows[1] == rows[3] == [None] * 8
    assert rows[2] == [None, "Ref", "Name", "Since", "Start", "Places", "Ticked", "Sum"]
    assert rows[4] == [
        None,
        "P-001",
        "  Jane\u00a0Smith ",
        date(2026, 3, 17),
        day_time(14, 30),
        8,
        True,
        CellError("#DIV/0!"),
    ]
    assert rows[5][7] == CellError("#N/A")
    assert rows[6][1:3] == ["Together", None]
    assert rows[8][1] == "P-002"
    assert grid.merged == (Area(7, 2, 8, 3),)
    assert grid.hidden_rows == {9}
    assert {10, 11} <= grid.hidden_columns
    assert not grid.filtered


def test_cells_keep_their_places_and_their_kinds(tmp_path):
    snapshot = read(workbook(awkward), tmp_path)
    check_awkward(snapshot.grids[0])
    assert [(grid.title, grid.hidden) for grid in snapshot.grids] == [
        ("Friends", False),
        ("Put away", True),
        ("Put far away", True),
    ]
    assert not snapshot.notices


@pytest.mark.libreoffice
def test_cells_keep_their_places_when_libreoffice_saved_the_file(tmp_path, soffice_path):
    saved = saved_by_libreoffice(soffice_path, put(tmp_path, workbook(awkward)))
    check_awkward(read(saved.read_bytes(), tmp_path).grids[0])


def test_cells_keep_their_places_when_openpyxl_saved_the_file(tmp_path):
    data = saved_by_openpyxl(with_rows([["Ref", "Name"], [None, "Jane"], ["P-002", 8]]))
    assert read(data, tmp_path).grids[0].rows == [["Ref", "Name"], [None, "Jane"], ["P-002", 8]]


def test_a_formula_nobody_calculated_is_told_and_not_read_as_blank(tmp_path):
    def change(book):
        book["Friends"]["B2"] = "=1+1"
        book["Friends"]["C2"] = '=IFERROR(VLOOKUP($A2,Checks!$A:$D,2,FALSE),"")'

    snapshot = read(saved_by_openpyxl(with_rows([["Ref", "Name", "Check"]]), change), tmp_path)
    assert snapshot.grids[0].rows[1] == [None, CellError(NOT_CALCULATED)] or snapshot.grids[0].rows[1][
        :2
    ] == [None, CellError(NOT_CALCULATED)]
    assert list(map(str, snapshot.notices)) == [
        "Friends: 1 formula has no result yet. Open the workbook, let it calculate, and save."
    ]


def test_a_formula_that_gives_no_words_is_calculated(tmp_path):
    def write(book):
        book.add_worksheet("Friends").write_formula("B2", '=IF(TRUE,"","x")', None, "")

    as_excel = with_part(
        workbook(write), SHEET, lambda xml: xml.replace(b'<c r="B2">', b'<c r="B2" t="str">')
    )
    assert not read(as_excel, tmp_path).notices


def test_old_values_under_a_merged_cell_are_not_read(tmp_path):
    data = with_part(
        with_rows([["a", "b"], ["c", "d"]]),
        SHEET,
        lambda xml: xml.replace(
            b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>'
        ),
    )
    assert read(data, tmp_path).grids[0].rows == [["a", None], [None, None]]


def test_a_filter_is_seen_on_the_sheet_and_on_a_table(tmp_path):
    def write(book):
        for title in ("On the sheet", "In a table", "Not in use"):
            book.add_worksheet(title).write_row(0, 0, ["Ref", "Name"])
        book.get_worksheet_by_name("On the sheet").autofilter("A1:B9")
        book.get_worksheet_by_name("On the sheet").filter_column("A", "x == 1")
        table = {"columns": [{"header": "Ref"}, {"header": "Name"}], "autofilter": True}
        book.get_worksheet_by_name("In a table").add_table("A1:B9", table)
        book.get_worksheet_by_name("Not in use").autofilter("A1:B9")

    data = with_part(
        workbook(write),
        "xl/tables/table1.xml",
        lambda xml: xml.replace(
            b'<autoFilter ref="A1:B9"/>', b'<autoFilter ref="A1:B9"><filterColumn colId="0"/></autoFilter>'
        ),
    )
    assert [grid.filtered for grid in read(data, tmp_path).grids] == [True, True, False]


def test_a_tab_is_known_by_its_own_name_after_it_is_renamed_and_moved(tmp_path):
    def titles(data):
        return {grid.title: grid.identity for grid in read(data, tmp_path).grids}

    # openpyxl leaves the defined name pointing at the old title; a spreadsheet program rewrites both.
    data = with_part(template(), "xl/workbook.xml", lambda xml: xml.replace(b"Set-up days", b"Our days"))
    assert titles(data)["Our days"] == "Set-up days"
    assert titles(template())["Set-up days"] == "Set-up days"


def test_a_copied_tab_does_not_take_the_identity_with_it(tmp_path):
    data = with_part(
        template(),
        "xl/workbook.xml",
        lambda xml: xml.replace(
            b"<definedNames>",
            b'<definedNames><definedName name="pv_tab_Friends" localSheetId="0">Today!$A$1</definedName>',
        ),
    )
    assert [g.identity for g in read(data, tmp_path).grids if g.title == "Today"] == ["Today"]


@pytest.mark.parametrize("change", [unprefixed_to_prefixed, lambda xml: re.sub(rb' r="[A-Z]*\d+"', b"", xml)])
def test_unusual_writing_of_the_same_cells_is_read_alike(tmp_path, change):
    def write(book):
        sheet = book.add_worksheet("Friends")
        sheet.write_row(0, 0, ["Ref", "Name"])
        sheet.write_formula(1, 0, "=1/0", None, "#DIV/0!")
        sheet.write(1, 1, 8)

    data = with_part(workbook(write), SHEET, change)
    assert read(data, tmp_path).grids[0].rows == [["Ref", "Name"], [CellError("#DIV/0!"), 8]]


def test_a_wide_tab_of_somebodys_own_is_read_whole(tmp_path):
    rows = read(with_rows([list(range(500))] * 20), tmp_path).grids[0].rows
    assert [row[-1] for row in rows] == [499] * 20


@pytest.mark.parametrize("place", ["XFD99999", "C1048576", "XFD1048576"])
def test_a_slip_of_the_hand_far_from_the_rest_is_told_and_costs_no_memory(tmp_path, place):
    data = with_rows([["P-001", "Jane", row] for row in range(300)])
    cell = f'<row r="{place.lstrip("XFDC")}"><c r="{place}" t="inlineStr"><is><t> </t></is></c></row></sheetData>'.encode()
    data = with_part(data, SHEET, lambda xml: xml.replace(b"</sheetData>", cell))
    snapshot = read(data, tmp_path)  # as asked for, the last of these would take 400 GB
    grid = snapshot.grids[0]
    assert len(grid.rows) == 300
    assert list(map(str, snapshot.notices)) == [
        "Friends: 1 cell is far from the rest, so not read. Clear what is there by mistake."
    ]
    assert grid.rows[299][:3] == ["P-001", "Jane", 299]


def test_dates_of_the_1904_calendar_are_the_same_days(tmp_path):
    def write(book):
        sheet = book.add_worksheet("Friends")
        sheet.write_datetime("A1", datetime(2026, 3, 17), book.add_format({"num_format": "d mmm yyyy"}))

    assert read(workbook(write, date_1904=True), tmp_path).grids[0].rows[0] == [date(2026, 3, 17)]


def test_the_time_of_saving_is_the_one_in_the_file(tmp_path):
    assert read(template(), tmp_path).saved_at == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_the_revision_changes_with_every_save_and_with_nothing_else(tmp_path):
    path = put(tmp_path, with_rows([["Ref"], ["P-001"]]))
    first = fingerprint_of(path)
    assert first == fingerprint(path.read_bytes())
    os.utime(path, (1, 1))  # a backup or a virus scanner
    path.with_name("copy").write_bytes(path.read_bytes())
    path.with_name("copy").replace(path)
    assert fingerprint_of(path) == first
    for value in ("P-002", "P-003"):  # the same length, in the same second
        put(tmp_path, with_rows([["Ref"], [value]]))
        assert fingerprint_of(path) != first
        first = fingerprint_of(path)


@pytest.mark.libreoffice
def test_after_libreoffice_saved_all_is_known_but_the_revision(tmp_path, soffice_path):
    once = saved_by_libreoffice(soffice_path, put(tmp_path, template()))
    snapshot = read(once.read_bytes(), tmp_path)
    assert snapshot.site_id == "elm"
    assert {grid.title: grid.identity for grid in snapshot.grids} == {
        grid.title: grid.title for grid in snapshot.grids
    }
    again = saved_by_libreoffice(soffice_path, once)  # with nothing changed at all
    assert fingerprint_of(again) != snapshot.revision
