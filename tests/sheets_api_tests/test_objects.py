"""Named ranges, protections, rules, charts, groups, filters, bands, merges and metadata: things a tab has besides cells."""

import pytest

from tests.sheets_api import batch
from tests.sheets_api.caller import CALLER
from tests.sheets_api.model import APIFailure, Cell
from tests.sheets_api_tests.books import ask, book, get, rows, tab, values, worth

ACCOUNT = "svc@example.iam.gserviceaccount.com"


@pytest.fixture
def asked_by():
    """Sets who asks."""
    token = CALLER.set(ACCOUNT)
    yield CALLER.set
    CALLER.reset(token)


def cells(top, bottom, left, right, sheet_id=0):
    ends = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    return ({"sheetId": sheet_id} if sheet_id else {}) | ends


def write(row=0, column=0):
    start = {"rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [values("x")], "fields": "userEnteredValue"}}


# Named ranges


def test_a_named_range_is_told_renamed_and_deleted():
    made = book([1], ["=Total*2"])
    (reply,) = ask(
        made,
        {"addNamedRange": {"namedRange": {"name": "Total", "range": {"sheetId": 0, **cells(0, 1, 0, 1)}}}},
    )
    named = reply["addNamedRange"]["namedRange"]
    assert named["range"] == cells(0, 1, 0, 1)
    assert named["namedRangeId"].isdigit()
    assert get(made, fields="namedRanges") == {"namedRanges": [named]}
    change = {"namedRangeId": named["namedRangeId"], "name": "Sum"}
    ask(made, {"updateNamedRange": {"namedRange": change, "fields": "name"}})
    assert rows(made)[1] == ["=Sum*2"]
    assert worth(made, 1, 0) == 2
    ask(made, {"deleteNamedRange": {"namedRangeId": named["namedRangeId"]}})
    assert get(made, fields="namedRanges") == {}


@pytest.mark.parametrize("name", ["A1", "R1C1", "two words", "1st", "", "true", "x" * 251, "dash-ed"])
def test_names_google_does_not_allow(name):
    with pytest.raises(APIFailure, match="Invalid name"):
        ask(book(), {"addNamedRange": {"namedRange": {"name": name, "range": {}}}})


# Protections


def protect(**more):
    return {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0, **cells(0, 2, 0, 2)}, **more}}}


def test_a_protection_as_recorded(asked_by):
    made = book()
    (reply,) = ask(
        made,
        protect(
            description=None,
            warningOnly=False,
            requestingUserCanEdit=False,
            editors={"users": [], "groups": []},
        ),
    )
    told = dict(reply["addProtectedRange"]["protectedRange"])
    protected_id = told.pop("protectedRangeId")
    assert told == {"range": cells(0, 2, 0, 2), "requestingUserCanEdit": True, "editors": {}}
    assert get(made)["sheets"][0]["protectedRanges"] == [
        {
            "protectedRangeId": protected_id,
            "range": cells(0, 2, 0, 2),
            "requestingUserCanEdit": True,
            "editors": {"users": [ACCOUNT]},
        }
    ]
    ask(made, {"deleteProtectedRange": {"protectedRangeId": protected_id}})
    assert "protectedRanges" not in get(made)["sheets"][0]


def test_a_warning_stops_nobody_and_takes_no_editors(asked_by):
    made = book()
    ask(made, protect(warningOnly=True, editors=None))
    assert get(made)["sheets"][0]["protectedRanges"][0]["warningOnly"] is True
    asked_by("other@example.org")
    ask(made, write())
    with pytest.raises(APIFailure, match="ProtectedRange is warningOnly. Editors cannot be set on it."):
        ask(made, protect(warningOnly=True, editors={"users": ["a@example.org"]}))


