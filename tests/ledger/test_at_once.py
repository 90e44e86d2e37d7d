"""Several processes at once, and one killed in the middle: nothing thanked for is lost, nothing is locked."""

import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from service.ledger import NotOpen, facts, leases, published, refs, runs, submissions, tables
from tests.ledger.conftest import NOW
from tests.ledger.sending import close, send

ROOT = Path(__file__).parents[2]


def start_sending(ledger, how_many):
    command = [sys.executable, "-W", "error", "-m", "tests.ledger.sending", ledger.url, str(how_many)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def sync_once(ledger, number):
    with ledger.write() as conn:
        run = runs.start(conn, "elm", "sync", NOW)
        taken = refs.take(conn, "elm", "P", 5)
        refs.journal(conn, "elm", [("People", 5, ref) for ref in taken], NOW)
        facts.put(conn, "elm", {"number": number}, NOW)
        published.record(conn, "elm", "staff", {"Today": str(number)})
        submissions.ratings(conn, "elm", "S-002")
        runs.finish(conn, run, NOW, "done")


def test_four_processes_send_while_one_syncs_and_nothing_is_lost(ledger):
    senders = [start_sending(ledger, 20) for _ in range(4)]
    syncs = 0
    while any(sender.poll() is None for sender in senders):
        sync_once(ledger, syncs)
        syncs += 1
        time.sleep(0.005)
    said = [sender.communicate() for sender in senders]
    assert [error for _, error in said] == [""] * 4
    assert [sender.returncode for sender in senders] == [0] * 4
    references = [line for out, _ in said for line in out.split()]
    assert len(set(references)) == 80
    close(ledger)
    with ledger.read() as conn:
        assert all(submissions.is_known(conn, "elm", reference) for reference in references)
        for form in ("S-001", "S-002"):
            assert submissions.count(conn, "elm", form) == 40
            assert len(submissions.comments(conn, "elm", form)) == 40
        assert len(refs.unconfirmed(conn, "elm")) == syncs * 5


def test_an_answer_on_its_way_while_the_survey_is_settled_is_among_the_others_or_refused(ledger):
    """One that came after would stand alone beside those already opened, with its comment."""

    def send_until_closed(number):
        thanked = []
        try:
            while True:
                thanked.append(send(ledger, "S-001", {"Q-001": number}, {"Q-002": "words"}))
        except NotOpen:
            return thanked

    with ThreadPoolExecutor(4) as pool:
        senders = [pool.submit(send_until_closed, number) for number in range(4)]
        time.sleep(0.5)
        settled = close(ledger)
        thanked = [reference for sender in senders for reference in sender.result()]
    assert settled == len(thanked) > 0
    with ledger.read() as conn:
        assert conn.execute(tables.intake.select()).all() == []
        assert submissions.count(conn, "elm", "S-001") == settled


def test_kill_9_in_mid_load_loses_no_answer_somebody_was_thanked_for(ledger):
    sender = start_sending(ledger, 0)
    references = [sender.stdout.readline().strip() for _ in range(30)]
    sender.send_signal(signal.SIGKILL)
    references += sender.communicate()[0].split("\n")[:-1]  # the last line may be half a one
    assert sender.returncode == -signal.SIGKILL
    assert len(references) >= 30
    close(ledger)
    with ledger.read() as conn:
        assert [
            reference for reference in references if not submissions.is_known(conn, "elm", reference)
        ] == []
        kept = [submissions.ratings(conn, "elm", form) for form in ("S-001", "S-002")]
        numbers = {row.ratings["Q-001"] for rows in kept for row in rows}
        assert numbers >= set(range(len(references)))
        words = {row.text for form in ("S-001", "S-002") for row in submissions.comments(conn, "elm", form)}
    assert words == {f"comment {number}" for number in numbers}  # each whole or not at all


def test_a_lease_has_one_holder_and_runs_out_with_its_time(ledger):
    later = NOW.replace(minute=5)
    with ledger.write() as conn:
        assert leases.claim(conn, "sync elm", "clock 1", 60, NOW)
        assert leases.claim(conn, "sync elm", "clock 1", 60, NOW)
        assert not leases.claim(conn, "sync elm", "clock 2", 60, NOW)
        assert leases.claim(conn, "sync oak", "clock 2", 60, NOW)
    with ledger.write() as conn:
        leases.release(conn, "sync elm", "clock 2")
        assert not leases.claim(conn, "sync elm", "clock 2", 60, NOW)
        assert leases.claim(conn, "sync elm", "clock 2", 60, later)
        leases.release(conn, "sync elm", "clock 2")
        assert leases.claim(conn, "sync elm", "clock 1", 60, later)


def test_on_postgresql_a_claim_waits_for_nobody(request, ledger):
    with ledger.write() as conn:
        leases.claim(conn, "sync elm", "clock 1", 60, NOW)
    if ledger.is_sqlite:
        return  # one writer at a time: there is nobody to wait for
    with ledger.write() as conn:
        leases.claim(conn, "sync elm", "clock 1", 60, NOW)
        with ledger.write() as other:
            assert not leases.claim(other, "sync elm", "clock 2", 60, NOW.replace(hour=12))
