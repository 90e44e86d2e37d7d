"""The same site on both ports: after the same day, every tab of both workbooks is the same cell by cell (FEATURES row 53)."""

from datetime import timedelta

import pytest

from service.demo import SITES
from service.ledger import offers
from tests.contract import sites
from tests.contract.sites import DAY, MINUTE, NOW, add, answered, differences, to_quiet, told, type_in
from tests.sheets_api.server import SheetsAPI

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The demo's year, answered, and brought to quiet."""
    folder = tmp_path_factory.mktemp("both")
    starts = SITES[sites.SLUG].rows(NOW.date())
    with SheetsAPI(quota=False) as google:
        pair = sites.ExcelSite(folder / "excel", starts), sites.GoogleSite(folder / "google", google, starts)
        for site in pair:
            to_quiet(site, NOW)
            answered(site, NOW)
        yield pair
        for site in pair:
            site.ends()


def alike(both, now, *hands):
    """Both sites after the same hands, and the save that tells Excel that its new rows were seen."""
    problems = []
    for site in both:
        with site.at_work():
            for hand in hands:
                hand(site)
        to_quiet(site, now)
        site.saved()
        to_quiet(site, now)
        site.saved()
        problems.append(to_quiet(site, now))
    assert differences(*both) == []
    assert problems[0] == problems[1] or not problems[1]  # empty where the last cycle had nothing to read
    return both[1]


def typing_mistakes(site):
    type_in(site, "People", "P-003", "Status", "Actve")
    type_in(site, "People", "P-004", "Email", "not an address")
    type_in(site, "Actions", "A-001", "Due", "31/02/2026")
    type_in(site, "Events", "E-001", "Date", "next Tuesday")
    type_in(site, "Attendance", "T-001", "Person", "Nobody Known")
    type_in(site, "Feedback", "F-001", "Theme", "0042")


def sorting(site):
    site.sort("People", sites.place_of(site, "People", "Name"))
    site.sort("Feedback", sites.place_of(site, "Feedback", "Kind"), descending=True)


def adding_people(site):
    add(site, "People", Name="Ines Jones", Role="Patient", Status="New", Phone="01632 960777")
    add(site, "People", Role="Carer", Status="Active")
    add(site, "People", Name="Zita Quill", Role="Patient", Status="Active", Email="zita@example.org")


def deleting_a_row(site):
    site.delete("Feedback", sites.row_of(site, "Feedback", "F-002"))
    site.delete("Attendance", sites.row_of(site, "Attendance", "T-003"))


def pasting_a_list(site):
    number = len(sites.OnEyes.rows(site, "People")) + 1
    lines = [
        ["", f"new{each}@example.org", f"New Person{each}", "07700 90012" + str(each)] for each in range(1, 7)
    ]
    site.paste("People", f"A{number}", *lines)


def a_death(site):
    type_in(site, "People", "P-005", "Status", "Died")


def a_message(site):
    told(site, "=Could there be tea? 0042\n+44", b"first", NOW)


def another_message(site):
    told(
        site,
        "Zoë 🦋 would like an answer",
        b"second",
        NOW,
        wants_answer="Yes",
        name="Zoë",
        contact="01632 960888",
    )


def closing_the_survey(site):
    type_in(site, "Surveys", "S-002", "Closes", "24/11/2026")


def copying_and_hiding_tabs(site):
    site.hide_tab("Feedback")
    site.add_tab("Rota")


def a_clean_up(site):
    site.delete_tab("Problems")
    site.delete_tab("Today")
    site.clear("Log", "A1:C9")
    site.type("Links", "A1", "mine")
    site.sort("Checks", "B")


def test_a_day_of_hands_leaves_both_the_same(both):
    alike(both, NOW + MINUTE)
    alike(both, NOW + 2 * MINUTE, typing_mistakes)
    alike(both, NOW + 3 * MINUTE, sorting)
    alike(both, NOW + 4 * MINUTE, adding_people, deleting_a_row)
    google = alike(both, NOW + 5 * MINUTE, a_message, pasting_a_list)
    alike(both, NOW + 6 * MINUTE, another_message, a_death, copying_and_hiding_tabs)
    alike(both, NOW + 7 * MINUTE, a_clean_up)
    alike(both, NOW + 8 * MINUTE, closing_the_survey)
    alike(both, NOW + DAY)
    alike(both, NOW + 2 * DAY + timedelta(hours=3))
    states = []
    for site in both:
        with site.ledger.read() as conn:
            states.append(
                sorted((each.tab, each.ref, each.state) for each in offers.offered(conn, sites.SLUG))
            )
    assert states[0] == states[1]
    assert google.sync(NOW + 2 * DAY + timedelta(hours=3)).did == "nothing to do"
