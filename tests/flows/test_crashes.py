"""A process killed at every step of one sync: the next one ends as if nothing had happened (see service/flows/sync.py)."""

import os
import re
import resource
import signal
import sys
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pytest
import python_calamine

from service.core.changes import WorkbookBusy
from service.ledger import log, offers, submissions
from tests.flows.ward import NAMES, NOW, Ward

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]
LATER, AGAIN, THIRD = (NOW + timedelta(minutes=minutes) for minutes in (10, 14, 18))
SAID = ["Could the chairs have arms?", "=2+2 is what I pay for parking", "Thank you, Gwen."]
LISTED = ["Ruth Smithson", "Zadie Okoro", "Una Price"]


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """A ward in step, and then a morning's work: typed rows, a mistake, messages, a list of people to add."""
    ward = Ward(tmp_path_factory.mktemp("ward") / "site")
    ward.sync()
    with ward.edited() as book:
        people, feedback = book["People"], book["Feedback"]
        people.cell(10, ward.place(people, "Name")).value = "Ines Jones"
        people.cell(11, ward.place(people, "Name")).value = "Joan King"
        people.cell(3, ward.place(people, "Status")).value = "Actve"
        feedback.cell(3, ward.place(feedback, "What was said")).value = "Parking is dear."
    for number, words in enumerate(SAID):
        tell(ward, words, f"a key of sixtee{number}".encode())
    book = openpyxl.Workbook()
    book.active.append(["Surname", "First name", "Tel", "Email address"])
    for number, name in enumerate(LISTED):
        first, last = name.split()
        book.active.append([last, first, f"01632 96010{number}", f"l{number}@example.org"])
    book.save(ward.staff.with_name("to-add.xlsx"))
    ward.ledger.dispose()
    return ward


@pytest.fixture
def ward(before, tmp_path):
    made = Ward(tmp_path / "site", copied_from=before)
    yield made
    made.ledger.dispose()


def tell(ward, words, key):
    with ward.ledger.write() as conn:
        submissions.submit_message(
            conn, site="ward", form="tell-us", fields={"what": words, "kind": "Idea"}, key=key, now=NOW
        )


# Where it is killed


def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


class Through:
    """Hands everything on to what it stands for."""

    def __init__(self, real):
        self.real = real

    def __getattr__(self, name):
        return getattr(self.real, name)


class LedgerThatDies(Through):
    def __init__(self, real, nth, when):
        super().__init__(real)
        self.left, self.when = nth, when

    @contextmanager
    def write(self):
        self.left -= 1
        is_it = self.left == 0
        if is_it and self.when == "before":
            die()
        with self.real.write() as conn:
            yield conn
            if is_it and self.when == "within":
                die()
        if is_it and self.when == "after":
            die()


class WorkbookThatDies(Through):
    def __init__(self, real, when):
        super().__init__(real)
        self.when = when

    def publish(self, changes):
        if self.when == "before":
            die()
        self.real.publish(changes)
        return die()


class ListsThatDie(Through):
    def __init__(self, real, when):
        super().__init__(real)
        self.when = when

    def read(self):
        return [ListThatDies(each, self.when) for each in self.real.read()]


class ListThatDies(Through):
    def __init__(self, real, when):
        super().__init__(real)
        self.when = when

    def put_away(self, now):
        if self.when == "after":
            self.real.put_away(now)
        die()


def in_ledger(nth, when):
    return lambda site: replace(site, ledger=LedgerThatDies(site.ledger, nth, when))


def in_workbook(role, when):
    return lambda site: replace(site, **{role: WorkbookThatDies(getattr(site, role), when)})


def in_list(when):
    return lambda site: replace(site, lists=ListsThatDie(site.lists, when))


def half_written(role):
    """The disk takes the first 4 KB of the new file, and the process ends there."""

    def stop(event, arguments):
        if event == "tempfile.mkstemp" and f".~pv-{role}.xlsx-" in str(arguments[0]):
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    def arrange(site):
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python asks for an error instead
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        sys.addaudithook(stop)
        return site

    return arrange


def written_beside(role):
    """The new file is whole, and not yet in the old one's place."""

    def stop(event, arguments):
        if event == "os.rename" and str(arguments[1]).endswith(f"{role}.xlsx"):
            die()

    return lambda site: [site, sys.addaudithook(stop)][0]


