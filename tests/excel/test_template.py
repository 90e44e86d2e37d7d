"""The two new workbooks: made from the declarations, usable alone, and the same after LibreOffice has saved them."""

import io
import re
import shutil
import subprocess

import openpyxl
import pytest

import sheet_templates
from service.adapters.excel import template_looks
from service.adapters.excel.package_names import tab_name
from service.adapters.excel.reading import read_snapshot
from service.adapters.excel.template import managers_template, staff_template, write_template
from service.adapters.excel.template_rules import PREPARED_ROWS, validation
from service.adapters.excel.template_staff import column_look
from service.core.changes import LONGEST_LITERAL_LIST, list_key, list_name, lists_needed
from service.core.checking import check_book, read_book
from service.core.looks import LOOKS
from service.core.rows import Column
from service.core.values import Choice, FromList
from tests.excel.files import NOW, parts, put, saved_by_libreoffice, template
from tests.excel.kinds import KINDS, TABS, Friend


@pytest.fixture(scope="module")
def staff():
    return staff_template(sheet_templates.kinds_of_row(), sheet_templates.service_tabs(), "elm", NOW)


@pytest.fixture(scope="module")
def managers():
    return managers_template(sheet_templates.service_tabs(), "elm", NOW)


def opened(data):
    return openpyxl.load_workbook(io.BytesIO(data))


def headings(sheet):
    return [cell.value for cell in sheet[1]]


def number_formats(sheet):
    """By column, from 1; equal columns side by side are written as one."""
    columns = sheet.column_dimensions.values()
    return {place: each.number_format for each in columns for place in range(each.min, each.max + 1)}


def rules(sheet):
    return {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}


def test_a_tab_has_its_headings_in_order_with_marks_that_reading_ignores():
    sheet = opened(template())["Friends"]
    assert headings(sheet) == [
        "Ref",
        "Check",
        "Name",
        "Status",
        "Email",
        "Phone",
        "Since",
        "ƒ Told us online",
        "▸ Likes",
    ]
    asked = opened(staff_template(KINDS, TABS, "elm", NOW, asked={"Ask for age band"}))["Friends"]
    assert headings(asked)[-2:] == ["▸ Likes", "Age band"]


def test_headings_and_refs_stay_in_view_and_print_on_each_page():
    book = opened(template())
    for kind in KINDS:
        sheet = book[kind.tab]
        assert sheet.freeze_panes == ("C2" if kind.letter else "B2")
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
        assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is what is meant where nothing is said
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.sheet_view.selection[-1].activeCell == sheet.freeze_panes


def test_the_columns_after_the_mark_are_closed_at_first():
    sheet = opened(template())["Friends"]
    assert [name for name, column in sheet.column_dimensions.items() if column.hidden] == ["I"]
    assert sheet.column_dimensions["I"].outlineLevel == 1
    assert sheet.sheet_properties.outlinePr.summaryRight is False


def test_numbers_are_shown_as_what_they_are_and_refs_and_phones_stay_text():
    sheet = opened(template())
    people, days = number_formats(sheet["Friends"]), number_formats(sheet["Set-up days"])
    assert [people[place] for place in (1, 6, 7)] == ["@", "@", "d mmm yyyy"]
    assert people[2] == people[8] == "General"  # a formula in a text cell would turn into its own words
    assert [days[place] for place in (4, 5, 8, 9)] == ["d mmm yyyy", "h:mm", "0", "£#,##0.00"]


def test_full_cells_side_by_side_do_not_run_into_each_other(staff):
    book = opened(staff)
    for kind in sheet_templates.kinds_of_row():
        sheet = book[kind.tab]
        looks = [each.alignment for each in sheet.column_dimensions.values() if each.min]
        for look in [*looks, *(cell.alignment for row in sheet.iter_rows() for cell in row if cell.value)]:
            assert (look.horizontal, look.indent) == ("left", 1)
        for column in kind.columns.values():
            if isinstance(column.kind, FromList):  # themes are short phrases, and longer than a word
                assert column_look(column).get("text_wrap")


def test_each_column_tells_what_goes_into_it_and_what_is_odd():
    book = opened(template())
    friends, days = rules(book["Friends"]), rules(book["Set-up days"])
    last = PREPARED_ROWS
    assert friends[f"D2:D{last}"].formula1 == '"New,Active,Left"'
    assert days[f"D2:D{last}"].type == "date"
    assert days[f"E2:E{last}"].type == "time"
    assert (days[f"H2:H{last}"].formula1, days[f"H2:H{last}"].formula2) == ("1", "500")
    assert days[f"I2:I{last}"].operator == "greaterThanOrEqual"
    assert days[f"F2:F{last}"].formula1 == "pv_list_P"
    assert days[f"G2:G{last}"].formula1 == "pv_list_Theme"
    assert friends[f"C2:C{last}"].prompt == "Needed. First name and surname."
    assert friends[f"A2:A{last}"].prompt == "We fill this in. Please leave it as it is."


