"""The table in service/adapters/google_sheet.py, line by line: what other people's hands do, and what is left behind."""

import re
from datetime import timedelta

import pytest

from service.adapters import google_sheet
from service.core.changes import ChangedSinceRead, WorkbookBusy
from service.core.grids import column_letters
from tests.flows.test_races import tell
from tests.flows.ward import NAMES
from tests.google.hands import hands_in
from tests.google.ward import GoogleWard
from tests.sheets_api.server import SheetsAPI

pytestmark = pytest.mark.slow

NEW = "Zed New"
PHONE = "01632 960123"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    with hands_in(tmp_path_factory.mktemp("hands")) as ward:
        yield ward


@pytest.fixture
def ward(made):
    return made.begin()


def a_new_person(ward):
    ward.add("People", Name=NEW, Phone=PHONE, Notes="rings on Thursdays")


def people(ward):
    """Name → Ref."""
    lines = ward.raw("People")
    row, name = ward.place("People", "Name")
    ref = ward.place("People", "Ref")[1]
    return {
        line[name - 1]: line[ref - 1]
        for line in lines
        if len(line) >= name and line[name - 1] not in (None, "Name")
    }


def log(ward):
    return [line for line in ward.text("Log").splitlines() if "Put back" in line]


def at_rest(ward):
    """Quiet, nothing kept aside, no formula of ours astray, and everybody still who they were."""
    did = ward.until_quiet()
    assert not ward.kept_aside()
    assert not ward.ours_astray("People")
    found = people(ward)
    assert {name: found[name] for name in NAMES} == {
        name: f"P-{n:03d}" for n, name in enumerate(NAMES, start=1)
    }
    if NEW in found:
        assert found[NEW].startswith("P-")
        assert ward.under("People", "Phone", NEW) == PHONE
        assert ward.under("People", "Notes", NEW) == "rings on Thursdays"
    for number, name in enumerate(NAMES, start=1):
        assert ward.under("People", "Email", name) == f"p{number}@example.org"
        assert ward.under("People", "Role", name) == "Patient"
    return did


def test_every_line_of_the_table_names_a_test_that_is_there():
    named = set(re.findall(r"\btest_\w+", google_sheet.__doc__)) - {"test_hands"}
    here = {name for name in globals() if name.startswith("test_")}
    assert named == here - {"test_every_line_of_the_table_names_a_test_that_is_there"}


# Between our read and the look again


@pytest.mark.parametrize(
    "wish",
    [
        {"do": "sort", "tab": "People", "column": "C", "descending": True},
        {"do": "insert", "tab": "People", "row": 2},
        {"do": "insert", "tab": "People", "column": "B"},
        {"do": "rename_tab", "tab": "People", "to": "Everybody"},
        {"do": "delete_tab", "tab": "Links"},
    ],
    ids=lambda wish: f"{wish['do']} {wish.get('column', '')}",
)
def test_what_moved_before_the_look_is_read_anew(ward, wish):
    a_new_person(ward)
    knob = ward.between(wish, kind="read", skip=1)
    with_name = {"to": "Everybody"} if "to" in wish else {}
    outcome = ward.sync()
    assert knob.match.times == 0
    assert outcome.refs == 1
    if with_name:
        ward.edit({"do": "rename_tab", "tab": "Everybody", "to": "People"})
    at_rest(ward)
    assert log(ward) == []


# Between the look again and the write: rows


def test_a_ref_that_took_anothers_place_in_a_sort_gives_it_back(ward):
    a_new_person(ward)
    ward.between({"do": "sort", "tab": "People", "column": "C", "descending": True})
    at_rest(ward)
    [line] = log(ward)
    assert "P-001 in People, where P-009 stood" in line


def test_it_does_so_where_the_very_row_was_edited_too(ward):
    a_new_person(ward)
    ward.between(
        {"do": "sort", "tab": "People", "column": "C", "descending": True},
        *(
            {"do": "type", "tab": "People", "cell": f"{ward.letter('People', h)}10", "text": t}
            for h, t in (("Phone", "01632 960999"), ("Status", "Moved away"), ("Prefers", "Phone"))
        ),
    )
    at_rest(ward)
    assert ward.under("People", "Phone", NAMES[0]) == "01632 960999"


