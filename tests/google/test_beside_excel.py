"""The same declarations make the same workbook on Google as in Excel: compared tab by tab with the template's file."""

import io
from datetime import UTC, date, datetime, time

import openpyxl
import pytest

from service.adapters.excel.template import managers_template, staff_template
from service.core.dates import SERIAL_ZERO
from sheet_templates import kinds_of_row, service_tabs
from tests.google.installed import Installed
from tests.sheets_api import clients
from tests.sheets_api.server import SheetsAPI

KINDS, TABS = kinds_of_row(), service_tabs()
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
STARTS = {"list": "ONE_OF", "date": "DATE_IS_VALID", "decimal": "NUMBER_", "custom": "CUSTOM_FORMULA"}
STARTS |= {"whole": "CUSTOM_FORMULA", "time": "CUSTOM_FORMULA"}


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Each workbook as (Excel's, Google's): nothing below changes them."""
    key = tmp_path_factory.mktemp("google") / "key.json"
    files = {
        "staff": staff_template(KINDS, TABS, "elm", NOW),
        "managers": managers_template(TABS, "elm", NOW),
    }
    with SheetsAPI(quota=False) as google:
        google.key_file(key)
        with clients.session(key, google.url) as session:
            made = {role: Installed(google, session, role=role, declared=(KINDS, TABS)) for role in files}
            for each in made.values():
                each.send(each.wanted())
            yield {
                role: (openpyxl.load_workbook(io.BytesIO(data)), made[role]) for role, data in files.items()
            }


@pytest.mark.parametrize("role", ["staff", "managers"])
def test_the_tabs_are_the_same_in_the_same_order_and_as_many_are_hidden(both, role):
    excel, google = both[role]
    ours = [(sheet.title, sheet.sheet_state == "hidden") for sheet in excel.worksheets]
    theirs = [
        (each["properties"]["title"], each["properties"].get("hidden", False))
        for each in google.whole()["sheets"]
    ]
    assert theirs == [*ours, ("Sheet1", True)]


def tab(both, kind):
    excel, google = both["staff"]
    return excel[kind.tab], google.kept(kind.tab)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.tab)
def test_headings_frozen_panes_and_closed_columns_are_the_same(both, kind):
    excel, google = tab(both, kind)
    headings = [cell.value for cell in excel[1]]
    assert [google.cell(0, place).value for place in range(len(headings))] == headings
    frozen = openpyxl.utils.cell.coordinate_to_tuple(excel.freeze_panes)
    kept = google.grid_properties
    assert (kept["frozenRowCount"] + 1, kept["frozenColumnCount"] + 1) == frozen
    closed = {place for place, look in columns(excel).items() if look.hidden}
    shut = {place for place, each in google.column_metadata.items() if each.get("hiddenByUser")}
    assert {place + 1 for place in shut} == closed


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.tab)
def test_cells_take_dates_numbers_and_words_alike(both, kind):
    excel, google = tab(both, kind)
    for place, look in columns(excel).items():
        for row in (1, 500, 999):
            shown = google.cell(row, place - 1).format.get("numberFormat", {}).get("pattern", "General")
            assert shown == look.number_format, excel.cell(1, place).value
        assert google.column_metadata[place - 1]["pixelSize"] == round((look.width - 0.7109375) * 7 + 5)


def first_column(rule):
    return min(each.min_col for each in rule.sqref.ranges)


def columns(excel):
    """openpyxl tells columns that look alike as one."""
    return {
        place: look
        for look in excel.column_dimensions.values()
        for place in range(look.min, look.max + 1)
        if place <= excel.max_column
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.tab)
def test_the_same_columns_have_the_same_drop_downs_rules_and_hints(both, kind):
    excel, google = tab(both, kind)
    rules = {first_column(rule): rule for rule in excel.data_validations.dataValidation}
    for place in range(1, excel.max_column + 1):
        rule = rules.get(place)
        assert google.cell(0, place - 1).note == (rule.prompt if rule and rule.prompt else "")
        for row in (1, 999):
            there = google.cell(row, place - 1).validation
            assert (there is not None) == (rule is not None and rule.type not in (None, "none"))
            if there is not None:
                compare(there, rule)


def compare(there, rule):
    condition = there["condition"]
    words = [each["userEnteredValue"] for each in condition.get("values", [])]
    assert condition["type"].startswith(STARTS[rule.type])
    assert there.get("strict", False) == (rule.errorStyle not in ("warning", "information"))
    if rule.type == "list" and rule.formula1.startswith('"'):
        assert words == rule.formula1.strip('"').split(",")
    elif rule.type == "list":
        assert words[0].startswith("=Lists!")
    elif condition["type"] == "NUMBER_BETWEEN":
        assert [float(word) for word in words] == [float(rule.formula1), float(rule.formula2)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.tab)
def test_cells_turn_the_same_colours_for_the_same_reasons(both, kind):
    excel, google = tab(both, kind)
    ours = sorted(
        (first_column(area), f"={rule.formula[0]}", rule.dxf.fill.bgColor.rgb[2:])
        for area in excel.conditional_formatting
        for rule in area.rules
    )
    assert sorted(told(rule) for rule in google.conditional) == ours


def told(rule):
    made = rule["booleanRule"]
    colour = made["format"]["backgroundColorStyle"]["rgbColor"]
    parts = (round(colour.get(part, 0) * 255) for part in ("red", "green", "blue"))
    formula = made["condition"]["values"][0]["userEnteredValue"]
    return rule["ranges"][0].get("startColumnIndex", 0) + 1, formula, "".join(f"{part:02X}" for part in parts)


@pytest.mark.parametrize("kind", [*KINDS, *(tab for tab in TABS if tab.title in ("Lists", "Checks"))])
def test_they_begin_with_the_same_rows(both, kind):
    excel, google = both["staff"]
    title = getattr(kind, "tab", None) or kind.title
    there = google.kept(title)
    for row in excel[title].iter_rows():
        for cell in row:
            assert there.cell(cell.row - 1, cell.column - 1).value == plain(cell.value)
    assert len([row for row in there.rows if any(cell.value is not None for cell in row)]) == len(
        [row for row in excel[title].iter_rows(values_only=True) if any(row)]
    )


def plain(value):
    if isinstance(value, datetime):
        return (value.date() - SERIAL_ZERO).days
    if isinstance(value, date):
        return (value - SERIAL_ZERO).days
    if isinstance(value, time):
        return (value.hour * 60 + value.minute) / 1440
    return value
