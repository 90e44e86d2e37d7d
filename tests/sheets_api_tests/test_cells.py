from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets_api.model import APIFailure
from tests.sheets_api.switches import Switches
from tests.sheets_api_tests.books import ask, book, get, rows, tab, values


def update(start, *given, fields="userEnteredValue"):
    return {"updateCells": {"start": start, "rows": list(given), "fields": fields}}


def append(*given, **more):
    return {"appendCells": {"sheetId": 0, "rows": list(given), "fields": "userEnteredValue", **more}}


def test_typed_values_are_kept_as_they_are():
    made = book()
    ask(made, update({"rowIndex": 1, "columnIndex": 1}, values("=1+1", "2", 2, True, "'x"), values("below")))
    assert rows(made) == [[], [None, "=1+1", "2", 2, True, "'x"], [None, "below"]]
    assert made.sheets[0].cell(1, 2).value == "2"


def test_a_text_that_looks_like_a_formula_stays_a_text():
    made = book()
    text = {"values": [{"userEnteredValue": {"stringValue": '=IMPORTDATA("https://evil")'}}]}
    ask(made, update({}, text))
    told = get(made, fields="sheets.data.rowData.values(userEnteredValue,effectiveValue)")
    cell = told["sheets"][0]["data"][0]["rowData"][0]["values"][0]
    assert (
        cell["effectiveValue"] == cell["userEnteredValue"] == {"stringValue": '=IMPORTDATA("https://evil")'}
    )


def test_only_what_the_mask_names_is_changed():
    made = book(["old"])
    cell = {"userEnteredValue": {"stringValue": "new"}, "note": "why"}
    ask(made, update({}, {"values": [cell]}, fields="note"))
    assert (made.sheets[0].cell(0, 0).value, made.sheets[0].cell(0, 0).note) == ("old", "why")
    ask(made, update({}, {"values": [{}]}, fields="note"))
    assert made.sheets[0].cell(0, 0).note == ""


def test_with_a_range_what_the_rows_do_not_cover_is_cleared():
    made = book(["a", "b"], ["c", "d"], ["e", "f"])
    where = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    ask(made, {"updateCells": {"range": where, "rows": [values("A")], "fields": "userEnteredValue"}})
    assert rows(made) == [["A"], [], ["e", "f"]]


def test_more_rows_than_the_range_has_are_refused_and_nothing_is_changed_before_the_swap():
    where = {"startRowIndex": 0, "endRowIndex": 1}
    with pytest.raises(APIFailure) as caught:
        ask(
            book(),
            {
                "updateCells": {
                    "range": where,
                    "rows": [values("a"), values("b")],
                    "fields": "userEnteredValue",
                }
            },
        )
    words = "Invalid requests[0].updateCells: Attempting to write row: 1, beyond the last requested row of: 0"
    assert caught.value.message == words


def test_outside_the_grid_is_refused_and_the_grid_does_not_grow():
    made = book()
    with pytest.raises(APIFailure, match=r"rowIndex\[100\] is after last row in grid\[99\]"):
        ask(made, update({"rowIndex": 100}, values("a")))
    with pytest.raises(APIFailure, match="exceeds grid limits. Max rows: 100, max columns: 10"):
        ask(made, update({"rowIndex": 99}, values("a"), values("b")))
    assert made.sheets[0].row_count == 100


def test_more_than_50000_characters_are_refused():
    with pytest.raises(APIFailure, match="more than the maximum of 50000 characters in a single cell"):
        ask(book(), update({}, values("x" * 50_001)))


def test_a_tab_that_is_not_there_is_named_in_the_refusal():
    with pytest.raises(APIFailure, match=r"Invalid requests\[1\].updateCells: No grid with id: 7"):
        ask(book(), update({}, values("a")), update({"sheetId": 7}, values("a")))


def test_repeat_cell_moves_the_relative_references_of_a_formula():
    made = book([1], [2], [3])
    where = {"startRowIndex": 0, "endRowIndex": 3, "startColumnIndex": 1, "endColumnIndex": 2}
    cell = {"userEnteredValue": {"formulaValue": "=A1*$A$1"}}
    ask(made, {"repeatCell": {"range": where, "cell": cell, "fields": "userEnteredValue"}})
    assert rows(made) == [[1, "=A1*$A$1"], [2, "=A2*$A$1"], [3, "=A3*$A$1"]]


def test_a_colour_is_told_in_both_spellings_and_without_its_zeros():
    made = book()
    cell = {"userEnteredFormat": {"backgroundColor": {"red": 0, "green": 1}, "textFormat": {"bold": True}}}
    where = {"startRowIndex": 1, "endRowIndex": 2}
    ask(
        made,
        {
            "repeatCell": {
                "range": where,
                "cell": cell,
                "fields": "userEnteredFormat(backgroundColor,textFormat.bold)",
            }
        },
    )
    assert made.sheets[0].cell(1, 3).format == {
        "backgroundColor": {"green": 1},
        "backgroundColorStyle": {"rgbColor": {"green": 1}},
        "textFormat": {"bold": True},
    }
    clear = {"repeatCell": {"range": where, "cell": {}, "fields": "userEnteredFormat.backgroundColorStyle"}}
    ask(made, clear)
    assert made.sheets[0].cell(1, 3).format == {"textFormat": {"bold": True}}


