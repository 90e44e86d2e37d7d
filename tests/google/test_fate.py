"""A write without an answer: whether it landed or not, no row is lost, none stands there twice, and nobody waits for it."""

from datetime import timedelta

import pytest
import requests

from service.adapters.google.numbered import PATIENCE, SETTLES_WITHIN
from service.core.changes import FateUnknown, WorkbookBusy
from tests.google.simulated import copy_of

pytestmark = pytest.mark.slow

WORDS = "The lift is broken."
LOST = ["drop", "500", "503", "502 html", "504"]


@pytest.fixture
def ward(tmp_path, at_rest):
    with copy_of(at_rest, tmp_path) as made:
        made.tell(WORDS)
        yield made


def lose(ward, fault="drop", when="before", **more):
    """The next write has no answer."""
    ward.google.control.fault(fault, path=":batchUpdate$", when=when, **more)


def said(ward):
    return ward.column("Feedback", "What was said").count(WORDS)


def is_at_rest(ward):
    ward.to_quiet()
    ward.check_nothing_lost(words=[WORDS])
    return True


class Slow:
    """The client's way to Google, on which writes are held up: each is handed over, with its answer lost, when we say so."""

    def __init__(self, ward, times=1):
        self.times, self.held, self.waited = times, [], []
        client = ward.site.staff.api.client
        self.session, client._given = client.session, self

    def request(self, method, url, **named):
        is_change = (
            len((named["json"] or {}).get("requests", ())) > 1
        )  # not the try whether numbers are unique
        if is_change and self.times:
            self.times -= 1
            self.held.append((method, url, named))
            self.waited.append(named["timeout"][1])
            raise requests.ReadTimeout("no answer")
        return self.session.request(method, url, **named)

    def lands(self):
        """What the first of them comes to in the end."""
        method, url, named = self.held.pop(0)
        return self.session.request(method, url, **named).status_code


@pytest.mark.parametrize("fault", LOST)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_write_without_an_answer_costs_no_cycle(ward, fault, when):
    lose(ward, fault, when)
    began = ward.now()
    assert ward.cycle().did == "wrote" or when == "after"
    assert said(ward) == 1
    assert ward.now() - began < timedelta(seconds=30)
    assert is_at_rest(ward)


def test_one_that_lands_after_it_was_written_again_is_refused_whole(ward):
    slow = Slow(ward)
    ward.cycle()
    assert said(ward) == 1
    before = ward.cells("Feedback"), ward.cells("Today"), ward.cells("Checks")
    assert slow.lands() == 400
    assert (ward.cells("Feedback"), ward.cells("Today"), ward.cells("Checks")) == before
    assert is_at_rest(ward)


def test_so_is_one_that_comes_when_others_have_been_written_since(ward):
    """Its number stays taken for as long as Google may still carry it out."""
    slow = Slow(ward)
    ward.cycle()
    for minute in range(3):
        ward.pass_time(1)
        ward.add_person(f"Person {minute}")
        ward.cycle()
    assert slow.lands() == 400
    ward.to_quiet()
    ward.check_nothing_lost([f"Person {minute}" for minute in range(3)], [WORDS])


def test_whichever_of_several_comes_first_is_carried_out_alone(ward):
    slow = Slow(ward, times=3)
    with pytest.raises(FateUnknown):
        ward.cycle()
    assert slow.lands() == 200
    assert [slow.lands(), slow.lands()] == [400, 400]
    assert is_at_rest(ward)


def test_one_that_lands_just_before_it_is_written_again_wins(ward):
    slow = Slow(ward)
    held = slow.request

    def request(method, url, **named):
        if slow.held and len(named["json"]["requests"] if named["json"] else ()) > 1:
            assert slow.lands() == 200
        return held(method, url, **named)

    slow.request = request
    ward.cycle()
    assert said(ward) == 1
    assert is_at_rest(ward)


def test_another_process_goes_on_with_the_number_of_one_that_was_killed(ward):
    slow = Slow(ward)
    answered = slow.request

    def killed(method, url, **named):
        try:
            return answered(method, url, **named)
        except requests.ReadTimeout:
            raise KeyboardInterrupt from None

    slow.request = killed
    with pytest.raises(KeyboardInterrupt):
        ward.cycle()
    ward.another_process()
    ward.cycle()
    assert said(ward) == 1
    assert slow.lands() == 400
    assert is_at_rest(ward)


def test_an_answer_is_waited_for_longer_each_time(ward):
    slow = Slow(ward, times=9)
    with pytest.raises(FateUnknown):
        ward.cycle()
    assert slow.waited == list(PATIENCE)


def test_entries_of_old_writes_do_not_pile_up(ward):
    Slow(ward)
    for minute in range(8):
        ward.add_person(f"Person {minute}")
        ward.pass_time(1)
        ward.cycle()
    entries = ward.google.control.book(ward.staff).developer_metadata
    assert len([each for each in entries if each["metadataKey"] == "pv_write"]) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_where_google_would_take_a_number_twice_the_fate_of_the_last_is_waited_for(ward, when):
    ward.google.switches.metadata_numbers_unique = False
    lose(ward, "drop", when)
    if when == "before":
        with pytest.raises(WorkbookBusy, match="We wait three minutes"):
            ward.cycle()
        with pytest.raises(WorkbookBusy, match="We wait three minutes"):
            ward.cycle()
        assert said(ward) == 0
        ward.clock.sleep(SETTLES_WITHIN.total_seconds())
    ward.cycle()
    assert said(ward) == 1
    assert is_at_rest(ward)


def test_a_ref_of_a_write_that_never_landed_is_given_again(ward):
    ward.google.switches.metadata_numbers_unique = False  # or nobody would wait until that is known
    ward.to_quiet()
    ward.add_person("Ivy Jones")
    ward.pass_time()
    lose(ward)
    with pytest.raises(WorkbookBusy):
        ward.cycle()
    ward.pass_time(5)
    ward.to_quiet()
    assert ward.refs("People")[-1] == "P-009"


@pytest.mark.parametrize("when", ["before", "after"])
def test_no_ref_is_given_twice_where_nobody_waits(ward, when):
    ward.to_quiet()
    lose(ward, "drop", when)
    ward.add_person("Ivy Jones")
    ward.pass_time()
    ward.cycle()
    ward.add_person("Ola Okafor")
    ward.to_quiet()
    refs = ward.refs("People")
    assert len(set(refs)) == len(refs) == 10
