import pytest

from tests.sheets_api import batch
from tests.sheets_api.model import APIFailure, Spreadsheet
from tests.sheets_api_tests.books import ask, book, get, rows, tab, worth


def titles(made):
    return [sheet.title for sheet in made.sheets]


def update(fields, sheet_id=0, **properties):
    return {"updateSheetProperties": {"properties": {"sheetId": sheet_id, **properties}, "fields": fields}}


def three():
    made = book(title="A")
    made.sheets += [tab("B", sheet_id=2), tab("C", sheet_id=3)]
    return made


def test_a_new_tab_stands_last_and_the_reply_tells_its_properties():
    made = book()
    properties = {"title": "New", "sheetType": "GRID", "gridProperties": {"rowCount": 1, "columnCount": 1}}
    (reply,) = ask(made, {"addSheet": {"properties": properties}})
    told = reply["addSheet"]["properties"]
    assert told.pop("sheetId") == made.sheets[1].sheet_id > 0
    assert told == {**properties, "index": 1}


def test_a_title_in_use_is_refused_whatever_its_case():
    with pytest.raises(APIFailure) as caught:
        ask(book(), {"addSheet": {"properties": {"title": "IDEAS"}}})
    words = 'Invalid requests[0].addSheet: A sheet with the name "IDEAS" already exists. Please enter another name.'
    assert caught.value.message == words


def test_one_bad_request_names_its_place_in_the_batch():
    with pytest.raises(APIFailure) as caught:
        ask(book(), {"addSheet": {}}, {"deleteSheet": {"sheetId": 77}})
    assert caught.value.body() == {
        "error": {
            "code": 400,
            "message": "Invalid requests[1].deleteSheet: No grid with id: 77",
            "status": "INVALID_ARGUMENT",
        }
    }


def test_no_request_at_all_is_refused():
    with pytest.raises(APIFailure, match="Must specify at least one request"):
        ask(book())


def test_the_last_visible_tab_is_neither_hidden_nor_deleted():
    made = three()
    ask(made, update("hidden", 2, hidden=True), update("hidden", 3, hidden=True))
    with pytest.raises(APIFailure, match="You can't hide all the sheets in a document"):
        ask(made.copy(), update("hidden", hidden=True))
    with pytest.raises(APIFailure, match="remove all the visible sheets"):
        ask(made.copy(), {"deleteSheet": {"sheetId": 0}})
    ask(made, update("hidden", 2, hidden=False))
    assert "hidden" not in get(made)["sheets"][1]["properties"]


@pytest.mark.parametrize(
    ("sheet_id", "index", "expected"),
    [(0, 2, "BAC"), (0, 3, "BCA"), (3, 0, "CAB"), (2, 1, "ABC"), (0, 1, "ABC")],
)
def test_the_index_counts_as_before_the_move(sheet_id, index, expected):
    made = three()
    ask(made, update("index", sheet_id, index=index))
    assert "".join(titles(made)) == expected


def test_formulas_follow_a_renamed_tab_and_lose_a_deleted_one():
    made = book([5], ["=Lists!A1"], title="Ideas")
    made.sheets.append(tab("Lists", [7], sheet_id=5))
    ask(made, update("title", 5, title="Our lists"))
    assert rows(made)[1] == ["='Our lists'!A1"]
    assert worth(made, 1, 0) == 7
    ask(made, {"deleteSheet": {"sheetId": 5}})
    assert worth(made, 1, 0) == "#REF!"


def test_a_named_range_of_a_deleted_tab_is_told_no_more_but_its_name_stays_taken():
    made = three()
    add = {"addNamedRange": {"namedRange": {"name": "pv_tab_B", "range": {"sheetId": 2}}}}
    (reply,) = ask(made, add)
    ask(made, {"deleteSheet": {"sheetId": 2}})
    assert "namedRanges" not in get(made)
    with pytest.raises(
        APIFailure, match="Cannot add named range with name: pv_tab_B, a named range with that name"
    ):
        ask(made.copy(), {"addNamedRange": {"namedRange": {"name": "pv_tab_B", "range": {"sheetId": 3}}}})
    named = reply["addNamedRange"]["namedRange"]["namedRangeId"]
    with pytest.raises(APIFailure, match="No NamedRange with id"):
        ask(made.copy(), {"deleteNamedRange": {"namedRangeId": named}})


def test_a_grid_made_smaller_loses_what_was_cut_off():
    made = book(["a", "b"], ["c"], ["=A2"])
    ask(
        made,
        update(
            "gridProperties/rowCount,gridProperties/columnCount",
            gridProperties={"rowCount": 1, "columnCount": 1},
        ),
    )
    assert rows(made) == [["a"]]