def test_who_is_no_editor_is_refused_inside_and_free_outside(asked_by):
    made = book(["a"], ["b"])
    made.sheets.append(tab("Other", sheet_id=5))
    ask(made, protect())
    ask(made, write())
    asked_by("other@example.org")
    ask(made, write(5, 5))
    refused = [
        write(1, 1),
        {"sortRange": {"range": {}, "sortSpecs": [{"dimensionIndex": 0}]}},
        {"findReplace": {"find": "b", "replacement": "c", "allSheets": True}},
        {"repeatCell": {"range": {}, "cell": {}, "fields": "note"}},
        {"setDataValidation": {"range": {}}},
        {"deleteDimension": {"range": {"dimension": "ROWS", "startIndex": 1, "endIndex": 2}}},
        {"deleteSheet": {"sheetId": 0}},
        {"deleteProtectedRange": {"protectedRangeId": made.sheets[0].protected[0]["protectedRangeId"]}},
    ]
    for request in refused:
        with pytest.raises(APIFailure, match="protected cell or object"):
            ask(made.copy(), request)


def test_free_ranges_of_a_protected_tab_can_be_written(asked_by):
    made = book()
    whole = {"range": {"sheetId": 0}, "unprotectedRanges": [cells(5, 9, 0, 2)]}
    ask(made, {"addProtectedRange": {"protectedRange": whole}})
    asked_by("other@example.org")
    ask(made, write(6, 1))
    with pytest.raises(APIFailure, match="protected cell"):
        ask(made, write(6, 2))
    with pytest.raises(APIFailure, match="only supported on protected sheets"):
        ask(made, protect(unprotectedRanges=[cells(0, 1, 0, 1)]))


# Conditional formats


def rule(text, **more):
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": text}]}
    return {
        "ranges": [cells(0, 9, 0, 1)],
        "booleanRule": {"condition": condition, "format": {"backgroundColor": {"red": 1}}},
        **more,
    }


