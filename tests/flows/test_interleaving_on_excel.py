"""People save the file between any two steps of ours: nothing typed is lost, no row doubled, no Ref changed.

What tests/google/test_interleaving.py is for Google, with the same edits and the same end states
(tests/people_at_work.py). A step is one thing that happens: an edit, a message, or one of our own steps with the file. The
long run is PATIENT_VOICE_STEPS=20000 pytest -s tests/flows/test_interleaving_on_excel.py.
"""

from copy import deepcopy
from random import Random

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from service.core.changes import WorkbookBusy
from tests import at_work
from tests.at_work import STEPS, AtWork
from tests.flows.people_on_excel import ExcelHandsWard, OpenBook, OurSteps
from tests.people_at_work import EDITS, Hands, Look, Oracle, astray, tidied
from tests.people_tabs import TABS

# A deleted staff tab comes back with an older version, which the rule of the older copy does.
ON_EXCEL = [name for name in EDITS if name != "deletes_a_staff_tab"]
POINTS = 90  # about as many steps as one sync takes that writes both workbooks
OURS = OurSteps()
pytestmark = [pytest.mark.last, pytest.mark.slow]


class Ward(AtWork):
    """In a file."""

    edits_there_are = ON_EXCEL
    before = folders = None
    edits = numbered = 0

    @initialize()
    def begin(self):
        type(self).log = []
        Ward.numbered += 1
        self.ward = ExcelHandsWard(self.folders / str(Ward.numbered), copied_from=self.before)
        self.oracle = Oracle()
        self.oracle.learn(OpenBook(self.ward.opened()))
        self.hands = Hands(self.oracle, self.ward.carry_out, self.log)
        self.messages, self.saved_with = 0, set()
        self.due, self.older, self.has_it_open = {}, None, None
        self.failed = False

    def teardown(self):
        try:
            if hasattr(self, "oracle") and not self.failed:
                self.comes_to_rest()
        finally:
            if hasattr(self, "ward"):
                self.ward.ends()

    @rule(chance=st.integers(0, 2**40))
    def an_hour(self, chance):
        chance = Random(chance * 1_000_003 + self.seed)
        for _ in range(chance.randrange(1, 4)):
            tab = chance.choice(list(TABS))
            if chance.random() < 0.85:
                self.something_to_write(chance, tab)
            if chance.random() < 0.4:
                self.people_save(chance, [self.edit(chance, tab) for _ in range(chance.randrange(1, 3))])
            if self.older is None and chance.random() < 0.2:
                self.keeps_a_copy()
            for _ in range(chance.randrange(1, 4)):
                edits = [self.edit(chance, tab) for _ in range(chance.randrange(1, 5))]
                self.will_happen(chance, edits)
            if chance.random() < 0.2:
                self.will_open(chance.randrange(1, POINTS))
            self.syncs()
            if self.has_it_open:
                self.syncs()
                self.saves_and_closes(chance, [self.edit(chance, tab) for _ in range(chance.randrange(3))])
            if self.older is not None and chance.random() < 0.5:
                self.saves_the_older_copy(
                    chance, [self.edit(chance, tab) for _ in range(chance.randrange(3))]
                )
        if chance.random() < 0.5:
            self.comes_to_rest()

    # Hands

    def does(self, chance, edit):
        self.people_save(chance, [edit])

    def people_save(self, chance, edits, of=None):
        """A person opens the file, does all this, and saves."""
        in_place = chance.random() < 0.5

        def work(book):
            for edit in edits:
                type(self).steps += 1
                type(self).edits += 1
                self.hands.do(book, *edit)
            self.saved_with = said_in(book)

        self.ward.people_save(work, of, in_place)
        self.log.append("  saved" if in_place else "  saved as another file in its place")

    def will_happen(self, chance, edits):
        number = chance.randrange(1, POINTS)

        def saves():
            if self.has_it_open is None:
                self.log.append(f"[before step {number}]")
                self.people_save(chance, edits)

        self.due.setdefault(number, []).append(saves)

    def will_open(self, number):
        """In a program that lays a lock beside it: from here to its closing nothing of ours may be written."""

        def opens():
            if self.has_it_open is None:
                self.log.append(f"[before step {number}] opens it")
                self.ward.lock()
                self.has_it_open = self.ward.opened(), self.ward.staff.read_bytes()

        self.due.setdefault(number, []).append(opens)

    def saves_and_closes(self, chance, edits):
        book, then = self.has_it_open
        wrong = [] if self.ward.staff.read_bytes() == then else ["we wrote while somebody had it open"]
        self.is_well(wrong)
        self.people_save(chance, edits, of=book)
        self.ward.unlock()
        self.has_it_open = None
        self.log.append("closed")

    def keeps_a_copy(self):
        self.older = self.ward.staff.read_bytes(), deepcopy(self.oracle)
        self.log.append("keeps a copy")

    def saves_the_older_copy(self, chance, edits):
        """Over everything since, as some programs do without a word."""
        data, then = self.older
        self.older = None
        self.log.append("the copy saved over the workbook")
        self.ward.staff.write_bytes(data)
        self.oracle.as_it_was(then)
        here = said_in(OpenBook(self.ward.opened()))
        for words in self.oracle.said:
            if words in here:
                self.oracle.said[words] = True
            elif words in self.oracle.handed_over | self.saved_with:
                # In the revision somebody saved after us, and not in this one: whoever saved this one deleted it.
                self.oracle.said[words] = None if self.oracle.said[words] is not False else False
        self.people_save(chance, edits)

    # The service

    def sync(self, **more):
        with OURS.of(self.ward, self.due):
            try:
                outcome = self.ward.sync(**more)
            finally:
                self.due = OURS.due  # those of steps that were not taken come in the next cycle
                type(self).steps += OURS.count
        self.oracle.handed_over |= self.saved_with
        return outcome

    def syncs(self):
        self.log.append("sync")
        try:
            outcome = self.sync()
        except WorkbookBusy:
            self.log.append("  busy")
            return
        self.log.append(f"  {outcome.did} {outcome.refs} {outcome.rows_added} {outcome.held or ''}")
        if outcome.held and not self.has_it_open:
            self.accepts(outcome)

    def accepts(self, outcome):
        self.log.append(f"  --accept-loss {outcome.held}")
        try:
            return self.sync(accept_loss=outcome.held)
        except WorkbookBusy:
            self.log.append("  busy")
            return outcome

    def comes_to_rest(self):
        self.log.append("until quiet")
        self.quiet()
        self.ward.people_save(lambda book: self.log.extend(tidied(self.hands, book)))
        wrong = [line for line in self.log if line.startswith("WRONG: ")]
        held = self.quiet()
        book = OpenBook(self.ward.opened())
        wrong += [f"{tab} is held though all is put right" for tab in held]
        wrong += astray(self.oracle, book, rest_is_seen=False) + self.check_astray(book)
        self.is_well(wrong)
        self.rests()

    def quiet(self):
        """Few cycles, and none of them busy once nobody's hands are at work."""
        for _ in range(8):
            waits = bool(self.due)
            try:
                outcome = self.sync()
            except WorkbookBusy:
                self.log.append("  busy")
                if self.has_it_open:
                    self.saves_and_closes(Random(0), [])
                elif not waits:
                    self.is_well(["busy, and nobody has it open"])
                continue
            if self.has_it_open:
                self.saves_and_closes(Random(0), [])
                continue
            self.log.append(f"  {outcome.did} {outcome.refs} {outcome.rows_added} {outcome.held or ''}")
            if outcome.held and outcome.did != "nothing to do":
                self.is_told(outcome)
                outcome = self.accepts(outcome)
            if outcome.did == "nothing to do":
                self.due = {}
                return outcome.held
        self.failed = True
        raise AssertionError("\n".join([*self.log, "NEVER QUIET"]))

    def rests(self):
        before = self.ward.staff.read_bytes(), self.ward.managers.read_bytes()
        outcome = self.ward.sync(dry_run=True)
        wrong = [] if outcome.did == "nothing differed" else [f"at rest, and yet {outcome.did}"]
        if before != (self.ward.staff.read_bytes(), self.ward.managers.read_bytes()):
            wrong.append("at rest, and yet written")
        if list(self.ward.staff.parent.glob(".~pv-*")):
            wrong.append("a temporary file of ours is left")
        self.is_well(wrong)

    def check_astray(self, book):
        """Check shows what stands in Checks beside its row's Ref."""
        wrong = []
        checks = {line[0]: line[1] if len(line) > 1 else None for line in self.ward.rows("Checks") if line}
        for tab in TABS:
            look = Look(book, tab)
            column, ref_at = look.column("Check"), look.column("Ref")
            for line in self.ward.rows(look.sheet.title)[look.top :]:
                ref = line[ref_at - 1] if ref_at <= len(line) else None
                there = line[column - 1] if column <= len(line) else None
                if ref and (there or "") != (checks.get(ref) or ""):
                    wrong.append(f"Check of {ref} shows {there!r}, not {checks.get(ref)!r}")
        return wrong


