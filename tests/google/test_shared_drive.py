"""Both spreadsheets on a shared drive, as the README advises: nobody owns them, and who may open them only a list tells."""

import pytest

from tests.google.simulated import SimulatedWard, copy_of
from tests.google.test_traffic import NOTHING, cycle
from tests.sheets_api.server import SheetsAPI

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def at_rest(tmp_path_factory):
    """Both were there before `init` ran."""
    with SheetsAPI() as google:
        create = google.control.create

        def on_a_shared_drive(*words, **more):
            made = create(*words, **more)
            google.control.to_shared_drive(made)
            return made

        google.control.create = on_a_shared_drive
        made = SimulatedWard(tmp_path_factory.mktemp("rest"), google)
        made.to_quiet()
        made.close()
        yield made


@pytest.fixture
def ward(tmp_path, at_rest):
    with copy_of(at_rest, tmp_path) as made:
        made.cycle()  # a token is asked for once an hour
        yield made


def test_all_is_filled_and_an_idle_cycle_is_one_request(ward):
    assert "Written on" in ward.text("Today")
    assert "does not show us" not in ward.text("Today")
    ward.another_process()
    assert cycle(ward) == ("nothing to do", NOTHING)


def test_a_busy_cycle_asks_drive_once_more_for_each_workbook(ward):
    ward.add_person("Ines Jones")
    did, counts = cycle(ward)
    assert did == "wrote"
    assert "P-009" in ward.refs("People")
    assert counts["staff"] == {"read": 2, "write": 1, "drive": 2}
    assert counts["managers"]["drive"] <= 2
    while did != "nothing to do":
        did, counts = cycle(ward)
        assert all(each["drive"] <= 2 for each in counts.values())
    assert counts == NOTHING


def test_whom_it_is_shared_with_is_judged_by_the_list(ward):
    ward.add_person("Ines Jones")
    ward.google.control.share(ward.staff, "somebody@mail.example", "reader")
    ward.pass_time()
    assert ward.fails()[:2] == ("shared-outside", "staff")
    ward.google.control.withdraw(ward.staff, "somebody@mail.example")
    ward.pass_time()
    ward.to_quiet()
    assert "P-009" in ward.refs("People")


def test_where_it_hides_its_people_that_is_told(ward):
    ward.google.switches.hides_sharing = True
    ward.add_person("Ines Jones")
    ward.to_quiet()
    assert "Google does not show us who the staff workbook is shared with" in ward.text("Today")
