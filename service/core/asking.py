"""A form as patients meet it: its questions, the path answers make through them, and how long it takes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any

from service.core.answering import TYPES
from service.core.conditions import Condition, ConditionProblem, parse
from service.core.question_type import COMMENT, RATING, Posted, QuestionType

ANONYMOUS, CONFIDENTIAL, NO_MODE = "anonymous", "confidential", "none"
WHO = {  # what is stored → what is read; carers who answer about themselves are counted apart
    "me": "Me",
    "helped": "Me, with help from someone",
    "for someone": "I am answering for a patient",
    "carer": "I am a carer, and I am answering about myself",
}
Answers = Mapping[str, Any]  # by the Ref of the question; blank ones are not in it


@dataclass(frozen=True)
class Question:
    """One question, one page. `if_blank` replaces what is said when a required one is left blank."""

    ref: str
    text: str
    type: str
    choices: tuple[str, ...] = ()
    required: bool = False
    show_if: str | None = None
    hint: str | None = None
    theme: str | None = None
    better_is: str | None = None
    if_blank: str | None = None

    @property
    def asked_as(self) -> QuestionType:
        return TYPES[self.type]

    @property
    def is_asked(self) -> bool:
        """False for a page that only informs."""
        return self.asked_as.goes_to is not None

    @property
    def options(self) -> tuple[str, ...]:
        return self.asked_as.options(self.choices)

    @property
    def meaning(self) -> tuple[Any, ...]:
        """What an answer depends on. Its theme, place and which answers are good news are about the figures alone."""
        return (self.ref, self.text, self.type, self.choices, self.required, self.show_if, self.hint)

    @cached_property
    def condition(self) -> Condition | ConditionProblem | None:
        return parse(self.show_if) if self.show_if else None

    def read(self, posted: Posted, today: date) -> Any:
        """The value, None when left blank, or `Wrong` with the sentence to show."""
        value = self.asked_as.read(self.choices, posted, today)
        if value is None and self.required and self.is_asked:
            return self.asked_as.missing(self.if_blank)
        return value

    def show(self, value: Any) -> str:
        """The answer in words, for the check page."""
        return "Not provided" if value is None else self.asked_as.show(value)


@dataclass(frozen=True)
class Form:
    """A whole form, of one version. `mode` is anonymous, confidential or none; all words about privacy come from it."""

    key: str
    version: int
    title: str
    questions: tuple[Question, ...]
    introduction: str | None = None
    mode: str = NO_MODE
    kind: str | None = None
    closes: date | None = None

    def question(self, ref: str) -> Question | None:
        return self._by_ref.get(ref)

    @cached_property
    def _by_ref(self) -> dict[str, Question]:
        return {question.ref: question for question in self.questions}

    @property
    def meaning(self) -> frozenset[tuple[Any, ...]]:
        """Another one whenever an answer would mean something else: not with another title, closing date or order."""
        return frozenset(question.meaning for question in self.questions)

    def path(self, answers: Answers) -> tuple[Question, ...]:
        """The questions these answers lead through, in order. An answer to a question not shown leads nowhere."""
        shown: list[Question] = []
        counted: dict[str, Any] = {}
        for question in self.questions:
            if question.condition is None or question.condition.holds(counted):
                shown.append(question)
                if question.ref in answers:
                    counted[question.ref] = answers[question.ref]
        return tuple(shown)

    def kept(self, answers: Answers) -> dict[str, Any]:
        """What is sent: answers to questions no longer shown are dropped."""
        asked = (question for question in self.path(answers) if question.is_asked)
        return {question.ref: answers[question.ref] for question in asked if question.ref in answers}

    def ratings(self, answers: Answers) -> dict[str, Any]:
        return {ref: value for ref, value in answers.items() if self._goes(ref) == RATING}

    def comments(self, answers: Answers) -> dict[str, str]:
        return {ref: value for ref, value in answers.items() if self._goes(ref) == COMMENT}

    def _goes(self, ref: str) -> str | None:
        question = self._by_ref.get(ref)
        return question.asked_as.goes_to if question else None

    @property
    def how_many(self) -> int:
        return sum(question.is_asked for question in self.questions)

    @property
    def fewest(self) -> int:
        """How many somebody is asked whose answers lead to no further question."""
        return sum(question.is_asked for question in self.path({}))

    @property
    def minutes(self) -> int:
        """About how long it takes somebody who is tired."""
        seconds = sum(question.asked_as.seconds for question in self.questions)
        return max(1, -(-seconds // 60))

    def to_json(self) -> str:
        written = asdict(self) | {"closes": self.closes.isoformat() if self.closes else None}
        return json.dumps(written, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Form:
        """Reads what any version of the program wrote: a field it does not know is passed over."""
        read = _known(cls, json.loads(text))
        read["questions"] = tuple(_question(question) for question in read["questions"])
        read["closes"] = date.fromisoformat(read["closes"]) if read.get("closes") else None
        return cls(**read)


def _question(written: Mapping[str, Any]) -> Question:
    return Question(**_known(Question, written) | {"choices": tuple(written.get("choices") or ())})


def _known(kind: type, written: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in written.items() if name in names}


def can_be_asked(type_: str | None, text: str | None, choices: Sequence[str]) -> bool:
    """Whether a row of the Questions tab is whole enough to be put to people."""
    if not text or type_ not in TYPES:
        return False
    return not TYPES[type_].needs_choices or len(TYPES[type_].options(tuple(choices))) >= 2