@pytest.mark.parametrize("row", [2, 5, 10])
@pytest.mark.parametrize("do", ["insert", "delete"])
def test_rows_inserted_or_deleted_above(ward, do, row):
    a_new_person(ward)
    ward.edit({"do": "insert", "tab": "People", "row": row}) if do == "delete" else None
    ward.between({"do": do, "tab": "People", "row": row})
    at_rest(ward)


def test_a_row_moved_by_hand(ward):
    a_new_person(ward)
    ward.between({"do": "move", "tab": "People", "row": 10, "to": 3})
    at_rest(ward)


def test_the_headings_sorted_into_the_list(ward):
    a_new_person(ward)
    ward.between({"do": "sort", "tab": "People", "column": "C", "headings": 0})
    ward.sync()
    row, _ = ward.place("People", "Name")
    if row > 1:
        ward.edit({"do": "move", "tab": "People", "row": row, "to": 1})
    at_rest(ward)
    assert [ward.place("People", word)[0] for word in ("Ref", "Check", "Name")] == [1, 1, 1]


def test_the_headings_sorted_into_the_list_while_formulas_are_written(ward):
    ward.edit({"do": "paste", "tab": "Feedback", "cell": "B2", "rows": [["typed over"]]})
    ward.between({"do": "sort", "tab": "Feedback", "column": "A", "headings": 0})
    ward.sync()
    assert ward.place("Feedback", "Ref")[0] == 2
    ward.until_quiet()
    assert ward.under("Feedback", "Check", "Ref") == "Check"


def test_the_same_while_the_tab_is_renamed(ward):
    ward.edit({"do": "paste", "tab": "Feedback", "cell": "B2", "rows": [["typed over"]]})
    ward.between(
        {"do": "sort", "tab": "Feedback", "column": "A", "headings": 0},
        {"do": "rename_tab", "tab": "Feedback", "to": "What we hear"},
    )
    ward.sync()
    ward.until_quiet()
    assert ward.under("What we hear", "Check", "Ref") == "Check"


def test_a_row_of_ours_sorted_above_the_headings_is_not_added_a_second_time(ward):
    tell(ward, "The tea is cold.")
    ward.sync()
    column = ward.letter("Feedback", "What was said")
    ward.edit({"do": "sort", "tab": "Feedback", "column": column, "headings": 0})
    assert ward.place("Feedback", "Ref")[0] == 3  # beneath both rows
    for _ in range(4):
        held = ward.sync().held
        ward.sync(accept_loss=held)
    assert len([line for line in ward.raw("Feedback") if "The tea is cold." in line]) == 1
    ward.edit({"do": "move", "tab": "Feedback", "row": ward.place("Feedback", "Ref")[0], "to": 1})
    at_rest(ward)
    assert ward.under("Feedback", "Ref", "The tea is cold.") == "F-002"
    assert len([line for line in ward.raw("Feedback") if "The tea is cold." in line]) == 1


def test_a_row_put_above_the_headings(ward):
    a_new_person(ward)
    ward.between({"do": "insert", "tab": "People", "row": 1})
    at_rest(ward)


def test_a_ref_that_fell_on_an_empty_row_is_taken_out_again(ward):
    a_new_person(ward)
    ward.between({"do": "move", "tab": "People", "row": 10, "to": 15})
    at_rest(ward)
    assert len(ward.refs("People")) == len(NAMES) + 1


def test_what_somebody_types_into_the_very_cell_in_that_second_is_put_back(ward):
    a_new_person(ward)
    ward.between({"do": "type", "tab": "People", "cell": "A10", "text": "see me"})
    ward.until_quiet()
    assert ward.under("People", "Ref", NEW) == "see me"
    assert any("People" in line for line in log(ward))


# Between the look again and the write: columns


COLUMNS = {
    "one put before all": {"do": "insert", "column": "A"},
    "one put after Ref": {"do": "insert", "column": "B"},
    "Check deleted": {"do": "delete", "column": "B"},
    "Ref moved away": {"do": "move", "column": "A", "to": "F"},
    "Check moved away": {"do": "move", "column": "B", "to": "I"},
    "Name moved to the front": {"do": "move", "column": "C", "to": "A"},
}


@pytest.mark.parametrize("which", COLUMNS)
def test_a_column_moved(ward, which):
    a_new_person(ward)
    before = people(ward)
    ward.between({"tab": "People", **COLUMNS[which]})
    at_rest(ward)
    assert people(ward).keys() == before.keys()
    assert log(ward)


