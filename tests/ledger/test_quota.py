"""All processes of one Google account count together, in the ledger."""

import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select

from service.core.pacing import WINDOW
from service.ledger import tables
from service.ledger.quota import SharedBookings
from tests.ledger.conftest import NOW, SECRET

PATIENT = timedelta(minutes=9)
ACCOUNT = "voice@example.iam.gserviceaccount.com"


def test_reads_writes_and_accounts_are_counted_apart(ledger):
    shared = SharedBookings(ledger)
    for kind, account in (("read", ACCOUNT), ("write", ACCOUNT), ("read", "another@example.org")):
        assert shared.book(account, kind, 1, PATIENT, NOW) == NOW
    assert shared.book(ACCOUNT, "read", 1, PATIENT, NOW) == NOW + WINDOW
    assert shared.book(ACCOUNT, "write", 1, timedelta(seconds=5), NOW) is None


def test_a_pause_of_one_holds_all(ledger):
    SharedBookings(ledger).pause(ACCOUNT, "read", WINDOW, NOW)
    assert SharedBookings(ledger).paused_until(ACCOUNT, "read") == NOW + WINDOW
    assert SharedBookings(ledger).book(ACCOUNT, "read", 50, PATIENT, NOW) == NOW + WINDOW
    assert SharedBookings(ledger).book(ACCOUNT, "write", 50, PATIENT, NOW) == NOW


def test_only_the_last_minute_is_kept(ledger):
    shared = SharedBookings(ledger)
    for minute in range(10):
        shared.book(ACCOUNT, "read", 50, PATIENT, NOW + minute * timedelta(minutes=1))
    with ledger.read() as conn:
        (times,) = conn.execute(select(tables.quotas.c.times)).scalars()
    assert times == [NOW + timedelta(minutes=8), NOW + timedelta(minutes=9)]


def test_eight_threads_at_once_never_book_one_more_than_the_most(ledger):
    shared = SharedBookings(ledger)
    with ThreadPoolExecutor(8) as pool:
        starts = list(pool.map(lambda _: shared.book(ACCOUNT, "read", 5, PATIENT, NOW), range(24)))
    assert sorted(starts) == [NOW + n // 5 * WINDOW for n in range(24)]


BOOKER = """
    import sys
    from datetime import datetime, timedelta
    from service.ledger import open_ledger
    from service.ledger.quota import SharedBookings

    shared = SharedBookings(open_ledger(sys.argv[1], sys.argv[2].encode()))
    now = datetime.fromisoformat(sys.argv[3])
    for _ in range(20):
        print(shared.book("voice", "write", 10, timedelta(minutes=9), now).isoformat())
"""


def test_two_processes_count_together(url):
    arguments = [sys.executable, "-c", textwrap.dedent(BOOKER), url, SECRET.decode(), NOW.isoformat()]
    running = [subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [each.communicate(timeout=60)[0].split() for each in running]
    assert all(each.returncode == 0 for each in running)
    expected = sorted((NOW + n // 10 * WINDOW).isoformat() for n in range(40))
    assert sorted(told[0] + told[1]) == expected
