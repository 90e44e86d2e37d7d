"""Where the rows and columns are now in which a write of ours landed, told by the words that stand in them.

Words may be marks of words as well (kept_aside.py): nothing here needs to read them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from service.adapters.google.plain import REF, at

WEIGHT_OF_REF = 100  # beside a word they share: it alone tells one row from all others
_WEIGHT_OF_ONLY = 10  # a word that no other row has
_FEW = 20  # rows: a word that stands in no more of them is worth looking for, “Patient” is not

Words = Counter[str]  # of one row → how often it has them


def times(rows: Iterable[Iterable[str]]) -> Counter[str]:
    """In how many rows a word stands."""
    return Counter(word for words in rows for word in set(words) if word)


def likeness(one: Words, other: Words) -> int:
    """Words two rows share; a Ref they share outweighs them all."""
    return _shared(one, other, _weigh)


def _weigh(word: str) -> int:
    return WEIGHT_OF_REF if REF.fullmatch(word) else 1


def _shared(one: Words, other: Words, weigh: Callable[[str], int]) -> int:
    return sum(often * weigh(word) for word, often in (one & other).items())


class Alike:
    """Rows, by number, and which of them are like another one; found by rare words, so that many rows are no matter."""

    def __init__(self, rows: Mapping[int, Words], weigh: Callable[[str], int] = _weigh):
        self._rows, self._weigh = rows, weigh
        self._having = defaultdict[str, list[int]](list)
        for number, words in rows.items():
            for word in words:
                self._having[word].append(number)

    def to(self, words: Words) -> list[tuple[int, int]]:
        """Score and number of each that shares a rare word with it, else of each that shares any."""
        having = [self._having[word] for word in words if word in self._having]
        rare = [numbers for numbers in having if len(numbers) <= _FEW]
        there = sorted({number for numbers in rare or having for number in numbers})
        return [(_shared(words, self._rows[number], self._weigh), number) for number in there]

    def most(self, words: Words) -> int:
        """The first of those most like it; 0 for none."""
        return max(self.to(words), key=lambda each: each[0], default=(0, 0))[1]


def rows_of_now(then: Mapping[int, Words], now: Mapping[int, Words], refs: Collection[str]) -> dict[int, int]:
    """Rows as they were → where they are now: by a Ref or a word that no other has, else as a row that has just the same.

    `refs`: of the words of now, those that are Refs.
    """
    often = times(now.values())

    def weigh(word: str) -> int:
        return WEIGHT_OF_REF if word in refs else _WEIGHT_OF_ONLY if often[word] == 1 else 1

    alike = Alike(now, weigh)
    ranked = [
        (-score, abs(row - number), row, number)
        for row, words in then.items()
        for score, number in alike.to(words)
        if score >= _WEIGHT_OF_ONLY
    ]
    found: dict[int, int] = {}
    taken = set[int]()
    for *_, row, number in sorted(ranked):
        if row not in found and number not in taken:
            found[row] = number
            taken.add(number)
    same = defaultdict[frozenset[tuple[str, int]], list[int]](list)
    for number, words in now.items():
        if number not in taken:
            same[frozenset(words.items())].append(number)
    for row, words in then.items():
        if row not in found and (numbers := same[frozenset(words.items())]):
            found[row] = min(numbers, key=lambda number: abs(number - row))
            numbers.remove(found[row])
    return found


def column_of_now(column: int, then: Sequence[str], now: Sequence[str]) -> int:
    """Columns told by their headings, then and now; 0 for one that is gone, and the same where nothing is known."""
    both = {word for word in then if word and then.count(word) == 1 == now.count(word)}
    if not both:
        return column
    heading = at([then], 1, column)
    if heading in both:
        return now.index(heading) + 1
    # Without a heading, or with one that is there no more: by its neighbour.
    known = [place for place, word in enumerate(then, start=1) if word in both]
    near = min(known, key=lambda place: abs(place - column))
    place = now.index(then[near - 1]) + 1 + column - near
    return place if place > 0 and at([now], 1, place) not in both else 0
