import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets_api import fields
from tests.sheets_api.model import APIFailure


@pytest.mark.parametrize(
    "text",
    [
        "sheets.data.rowData.values.note,sheets.properties",
        "sheets/data/rowData/values/note,sheets/properties",
        "sheets(data(rowData(values(note))),properties)",
        "sheets(data/rowData.values(note), properties)",
        "sheets.data.row_data.values.note , sheets.properties",
    ],
)
def test_every_spelling_means_the_same(text):
    wanted = {"sheets": {"data": {"rowData": {"values": {"note": {}}}}, "properties": {}}}
    assert fields.parse(text) == wanted


def test_a_name_listed_whole_and_in_part_counts_whole():
    assert fields.parse("sheets,sheets.properties") == {"sheets": {}}
    assert fields.parse("sheets.properties,sheets") == {"sheets": {}}


@pytest.mark.parametrize("text", ["a(", "a(b", "a.", ",a", "a,,b", "a)", ""])
def test_a_mask_that_cannot_be_read_is_refused(text):
    with pytest.raises(ValueError):
        fields.parse(text)


def test_what_the_mask_does_not_name_is_left_out_of_the_reply():
    answer = {"sheets": [{"properties": {"title": "A", "index": 0}, "merges": []}], "namedRanges": []}
    kept = fields.keep(answer, fields.parse("sheets.properties.title"))
    assert kept == {"sheets": [{"properties": {"title": "A"}}]}
    assert fields.keep(answer, fields.parse("*")) == answer
    assert fields.keep(answer, fields.parse("sheets.*.title")) == {
        "sheets": [{"properties": {"title": "A"}, "merges": []}]
    }


def test_updating_takes_clears_and_leaves():
    old = {"a": 1, "b": {"c": 2, "d": 3}, "e": 4}
    assert fields.update(old, {"b": {"c": 9}}, fields.parse("a,b.c")) == {"b": {"c": 9, "d": 3}, "e": 4}
    assert old == {"a": 1, "b": {"c": 2, "d": 3}, "e": 4}


def test_a_misspelt_mask_of_an_update_is_refused_and_so_is_none():
    with pytest.raises(APIFailure, match="Invalid field: userEnteredVlaue"):
        fields.of_update({"fields": "userEnteredVlaue"}, "CellData")
    with pytest.raises(APIFailure, match="At least one field must be listed in 'fields'"):
        fields.of_update({}, "CellData")


def test_a_misspelt_mask_of_a_reply_is_refused_in_googles_words():
    with pytest.raises(APIFailure) as caught:
        fields.of_reply("sheets(properties(titel))")
    violation = caught.value.details[0]["fieldViolations"][0]
    assert violation["field"] == "sheets.properties.titel"
    assert "Cannot find matching fields for path 'sheets.properties.titel'" in violation["description"]


def _spelt(mask):
    return ",".join(name + (f"({_spelt(at)})" if at else "") for name, at in mask.items())


_NAMES = st.sampled_from("abcdefg")
_MASKS = st.recursive(
    st.just({}), lambda below: st.dictionaries(_NAMES, below, min_size=1, max_size=3), max_leaves=8
)


@given(_MASKS.filter(bool))
def test_what_is_written_with_brackets_is_read_back(mask):
    assert fields.parse(_spelt(mask)) == mask
