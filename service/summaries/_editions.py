"""A survey's figures are published once, at closing: what managers have seen stands until enough answers follow it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from service.core.asking import Question
from service.core.disclosure import LEAST_BASE, LEAST_CELL, WhatPeopleAre, WhatPeopleSaid

Declared = WhatPeopleSaid | WhatPeopleAre
Edition = Mapping[
    str, Mapping[str, Any]
]  # question → {"base", "counts"}; plain, so that the ledger can keep it
Made = Sequence[tuple[Question, Declared]]


def edition_of(made: Made) -> Edition:
    return {
        question.ref: {"base": _base(said), "counts": dict(said.counts)}
        for question, said in made
        if said.table
    }


def may_follow(edition: Edition, earlier: Sequence[Edition]) -> bool:
    """No base that managers have seen moves, or it moves by at least 5: one new answer could be read by taking away."""
    moves = (
        abs(edition.get(ref, {"base": 0})["base"] - was["base"])
        for seen in earlier
        for ref, was in seen.items()
        if was["base"] >= LEAST_BASE
    )
    return all(not 0 < move < LEAST_CELL for move in moves)


def standing(made: Made, earlier: Sequence[Edition]) -> Made:
    """What may be shown now: the answers as they are, or the last edition where they may not follow it."""
    if not earlier or may_follow(edition_of(made), earlier):
        return made
    return [(question, _as_it_was(said, earlier[-1].get(question.ref))) for question, said in made]


def _as_it_was(said: Declared, was: Mapping[str, Any] | None) -> Declared:
    counts = {option: (was["counts"].get(option, 0) if was else 0) for option in said.counts}
    if isinstance(said, WhatPeopleAre):
        return replace(said, counts=counts, base=(was["base"] if was else 0) if said.several else None)
    return replace(said, counts=counts)


def _base(said: Declared) -> int:
    return said.base if isinstance(said, WhatPeopleSaid) else said.people
