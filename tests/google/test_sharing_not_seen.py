"""Google does not show us who can open a workbook: nothing goes out by it and no figures into it, until somebody looked."""

from dataclasses import replace

import pytest

from service.core.changes import WorkbookRefused
from service.flows.personal_links import LinksRefused, make_links
from sheet_templates.people import Person
from sheet_templates.surveys import Survey
from tests.flows.ward import person, rows
from tests.google.simulated import at_rest_in, copy_of

TOLD = "Google does not show us who the {} workbook is shared with"


@pytest.fixture(scope="module")
def at_rest(tmp_path_factory):
    starts = rows()
    starts[Survey][0] |= {"answers_are": "Confidential"}
    with at_rest_in(tmp_path_factory.mktemp("rest"), quota=False, starts=starts) as made:
        yield made


@pytest.fixture
def ward(tmp_path, at_rest):
    """Somebody types a name, and the day turns, which is news for both workbooks."""
    with copy_of(at_rest, tmp_path, quota=False) as made:
        made.add_person("Ines Jones")
        made.pass_time(24 * 60)
        made.google.switches.hides_sharing = True
        yield made


def figures(ward):
    return ward.google.control.book(ward.managers).version


def test_it_is_to_mend_on_today_and_managers_get_nothing_until_google_shows_it(ward):
    before = figures(ward)
    ward.to_quiet()
    assert TOLD.format("staff") in ward.text("Today")
    assert TOLD.format("managers'") in ward.text("Today")
    assert "sharing_checked_by_hand" in ward.text("Today")
    assert "P-009" in ward.refs("People"), "staff's own work goes on"
    assert figures(ward) == before
    ward.google.switches.hides_sharing = False
    ward.to_quiet()
    assert "does not show us" not in ward.text("Today")
    assert figures(ward) > before


def test_no_links_are_made_by_it(ward):
    with pytest.raises(LinksRefused, match=TOLD.format("staff")):
        make_links(ward.site, "S-001", ward.now())
    ward.google.switches.hides_sharing = False
    with pytest.raises(LinksRefused) as caught:
        make_links(ward.site, "S-001", ward.now())
    assert "does not show us" not in caught.value.says


def test_no_rows_are_moved_into_it(ward):
    with pytest.raises(WorkbookRefused, match=TOLD.format("staff")) as caught:
        ward.site.staff.install(
            ward.site.kinds, ward.site.tabs, ward.site.workbook_id, (), {Person: [person(1, "A Bee")]}
        )
    assert (caught.value.code, caught.value.workbook) == ("sharing-not-seen", "staff")


def test_where_the_settings_say_that_somebody_looked_all_goes_on(ward):
    before = figures(ward)
    ward.to_quiet()
    looked = replace(ward.settings.google, sharing_checked_by_hand=True)
    ward.settings = replace(ward.settings, google=looked)
    ward.another_process()
    ward.to_quiet()
    assert "does not show us" not in ward.text("Today")
    assert figures(ward) > before


def test_drives_word_that_we_may_not_edit_is_not_taken_for_true(ward):
    """It may say so of every file to whom it tells metadata alone; the write knows."""
    ward.google.switches.hides_sharing = False
    ward.google.switches.tells_no_rights = True
    ward.to_quiet()
    assert "P-009" in ward.refs("People")
