"""What a form says about who sees the answers: made from its real mode, so that it cannot say anything else."""

from __future__ import annotations

from service.core.answering_dates import long_date
from service.core.asking import ANONYMOUS, CONFIDENTIAL, Form
from service.forms.facts import PublicFacts

PULSE = "Pulse"
LINK_KEPT_FOR = 28  # days after closing; DESIGN §4


def promises(form: Form, facts: PublicFacts) -> tuple[str, ...]:
    """The paragraphs under “Who sees your answers”."""
    if form.mode == ANONYMOUS:
        return _anonymous(form, facts)
    if form.mode == CONFIDENTIAL:
        return _confidential(facts)
    return (
        f"The staff of {facts.name} read what you send us. Managers never see your name.",
        "You do not have to give your name. We keep it only if you ask us for an answer.",
    )


def _anonymous(form: Form, facts: PublicFacts) -> tuple[str, ...]:
    when = (
        "when at least 10 people have answered, or after the survey has closed"
        if form.kind == PULSE
        else "only after the survey has closed"
    )
    return (
        "Your answers are anonymous. Everyone uses the same address, so nobody can tell whether you have answered "
        "or which answers are yours.",
        f"The staff of {facts.name} read the answers {when}. Managers see totals, and no names.",
        "In your own words, please leave out names and anything else that could show who you are.",
        "Because we do not know who has answered, reminders go to everyone.",
    )


def _confidential(facts: PublicFacts) -> tuple[str, ...]:
    return (
        "Your answers are confidential. Your link is for you alone, and your name is kept apart from your answers.",
        "Your link tells us that you have answered, so that we do not remind you.",
        f"Until {LINK_KEPT_FOR} days after the survey closes, two named people in the team can look up which answers "
        "are yours, and every time they do is recorded. After that we erase what connects them, and nobody can.",
        f"The staff of {facts.name} can read your answers as soon as you have sent them, without your name. "
        "Managers see totals, and no names.",
    )


def in_short(form: Form) -> str:
    """One sentence for the check page."""
    if form.mode == ANONYMOUS:
        return "Your answers are anonymous."
    if form.mode == CONFIDENTIAL:
        return "Your answers are confidential. Your name is kept apart from them."
    return "You do not have to give your name."


def what_happens_next(form: Form, facts: PublicFacts) -> tuple[str, ...]:
    """Under the reference on the thank-you page."""
    if form.mode not in (ANONYMOUS, CONFIDENTIAL):
        return (
            f"Somebody from {facts.name} will read it. They may not do so for some days.",
            "If you asked for an answer and told us how to reach you, they will reach you in that way.",
        )
    closes = (
        f"after the survey closes on {long_date(form.closes)}"
        if form.closes
        else "after the survey has closed"
    )
    if form.mode == CONFIDENTIAL:
        reads = f"The team can read your answers from now on, without your name. All answers are looked at together {closes}."
    elif form.kind == PULSE:
        reads = f"The team reads the answers when at least 10 people have answered, and the last of them {closes}."
    else:
        reads = f"The team reads all answers together {closes}, and decides what to change."
    return (
        reads,
        "Ask the team to see what people said and what was done about it. It will not show who said what.",
    )
