"""An existing workbook becomes ours without a row touched; what a bad paste took out comes back; a second run writes nothing."""

import io
import re
from itertools import pairwise

import openpyxl
import pytest

from service.adapters.excel_file import ExcelWorkbook
from service.core.changes import Changes, FillRef, TabContent, TabPlace, WorkbookBusy, WorkbookRefused
from tests.excel.files import (
    NOW,
    SHEET,
    package,
    parts,
    put,
    saved_by_libreoffice,
    saved_by_openpyxl,
    template,
    with_part,
    with_rows,
    workbook,
)
from tests.excel.kinds import KINDS, TABS, Friend

ROWS = [
    ["Ref", "Check", "Name", "Status", "Email", "Phone", "Since", "My own"],
    [None, None, "Jane Smith", "Active", None, "01632 960001"],
]
OURS = {"Today", "Friends", "Set-up days", "Facts", "What each column is for", "Lists", "Checks"}


def port(tmp_path, data):
    return ExcelWorkbook(
        put(tmp_path, data), "staff", tmp_path / "versions", "elm", KINDS, TABS, clock=lambda: NOW
    )


def install(port):
    """The file after one run, and a second one must not touch it."""
    first = port.install(KINDS, TABS, "elm")
    data, written = port.path.read_bytes(), port.path.stat().st_mtime_ns
    assert port.revision() == first == port.install(KINDS, TABS, "elm")
    assert port.path.read_bytes() == data
    assert port.path.stat().st_mtime_ns == written
    return data


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def as_excel_would(book):
    sheet = book.add_worksheet("Friends")
    for number, row in enumerate(ROWS):
        sheet.write_row(number, 0, row)
    book.add_worksheet("Budget").write_formula("A1", "=1+1", None, 2)


WRITERS = {"xlsxwriter": workbook(as_excel_would), "openpyxl": saved_by_openpyxl(workbook(as_excel_would))}


@pytest.mark.parametrize("writer", WRITERS)
def test_missing_tabs_are_added_whole_and_the_rest_stays_byte_for_byte(tmp_path, writer):
    check_installed(port(tmp_path, WRITERS[writer]), WRITERS[writer])


@pytest.mark.libreoffice
def test_so_they_are_in_a_file_that_libreoffice_saved(tmp_path, soffice_path):
    saved = saved_by_libreoffice(soffice_path, put(tmp_path, WRITERS["openpyxl"])).read_bytes()
    check_installed(port(tmp_path, saved), saved)
    again = saved_by_libreoffice(soffice_path, tmp_path / "staff.xlsx").read_bytes()
    assert set(opened(again).sheetnames) == OURS | {"Budget"}
    assert opened(again)["Set-up days"]["C1"].fill.fgColor.rgb == "FF005EB8"


def check_installed(workbook, old):
    before, after = parts(old), parts(install(workbook))
    rows = re.compile(rb"<sheetData.*</sheetData>", re.DOTALL)
    assert rows.search(after[SHEET])[0] == rows.search(before[SHEET])[0]
    assert after["xl/worksheets/sheet2.xml"] == before["xl/worksheets/sheet2.xml"]
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {
        SHEET,
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "[Content_Types].xml",
    }
    book = opened(workbook.path.read_bytes())
    assert set(book.sheetnames) == OURS | {"Budget"}
    made, new = book["Set-up days"], opened(template())["Set-up days"]
    assert [cell.value for cell in made[1]] == [cell.value for cell in new[1]]
    assert made["C1"].fill.fgColor.rgb == "FF005EB8"
    assert made["C1"].font.name == "Arial"
    assert made.column_dimensions["I"].number_format == "£#,##0.00"
    assert made.freeze_panes == "C2"
    colours = [rule.dxf.fill.bgColor.rgb for area in made.conditional_formatting for rule in area.rules]
    assert colours == [
        rule.dxf.fill.bgColor.rgb for area in new.conditional_formatting for rule in area.rules
    ]
    assert made.print_title_rows == "$1:$1"
    assert book["Lists"].sheet_state == "hidden"
    snapshot = workbook.read()
    assert snapshot.site_id == "elm"
    assert {grid.identity for grid in snapshot.grids} == OURS | {None}
    assert book["Friends"].freeze_panes == "C2"
    friends = {str(rule.sqref): rule for rule in book["Friends"].data_validations.dataValidation}
    assert friends["D2:D1000"].formula1 == '"New,Active,Left"'
    assert friends["G2:G1000"].type == "date"


