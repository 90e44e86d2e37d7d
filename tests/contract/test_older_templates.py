"""A workbook of an older template goes through `init`: all of ours is as the newer one has it, and all of staff's as it was."""

import pytest

from service.core.changes import RENEW, ServiceTab
from service.core.rows import Column, Row
from service.core.values import Choice, Date, FromList, Phone, Text
from tests.contract.conftest import HARNESSES, RUNS
from tests.contract.hands import SITE
from tests.excel.kinds import Fact

FRIENDS = "Friends"
OLD_HEADINGS = ["Ref", "Check", "Name", "State", "Since", "Theme"]
OWN, ASKED = "Colour", "Ask for phone"
ROWS = [
    ["P-001", None, "Jane", "Active", None, "Parking", "red"],
    ["P-002", None, "Ann", "mine", None, "Waiting", None],
    [None, None, "Bo", "Lapsed", None, None, "blue"],
]


class Older:
    """As it was when the workbook was made: `Status` was called `State`."""

    class Friend(Row, tab=FRIENDS, letter="P", place=10, shown=True, label="name"):
        """People we know."""

        name = Column("Name", Text(80), "First name and surname.", required=True, needed=True)
        status = Column("State", Choice("New", "Active"), "How things stand.")
        born = Column("Since", Date(), "The day it began.")
        theme = Column("Theme", FromList("Theme"), "What matters most.")


class Newer:
    """A column, which Set-up asks for, and one that needs no setting, a tab more, and one word more to choose."""

    class Friend(Row, tab=FRIENDS, letter="P", place=10, shown=True, label="name"):
        """People we know."""

        name = Column("Name", Text(80), "First name and surname.", required=True, needed=True)
        status = Column("Status", Choice("New", "Active", "Left"), "How things stand.", also=("State",))
        phone = Column("Phone", Phone(), "One number.", only_if=ASKED)
        born = Column("Since", Date(), "The day it began.")
        theme = Column("Theme", FromList("Theme"), "What matters most.")
        town = Column("Town", Choice("Leeds", "York"), "Where they live.")


class Others:
    """The drop-down that is there is none of ours."""

    class Friend(Row, tab=FRIENDS, letter="P", place=10, shown=True, label="name"):
        """People we know."""

        name = Column("Name", Text(80), "First name and surname.", required=True, needed=True)
        status = Column("State", Choice("Here", "Gone"), "How things stand.")


def tabs(*titles):
    hidden = ("Lists", "Checks")
    return tuple(
        ServiceTab(each, "staff", 200 + at, "Ours.", hidden=each in hidden) for at, each in enumerate(titles)
    )


@pytest.fixture(params=RUNS)
def hands(request, tmp_path):
    """Installed with the older template, filled by staff, and damaged here and there."""
    made = HARNESSES[request.param](tmp_path, (Older.Friend, Fact), tabs("Today", "Lists"))
    install(made)
    made.put(FRIENDS, "G1", [OWN])
    made.put(FRIENDS, "A2", *ROWS)
    made.note(FRIENDS, "C2", "rings back on Fridays")
    made.paste(FRIENDS, "D2", ["Active"])
    made.delete_tab("Lists")  # with the named ranges that pointed there
    made.add_tab("Rota")
    made.put("Rota", "A1", ["Monday", "Amy"])
    made.kinds, made.tabs = (Newer.Friend, Fact), tabs("Today", "Lists", "Checks")
    yield made
    made.close()


def install(hands, *more):
    hands.anew().install(hands.kinds, hands.tabs, SITE, [ASKED, *more])


def column(hands, heading):
    headings = [str(word or "").strip("ƒ▸ ") for word in hands.rows(FRIENDS)[0]]
    return "ABCDEFGHIJ"[headings.index(heading)]


def under(hands, heading):
    place = "ABCDEFGHIJ".index(column(hands, heading))
    return [line[place] if place < len(line) else None for line in hands.rows(FRIENDS)[1:]]


def test_all_of_ours_is_upgraded_and_all_of_staffs_stays(hands):
    assert hands.rows(FRIENDS)[0] == [*OLD_HEADINGS, OWN]
    install(hands)
    assert hands.rows(FRIENDS)[0] == [*OLD_HEADINGS, OWN, "Phone"], (
        "added behind all; no heading is typed over"
    )
    assert {"Lists", "Checks"} <= set(hands.titles(hidden=True))
    for heading in ("Ref", "Name", "State", "Since", "Theme", OWN):
        place = [*OLD_HEADINGS, OWN].index(heading)
        assert under(hands, heading) == [row[place] for row in ROWS], heading
    assert hands.note_at(FRIENDS, "C2") == "rings back on Fridays"
    assert hands.rows("Rota") == [["Monday", "Amy"]]
    assert hands.drop_down(FRIENDS, "D2") == ["New", "Active", "Left"]  # pasted over; one that is there stays
    assert hands.drop_down(FRIENDS, f"{column(hands, 'Theme')}2") == ["Waiting", "Parking"]
    with hands.nothing_written():
        install(hands)
        assert list(hands.anew().mend([ASKED])) == []


def test_what_a_newer_version_has_more_is_put_in_where_somebody_asks_for_it(hands):
    """Without being asked a column stays away: nobody can tell it from one that staff deleted."""
    install(hands)
    assert "Town" not in hands.rows(FRIENDS)[0]
    assert hands.drop_down(FRIENDS, "D3") == ["New", "Active"]
    install(hands, RENEW)
    assert hands.rows(FRIENDS)[0] == [*OLD_HEADINGS, OWN, "Phone", "Town"]
    for row in ("2", "3", "4", "200"):
        assert hands.drop_down(FRIENDS, f"D{row}") == ["New", "Active", "Left"], row
        assert hands.drop_down(FRIENDS, f"I{row}") == ["Leeds", "York"], row
    for heading in ("Ref", "Name", "State", "Since", "Theme", OWN):
        place = [*OLD_HEADINGS, OWN].index(heading)
        assert under(hands, heading) == [row[place] for row in ROWS], heading
    with hands.nothing_written():
        install(hands, RENEW)


def test_a_drop_down_of_somebodys_own_words_stays(hands):
    hands.kinds = (Others.Friend, Fact)
    install(hands, RENEW)
    assert hands.drop_down(FRIENDS, "D3") == ["New", "Active"]
