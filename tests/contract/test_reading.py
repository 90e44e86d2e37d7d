"""Reading: the same content gives the same cells and the same rows, whatever kind of workbook it stands in."""

from datetime import date, datetime, time

import pytest

from service.core.checking import read_book
from service.core.grids import CellError, is_blank
from service.core.stored_values import shown
from tests.contract.hands import trimmed
from tests.excel.kinds import KINDS, Friend, Gathering
from tests.flows.ward import NOW

FRIENDS = "Friends"


def stored(raw):
    """As a spreadsheet stores it: the two give days and times in kinds of their own, which rows then read alike."""
    if isinstance(raw, CellError):
        return raw
    return round(value, 9) if isinstance(value := shown(raw, False), float) else value


def grid(hands, tab=FRIENDS, port=None):
    snapshot = (port or hands.anew()).read()
    found = next(grid for grid in snapshot.grids if tab in (grid.identity, grid.title))
    return trimmed([None if is_blank(raw) else stored(raw) for raw in row] for row in found.rows)


def rows(hands, kind=Friend):
    book = read_book(hands.anew().read().grids, KINDS, NOW)
    return [
        {name: value for name, value in row.__dict__.items() if name in kind.columns} for row in book[kind]
    ]


TEXTS = [
    "plain",
    "0042",
    "007",
    "+44 1632 960001",
    "3/4",
    "1-2",
    "12/03/2026",
    "=1+1",
    "+1",
    "-1",
    "@home",
    "TRUE",
    "1e3",
    "'quoted'",
    "#REF!x",
    "a\nb",
    "Zoë 🦋 ندى",
    "👩‍👩‍👧",
    "100%",
    "£12",
    " spaces  inside ",
]


@pytest.mark.parametrize("text", TEXTS)
def test_words_come_back_as_they_stand(hands, text):
    hands.put(FRIENDS, "C2", [text])
    assert grid(hands)[1][2] == text


def test_words_typed_into_our_columns_of_words_stay_words(hands):
    for row, text in enumerate(["0042", "3/4", "1-2", "+44 1632 960001"], start=2):
        hands.type(FRIENDS, f"C{row}", "Jane")
        hands.type(FRIENDS, f"F{row}", text)
    assert [line[5] for line in grid(hands)[1:]] == ["0042", "3/4", "1-2", "+44 1632 960001"]


@pytest.mark.parametrize(
    "value",
    [0, 7, -2.5, 1e9, 0.1, True, False, date(2026, 3, 12), datetime(2026, 3, 12, 14, 30), time(14, 0)],
)
def test_values_come_back_with_their_kinds(hands, value):
    hands.put(FRIENDS, "J2", [value])
    found = grid(hands)[1][9]
    assert found == stored(value)
    assert isinstance(found, bool) is isinstance(value, bool)


def test_an_error_is_an_error_and_no_word(hands):
    hands.type(FRIENDS, "J2", "=1/0")
    assert grid(hands)[1][9] == CellError("#DIV/0!")


def test_nothing_is_read_where_nothing_stands(hands):
    before = grid(hands)
    hands.put(FRIENDS, "C2", ["Jane"], [None], ["Ann"])
    hands.clear(FRIENDS, "C2:C4")
    assert grid(hands) == before


def test_cells_keep_their_places(hands):
    hands.put(FRIENDS, "C4", ["Jane", None, "jane@example.org"])
    hands.put(FRIENDS, "L9", ["far away"])
    lines = grid(hands)
    assert lines[1:3] == [[], []]
    assert lines[3] == [None, None, "Jane", None, "jane@example.org"]
    assert lines[8] == [*[None] * 11, "far away"]


