"""Show-if conditions as a nurse writes them, such as “Q-003 is Yes and Q-005 is at most 3”: read, explained, decided."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.core.grids import tidy

_REF = r"[Qq]\s?-?\s?(\d{3,})(?!\d)"
_WORDS = {  # our words for each comparison first, then what else people write; longer ones are tried first
    "is not answered": ("is blank", "is empty"),
    "is answered": ("is not blank", "is not empty"),
    "is at least": (">=", "≥"),
    "is at most": ("<=", "≤"),
    "is more than": ("is over", "is above", ">"),
    "is less than": ("is under", "is below", "<"),
    "does not include": ("doesn't include", "doesn’t include", "does not contain"),
    "includes": ("include", "contains"),
    "is not": ("isn't", "isn’t", "<>", "!="),
    "is": ("=",),
}
_SPELT = {word: ours for ours, others in _WORDS.items() for word in (ours, *others)}
_ENDS = {word: r"(?!\w)" if word[-1].isalpha() else "" for word in sorted(_SPELT, key=len, reverse=True)}
_OPERATOR = re.compile("|".join(re.escape(word) + end for word, end in _ENDS.items()), re.IGNORECASE)
_START = re.compile(_REF)
_JOIN = re.compile(rf"\s+(and|or)\s+(?={_REF})", re.IGNORECASE)
_QUOTED = re.compile(r"[“\"]([^“”\"]*)[”\"](?=\s*$|\s+(?:and|or)\s)", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,6})?$", re.ASCII)
ALONE = ("is answered", "is not answered")  # these need nothing after them
NUMERIC = ("is at least", "is at most", "is more than", "is less than")
_EXAMPLE = "Write it like: Q-003 is Yes"


@dataclass(frozen=True, slots=True)
class ConditionProblem:
    """Why a condition could not be read, and what to write instead."""

    says: str
    fix: str

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """True: rather ask a question too many than lose one."""
        return True


@dataclass(frozen=True, slots=True)
class Clause:
    """One comparison. `value` is "" for “is answered” and “is not answered”."""

    ref: str
    comparison: str
    value: str = ""

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """A question nobody answered meets no comparison, “is not” included: a skipped question leads nowhere."""
        answer = answers.get(self.ref)
        given = [
            part
            for part in (answer if isinstance(answer, (list, tuple)) else [answer])
            if part not in (None, "")
        ]
        if self.comparison in ALONE:
            return bool(given) == (self.comparison == "is answered")
        if not given:
            return False
        if self.comparison in NUMERIC:
            return any(self._compares(part) for part in given)
        wanted = any(_squashed(part) == _squashed(self.value) for part in given)
        return wanted == (self.comparison in ("is", "includes"))

    def _compares(self, answer: Any) -> bool:
        text = str(answer)
        if isinstance(answer, bool) or not _NUMBER.match(text):
            return False  # “I do not know” is neither more nor less
        number, limit = float(text), float(self.value)
        return {
            "is at least": number >= limit,
            "is at most": number <= limit,
            "is more than": number > limit,
            "is less than": number < limit,
        }[self.comparison]

    def __str__(self) -> str:
        plain = f"{self.ref} {self.comparison} {self.value}".strip()
        return plain if _clauses(plain) == ([self], []) else f"{self.ref} {self.comparison} “{self.value}”"


@dataclass(frozen=True, slots=True)
class Condition:
    """One or more clauses joined by `and`, or by `or`; never both, which can be read two ways."""

    clauses: tuple[Clause, ...]
    joined_by: str = "and"

    @property
    def refs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(clause.ref for clause in self.clauses))

    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether the question is asked, given the answers so far by Ref."""
        held = (clause.holds(answers) for clause in self.clauses)
        return any(held) if self.joined_by == "or" else all(held)

    def __str__(self) -> str:
        return f" {self.joined_by} ".join(map(str, self.clauses))


def parse(text: str) -> Condition | ConditionProblem:
    """Reads a whole Show if cell."""
    read = _clauses(re.sub(r"\s+", " ", tidy(text)).strip())
    if isinstance(read, ConditionProblem):
        return read
    clauses, joins = read
    if len(set(joins)) > 1:
        return ConditionProblem(
            "This has both “and” and “or”, so it can be read two ways.",
            "Use only “and”, or only “or”. Add a second question if you need both.",
        )
    return Condition(tuple(clauses), joins[0] if joins else "and")


def _clauses(text: str) -> tuple[list[Clause], list[str]] | ConditionProblem:
    clauses: list[Clause] = []
    joins: list[str] = []
    at = 0
    while True:
        read = _clause(text, at)
        if isinstance(read, ConditionProblem):
            return read
        clause, at = read
        clauses.append(clause)
        if at >= len(text):
            return clauses, joins
        join = _JOIN.match(text, at)
        if join is None:
            return ConditionProblem(
                "We cannot read what follows the first comparison.",
                "Put “and” or “or” before the next question: Q-003 is Yes and Q-005 is at most 3",
            )
        joins.append(join[1].casefold())
        at = join.end()


def _clause(text: str, at: int) -> tuple[Clause, int] | ConditionProblem:
    ref = _START.match(text, at)
    if ref is None:
        return ConditionProblem("This does not begin with the Ref of a question.", f"{_EXAMPLE}.")
    start = ref.end() + (text[ref.end() : ref.end() + 1] == " ")
    operator = _OPERATOR.match(text, start)
    if operator is None:
        return ConditionProblem(
            f"After Q-{ref[1]} we cannot tell what to compare.",
            "Use one of: is, is not, is at least, is at most, is more than, is less than, includes, is answered.",
        )
    name, comparison = f"Q-{ref[1]}", _SPELT[operator[0].casefold()]
    if comparison in ALONE:
        return Clause(name, comparison), operator.end()
    value, end = _value(text, operator.end() + (text[operator.end() : operator.end() + 1] == " "))
    if not value:
        return ConditionProblem(
            f"Nothing follows “{comparison}”.", f"{_EXAMPLE}, with one of its answers at the end."
        )
    if comparison in NUMERIC and not _NUMBER.match(value):
        return ConditionProblem(f"A number must follow “{comparison}”.", "Write it like: Q-005 is at most 3.")
    return Clause(name, comparison, value), end


def _value(text: str, at: int) -> tuple[str, int]:
    """Up to the next “and” or “or” that a Ref follows, so that an answer may hold those words itself."""
    if quoted := _QUOTED.match(text, at):
        return quoted[1].strip(), quoted.end()
    join = _JOIN.search(text, at)
    end = join.start() if join else len(text)
    return text[at:end].strip(), end


def _squashed(answer: Any) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return re.sub(r"[^\w+-]+", " ", str(answer).casefold()).strip() or str(answer)


def answers_named(condition: Condition, ref: str) -> Sequence[str]:
    """The answers of one question that a condition compares with, numbers left out."""
    return [
        clause.value
        for clause in condition.clauses
        if clause.ref == ref and clause.comparison not in (*ALONE, *NUMERIC)
    ]
