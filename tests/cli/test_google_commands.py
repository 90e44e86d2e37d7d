"""init and the other commands where the workbooks are two spreadsheets that a person made and shared."""

from tests.cli.house import AT, is_one_sentence_to_act_on
from tests.sheets_api import access
from tests.sheets_api.notation import letters


def writes(house):
    return [each for each in house.google.control.log if each.kind == "write"]


def test_init_makes_the_tabs_once_and_a_second_run_sends_nothing(bare_google_house):
    house = bare_google_house
    said = house.run("init", "--now", AT, "--json")
    assert (said.code, said.err) == (0, "")
    assert said.json == [
        {
            "site": "ward",
            "did": "made the tabs of the staff and the managers’ workbooks on Google; the next sync fills them.",
        }
    ]
    assert house.rows("People")[0][:3] == ["Ref", "Check", "Name"]
    assert house.rows("Overview", house.managers)
    house.google.control.clear_log()
    said = house.run("init", "--now", AT)
    assert (said.code, said.out) == (0, "ward: the workbooks are in order.\n")
    assert writes(house) == []


def test_init_repairs_what_people_damaged_and_leaves_what_they_typed(google_house):
    house = google_house

    def hands(book):
        sheet = book.titled("People")
        sheet.rows[1:] = []
        book.sheets.remove(book.titled("Stalls"))

    house.edit(
        hands,
        {"do": "type", "tab": "Events", "cell": "C2", "text": "Forum"},
    )
    before = [
        line["says"] for line in house.run("doctor", "--now", AT, "--json").json if line["state"] != "ok"
    ]
    assert any("Put back drop-downs" in each for each in before)
    assert house.run("init", "--now", AT).code == 0
    assert house.rows("Events")[1][2] == "Forum"
    assert house.rows("Stalls")
    after = [
        line["says"] for line in house.run("doctor", "--now", AT, "--json").json if line["state"] != "ok"
    ]
    assert not any("Put back" in each or "lacks" in each for each in after)


def test_a_column_that_is_missing_is_named_and_comes_back_where_it_is_asked_for(google_house):
    house = google_house
    place = [str(cell).strip("ƒ▸ ") for cell in house.rows("People")[0]].index("Notes")
    house.edit({"do": "delete", "tab": "People", "column": letters(place)})
    assert "A column is missing: Notes in People. If" in house.run("init", "--now", AT).out
    assert house.run("init", "--now", AT, "--renew").out == "ward: the workbooks are in order.\n"
    assert str(house.rows("People")[0][-1]).strip("ƒ▸ ") == "Notes"


def test_two_spreadsheets_not_shared_are_told_in_one_go_with_the_address_to_share_with(bare_google_house):
    house = bare_google_house
    for each in (house.staff, house.managers):
        house.google.control.withdraw(each, house.account)
    said = house.run("init", "--now", AT)
    assert said.code == 3
    assert "The staff workbook is not shared with us." in said.err
    assert "The managers' workbook is not shared with us." in said.err
    assert house.account in said.err
    assert "Traceback" not in said.err
    assert writes(house) == []


def test_init_begins_in_nothing_that_anyone_with_the_link_can_open(bare_google_house):
    house = bare_google_house
    house.edit(
        lambda book: access.grant(book, access.permission("anyone", "reader")), workbook=house.managers
    )
    said = house.run("init", "--now", AT)
    assert said.code == 3
    assert "Restricted" in is_one_sentence_to_act_on(said)
    assert writes(house) == []


def test_older_versions_are_googles_to_restore(google_house):
    said = google_house.run("restore")
    assert said.code == 2
    assert "Version history" in is_one_sentence_to_act_on(said)
