"""A spreadsheet that a person made and shared becomes ours without a row touched; damage comes back; a second run does nothing."""

import pytest

from service.adapters.google.kept_aside import TITLE, id_of
from service.adapters.google.layout import layout_of
from service.adapters.google.there import cells_of, grids_of
from service.core.changes import WorkbookRefused
from sheet_templates import kinds_of_row, service_tabs
from tests.excel.kinds import Friend
from tests.google.answers import of_type
from tests.google.installed import Installed
from tests.sheets_api.server import SERVICE_ACCOUNT

OURS = ["Today", "Friends", "Set-up days", "Facts", "What each column is for", "Lists", "Checks"]
ROWS = [
    ["Ref", "Check", "Name", "Status", "Email", "Phone", "Since", "My own"],
    ["", "", "Jane Smith", "Active", "", "01632 960001", "1/4/2026", "3/4"],
    ["", "", "Ann Lee"],
]
REAL = (kinds_of_row(), service_tabs())


@pytest.fixture
def new(google, session):
    made = Installed(google, session)
    made.install()
    return made


def texts(installed, title):
    return installed.google.control.rows(installed.id, title)


def test_an_empty_spreadsheet_gets_all_tabs_in_order_and_its_empty_first_one_is_hidden(google, session):
    made = Installed(google, session, locale="en_US", time_zone="Etc/GMT")
    made.install()
    assert made.titles() == ["Today", "Friends", "Set-up days", "What each column is for"]
    assert made.titles(hidden=True) == [*OURS, "Sheet1"]
    whole = made.whole()
    assert whole["properties"] == {"locale": "en_GB", "timeZone": "Europe/London"}
    [site] = whole["developerMetadata"]
    assert (site["metadataKey"], site["metadataValue"]) == ("pv_site", "elm")
    names = {each["name"] for each in whole["namedRanges"]}
    assert {"pv_tab_Friends", "pv_tab_Set__up_days", "pv_list_P", "pv_list_Theme"} <= names


@pytest.mark.parametrize("role", ["staff", "managers"])
def test_all_real_tabs_are_made_and_a_second_run_finds_nothing_to_do(google, session, role):
    made = Installed(google, session, role=role, declared=REAL)
    requests = made.install()
    assert len(repr(requests)) < 2_000_000, "one request of Google's recommended size"
    assert not [each for each in of_type(requests, "setDataValidation") if "BOOLEAN" in repr(each)]


def test_headings_have_their_hints_looks_and_frozen_panes(new):
    heading = new.cell("Friends", 1, 3)
    assert heading.note == "Needed. First name and surname."
    assert heading.format["textFormat"]["bold"] is True
    grid = new.sheet("Friends")["properties"]["gridProperties"]
    assert (grid["frozenRowCount"], grid["frozenColumnCount"]) == (1, 2)
    assert texts(new, "Friends")[0][5:9] == ["Phone", "Since", "ƒ Told us online", "▸ Likes"]


def test_words_stay_words_and_dates_are_real_whatever_is_typed(new):
    for cell, text in (("F2", "0042"), ("F3", "+44 1632 960001"), ("C2", "3/4"), ("G2", "1/4/2026")):
        new.edit({"do": "type", "tab": "Friends", "cell": cell, "text": text})
    values = [new.cell("Friends", *at).value for at in ((2, 6), (3, 6), (2, 3), (2, 7))]
    assert values == ["0042", "+44 1632 960001", "3/4", 46113]
    assert texts(new, "Friends")[1][6] == "1 Apr 2026"


def test_a_group_after_the_mark_is_closed(new):
    [group] = new.sheet("Friends")["columnGroups"]
    assert (group["range"]["startIndex"], group["range"]["endIndex"], group["collapsed"]) == (8, 9, True)
    columns = new.kept("Friends").column_metadata
    assert [at for at, each in columns.items() if each.get("hiddenByUser")] == [8]


def test_our_tabs_are_shut_to_all_but_us_and_staff_tabs_only_warn(new):
    [today] = new.sheet("Today")["protectedRanges"]
    assert SERVICE_ACCOUNT in today["editors"]["users"]
    assert not today.get("warningOnly")
    friends = new.sheet("Friends")["protectedRanges"]
    assert len(friends) == 4
    assert all(each["warningOnly"] for each in friends)