def test_an_older_font_and_prefixed_styles_take_ours_in_beside_their_own(tmp_path):
    from tests.excel.files import unprefixed_to_prefixed

    data = with_part(WRITERS["xlsxwriter"], "xl/styles.xml", unprefixed_to_prefixed)
    before = parts(data)["xl/styles.xml"]
    after = parts(install(port(tmp_path, data)))["xl/styles.xml"]
    assert after.index(b"<x:xf ") == before.index(b"<x:xf ") or len(after) > len(before)
    assert opened((tmp_path / "staff.xlsx").read_bytes())["Set-up days"]["C1"].fill.fgColor.rgb == "FF005EB8"


def pasted_over(book):
    """A paste takes the drop-downs with it: the rule's range is split around it."""
    for rule in book["Friends"].data_validations.dataValidation:
        if str(rule.sqref) == "D2:D1000":
            rule.sqref = openpyxl.worksheet.cell_range.MultiCellRange("D2:D4 D9:D1000")
    gone = [rule for rule in book["Friends"].data_validations.dataValidation if str(rule.sqref) == "G2:G1000"]
    book["Friends"].data_validations.dataValidation.remove(gone[0])
    book["Friends"].freeze_panes = None


def test_drop_downs_and_frozen_headings_lost_to_a_paste_come_back_and_no_others(tmp_path):
    book = opened(install(port(tmp_path, saved_by_openpyxl(template(), pasted_over))))
    rules = [(str(r.sqref), r.type, r.formula1) for r in book["Friends"].data_validations.dataValidation]
    assert [rule for rule in rules if "D" in rule[0]] == [
        ("D2:D4 D9:D1000", "list", '"New,Active,Left"'),
        ("D5:D8", "list", '"New,Active,Left"'),
    ]
    assert [rule[1] for rule in rules if "G" in rule[0]] == ["date"]
    assert len(rules) == 10
    assert book["Friends"].freeze_panes == "C2"


def test_a_rule_of_somebodys_own_is_left_alone(tmp_path):
    def own(book):
        sheet = book["Friends"]
        sheet.data_validations.dataValidation.clear()
        rule = openpyxl.worksheet.datavalidation.DataValidation(
            type="list", formula1='"Yes,No"', sqref="D2:D50"
        )
        sheet.add_data_validation(rule)
        whole = openpyxl.worksheet.datavalidation.DataValidation(
            type="list", formula1='"A,B"', sqref="E2:E1048576"
        )
        sheet.add_data_validation(whole)

    book = opened(install(port(tmp_path, saved_by_openpyxl(template(), own))))
    rules = {str(rule.sqref): rule.formula1 for rule in book["Friends"].data_validations.dataValidation}
    assert rules["D2:D50"] == '"Yes,No"'
    assert rules["D51:D1000"] == '"New,Active,Left"'
    assert rules["E2:E1048576"] == '"A,B"'
    assert not [area for area in rules if area.startswith("E") and area != "E2:E1048576"]


def test_columns_that_were_moved_get_their_own_rules(tmp_path):
    data = with_rows([["A note above"], [], ["Name", "Since", "Mine", "Status", "Ref", "Check"], ["Jane"]])
    rules = {
        str(rule.sqref): rule.type
        for rule in opened(install(port(tmp_path, data)))["Friends"].data_validations.dataValidation
    }
    assert rules["B4:B1000"] == "date"
    assert rules["D4:D1000"] == "list"
    assert not [area for area in rules if area.startswith("C")]


def test_a_column_asked_for_is_added_with_the_looks_of_its_group(tmp_path):
    workbook = port(tmp_path, template())
    old = parts(workbook.path.read_bytes())
    workbook.install(KINDS, TABS, "elm", asked={"Ask for age band"})
    data = workbook.path.read_bytes()
    assert [name for name, part in parts(data).items() if part != old[name]] == ["xl/worksheets/sheet2.xml"]
    sheet = opened(data)["Friends"]
    before = sheet.max_column - 1
    assert [sheet.cell(1, place).value for place in (before, before + 1)] == ["▸ Likes", "Age band"]
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules["J2:J1000"] == '"Under 50,50 and over"'
    assert sheet.dimensions.endswith("J1")
    assert sheet.cell(1, before + 1).fill.fgColor.rgb == sheet.cell(1, before).fill.fgColor.rgb
    again = workbook.path.stat().st_mtime_ns
    workbook.install(KINDS, TABS, "elm", asked={"Ask for age band"})
    assert workbook.mend({"Ask for age band"}) == []
    assert workbook.path.stat().st_mtime_ns == again


