"""The bench of Google, small: two sites over midnight with everything that goes wrong, a few rows, one cycle beside gspread's."""

import sys
from collections import Counter
from datetime import timedelta

import pytest

from bench import google, google_rows
from bench.google_day import Seen, Wait, over_midnight
from bench.google_requests import cycles
from bench.simulated import SimulatedTime
from bench.site import NOW

pytestmark = pytest.mark.slow


def test_simulated_time_passes_in_the_order_of_moments_and_a_fault_is_told():
    time, said = SimulatedTime(NOW), []

    def sleeper(name, *seconds):
        for each in seconds:
            time.sleep(each)
            said.append((name, (time.now() - NOW).total_seconds()))

    time.run([lambda: sleeper("slow", 5, 5), lambda: sleeper("quick", 2, 4)])
    assert said == [("quick", 2), ("slow", 5), ("quick", 6), ("slow", 10)]
    with pytest.raises(ZeroDivisionError):
        SimulatedTime(NOW).run([lambda: 1 // 0])


def test_the_longest_wait_is_counted_to_the_end_where_it_never_ended():
    ended = NOW + timedelta(minutes=20)
    waits = [
        Wait("Ref", NOW, bool, NOW + timedelta(minutes=4)),
        Wait("Ref", NOW + timedelta(minutes=5), bool),
    ]
    seen = Seen(waits, 0, 0, {}, 0, ended, Counter(), 0)
    assert (seen.longest, seen.never, seen.fresh) == (timedelta(minutes=15), 1, 0.5)


def test_two_sites_over_midnight_lose_nothing_whatever_goes_wrong():
    seen = over_midnight(2, faults=0.05, minutes=14, calm=12)
    assert len(seen.waits) >= 4
    assert (seen.lost, seen.doubled, seen.never, seen.refused) == (0, 0, 0, 0)
    assert seen.faults.total() > 0
    fresh, *others = google.figures_of(seen, "2 sites")
    assert fresh.value == seen.fresh
    assert all(figure.is_kept for figure in others)


def test_a_cycle_costs_a_quarter_of_the_same_with_gspread_alone():
    idle, edit, _ = cycles()
    assert idle.ours == 1
    assert edit.ours < 0.25 * edit.plain


@pytest.mark.skipif(sys.platform == "win32", reason="the bench's server waits for a signal")
def test_a_sync_is_measured_apart_from_the_server():
    first, next_day = google_rows.syncs(0)
    assert 0 < first.on_the_wire < first.took
    assert 0 < next_day.outside < 1
