"""The four kinds of figure that may leave the staff workbook, and the rules that keep one person from being read out of them.

Small numbers are handled here and nowhere else (DESIGN §8). A figure is declared as Things, TakingPart, WhatPeopleSaid or
WhatPeopleAre; `show` and its neighbours apply the rules and give a Figure; an undeclared figure cannot be published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import singledispatch
from itertools import pairwise

# DESIGN §8. A base under 10 follows the GP Patient Survey; 5 is NHS England's for the Friends and Family Test.
LEAST_BASE, LEAST_CELL, LEAST_FOR_PERCENT, LEAST_WAVE = 10, 5, 20, 30
FEW_ANSWERS, FEW_PEOPLE, TOO_FEW = "fewer than 10 answers", "fewer than 10", "too few to say"
NOT_TOLD = (
    "not shown"  # heads of several events together, of which one event’s would tell a caseload under 10
)
NEVER_ALONE = ("Died",)

A, B, C, D = "things and work", "taking part", "what people said", "what people are"


@dataclass(frozen=True, slots=True)
class Fact:
    """What a published figure tells anyone who reads it: how many are in this part of a table, at least and at most."""

    table: str
    members: frozenset[str]
    low: int
    high: int


@dataclass(frozen=True)
class Figure:
    """A figure after its rule: words for people, a number for charts only where it may be exact, and the facts it tells."""

    kind: str
    text: str
    table: str = ""
    number: float | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Things:
    """A: things and work. Always shown, 0 and 1 too."""

    what: str
    count: int | float


@dataclass(frozen=True)
class TakingPart:
    """B: one head count of an event, a mechanism or a year; never split. `caseload` is what it may be compared with.

    `heads`: those of each event or survey, where the count is the sum of several.
    """

    what: str
    count: int
    caseload: int | None = None
    heads: tuple[int, ...] = ()


@dataclass(frozen=True)
class WhatPeopleSaid:
    """C: answers to one evaluative question. `counts` in the order of the options, which `sides` divides: positive first.

    Two sides are positive and not; three are positive, negative and the rest, as in the Friends and Family Test.
    """

    table: str
    counts: Mapping[str, int]
    sides: tuple[tuple[str, ...], ...]

    @property
    def base(self) -> int:
        return sum(self.counts.values())

    def side(self, number: int) -> int:
        return sum(self.counts[option] for option in self.sides[number])


@dataclass(frozen=True)
class WhatPeopleAre:
    """D: what people are. Cells are `ordered`, as ages are, or the commonest is declared first.

    With `several`, a person may be in more than one cell.
    """

    table: str
    counts: Mapping[str, int]
    ordered: bool = True
    several: bool = False
    base: int | None = None  # needed with `several`; else the sum
    never_alone: tuple[str, ...] = NEVER_ALONE

    @property
    def people(self) -> int:
        return sum(self.counts.values()) if self.base is None else self.base


Declared = Things | TakingPart | WhatPeopleSaid | WhatPeopleAre


@dataclass(frozen=True)
class Part:
    """Some options together, and their figure."""

    options: tuple[str, ...]
    figure: Figure


@singledispatch
def show(declared: object) -> Figure:
    """The figure as anyone may read it. What is not one of the four kinds is refused."""
    raise TypeError(f"{type(declared).__name__} is not a declared kind of figure, so it is not published")


@show.register
def _things(declared: Things) -> Figure:
    number = declared.count
    words = f"{number:,}" if number == int(number) else f"{number:,.1f}"
    return Figure(A, words, number=number)


@show.register
def _taking_part(declared: TakingPart) -> Figure:
    count = declared.count
    # Heads of several events say at least as much as the largest of them: 18 of two are 9 and 9.
    if any(_tells_the_caseload(heads, declared.caseload) for heads in declared.heads or (count,)):
        # Never “fewer than 10” of a sum that may be more, nor now this and now that: either would say what one event’s are.
        return Figure(B, FEW_PEOPLE if len(declared.heads) < 2 else NOT_TOLD)
    fact = Fact("people", frozenset({declared.what}), count, count)
    return Figure(B, f"{count:,}", number=count, facts=(fact,))


@show.register
def _what_people_said(declared: WhatPeopleSaid) -> Figure:
    """Positive out of all: exact, as a bound that leaves five values open, or nothing."""
    base, positive = declared.base, declared.side(0)
    everyone = frozenset(declared.counts)
    if base < LEAST_BASE:
        return Figure(C, FEW_ANSWERS, declared.table)
    whole = _whole(declared)
    side = frozenset(declared.sides[0])
    open_to = LEAST_CELL - 1
    if base - positive < LEAST_CELL:
        words = f"at least {base - open_to:,} of {base:,} positive"
        return Figure(
            C, words, declared.table, None, (whole, Fact(declared.table, side, base - open_to, base))
        )
    if positive < LEAST_CELL:
        words = f"at most {open_to} of {base:,} positive"
        return Figure(C, words, declared.table, None, (whole, Fact(declared.table, side, 0, open_to)))
    return _exact(C, declared.table, side, positive, everyone, base)


@show.register
def _what_people_are(declared: WhatPeopleAre) -> Figure:
    return Figure(D, _count_of(declared.people) if declared.people >= LEAST_BASE else TOO_FEW, declared.table)


def show_response(answered: TakingPart, invited: TakingPart) -> Figure | None:
    """What share of those invited answered, in per cent: None unless both may be shown and 20 or more were invited."""
    shown = (show(answered), show(invited))
    if not all(map(is_exact, shown)) or invited.count < max(LEAST_FOR_PERCENT, answered.count):
        return None
    return Figure(
        B, f"{whole_percent(answered.count, invited.count)}%", facts=shown[0].facts + shown[1].facts
    )


def show_base(said: WhatPeopleSaid) -> Figure:
    """How many gave a valid answer."""
    if said.base < LEAST_BASE:
        return Figure(C, FEW_ANSWERS, said.table)
    return Figure(C, _count_of(said.base), said.table, said.base, (_whole(said),))


def too_few(table: str = "") -> Figure:
    """What stands where the audit refused a table."""
    return Figure(C, TOO_FEW, table)


def is_exact(figure: Figure) -> bool:
    """True where the words give the count itself and not a bound or nothing."""
    return bool(figure.facts) and all(fact.low == fact.high for fact in figure.facts)


def show_sides(said: WhatPeopleSaid) -> tuple[Figure, ...] | None:
    """All sides of a question with three; None unless each that is used is 5 or more."""
    if len(said.sides) < 3 or not _sides_may_be_shown(said):
        return None
    everyone = frozenset(said.counts)
    return tuple(
        _exact(C, said.table, frozenset(side), said.side(number), everyone, said.base)
        for number, side in enumerate(said.sides)
    )


def show_options(said: WhatPeopleSaid) -> tuple[Part, ...] | None:
    """Every option, small ones merged with a neighbour on their own side; None unless both sides may be shown.

    Merging across sides would give the small one away: the side's total is known.
    """
    if said.base < LEAST_BASE or not is_exact(show(said)):
        return None
    sides = (
        said.sides
        if _sides_may_be_shown(said)
        else (said.sides[0], tuple(o for s in said.sides[1:] for o in s))
    )
    everyone, parts = frozenset(said.counts), []
    for side in sides:
        on_side = [option for option in said.counts if option in side]
        for options, count in _merged(on_side, said.counts, lambda _, count: 0 < count < LEAST_CELL):
            parts.append(Part(options, _exact(C, said.table, frozenset(options), count, everyone, said.base)))
    order = list(said.counts)
    return tuple(sorted(parts, key=lambda part: order.index(part.options[0])))


def show_cells(are: WhatPeopleAre) -> tuple[Part, ...]:
    """Every cell of what people are, small ones merged; one part that says "too few to say" where that cannot be done."""
    nothing = (Part(tuple(are.counts), Figure(D, TOO_FEW, are.table)),)
    if are.people < LEAST_BASE:
        return nothing
    if are.several:
        cells = tuple(_one_of_several(are, option, count) for option, count in are.counts.items())
        return nothing if _ticks_tell(are, cells) else cells

    def too_small(options: tuple[str, ...], count: int) -> bool:
        return count < LEAST_CELL or all(option in are.never_alone for option in options)

    merged = _merged(list(are.counts), are.counts, too_small, are.ordered)
    if len(merged) == 1:
        return nothing
    everyone = frozenset(are.counts)
    return tuple(
        Part(options, _exact(D, are.table, frozenset(options), count, everyone, are.people))
        for options, count in merged
    )


def show_subgroup(part: WhatPeopleSaid, whole: WhatPeopleSaid) -> Figure:
    """Positive in a subgroup: only if it and the rest are 10 or more, and the rest cannot be worked out to be small."""
    rest = {option: whole.counts[option] - part.counts.get(option, 0) for option in whole.counts}
    others = WhatPeopleSaid(part.table, rest, whole.sides)
    if min(rest.values()) < 0:
        raise ValueError("a subgroup must be part of the whole it is compared with")
    nothing = too_few(part.table)
    if part.base < LEAST_BASE or others.base < LEAST_BASE:
        return nothing
    figure = show(part)
    return nothing if is_exact(figure) and not is_exact(show(others)) else figure


def show_change(before: WhatPeopleSaid, after: WhatPeopleSaid) -> Figure:
    """Two waves side by side, in per cent: only if each has 30 answers and may be shown exactly."""
    waves = [show(before), show(after)]
    if min(before.base, after.base) < LEAST_WAVE or not all(is_exact(wave) for wave in waves):
        return Figure(C, "too few to compare", after.table)
    was, now = (whole_percent(said.side(0), said.base) for said in (before, after))
    return Figure(C, f"{was}% before, {now}% after", after.table, None, waves[0].facts + waves[1].facts)


def whole_percent(count: int, base: int) -> int:
    """A whole number for managers and the public; halves go up."""
    return (200 * count + base) // (2 * base)


def _whole(said: WhatPeopleSaid) -> Fact:
    return Fact(said.table, frozenset(said.counts), said.base, said.base)


def _count_of(number: int) -> str:
    return f"{number:,}"


def _exact(
    kind: str, table: str, members: frozenset[str], count: int, everyone: frozenset[str], base: int
) -> Figure:
    facts = (Fact(table, everyone, base, base), Fact(table, members, count, count))
    if base < LEAST_FOR_PERCENT:
        return Figure(kind, f"{count:,} of {base:,}", table, None, facts)
    percent = whole_percent(count, base)
    return Figure(kind, f"{count:,} of {base:,} ({percent}%)", table, percent / 100, facts)


def _sides_may_be_shown(said: WhatPeopleSaid) -> bool:
    totals = [said.side(number) for number in range(len(said.sides))]
    return min(totals[0], said.base - totals[0]) >= LEAST_CELL and all(
        not 0 < total < LEAST_CELL for total in totals
    )


def _one_of_several(are: WhatPeopleAre, option: str, count: int) -> Part:
    if min(count, are.people - count) < LEAST_CELL or option in are.never_alone:
        return Part((option,), Figure(D, TOO_FEW, are.table))
    # Options overlap, so each is a table of its own: those in it, and everybody else.
    table = f"{are.table}: {option}"
    return Part(
        (option,),
        _exact(D, table, frozenset({option}), count, frozenset({option, "not " + option}), are.people),
    )


def _ticks_tell(are: WhatPeopleAre, cells: Sequence[Part]) -> bool:
    """Everybody in the base ticked something, so the ticks shown may say how many the hidden ones are.

    20 people, 8 and 8 shown: at least 4 ticked the option that is hidden because fewer than 5 did. (Not so where one is
    hidden because nearly all ticked it.) And where all are shown, one tick more than there are people is one person
    who ticked two.
    """
    shown = [is_exact(part.figure) for part in cells]
    counts = [are.counts[part.options[0]] for part in cells]
    more = sum(count for count, seen in zip(counts, shown, strict=True) if seen) - are.people
    if all(shown):
        return 0 < more < LEAST_CELL
    return any(shown) and more < 0 and max(counts) <= are.people - LEAST_CELL


def _tells_the_caseload(heads: int, caseload: int | None) -> bool:
    """Next to a caseload of 9, an 8 that is shown would say 9: the caseload is under 10 and is not 8.

    Ten or more at one event were not patients alone: they say nothing of it.
    """
    if caseload is None or caseload >= LEAST_BASE:
        return False
    return min(caseload, LEAST_BASE - 2) <= heads < LEAST_BASE


_Cells = Sequence[tuple[tuple[str, ...], int]]
_TooSmall = Callable[[tuple[str, ...], int], bool]


def _merged(
    options: Sequence[str], counts: Mapping[str, int], too_small: _TooSmall, ordered: bool = False
) -> _Cells:
    """The finest of a few fixed ways to merge neighbours in which no cell is too small; all in one if there is none.

    The ways never look at the counts. Joining "the smallest to its smaller neighbour" gives cells away to anyone who
    knows the rule: by brute force a merged 8 beside a 5 was exactly 4 and 4.
    """
    for way in _ways(len(options), ordered):
        groups = [tuple(options[first:last]) for first, last in pairwise(way)]
        cells = [(group, sum(counts[option] for option in group)) for group in groups]
        if not any(too_small(group, count) for group, count in cells):
            return cells
    return [(tuple(options), sum(counts[option] for option in options))]


def _ways(size: int, ordered: bool) -> Iterator[tuple[int, ...]]:
    """Where to cut: each option alone; then in twos, fours and so on (ordered), or the first few and all others."""
    if ordered:
        width = 1
        while width < size:
            yield (*range(0, size, width), size)
            width *= 2
    else:
        for alone in (size, *range(size - 2, 0, -1)):
            yield (*range(alone + 1), size) if alone < size else tuple(range(size + 1))
