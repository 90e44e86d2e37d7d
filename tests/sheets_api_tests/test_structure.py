import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets_api import boxes
from tests.sheets_api.model import APIFailure, Cell
from tests.sheets_api_tests.books import ask, book, get, rows, tab, worth


def lines(start, end, dimension="ROWS", sheet_id=0):
    return {"sheetId": sheet_id, "dimension": dimension, "startIndex": start, "endIndex": end}


def insert(start, end, dimension="ROWS", before=False):
    return {"insertDimension": {"range": lines(start, end, dimension), "inheritFromBefore": before}}


def delete(start, end, dimension="ROWS"):
    return {"deleteDimension": {"range": lines(start, end, dimension)}}


def move(start, end, to, dimension="ROWS"):
    return {"moveDimension": {"source": lines(start, end, dimension), "destinationIndex": to}}


def cells(top, bottom, left, right):
    return {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}


def test_rows_put_in_push_the_others_down_and_make_the_grid_longer():
    made = book(["a"], ["b"], ["=A2"])
    ask(made, insert(1, 3))
    assert rows(made) == [["a"], [], [], ["b"], ["=A4"]]
    assert made.sheets[0].row_count == 102


def test_columns_too():
    made = book(["a", "b", "=A1"])
    ask(made, insert(1, 2, "COLUMNS"))
    assert rows(made) == [["a", None, "b", "=A1"]]
    assert made.sheets[0].column_count == 11


def test_new_rows_look_like_the_next_or_the_one_before_and_offer_the_same_choices():
    made = book(["a"], ["b"])
    bold, rule = {"textFormat": {"bold": True}}, {"condition": {"type": "BOOLEAN"}}
    made.sheets[0].put(0, 0, Cell("a", bold, note="no", validation=rule))
    ask(made, insert(1, 2, before=True))
    assert made.sheets[0].cell(1, 0) == Cell(None, bold, validation=rule)
    ask(made, insert(1, 2))
    assert made.sheets[0].cell(1, 0) == Cell(None, bold, validation=rule)
    ask(made, insert(3, 4))
    assert made.sheets[0].cell(3, 0) == Cell()


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (
            insert(100, 101),
            "range.startIndex must be less than the grid size (100) if inheritFromBefore is false.",
        ),
        (insert(0, 1, before=True), "inheritFromBefore cannot be true"),
        (
            delete(100, 101),
            "Cannot delete a row that doesn't exist. Tried to delete row index 100 but there are only 100 rows.",
        ),
        (delete(0, 100), "You can't delete all the rows on the sheet."),
        (insert(-1, 1), "DimensionRange indexes must be >= 0"),
        (insert(1, 1), "endIndex must be after startIndex"),
    ],
)
def test_what_google_refuses(request_, words):
    with pytest.raises(APIFailure) as caught:
        ask(book(), request_)
    assert words in caught.value.message


def test_all_rows_below_the_frozen_ones_cannot_go():
    made = book(row_count=5, grid_properties={"frozenRowCount": 1})
    with pytest.raises(APIFailure, match="not possible to delete all non-frozen rows"):
        ask(made, delete(1, 5))


def test_what_pointed_at_deleted_rows_is_lost_and_the_rest_follows():
    made = book(["a"], ["b"], ["c"], ["=A1", "=A2", "=A3", "=SUM(A1:A3)"])
    ask(made, delete(1, 2))
    assert rows(made)[2] == ["=A1", "=#REF!", "=A2", "=SUM(A1:A2)"]
    assert worth(made, 2, 1) == "#REF!"


def test_moved_rows_take_what_points_at_them_along():
    made = book(["a"], ["b"], ["c"], ["=A1", "=A3"])
    made.sheets[0].row_metadata[0] = {"hiddenByUser": True}
    ask(made, move(0, 1, 3))
    assert rows(made) == [["b"], ["c"], ["a"], ["=A3", "=A2"]]
    assert made.sheets[0].row_metadata == {2: {"hiddenByUser": True}}


def test_moved_columns_too():
    made = book(["a", "b", "c", "=A1"], ["x"])
    ask(made, move(2, 3, 0, "COLUMNS"))
    assert rows(made) == [["c", "a", "b", "=B1"], [None, "x"]]


def _everything():
    made = book(*[[row] for row in range(10)])
    made.sheets.append(tab("Other", ["=Ideas!A6"], sheet_id=9))
    source = {"sheetId": 0, **cells(0, 10, 0, 1)}
    chart = {
        "title": "t",
        "basicChart": {"chartType": "LINE", "series": [{"series": {"sourceRange": {"sources": [source]}}}]},
    }
    at = {"overlayPosition": {"anchorCell": {"rowIndex": 7, "columnIndex": 3}}}
    where = {"dimensionRange": lines(5, 6)}
    ask(
        made,
        {"addNamedRange": {"namedRange": {"name": "six", "range": cells(5, 6, 0, 1)}}},
        {"addProtectedRange": {"protectedRange": {"range": cells(5, 6, 0, 3)}}},
        {
            "addConditionalFormatRule": {
                "rule": {
                    "ranges": [cells(5, 6, 0, 1)],
                    "booleanRule": {
                        "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$A6=1"}]},
                        "format": {},
                    },
                }
            }
        },
        {"mergeCells": {"range": cells(5, 6, 4, 6), "mergeType": "MERGE_ALL"}},
        {"setBasicFilter": {"filter": {"range": cells(4, 9, 0, 2)}}},
        {"addChart": {"chart": {"spec": chart, "position": at}}},
        {"addDimensionGroup": {"range": lines(5, 7)}},
        {
            "createDeveloperMetadata": {
                "developerMetadata": {"metadataKey": "k", "location": where, "visibility": "DOCUMENT"}
            }
        },
        {
            "setDataValidation": {
                "range": cells(0, 1, 1, 2),
                "rule": {
                    "condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "=$A$6:$A$7"}]}
                },
            }
        },
    )
    return made


