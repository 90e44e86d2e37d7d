import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets_api.model import APIFailure, Cell
from tests.sheets_api.switches import Switches
from tests.sheets_api_tests.books import ask, book, entered, rows, tab, worth

FRUIT = [
    ["Apple", "2012", "4"],
    ["Banana", "2013", "3"],
    ["Canada", "2007", "1"],
    ["Dinosaur", "2013", "6"],
    ["Elephant", "2019", "2"],
    ["Fox", "2077", "5"],
]


def sort(column, order="ASCENDING", top=0, bottom=6, right=3, **more):
    where = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": 0, "endColumnIndex": right}
    return {
        "sortRange": {
            "range": where,
            "sortSpecs": [{"dimensionIndex": column, "sortOrder": order}, *more.get("then", [])],
        }
    }


def test_sorting_as_recorded():
    made = book(*FRUIT)
    ask(made, sort(2))
    assert [row[0][0] for row in rows(made)] == list("CEBAFD")
    ask(made, sort(2, "DESCENDING", top=1))
    assert [row[0][0] for row in rows(made)] == list("CDFABE")


def test_numbers_come_before_texts_before_truths_and_empty_cells_last_both_ways():
    made = book([True], [None], ["b"], [2], ["A"], [10], [False])
    ask(made, sort(0, bottom=7, right=1))
    assert [row[0] if row else None for row in rows(made)] == [2, 10, "A", "b", False, True]
    ask(made, sort(0, "DESCENDING", bottom=7, right=1))
    assert [row[0] for row in rows(made)] == [True, False, "b", "A", 10, 2]


def test_the_first_spec_counts_most_and_equal_rows_keep_their_order():
    made = book(["b", 1, "x"], ["a", 2, "y"], ["a", 1, "z"], ["b", 1, "w"])
    ask(made, sort(0, bottom=4, then=[{"dimensionIndex": 1, "sortOrder": "DESCENDING"}]))
    assert rows(made) == [["a", 2, "y"], ["a", 1, "z"], ["b", 1, "x"], ["b", 1, "w"]]


def test_a_formula_of_a_moved_row_still_points_at_its_own_row():
    made = book(
        [3, '=IFERROR(VLOOKUP($A1,Notes!$A:$B,2,FALSE),"")'],
        [1, '=IFERROR(VLOOKUP($A2,Notes!$A:$B,2,FALSE),"")'],
    )
    made.sheets.append(tab("Notes", [1, "one"], [3, "three"], sheet_id=5))
    ask(made, sort(0, bottom=2, right=2))
    assert rows(made)[0][1] == '=IFERROR(VLOOKUP($A1,Notes!$A:$B,2,FALSE),"")'
    assert (worth(made, 0, 1), worth(made, 1, 1)) == ("one", "three")


def test_what_a_formula_comes_to_is_what_is_sorted():
    made = book([1, "=10-A1"], [5, "=10-A2"])
    ask(made, sort(1, bottom=2, right=2))
    assert rows(made) == [[5, "=10-A1"], [1, "=10-A2"]]


def test_formats_notes_and_rules_move_and_what_lies_outside_the_range_stays():
    made = book(["b", "out b"], ["a", "out a"])
    marked = Cell("b", {"textFormat": {"bold": True}}, "a note", {"condition": {"type": "BOOLEAN"}})
    made.sheets[0].put(0, 0, marked)
    made.sheets[0].row_metadata[0] = {"pixelSize": 50}
    ask(made, sort(0, bottom=2, right=1))
    assert made.sheets[0].cell(1, 0) == marked
    assert rows(made) == [["a", "out b"], ["b", "out a"]]
    assert made.sheets[0].row_metadata == {0: {"pixelSize": 50}}


@pytest.mark.parametrize(("moves", "row"), [(False, 0), (True, 1)])
def test_whether_metadata_follows_its_row_is_a_switch(moves, row):
    made = book(["b"], ["a"])
    where = {"dimensionRange": {"dimension": "ROWS", "startIndex": 0, "endIndex": 1}}
    ask(
        made,
        {
            "createDeveloperMetadata": {
                "developerMetadata": {"metadataKey": "k", "location": where, "visibility": "PROJECT"}
            }
        },
    )
    ask(made, sort(0, bottom=2, right=1), switches=Switches(sort_moves_row_metadata=moves))
    assert made.developer_metadata[0]["location"]["dimensionRange"]["startIndex"] == row


def test_merged_cells_and_columns_outside_the_range_are_refused():
    made = book(*FRUIT)
    with pytest.raises(APIFailure, match="outside the range"):
        ask(made, sort(5))
    where = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 1}
    ask(made, {"mergeCells": {"range": where, "mergeType": "MERGE_ALL"}})
    with pytest.raises(APIFailure, match="merged cells"):
        ask(made, sort(0))


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(0, 3), st.sampled_from("ab"), st.booleans()), st.integers(0, 99)
        ),
        min_size=1,
        max_size=12,
    ),
    st.booleans(),
)
def test_no_row_is_lost_and_each_stays_whole(given_rows, descending):
    made = book(*[[entered(key), mark] for key, mark in given_rows])
    ask(made, sort(0, "DESCENDING" if descending else "ASCENDING", bottom=20, right=2))
    after = [(cells[0].value, cells[1].value) for cells in made.sheets[0].rows if len(cells) > 1]
    assert sorted(map(repr, after)) == sorted(map(repr, given_rows))
    keys = [key for key, _mark in after]
    assert None not in keys[: len(keys) - keys.count(None)]