def test_widths_of_columns_around_an_added_one_stay_and_none_is_told_twice(tmp_path):
    """A column element for each place to the right, and one for all the rest, as programs write them."""

    def widths(xml):
        around = b'<col min="10" max="11" width="5"/><col min="12" max="16384" width="7"/></cols>'
        return xml.replace(b"</cols>", around)

    workbook = port(tmp_path, with_part(template(), "xl/worksheets/sheet2.xml", widths))
    workbook.mend({"Ask for age band"})
    xml = parts(workbook.path.read_bytes())["xl/worksheets/sheet2.xml"]
    found = [tuple(map(int, each)) for each in re.findall(rb'<col [^>]*?min="(\d+)" max="(\d+)"', xml)]
    assert found[-3:] == [(10, 10), (11, 11), (12, 16384)]
    assert all(one[1] < other[0] for one, other in pairwise(found))


def test_a_name_that_was_lost_is_defined_again(tmp_path):
    data = with_part(
        template(),
        "xl/workbook.xml",
        lambda xml: re.sub(rb"<definedName name=\"pv_[^<]*</definedName>", b"", xml),
    )
    assert b"pv_" not in parts(data)["xl/workbook.xml"]
    workbook = port(tmp_path, data)
    book = opened(install(workbook))
    assert {"pv_site", "pv_list_P", "pv_list_Theme"} <= set(book.defined_names)
    assert all(grid.identity for grid in workbook.read().grids)


def test_somebodys_own_tab_of_the_same_title_is_not_taken(tmp_path):
    """`Facts` is renamed and known by its name; a `Facts` of their own stands beside it."""
    data = with_part(
        template(),
        "xl/workbook.xml",
        lambda xml: xml.replace(b'name="Facts"', b'name="Old"').replace(b">Facts!", b">Old!"),
    )
    data = saved_by_openpyxl(data, lambda book: book.create_sheet("Facts"))
    workbook = port(tmp_path, data)
    install(workbook)
    assert {
        grid.title: grid.identity for grid in workbook.read().grids if grid.title in ("Old", "Facts")
    } == {"Old": "Facts", "Facts": None}


def test_the_managers_workbook_gets_its_tabs(tmp_path):
    path = put(tmp_path, with_rows([["Our notes"]], "Minutes"), "managers.xlsx")
    workbook = ExcelWorkbook(path, "managers", tmp_path / "versions", "elm", KINDS, TABS, clock=lambda: NOW)
    workbook.install(KINDS, TABS, "elm")
    assert opened(path.read_bytes()).sheetnames == ["Overview", "Notes", "Minutes"]


def test_a_protected_tab_that_needs_mending_is_refused(tmp_path):
    lock = b'</sheetData><sheetProtection sheet="1"/>'
    data = with_part(WRITERS["xlsxwriter"], SHEET, lambda xml: xml.replace(b"</sheetData>", lock))
    workbook = port(tmp_path, data)
    with pytest.raises(WorkbookRefused):
        workbook.install(KINDS, TABS, "elm")
    assert workbook.path.read_bytes() == data


# Publishing through the port


def filling(workbook):
    place = TabPlace(Friend, "Friends", 1, 2, {"ref": 1, "check": 2, "name": 3}, (2,))
    today = TabContent(TABS[0], [["Nothing to do"]])
    return Changes(workbook.revision(), (place,), (FillRef(Friend, 2, "P-001"),), tabs=(today,))


def test_changes_land_in_one_write_and_the_revision_is_the_one_read_next(tmp_path):
    data = saved_by_openpyxl(template(), lambda book: book["Friends"].cell(2, 3, "Jane Smith"))
    workbook = port(tmp_path, data)
    after = workbook.publish(filling(workbook))
    snapshot = workbook.read()
    assert snapshot.revision == after == workbook.revision()
    grids = {grid.identity: grid for grid in snapshot.grids}
    assert grids["Friends"].rows[1][0] == "P-001"
    assert grids["Today"].rows[0][0] == "Nothing to do"
    assert workbook.versions.is_ours(after)
    assert [version.path.read_bytes() for version in workbook.versions.list()] == [data]


def test_nothing_to_write_touches_nothing_and_an_open_workbook_waits(tmp_path):
    workbook = port(tmp_path, template())
    before = workbook.path.stat()
    assert workbook.publish(Changes(workbook.revision())) == workbook.revision()
    assert workbook.path.stat() == before
    lock = workbook.path.with_name(".~lock.staff.xlsx#")
    lock.touch()
    import os

    os.utime(lock, (NOW.timestamp(), NOW.timestamp()))
    with pytest.raises(WorkbookBusy):
        workbook.publish(filling(workbook))
    assert workbook.path.read_bytes() == template()


def test_a_package_is_still_whole_after_all_this(tmp_path):
    data = install(port(tmp_path, WRITERS["openpyxl"]))
    assert package(parts(data))
    types = parts(data)["[Content_Types].xml"].decode()
    for name in parts(data):
        if name.startswith("xl/worksheets/sheet"):
            assert f"/{name}" in types
