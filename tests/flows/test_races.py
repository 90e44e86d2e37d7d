"""Several at work at once: two syncs, a nurse who keeps saving, messages that keep arriving; and every order of such things."""

import os
import re
import tempfile
import time
import traceback
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
import python_calamine
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from service.core.changes import WorkbookBusy
from service.ledger import offers, submissions
from tests.flows.ward import NAMES, NOW, Ward

pytestmark = pytest.mark.slow

ROUNDS = 20
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    return ward_in_step(tmp_path_factory.mktemp("ward") / "site")


def ward_in_step(folder):
    ward = Ward(folder)
    ward.sync()
    ward.ledger.dispose()
    return ward


def tell(ward, words):
    with ward.ledger.write() as conn:
        submissions.submit_message(
            conn,
            site="ward",
            form="tell-us",
            fields={"what": words, "kind": "Idea"},
            key=words.encode().ljust(16),
            now=NOW,
        )


def read(ward, tab):
    """Name or words → Ref, as saved; everything twice in it is told."""
    book = python_calamine.CalamineWorkbook.from_path(ward.staff)
    lines = book.get_sheet_by_name(tab).to_python(skip_empty_area=False)
    label = lines[0].index("Name" if tab == "People" else "What was said")
    rows = [(line[label], line[0]) for line in lines[1:] if line[label]]
    refs = [ref for _, ref in rows if ref]
    assert len(set(refs)) == len(refs), f"a doubled Ref in {tab}"
    assert len({words for words, _ in rows}) == len(rows), f"a doubled row in {tab}"
    return dict(rows)


def next_row(sheet):
    return 1 + max(
        row[0].row for row in sheet.iter_rows(max_col=6) if any(cell.value is not None for cell in row)
    )


def in_another_process(work):
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    return child


def keep_syncing(ward, until, begins):
    turn = 0
    while not until.exists():
        turn += 1
        with suppress(WorkbookBusy):
            ward.sync(NOW + timedelta(minutes=begins + 2 * turn))


def keep_saving(ward, written):
    """She loads, thinks, types and saves over whatever is there by then."""
    for number in range(ROUNDS):
        book = openpyxl.load_workbook(ward.staff)
        time.sleep(0.05)
        people = book["People"]
        name = f"Person {number:02d}"
        people.cell(next_row(people), 3).value = name
        people.cell(2, ward.place(people, "Notes")).value = f"note {number}"
        names = [people.cell(row, 3).value for row in range(2, next_row(people))]
        own = ward.staff.with_name(f"saving-{number}")
        book.save(own)
        os.replace(own, ward.staff)
        written.write_text("\n".join(names))


@needs_fork
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_two_syncs_a_nurse_and_messages_at_once(before, tmp_path):
    ward = Ward(tmp_path / "site", copied_from=before)
    until, written = tmp_path / "enough", tmp_path / "written"
    syncing = [
        in_another_process(lambda begins=begins: keep_syncing(ward, until, begins)) for begins in (10, 11)
    ]
    nurse = in_another_process(lambda: keep_saving(ward, written))
    said = [f"Message {number:02d}, and a few words" for number in range(12)]
    for words in said:
        tell(ward, words)
        time.sleep(0.1)
    ended = [os.waitpid(nurse, 0)[1]]
    until.touch()
    ended += [os.waitpid(child, 0)[1] for child in syncing]
    assert ended == [0, 0, 0]
    settle(ward)
    people, feedback = read(ward, "People"), read(ward, "Feedback")
    saved = written.read_text().split("\n")
    assert len(saved) > len(NAMES) + ROUNDS / 2
    assert set(people) == set(saved)
    assert all(people.values())
    assert [people[name] for name in NAMES] == [f"P-{number:03d}" for number in range(1, 9)]
    assert set(feedback) == {"The room is cold.", *said}
    assert all(feedback.values())
    with ward.ledger.read() as conn:
        offered = offers.offered(conn, "ward")
    assert {offer.cells["what_was_said"]: offer.ref for offer in offered} == {
        words: feedback[words] for words in said
    }
    assert {offer.state for offer in offered} <= {"offered", "handed over"}
    assert not list(ward.staff.parent.glob(".~pv-*"))
    ward.ledger.dispose()


def settle(ward, later=timedelta(days=1)):
    """When all is quiet, one run and what it leaves to do is nothing."""
    outcome = ward.sync(NOW + later)
    if outcome.held:  # her last save took away the Refs of three rows or more, given since she opened it
        ward.sync(NOW + later, accept_loss=outcome.held)
    assert ward.sync(NOW + later).did == "nothing to do"
    assert ward.sync(NOW + later, dry_run=True).did == "nothing differed"


