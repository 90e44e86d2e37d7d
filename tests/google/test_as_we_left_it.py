"""The managers' workbook while nobody but us has written in it: its cells are not read, and so nothing is known of them."""

from dataclasses import replace

import pytest

from service.core.changes import ChangedSinceRead, Changes, ServiceTab, TabContent
from tests.google.simulated import copy_of

VISITS = ServiceTab("Visits", "managers", 95, "x")  # as a later version of ours may have one


@pytest.fixture
def ward(tmp_path, at_rest):
    with copy_of(at_rest, tmp_path) as made:
        yield made


def as_we_left_it(port):
    while (read := port.read()).cells_are_known:  # whoever wrote last was a person, until we do
        today = TabContent(replace(VISITS, title="Overview"), [["Written"]])
        port.publish(Changes(based_on=read.revision, tabs=[today]))
    return read


def their_own_tab(ward):
    ward.google.control.edit(
        ward.managers,
        {"do": "add_tab", "title": "Visits"},
        {"do": "type", "tab": "Visits", "cell": "A1", "text": "Ours, of the ward round"},
    )


def our_tab(read):
    return Changes(based_on=read.revision, tabs=[TabContent(VISITS, [["Visits"], ["By us"]])])


def both_stand(ward):
    assert ward.text("Visits", ward.managers) == "Ours, of the ward round"
    assert ward.text("Visits 2", ward.managers) == "Visits\nBy us"


def test_a_tab_that_managers_made_stays_theirs_when_one_of_ours_gets_its_title(ward):
    port = ward.site.managers
    their_own_tab(ward)
    port.memory.keep(layout=None)
    read = as_we_left_it(port)
    assert "Visits" in [grid.title for grid in read.grids]
    port.publish(our_tab(read))
    both_stand(ward)


def test_so_does_one_that_no_look_has_told_of(ward):
    port = ward.site.managers
    as_we_left_it(port)
    their_own_tab(ward)
    read = port.read()
    assert "Visits" not in [grid.title for grid in read.grids]
    with pytest.raises(ChangedSinceRead):  # and not a request that Google refuses
        port.publish(our_tab(read))
    port.publish(our_tab(port.read()))
    both_stand(ward)
