import pytest

from tests.sheets_api.model import APIFailure, Formula
from tests.sheets_api.switches import Switches
from tests.sheets_api_tests.books import ask, book, rows, tab


def find(wanted, replacement, switches=None, made=None, **more):
    (reply,) = ask(
        made, {"findReplace": {"find": wanted, "replacement": replacement, **more}}, switches=switches
    )
    return reply["findReplace"]


def test_a_token_is_replaced_once_and_the_reply_says_so():
    made = book(["NEW#a1"], ["NEW#a1b2"])
    once = {"matchEntireCell": True, "matchCase": True, "sheetId": 0, "made": made}
    assert find("NEW#a1b2", "DONE#a1b2", **once) == {
        "valuesChanged": 1,
        "rowsChanged": 1,
        "sheetsChanged": 1,
        "occurrencesChanged": 1,
    }
    assert find("NEW#a1b2", "DONE#a1b2", **once) == {}
    assert rows(made) == [["NEW#a1"], ["DONE#a1b2"]]


def test_within_texts_every_occurrence_counts_and_case_does_not():
    made = book(["Ward ward", "x"], ["WARD"])
    told = find("ward", "bay", made=made, allSheets=True)
    assert rows(made) == [["bay bay", "x"], ["bay"]]
    assert told == {"valuesChanged": 2, "rowsChanged": 2, "sheetsChanged": 1, "occurrencesChanged": 3}


def test_only_the_range_is_searched_and_only_one_place_may_be_named():
    made = book(["a", "a"])
    made.sheets.append(tab("Other", ["a"], sheet_id=5))
    find("a", "b", made=made, range={"startColumnIndex": 1})
    assert (rows(made), rows(made, 1)) == ([["a", "b"]], [["a"]])
    with pytest.raises(APIFailure, match="exactly one of"):
        find("a", "b", made=made, sheetId=0, allSheets=True)


def test_formulas_are_left_unless_asked_for():
    made = book(["=A2&1"], ["1"])
    find("1", "2", made=made, sheetId=0)
    assert rows(made)[0] == ["=A2&1"]
    told = find("A2", "A3", made=made, sheetId=0, includeFormulas=True)
    assert made.sheets[0].cell(0, 0).value == Formula("=A3&1")
    assert told["formulasChanged"] == 1


@pytest.mark.parametrize(("parses", "value"), [(True, 12), (False, "12")])
def test_whether_the_replacement_is_read_as_typed_is_a_switch(parses, value):
    made = book(["1x"])
    find("x", "2", made=made, sheetId=0, switches=Switches(find_replace_parses=parses))
    assert made.sheets[0].cell(0, 0).value == value


def test_patterns_take_groups_with_a_dollar_sign_and_bad_ones_are_refused():
    made = book(["Smith, Jo"])
    find(r"(\w+), (\w+)", "$2 $1", made=made, sheetId=0, searchByRegex=True)
    assert rows(made) == [["Jo Smith"]]
    with pytest.raises(APIFailure, match="Invalid regular expression"):
        find("(", "", made=made, sheetId=0, searchByRegex=True)
