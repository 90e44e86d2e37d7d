"""Nobody is refused by Google for want of patience: one pace for all threads and all processes of an account."""

import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

from service.adapters.google.quota import OwnBookings, Pace
from service.core.pacing import WINDOW
from service.ledger import open_ledger
from service.ledger.quota import SharedBookings
from service.ledger.upgrade import upgrade
from tests.google.asking import hurried

ROOT = Path(__file__).parents[2]
SECRET = "a secret of the tests, 32 bytes!"


def test_a_hundred_and_fifty_requests_of_one_process_are_never_refused(connected):
    for _ in range(150):
        connected.read()
    assert set(connected.requests("read")) == {200}
    assert sum(connected.clock.waits) >= 2 * 60


def test_without_a_pace_google_would_have_refused(connected):
    api = connected.connect(pace=Pace(OwnBookings(), {}))
    for _ in range(61):
        connected.read(api)
    assert 429 in connected.requests("read")


def test_two_processes_share_one_ledger_and_see_not_one_429(connected, tmp_path):
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    upgrade(url)
    open_ledger(url, SECRET.encode()).dispose()
    began = time.time()
    connected.google.now = hurried(began)
    arguments = [connected.google.url, connected.key_file, connected.staff, url, SECRET, began, 60, 30]
    command = [sys.executable, "-m", "tests.google.asking", *map(str, arguments)]
    asking = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [each.communicate(timeout=120)[1] for each in asking]
    assert [each.returncode for each in asking] == [0, 0], said
    assert Counter(connected.requests("read")) == {200: 120}
    assert Counter(connected.requests("write")) == {200: 60}


def test_two_processes_keep_to_one_pause_and_count_each_others_retries(connected, tmp_path):
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    upgrade(url)
    open_ledger(url, SECRET.encode()).dispose()
    began = time.time()
    connected.google.now = hurried(began)
    connected.control.fault("429", kind="read", skip=20)
    connected.control.fault("503", kind="read", skip=30, times=6)
    arguments = [connected.google.url, connected.key_file, connected.staff, url, SECRET, began, 40, 0]
    command = [sys.executable, "-m", "tests.google.asking", *map(str, arguments)]
    asking = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [each.communicate(timeout=120)[1] for each in asking]
    assert [each.returncode for each in asking] == [0, 0], said
    reads = [each for each in connected.control.log if each.kind == "read"]
    assert Counter(each.status for each in reads) == {200: 80, 503: 6, 429: 1}
    refused = next(place for place, each in enumerate(reads) if each.status == 429)
    # One of the other process may have been on its way.
    after = datetime.fromisoformat(reads[refused + 2].time) - datetime.fromisoformat(reads[refused].time)
    assert after >= timedelta(seconds=28)


def test_one_refused_because_others_use_the_account_makes_all_wait_until_the_minute_has_passed(
    connected, tmp_path
):
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    upgrade(url)
    ledger = open_ledger(url, SECRET.encode())
    pace = Pace(SharedBookings(ledger))
    greedy = connected.connect(pace=Pace(OwnBookings(), {}))
    for _ in range(58):
        connected.read(greedy)
    first, second = connected.connect(pace=pace), connected.connect(pace=pace)
    for api in (first, first, first, second, second):
        connected.read(api)
    assert connected.requests("read").count(429) == 1
    assert SharedBookings(ledger).paused_until(connected.account, "read") is not None
    ledger.dispose()


def test_a_refusal_makes_its_kind_wait_as_long_as_google_asks_and_else_longer_each_time(connected):
    now, bookings = connected.clock.now(), OwnBookings()
    pace = Pace(bookings)
    lengths = []
    for asked_to_wait, times in ((0, 1), (0, 2), (0, 3), (0, 4), (90, 1)):
        pace.refused("us", "read", now, asked_to_wait, times)
        lengths.append((bookings.paused_until("us", "read") - now).total_seconds())
    assert lengths == [5, 20, 62, 62, 90]
    pace.refused("us", "write", now, 3, 3)
    assert bookings.paused_until("us", "write") - now == timedelta(seconds=3)


def test_whoever_waits_for_a_turn_while_another_is_refused_waits_on(connected):
    clock, bookings = connected.clock, OwnBookings()
    pace = Pace(bookings, {"read": 1})
    assert pace.wait("us", "read", timedelta(minutes=4), clock.now, clock.sleep)

    def refused_meanwhile(seconds):
        clock.sleep(seconds)
        if len(clock.waits) == 1:
            pace.refused("us", "read", clock.now())

    began = clock.now()
    assert pace.wait("us", "read", timedelta(minutes=4), clock.now, refused_meanwhile)
    assert clock.now() - began >= 2 * WINDOW


def test_drive_is_not_counted(connected):
    for _ in range(100):
        connected.api.file(connected.staff)
    assert set(connected.requests("drive")) == {200}
    assert not connected.clock.waits


def test_many_threads_share_the_pace_and_a_session_each(connected):
    sessions = set()

    def read(_):
        sessions.add(id(connected.api.client.session))
        return connected.read()

    with ThreadPoolExecutor(8) as pool:
        assert len(list(pool.map(read, range(120)))) == 120
    assert len(sessions) > 1