def test_a_formula_that_landed_in_another_column_is_taken_out_also_where_it_shows_words(ward):
    row = ward.add("Feedback", What_was_said="The lift is slow.")
    ward.until_quiet()
    assert ward.cells("Feedback")[row - 1][1].startswith("Date")
    ward.edit({"do": "paste", "tab": "Feedback", "cell": f"B{row}", "rows": [["typed over"]]})
    ward.between({"do": "move", "tab": "Feedback", "column": ward.letter("Feedback", "Came from"), "to": "B"})
    ward.sync()
    assert ward.ours_astray("Feedback")
    at_rest(ward)
    assert not ward.under("Feedback", "Came from", "The lift is slow.")


def test_a_tab_that_was_deleted_in_time_is_mended_when_it_comes_back(ward):
    """A Ref of ours stands over words, and the tab is deleted before we look: it comes back by an undo, a day later."""
    ward.add("People", Name="Ola Only")
    ward.between({"do": "move", "tab": "People", "column": "C", "to": "B"})
    ward.sync()
    whole = ward.google.control.book(ward.staff).copy()
    ward.edit({"do": "delete_tab", "tab": "People"})
    ward.now += timedelta(days=1)
    ward.until_quiet()
    ward.edit(lambda book: book.sheets.append(whole.titled("People")))
    at_rest(ward)
    assert people(ward)["Ola Only"].startswith("P-")


def test_words_written_over_come_back_when_the_headings_stand_above_the_list_again(ward):
    """Formulas landed on names, since Check was deleted in that second, and before we look the headings are sorted away."""
    column = ward.letter("People", "Check")
    ward.edit({"do": "paste", "tab": "People", "cell": f"{column}2", "rows": [["pasted"]] * len(NAMES)})
    ward.between({"do": "delete", "tab": "People", "column": column})
    ward.sync()
    assert not {*people(ward)} & {*NAMES}
    first = ward.raw("People")[0]
    filler = [["~"]] * 12
    ward.edit(
        {"do": "insert", "tab": "People", "row": 1, "count": 12},
        {"do": "paste", "tab": "People", "cell": "A1", "rows": filler},
    )
    ward.until_quiet()
    assert ward.raw("People")[12] == first
    ward.edit({"do": "delete", "tab": "People", "row": 1, "count": 12})
    ward.until_quiet()
    assert {*NAMES} <= {*people(ward)}


@pytest.mark.parametrize("which", COLUMNS)
def test_a_column_moved_while_formulas_are_written_into_every_row(ward, which):
    """As after an update, or where somebody had pasted over them."""
    column = ward.letter("People", "Check")
    ward.edit({"do": "paste", "tab": "People", "cell": f"{column}2", "rows": [["pasted"]] * len(NAMES)})
    ward.between({"tab": "People", **COLUMNS[which]})
    at_rest(ward)


def test_the_only_word_of_a_row_comes_back(ward):
    """Nothing else tells that row from an empty one."""
    ward.add("People", Name="Ola Only")
    ward.between({"do": "move", "tab": "People", "column": "C", "to": "B"})
    ward.sync()
    at_rest(ward)
    assert people(ward)["Ola Only"].startswith("P-")


@pytest.mark.parametrize("which", COLUMNS)
def test_a_column_moved_while_a_row_is_added(ward, which):
    tell(ward, "The tea is cold.")
    ward.between({"tab": "Feedback", **COLUMNS[which]})
    ward.until_quiet()
    assert not ward.ours_astray("Feedback")
    assert not ward.kept_aside()
    said = [line for line in ward.raw("Feedback") if "The tea is cold." in line]
    assert len(said) == 1
    assert ward.under("Feedback", "What was said", "The tea is cold.") == "The tea is cold."
    assert ward.under("Feedback", "Ref", "The tea is cold.") == "F-002"
    assert ward.under("Feedback", "Came from", "The tea is cold.") == "Tell us"
    assert ward.under("Feedback", "What was said", "F-001") == "The room is cold."


def test_rows_put_above_the_headings_while_a_row_is_added(ward):
    tell(ward, "The tea is cold.")
    ward.between({"do": "insert", "tab": "Feedback", "row": 1, "count": 9})
    ward.until_quiet()
    assert len([line for line in ward.raw("Feedback") if "The tea is cold." in line]) == 1
    assert ward.under("Feedback", "Ref", "The tea is cold.") == "F-002"


