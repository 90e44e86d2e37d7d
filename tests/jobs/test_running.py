"""One run: never two at a time, always recorded, and what failed told without a word anybody typed."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from jobs import Job
from jobs.__main__ import missed, run_quietly
from service.core.changes import WorkbookBusy, WorkbookRefused
from service.flows.running import AlreadyRunning, run_job, run_recorded
from service.ledger import leases, runs, tables
from tests.cli.house import House
from tests.flows.ward import LONDON, NOW

LATER = NOW + timedelta(minutes=10)


def job(work, name="some-job", holds=""):
    return Job(name, "*/3 * * * *", "a reason", work, holds=holds or name)


def last(house, name="some-job"):
    with house.ledger.read() as conn:
        return runs.last(conn, name, "ward")


def test_a_run_is_recorded_with_its_counts(house):
    assert run_job(job(lambda site, now: {"rows": 2}), house.site, NOW) == {"rows": 2}
    run = last(house)
    assert (run.outcome, run.counts, run.started, run.message) == ("done", {"rows": 2}, NOW, "")


def test_a_failing_run_is_recorded_with_the_place_and_kind_of_fault_alone(house, caplog):
    def fails(site, now):
        raise ValueError("Amara Bello said no")

    run_quietly(job(fails), house.site, NOW)
    run = last(house)
    assert run.outcome == "failed"
    assert run.message.startswith("ValueError at service.flows.running.")
    assert "Amara" not in run.message + caplog.text
    assert "ValueError" in caplog.text
    run_quietly(job(lambda site, now: {}), house.site, LATER)  # and the next one runs
    assert last(house).outcome == "done"


def test_a_run_longer_than_its_lease_keeps_it(house, monkeypatch):
    """By a clock on which the lease would have run out."""
    monkeypatch.setattr("service.flows.running.RENEWED_EVERY", 0.05)
    moment, site = [NOW], house.site

    def clock():
        return moment[0]

    def lasts(site, now):
        moment[0] = NOW + timedelta(minutes=20)
        began = time.monotonic()
        while time.monotonic() < began + 5:
            with house.ledger.read() as conn:
                until = conn.execute(select(tables.leases.c.until)).scalar_one()
            if until > moment[0]:
                break
            time.sleep(0.02)
        with pytest.raises(AlreadyRunning):
            run_job(job(lambda site, now: {}), site, NOW, clock)
        return {"rows": 2}

    assert run_job(job(lasts), site, NOW, clock) == {"rows": 2}
    assert run_job(job(lambda site, now: {}), site, LATER, clock) == {}, "and it is free afterwards"


@pytest.mark.parametrize("kind", [WorkbookBusy, WorkbookRefused])
def test_a_workbook_in_the_way_is_waiting_not_failure(house, kind):
    def waits(site, now):
        raise kind("Somebody has it open.", "open-elsewhere")

    with pytest.raises(kind):
        run_job(job(waits), house.site, NOW)
    run = last(house)
    assert (run.outcome, run.message, run.counts["code"]) == (
        "waiting",
        "Somebody has it open.",
        "open-elsewhere",
    )


def test_a_job_inside_itself_or_beside_what_it_shares_is_refused(house):
    def inner(site, now):
        with pytest.raises(AlreadyRunning):
            run_job(job(inner), site, now)
        with pytest.raises(AlreadyRunning):
            run_job(job(inner, "another", holds="some-job"), site, now)
        run_job(job(lambda site, now: {}, "a-third"), site, now)
        return {}

    run_job(job(inner), house.site, NOW)
    assert last(house).outcome == "done"
    assert last(house, "another") is None
    assert last(house, "a-third").outcome == "done"


def _hold(folder, begun, go_on):
    house = House(folder)

    def work(site, now):
        begun.set()
        go_on.wait(20)
        return {"by": "the other"}

    run_job(job(work), house.site, NOW)
    house.close()


def test_two_processes_never_run_one_job_at_the_same_time(house):
    context = multiprocessing.get_context("spawn")
    begun, go_on = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(house.folder, begun, go_on))
    other.start()
    assert begun.wait(20)
    with pytest.raises(AlreadyRunning):
        run_job(job(lambda site, now: {}), house.site, NOW)
    go_on.set()
    other.join(20)
    assert run_job(job(lambda site, now: {"by": "us"}), house.site, LATER) == {"by": "us"}


def test_a_job_whose_process_was_killed_runs_again_at_once(house):
    context = multiprocessing.get_context("spawn")
    begun, go_on = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(house.folder, begun, go_on))
    other.start()
    assert begun.wait(20)
    os.kill(other.pid, signal.SIGKILL)
    other.join(20)
    assert run_job(job(lambda site, now: {"by": "us"}), house.site, LATER) == {"by": "us"}


def test_a_holder_on_another_machine_is_waited_for_until_its_lease_runs_out(house):
    at = datetime(2026, 11, 23, 9, 30, tzinfo=LONDON)
    with house.ledger.write() as conn:
        assert leases.claim(conn, "some-job:ward", "elsewhere|pid:[1]|99999|1", 900, at)
    for moment in (at, at + timedelta(minutes=14), at - timedelta(minutes=5)):
        with pytest.raises(AlreadyRunning):
            run_job(job(lambda site, now: {}), house.site, NOW, clock=lambda moment=moment: moment)
    back = at - timedelta(days=2)  # the machine's clock went back: that lease would bar the job for two days
    assert run_job(job(lambda site, now: {"ran": 1}), house.site, NOW, clock=lambda: back) == {"ran": 1}


def test_a_run_killed_in_the_middle_stands_as_not_ended(house):
    with house.ledger.write() as conn:
        runs.start(conn, "ward", "sync-workbooks", NOW)
    assert "It has not ended" in house.run("jobs", "--now", LATER.isoformat()).out


# Catching up


def test_after_downtime_each_job_is_due_once_in_the_order_of_the_day(house):
    site = house.site
    assert [each.name for each in missed(site, NOW)] == [
        "sync-workbooks",
        "turn-the-day",
        "keep-house",
        "back-up",
        "mend-workbooks",
    ]
    for each in missed(site, NOW):
        run_quietly(each, site, NOW)
    assert missed(site, NOW + timedelta(seconds=30)) == []
    away = NOW + timedelta(days=20)
    due = missed(site, away)
    names = ["sync-workbooks", "turn-the-day", "keep-house", "back-up", "mend-workbooks"]
    assert [each.name for each in due] == names
    for each in due:
        run_quietly(each, site, away)
    assert missed(site, away + timedelta(seconds=30)) == []
    assert [each.name for each in missed(site, away + timedelta(minutes=5))] == ["sync-workbooks"]


def test_a_run_from_a_clock_that_was_ahead_does_not_hide_what_is_missed(house):
    site = house.site
    run_recorded("turn-the-day", site, NOW + timedelta(days=365), dict)
    assert "turn-the-day" in [each.name for each in missed(site, NOW)]


# The clock itself


def test_the_clock_syncs_and_stops_within_two_seconds(house):
    house.add("People", Name="Ines Jones")
    clock = house.start("clock")
    try:
        _until(lambda: (run := last(house, "back-up")) and run.finished, clock)
        assert last(house, "sync-workbooks").outcome == "done"
        assert house.refs("People")[-1] == "P-009"
        clock.send_signal(signal.SIGTERM)
        _, err = clock.communicate(timeout=2)
    finally:
        clock.kill()
    assert clock.returncode == 0
    assert "Traceback" not in err
    assert "The clock is running for ward." in err
    assert "The clock was stopped." in err


def test_the_clock_stops_within_two_seconds_in_the_middle_of_a_run_and_the_next_goes_on(house):
    (house.folder / "slow.py").write_text(SLOW)
    command = [sys.executable, str(house.folder / "slow.py"), str(house.toml)]
    from tests.cli.house import environment

    clock = subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True)
    try:
        _until(lambda: (house.folder / "begun").exists(), clock)
        clock.send_signal(signal.SIGINT)
        _, err = clock.communicate(timeout=2)
    finally:
        clock.kill()
    assert clock.returncode == 0
    assert "Traceback" not in err
    assert house.run("run", "sync-workbooks").code == 0


SLOW = """
import sys, time
from pathlib import Path
import jobs.__main__ as clock
from service.cli import main

def slowly(job, site):
    from service.flows.running import run_recorded
    def work():
        Path(sys.argv[1]).with_name("begun").touch()
        time.sleep(60)
    run_recorded("sync-workbooks", site, clock.datetime.now(site.timezone), work, holds="workbooks")

clock.run_quietly = slowly
main(["--config", sys.argv[1], "clock"])
"""


def _until(is_so, process, within=30):
    from time import monotonic, sleep

    until = monotonic() + within
    while not is_so():
        assert process.poll() is None, process.stderr.read()
        assert monotonic() < until, "not in time"
        sleep(0.1)