def test_appending_goes_below_the_last_row_with_data_and_makes_the_grid_longer():
    made = book(["a"], [], ["b"], row_count=3)
    ask(made, append(values("c"), values("d")))
    assert rows(made) == [["a"], [], ["b"], ["c"], ["d"]]
    assert made.sheets[0].row_count == 5


@pytest.mark.parametrize(("counts", "expected"), [(False, 1), (True, 2)])
def test_whether_a_formula_that_shows_nothing_is_data_is_a_switch(counts, expected):
    made = book(["a"], ['=IF(A1="a","","x")'])
    ask(made, append(values("new")), switches=Switches(append_counts_formats=counts))
    assert made.sheets[0].cell(expected, 0).value == "new"


@pytest.mark.parametrize(("counts", "expected"), [(False, 1), (True, 3)])
def test_whether_unticked_boxes_are_data_is_a_switch(counts, expected):
    made = book(["a"])
    rule = {"condition": {"type": "BOOLEAN"}}
    where = {"startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 1, "endColumnIndex": 2}
    ask(made, {"setDataValidation": {"range": where, "rule": rule}})
    ask(made, update({"rowIndex": 1, "columnIndex": 1}, values(False), values(False)))
    ask(made, append(values("new")), switches=Switches(append_counts_formats=counts))
    assert made.sheets[0].cell(expected, 0).value == "new"


def test_appending_more_columns_than_there_are_is_refused():
    with pytest.raises(APIFailure, match="columnIndex"):
        ask(book(), append(values(*"abcdefghijk")))


def test_a_rule_is_set_and_taken_away():
    made = book()
    where = {"startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    rule = {
        "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "y"}]},
        "showCustomUi": False,
        "strict": True,
        "inputMessage": "n",
    }
    ask(made, {"setDataValidation": {"range": where, "rule": rule}})
    told = get(made, fields="sheets.data.rowData.values.dataValidation")
    kept = told["sheets"][0]["data"][0]["rowData"][0]["values"][0]["dataValidation"]
    assert kept == {"condition": rule["condition"], "strict": True, "inputMessage": "n"}
    ask(made, {"setDataValidation": {"range": where}})
    assert made.sheets[0].cell(0, 0).validation is None


@pytest.mark.parametrize(
    "condition",
    [
        {"type": "NO_SUCH"},
        {"type": "ONE_OF_LIST"},
        {"type": "DATE_IS_VALID", "values": [{"userEnteredValue": "1"}]},
        {"type": "DATE_AFTER", "values": [{"relativeDate": "TODAY"}]},
        {"type": "NUMBER_BETWEEN", "values": [{"userEnteredValue": "1"}]},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(condition):
    with pytest.raises(APIFailure):
        ask(book(), {"setDataValidation": {"range": {}, "rule": {"condition": condition}}})


@pytest.mark.parametrize("strict", [False, True])
def test_whether_a_strict_rule_refuses_the_api_is_a_switch(strict):
    made = book()
    made.sheets.append(tab("Lists", ["y"], ["n"], sheet_id=5))
    rule = {
        "condition": {"type": "ONE_OF_RANGE", "values": [{"userEnteredValue": "=Lists!$A$1:$A$2"}]},
        "strict": True,
    }
    ask(made, {"setDataValidation": {"range": {"endRowIndex": 1, "startRowIndex": 0}, "rule": rule}})
    switches = Switches(strict_validation_refuses_api=strict)
    ask(made, update({}, values("n")), switches=switches)
    if strict:
        with pytest.raises(APIFailure, match="violates the data validation rules"):
            ask(made, update({}, values("perhaps")), switches=switches)
    else:
        ask(made, update({}, values("perhaps")), switches=switches)


def test_borders_go_to_the_edge():
    made = book()
    where = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    ask(
        made,
        {"updateBorders": {"range": where, "top": {"style": "SOLID"}, "innerVertical": {"style": "DOTTED"}}},
    )
    cell = made.sheets[0].cell
    assert set(cell(0, 0).format["borders"]) == {"top", "right"}
    assert set(cell(1, 1).format["borders"]) == {"left"}


_VALUES = st.one_of(
    st.text(max_size=5), st.booleans(), st.floats(allow_nan=False, allow_infinity=False), st.integers(-9, 9)
)


@given(st.lists(st.lists(st.one_of(st.none(), _VALUES), max_size=4), max_size=5))
def test_what_is_written_typed_is_read_back_typed(block):
    made = book()
    given_rows = [
        {"values": [{} if each is None else {"userEnteredValue": _typed(each)} for each in row]}
        for row in block
    ]
    ask(made, update({}, *given_rows))
    for row, line in enumerate(block):
        for column, value in enumerate(line):
            assert made.sheets[0].cell(row, column).value == (None if value == "" else value)


def _typed(value):
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"stringValue": value} if isinstance(value, str) else {"numberValue": value}


def test_twenty_thousand_rows_are_written_in_little_time():
    made = book(row_count=20_000, column_count=12)
    block = [values(*["text", row, True] * 4) for row in range(20_000)]
    started = process_time()
    ask(made.copy(), update({}, *block))
    assert process_time() - started < 3
