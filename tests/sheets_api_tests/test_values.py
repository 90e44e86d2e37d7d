"""The values methods: what is read and written where, islands, limits and the words of refusals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets_api import values
from tests.sheets_api.model import APIFailure, Cell, Formula, Sheet, Spreadsheet
from tests.sheets_api.switches import Switches


@pytest.fixture
def book():
    return Spreadsheet("1abc", "Book", [Sheet(0, "Sheet1"), Sheet(5, "My tab", row_count=4, column_count=3)])


def ask(book, method, rest, query=None, body=None, **switches):
    asked = {name: each if isinstance(each, list) else [each] for name, each in (query or {}).items()}
    return values.handle(book, method, rest, asked, body, Switches(**switches))


def put(book, where, rows, how="RAW", **more):
    return ask(book, "PUT", "/" + where, {"valueInputOption": how}, {"values": rows, **more})


def got(book, where, **query):
    return ask(book, "GET", "/" + where, query).get("values")


def append(book, where, rows, switches=None, **query):
    return ask(
        book,
        "POST",
        f"/{where}:append",
        {"valueInputOption": "RAW", **query},
        {"values": rows},
        **(switches or {}),
    )


def two_tables(book):
    """The guide's: A1:C2 and B4:D6."""
    put(book, "A1", [["x"] * 3] * 2)
    put(book, "B4", [["x"] * 3] * 3)


@pytest.mark.parametrize(
    ("where", "lands"),
    [
        ("Sheet1", "B7"),
        ("B4", "B7"),
        ("C5:D5", "B7"),
        ("B2:D4", "B7"),
        ("A3:G10", "B7"),
        ("A1", "A3"),
        ("E4", "E4"),
        ("A4", "A4"),
    ],
)
def test_an_append_lands_below_the_table_the_guide_says(book, where, lands):
    two_tables(book)
    assert append(book, where, [["new"]])["updates"]["updatedRange"] == f"Sheet1!{lands}"


def test_tables_that_touch_at_a_corner_are_one_only_by_the_switch(book):
    put(book, "A1", [["x", None], [None, "y"]])
    assert append(book, "A1", [["n"]])["tableRange"] == "Sheet1!A1"
    put(book, "A2", [[""]])
    assert append(book, "A1", [["n"]], {"diagonal_islands": True})["tableRange"] == "Sheet1!A1:B2"


def test_a_formula_that_shows_nothing_is_no_data_unless_the_switch_says_so(book):
    put(book, "A1", [["x"], ['=""']], "USER_ENTERED")
    assert append(book.copy(), "A1", [["n"]])["updates"]["updatedRange"] == "Sheet1!A2"
    assert (
        append(book, "A1", [["n"]], {"append_counts_formats": True})["updates"]["updatedRange"] == "Sheet1!A3"
    )


def test_overwrite_writes_over_what_is_below_and_insert_rows_moves_it_down(book):
    put(book, "A1", [["head"], ["one"], [None], ["below"], ["=A4"]], "USER_ENTERED")
    over = book.copy()
    append(over, "A1", [["n1"], ["n2"]])
    assert got(over, "A1:A5") == [["head"], ["one"], ["n1"], ["n2"], ["n2"]]
    append(book, "A1", [["n1"], ["n2"]], insertDataOption="INSERT_ROWS")
    assert got(book, "A1:A7", valueRenderOption="FORMULA") == [
        ["head"],
        ["one"],
        ["n1"],
        ["n2"],
        [],
        ["below"],
        ["=A6"],
    ]
    assert book.sheets[0].row_count == 1002


def test_the_grid_grows_for_an_append_and_for_nothing_else(book):
    put(book, "'My tab'!A1", [["x"]] * 4)
    append(book, "'My tab'!A1", [["a", "b", "c", "d"]])
    assert (book.sheets[1].row_count, book.sheets[1].column_count) == (5, 4)
    with pytest.raises(
        APIFailure, match=r"Range \('My tab'!A5:A6\) exceeds grid limits. Max rows: 5, max columns: 4"
    ):
        put(book, "'My tab'!A5", [["x"], ["y"]])


