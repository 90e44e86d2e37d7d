"""Staff's own tabs: a Ref in an empty cell, rows under the list, formulas beside them, and not a cell more."""

from datetime import date

import pytest

from service.core.changes import Append, Changes, FillRef, TabContent, TabPlace, WorkbookBusy
from tests.contract.test_publishing import BY_TITLE
from tests.excel.kinds import Friend

COLUMNS = {
    "ref": 1,
    "check": 2,
    "name": 3,
    "status": 4,
    "email": 5,
    "phone": 6,
    "born": 7,
    "told": 8,
    "likes": 9,
}
PEOPLE = [["P-001", None, "Jane", "Active"], [None, None, "Ann", "New"], ["P-003", None, "Zoë", "Left"]]
CHECKS = [
    ["Ref", "Check", "Told us online"],
    ["P-001", "Mend this.", ""],
    ["P-002", "", "Yes"],
    ["P-003", "", ""],
    ["P-007", "New here.", ""],
]
SHOWN = {
    (Friend, "check"): {"P-001": "Mend this.", "P-007": "New here."},
    (Friend, "told"): {"P-002": "Yes"},
}
NEW = Append(
    Friend,
    {"name": "Bea", "status": "New", "phone": "+44 1632 960001", "born": date(2026, 3, 17), "likes": "Tea"},
    "P-007",
)


@pytest.fixture
def friends(hands):
    hands.put("Friends", "A2", *PEOPLE)
    hands.settle()
    return hands


def write(hands, refs=(), appends=(), columns=COLUMNS, last_row=4, title="Friends", lines=CHECKS):
    """As a cycle does, and the next where tabs just changed and the way to the spreadsheet is slow (two reads a cycle)."""
    place = TabPlace(Friend, title, 1, last_row, columns, tuple(range(2, last_row + 1)))

    def cycle():
        port = hands.anew()
        revision, tabs = port.read().revision, [TabContent(BY_TITLE["Checks"], lines)]
        return port.publish(Changes(revision, [place], refs, appends, formulas=SHOWN, tabs=tabs))

    try:
        return cycle()
    except WorkbookBusy:
        return cycle()


def line(hands, ref, tab="Friends"):
    return next((row for row in hands.rows(tab) if row and row[0] == ref), None)


def test_a_ref_goes_into_its_empty_cell_and_the_rest_stays(friends):
    write(friends, [FillRef(Friend, 3, "P-002")])
    assert [row[:4] for row in friends.rows("Friends")[1:]] == [
        ["P-001", "Mend this.", "Jane", "Active"],
        ["P-002", None, "Ann", "New"],
        ["P-003", None, "Zoë", "Left"],
    ]
    assert line(friends, "P-002")[7] == "Yes"


def test_formulas_are_right_the_moment_rows_are_sorted(friends):
    write(friends, [FillRef(Friend, 3, "P-002")])
    friends.sort("Friends", "C")
    assert [row[2] for row in friends.rows("Friends")[1:]] == ["Ann", "Jane", "Zoë"]
    assert line(friends, "P-001")[1] == "Mend this."
    assert line(friends, "P-002")[7] == "Yes"
    friends.sort("Friends", "C", descending=True)
    assert line(friends, "P-001")[1] == "Mend this."


def test_a_row_is_added_under_the_last_one(friends):
    write(friends, appends=[NEW])
    rows = friends.rows("Friends")
    assert [row[0] for row in rows[1:]] == ["P-001", None, "P-003", "P-007"]
    day = (date(2026, 3, 17) - date(1899, 12, 30)).days
    assert rows[4] == ["P-007", "New here.", "Bea", "New", None, "+44 1632 960001", day, None, "Tea"]
    [*_, read] = next(grid for grid in friends.anew().read().grids if grid.title == "Friends").rows
    assert read[6] == date(2026, 3, 17)


def test_a_row_is_added_to_an_empty_tab(hands):
    write(hands, appends=[NEW], last_row=1)
    assert [row[0] for row in hands.rows("Friends")[1:]] == ["P-007"]


def test_spare_rows_with_looks_alone_do_not_push_it_away(friends):
    friends.put("Friends", "C40", ["x"])
    friends.clear("Friends", "C40:C40")
    write(friends, appends=[NEW])
    assert friends.rows("Friends")[4][0] == "P-007"


def test_staffs_own_columns_are_not_touched(friends):
    friends.put("Friends", "K1", ["My own"], ["red"], ["blue"], ["green"])
    write(friends, [FillRef(Friend, 3, "P-002")], [NEW])
    assert [(row[10:] or [None])[0] for row in friends.rows("Friends")] == [
        "My own",
        "red",
        "blue",
        "green",
        None,
    ]
    assert friends.rows("Friends")[4][0] == "P-007"


def test_words_under_the_list_stay_whole(friends):
    friends.put("Friends", "C7", ["Seen by Amy on Friday"])
    write(friends, appends=[NEW])
    rows = friends.rows("Friends")
    assert rows[4][0] == "P-007"
    assert sum("Seen by Amy on Friday" in row for row in rows) == 1


def test_columns_may_stand_in_another_order(friends):
    friends.move("Friends", "D", "C")
    columns = {**COLUMNS, "status": 3, "name": 4}
    write(friends, [FillRef(Friend, 3, "P-002")], [NEW], columns)
    assert friends.rows("Friends")[2][:4] == ["P-002", None, "New", "Ann"]
    assert friends.rows("Friends")[4][:4] == ["P-007", "New here.", "New", "Bea"]


def test_a_renamed_tab_is_written_under_its_new_name(friends):
    friends.rename_tab("Friends", "Our friends")
    friends.settle()
    write(friends, [FillRef(Friend, 3, "P-002")], title="Our friends")
    assert friends.rows("Our friends")[2][0] == "P-002"


def test_notes_and_tabs_of_staffs_own_stay(friends):
    friends.note("Friends", "C2", "prefers mornings")
    friends.add_tab("Rota")
    friends.put("Rota", "A1", ["Monday", 3])
    write(friends, [FillRef(Friend, 3, "P-002")], [NEW])
    assert friends.note_at("Friends", "C2") == "prefers mornings"
    assert friends.rows("Rota") == [["Monday", 3]]


def test_where_checks_was_deleted_formulas_show_nothing_and_come_back_with_it(friends):
    write(friends, [FillRef(Friend, 3, "P-002")])
    friends.delete_tab("Checks")
    assert line(friends, "P-001")[1] is None
    write(friends)
    assert line(friends, "P-001")[1] == "Mend this."


def test_what_is_sent_is_words_and_never_a_formula(friends):
    write(
        friends,
        appends=[Append(Friend, {"name": '=HYPERLINK("http://evil.example","x")', "phone": "+1"}, "P-007")],
    )
    assert friends.rows("Friends")[4][2] == '=HYPERLINK("http://evil.example","x")'
    assert friends.rows("Friends")[4][5] == "+1"
