"""What the two machines of people's hands have in common, whatever kind of workbook (tests/people_at_work.py has the edits)."""

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.flows.test_races import tell
from tests.people_tabs import TABS

STEPS = int(os.environ.get("PATIENT_VOICE_STEPS", "0"))
SEED = int(os.environ.get("PATIENT_VOICE_SEED", "1"))
_PROFILE = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "database": None,
    "print_blob": False,
}


def that_move(edits):
    """Whatever moves cells: most often, it is what a write can go wrong by."""
    return [name for name in edits if "row" in name or "column" in name or "sorts" in name]


class AtWork(RuleBasedStateMachine):
    """A ward's staff workbook, its nurses, and a service that keeps it in step."""

    edits_there_are: list[str]
    seed = steps = 0
    log = None

    def edit(self, chance, tab):
        there = self.edits_there_are
        name = chance.choice(that_move(there) if chance.random() < 0.75 else there)
        tab = tab if chance.random() < 0.85 else chance.choice(list(TABS))
        return name, tab, [chance.randrange(41) for _ in range(4)]

    def something_to_write(self, chance, tab):
        what = chance.choice(["adds_a_row", "adds_a_row", "a message", "pastes_over_formulas"])
        if what == "a message" or (what == "adds_a_row" and tab == "Feedback" and chance.random() < 0.5):
            self.a_message_comes()
        else:
            self.does(chance, (what, tab, [chance.randrange(41) for _ in range(4)]))

    def does(self, chance, edit):
        """A person, while nothing of ours is under way."""
        raise NotImplementedError

    def a_message_comes(self):
        type(self).steps += 1
        self.messages += 1
        words = f"Message {self.messages:03d} sent"
        tell(self.ward, words)
        self.oracle.said[words] = True
        self.log.append(words)

    def is_told(self, outcome):
        """What is held stands on Today, with what ends it."""
        told = {problem.tab for problem in outcome.problems if problem.fix}
        today = self.ward.text("Today")
        self.is_well(
            [f"held, and not told: {tab}" for tab in outcome.held if tab not in told or tab not in today]
        )

    def is_well(self, wrong):
        self.failed = bool(wrong)
        assert not wrong, "\n".join([*self.log, "WRONG:", *wrong])


def run(machine, seed, examples, steps, phases=(Phase.generate,), **given):
    """As a class of its own, with what is given it; what it counted is in its attributes afterwards."""
    made = seeded(seed)(type("Seeded", (machine,), {**given, "seed": seed}))
    run_state_machine_as_test(
        made, settings=settings(max_examples=examples, stateful_step_count=steps, phases=phases, **_PROFILE)
    )
    return made


def run_long(one, steps_of):
    """As long as PATIENT_VOICE_STEPS asks; else a few more with another seed, so that this too is known to work."""
    done, seed = 0, SEED + 1
    while done < max(STEPS, 20):
        ran = one(seed)
        done += steps_of(ran)
        print(f"{done} steps, seed {seed}", flush=True)
        seed += 1