def test_nothing_a_nurse_types_is_forbidden(staff):
    """We read near misses, and sometimes a cell needs an odd value: rules warn, none stops."""
    for sheet in opened(staff):
        for rule in sheet.data_validations.dataValidation:
            assert rule.type is None or rule.errorStyle == "warning" or not rule.showErrorMessage


def test_a_needed_cell_and_a_native_check_turn_a_colour_as_she_types():
    sheet = opened(template())["Friends"]
    found = {
        (str(area.sqref), rule.formula[0]) for area in sheet.conditional_formatting for rule in area.rules
    }
    assert ("C2:C1000", "AND(LEN(TRIM($C2))=0,COUNTA($A2:$A2,$C2:$G2,$I2:$I2)>0)") in found
    assert ("D2:D1000", 'AND($D2="Left",$G2="")') in found
    assert ("B2:B1000", "LEN($B2)>0") in found
    assert len(found) == 3


def test_every_native_check_of_the_real_tabs_names_columns_that_are_there(staff):
    book = opened(staff)
    for kind in sheet_templates.kinds_of_row():
        made = [rule for area in book[kind.tab].conditional_formatting for rule in area.rules]
        natives = [each for each in kind.checks if each.native and each.on.only_if is None]
        needed = [column for column in kind.columns.values() if column.required and column.only_if is None]
        assert len(made) == len(natives) + len(needed) + ("check" in kind.columns)
        assert not [rule for rule in made if "{" in rule.formula[0]]


def test_a_drop_down_of_names_offers_them_before_the_service_ever_ran():
    book = opened(template())
    assert (
        book.defined_names["pv_list_P"].attr_text
        == "OFFSET(Friends!$C$2,0,0,MAX(1,COUNTA(Friends!$C$2:$C$1000)),1)"
    )
    assert book.defined_names["pv_list_Theme"].attr_text == "Lists!$B$2:$B$3"
    assert [cell.value for cell in book["Lists"]["B"]] == ["Theme", "Waiting", "Parking"]


def test_every_drop_down_of_the_real_tabs_has_its_list_without_blanks(staff):
    kinds, book = sheet_templates.kinds_of_row(), opened(staff)
    for key in lists_needed(kinds):
        assert list_name(key) in book.defined_names
    assert headings(book["Lists"]) == list(lists_needed(kinds))
    for number, key in enumerate(lists_needed(kinds)):
        words = [row[number].value for row in book["Lists"].iter_rows(min_row=2)]
        text = book.defined_names[list_name(key)].attr_text
        if any(words) and text.startswith("Lists!"):
            assert int(re.search(r"\d+$", text)[0]) == 1 + len([word for word in words if word])


@pytest.mark.parametrize(
    "options", [("Yes, always", "No"), tuple(f"A rather long option number {number}" for number in range(20))]
)
def test_a_choice_that_fits_no_drop_down_goes_through_lists(options):
    column = Column("Which", Choice(*options))
    column.owner = Friend
    assert list_key(column) == "Friends Which"
    assert validation(column, 3)["source"] == "=pv_list_Friends_Which"


def test_literal_lists_of_the_real_tabs_are_short_enough_for_excel(staff):
    for sheet in opened(staff):
        for rule in sheet.data_validations.dataValidation:
            if (rule.formula1 or "").startswith('"'):
                assert len(rule.formula1) <= LONGEST_LITERAL_LIST + 2
            assert len(rule.prompt or "") <= 255
            assert len(rule.promptTitle or "") <= 32


def test_tabs_stand_in_order_and_the_right_ones_are_visible(staff, managers):
    book = opened(staff)
    assert book.sheetnames[:7] == ["Today", "People", "Events", "Attendance", "Feedback", "Actions", "Set-up"]
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == book.sheetnames[:7]
    assert book.active.title == "Today"
    assert opened(managers).sheetnames == [tab.title for tab in sheet_templates.service_tabs("managers")]
    assert opened(managers).active.title == "Overview"


def test_each_tab_of_the_service_says_when_it_is_filled_in(staff, managers):
    for data in (staff, managers):
        for sheet in opened(data):
            tab = next((t for t in sheet_templates.service_tabs() if t.title == sheet.title), None)
            if tab and not tab.hidden and "column" not in tab.title:
                assert sheet["A2"].value == (
                    "This tab is filled in once the service runs."
                    if tab.ours
                    else "This tab is yours. We made it once and never write in it again."
                )