def test_a_row_typed_at_the_end_while_one_is_added(ward):
    tell(ward, "The tea is cold.")
    ward.between(*ward.type("Feedback", 3, What_was_said="The lift is slow."))
    ward.until_quiet()
    assert ward.under("Feedback", "Ref", "The tea is cold.") == "F-002"
    assert ward.under("Feedback", "Ref", "The lift is slow.") == "F-003"


# While that is put back


def test_people_go_on_moving_things_while_it_is_put_back(ward):
    a_new_person(ward)
    ward.between({"do": "delete", "tab": "People", "column": "B"})
    ward.sync()
    ward.between({"do": "sort", "tab": "People", "column": "B", "descending": True})
    ward.sync()
    ward.between({"do": "insert", "tab": "People", "column": "B"})
    at_rest(ward)


WHILE_PUT_BACK = {
    "a row inserted": [{"do": "insert", "tab": "People", "row": 5}],
    "a row deleted": [{"do": "delete", "tab": "People", "row": 11}],
    "a row moved": [{"do": "move", "tab": "People", "row": 9, "to": 3}],
    "sorted": [{"do": "sort", "tab": "People", "column": "A", "descending": True}],
    "sorted, headings too": [{"do": "sort", "tab": "People", "column": "G", "headings": 0}],
    "a row inserted and a column": [
        {"do": "insert", "tab": "People", "row": 5},
        {"do": "insert", "tab": "People", "column": "B"},
    ],
}


@pytest.mark.parametrize(
    ("first", "meanwhile"),
    [(first, each) for first in ("a column", "a column and the headings") for each in WHILE_PUT_BACK][:-1],
)
def test_words_that_we_put_back_into_another_row_come_to_their_own(ward, first, meanwhile):
    """But for the last: of a tab without its headings nothing tells which column was put in."""
    column = ward.letter("People", "Check")
    ward.edit({"do": "paste", "tab": "People", "cell": f"{column}2", "rows": [["pasted"]] * len(NAMES)})
    if first != "a column":
        ward.between({"do": "sort", "tab": "People", "column": "C", "headings": 0})
    ward.between({"tab": "People", **COLUMNS["Check moved away"]})
    ward.sync()
    assert ward.ours_astray("People")
    ward.between(*WHILE_PUT_BACK[meanwhile])
    ward.sync()
    ward.until_quiet()
    row, _ = ward.place("People", "Ref")
    if row > 1:
        ward.edit({"do": "move", "tab": "People", "row": row, "to": 1})
    at_rest(ward)


@pytest.mark.parametrize("missing", [False, True], ids=["tab is read", "tab is held"])
def test_words_come_to_their_own_however_often_the_putting_back_goes_astray(ward, missing):
    column = ward.letter("People", "Check")
    ward.edit({"do": "paste", "tab": "People", "cell": f"{column}2", "rows": [["pasted"]] * len(NAMES)})
    ward.between({"tab": "People", **COLUMNS["Check moved away"]})
    ward.sync()
    if missing:
        ward.edit({"do": "delete", "tab": "People", "column": ward.letter("People", "Hold until")})
    for each in ("a row inserted", "a row moved", "sorted", "a row inserted and a column", "a row moved"):
        ward.between(*WHILE_PUT_BACK[each])
        ward.sync()
    ward.until_quiet()
    if missing:
        ward.edit({"do": "insert", "tab": "People", "column": "D"})
        ward.edit({"do": "paste", "tab": "People", "cell": "D1", "rows": [["Hold until"]]})
    at_rest(ward)


def test_words_put_back_into_another_row_come_to_their_own_also_when_what_was_kept_is_deleted(ward):
    column = ward.letter("People", "Check")
    ward.edit({"do": "paste", "tab": "People", "cell": f"{column}2", "rows": [["pasted"]] * len(NAMES)})
    ward.between({"tab": "People", **COLUMNS["Check moved away"]})
    ward.sync()
    [first] = ward.kept_aside()
    ward.between(*WHILE_PUT_BACK["a row inserted"])
    ward.sync()
    ward.edit({"do": "delete_tab", "tab": first})
    ward.until_quiet()
    assert not ward.kept_aside()
    assert {name: people(ward)[name] for name in NAMES} == {
        name: f"P-{n:03d}" for n, name in enumerate(NAMES, start=1)
    }


