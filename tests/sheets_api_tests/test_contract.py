"""The discovery documents decide: what they know passes, what they do not is a 400 in Google's words."""

import json
import time

import pytest

from tests.sheets_api import contract
from tests.sheets_api.model import APIFailure


def refused(operation, body, query=None):
    with pytest.raises(APIFailure) as caught:
        contract.sheets().operation(f"sheets.spreadsheets.{operation}").check(query or {}, body)
    failure = caught.value
    assert (failure.code, failure.status) == (400, "INVALID_ARGUMENT")
    violation = failure.details[0]["fieldViolations"][0]
    assert violation["description"] == failure.message
    return failure.message, violation.get("field", "")


@pytest.mark.parametrize(
    ("method", "path", "operation", "named"),
    [
        ("GET", "/v4/spreadsheets/X", "get", {"spreadsheetId": "X"}),
        ("POST", "/v4/spreadsheets/X:batchUpdate", "batchUpdate", {"spreadsheetId": "X"}),
        (
            "GET",
            "/v4/spreadsheets/X/values/%27a%2Fb%27%21A1%3AC",
            "values.get",
            {"spreadsheetId": "X", "range": "'a/b'!A1:C"},
        ),
        ("PUT", "/v4/spreadsheets/X/values/A1:C3", "values.update", {"spreadsheetId": "X", "range": "A1:C3"}),
        (
            "POST",
            "/v4/spreadsheets/X/values/A1:C3:append",
            "values.append",
            {"spreadsheetId": "X", "range": "A1:C3"},
        ),
        (
            "POST",
            "/v4/spreadsheets/X/values/%27Sheet1%27:clear",
            "values.clear",
            {"spreadsheetId": "X", "range": "'Sheet1'"},
        ),
        ("GET", "/v4/spreadsheets/X/values:batchGet", "values.batchGet", {"spreadsheetId": "X"}),
        (
            "POST",
            "/v4/spreadsheets/X/sheets/0:copyTo",
            "sheets.copyTo",
            {"spreadsheetId": "X", "sheetId": "0"},
        ),
    ],
)
def test_each_path_leads_to_its_operation(method, path, operation, named):
    found, names = contract.sheets().find(method, path)
    assert (found.id, names) == (f"sheets.spreadsheets.{operation}", named)


def test_a_path_of_no_operation_leads_nowhere():
    assert contract.sheets().find("DELETE", "/v4/spreadsheets/X") is None
    assert contract.sheets().find("POST", "/v4/spreadsheets/X:frobnicate") is None
    assert contract.drive().find("GET", "/drive/v3/files/X/nothing") is None


def test_an_unknown_name_is_told_with_the_way_to_it_as_google_spells_it():
    said, field = refused(
        "batchUpdate", {"requests": [{"updateSheetProperties": {"properties": {"headerValues": 1}}}]}
    )
    assert said == (
        'Invalid JSON payload received. Unknown name "headerValues" at '
        "'requests[0].update_sheet_properties.properties': Cannot find field."
    )
    assert field == "requests[0].update_sheet_properties.properties"
    said, field = refused("batchUpdate", {"request": []})
    assert (said, field) == ('Invalid JSON payload received. Unknown name "request": Cannot find field.', "")
    said, field = refused("values.update", {"value": []})
    assert (said, field) == (
        "Invalid JSON payload received. Unknown name \"value\" at 'data': Cannot find field.",
        "data",
    )


