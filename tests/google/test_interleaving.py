"""Other people's hands between any two of our requests, in any order: nothing typed is lost, no row doubled, no Ref changed.

A step is one thing that happens: an edit, a message, or a request of ours. The ordinary run takes some hundred; the long
one is PATIENT_VOICE_STEPS=20000 pytest -s tests/google/test_interleaving.py, which prints how many it took.
"""

from random import Random

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from service.core.changes import WorkbookBusy
from service.flows.sync import sync
from service.sites import build_site, open_site_ledger
from tests import at_work
from tests.at_work import STEPS, AtWork
from tests.google.hands import Straight, hands_in
from tests.people_at_work import EDITS, REF, Hands, Look, Oracle, astray, sheet_of, tidied
from tests.people_tabs import LABELS, TABS
from tests.sheets_api import people

pytestmark = pytest.mark.slow

MOST_BUSY = 4  # cycles one after the other, with at most three gaps in which hands wait
# The second between our look and our write above all; and every other moment.
SECOND = {"kind": "write"}
MOMENTS = [
    {"kind": kind, "skip": skip, "when": when}
    for kind in ("read", "write", "drive")
    for skip in (0, 1)
    for when in ("before", "after")
]


class Ward(AtWork):
    """On Google."""

    edits_there_are = list(EDITS)
    ward = None

    @initialize()
    def begin(self):
        type(self).log = []
        self.ward.begin()
        self.asked = self.ward.wire.asked
        self.oracle = Oracle()
        self.oracle.learn(self.book)
        switches = self.ward.google.switches
        self.hands = Hands(self.oracle, lambda book, wish: people.edit(book, wish, switches), self.log)
        self.messages = self.waited = 0
        self.failed = False

    @property
    def book(self):
        return self.ward.google.control.book(self.ward.staff)

    def teardown(self):
        if hasattr(self, "oracle") and not self.failed:
            self.comes_to_rest()
        type(self).steps += self.ward.wire.asked - self.asked

    @rule(chance=st.integers(0, 2**40))
    def an_hour(self, chance):
        """Something to write comes, people move things while we write it, and so again before all is at rest."""
        chance = Random(chance * 1_000_003 + self.seed)
        for _ in range(chance.randrange(1, 4)):
            tab = chance.choice(list(TABS))
            if chance.random() < 0.85:
                self.something_to_write(chance, tab)
            for _ in range(chance.randrange(3)):
                self.happens(self.edit(chance, tab))
            for _ in range(chance.randrange(1, 4)):
                together = 1 if chance.random() < 0.6 else chance.randrange(2, 5)
                edits = [self.edit(chance, tab) for _ in range(together)]
                self.will_happen(edits, SECOND if chance.random() < 0.7 else chance.choice(MOMENTS))
            if chance.random() < 0.15:
                self.another_process(chance.randrange(6))
            self.syncs()
        if chance.random() < 0.7:
            self.comes_to_rest()

    def will_happen(self, edits, moment):
        """One after the other, all in the same gap."""

        def wish(book):
            for edit in edits:
                self.act(book, edit, moment)

        self.ward.between(wish, **moment)

    def does(self, chance, edit):
        self.happens(edit)

    def happens(self, edit):
        self.ward.edit(lambda book: self.act(book, edit, "at rest"))

    def act(self, book, edit, moment):
        type(self).steps += 1
        self.log.append(f"[{moment}]")
        self.hands.do(book, *edit)

    def another_process(self, skip):
        """Syncs the same site from beginning to end, before one of our requests."""

        def syncs():
            ledger = open_site_ledger(self.ward.settings)
            try:
                other = build_site(self.ward.settings, self.ward.settings.sites[0], ledger)
                other.staff.api.client.session.mount(self.ward.google.url, Straight(self.ward.google))
                self.log.append("[another process]")
                outcome = sync(other, self.ward.now)
                self.log.append(f"  {outcome.did} {outcome.refs} {outcome.rows_added} by the other process")
            except WorkbookBusy:
                self.log.append("  busy, in the other process")
            finally:
                ledger.dispose()

        self.ward.wire.before(skip, syncs)

    def busy(self):
        """Somebody's hands make us wait; when there are none any more the next cycle works."""
        self.log.append("  busy")
        self.waited += 1
        if self.waited > MOST_BUSY:
            self.failed = True
            raise AssertionError("\n".join([*self.log, "BUSY FOR EVER"]))

    def syncs(self):
        self.log.append("sync")
        try:
            outcome = self.ward.sync()
        except WorkbookBusy:
            self.busy()
            return
        self.waited = 0
        self.log.append(f"  {outcome.did} {outcome.refs} {outcome.rows_added}")
        if outcome.held:
            self.ward.sync(accept_loss=outcome.held)

    def comes_to_rest(self):
        self.log.append("until quiet")
        self.quiet()
        self.tidies()
        held = self.quiet()
        wrong = [f"{tab} is held though all is put right" for tab in held]
        wrong += astray(self.oracle, self.book) + self.check_astray()
        self.is_well(wrong)

    def quiet(self):
        for _ in range(16):
            try:
                outcome = self.ward.sync()
            except WorkbookBusy:
                self.busy()
                continue
            self.waited = 0
            self.log.append(f"  {outcome.did} {outcome.refs} {outcome.rows_added} {outcome.held or ''}")
            if outcome.held and outcome.did != "nothing to do":
                self.is_told(outcome)
                outcome = self.ward.sync(accept_loss=outcome.held)
            if outcome.did == "nothing to do":
                self.ward.google.control.clear_faults()
                self.ward.wire.due = None
                return outcome.held
        self.failed = True
        raise AssertionError("\n".join([*self.log, "NEVER QUIET"]))

    def tidies(self):
        """Somebody reads what we say and puts it right: headings sorted into the list, renamed or deleted, and so on."""
        missing = [tab for tab in TABS if sheet_of(self.book, tab) is None]
        problems = self.ward.text("Problems")
        wrong = [f"{tab} is gone, and not told" for tab in missing if f"The tab {tab}" not in problems]
        self.ward.edit(lambda book: self.log.extend(tidied(self.hands, book)))
        wrong += [line for line in self.log if line.startswith("WRONG: ")]
        self.is_well(wrong)

    def check_astray(self):
        """Check shows what stands in Checks beside its row's Ref."""
        control, wrong = self.ward.google.control, []
        checks = {
            line[0]: line[1] if len(line) > 1 else ""
            for line in control.rows(self.ward.staff, "Checks")
            if line
        }
        for tab in TABS:
            look = Look(self.book, tab)
            shown = control.rows(self.ward.staff, look.sheet.title)
            column, ref_at, label_at = map(look.column, ("Check", "Ref", LABELS[tab]))
            if not column or not ref_at:
                continue
            for line in shown[look.top :]:
                ref, there, label = (
                    line[at - 1] if at and at <= len(line) else "" for at in (ref_at, column, label_at)
                )
                is_row = (
                    REF.fullmatch(ref) or label
                )  # with some other word under Ref and no label it may be a note
                if ref and is_row and there != checks.get(ref, ""):
                    wrong.append(f"Check of {ref} shows {there!r}, not {checks.get(ref, '')!r}")
        return wrong


@pytest.fixture(scope="module")
def ward(tmp_path_factory):
    with hands_in(tmp_path_factory.mktemp("hands")) as made:
        yield made


def run(ward, seed, examples, steps):
    return at_work.run(Ward, seed, examples, steps, ward=ward).steps


def test_hands_between_our_requests(ward):
    assert run(ward, 1, examples=3, steps=3) > 50


@pytest.mark.parametrize("seed", [6006, 6007, 8004, 9105])
def test_hands_that_once_found_what_was_wrong(ward, seed):
    """A tab deleted before we looked at what our write had landed on; two writes of ours, one over the other; words put
    back into other rows four times running; rows of ours emptied where their column is gone."""
    assert run(ward, seed, examples=4, steps=5) > 300


def test_hands_between_our_requests_for_long(ward):
    at_work.run_long(lambda seed: run(ward, seed, *((10, 6) if STEPS else (1, 3))), int)