class Morning(RuleBasedStateMachine):
    """What may happen to one ward, in any order; after each sync everything is where it belongs."""

    @initialize()
    def begin(self):
        self.folder = tempfile.TemporaryDirectory()
        self.ward = Ward(Path(self.folder.name) / "site", copied_from=type(self).before)
        self.now, self.number = NOW, 0
        self.people, self.notes = set(NAMES), {}
        self.messages, self.deleted = [], set()
        self.copy = None
        self.given = {}

    def teardown(self):
        self.ward.ledger.dispose()
        self.folder.cleanup()

    # The nurse

    @rule()
    def adds_a_person(self):
        self.number += 1
        name = f"Person {self.number:02d}"
        with self.ward.tab("People") as sheet:
            sheet.cell(next_row(sheet), 3).value = name
        self.people.add(name)

    @rule(words=st.sampled_from(["rings on Thursdays", "=1+1", "P-001", "’; drop"]), row=st.integers(2, 9))
    def notes_something(self, words, row):
        with self.ward.tab("People") as sheet:
            sheet.cell(row, self.ward.place(sheet, "Notes")).value = words
            if sheet.cell(row, 3).value:
                self.notes[sheet.cell(row, 3).value] = words if not words.startswith("=") else None

    @rule(downwards=st.booleans())
    def sorts_people(self, downwards):
        with self.ward.tab("People") as sheet:
            last = next_row(sheet) - 1
            columns = sheet.max_column
            rows = [
                [sheet.cell(row, column).value for column in range(1, columns + 1)]
                for row in range(2, last + 1)
            ]
            rows.sort(key=lambda cells: str(cells[2] or "~"), reverse=downwards)
            for row, cells in enumerate(rows, start=2):
                for column, value in enumerate(cells, start=1):
                    if isinstance(value, str) and value.startswith("=IFERROR"):
                        value = re.sub(r"\$A\d+", f"$A{row}", value)
                    sheet.cell(row, column).value = value

    @rule(which=st.integers(3, 6))
    def deletes_a_comment(self, which):
        with self.ward.tab("Feedback") as sheet:
            words = sheet.cell(which, 5).value
            if words:
                sheet.delete_rows(which)
                self.deleted.add(words)

    @rule()
    def keeps_a_copy_open(self):
        self.copy = self.ward.staff.read_bytes(), set(self.people), dict(self.notes)

    @precondition(lambda self: self.copy is not None)
    @rule()
    def saves_the_old_copy(self):
        """Over everything since, as some programs do without a word."""
        data, self.people, self.notes = self.copy
        self.ward.staff.write_bytes(data)
        with self.ward.edited():
            pass
        self.copy = None

    # The rest of the world

    @rule()
    def a_message_arrives(self):
        self.number += 1
        self.messages.append(f"Message {self.number}, and a few words")
        tell(self.ward, self.messages[-1])

    @rule()
    def a_day_passes(self):
        self.now += timedelta(days=1)

    @rule()
    def a_dry_run(self):
        before = self.ward.staff.read_bytes(), self.ward.managers.read_bytes()
        self.ward.sync(self.now, dry_run=True)
        assert (self.ward.staff.read_bytes(), self.ward.managers.read_bytes()) == before

    @rule()
    def syncs(self):
        self.now += timedelta(minutes=3)
        outcome = self.ward.sync(self.now)
        if outcome.held:  # she looked, and it is right
            self.now += timedelta(minutes=3)
            self.ward.sync(self.now, accept_loss=outcome.held)
        people, feedback = read(self.ward, "People"), read(self.ward, "Feedback")
        assert set(people) == self.people
        assert all([*people.values(), *feedback.values()])
        assert {*self.messages} - self.deleted <= set(feedback) - {"The room is cold."} <= {*self.messages}
        for words, ref in {**people, **feedback}.items():
            assert self.given.setdefault(ref, words) == words, "a number used twice"
        notes = dict(
            zip(self.ward.column("People", "Name"), self.ward.column("People", "Notes"), strict=True)
        )
        assert {name: notes[name] for name in self.notes if name in self.people} == {
            name: words for name, words in self.notes.items() if name in self.people
        }
        before = self.ward.staff.read_bytes(), self.ward.managers.read_bytes()
        assert self.ward.sync(self.now).did == "nothing to do"
        assert self.ward.sync(self.now, dry_run=True).did == "nothing differed"
        assert (self.ward.staff.read_bytes(), self.ward.managers.read_bytes()) == before


PROFILE = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "derandomize": True,
    "database": None,
    "print_blob": False,
}


def run_mornings(before, examples, steps):
    Morning.before = before
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(
        Morning, settings=settings(max_examples=examples, stateful_step_count=steps, **PROFILE)
    )


def test_in_any_order_nothing_is_lost_doubled_or_numbered_anew(before):
    run_mornings(before, examples=6, steps=10)


def test_in_many_more_orders(before):
    run_mornings(before, examples=14, steps=15)
