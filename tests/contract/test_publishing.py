"""Publishing: tabs of ours as they should stand, all or nothing, and only on what was read."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, time

import pytest

from service.core.changes import Cell, ChangedSinceRead, Changes, Chart, FillRef, TabContent, TabPlace
from tests.contract.conftest import TABS
from tests.contract.test_reading import grid, stored
from tests.excel.kinds import Friend

BY_TITLE = {tab.title: tab for tab in TABS}
LONG = "x" * 60_000
LINES = [
    [Cell("Today", "title")],
    ["Written on 23 November"],
    [],
    ["words", 3, 2.5, date(2026, 3, 17), Cell(time(14, 0), "time"), True],
    ["=1+1", "0042", "3/4", "+44 1632 960001", "'quoted'", "@home", "TRUE"],
    [Cell("look here", "link", "https://example.org/"), Cell("there", "link", "#Friends!A2")],
    ["Zoë 🦋 ندى", "a\nb", "a\x00b\x0bc\ud800", None, "last"],
]
SEEN = [
    ["Today"],
    ["Written on 23 November"],
    [],
    ["words", 3, 2.5, stored(date(2026, 3, 17)), stored(time(14, 0)), True],
    ["=1+1", "0042", "3/4", "+44 1632 960001", "'quoted'", "@home", "TRUE"],
    ["look here", "there"],
    ["Zoë 🦋 ندى", "a\nb", "ab\nc\ufffd", None, "last"],
]


def content(declared="Today", lines=LINES, **more):
    return TabContent(BY_TITLE[declared], lines, **more)


def publish(hands, *contents, port=None, role="staff", **more):
    """Decided anew where people changed something meanwhile, as a sync does."""
    port = port or hands.anew(role)
    with suppress(ChangedSinceRead):
        return port.publish(Changes(port.read().revision, tabs=contents, **more))
    return port.publish(Changes(port.read().revision, tabs=contents, **more))


def test_a_tab_of_ours_reads_back_as_it_was_written(hands):
    publish(hands, content())
    assert grid(hands, "Today") == SEEN
    assert [[stored(raw) for raw in row] for row in hands.rows("Today")] == SEEN


def test_what_a_cell_cannot_hold_is_cut_where_people_can_see_it(hands):
    publish(hands, content(lines=[[LONG], ["🦋" * 40_000]]))
    for row in grid(hands, "Today"):
        assert "characters more)" in row[0]
        assert hands.longest - 60 < len(row[0].encode("utf-16-le")) / 2 <= hands.longest


def test_written_again_nothing_of_the_tab_before_is_left(hands):
    publish(hands, content(lines=[["long", "and", "wide"]] * 300))
    publish(hands, content(lines=[["short"]]))
    assert hands.rows("Today") == [["short"]]


def test_a_wide_and_long_tab_finds_room(hands):
    lines = [[f"{row}.{column}" for column in range(40)] for row in range(1_500)]
    publish(hands, content(lines=lines))
    assert hands.rows("Today") == lines


def test_a_tab_a_survey_is_made_once_and_removed(hands):
    for _ in range(2):
        publish(hands, content("Answers", [["Ref"], ["1"]], title="Answers S-001"))
    assert [title for title in hands.titles() if title.startswith("Answers")] == ["Answers S-001"]
    assert hands.rows("Answers S-001") == [["Ref"], ["1"]]
    publish(hands, remove=["Answers S-001"])
    assert "Answers S-001" not in hands.titles()


def test_what_people_did_to_a_tab_of_ours_goes(hands):
    publish(hands, content())
    hands.type("Today", "A1", "mine now")
    hands.clear("Today", "A4:C6")
    hands.sort("Today", "A")
    publish(hands, content())
    assert grid(hands, "Today") == SEEN


def test_a_tab_of_ours_that_was_deleted_comes_back_in_its_place_every_time(hands):
    for _ in range(3):
        publish(hands, content())
        before = hands.titles()
        hands.delete_tab("Today")
        publish(hands, content())
        assert grid(hands, "Today") == SEEN
        assert hands.titles() == before
        assert next(each.identity for each in hands.anew().read().grids if each.title == "Today") == "Today"


def test_a_renamed_tab_of_ours_is_written_where_it_is(hands):
    hands.rename_tab("Today", "This week")
    publish(hands, content())
    assert grid(hands, "Today") == SEEN
    assert "Today" not in hands.titles()


def test_a_tab_is_shown_when_asked_and_stays_so(others_hands):
    hands = others_hands
    hands.hide_tab("Set-up days")
    hands.settle()
    publish(hands, content(), show=["Set-up days"])
    assert "Set-up days" in hands.titles(hidden=False)


def test_a_tab_that_waits_is_hidden_until_it_says_something(hands):
    waits = replace(BY_TITLE["Answers"], waits=True)
    publish(hands, TabContent(waits, [["nothing yet"]], title="Answers S-001", says=False))
    assert "Answers S-001" in hands.titles(hidden=True)
    publish(hands, TabContent(waits, [["something"]], title="Answers S-001"), show=["Answers S-001"])
    assert "Answers S-001" in hands.titles(hidden=False)


CHARTED = [["Theme", "Comments"], ["Waiting", 3], ["Parking", 2]]
CHART = Chart(
    "bar", "Comments by theme", "Waiting 3, parking 2.", (1, 2, 3), (("Comments", 2, 2, 3),), (5, 1)
)


def test_charts_have_words_for_those_who_cannot_see_them(hands):
    publish(hands, TabContent(BY_TITLE["Overview"], CHARTED, [CHART]), role="managers")
    assert hands.charts("Overview", "managers") == [("Comments by theme", "Waiting 3, parking 2.")]
    publish(hands, TabContent(BY_TITLE["Overview"], CHARTED, [CHART]), role="managers")
    assert len(hands.charts("Overview", "managers")) == 1
    publish(hands, TabContent(BY_TITLE["Overview"], CHARTED), role="managers")
    assert hands.charts("Overview", "managers") == []


def test_with_nothing_to_write_nothing_is_written(hands):
    port = hands.anew()
    revision = port.read().revision
    with hands.nothing_written():
        assert port.publish(Changes(revision))


def test_what_was_decided_on_an_older_reading_is_refused_whole(hands):
    port = hands.anew()
    old = port.read().revision
    hands.type("Friends", "C2", "Jane")
    hands.settle()
    port.read()
    with pytest.raises(ChangedSinceRead), hands.nothing_written():
        port.publish(Changes(old, tabs=[content()]))


@pytest.mark.parametrize("hand", ["type", "sort", "insert", "delete", "rename_tab", "heading"])
def test_nothing_lands_in_staffs_rows_where_they_were_moved_after_we_read(hands, hand):
    hands.put("Friends", "A2", ["P-001", None, "Jane"], [None, None, "Ann"], ["P-003", None, "Zoë"])
    hands.settle()
    port = hands.anew()
    revision = port.read().revision
    place = TabPlace(Friend, "Friends", 1, 4, {"ref": 1, "check": 2, "name": 3}, (2, 3, 4))
    match hand:
        case "type":
            hands.type("Friends", "A3", "P-009")
        case "sort":
            hands.sort("Friends", "C")
        case "insert":
            hands.insert("Friends", 2)
        case "delete":
            hands.delete("Friends", 2)
        case "rename_tab":
            hands.rename_tab("Friends", "Our friends")
        case "heading":
            hands.move("Friends", "C", "E")
    title = "Our friends" if hand == "rename_tab" else "Friends"
    before, today = hands.rows(title), hands.rows("Today")
    with pytest.raises(ChangedSinceRead), hands.nothing_written():
        port.publish(Changes(revision, [place], [FillRef(Friend, 3, "P-004")], tabs=[content()]))
    assert (hands.rows(title), hands.rows("Today")) == (before, today)


def test_the_revision_our_write_gives_is_the_one_the_next_asks_for_or_leads_to_a_read(hands):
    """Nobody else saved: then a second write may follow the first without another's being lost."""
    port = hands.anew()
    publish(hands, content(), port=port)
    revision = port.read().revision
    port.publish(Changes(revision, tabs=[content(lines=[["again"]])]))
    assert hands.rows("Today") == [["again"]]
