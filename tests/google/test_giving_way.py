"""While many sites want to read, a cycle for which nobody waits is left to the next; what people did never is."""

from datetime import UTC, datetime, timedelta

import pytest

from service.adapters.google.quota import OwnBookings, Pace
from service.flows.sync import WAITS_WITHIN
from tests.google.simulated import copy_of

pytestmark = pytest.mark.slow

CROWD = 30  # half of what a minute may have


@pytest.fixture
def ward(tmp_path, at_rest):
    with copy_of(at_rest, tmp_path) as made:
        made.cycle()
        yield made


def crowd(ward, reads=CROWD):
    """Other sites of the account have read just now."""
    client = ward.site.staff.api.client
    taken = client._pace.bookings.used(client.address, "read", ward.clock.now())
    for _ in range(reads - taken):
        assert client._pace.wait(client.address, "read", timedelta(), ward.clock.now, ward.clock.sleep)


def cycle(ward, reads=CROWD):
    """One of the clock's, and the kinds of the requests it made."""
    crowd(ward, reads)
    ward.google.control.clear_log()
    did = ward.cycle(gives_way=True).did
    log = ward.google.control.log  # a token that ran out is renewed, once an hour
    return did, [each.kind for each in log if each.kind != "token" and each.status != 401]


def to_midnight(ward):
    midnight = (ward.now() + timedelta(days=1)).replace(hour=0, minute=0, second=0)
    ward.clock.sleep((midnight - ward.now()).total_seconds())
    return midnight


def test_the_new_day_waits_while_many_read_and_no_longer_than_three_minutes(ward):
    midnight = to_midnight(ward)
    assert cycle(ward) == ("left for later", ["drive"])
    ward.pass_time(2)
    assert cycle(ward) == ("left for later", ["drive"])
    ward.pass_time(1)
    assert ward.now() - midnight >= WAITS_WITHIN
    assert cycle(ward)[0] == "wrote"


def test_so_it_is_with_what_we_wrote_ourselves_and_read_back(ward):
    ward.add_person("Ines Jones")
    ward.pass_time(3)
    assert cycle(ward, 0)[0] == "wrote"
    ward.to_quiet()
    ward.tell("Warmer, please.")
    ward.pass_time(1)
    assert cycle(ward)[0] == "wrote"  # a patient's words wait for nobody
    while ward.cycle().did == "wrote":  # where a row was added all is read once more
        ward.pass_time(1)
    ward.edit({"do": "type", "tab": "People", "cell": "E3", "text": "soon"})
    ward.pass_time(1)
    assert cycle(ward)[0] == "wrote"
    ward.pass_time(1)
    assert cycle(ward) == ("left for later", ["drive"])
    ward.pass_time(2)
    assert cycle(ward)[0] == "nothing differed"
    ward.pass_time(1)
    assert cycle(ward) == ("nothing to do", ["drive"])


def test_what_people_did_is_read_at_once(ward):
    to_midnight(ward)
    ward.pass_time(1)
    ward.add_person("Ines Jones")
    assert cycle(ward)[0] == "wrote"
    assert "Ines Jones" in ward.column("People", "Name")


def test_with_half_of_the_minute_free_nothing_waits(ward):
    to_midnight(ward)
    assert cycle(ward, CROWD - 1)[0] == "wrote"


def test_whoever_asks_for_a_sync_gets_one(ward):
    to_midnight(ward)
    crowd(ward)
    assert ward.cycle().did == "wrote"


def test_a_minute_is_crowded_for_all_processes_of_an_account_and_for_reads_alone(ward):
    crowd(ward)
    ward.another_process()
    client = ward.site.staff.api.client
    assert client.is_crowded("read")
    assert not client.is_crowded("write")
    assert not client.is_crowded("drive")
    ward.clock.sleep(63)
    assert not client.is_crowded("read")


def test_so_it_is_without_a_ledger():
    pace, at = Pace(OwnBookings(), {"read": 4}), datetime(2026, 3, 17, tzinfo=UTC)
    for taken in range(3):
        assert pace.is_crowded("us", "read", at) is (taken >= 2)
        assert pace.wait("us", "read", timedelta(), lambda: at, lambda seconds: None)
    assert not pace.is_crowded("others", "read", at)