def said_in(book):
    return {value for line in Look(book, "Feedback").lines for value in line if isinstance(value, str)}


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    ward = ExcelHandsWard(tmp_path_factory.mktemp("before") / "site")
    ward.sync()
    ward.ends()
    return ward


def run(before, folders, seed, examples, steps):
    return at_work.run(Ward, seed, examples, steps, before=before, folders=folders)


@pytest.mark.parametrize("is_typed_in", [False, True])
def test_a_copied_tab_is_wrong_only_where_something_was_written_in_it(before, tmp_path, is_typed_in):
    """Also where openpyxl had an empty column at its edge when it was copied, which the file does not have."""
    ward, oracle, log = ExcelHandsWard(tmp_path / "ward", copied_from=before), Oracle(), []
    hands = Hands(oracle, ward.carry_out, log)
    ward.people_save(
        lambda book: [
            hands.do(book, name, "People", [5])
            for name in ("adds_a_column", "deletes_a_column_of_ours", "copies_a_staff_tab")
        ]
    )
    assert ward.sync().did == "wrote"
    assert "looks like a copy of People" in ward.text("Problems")
    if is_typed_in:
        ward.put("People copied", "A3", ["P-900"])
    ward.people_save(lambda book: log.extend(tidied(hands, book)))
    ward.ends()
    assert ("WRONG: we wrote in People copied" in log) == is_typed_in
    assert "People copied deleted" in log


def test_people_save_between_our_steps(before, tmp_path):
    assert run(before, tmp_path, 1, examples=1, steps=2).edits


def test_people_save_between_our_steps_for_long(before, tmp_path):
    size = (4, 4) if STEPS else (1, 2)
    at_work.run_long(lambda seed: run(before, tmp_path, seed, *size), lambda ran: ran.steps)
