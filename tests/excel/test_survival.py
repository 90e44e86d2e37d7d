"""Everything in a workbook that is not ours is the same, byte for byte, after we have written in it."""

import io
import re
import zipfile

import openpyxl
import pytest
import python_calamine
from lxml import etree

from service.adapters.excel.package import Package
from service.adapters.excel.package_workbook import WorkbookPart
from service.adapters.excel.publishing import publish_into
from service.core.changes import Changes
from tests.excel.crowded import OTHERS, TABS, after, changes, crowded, parts
from tests.excel.kinds import KINDS

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
MAY_CHANGE = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/tables/table1.xml",
}
STAFF_TABS = {"xl/worksheets/sheet1.xml": ("ABH", 9), "xl/worksheets/sheet2.xml": ("AB", 4)}


@pytest.fixture(scope="module")
def before():
    return crowded()


@pytest.fixture(scope="module")
def published(before):
    return publish_into(before, changes(), KINDS, TABS)


def test_every_part_that_is_not_ours_is_the_same(before, published):
    old, new = parts(before), parts(published)
    for name, content in old.items():
        if name not in MAY_CHANGE and name not in STAFF_TABS:
            assert new[name] == content, name
    assert set(OTHERS) <= set(new)
    assert "xl/vbaProject.bin" in new
    added = set(new) - set(old)
    assert all(re.match(r"xl/(worksheets|drawings|charts)/", name) for name in added), added


def test_entries_nobody_changed_are_copied_compressed_as_they_lie(before, published):
    def lies(data):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.comment == b"somebody's comment"
            return {
                e.filename: (e.date_time, e.compress_type, e.external_attr, e.compress_size, e.CRC)
                for e in archive.infolist()
            }, archive.namelist()

    (old, old_order), (new, new_order) = lies(before), lies(published)
    assert new_order[: len(old_order)] == old_order
    for name in set(old) - MAY_CHANGE - set(STAFF_TABS):
        assert new[name] == old[name], name
    for name in MAY_CHANGE | set(STAFF_TABS):
        assert new[name][:3] == old[name][:3], f"{name}: date, method or attributes"


def bare(part, columns, last_row):
    """A staff tab without what we may write: Ref and formula cells, rows beneath, and ranges."""
    root = etree.fromstring(part)
    for row in root.iter(f"{MAIN}row"):
        row.attrib.pop("spans", None)
        for cell in list(row):
            if re.sub(r"\d", "", cell.get("r")) in columns and int(row.get("r")) > 3 - 2 * (last_row == 4):
                row.remove(cell)
    for row in list(root.iter(f"{MAIN}row")):
        if int(row.get("r")) > last_row:
            row.getparent().remove(row)
    for element in root.iter():
        if etree.QName(element).localname in (
            "dimension",
            "autoFilter",
            "dataValidation",
            "conditionalFormatting",
        ):
            element.attrib.pop("sqref", None)
            element.attrib.pop("ref", None)
        if etree.QName(element).localname == "sqref":
            element.text = ""
    return etree.tostring(root, method="c14n")


def test_in_staff_tabs_only_what_the_promise_lists_has_changed(before, published):
    old, new = parts(before), parts(published)
    for name, (columns, last_row) in STAFF_TABS.items():
        assert old[name] != new[name]
        assert bare(old[name], columns, last_row) == bare(new[name], columns, last_row), name


def test_ranges_have_grown_with_the_rows(published):
    part = parts(published)["xl/worksheets/sheet1.xml"].decode()
    assert re.findall(r'sqref="([^"]+)"', part.split("</sheetData>")[1]) == [
        "C4:C11",
        "J4:J11",
        "D4:D11",
        "I4:I11",
    ]
    assert "<xm:sqref>J4:J11</xm:sqref>" in part
    assert '<autoFilter ref="A3:J11"/>' in part
    assert 'dimension ref="A1:J11"' in part
    book = WorkbookPart(Package(published))
    friends = next(sheet.index for sheet in book.sheets() if sheet.title == "Friends")
    assert book.name_text("_xlnm._FilterDatabase", friends) == "Friends!$A$3:$J$11"
    table = parts(published)["xl/tables/table1.xml"].decode()
    assert re.findall(r' ref="([^"]+)"', table) == ["A1:H5", "A1:H5"]


@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")  # openpyxl drops what we keep
def test_both_readers_open_it_and_see_staff_cells_unchanged_and_ours_as_told(before, published):
    old = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(before))
    new = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(published))
    assert new.sheet_names == ["Today", "Friends", "Set-up days", "Lists", "Checks", "My own & sums"]
    was = old.get_sheet_by_name("Friends").to_python(skip_empty_area=False)
    now = new.get_sheet_by_name("Friends").to_python(skip_empty_area=False)
    for row_was, row_now in zip(was[3:], now[3:], strict=False):
        assert [*row_was[2:7], *row_was[8:]] == [*row_now[2:7], *row_now[8:]]
    assert [row[0] for row in now[3:]] == [
        "P-001",
        "P-002",
        "P-003",
        "P-007",
        "P-005",
        "P-006",
        "P-008",
        "P-009",
    ]
    assert [row[1] for row in now[3:7]] == [
        "Status: “Actve” is not one of the choices.",
        "",
        "",
        "Name is missing.",
    ]
    assert now[9][2:9] == [
        "New <person> & co",
        "",
        "",
        "+44 1632 960001",
        __import__("datetime").date(2026, 5, 6),
        "",
        "Tea, Coffee",
    ]
    assert now[10][2] == "=cmd|' /C calc'!A0"
    read = openpyxl.load_workbook(io.BytesIO(published), keep_vba=True)
    assert read["Friends"]["B4"].value == '=IFERROR(VLOOKUP($A4,Checks!$A:$C,2,FALSE),"")'
    assert read["Friends"]["H11"].value == '=IFERROR(VLOOKUP($A11,Checks!$A:$C,3,FALSE),"")'
    assert read["Friends"]["C11"].data_type == "s"
    assert read["Friends"]["G10"].number_format == "dd/mm/yyyy"
    assert read["Friends"]["G10"].fill.fgColor.rgb == "FFFFFFCC"
    assert read["Set-up days"].sheet_state == "visible"
    assert read["Checks"].sheet_state == read["Lists"].sheet_state == "hidden"


def test_the_next_run_with_nothing_new_changes_no_byte(published):
    assert publish_into(published, after(changes()), KINDS, TABS) == published


def test_the_same_changes_give_the_same_bytes(before, published):
    assert publish_into(before, changes(), KINDS, TABS) == published


def test_nothing_to_write_gives_the_very_same_file(before):
    assert publish_into(before, Changes("r1"), KINDS, TABS) is before


def test_writing_again_and_again_leaves_nothing_behind(published):
    once = published
    for number in range(3):
        made = after(changes())
        made.tabs[1].lines[2][1] = number
        once = publish_into(once, made, KINDS, TABS)
    assert set(parts(once)) == set(parts(published))
    assert parts(once)["xl/styles.xml"] == parts(published)["xl/styles.xml"]


def test_every_part_has_a_content_type_and_every_relation_an_end(published):
    package = Package(published)
    for name in package.names():
        assert (
            name.endswith(".rels")
            or package.content_type(name)
            or name == "[Content_Types].xml"
            or name in OTHERS
        ), name
        if name.endswith(".rels"):
            owner = name.replace("_rels/", "").removesuffix(".rels")
            for relation in package.relations(owner):
                assert relation.external or package.has(relation.target), (name, relation)