def test_rows_grow_and_are_counted_before_columns_shrink():
    made = book(row_count=1_000, column_count=5_000)
    both = {"rowCount": 4_000, "columnCount": 1}
    with pytest.raises(APIFailure, match="above the limit of 10000000 cells"):
        ask(made, update("gridProperties(rowCount,columnCount)", gridProperties=both))


def test_frozen_rows_are_told_when_set_and_cannot_be_all_rows():
    made = book(row_count=3)
    ask(made, update("gridProperties.frozenRowCount", gridProperties={"frozenRowCount": 2}))
    assert get(made)["sheets"][0]["properties"]["gridProperties"]["frozenRowCount"] == 2
    with pytest.raises(APIFailure, match="freeze all visible rows"):
        ask(made.copy(), update("gridProperties.frozenRowCount", gridProperties={"frozenRowCount": 3}))
    ask(made, update("gridProperties.frozenRowCount", gridProperties={"frozenRowCount": 0}))
    assert "frozenRowCount" not in get(made)["sheets"][0]["properties"]["gridProperties"]


def test_the_colour_of_a_tab_is_told_in_both_spellings():
    made = book()
    ask(made, update("tabColorStyle", tabColorStyle={"rgbColor": {"red": 1, "green": 0}}))
    told = get(made)["sheets"][0]["properties"]
    assert told["tabColor"] == {"red": 1}
    assert told["tabColorStyle"] == {"rgbColor": {"red": 1}}


def _full():
    made = book(["a"], ["=A1"], ["=Ideas!A1"])
    made.sheets.insert(0, tab("First", sheet_id=4))
    bold = {"condition": {"type": "NOT_BLANK"}, "format": {"textFormat": {"foregroundColor": {}}}}
    ask(
        made,
        {"addConditionalFormatRule": {"rule": {"ranges": [{"endRowIndex": 1}], "booleanRule": bold}}},
        {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}}}},
        {
            "createDeveloperMetadata": {
                "developerMetadata": {
                    "metadataKey": "k",
                    "location": {"sheetId": 0},
                    "visibility": "DOCUMENT",
                }
            }
        },
    )
    return made


def test_a_copy_of_a_tab_has_its_rules_protections_and_metadata_under_its_own_number():
    made = _full()
    (reply,) = ask(
        made,
        {
            "duplicateSheet": {
                "sourceSheetId": 0,
                "insertSheetIndex": 1,
                "newSheetId": 8,
                "newSheetName": "Again",
            }
        },
    )
    assert titles(made) == ["First", "Again", "Ideas"]
    assert reply["duplicateSheet"]["properties"]["index"] == 1
    told = get(made)["sheets"][1]
    assert told["conditionalFormats"][0]["ranges"] == [{"sheetId": 8, "endRowIndex": 1}]
    assert told["conditionalFormats"][0]["booleanRule"]["format"]["textFormat"]["foregroundColor"] == {}
    assert told["protectedRanges"][0]["range"] == {"sheetId": 8}
    assert told["developerMetadata"][0]["location"] == {"locationType": "SHEET", "sheetId": 8}
    assert get(made)["sheets"][2]["conditionalFormats"][0]["ranges"] == [{"endRowIndex": 1}]
    numbers = [sheet.protected[0]["protectedRangeId"] for sheet in made.sheets if sheet.protected]
    assert len(set(numbers)) == 2


def test_a_tab_is_copied_into_another_file():
    made, other = _full(), Spreadsheet("other", "Other", [tab("Ideas")])
    told = batch.copy_to(made, 0, other)
    assert told["title"] == "Copy of Ideas"
    assert told["index"] == 1
    assert rows(other, 1) == [["a"], ["=A1"], ["='Copy of Ideas'!A1"]]


def test_title_locale_and_time_zone_of_the_file():
    made = book()
    properties = {"title": "Other", "locale": "en_US", "timeZone": "Etc/GMT"}
    ask(made, {"updateSpreadsheetProperties": {"properties": properties, "fields": "title,timeZone"}})
    assert (made.title, made.locale, made.time_zone) == ("Other", "en_GB", "Etc/GMT")


def test_the_spreadsheet_comes_with_the_replies_when_asked_for():
    from tests.sheets_api.switches import Switches

    body = {
        "requests": [{"addSheet": {"properties": {"title": "New"}}}],
        "includeSpreadsheetInResponse": True,
        "responseRanges": ["New!A1"],
    }
    told = batch.batch_update(book(), body, Switches())["updatedSpreadsheet"]
    assert [sheet["properties"]["title"] for sheet in told["sheets"]] == ["New"]
    assert "data" not in told["sheets"][0]