@pytest.mark.parametrize("values", ["X", "A1:D4", ["X"], [["X"], 5]])
def test_values_that_are_no_rows_are_refused_in_the_recorded_words(values):
    said, field = refused("values.update", {"values": values, "majorDimension": None})
    wrong = values if isinstance(values, str) else next(each for each in values if not isinstance(each, list))
    assert (
        said
        == f"Invalid value at '{field}' (type.googleapis.com/google.protobuf.ListValue), {json.dumps(wrong)}"
    )
    assert field.startswith("data.values")


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({"deleteSheet": {"sheetId": "one"}}, '(TYPE_INT32), "one"'),
        ({"deleteSheet": {"sheetId": 1.5}}, "(TYPE_INT32), 1.5"),
        ({"addSheet": {"properties": {"title": 5}}}, "(TYPE_STRING), 5"),
        ({"addSheet": {"properties": {"hidden": "yes"}}}, '(TYPE_BOOL), "yes"'),
        ({"addSheet": {"properties": {"sheetType": "PAPER"}}}, '"PAPER"'),
        ({"addSheet": {"properties": []}}, "Proto field is not repeating, cannot start list."),
        ({"addSheet": {"properties": "x"}}, "SheetProperties"),
        (
            {"addSheet": {}, "deleteSheet": {"sheetId": 1}},
            "oneof field 'kind' is already set. Cannot set 'deleteSheet'",
        ),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(request_, words):
    said, _ = refused("batchUpdate", {"requests": [request_]})
    assert words in said


@pytest.mark.parametrize(
    "request_",
    [
        {"deleteSheet": {"sheetId": "7"}},  # whole numbers may come as text
        {"deleteSheet": {"sheetId": 7.0}},
        {"addSheet": {"properties": {"title": None}}},  # null is as good as absent
        {"addSheet": None, "deleteSheet": {"sheetId": 7}},
    ],
)
def test_what_protocol_buffers_take_is_taken(request_):
    contract.sheets().operation("sheets.spreadsheets.batchUpdate").check({}, {"requests": [request_]})


def test_query_parameters_are_held_against_the_contract_too():
    said, _ = refused("values.update", None, {"valueInputOptoin": ["RAW"]})
    assert 'Unknown name "valueInputOptoin": Cannot bind query parameter.' in said
    said, field = refused("values.update", None, {"valueInputOption": ["raw"]})
    assert field == "value_input_option"
    assert '"raw"' in said
    refused("get", None, {"includeGridData": ["perhaps"]})
    get = contract.sheets().operation("sheets.spreadsheets.get")
    get.check({"includeGridData": ["False"], "fields": ["*"], "prettyPrint": ["false"]}, None)
    with pytest.raises(APIFailure):
        contract.drive().operation("drive.files.get").check({"field": ["id"]}, None)


def test_drive_takes_what_gspread_sends_beside_the_contract():
    contract.drive().operation("drive.files.get").check({"includeItemsFromAllDrives": ["True"]}, None)
    share = {"type": "user", "role": "reader", "withLink": False, "emailAddress": "a@example.org"}
    contract.drive().operation("drive.permissions.create").check({}, share)


def test_a_reply_of_ours_is_held_against_the_contract_as_well():
    get = contract.sheets().operation("sheets.spreadsheets.get")
    assert get.problem_of_reply({"sheets": [{"properties": {"sheetId": 0}}]}) == ""
    assert "frozen" in get.problem_of_reply({"sheets": [{"properties": {"frozen": 0}}]})


def test_an_unknown_name_in_a_fields_mask_is_found():
    files = contract.drive().operation("drive.files.list")
    assert files.unknown_field({"files": {"id": {}, "name": {}}, "nextPageToken": {}}) == ""
    assert files.unknown_field({"files": {"title": {}}}) == "title"
    assert files.unknown_field({"*": {}}) == ""


def test_a_large_batch_is_checked_in_less_than_a_second():
    cell = {"userEnteredValue": {"stringValue": "an idea"}}
    rows = [{"values": [cell] * 12} for _ in range(20_000)]
    body = {
        "requests": [{"updateCells": {"rows": rows, "fields": "userEnteredValue", "start": {"sheetId": 0}}}]
    }
    operation = contract.sheets().operation("sheets.spreadsheets.batchUpdate")
    began = time.perf_counter()
    operation.check({}, body)
    assert time.perf_counter() - began < 1