# In the order of work. The ledger's writes: 1 intent, 2 what Today will say, 3 staff workbook recorded, 4 done.
POINTS = {
    "1 workbooks read": in_ledger(1, "before"),
    "2 within the intent": in_ledger(1, "within"),
    "2 intent recorded": in_ledger(1, "after"),
    "3 within what Today will say": in_ledger(2, "within"),
    "3 what Today will say recorded": in_workbook("staff", "before"),
    "4 staff half written": half_written("staff"),
    "4 staff written beside": written_beside("staff"),
    "5 staff in its place": in_workbook("staff", "after"),
    "6 within recording staff": in_ledger(3, "within"),
    "6 staff recorded": in_ledger(3, "after"),
    "7 managers half written": half_written("managers"),
    "7 managers written beside": written_beside("managers"),
    "8 managers in its place": in_workbook("managers", "after"),
    "9 list not put away": in_list("before"),
    "9 list put away": in_list("after"),
    "10 within done": in_ledger(4, "within"),
    "10 done": in_ledger(4, "after"),
}
STAFF_IS_WRITTEN = [
    "5 staff in its place",
    "6 staff recorded",
    "8 managers in its place",
    "9 list put away",
    "10 done",
]


def killed(ward, arrange, now):
    """Runs one sync in a process that is killed on the way. True when it got so far."""
    child = os.fork()
    if child == 0:
        try:
            arranged = arrange(ward.site)
            ward.site = arranged
            with suppress(WorkbookBusy):
                ward.sync(now)
        finally:
            os._exit(3)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) in (signal.SIGKILL, signal.SIGXFSZ)
        return True
    return False


# What must be so afterwards


def tabs(path):
    book = python_calamine.CalamineWorkbook.from_path(path)
    return {
        title: book.get_sheet_by_name(title).to_python(skip_empty_area=False) for title in book.sheet_names
    }


def told(line):
    """What tells one row from another, whatever its Ref."""
    return tuple(str(cell) for cell in line[2:8])


def given(ward, seen):
    """Every Ref and its row, checked beside what was seen before: a Ref never moves to another row."""
    for title, lines in tabs(ward.staff).items():
        if title != "Checks" and lines and lines[0][:2] == ["Ref", "Check"]:
            refs = [line[0] for line in lines[1:] if line[0]]
            assert len(refs) == len(set(refs)), title
            for line in lines[1:]:
                if line[0]:
                    assert seen.setdefault(line[0], told(line)) == told(line), title
    return seen


def assert_whole(ward):
    people, feedback = tabs(ward.staff)["People"], tabs(ward.staff)["Feedback"]
    names = Counter(line[2] for line in people[1:] if line[2])
    assert names == Counter([*NAMES, "Ines Jones", "Joan King", *LISTED])
    place = feedback[0].index("What was said")
    said = Counter(line[place] for line in feedback[1:] if line[place])
    assert said == Counter(["The room is cold.", "Parking is dear.", *SAID])
    for lines in (people, feedback):
        assert all(line[0] for line in lines[1:] if any(line[2:])), "a row without a Ref"
    assert "Did you mean" in people[2][1]
    assert not ward.staff.with_name("to-add.xlsx").exists()


# When it was written; and a list that is read once more is said to hold people who are there, once.
PASSING = ("Written on", "of this list were already there", "worth a look. A line goes")


def alike(ward):
    """All tabs of both workbooks without numbers, order and moments; the Log is checked apart."""
    found = {}
    for path in (ward.staff, ward.managers):
        for title, lines in tabs(path).items():
            if title != "Log":
                shown = [line for line in lines if not any(words in str(line) for words in PASSING)]
                cells = [str(cell) for line in shown for cell in line if str(cell)]
                found[path.name, title] = Counter(
                    re.sub(r"\b([A-Z])-\d{3,}\b", r"\1-n", cell) for cell in cells
                )
    del found["staff.xlsx", "Problems"]["Worth a look"], found["staff.xlsx", "Problems"]["the whole tab"]
    return found


@pytest.fixture(scope="module")
def undisturbed(before, tmp_path_factory):
    ward = Ward(tmp_path_factory.mktemp("undisturbed") / "site", copied_from=before)
    ward.sync(LATER)
    ward.ledger.dispose()
    return alike(ward)


def assert_settled(ward, now):
    assert ward.sync(now).did == "nothing to do"
    assert ward.sync(now, dry_run=True).did == "nothing differed"


