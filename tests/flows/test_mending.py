"""At night the staff workbook is put in order: drop-downs back, columns asked for added, nothing of staff's touched."""

from datetime import timedelta

import openpyxl
import pytest

from service.core.changes import WorkbookBusy, WorkbookRefused
from service.flows.mending import mend_workbooks
from service.ledger import log
from tests.flows.ward import NOW

NIGHT = NOW + timedelta(hours=19)


def staff_cells(ward, columns):
    """Everything in People, in this many columns."""
    return [line[:columns] for line in ward.cells("People")]


def said(ward):
    with ward.ledger.read() as conn:
        return [line.words for line in log.newest(conn, "ward", 20)]


def ask(ward, setting):
    with ward.tab("Set-up") as sheet:
        row = next(cells for cells in sheet.iter_rows() if cells[0].value == setting)
        row[1].value = "Yes"


def paste_over_status(ward):
    """As a paste from another list does it: the value comes, the drop-down goes."""
    with ward.tab("People") as sheet:
        place = sheet.cell(3, ward.place(sheet, "Status"))
        place.value = "Actve"
        rules = sheet.data_validations.dataValidation
        rules.remove(next(rule for rule in rules if place.coordinate in rule.sqref))
    return place.coordinate


def test_a_drop_down_lost_to_a_paste_comes_back_at_night_and_what_was_pasted_is_kept_and_flagged(ward):
    cell = paste_over_status(ward)
    assert mend_workbooks(ward.site, NIGHT) == {"mended": 1}
    rules = openpyxl.load_workbook(ward.staff)["People"].data_validations.dataValidation
    assert "Active" in next(rule.formula1 for rule in rules if cell in rule.sqref)
    assert said(ward)[0] == "Put back drop-downs and hints in People that a paste had taken away: Status."
    assert ward.column("People", "Status")[1] == "Actve"
    ward.sync(NIGHT + timedelta(minutes=3))
    assert "Did you mean" in ward.column("People", "Check")[1]
    assert "taken away: Status" in ward.text("Log")


def test_a_second_night_writes_nothing(ward):
    paste_over_status(ward)
    mend_workbooks(ward.site, NIGHT)
    ward.sync(NIGHT + timedelta(minutes=3))
    before, lines = ward.staff.stat(), said(ward)
    assert mend_workbooks(ward.site, NIGHT + timedelta(days=1)) == {"mended": 0}
    assert (ward.staff.stat(), said(ward)) == (before, lines)


def test_a_column_asked_for_in_a_workbook_in_use_is_added_behind_all_others(ward):
    with ward.tab("People") as sheet:
        last = sheet.max_column + 1
        sheet.cell(1, last).value, sheet.cell(2, last).value = "Our own", "kept"
    ask(ward, "Ask for age band")
    ask(ward, "Ask for years with secondary diagnosis")
    before = staff_cells(ward, last)
    assert mend_workbooks(ward.site, NIGHT)["mended"] == 2
    sheet = openpyxl.load_workbook(ward.staff)["People"]
    added = [sheet.cell(1, last + 1), sheet.cell(1, last + 2)]
    assert [cell.value for cell in added] == ["Age band", "Years with secondary diagnosis"]
    assert added[0].fill.fgColor.rgb == sheet.cell(1, ward.place(sheet, "Notes")).fill.fgColor.rgb
    assert any(f"{added[0].column_letter}2" in rule.sqref for rule in sheet.data_validations.dataValidation)
    assert sheet.column_dimensions[added[0].column_letter].outlineLevel == 1
    assert staff_cells(ward, last) == before
    assert "Added the column Age band to People, as Set-up asks." in said(ward)
    assert mend_workbooks(ward.site, NIGHT)["mended"] == 0
    ward.add("People", Name="Ines Jones", Age_band="Under 5")
    assert "Age band" in {each.column for each in ward.sync(NIGHT).problems if each.tab == "People"}


def test_a_deleted_tab_is_not_put_back_empty_at_night(ward):
    with ward.edited() as book:
        del book["Feedback"]
    mend_workbooks(ward.site, NIGHT)
    assert "Feedback" not in openpyxl.load_workbook(ward.staff).sheetnames


def test_an_open_workbook_and_somebody_elses_are_left_as_they_are(ward):
    paste_over_status(ward)
    before, lock = ward.staff.read_bytes(), ward.staff.with_name("~$staff.xlsx")
    lock.write_bytes(b"\x03Ann")
    with pytest.raises(WorkbookBusy):
        mend_workbooks(ward.site, NIGHT)
    assert ward.staff.read_bytes() == before
    lock.unlink()
    openpyxl.Workbook().save(ward.staff)
    before = ward.staff.read_bytes()
    with pytest.raises(WorkbookRefused, match="none of our tabs"):
        mend_workbooks(ward.site, NIGHT)
    assert ward.staff.read_bytes() == before
