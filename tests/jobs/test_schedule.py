"""The schedule as a table: hospital time, both clock changes, once after downtime, and a clock that jumps."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from jobs import Job, all_jobs
from jobs.__main__ import Jump, second_of

LONDON = ZoneInfo("Europe/London")


def at(words):
    return datetime.fromisoformat(words).replace(tzinfo=LONDON)


def job(when):
    return Job("some-job", when, "a reason", lambda site, now: {})


def test_every_job_has_a_reason_and_runs_at_a_time_of_its_own():
    jobs = all_jobs()
    assert {each.name for each in jobs} == {
        "back-up", "keep-house", "mend-workbooks", "sync-workbooks", "turn-the-day",
    }  # fmt: skip
    assert all(len(each.because) > 20 for each in jobs)
    nightly = [each.when for each in jobs if not each.when.startswith("*/")]
    assert len(set(nightly)) == len(nightly)


def test_nothing_runs_in_the_hour_that_summer_time_skips_or_repeats():
    for each in all_jobs():
        if not each.when.startswith("*/"):
            assert each.when.split()[1] not in ("1", "2"), each.name


def test_days_are_named_because_figures_are_one_off():
    for each in all_jobs():
        assert not any(character.isdigit() for character in each.when.split()[4]), each.name


@pytest.mark.parametrize(
    ("moment", "next_time"),
    [
        ("2026-03-28T12:00", "2026-03-29T00:05"),
        ("2026-03-29T12:00", "2026-03-30T00:05"),  # summer time began
        ("2026-10-24T12:00", "2026-10-25T00:05"),
        ("2026-10-25T12:00", "2026-10-26T00:05"),  # and ended
    ],
)
def test_five_past_midnight_stays_five_past_midnight_over_both_clock_changes(moment, next_time):
    assert job("5 0 * * *").next_after(at(moment), LONDON) == at(next_time)


def test_the_next_time_is_never_now():
    assert job("5 0 * * *").next_after(at("2026-11-23T00:05"), LONDON) == at("2026-11-24T00:05")


def test_sites_come_one_after_the_other_through_the_minute():
    assert [second_of(number, 4) for number in range(4)] == [0, 15, 30, 45]
    assert second_of(0, 1) == 0
    assert max(second_of(number, 50) for number in range(50)) < 60
    first = job("5 0 * * *").trigger(LONDON, 42).get_next_fire_time(None, at("2026-11-23T00:05"))
    assert first == at("2026-11-23T00:05:42")


def test_a_missed_run_is_due_once_however_long_nothing_ran():
    nightly = job("5 0 * * *")
    last, now = at("2026-11-01T00:05"), at("2026-11-23T09:00")
    assert nightly.is_due(last, now, LONDON)
    assert not nightly.is_due(now, now + timedelta(hours=1), LONDON)


def test_a_job_that_never_ran_is_due():
    assert job("5 0 * * *").is_due(None, at("2026-11-23T09:00"), LONDON)


def test_a_clock_that_jumps_back_makes_nothing_due():
    nightly = job("5 0 * * *")
    assert not nightly.is_due(at("2026-11-23T00:05"), at("2026-11-22T09:00"), LONDON)


def test_a_clock_that_jumps_a_year_ahead_makes_one_run_due():
    nightly = job("5 0 * * *")
    assert nightly.is_due(at("2026-11-23T00:05"), at("2027-11-23T09:00"), LONDON)


def test_the_clock_notices_that_the_machine_went_back_but_not_a_small_correction():
    start = at("2026-11-23T09:00")
    jump = Jump(start, 0.0)
    assert not jump.back(start + timedelta(seconds=5), 5.0)
    assert not jump.back(start + timedelta(seconds=3), 10.0)  # a time server's seven seconds
    assert not jump.back(start + timedelta(days=1), 15.0)  # ahead: what is due then runs by itself
    assert jump.back(start + timedelta(seconds=10), 20.0)
    assert not jump.back(start + timedelta(seconds=15), 25.0)
