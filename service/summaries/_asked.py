"""Each question of a closed survey, with what of its answers may be shown: of patients, and of carers about themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from service.core.asking import Question
from service.core.auditing import audit
from service.core.disclosure import (
    LEAST_BASE,
    Figure,
    Part,
    WhatPeopleAre,
    WhatPeopleSaid,
    show,
    show_cells,
    show_options,
    show_sides,
    too_few,
)
from service.summaries import Source, SurveyAnswers
from service.summaries._editions import Edition, Made, edition_of, may_follow, standing
from service.summaries._heard import closed_surveys
from service.summaries._questions import declared

CARER = "carer"


@dataclass(frozen=True)
class Asked:
    """One question of one version, with the kind of figure it makes and what of it may be shown."""

    question: Question
    said: WhatPeopleSaid | WhatPeopleAre
    figure: Figure
    sides: tuple[Figure, ...] | None
    parts: tuple[Part, ...] | None

    @property
    def figures(self) -> list[Figure]:
        return [self.figure, *(self.sides or ()), *(part.figure for part in self.parts or ())]


@dataclass(frozen=True)
class Answering:
    """Those whose answers are counted together: everybody who answered this version, or its patients, or its carers."""

    name: str  # of its editions
    version: int
    made: Made
    earlier: Sequence[Edition]
    apart: bool  # carers are counted apart from patients
    carers: bool = False

    @property
    def may_follow(self) -> bool:
        return may_follow(self.made, self.earlier, _figures)

    def asked(self) -> list[Asked]:
        """A table the audit refuses says no more than “too few to say”."""
        asked = _shown(standing(self.made, self.earlier, _figures))
        refused = {refusal.table for refusal in audit(figure for one in asked for figure in one.figures)}
        return [
            Asked(one.question, one.said, too_few(one.said.table), None, None)
            if {fact.table for figure in one.figures for fact in figure.facts} & refused
            else one
            for one in asked
        ]


def versions_of(answers: SurveyAnswers) -> list[int]:
    return sorted({row.version for row in answers.ratings})


def answering(source: Source, survey: Any, answers: SurveyAnswers, version: int) -> list[Answering]:
    """Patients and carers apart where 10 or more of each answered, as with any subgroup; else all of them together.

    Once shown together, always together: taking the one from the other would tell who came since. Rows brought in
    from a file do not say who answered, and count as patients.
    """
    rows = [row for row in answers.ratings if row.version == version]
    carers = [row for row in rows if row.who == CARER]
    patients = [row for row in rows if row.who != CARER]
    name = f"{survey.ref} v{version}"
    enough = min(len(carers), len(patients)) >= LEAST_BASE and name not in source.earlier
    apart = enough or f"{name} carers" in source.earlier
    form = answers.forms.get(version)

    def counted(name: str, rows: Sequence[Any], carers: bool = False) -> Answering:
        made = list(_made(name, form.questions if form else (), rows))
        return Answering(name, version, made, source.earlier.get(name, ()), apart, carers)

    if apart:
        return [counted(name, patients), counted(f"{name} carers", carers, carers=True)]
    return [counted(name, rows)]


def new_editions(source: Source) -> dict[str, list[Edition]]:
    """What managers are about to see for the first time, after what they saw before; by survey, version and who answered."""
    new = {}
    for survey, answers in closed_surveys(source):
        for version in versions_of(answers):
            for group in answering(source, survey, answers, version):
                edition = edition_of(group.made)
                if edition not in group.earlier and group.may_follow:
                    new[group.name] = [*group.earlier, edition]
    return new


def _made(name: str, questions: Sequence[Question], rows: Sequence[Any]) -> Iterator[Any]:
    for question in questions:
        if question.is_asked:
            answered = (row.ratings.get(question.ref) for row in rows)
            said = declared(f"{name} {question.ref}", question, answered)
            if said is not None:
                yield question, said


def _shown(made: Made) -> list[Asked]:
    return [_one(question, said) for question, said in made]


def _one(question: Question, said: WhatPeopleSaid | WhatPeopleAre) -> Asked:
    if isinstance(said, WhatPeopleAre):
        return Asked(question, said, show(said), None, show_cells(said))
    parts = None if question.type == "0 to 10" else show_options(said)
    return Asked(question, said, show(said), show_sides(said), parts)


def _figures(made: Made) -> list[Figure]:
    return [figure for one in _shown(made) for figure in one.figures]