def test_days_and_times_are_read_alike_in_rows(hands):
    hands.put("Set-up days", "C2", ["Coffee", date(2026, 3, 12), time(14, 30), None, None, 8, 12.5])
    hands.put("Set-up days", "C3", ["Tea", "13/3/2026", "9:15", None, None, "9", "£3"])
    hands.type("Set-up days", "C4", "Cake")
    hands.type("Set-up days", "D4", "14/3/2026")
    hands.type("Set-up days", "E4", "10:45")
    found = [
        (row["title"], row["day"], row["starts"], row["places"], row["cost"])
        for row in rows(hands, Gathering)
    ]
    assert found == [
        ("Coffee", date(2026, 3, 12), time(14, 30), 8, found[0][4]),
        ("Tea", date(2026, 3, 13), time(9, 15), 9, found[1][4]),
        ("Cake", date(2026, 3, 14), time(10, 45), None, None),
    ]
    assert [float(line[4]) for line in found[:2]] == [12.5, 3]


def test_a_number_where_a_day_should_be_is_no_day(hands):
    hands.put(FRIENDS, "C2", ["Jane", None, None, None, 2026])
    [row] = rows(hands)
    assert row["born"] is None


def test_tabs_are_told_with_their_titles_places_and_whether_they_are_hidden(hands):
    hands.add_tab("Rota")
    hands.rename_tab(FRIENDS, "Our friends")
    hands.hide_tab("Set-up days")
    found = {grid.title: grid for grid in hands.anew().read().grids}
    assert list(found) == hands.titles()
    assert (found["Our friends"].identity, found["Rota"].identity) == (FRIENDS, None)
    assert [title for title, grid in found.items() if grid.hidden] == hands.titles(hidden=True)
    assert hands.anew().read().site_id == "elm"


def test_tabs_that_people_add_hide_or_show_are_seen_though_nothing_else_changed(others_hands):
    hands = others_hands
    hands.settle()
    port = hands.anew()
    port.read()
    hands.add_tab("Rota")
    hands.settle()
    assert port.read().grids[-1].title == "Rota"
    hands.hide_tab("Friends")
    hands.settle()
    assert "Friends" in [grid.title for grid in hands.anew().read().grids if grid.hidden]
    hands.hide_tab("Friends", False)
    hands.settle()
    assert "Friends" not in [grid.title for grid in port.read().grids if grid.hidden]


def test_so_they_are_when_somebody_typed_as_well(others_hands):
    hands = others_hands
    hands.settle()
    port = hands.anew()
    port.read()
    hands.type(FRIENDS, "C2", "Jane")
    hands.hide_tab(FRIENDS)
    hands.settle()
    asked = port.read().asked
    if not any(grid.hidden for grid in port.read().grids if grid.title == FRIENDS):
        assert port.revision() != asked  # there is something left to look at
        port.read()
    assert any(grid.hidden for grid in port.read().grids if grid.title == FRIENDS)


def test_a_tab_nobody_named_is_found_by_its_title_after_its_name_is_gone(hands):
    hands.delete_tab(FRIENDS)
    hands.add_tab(FRIENDS)
    hands.put(FRIENDS, "A1", ["Ref", "Check", "Name"], [None, None, "Jane"])
    assert [row["name"] for row in rows(hands)] == ["Jane"]


def test_the_revision_stays_while_nobody_saves_and_another_comes_with_each_change(hands):
    hands.settle()
    first = hands.staff.revision()
    assert hands.anew().revision() == first
    hands.type(FRIENDS, "C2", "Jane")
    hands.settle()
    second = hands.staff.revision()
    assert second != first
    hands.sort(FRIENDS, "C")
    hands.rename_tab("Facts", "What is so")
    hands.settle()
    assert hands.staff.revision() not in (first, second)


def test_equal_content_is_an_equal_revision_of_what_was_read(hands):
    hands.settle()
    assert hands.anew().read().revision == hands.anew().read().revision
    before = hands.anew().read().revision
    hands.type(FRIENDS, "C2", "Jane")
    hands.settle()
    assert hands.anew().read().revision != before


def test_reading_writes_nothing(hands):
    with hands.nothing_written():
        hands.anew().read()
        hands.anew("managers").read()
        hands.anew().revision()


def test_who_to_tell_is_known_when_the_workbook_is_gone(hands):
    assert hands.anew().read()
    kept = hands.anew().last_good()
    assert kept is None or all(grid.title for grid in kept.grids)
