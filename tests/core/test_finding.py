"""Tabs and headings found however people moved, renamed or decorated them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.finding import find_headings, find_tabs, squashed
from service.core.grids import Grid
from sheet_templates import kinds_of_row
from sheet_templates.attendance import Attendance
from sheet_templates.events import Event
from sheet_templates.people import Person

KINDS = kinds_of_row()


def headings(*cells, kind=Person, above=()):
    return find_headings(Grid("People", [*above, list(cells)]), kind)


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ("NAME", "name"), (" name ", "name"), ("Full\u00a0Name", "name"), ("Name\n(first name and surname)", "name"), ("Name *", "name"),
        ("E-mail:", "email"), ("E-mial", "email"), ("Hold  until", "hold_until"), ("Prefered contact", "prefers"), ("ƒ Told us online", "told_us_online"),
        ("May we contact?", "may_contact"), ("Said\nso on", "said_so_on"), ("Tel. no.", "phone"), ("▸ Notes", "notes"),
    ],
)  # fmt: skip
def test_headings_by_case_spacing_alias_and_slip_of_the_hand(written, column):
    found = headings("Ref", "Role", written)
    assert found.columns == {"ref": 1, "role": 2, column: 3}
    assert found.others == {}


def test_columns_moved_added_and_under_a_title_row():
    found = headings(
        "Favourite colour",
        "Email",
        None,
        "Ref",
        "Name",
        above=[["Our people"], [], [None, "Name your price", 3]],
    )
    assert found.row == 4
    assert found.columns == {"email": 2, "ref": 4, "name": 5}
    assert found.others == {"Favourite colour": 1}


def test_doubled_headings_are_noticed_by_alias_too():
    assert [column.name for column in headings("Ref", "Name", "Phone", "PHONE:").doubled] == ["phone"]
    assert [column.name for column in headings("Ref", "Name", "Tel", "Mobile").doubled] == ["phone"]
    assert headings("Ref", "Name", "Phone").doubled == []


@pytest.mark.parametrize("cells", [("Ref", "Name", "Phone", "Mobile"), ("Ref", "Name", "Mobile", "Phone")])
def test_a_column_staff_added_beside_ours_is_theirs_and_stops_nothing(cells):
    found = headings(*cells)
    assert found.doubled == []
    assert found.columns["phone"] == cells.index("Phone") + 1
    assert found.others == {"Mobile": cells.index("Mobile") + 1}
    assert {heading: column.name for heading, column in found.outdone.items()} == {"Mobile": "phone"}


def test_start_and_started_do_not_meet():
    assert "start" not in find_headings(Grid("", [["Ref", "Title", "Started by"]]), Event).columns
    assert headings("Colour", "Shoe size") is None
    assert find_headings(Grid("", []), Person) is None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_tab_finds_all_its_columns_under_any_of_their_names(kind):
    columns = list(kind.columns.values())
    plain = find_headings(Grid("", [[column.heading for column in columns]]), kind)
    assert plain.columns == {column.name: place for place, column in enumerate(columns, start=1)}
    assert not plain.doubled
    longest = max(len(column.also) for column in columns)
    for number in range(longest):
        names = [(column.also * longest)[number] if column.also else column.heading for column in columns]
        assert find_headings(Grid("", [names]), kind).columns == plain.columns


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_tab_is_found_by_its_headings_alone_and_by_nobody_else(kind):
    """Renamed to anything, without a defined name: only the right kind takes it, if its headings tell enough."""
    grid = Grid("Sheet 7", [[column.heading for column in kind.columns.values() if not column.more]])
    found = {other for other, where in find_tabs([grid], KINDS).items() if where is grid}
    everyday = [column for column in kind.columns.values() if not column.more and not column.formula]
    assert found == ({kind} if len(everyday) >= 3 else set())


def test_a_defined_name_comes_before_a_title_and_a_title_before_headings():
    named = Grid("Old list", [["Ref", "Name"]], identity="People")
    titled = Grid("people ", [["Ref", "Name"]])
    patients = Grid("Patients", [["Ref", "Name"]])
    assert find_tabs([titled, named], KINDS)[Person] is named
    assert find_tabs([patients], KINDS)[Person] is patients
    assert (
        find_tabs([Grid("Whatever", [[c.heading for c in Attendance.columns.values()]])], KINDS)[Attendance]
        is not None
    )
    assert find_tabs([], KINDS) == dict.fromkeys(KINDS)
    # A tab that says it is another of ours is never taken by its title.
    assert find_tabs([Grid("People", [["Ref", "Name"]], identity="Log")], KINDS)[Person] is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.text(max_size=12),
                st.floats(),
                st.sampled_from(["Ref", "Name", "Email", "Date"]),
            ),
            max_size=6,
        ),
        max_size=6,
    )
)
def test_no_sheet_breaks_the_search_and_places_are_real(rows):
    found = find_headings(Grid("x", rows), Person)
    if found:
        width = len(rows[found.row - 1])
        places = [*found.columns.values(), *found.others.values()]
        assert len(set(places)) == len(places)
        assert all(1 <= place <= width for place in places)


@given(st.text())
def test_squashing_twice_is_squashing_once(text):
    assert squashed(squashed(text)) == squashed(text)