@pytest.mark.parametrize("point", POINTS)
def test_the_next_sync_ends_as_if_nothing_had_happened(ward, point, undisturbed):
    seen = given(ward, {})
    assert killed(ward, POINTS[point], LATER), "it never came there"
    for path in (ward.staff, ward.managers):
        openpyxl.load_workbook(path)
    given(ward, seen)
    outcome = ward.sync(AGAIN)
    assert not {"older-version", "column-sorted-alone"} & {problem.code for problem in outcome.problems}
    assert outcome.held == []
    given(ward, seen)
    assert_whole(ward)
    assert alike(ward) == undisturbed
    assert_settled(ward, THIRD)
    with ward.ledger.read() as conn:
        lines = Counter(line.words for line in log.newest(conn, "ward", 100))
    assert all(times == 1 for words, times in lines.items() if words.startswith(("Added", "Took", "Gave"))), (
        lines
    )


@pytest.mark.parametrize("point", STAFF_IS_WRITTEN)
def test_an_old_copy_saved_after_the_crash_loses_nothing_a_patient_sent(ward, point):
    """Nobody had seen the new rows yet: they are not taken for rows that staff saw and deleted."""
    opened = ward.staff.read_bytes()
    killed(ward, POINTS[point], LATER)
    with suppress(WorkbookBusy):
        ward.sync(AGAIN)
    ward.staff.write_bytes(opened)
    with ward.tab("People") as people:
        people.cell(2, ward.place(people, "Notes")).value = "Prefers mornings"
    ward.sync(THIRD)
    assert_whole(ward)
    assert "Prefers mornings" in ward.text("People")
    assert_settled(ward, THIRD + timedelta(minutes=3))
    with ward.ledger.read() as conn:
        assert {offer.state for offer in offers.offered(conn, "ward")} <= {"offered", "handed over"}


@pytest.mark.parametrize("point", ["2 intent recorded", "5 staff in its place"])
def test_killed_three_times_at_the_same_place(ward, point):
    seen = given(ward, {})
    for minutes in range(3):
        killed(ward, POINTS[point], LATER + timedelta(minutes=minutes))
        given(ward, seen)
    ward.sync(AGAIN)
    given(ward, seen)
    assert_whole(ward)
    assert_settled(ward, THIRD)


def test_what_a_killed_write_left_beside_goes_with_a_later_one(ward):
    killed(ward, written_beside("staff"), LATER)
    [left] = ward.staff.parent.glob(".~pv-*")
    ward.sync(AGAIN)
    assert left.exists()  # it might be another process's, being written just now
    hour_ago = left.stat().st_mtime - 3600
    os.utime(left, (hour_ago, hour_ago))
    ward.add("People", Name="Kit Long")
    ward.sync(THIRD)
    assert not left.exists()


# What stops a sync half way without a crash


def test_a_managers_workbook_open_all_day_leaves_the_staff_workbook_written_once(ward):
    lock = ward.managers.with_name(".~lock.managers.xlsx#")
    lock.write_text(",manager,pc,23.11.2026 09:31,file:///;", encoding="utf-8")
    seen = {}
    for minutes in (0, 3, 6):
        with pytest.raises(WorkbookBusy):
            ward.sync(LATER + timedelta(minutes=minutes))
        given(ward, seen)
    assert ward.refs("People")[-1] == "P-013"
    assert ward.sync(LATER, dry_run=True).refs == 0
    lock.unlink()
    outcome = ward.sync(LATER + timedelta(minutes=9))
    assert "older-version" not in {problem.code for problem in outcome.problems}
    assert_whole(ward)
    assert_settled(ward, LATER + timedelta(minutes=12))


def test_a_staff_workbook_open_all_day_uses_up_no_numbers_and_logs_nothing(ward):
    lock = ward.staff.with_name("~$staff.xlsx")
    lock.write_bytes(b"\x05nurse".ljust(165, b"\0"))
    with ward.ledger.read() as conn:
        lines = log.newest(conn, "ward", 100)
    for minutes in range(0, 30, 3):
        with pytest.raises(WorkbookBusy):
            ward.sync(LATER + timedelta(minutes=minutes))
    with ward.ledger.read() as conn:
        assert log.newest(conn, "ward", 100) == lines
    lock.unlink()
    ward.sync(AGAIN + timedelta(hours=1))
    assert_whole(ward)
    assert sorted(ward.refs("People"))[-1] == "P-013"