def test_more_cells_than_ten_million_are_refused(book):
    book.sheets[1].row_count, book.sheets[1].column_count = 9_973_999 // 3, 3
    book.sheets[1].put(9_973_999 // 3 - 1, 0, Cell("last"))
    with pytest.raises(APIFailure, match="above the limit of 10000000 cells"):
        append(book, "'My tab'!A1:A", [["x"]] * 2)


def test_a_range_with_an_end_is_a_limit_and_a_lone_cell_a_place_to_start(book):
    assert put(book, "A1", [["a", "b"], ["c", "d"]])["updatedRange"] == "Sheet1!A1:B2"
    with pytest.raises(
        APIFailure, match=r"Requested writing within range \[Sheet1!A1\], but tried writing to column \[B\]"
    ):
        put(book, "A1:A1", [["a", "b"]])
    with pytest.raises(APIFailure, match=r"within range \[Sheet1!A1:B1\], but tried writing to row \[2\]"):
        put(book, "A1:B1", [["a"], ["b"]])


def test_nulls_are_skipped_and_empty_texts_clear(book):
    put(book, "A1", [["a", "b", "c"]])
    told = put(book, "A1", [[None, "", "z"]])
    assert (told["updatedRange"], told["updatedColumns"], told["updatedCells"]) == ("Sheet1!A1:C1", 2, 2)
    assert got(book, "A1:C1") == [["a", "", "z"]]


def test_a_write_that_touches_nothing_tells_no_counts(book):
    assert put(book, "A1:B2", []) == {"spreadsheetId": "1abc", "updatedRange": "Sheet1!A1:B2"}


def test_columns_are_written_and_read_as_columns(book):
    put(book, "A1", [["a", "b"], ["c"]], majorDimension="COLUMNS")
    assert got(book, "A1:B2") == [["a", "c"], ["b"]]
    assert got(book, "A1:C2", majorDimension="COLUMNS") == [["a", "b"], ["c"]]


def test_a_reply_holds_the_values_where_it_is_asked_to(book):
    query = {
        "valueInputOption": "USER_ENTERED",
        "includeValuesInResponse": "true",
        "responseValueRenderOption": "UNFORMATTED_VALUE",
    }
    told = ask(book, "PUT", "/A1", query, {"values": [["=1+1", "50%"]]})
    assert told["updatedData"] == {"range": "Sheet1!A1:B1", "majorDimension": "ROWS", "values": [[2, 0.5]]}


def test_how_to_take_an_input_must_be_said(book):
    with pytest.raises(APIFailure, match="'valueInputOption' is required but not specified"):
        ask(book, "PUT", "/A1", {}, {"values": [["x"]]})


def test_a_batch_says_which_part_of_it_is_wrong_and_counts_shared_columns_once(book):
    data = [{"range": "A1:B1", "values": [["a", "b"]]}, {"range": "'My tab'!A2:B2", "values": [["c", "d"]]}]
    told = ask(book, "POST", ":batchUpdate", body={"valueInputOption": "RAW", "data": data})
    totals = [told[f"totalUpdated{what}"] for what in ("Rows", "Columns", "Cells", "Sheets")]
    assert (totals, len(told["responses"])) == ([2, 4, 4, 2], 2)
    data[1]["range"] = "Nowhere!A1"
    with pytest.raises(APIFailure, match=r"Invalid data\[1\]: Unable to parse range: Nowhere!A1"):
        ask(book, "POST", ":batchUpdate", body={"valueInputOption": "RAW", "data": data})


def test_clearing_leaves_formats_notes_and_rules(book):
    rule = {"condition": {"type": "BOOLEAN"}}
    book.sheets[0].put(0, 0, Cell("x", {"horizontalAlignment": "LEFT"}, "note", rule))
    told = ask(book, "POST", ":batchClear", body={"ranges": ["A:A", "'My tab'"]})
    assert told["clearedRanges"] == ["Sheet1!A1:A1000", "'My tab'!A1:C4"]
    assert book.sheets[0].cell(0, 0) == Cell(None, {"horizontalAlignment": "LEFT"}, "note", rule)


def test_a_row_is_found_again_by_its_metadata_after_rows_were_put_in_above(book):
    put(book, "A1", [["head"], ["P-1"], ["P-2"]])
    where = {"locationType": "ROW", "dimensionRange": {"dimension": "ROWS", "startIndex": 2, "endIndex": 3}}
    book.developer_metadata.append(
        {
            "metadataId": 9,
            "metadataKey": "ref",
            "metadataValue": "P-2",
            "location": where,
            "visibility": "DOCUMENT",
        }
    )
    wanted = {"developerMetadataLookup": {"metadataValue": "P-2"}}
    [found] = ask(book, "POST", ":batchGetByDataFilter", body={"dataFilters": [wanted]})["valueRanges"]
    assert found == {
        "valueRange": {"range": "Sheet1!A3:Z3", "majorDimension": "ROWS", "values": [["P-2"]]},
        "dataFilters": [wanted],
    }
    data = [{"dataFilter": wanted, "majorDimension": "ROWS", "values": [["P-2", "seen"]]}]
    told = ask(book, "POST", ":batchUpdateByDataFilter", body={"valueInputOption": "RAW", "data": data})
    assert (told["totalUpdatedCells"], told["responses"][0]["dataFilter"]) == (2, wanted)
    assert ask(book, "POST", ":batchClearByDataFilter", body={"dataFilters": [wanted]})["clearedRanges"] == [
        "Sheet1!A3:Z3"
    ]
    assert got(book, "A1:B3") == [["head"], ["P-1"]]


@pytest.mark.parametrize(
    ("method", "rest", "changes"),
    [
        ("PUT", "/A1", True),
        ("POST", "/A1:append", True),
        ("POST", ":batchClear", True),
        ("GET", "/A1", False),
        ("POST", ":batchGetByDataFilter", False),
    ],
)
def test_which_requests_change_something(method, rest, changes):
    assert values.is_change(method, rest) is changes


CELLS = st.one_of(
    st.just(""), st.integers(-999, 999), st.booleans(), st.text("ab= '0", min_size=1, max_size=4)
)


@given(st.lists(st.lists(CELLS, max_size=4), max_size=5))
def test_what_was_written_raw_is_read_back_without_its_empty_ends(rows):
    book = Spreadsheet("1", "Book", [Sheet(0, "Sheet1", row_count=10, column_count=6)])
    put(book, "A1", rows)
    wanted = [list(row) for row in rows]
    for row in wanted:
        while row and row[-1] == "" and isinstance(row[-1], str):
            row.pop()
    while wanted and not wanted[-1]:
        wanted.pop()
    assert (got(book, "Sheet1", valueRenderOption="UNFORMATTED_VALUE") or []) == wanted
    assert not any(isinstance(cell.value, Formula) for row in book.sheets[0].rows for cell in row)
