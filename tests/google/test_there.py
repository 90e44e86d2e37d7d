"""Cells as Google tells them: each at its place, and what is alike kept once without anything being mixed up."""

import json

from hypothesis import given
from hypothesis import strategies as st

from service.adapters.google.alike import keeping_one
from service.adapters.google.there import cells_of, grids_of
from tests.google.answers import answer, read, tab

SCALARS = st.none() | st.booleans() | st.integers(0, 2) | st.floats(0, 2) | st.sampled_from(["", "a", "1"])
ANSWERS = st.recursive(
    SCALARS,
    lambda deeper: st.lists(deeper, max_size=3) | st.dictionaries(st.sampled_from("abc"), deeper, max_size=3),
    max_leaves=40,
)


@given(ANSWERS)
def test_an_answer_kept_once_says_what_it_said(body):
    text = json.dumps(body)
    assert json.dumps(json.loads(text, object_hook=keeping_one())) == text


def test_a_thousand_cells_alike_are_one():
    cell = {"dataValidation": {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "Yes"}]}}}
    rows = json.loads(json.dumps([{"values": [cell, {}]}] * 1000), object_hook=keeping_one())
    assert len({id(row) for row in rows}) == 1
    assert rows[0]["values"][0] == cell


def test_blocks_of_a_tab_are_put_at_their_places_and_change_no_other_row():
    def block(row, column, *words):
        cells = [{"effectiveValue": {"stringValue": word}} for word in words]
        return {"startRow": row, "startColumn": column, "rowData": [{"values": cells}]}

    there = tab("Friends")
    shared = block(0, 0, "Ref")
    there["data"] = [shared, {**shared, "startRow": 2}, block(0, 3, "Since"), block(0, 1, "Check", "Name")]
    [cells] = cells_of(answer(there)).values()
    assert cells.values() == [["Ref", "Check", "Name", "Since"], [], ["Ref"]]
    assert shared["rowData"][0]["values"] == [{"effectiveValue": {"stringValue": "Ref"}}]


def test_the_last_used_row_is_that_of_a_value_and_not_of_a_rule():
    rule = {"dataValidation": {"condition": {"type": "DATE_IS_VALID"}}}
    layout, cells = read(answer(tab("Friends", [["Ref"], ["P-001"], [rule], [rule]])))
    assert cells[0].used_rows == 2
    assert not cells[0].is_empty
    assert grids_of(layout, cells)[0].rows[1] == ["P-001"]