def test_a_row_of_ours_that_lost_its_ref_with_the_column_it_fell_in_is_taken_out(ward):
    tell(ward, "The tea is cold.")
    ward.edit({"do": "insert", "tab": "Feedback", "column": "A"})
    ward.between({"do": "move", "tab": "Feedback", "column": "A", "to": "F"})
    ward.sync()
    ward.edit({"do": "delete", "tab": "Feedback", "column": "B"})
    ward.until_quiet()
    assert len([line for line in ward.raw("Feedback") if "The tea is cold." in line]) == 1
    assert not ward.ours_astray("Feedback")


def test_a_column_put_in_between_the_reads_of_values_and_formulas_is_seen(ward):
    column = ward.letter("People", "Check")
    ward.edit({"do": "paste", "tab": "People", "cell": f"{column}2", "rows": [["pasted"]] * len(NAMES)})
    ward.between({"tab": "People", **COLUMNS["Check moved away"]})
    ward.sync()
    ward.between({"do": "insert", "tab": "People", "column": "B"}, kind="read", skip=1, when="before")
    ward.sync()
    at_rest(ward)


def test_a_row_of_ours_that_is_being_taken_out_takes_the_fresh_ref_of_another(ward):
    tell(ward, "The tea is cold.")
    ward.between(
        {"do": "delete", "tab": "Feedback", "row": 2},
        {"do": "insert", "tab": "Feedback", "column": "D"},
        {"do": "type", "tab": "Feedback", "cell": "F2", "text": "The lift is slow."},
    )
    ward.sync()
    ward.between({"do": "delete", "tab": "Feedback", "row": 2})
    ward.sync()
    ward.until_quiet()
    assert len([line for line in ward.raw("Feedback") if "The tea is cold." in line]) == 1
    assert not any("taken out" in str(cell) for line in ward.raw("Feedback") for cell in line)
    assert ward.under("Feedback", "Ref", "The tea is cold.") == "F-002"


# Tabs


@pytest.mark.parametrize("tab", ["Today", "Checks", "Lists", "Log", "Problems"])
@pytest.mark.parametrize("moment", ["at rest", "before the look", "before the write"])
def test_a_tab_of_ours_that_is_deleted_comes_back(ward, tab, moment):
    a_new_person(ward)
    wish = {"do": "delete_tab", "tab": tab}
    if moment == "at rest":
        ward.edit(wish)
    else:
        ward.between(wish, **({"kind": "read", "skip": 1} if moment == "before the look" else {}))
    at_rest(ward)
    assert ward.cells(tab)
    assert ward.until_quiet(2)


@pytest.mark.parametrize("moment", ["at rest", "before the write"])
def test_the_first_cells_of_a_tab_of_ours_deleted(ward, moment):
    """Its name goes with them, and Google never gives that name again."""
    a_new_person(ward)
    wish = {"do": "delete", "tab": "Checks", "column": "A"}
    ward.edit(wish) if moment == "at rest" else ward.between(wish)
    at_rest(ward)
    assert [sheet.title for sheet in ward.google.control.book(ward.staff).sheets].count("Checks") == 1


def test_a_staff_tab_renamed_or_moved_while_we_write(ward):
    a_new_person(ward)
    ward.between(
        {"do": "rename_tab", "tab": "People", "to": "Everybody"},
        {"do": "move_tab", "tab": "Everybody", "index": 4},
    )
    ward.sync()
    assert ward.under("Everybody", "Ref", NEW) == "P-009"
    assert ward.until_quiet()


def test_a_staff_tab_copied_while_we_write_is_told_and_nothing_is_written_in_the_copy(ward):
    a_new_person(ward)
    ward.between({"do": "duplicate_tab", "tab": "People", "title": "People 2"})
    at_rest(ward)
    assert "looks like a copy of People" in ward.text("Problems")
    assert ward.under("People 2", "Ref", NEW) is None


