"""Tell us something: open all year, to everyone, without an invitation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.core.asking import Form, Question

KEY = "tell-us"
KINDS = (  # as in the Kind column of the Feedback tab, in the words of someone who writes to us
    ("Something is working well", "Working well"),
    ("Something could be better", "Could be better"),
    ("I have an idea", "Idea"),
    ("I am concerned about something", "Concern"),
    ("I need support", "Support needed"),
)

FORM = Form(
    key=KEY,
    version=1,
    title="Tell us something",
    introduction=(
        "You can tell us what is working well, what could be better, or an idea you have. "
        "You do not have to give your name."
    ),
    questions=(
        Question(
            "Q-001",
            "What would you like to tell us?",
            "Long text",
            required=True,
            hint="Write as little or as much as you like. You do not need to name anyone.",
            if_blank="Enter what you would like to tell us",
        ),
        Question("Q-002", "What is it about?", "Choose one", tuple(asked for asked, _ in KINDS)),
        Question(
            "Q-003",
            "Would you like an answer from us?",
            "Choose one",
            ("Yes", "No"),
            required=True,
            hint="We only ask for your name and how to reach you if you would.",
            if_blank="Select yes if you would like an answer from us",
        ),
        Question("Q-004", "What is your name?", "Short text", show_if="Q-003 is Yes"),
        Question(
            "Q-005",
            "How can we reach you?",
            "Short text",
            required=True,
            show_if="Q-003 is Yes",
            hint="An email address or a telephone number.",
            if_blank="Enter an email address or a telephone number",
        ),
    ),
)
FIELDS = {"Q-001": "what", "Q-002": "kind", "Q-003": "wants_answer", "Q-004": "name", "Q-005": "contact"}


def fields(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept, by name; the kind in the words of the Feedback tab."""
    named = {FIELDS[ref]: value for ref, value in answers.items() if ref in FIELDS}
    return named | ({"kind": dict(KINDS)[named["kind"]]} if "kind" in named else {})


def before_sending(answers: Mapping[str, Any]) -> tuple[str, ...]:
    """What somebody should know on the check page: an answer she asked for and could not be given."""
    told = fields(FORM.kept(answers))
    if told.get("wants_answer") != "Yes" or told.get("contact"):
        return ()
    without = (
        "You asked for an answer, but not how we can reach you. By your name alone we may not be able to answer."
        if told.get("name")
        else "You asked for an answer, but we have no name and no way to reach you, so we could not answer."
    )
    return (without, "Choose Change to add it. You can also send it as it is: we read everything.")
