"""A survey's figures are published once, at closing: what managers have seen stands until enough answers follow it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from service.core.asking import Question
from service.core.auditing import told_by_changes
from service.core.disclosure import LEAST_BASE, LEAST_CELL, Figure, WhatPeopleAre, WhatPeopleSaid

Declared = WhatPeopleSaid | WhatPeopleAre
Edition = Mapping[
    str, Mapping[str, Any]
]  # question → {"base", "counts"}; plain, so that the ledger can keep it
Made = Sequence[tuple[Question, Declared]]
Figures = Callable[[Made], Sequence[Figure]]  # all that may be shown of it


def edition_of(made: Made) -> Edition:
    return {
        question.ref: {"base": _base(said), "counts": dict(said.counts)}
        for question, said in made
        if said.table
    }


def may_follow(made: Made, earlier: Sequence[Edition], figures: Figures) -> bool:
    """No number that managers have seen moves, or it moves by at least 5: else what one person answered could be read
    by taking away. Bases first, of questions too small to show as well."""
    return all(
        _bases_allow(edition_of(made), seen)
        and not told_by_changes(figures(made), figures(_as_they_were(made, seen)))
        for seen in earlier
    )


def standing(made: Made, earlier: Sequence[Edition], figures: Figures) -> Made:
    """What may be shown now: the answers as they are, or the last edition where they may not follow it."""
    return made if may_follow(made, earlier, figures) else _as_they_were(made, earlier[-1])


def _bases_allow(edition: Edition, seen: Edition) -> bool:
    moves = (
        abs(edition.get(ref, {"base": 0})["base"] - was["base"])
        for ref, was in seen.items()
        if was["base"] >= LEAST_BASE
    )
    return all(not 0 < move < LEAST_CELL for move in moves)


def _as_they_were(made: Made, seen: Edition) -> Made:
    return [(question, _as_it_was(said, seen.get(question.ref))) for question, said in made]


def _as_it_was(said: Declared, was: Mapping[str, Any] | None) -> Declared:
    counts = {option: (was["counts"].get(option, 0) if was else 0) for option in said.counts}
    if isinstance(said, WhatPeopleAre):
        return replace(said, counts=counts, base=(was["base"] if was else 0) if said.several else None)
    return replace(said, counts=counts)


def _base(said: Declared) -> int:
    return said.base if isinstance(said, WhatPeopleSaid) else said.people
