"""What is being done just now, for whoever waits for it: the commands show it on a terminal, and nobody else hears of it."""

from __future__ import annotations

import logging

STEPS = logging.getLogger("patient_voice.steps")
STEPS.propagate = False  # a log gets what came of it, not every step on the way


def step(words: str) -> None:
    """`words` are ours: nothing that somebody typed."""
    STEPS.debug(words)