def test_what_the_managers_write_in_is_not_protected(google, session):
    made = Installed(google, session, role="managers")
    made.install()
    assert made.titles() == ["Overview", "Notes"]
    assert "protectedRanges" not in made.sheet("Notes")
    assert "protectedRanges" in made.sheet("Overview")


def test_a_tab_begins_with_the_rows_of_the_template(new):
    assert texts(new, "Facts")[1:] == [["Hospital"], ["Theme", "Waiting"], ["Theme", "Parking"]]
    assert texts(new, "Lists") == [["P", "Theme"], ["", "Waiting"], ["", "Parking"]]
    assert texts(new, "Checks") == [["Ref", "Check", "Told us online"]]


def test_the_demos_rows_come_instead_when_handed_in(google, session):
    made = Installed(google, session)
    made.install(rows={Friend: [{"name": "Jane Smith", "status": "Actve", "phone": "0042"}]})
    assert texts(made, "Friends")[1][2:6] == ["Jane Smith", "Actve", "", "0042"]


def test_a_tab_of_somebodys_own_is_adopted_with_every_row(google, session):
    made = Installed(google, session, {"friends": ROWS, "Budget": [["=1+1"]]})
    made.edit({"do": "note", "tab": "friends", "cell": "C1", "text": "as on the badge"})
    before, budget = made.kept("friends"), made.kept("Budget")
    made.install()
    assert made.kept("Budget") == budget
    for row, cells in enumerate(before.rows, start=1):
        for column, cell in enumerate(cells, start=1):
            now = made.cell("friends", row, column)
            assert now.value == cell.value
            assert now.note == cell.note or not cell.note
            assert now.format == cell.format or cell.value is None or isinstance(cell.value, str)
    assert made.cell("friends", 1, 3).note == "as on the badge"
    assert made.condition("friends", 2, 4) == ("ONE_OF_LIST", "New", "Active", "Left")
    assert made.condition("friends", 1000, 7) == ("DATE_IS_VALID",)
    assert made.titles(hidden=True) == ["Today", "friends", *OURS[2:], "Budget"]
    made.edit({"do": "type", "tab": "friends", "cell": "F3", "text": "0042"})
    assert made.cell("friends", 3, 6).value == "0042"


def test_columns_that_were_moved_under_a_note_get_their_own_rules(google, session):
    rows = [["A note above"], [], ["Name", "Since", "Mine", "Status", "Ref", "Check"], ["Jane"]]
    made = Installed(google, session, {"Friends": rows})
    made.install()
    assert made.condition("Friends", 4, 2) == ("DATE_IS_VALID",)
    assert made.condition("Friends", 4, 4)[0] == "ONE_OF_LIST"
    assert made.condition("Friends", 4, 3) == (None,)
    assert made.condition("Friends", 3, 2) == (None,)
    assert made.sheet("Friends")["properties"]["gridProperties"]["frozenRowCount"] == 3
    formulas = [
        each["booleanRule"]["condition"]["values"][0]["userEnteredValue"]
        for each in made.sheet("Friends")["conditionalFormats"]
    ]
    assert "=LEN($F4)>0" in formulas