def _rows_of_everything(made):
    told = get(made)
    sheet = told["sheets"][0]
    source = sheet["charts"][0]["spec"]["basicChart"]["series"][0]["series"]["sourceRange"]["sources"][0]
    return {
        "named": _ends(told["namedRanges"][0]["range"]),
        "protected": _ends(sheet["protectedRanges"][0]["range"]),
        "rule": _ends(sheet["conditionalFormats"][0]["ranges"][0]),
        "formula": sheet["conditionalFormats"][0]["booleanRule"]["condition"]["values"][0][
            "userEnteredValue"
        ],
        "merge": _ends(sheet["merges"][0]),
        "filter": _ends(sheet["basicFilter"]["range"]),
        "chart": _ends(source),
        "anchor": sheet["charts"][0]["position"]["overlayPosition"]["anchorCell"]["rowIndex"],
        "group": (sheet["rowGroups"][0]["range"]["startIndex"], sheet["rowGroups"][0]["range"]["endIndex"]),
        "metadata": made.developer_metadata[0]["location"]["dimensionRange"]["startIndex"],
        "other tab": rows(made, 1)[0][0],
    }


def _ends(grid_range):
    return grid_range["startRowIndex"], grid_range["endRowIndex"]


def test_everything_follows_rows_put_in_above():
    made = _everything()
    ask(made, insert(2, 4))
    assert _rows_of_everything(made) == {
        "named": (7, 8),
        "protected": (7, 8),
        "rule": (7, 8),
        "formula": "=$A8=1",
        "merge": (7, 8),
        "filter": (6, 11),
        "chart": (0, 12),
        "anchor": 9,
        "group": (7, 9),
        "metadata": 7,
        "other tab": "=Ideas!A8",
    }
    rule = made.sheets[0].cell(0, 1).validation
    assert rule["condition"]["values"] == [{"userEnteredValue": "=$A$8:$A$9"}]


def test_everything_follows_a_moved_row():
    made = _everything()
    ask(made, move(5, 6, 0))
    found = _rows_of_everything(made)
    assert {
        name: found[name]
        for name in ("named", "protected", "rule", "formula", "merge", "metadata", "other tab")
    } == {
        "named": (0, 1),
        "protected": (0, 1),
        "rule": (0, 1),
        "formula": "=$A1=1",
        "merge": (0, 1),
        "metadata": 0,
        "other tab": "=Ideas!A1",
    }


def test_what_stood_on_a_deleted_row_is_gone_with_it_and_its_name_stays_taken():
    made = _everything()
    ask(made, delete(5, 6))
    told = get(made)
    assert "namedRanges" not in told
    assert not {"protectedRanges", "conditionalFormats", "merges"} & set(told["sheets"][0])
    assert made.developer_metadata == []
    assert rows(made, 1) == [["=#REF!"]]
    with pytest.raises(APIFailure, match="a named range with that name already exists"):
        ask(made, {"addNamedRange": {"namedRange": {"name": "six", "range": cells(5, 6, 0, 1)}}})


def test_frozen_rows_grow_and_shrink_with_what_is_put_in_and_taken_out():
    made = book(grid_properties={"frozenRowCount": 2})
    ask(made, insert(1, 3))
    assert made.sheets[0].grid_properties["frozenRowCount"] == 4
    ask(made, delete(1, 6))
    assert made.sheets[0].grid_properties["frozenRowCount"] == 1


def test_hidden_columns_are_told_until_they_are_shown():
    made = book()
    hide = {"range": lines(0, 2, "COLUMNS"), "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    ask(made, {"updateDimensionProperties": hide})
    told = get(made, fields="sheets.data.columnMetadata")["sheets"][0]["data"][0]["columnMetadata"]
    assert told[:3] == [{"pixelSize": 100, "hiddenByUser": True}] * 2 + [{"pixelSize": 100}]
    ask(made, {"updateDimensionProperties": {**hide, "properties": {"hiddenByUser": False}}})
    assert made.sheets[0].column_metadata == {}


def test_columns_are_made_as_wide_as_their_longest_text():
    made = book(["a", "a long text indeed"])
    ask(made, {"autoResizeDimensions": {"dimensions": lines(0, 2, "COLUMNS")}})
    narrow, wide = (made.sheets[0].column_metadata[column]["pixelSize"] for column in (0, 1))
    assert narrow < wide


_LINES = st.integers(0, 9)


@given(_LINES, st.integers(1, 4), _LINES, st.integers(1, 4))
def test_putting_in_and_taking_out_again_changes_nothing(start, length, at, count):
    span = start, start + length
    there = boxes.inserted(at, count)(*span)
    assert boxes.deleted(at, at + count)(*there) == span


@given(_LINES, st.integers(1, 3), st.integers(0, 12), _LINES)
def test_a_single_line_goes_where_the_order_of_lines_puts_it(first, count, to, line):
    last = first + count
    size = 13
    if first <= to <= last:
        return
    rest = [*range(first), *range(last, size)]
    landing = to if to <= first else to - count
    rest[landing:landing] = range(first, last)
    assert boxes.moved(first, last, to)(line, line + 1) == (rest.index(line), rest.index(line) + 1)
