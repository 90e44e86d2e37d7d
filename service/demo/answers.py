"""What people answered in the demo's surveys and told its service online: the same each time it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from service.demo import surveys
from service.demo.days import ago, table

HOW_MANY_LAST_YEAR, HOW_MANY_WAITING = 31, 9
_RATING = ("Very good", "Good", "Neither good nor poor", "Poor", "Very poor", "I do not know")
_AGREE = (
    "Strongly agree",
    "Agree",
    "Neither agree nor disagree",
    "Disagree",
    "Strongly disagree",
    "I do not know",
)
_HELP = (
    "A telephone call between visits", "A written plan after clinic", "Help with money or travel", "Someone to talk to about how I feel",
)  # fmt: skip
_WHO = {"me": 70, "helped": 15, "for someone": 5, "carer": 10}

# How often each answer is given, question by question: last year, and this year after the changes.
_LAST_YEAR = {
    1: (9, 11, 4, 4, 2, 1), 3: (22, 7, 2), 4: (3, 6, 5, 10, 5, 2), 5: (4, 9, 7, 8, 2, 1), 6: (6, 12, 6, 5, 1, 1), 7: (3, 8, 8, 7, 3, 2),
}  # fmt: skip
_THIS_YEAR = {
    1: (5, 3, 1, 0, 0, 0), 3: (8, 1, 0), 4: (3, 4, 1, 1, 0, 0), 5: (3, 4, 1, 1, 0, 0), 6: (4, 3, 1, 1, 0, 0), 7: (2, 3, 2, 1, 0, 1),
}  # fmt: skip
_WORDS = {
    1: (*_RATING[:5], "Don’t know"), 3: ("Yes", "No", "I do not know"), 4: _RATING, 5: _AGREE, 6: _AGREE, 7: _AGREE,
}  # fmt: skip
_WHY = """
The nurses are kind and they listen.
I was treated as a person, not as a scan.
Care is good once you get hold of somebody.
Three days until I was rung back. It felt very long.
Everything was explained, but I could not keep it all in my head.
Always late, always an apology, never a reason.
I cannot fault them.
My daughter could ask all her questions.
I had to explain my history again and again.
Good, but you need to be well to be this patient.
They noticed before I did that I was struggling.
The pain at night was not taken seriously at first.
"""
_CHANGE = """
Somebody at the other end of the telephone.
Give me the plan on paper.
A quieter place to wait.
Cheaper parking.
An appointment that does not cost me a day's pay.
Tell my family whom to ring.
Let me have my blood taken near home.
Ask about pain every time, not only when I bring it up.
"""
_TOLD = """
26 | Working well    | The volunteer at the front door walked me all the way to clinic. Thank you.
17 | Idea            | Could the forum be shown online as well, for those of us who cannot come?
8  | Could be better | The letter said Level 2, but the clinic has moved to Level 1.
2  | Support needed  | I have no way to get to my appointment next week.
"""


@dataclass(frozen=True)
class DemoAnswer:
    """One answer to a survey; `person` has the Ref of who answered, in a confidential one."""

    survey: str
    who: str
    ratings: Mapping[str, Any]
    comments: Mapping[str, str] = field(default_factory=dict)
    person: str | None = None


@dataclass(frozen=True)
class DemoMessage:
    """Something told on the page “Tell us”, on that day."""

    on: date
    fields: Mapping[str, str]


def demo_answers(today: date) -> list[DemoAnswer]:
    chance = Random(64)  # noqa: S311 - the demo is the same each time
    last = _annual(surveys.LAST_YEAR, surveys.ANNUAL_FIRST, _LAST_YEAR, HOW_MANY_LAST_YEAR, 5.6, chance)
    now = _annual(surveys.THIS_YEAR, surveys.THIS_YEAR_FIRST, _THIS_YEAR, HOW_MANY_WAITING, 6.8, chance)
    return [*last, *now, *_pulse()]


def demo_messages(today: date) -> list[DemoMessage]:
    rows = table(_TOLD, "days kind what")
    return [
        DemoMessage(
            ago(today, int(row["days"])), {"what": row["what"], "kind": row["kind"], "wants_answer": "No"}
        )
        for row in rows
    ]


def _annual(
    survey: str, first: int, weights: dict[int, tuple[int, ...]], how_many: int, pain: float, chance: Random
) -> list[DemoAnswer]:
    """Each question's answers as often as the table says, dealt out to people at random."""
    dealt = {order: _dealt(order, often, how_many, chance) for order, often in weights.items()}
    why, change = (words.strip().splitlines() for words in (_WHY, _CHANGE))
    given = []
    for place in range(how_many):
        ratings: dict[str, Any] = {
            _ref(first, order): answers[place] for order, answers in dealt.items() if answers[place]
        }
        ratings[_ref(first, 8)] = max(0, min(10, round(chance.gauss(pain, 2.2))))
        ratings[_ref(first, 9)] = sorted(
            chance.sample(_HELP, chance.choice((1, 1, 2, 2, 3))), key=_HELP.index
        )
        comments = {_ref(first, 2): why[place]} if place < min(len(why), how_many * 2 // 3) else {}
        if how_many - place <= min(len(change), how_many // 3):
            comments[_ref(first, 10)] = change[how_many - place - 1]
        given.append(
            DemoAnswer(survey, chance.choices(tuple(_WHO), tuple(_WHO.values()))[0], ratings, comments)
        )
    return given


def _dealt(order: int, often: tuple[int, ...], how_many: int, chance: Random) -> list[str | None]:
    words: list[str | None] = [
        word for word, times in zip(_WORDS[order], often, strict=True) for _ in range(times)
    ]
    words += [None] * (how_many - len(words))
    chance.shuffle(words)
    return words


def _ref(first: int, order: int) -> str:
    return f"Q-{first + order - 1:03d}"


def _pulse() -> list[DemoAnswer]:
    """Three of those who came to the focus group have answered by their own link."""
    said: tuple[tuple[str, str, str, dict[str, str]], ...] = (
        ("P-006", "Strongly agree", "Very good", {}),
        ("P-008", "Agree", "Good", {"Q-023": "I would have liked a longer break in the middle."}),
        ("P-018", "Strongly agree", "Very good", {"Q-023": "Thank you for ringing me afterwards."}),
    )
    return [
        DemoAnswer(surveys.PULSE, "me", {"Q-021": agree, "Q-022": rating}, comments, person)
        for person, agree, rating, comments in said
    ]