def test_a_copy_that_is_left_alone_while_we_write_is_the_tab_from_then_on(ward):
    """Known by its headings, as a tab under a new name is."""
    a_new_person(ward)
    before = ward.raw("People")[1:3]
    ward.between(
        {"do": "duplicate_tab", "tab": "People", "title": "People 2"}, {"do": "delete_tab", "tab": "People"}
    )
    ward.until_quiet()
    assert "The tab People is not in the workbook." not in ward.text("Problems")
    assert ward.under("People 2", "Ref", NEW) == "P-009"
    assert [line[0] for line in ward.raw("People 2")[1:3]] == [line[0] for line in before]


def test_a_staff_tab_deleted_while_we_write_is_told_and_stays_away_until_it_is_undone(ward):
    tell(ward, "The tea is cold.")
    whole = ward.google.control.book(ward.staff).copy()
    ward.between({"do": "delete_tab", "tab": "People"})
    ward.until_quiet()
    assert "The tab People is not in the workbook." in ward.text("Problems")
    assert ward.under("Feedback", "Ref", "The tea is cold.") == "F-002"

    def undo(book):
        book.sheets.append(whole.titled("People"))

    ward.edit(undo)
    at_rest(ward)


# At rest


def test_words_over_our_formulas_are_written_over_and_drop_downs_come_back_at_night(ward):
    status = ward.letter("People", "Status")
    ward.edit(
        {"do": "paste", "tab": "People", "cell": "B3", "rows": [["my own words"]]},
        {"do": "paste", "tab": "People", "cell": f"{status}3", "rows": [["Active"]]},
    )
    at_rest(ward)
    assert "VLOOKUP" in ward.raw("People")[2][1].text
    assert any("drop-downs" in said and "Status" in said for said in ward.site.staff.mend())
    assert not ward.site.staff.mend()


def test_the_tab_kept_aside_deleted_by_hand_stops_nothing(ward):
    a_new_person(ward)
    ward.sync()
    [title] = ward.kept_aside()
    ward.edit({"do": "delete_tab", "tab": title})
    at_rest(ward)


def test_a_look_that_never_finds_rest_waits(ward):
    a_new_person(ward)
    for skip in (1, 3, 5):
        ward.between(
            {"do": "sort", "tab": "People", "column": "C", "descending": skip != 3}, kind="read", skip=skip
        )
    with pytest.raises(Exception, match="saved again and again") as told:
        ward.sync()
    assert not isinstance(told.value, ChangedSinceRead)
    at_rest(ward)


def test_a_column_headed_by_somebody_while_one_is_added_moves_aside(tmp_path):
    """`init` and the nightly mending put columns in; they never write into one."""
    with SheetsAPI(quota=False) as google:
        ward = GoogleWard(tmp_path / "ward", google)
        free = len(ward.cells("People")[0])
        place = f"{column_letters(free + 1)}1"
        google.control.edit_between(
            ward.staff,
            {"do": "paste", "tab": "People", "cell": place, "rows": [["My own"], ["red"]]},
            path=":batchUpdate$",
        )
        assert ward.site.staff.mend({"Ask for age band"})
        headings, first = ward.cells("People")[:2]
        assert headings[free] == "Age band"
        assert (headings[free + 1], first[free + 1]) == ("My own", "red")
        ward.close()


def drop_downs(ward):
    """Headings of the columns of People whose row 3 has one."""
    people = ward.google.control.book(ward.staff).titled("People")
    return [cell.value for at, cell in enumerate(people.rows[0]) if people.cell(2, at).validation]


def without_a_drop_down(ward):
    had, status = drop_downs(ward), ward.letter("People", "Status")
    ward.edit({"do": "paste", "tab": "People", "cell": f"{status}3", "rows": [["Active"]]})
    return had


def test_a_column_put_in_before_the_mending_writes_is_seen_by_its_look(ward):
    had = without_a_drop_down(ward)
    knob = ward.between({"do": "insert", "tab": "People", "column": "B"}, kind="read", skip=1)
    assert ward.site.staff.mend()
    assert knob.match.times == 0
    assert drop_downs(ward) == had
    assert not ward.site.staff.mend()


def test_mending_that_never_finds_rest_leaves_all_as_it_was(ward):
    without_a_drop_down(ward)
    for skip in (1, 3, 5):
        ward.between({"do": "insert", "tab": "People", "column": "B"}, kind="read", skip=skip)
    with pytest.raises(WorkbookBusy):
        ward.site.staff.mend()
    assert ward.site.staff.mend()