def test_the_guide_tells_of_every_column(staff):
    guide = [row[0] for row in opened(staff)["What each column is for"].values if row[0]]
    for kind in sheet_templates.kinds_of_row():
        assert kind.tab in guide
        for column in kind.columns.values():
            assert column.only_if or column.heading in guide or f"ƒ {column.heading}" in guide


def test_set_up_begins_with_its_settings_and_checks_with_its_headings(staff):
    book = opened(staff)
    settings = [row[0] for row in book["Set-up"].iter_rows(min_row=2, values_only=True)]
    assert "24-hour treatment helpline" in settings
    assert headings(book["Checks"])[:2] == ["Ref", "Check"]


def test_a_new_workbook_reads_with_no_problem_but_what_is_still_to_fill_in(staff, tmp_path):
    snapshot = read_snapshot(staff, tmp_path / "staff.xlsx")
    problems = check_book(read_book(snapshot.grids, sheet_templates.kinds_of_row(), NOW))
    assert not [
        p
        for p in problems
        if p.code in ("tab-missing", "headings-missing", "heading-missing", "column-deleted")
    ]
    assert {p.tab for p in problems} <= {"Set-up", "How we listen"}


def test_no_person_is_named_in_the_file_and_the_same_file_comes_out_twice(staff, managers):
    for data in (staff, managers):
        core = parts(data)["docProps/core.xml"].decode()
        assert "<dc:creator></dc:creator>" in core
        assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in core
        assert "2026-11-23T09:00:00Z" in core
    assert managers_template(sheet_templates.service_tabs(), "elm", NOW) == managers


def test_each_tab_can_be_found_again_and_each_file_says_its_site(staff, managers, tmp_path):
    for data in (staff, managers):
        book, snapshot = opened(data), read_snapshot(data, tmp_path / "a.xlsx")
        assert all(grid.identity == grid.title for grid in snapshot.grids)
        assert snapshot.site_id == "elm"
        assert {tab_name(sheet.title) for sheet in book} <= set(book.defined_names)


def test_both_files_are_written(tmp_path):
    write_template(tmp_path / "staff.xlsx", tmp_path / "managers.xlsx", KINDS, TABS, "elm", NOW)
    assert (tmp_path / "staff.xlsx").read_bytes() == template()
    assert opened((tmp_path / "managers.xlsx").read_bytes()).sheetnames == ["Overview", "Notes"]


@pytest.mark.libreoffice
def test_libreoffice_opens_the_real_workbook_and_keeps_all_of_it(staff, tmp_path, soffice_path):
    before, saved = opened(staff), saved_by_libreoffice(soffice_path, put(tmp_path, staff))
    after = opened(saved.read_bytes())
    assert after.sheetnames == before.sheetnames
    for sheet in before:
        now = after[sheet.title]
        assert now.sheet_state == sheet.sheet_state
        assert {str(r.sqref) for r in now.data_validations.dataValidation if r.type} == {
            str(r.sqref) for r in sheet.data_validations.dataValidation if r.type
        }
        count = sum(len(area.rules) for area in sheet.conditional_formatting)
        assert sum(len(area.rules) for area in now.conditional_formatting) == count
        if sheet.title in {kind.tab for kind in sheet_templates.kinds_of_row()}:
            assert headings(now)[: len(headings(sheet))] == headings(sheet)
    assert set(before.defined_names) <= set(after.defined_names)


@pytest.mark.libreoffice
def test_the_real_workbook_prints_one_page_wide(staff, tmp_path, soffice_path):
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is missing")
    pdf = saved_by_libreoffice(soffice_path, put(tmp_path, staff), "pdf")
    pages = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True
    ).stdout.split("\f")
    people = [
        page
        for page in pages
        if "Communication needs" in page and "Wants to be involved in" in page and "Check" in page
    ]
    assert people
    assert "Told us online" in people[0]
    assert not [page for page in pages if "###" in page or "Err:" in page]


def _contrast(one, other):
    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_words_can_be_read_on_every_background():
    """WCAG 2.2: 4.5 to 1, in the tabs of a new workbook and in those we write later."""
    pairs = {name: (look[2] or "000000", look[3] or "FFFFFF") for name, look in LOOKS.items()}
    for name, look in {**template_looks.LOOKS, "ours": template_looks.OURS}.items():
        text, ground = look.get("font_color", "#000000"), look.get("bg_color", "#FFFFFF")
        pairs[f"new {name}"] = (text.strip("#"), ground.strip("#"))
    pairs["needed"] = ("000000", template_looks.NEEDED.strip("#"))
    pairs["look"] = ("000000", template_looks.LOOK.strip("#"))
    pairs["mend"] = (template_looks.MEND_TEXT.strip("#"), template_looks.MEND.strip("#"))
    assert {name: _contrast(*pair) for name, pair in pairs.items() if _contrast(*pair) < 4.5} == {}
