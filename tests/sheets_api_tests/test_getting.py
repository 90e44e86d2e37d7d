import json
from pathlib import Path
from time import process_time

import pytest

from tests.sheets_api.caller import CALLER
from tests.sheets_api.model import APIFailure, Sheet, Spreadsheet
from tests.sheets_api.switches import Switches
from tests.sheets_api_tests.books import ask, book, get, tab

EXAMPLES = Path("/work/shared/reference/sheets_examples.json")


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the recorded exchanges are not in the repository")
def test_a_new_file_is_told_as_google_told_it():
    recorded = json.loads(EXAMPLES.read_text(encoding="utf-8"))["spreadsheets_get_full_default_new_file"][
        "response_body"
    ]
    new = Spreadsheet(recorded["spreadsheetId"], recorded["properties"]["title"], [Sheet(0, "Sheet1")])
    assert get(new, includeGridData="false") == recorded


def test_default_values_are_left_out_but_the_number_and_place_of_a_tab():
    made = book()
    made.sheets.append(tab("Lists", sheet_id=5, properties={"hidden": True}))
    told = [sheet["properties"] for sheet in get(made)["sheets"]]
    assert told[0] == {
        "sheetId": 0,
        "title": "Ideas",
        "index": 0,
        "sheetType": "GRID",
        "gridProperties": {"rowCount": 100, "columnCount": 10},
    }
    assert told[1]["hidden"] is True
    assert told[1]["index"] == 1


def test_with_a_mask_the_mask_decides_about_cells():
    made = book(["a"])
    assert "data" not in get(made, fields="sheets.properties", includeGridData="true")["sheets"][0]
    told = get(made, fields="sheets.data.rowData.values.effectiveValue", includeGridData="false")
    assert told == {
        "sheets": [{"data": [{"rowData": [{"values": [{"effectiveValue": {"stringValue": "a"}}]}]}]}]
    }


def test_notes_of_a_range_as_recorded():
    made = book()
    assert get(made, fields="sheets.data.rowData.values.note", ranges="'Ideas'") == {
        "sheets": [{"data": [{}]}]
    }
    for at, text in (
        ((0, 0), "read my note"),
        ((1, 1), "Or don't"),
        ((2, 0), "another note"),
        ((2, 2), "test"),
    ):
        start = {"sheetId": 0, "rowIndex": at[0], "columnIndex": at[1]}
        ask(made, {"updateCells": {"start": start, "fields": "note", "rows": [{"values": [{"note": text}]}]}})
    told = get(made, fields="sheets.data.rowData.values.note", ranges="'Ideas'!A2:C3")
    rows = [
        {"values": [{}, {"note": "Or don't"}]},
        {"values": [{"note": "another note"}, {}, {"note": "test"}]},
    ]
    assert told == {"sheets": [{"data": [{"rowData": rows}]}]}


def test_the_end_a_mask_names_nothing_of_stays_or_goes_by_the_switch():
    made = book(["a", "b"], ["c"])
    mask = "sheets.data.rowData.values.note"
    assert get(made, fields=mask)["sheets"][0]["data"] == [
        {"rowData": [{"values": [{}, {}]}, {"values": [{}]}]}
    ]
    assert get(made, Switches(masked_cells_trimmed=True), fields=mask)["sheets"][0]["data"] == [{}]


def test_only_tabs_that_ranges_touch_are_told_and_one_block_for_each_range():
    made = book(["a", "b"], ["c", "d"])
    made.sheets.append(tab("Lists", ["x"], sheet_id=5))
    told = get(made, ranges=["Ideas!A1", "Ideas!B2:B3"], includeGridData="true")
    assert [sheet["properties"]["title"] for sheet in told["sheets"]] == ["Ideas"]
    first, second = told["sheets"][0]["data"]
    assert "startRow" not in first
    assert (second["startRow"], second["startColumn"]) == (1, 1)
    assert len(second["rowMetadata"]) == 2
    assert second["columnMetadata"] == [{"pixelSize": 100}]


def test_a_cell_shows_what_was_entered_what_it_comes_to_and_how_it_is_shown():
    made = book([2, "=A1*2"])
    told = get(made, ranges="Ideas!B1", includeGridData="true")["sheets"][0]["data"][0]["rowData"][0][
        "values"
    ][0]
    assert told["userEnteredValue"] == {"formulaValue": "=A1*2"}
    assert told["effectiveValue"] == {"numberValue": 4}
    assert told["formattedValue"] == "4"
    assert told["effectiveFormat"]["textFormat"]["fontSize"] == 10


def test_editors_of_a_protection_are_told_to_editors_alone():
    made = book()
    token = CALLER.set("svc@example.iam.gserviceaccount.com")
    try:
        ask(made, {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}}}})
        told = get(made)["sheets"][0]["protectedRanges"][0]
        assert told["requestingUserCanEdit"] is True
        assert told["editors"] == {"users": ["svc@example.iam.gserviceaccount.com"]}
        CALLER.set("other@example.org")
        assert "editors" not in get(made)["sheets"][0]["protectedRanges"][0]
    finally:
        CALLER.reset(token)


def test_a_range_that_is_none_is_refused():
    with pytest.raises(APIFailure, match="Unable to parse range"):
        get(book(), ranges="Nowhere!A1")


def test_twenty_thousand_rows_are_told_in_little_time():
    made = book(*[["text", row, True] * 4 for row in range(20_000)], row_count=20_000, column_count=12)
    started = process_time()
    get(made, fields="sheets.data.rowData.values.effectiveValue", ranges="Ideas!A:C")
    assert process_time() - started < 3
