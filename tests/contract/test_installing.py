"""Installing: everything there, twice the same as once; what was damaged comes back and nothing of staff's is touched."""

import pytest

from service.core.changes import WorkbookRefused
from tests.contract.hands import SITE
from tests.excel.kinds import KINDS

FRIENDS = "Friends"
HEADINGS = ["Ref", "Check", "Name", "Status", "Email", "Phone", "Since", "ƒ Told us online", "▸ Likes"]


def install(hands, role="staff", asked=()):
    port = hands.anew(role)
    return port.install(KINDS, [tab for tab in hands.tabs if tab.workbook == role], SITE, asked)


def test_every_tab_is_made_in_its_order(empty):
    install(empty)
    install(empty, "managers")
    assert empty.titles()[:7] == [
        "Today",
        FRIENDS,
        "Set-up days",
        "Facts",
        "What each column is for",
        "Lists",
        "Checks",
    ]
    assert {"Facts", "Lists", "Checks"} <= set(empty.titles(hidden=True))
    assert {"Today", FRIENDS, "Set-up days"} <= set(empty.titles(hidden=False))
    assert empty.titles("managers")[:2] == ["Overview", "Notes"]
    assert empty.rows(FRIENDS) == [HEADINGS]
    assert empty.rows("Facts") == [
        ["Setting", "Value"],
        ["Hospital"],
        ["Theme", "Waiting"],
        ["Theme", "Parking"],
    ]
    assert empty.frozen(FRIENDS) == (1, 2)


def test_drop_downs_offer_what_is_declared(empty):
    install(empty)
    assert empty.drop_down(FRIENDS, "D2") == ["New", "Active", "Left"]
    assert empty.drop_down("Set-up days", "G2") == ["Waiting", "Parking"]
    assert empty.drop_down("Set-up days", "F2") == []


def test_twice_is_the_same_as_once(empty):
    install(empty)
    install(empty, "managers")
    first = empty.anew().revision()
    with empty.nothing_written():
        assert install(empty) == first
        install(empty, "managers")
        assert list(empty.anew().mend()) == []


def test_a_workbook_in_use_becomes_ours_without_a_row_touched(empty):
    empty.rename_tab("Sheet1", FRIENDS)
    empty.put(FRIENDS, "A1", ["Name", "Status", "Colour"], ["Jane", "Active", "red"], ["Ann", None, "blue"])
    empty.note(FRIENDS, "A2", "rings back on Fridays")
    empty.add_tab("Budget")
    empty.put("Budget", "A1", ["Tea", 3])
    install(empty)
    assert empty.rows("Budget") == [["Tea", 3]]
    lines = empty.rows(FRIENDS)
    assert [line[:3] for line in lines] == [
        ["Name", "Status", "Colour"],
        ["Jane", "Active", "red"],
        ["Ann", None, "blue"],
    ]
    assert empty.note_at(FRIENDS, "A2").startswith("rings back on Fridays")
    assert empty.drop_down(FRIENDS, "B2") == ["New", "Active", "Left"]
    with empty.nothing_written():
        install(empty)


def test_another_sites_workbook_is_refused(hands):
    with pytest.raises(WorkbookRefused), hands.nothing_written():
        hands.anew().install(KINDS, hands.tabs, "oak")


def test_a_tab_deleted_is_made_again_and_the_others_stay(hands):
    hands.put(FRIENDS, "C2", ["Jane"])
    hands.delete_tab("Today")
    hands.delete_tab("Set-up days")
    install(hands)
    assert hands.titles()[:3] == ["Today", FRIENDS, "Set-up days"]
    assert hands.rows(FRIENDS)[1][2] == "Jane"


def test_a_renamed_tab_is_not_made_again(hands):
    hands.rename_tab(FRIENDS, "Our friends")
    with hands.nothing_written():
        install(hands)
    assert FRIENDS not in hands.titles()


def test_a_drop_down_pasted_over_comes_back_and_the_word_stays(hands):
    hands.put(FRIENDS, "C2", ["Jane"], ["Ann"])
    hands.paste(FRIENDS, "D2", ["Actve"], ["New"])
    assert hands.drop_down(FRIENDS, "D2") == []
    did = hands.anew().mend()
    assert len(did) >= 1
    assert hands.drop_down(FRIENDS, "D2") == hands.drop_down(FRIENDS, "D3") == ["New", "Active", "Left"]
    assert [line[3] for line in hands.rows(FRIENDS)[1:]] == ["Actve", "New"]
    with hands.nothing_written():
        assert list(hands.anew().mend()) == []


def test_mending_adds_no_tab(hands):
    hands.delete_tab("Set-up days")
    hands.anew().mend()
    assert "Set-up days" not in hands.titles()


def test_a_column_asked_for_is_added_once(hands):
    hands.put(FRIENDS, "C2", ["Jane"])
    hands.anew().mend(["Ask for age band"])
    assert any("Age band" in str(word) for word in hands.rows(FRIENDS)[0])
    with hands.nothing_written():
        hands.anew().mend(["Ask for age band"])
        install(hands, asked=["Ask for age band"])
    assert hands.rows(FRIENDS)[1] == [None, None, "Jane"]


def test_a_heading_typed_over_is_left_to_whoever_typed_it(hands):
    hands.type(FRIENDS, "E1", "E-mail address")
    install(hands)
    assert hands.rows(FRIENDS)[0][4] == "E-mail address"


def test_a_tab_of_staffs_own_with_one_of_our_titles_is_left_alone(empty):
    empty.rename_tab("Sheet1", "Today")
    empty.put("Today", "A1", ["Monday", "Amy"], ["Tuesday", "Bo"])
    install(empty)
    assert ["Monday", "Amy"] in [row for title in empty.titles() for row in empty.rows(title)]
