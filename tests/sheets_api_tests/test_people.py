import pytest

from tests.sheets_api import people
from tests.sheets_api.model import APIFailure, Cell
from tests.sheets_api.switches import Switches
from tests.sheets_api_tests.books import book, rows, tab


def do(made, what, **wish):
    people.edit(made, {"do": what, **wish}, Switches())
    return made


def people_tab():
    made = book(["Ref", "Name"], [2, "Bo"], [1, "Al"], grid_properties={"frozenRowCount": 1})
    made.sheets.append(tab("Lists", ["y"], ["n"], sheet_id=5))
    return made


def test_sorting_with_and_without_the_heading():
    assert rows(do(people_tab(), "sort", tab="ideas", column="A")) == [["Ref", "Name"], [1, "Al"], [2, "Bo"]]
    assert rows(do(people_tab(), "sort", column="A", headings=0)) == [[1, "Al"], [2, "Bo"], ["Ref", "Name"]]
    assert rows(do(people_tab(), "sort", column="A", range="A2:A3")) == [
        ["Ref", "Name"],
        [1, "Bo"],
        [2, "Al"],
    ]


def test_rows_and_columns_are_put_in_taken_out_and_moved():
    assert rows(do(people_tab(), "insert", row=2)) == [["Ref", "Name"], [], [2, "Bo"], [1, "Al"]]
    assert rows(do(people_tab(), "delete", row=2)) == [["Ref", "Name"], [1, "Al"]]
    assert rows(do(people_tab(), "move", column="B", to="A"))[0] == ["Name", "Ref"]
    with pytest.raises(APIFailure, match="non-frozen"):
        do(people_tab(), "delete", row=2, count=99)


def test_what_is_typed_is_read_as_the_browser_reads_it():
    made = do(people_tab(), "type", cell="A2", text="01/02/2026")
    cell = made.sheets[0].cell(1, 0)
    assert cell.value == 46054  # 1 February, for the file is British
    assert cell.format["numberFormat"]["type"] == "DATE"


def test_a_strict_rule_refuses_what_is_typed_but_not_what_is_pasted():
    made = people_tab()
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "y"}]}, "strict": True}
    made.sheets[0].put(1, 1, Cell("y", validation=rule))
    with pytest.raises(APIFailure, match="violates"):
        do(made, "type", cell="B2", text="perhaps")
    do(made, "paste", cell="B2", rows=[["perhaps", "=1+1"]])
    assert made.sheets[0].cell(1, 1) == Cell("perhaps")


def test_pasting_below_the_grid_makes_it_longer():
    made = do(people_tab(), "paste", cell="A100", rows=[["a"], ["b"], ["c"]])
    assert made.sheets[0].row_count == 102


def test_copying_within_the_file_takes_the_looks_along():
    made = people_tab()
    made.sheets[1].put(0, 0, Cell("y", {"textFormat": {"bold": True}}))
    do(made, "paste", **{"tab": "Ideas", "cell": "D1", "from": "A1:A2", "from_tab": "Lists"})
    assert made.sheets[0].cell(0, 3) == Cell("y", {"textFormat": {"bold": True}})


def test_clearing_leaves_how_cells_look():
    made = people_tab()
    made.sheets[0].put(1, 1, Cell("Bo", {"textFormat": {"bold": True}}))
    do(made, "clear", range="A2:B2")
    assert rows(made) == [["Ref", "Name"], [], [1, "Al"]]
    assert made.sheets[0].cell(1, 1).format


def test_a_heading_is_renamed_and_a_missing_one_is_told():
    assert rows(do(people_tab(), "rename_heading", heading="Name", to="Who"))[0] == ["Ref", "Who"]
    with pytest.raises(ValueError, match="says 'Nobody'"):
        do(people_tab(), "rename_heading", heading="Nobody", to="x")


def test_tabs_are_added_copied_moved_renamed_and_deleted():
    made = people_tab()
    do(made, "add_tab", title="New")
    do(made, "duplicate_tab", tab="Lists")
    do(made, "move_tab", tab="New", index=0)
    do(made, "rename_tab", tab="Lists", to="Our lists")
    do(made, "delete_tab", tab="Copy of Lists")
    assert [sheet.title for sheet in made.sheets] == ["New", "Ideas", "Our lists"]


def test_filling_down_and_dragging():
    made = do(people_tab(), "type", cell="C2", text="=A2*2")
    assert [row[2] for row in rows(do(made, "fill_down", range="C2:C3"))[1:]] == ["=A2*2", "=A3*2"]
    do(made, "drag", range="A2", cell="F9")
    assert rows(made)[1][2] == "=F9*2"


def test_what_nobody_can_do_is_told_with_what_can_be_done():
    with pytest.raises(ValueError, match="rename_tab"):
        do(people_tab(), "dance")
    with pytest.raises(ValueError, match="no tab 'Nowhere'"):
        do(people_tab(), "hide", tab="Nowhere", row=1)