def test_a_merged_title_across_the_frozen_columns_does_not_stop_us(google, session):
    made = Installed(google, session, {"Friends": [["Our friends"], *ROWS]})
    area = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 6}
    made.send([{"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}}])
    made.install()
    grid = made.sheet("Friends")["properties"]["gridProperties"]
    assert (grid["frozenRowCount"], grid.get("frozenColumnCount")) == (2, None)


def test_a_log_of_somebodys_own_is_never_taken_for_ours(google, session):
    """`Today` is rewritten whole at each sync: a person's own words there would be gone."""
    made = Installed(google, session, {"Today": [["Ring the caterer"]], "Sheet1": []})
    made.install()
    assert texts(made, "Today") == [["Ring the caterer"]]
    assert "Today (new)" in made.titles()
    made.edit({"do": "rename_tab", "tab": "Today (new)", "to": "What to do"})
    assert made.wanted() == [], "known by its name, whatever it is called"


def test_only_an_empty_first_tab_is_hidden(google, session):
    made = Installed(google, session, {"Sheet1": [["Do not lose me"]]})
    made.install()
    assert "Sheet1" in made.titles()
    made.edit({"do": "clear", "tab": "Sheet1", "range": "A1"})
    assert made.wanted() == [], "and later it is theirs to keep"


def test_another_services_spreadsheet_is_refused(new):
    with pytest.raises(WorkbookRefused) as refused:
        new.wanted(site="oak")
    assert refused.value.code == "another-site"


def test_a_part_that_somebody_shut_against_us_is_refused_with_what_to_do(google, session):
    made = Installed(google, session, {"Friends": ROWS})

    def shut(book):
        book.sheets[0].protected.append(
            {
                "protectedRangeId": 5,
                "range": {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 9},
                "editors": {"users": ["matron@example.org"]},
            }
        )

    made.edit(shut)
    with pytest.raises(WorkbookRefused) as refused:
        made.wanted()
    assert refused.value.code == "protected-sheet"
    assert SERVICE_ACCOUNT in refused.value.says


# Damage, and putting it back


def test_a_drop_down_pasted_over_comes_back_there_and_nowhere_else(new):
    rows = [["Jane", "Active"], ["Ann", "Left"]]
    new.edit({"do": "paste", "tab": "Friends", "cell": "C5", "rows": rows})
    assert new.condition("Friends", 5, 4) == (None,)
    requests = new.install()
    areas = [each["range"] for each in of_type(requests, "setDataValidation")]
    assert [(each["startRowIndex"], each["endRowIndex"]) for each in areas] == [(4, 6)]
    assert new.condition("Friends", 5, 4) == ("ONE_OF_LIST", "New", "Active", "Left")
    assert texts(new, "Friends")[4][2:] == ["Jane", "Active"]


def test_a_rule_for_an_email_speaks_of_its_own_row_after_it_came_back(new):
    new.edit({"do": "paste", "tab": "Friends", "cell": "E7", "rows": [["jane@example.org"]]})
    new.install()
    assert "E7" in new.condition("Friends", 7, 5)[1]


def test_a_rule_of_somebodys_own_stays(new):
    rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "Yes"}]}}
    area = {"startRowIndex": 1, "endRowIndex": 50, "startColumnIndex": 3, "endColumnIndex": 4}
    area["sheetId"] = new.sheet("Friends")["properties"]["sheetId"]
    new.send([{"setDataValidation": {"range": area, "rule": rule}}])
    assert new.wanted() == []


def damage(book):
    """Everything a bad morning does at once."""
    sheet = book.titled("Friends")
    sheet.grid_properties.pop("frozenRowCount")
    sheet.grid_properties.pop("frozenColumnCount")
    sheet.protected.pop()
    sheet.conditional.pop(1)
    book.named_ranges = [each for each in book.named_ranges if "list_P" not in each["name"]]
    book.titled("Today").protected.clear()


def test_everything_lost_comes_back_once(new):
    whole, rows = new.whole(), new.kept("Friends").rows
    new.edit(damage, {"do": "note", "tab": "Friends", "cell": "D1", "text": ""})
    new.install()
    again = new.whole()
    for before, after in zip(whole["sheets"], again["sheets"], strict=True):
        assert before["properties"] == after["properties"]
        assert len(before.get("protectedRanges", [])) == len(after.get("protectedRanges", []))
        assert sorted(map(repr, before.get("conditionalFormats", []))) == sorted(
            map(repr, after.get("conditionalFormats", []))
        )
    assert new.kept("Friends").rows == rows
    assert set(layout_of(again).named_ranges) == set(layout_of(whole).named_ranges)