def _formulas(made):
    told = get(made)["sheets"][0].get("conditionalFormats", [])
    return [each["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for each in told]


def test_rules_are_known_by_their_place():
    made = book()
    first, second = {"rule": rule("=A1=1")}, {"rule": rule("=A1=2"), "index": 0}
    assert ask(made, {"addConditionalFormatRule": first}, {"addConditionalFormatRule": second}) == [{}, {}]
    assert _formulas(made) == ["=A1=2", "=A1=1"]
    (moved,) = ask(made, {"updateConditionalFormatRule": {"sheetId": 0, "index": 0, "newIndex": 1}})
    assert moved["updateConditionalFormatRule"]["newIndex"] == 1
    ask(made, {"updateConditionalFormatRule": {"index": 0, "rule": rule("=A1=3")}})
    assert _formulas(made) == ["=A1=3", "=A1=2"]
    (gone,) = ask(made, {"deleteConditionalFormatRule": {"sheetId": 0, "index": 1}})
    assert gone["deleteConditionalFormatRule"]["rule"]["ranges"] == [cells(0, 9, 0, 1)]
    with pytest.raises(APIFailure, match="No conditional format on sheet: 0 at index: 1"):
        ask(made, {"deleteConditionalFormatRule": {"sheetId": 0, "index": 1}})


def test_a_rule_may_not_change_more_than_colour_and_a_few_things_of_text():
    given = rule("=TRUE")
    given["booleanRule"]["format"] = {"textFormat": {"fontSize": 12}}
    with pytest.raises(APIFailure, match="only supports bold"):
        ask(book(), {"addConditionalFormatRule": {"rule": given}})


# Charts


def chart(column=1, **more):
    def source(at):
        return {"sourceRange": {"sources": [{"sheetId": 0, **cells(0, 9, at, at + 1)}]}}

    basic = {"chartType": "LINE", "domains": [{"domain": source(0)}], "series": [{"series": source(column)}]}
    return {"title": "Median wait", "altText": "…", "basicChart": basic, **more}


def add_chart(made, spec):
    at = {"overlayPosition": {"anchorCell": {"sheetId": 0, "rowIndex": 1, "columnIndex": 4}}}
    (reply,) = ask(made, {"addChart": {"chart": {"spec": spec, "position": at}}})
    return reply["addChart"]["chart"]


def test_a_chart_has_a_number_a_size_and_keeps_its_place_when_its_spec_is_replaced():
    made = book()
    told = add_chart(made, chart())
    overlay = {"anchorCell": {"rowIndex": 1, "columnIndex": 4}, "widthPixels": 600, "heightPixels": 371}
    assert told["position"] == {"overlayPosition": overlay}
    ask(made, {"updateChartSpec": {"chartId": told["chartId"], "spec": {"title": "Other", "basicChart": {}}}})
    (kept,) = get(made)["sheets"][0]["charts"]
    assert kept["spec"]["title"] == "Other"
    assert "altText" not in kept["spec"]
    assert kept["position"] == told["position"]
    move = {
        "objectId": told["chartId"],
        "newPosition": {"overlayPosition": {"anchorCell": {"rowIndex": 9}}},
        "fields": "anchorCell",
    }
    (moved,) = ask(made, {"updateEmbeddedObjectPosition": move})
    assert moved["updateEmbeddedObjectPosition"]["position"]["overlayPosition"]["anchorCell"] == {
        "rowIndex": 9
    }
    ask(made, {"deleteEmbeddedObject": {"objectId": told["chartId"]}})
    assert "charts" not in get(made)["sheets"][0]


def test_a_chart_google_could_not_draw_is_refused():
    wide = chart()
    wide["basicChart"]["series"][0]["series"]["sourceRange"]["sources"][0]["endColumnIndex"] = 5
    with pytest.raises(APIFailure, match="width or height of 1"):
        add_chart(book(), wide)
    twice = chart()
    twice["basicChart"]["domains"] *= 2
    with pytest.raises(APIFailure, match="one domain"):
        add_chart(book(), twice)


# Groups


def group(start, end, dimension="COLUMNS"):
    return {"range": {"sheetId": 0, "dimension": dimension, "startIndex": start, "endIndex": end}}


def _groups(made):
    told = get(made)["sheets"][0].get("columnGroups", [])
    return [(each["range"]["startIndex"], each["range"]["endIndex"], each["depth"]) for each in told]


def test_a_group_as_recorded():
    made = book()
    (reply,) = ask(made, {"addDimensionGroup": group(0, 2)})
    assert reply == {
        "addDimensionGroup": {
            "dimensionGroups": [
                {"range": {"dimension": "COLUMNS", "startIndex": 0, "endIndex": 2}, "depth": 1}
            ]
        }
    }
    assert ask(made, {"deleteDimensionGroup": group(0, 2)}) == [{"deleteDimensionGroup": {}}]
    assert get(made)["sheets"][0]["properties"]["gridProperties"]["columnGroupControlAfter"] is True


def test_groups_nest_and_join_as_google_says():
    made = book()
    ask(made, {"addDimensionGroup": group(1, 5)}, {"addDimensionGroup": group(2, 4)})
    assert _groups(made) == [(1, 5, 1), (2, 4, 2)]
    ask(made, {"addDimensionGroup": group(3, 7)})
    assert _groups(made) == [(1, 7, 1), (2, 5, 2), (3, 4, 3)]
    with pytest.raises(APIFailure, match="there is none over the whole range"):
        ask(made, {"deleteDimensionGroup": group(0, 3)})


def test_a_collapsed_group_hides_its_columns():
    made = book()
    ask(made, {"addDimensionGroup": group(1, 3)})
    change = {"dimensionGroup": {**group(1, 3), "depth": 1, "collapsed": True}, "fields": "collapsed"}
    ask(made, {"updateDimensionGroup": change})
    assert get(made)["sheets"][0]["columnGroups"][0]["collapsed"] is True
    assert made.sheets[0].column_metadata == {1: {"hiddenByUser": True}, 2: {"hiddenByUser": True}}


# Filters and bands


def test_a_filter_comes_back_with_all_its_ends_and_hides_rows():
    made = book(["Ward"], ["7"], ["8"])
    spec = {"columnIndex": 0, "filterCriteria": {"hiddenValues": ["8"]}}
    ask(made, {"setBasicFilter": {"filter": {"range": {"sheetId": 0}, "filterSpecs": [spec]}}})
    assert get(made)["sheets"][0]["basicFilter"]["range"] == cells(0, 100, 0, 10)
    assert made.sheets[0].row_metadata == {2: {"hiddenByFilter": True}}
    ask(made, {"clearBasicFilter": {"sheetId": 0}})
    assert made.sheets[0].row_metadata == {}
    assert "basicFilter" not in get(made)["sheets"][0]


def test_filter_views_are_added_changed_copied_and_deleted():
    made = book()
    (reply,) = ask(made, {"addFilterView": {"filter": {"title": "Mine", "range": cells(0, 9, 0, 2)}}})
    view = reply["addFilterView"]["filter"]["filterViewId"]
    ask(made, {"updateFilterView": {"filter": {"filterViewId": view, "title": "Ours"}, "fields": "title"}})
    (twin,) = ask(made, {"duplicateFilterView": {"filterId": view}})
    assert [each["title"] for each in get(made)["sheets"][0]["filterViews"]] == ["Ours", "Copy of Ours"]
    ask(made, {"deleteFilterView": {"filterId": twin["duplicateFilterView"]["filter"]["filterViewId"]}})
    assert len(made.sheets[0].filter_views) == 1


def test_both_band_colours_are_needed_and_bands_do_not_overlap():
    made = book()
    colours = {"firstBandColorStyle": {"rgbColor": {"red": 1}}, "secondBandColor": {"blue": 1}}
    add = {"addBanding": {"bandedRange": {"range": cells(0, 9, 0, 2), "rowProperties": colours}}}
    (reply,) = ask(made, add)
    assert reply["addBanding"]["bandedRange"]["rowProperties"]["firstBandColor"] == {"red": 1}
    with pytest.raises(APIFailure, match="already has alternating"):
        ask(made, add)
    with pytest.raises(APIFailure, match="must be set"):
        ask(book(), {"addBanding": {"bandedRange": {"range": {}, "rowProperties": {"firstBandColor": {}}}}})
    ask(made, {"deleteBanding": {"bandedRangeId": reply["addBanding"]["bandedRange"]["bandedRangeId"]}})


# Merges


@pytest.mark.parametrize(
    ("kind", "merges"),
    [
        ("MERGE_ALL", [cells(0, 2, 0, 2)]),
        ("MERGE_ROWS", [cells(0, 1, 0, 2), cells(1, 2, 0, 2)]),
        ("MERGE_COLUMNS", [cells(0, 2, 0, 1), cells(0, 2, 1, 2)]),
    ],
)
def test_cells_are_merged_in_three_ways(kind, merges):
    made = book(["a", "b"], ["c", "d"])
    ask(made, {"mergeCells": {"range": cells(0, 2, 0, 2), "mergeType": kind}})
    assert get(made)["sheets"][0]["merges"] == merges
    assert made.sheets[0].cell(1, 1).value is None
    ask(made, {"unmergeCells": {"range": cells(0, 2, 0, 2)}})
    assert "merges" not in get(made)["sheets"][0]


def test_half_a_merge_cannot_be_undone():
    made = book()
    ask(made, {"mergeCells": {"range": cells(0, 2, 0, 2), "mergeType": "MERGE_ALL"}})
    with pytest.raises(APIFailure, match="select all cells in a merged range"):
        ask(made, {"unmergeCells": {"range": cells(0, 1, 0, 2)}})


# Developer metadata


def note(where, key="k", value="v"):
    return {
        "createDeveloperMetadata": {
            "developerMetadata": {
                "metadataKey": key,
                "metadataValue": value,
                "location": where,
                "visibility": "DOCUMENT",
            }
        }
    }


def test_metadata_is_told_where_it_hangs():
    made = book()
    line = {"dimensionRange": {"sheetId": 0, "dimension": "ROWS", "startIndex": 2, "endIndex": 3}}
    ask(made, note({"spreadsheet": True}), note({"sheetId": 0}), note(line))
    told = get(made, includeGridData="true")
    assert told["developerMetadata"][0]["location"] == {"locationType": "SPREADSHEET", "spreadsheet": True}
    assert told["sheets"][0]["developerMetadata"][0]["location"] == {"locationType": "SHEET", "sheetId": 0}
    (on_row,) = told["sheets"][0]["data"][0]["rowMetadata"][2]["developerMetadata"]
    assert on_row["location"]["dimensionRange"] == {"dimension": "ROWS", "startIndex": 2, "endIndex": 3}


def test_metadata_is_found_changed_and_deleted_by_what_is_asked_of_it():
    made = book()
    ask(made, note({"spreadsheet": True}, "site", "a"), note({"sheetId": 0}, "site", "b"))
    lookup = {"developerMetadataLookup": {"metadataKey": "site", "locationType": "SHEET"}}
    (match,) = batch.search_metadata(made, {"dataFilters": [lookup]})["matchedDeveloperMetadata"]
    assert match["developerMetadata"]["metadataValue"] == "b"
    assert batch.metadata_of(made, match["developerMetadata"]["metadataId"]) == match["developerMetadata"]
    change = {"dataFilters": [lookup], "developerMetadata": {"metadataValue": "c"}, "fields": "metadataValue"}
    (reply,) = ask(made, {"updateDeveloperMetadata": change})
    assert reply["updateDeveloperMetadata"]["developerMetadata"][0]["metadataValue"] == "c"
    (gone,) = ask(made, {"deleteDeveloperMetadata": {"dataFilter": lookup}})
    assert len(gone["deleteDeveloperMetadata"]["deletedDeveloperMetadata"]) == 1
    assert batch.search_metadata(made, {"dataFilters": [lookup]}) == {}


def test_metadata_needs_one_row_a_key_and_a_visibility():
    two = {"dimensionRange": {"dimension": "ROWS", "startIndex": 2, "endIndex": 4}}
    with pytest.raises(APIFailure, match="single row or column"):
        ask(book(), note(two))
    with pytest.raises(APIFailure, match="visibility"):
        ask(
            book(),
            {
                "createDeveloperMetadata": {
                    "developerMetadata": {"metadataKey": "k", "location": {"spreadsheet": True}}
                }
            },
        )


# Tables


def add_table(made, bottom=3, **more):
    (reply,) = ask(made, {"addTable": {"table": {"name": "Ideas", "range": cells(0, bottom, 0, 2), **more}}})
    return reply["addTable"]["table"]


def test_a_table_takes_its_names_from_the_header_or_writes_them_there():
    made = book(["Ref", None], [1, "x"])
    told = add_table(made, columnProperties=[{"columnIndex": 1, "columnName": "Idea", "columnType": "TEXT"}])
    assert told["columnProperties"] == [
        {"columnName": "Ref"},
        {"columnIndex": 1, "columnName": "Idea", "columnType": "TEXT"},
    ]
    assert rows(made)[0] == ["Ref", "Idea"]


def test_rows_appended_to_a_table_stay_inside_it_and_what_is_below_gives_way():
    made = book(["Ref", "Idea"], [1, "x"], [None, None], ["below"])
    told = add_table(made)
    more = {
        "tableId": told["tableId"],
        "rows": [values(2, "y"), values(3, "z")],
        "fields": "userEnteredValue",
    }
    ask(made, {"appendCells": more})
    assert rows(made) == [["Ref", "Idea"], [1, "x"], [2, "y"], [3, "z"], ["below"]]
    assert get(made)["sheets"][0]["tables"][0]["range"] == cells(0, 4, 0, 2)


def test_a_type_google_does_not_know_is_refused():
    with pytest.raises(APIFailure, match=r"column_properties\[0\].column_type.*NUMBER"):
        add_table(book(), columnProperties=[{"columnIndex": 0, "columnName": "n", "columnType": "NUMBER"}])


def test_a_column_put_into_a_table_gets_a_name_of_its_own():
    made = book(["Ref", "Idea"])
    add_table(made)
    lines = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    ask(made, {"insertDimension": {"range": lines}})
    (table,) = get(made)["sheets"][0]["tables"]
    assert [each["columnName"] for each in table["columnProperties"]] == ["Ref", "Column 2", "Idea"]
    assert table["range"]["endColumnIndex"] == 3


# Pasting


def test_copying_moves_relative_references_and_fills_a_larger_place():
    made = book([1, "=A1"], [2])
    paste = {"source": cells(0, 1, 1, 2), "destination": cells(1, 4, 1, 2)}
    ask(made, {"copyPaste": {**paste, "pasteType": "PASTE_NORMAL"}})
    assert [row[1] for row in rows(made)] == ["=A1", "=A2", "=A3", "=A4"]
    ask(made, {"copyPaste": {**paste, "pasteType": "PASTE_VALUES"}})
    assert made.sheets[0].cell(1, 1).value == 1


def test_copying_turned_round():
    made = book([1, 2, 3])
    ask(
        made,
        {
            "copyPaste": {
                "source": cells(0, 1, 0, 3),
                "destination": cells(2, 3, 0, 1),
                "pasteOrientation": "TRANSPOSE",
            }
        },
    )
    assert rows(made) == [[1, 2, 3], [], [1], [2], [3]]


def test_formats_alone_are_pasted_when_asked():
    made = book(["a", "b"])
    made.sheets[0].put(0, 0, Cell("a", {"textFormat": {"bold": True}}))
    ask(
        made,
        {
            "copyPaste": {
                "source": cells(0, 1, 0, 1),
                "destination": cells(0, 1, 1, 2),
                "pasteType": "PASTE_FORMAT",
            }
        },
    )
    assert made.sheets[0].cell(0, 1) == Cell("b", {"textFormat": {"bold": True}})


def test_what_is_cut_takes_references_and_names_along():
    made = book([1], [None, None, "=A1+1"])
    made.sheets.append(tab("Other", ["=Ideas!A1"], sheet_id=5))
    ask(made, {"addNamedRange": {"namedRange": {"name": "one", "range": cells(0, 1, 0, 1)}}})
    ask(
        made,
        {
            "cutPaste": {
                "source": cells(0, 1, 0, 1),
                "destination": {"rowIndex": 4, "columnIndex": 1},
                "pasteType": "PASTE_NORMAL",
            }
        },
    )
    assert rows(made)[1] == [None, None, "=B5+1"]
    assert rows(made, 1) == [["=Ideas!B5"]]
    assert made.named_ranges[0]["range"] == cells(4, 5, 1, 2)


def test_cells_give_way_and_close_the_gap():
    made = book(["a", "x"], ["b", "y"], ["=A1", "z"])
    where = {"range": cells(1, 2, 0, 1), "shiftDimension": "ROWS"}
    ask(made, {"insertRange": where})
    assert rows(made) == [["a", "x"], [None, "y"], ["b", "z"], ["=A1"]]
    ask(made, {"deleteRange": where})
    assert rows(made) == [["a", "x"], ["b", "y"], ["=A1", "z"]]
    ask(made, {"deleteRange": {"range": cells(0, 1, 0, 1), "shiftDimension": "COLUMNS"}})
    assert rows(made)[0] == ["x"]


def test_text_is_pasted_as_typed():
    made = book()
    ask(made, {"pasteData": {"coordinate": {}, "data": "a,0042\n=1+1", "delimiter": ","}})
    assert rows(made) == [["a", 42], ["=1+1"]]


def test_spaces_are_trimmed_and_doubles_deleted_and_both_are_counted():
    made = book(["  a   b "], ["A b"], ["c"])
    assert ask(made, {"trimWhitespace": {"range": cells(0, 3, 0, 1)}}) == [
        {"trimWhitespace": {"cellsChangedCount": 1}}
    ]
    assert ask(made, {"deleteDuplicates": {"range": cells(0, 3, 0, 1)}}) == [
        {"deleteDuplicates": {"duplicatesRemovedCount": 1}}
    ]
    assert rows(made) == [["a b"], ["c"]]
