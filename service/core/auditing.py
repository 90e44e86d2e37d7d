"""What could be worked out from figures taken together, before they are published.

This is the seam for the solver of a later issue. Already refused: a small count that adding and taking away within one
table gives, and an edition of which some part moved by a few since an earlier one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from service.core.disclosure import LEAST_CELL, C, D, Fact, Figure

_MOST_SETS = 400  # of one table; past this the sets already found must do
_Known = dict[frozenset[str], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A table that may not be published as it stands, and why, without the number."""

    table: str
    says: str


def audit(figures: Iterable[Figure], earlier: Iterable[Figure] = ()) -> list[Refusal]:
    """The tables among these figures from which a small number could be read, alone or beside earlier editions."""
    figures = list(figures)
    now, before = _by_table(figures), _by_table(earlier)
    of_people = {figure.table for figure in figures if figure.kind == D}
    refused = []
    for table, facts in now.items():
        if _tells_a_small_number(facts, zero_too=table in of_people):
            refused.append(
                Refusal(table, "A small number could be worked out from the others in this table.")
            )
        elif table in before and _change_tells(before[table], facts):
            refused.append(
                Refusal(table, "Some number changed by fewer than 5 since this table was last shown.")
            )
    return refused


def told_by_changes(figures: Iterable[Figure], earlier: Iterable[Figure]) -> bool:
    """Whether taking the earlier edition away from this one would say what a few people answered."""
    now, before = _by_table(figures), _by_table(earlier)
    return any(_change_tells(before[table], facts) for table, facts in now.items() if table in before)


def _by_table(figures: Iterable[Figure]) -> Mapping[str, set[Fact]]:
    tables: dict[str, set[Fact]] = defaultdict(set)
    for figure in figures:
        if figure.kind in (C, D):
            for fact in figure.facts:
                tables[fact.table].add(fact)
    return tables


def _base(facts: Iterable[Fact]) -> int:
    return max(facts, key=lambda fact: len(fact.members)).low


def _tells_a_small_number(facts: set[Fact], zero_too: bool) -> bool:
    everyone = max((fact.members for fact in facts), key=len)
    known = _all_known(facts)
    stated = {fact.members for fact in facts if fact.low == fact.high}
    for members, (low, high) in known.items():
        if members and low == high < LEAST_CELL:
            all_said_the_same = everyone - members in stated and members not in stated
            if low > 0 or zero_too or all_said_the_same:
                return True
    return False


def _change_tells(before: Iterable[Fact], now: Iterable[Fact]) -> bool:
    """Of each part that both editions give, exactly or within bounds: do the two together say what a few answered?"""
    was, known = _all_known(before), _all_known(now)
    moved = _base(now) - _base(before)
    return any(_few_moved(was[members], known[members], moved) for members in was.keys() & known.keys())


def _few_moved(was: tuple[int, int], now: tuple[int, int], moved: int) -> bool:
    if max(was[1] - was[0], now[1] - now[0]) >= LEAST_CELL:
        return False  # one of them says too little
    pairs = [(old, new) for old in _within(was) for new in _within(now)]
    # Answers are added, or taken out; seldom both at once.
    way = 1 if moved >= 0 else -1
    likely = [(old, new) for old, new in pairs if 0 <= way * (new - old) <= abs(moved)] or pairs
    one_narrows_the_other = len({old for old, _ in likely}) < len(_within(was)) or (
        len({new for _, new in likely}) < len(_within(now))
    )
    changes = {abs(new - old) for old, new in likely}
    return one_narrows_the_other or (
        len(changes) < LEAST_CELL and any(0 < change < LEAST_CELL for change in changes)
    )


def _within(bounds: tuple[int, int]) -> range:
    return range(bounds[0], bounds[1] + 1)


def _all_known(facts: Iterable[Fact]) -> _Known:
    return _worked_out({fact.members: (fact.low, fact.high) for fact in facts})


def _worked_out(known: _Known) -> _Known:
    """All that follows by adding parts that do not meet, and by taking a part from what holds it."""
    fresh = set(known)
    while fresh and len(known) < _MOST_SETS:
        found: _Known = {}
        for one, other in combinations(sorted(known, key=lambda members: (len(members), sorted(members))), 2):
            if one in fresh or other in fresh:
                (low, high), (other_low, other_high) = known[one], known[other]
                if one < other:
                    _narrow(found, other - one, max(0, other_low - high), other_high - low)
                elif not one & other:
                    _narrow(found, one | other, low + other_low, high + other_high)
        fresh = set()
        for members, (low, high) in found.items():
            was = known.get(members)
            now = (low, high) if was is None else (max(low, was[0]), min(high, was[1]))
            if now != was:
                known[members] = now
                fresh.add(members)
    return known


def _narrow(found: _Known, members: frozenset[str], low: int, high: int) -> None:
    was = found.get(members, (low, high))
    found[members] = (max(low, was[0]), min(high, was[1]))