def test_a_deleted_tab_of_ours_comes_back_at_its_place_and_drop_downs_find_their_list_again(new):
    for _ in range(2):  # Google keeps the names of deleted tabs to itself, and refuses them to others
        new.edit({"do": "delete_tab", "tab": "Lists"}, {"do": "delete_tab", "tab": "Today"})
        new.install()
        assert new.titles(hidden=True) == [*OURS, "Sheet1"]
    column = texts(new, "Set-up days")[0].index("Lead") + 1
    assert new.condition("Set-up days", 2, column) == ("ONE_OF_RANGE", "=Lists!$A$2:$A")


def test_copies_and_splits_of_colours_by_pasting_leave_one_each_after_many_runs(new):
    before = new.sheet("Friends")["conditionalFormats"]
    for _ in range(4):
        new.edit(
            lambda book: book.titled("Friends").conditional.extend(book.titled("Friends").conditional[:2])
        )
        new.install()
        assert new.sheet("Friends")["conditionalFormats"] == before


def test_people_who_sort_insert_and_move_give_us_nothing_to_mend_but_new_places(new):
    new.edit(
        {"do": "paste", "tab": "Friends", "cell": "C2", "rows": [["Zoe"], ["Ann"]]},
        {"do": "insert", "tab": "Friends", "column": "D"},
        {"do": "insert", "tab": "Friends", "row": 3},
        {"do": "sort", "tab": "Friends", "column": "C"},
        {"do": "move", "tab": "Friends", "column": "C", "to": "H"},
        {"do": "rename_tab", "tab": "Friends", "to": "Our people"},
    )
    rules = len(new.sheet("Our people")["conditionalFormats"])
    new.install()
    sheet = new.sheet("Our people")
    assert len(sheet["conditionalFormats"]) == rules
    assert len(sheet["protectedRanges"]) == 4


def test_mending_adds_no_tab_and_says_what_it_did(new):
    new.edit(damage, {"do": "delete_tab", "tab": "Facts"})
    new.edit({"do": "paste", "tab": "Friends", "cell": "D5", "rows": [["Active"]]})
    assert new.mend() == [
        "Put back drop-downs and hints in Friends that a paste had taken away: Status.",
        "Put back the colours of Friends that show what is missing.",
        "Put back the warnings in Friends before somebody changes a heading or a column of ours.",
        "Froze the headings of Friends again.",
    ]
    assert "Facts" not in new.titles(hidden=True)


def test_a_column_that_set_up_asks_for_stands_behind_all_others_in_the_closed_group(new):
    did = new.mend({"Ask for age band"})
    assert did == ["Added the column Age band to Friends, as Set-up asks."]
    assert texts(new, "Friends")[0][8:] == ["▸ Likes", "Age band"]
    assert new.condition("Friends", 9, 10) == ("ONE_OF_LIST", "Under 50", "50 and over")
    [group] = new.sheet("Friends")["columnGroups"]
    assert (group["range"]["startIndex"], group["range"]["endIndex"], group["collapsed"]) == (8, 10, True)
    assert new.wanted({"Ask for age band"}) == []


def test_a_full_grid_gets_room_for_the_added_column(new):
    new.edit({"do": "resize_tab", "tab": "Friends", "columns": 9})
    new.mend({"Ask for age band"})
    assert texts(new, "Friends")[0][9] == "Age band"


def test_what_a_write_of_ours_keeps_aside_is_never_taken_for_a_tab_of_staffs(new):
    """It begins with the very headings of a staff tab."""
    title = f"{TITLE} 1a2b3c4d"
    at, friends = id_of(title), new.kept("Friends")
    new.send([{"deleteSheet": {"sheetId": friends.sheet_id}}])
    cells = [{"userEnteredValue": {"stringValue": each.value}} for each in friends.rows[0] if each.value]
    where = {"sheetId": at, "rowIndex": 0, "columnIndex": 0}
    rows = [{"values": cells}]
    new.send(
        [
            {"addSheet": {"properties": {"sheetId": at, "title": title, "hidden": True}}},
            {"updateCells": {"start": where, "rows": rows, "fields": "userEnteredValue"}},
        ]
    )
    assert new.mend() == []
    new.install()
    assert "Friends" in new.titles()
    answer = new.get()
    assert title not in [grid.title for grid in grids_of(layout_of(answer), cells_of(answer))]
