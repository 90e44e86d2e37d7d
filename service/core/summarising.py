"""From rows to figures, exactly as the national surveys work them out. Rows in, rows out; what may be shown is not decided here.

Plain counting needs no pandas, which would double the memory of the clock; if a cross-tabulation ever does, it is imported here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

Z = 1.959964  # 95%

# NHS England's words and order since April 2020.
FFT_OPTIONS = ("Very good", "Good", "Neither good nor poor", "Poor", "Very poor", "Don’t know")
FFT_POSITIVE, FFT_NEGATIVE = FFT_OPTIONS[:2], FFT_OPTIONS[3:5]
FFT_REST = (FFT_OPTIONS[2], FFT_OPTIONS[5])
AGREEMENT = ("Strongly agree", "Agree", "Neither agree nor disagree", "Disagree", "Strongly disagree")
YES_NO = ("Yes", "No")
SCALE = tuple(str(number) for number in range(11))


@dataclass(frozen=True)
class Fft:
    """The Friends and Family Test. Percentages are None where nobody answered."""

    counts: Mapping[str, int]
    total: int
    positive: float | None
    negative: float | None


def fft(answers: Iterable[object]) -> Fft:
    """Positive and negative out of all six answers: neither and don't know stay in the denominator, as NHS England has it.

    Answers are words or the codes 1 to 6; anything else (the undocumented code 7) is not an answer.
    """
    return fft_of(counted(answers, FFT_OPTIONS))


def fft_of(counts: Mapping[str, int]) -> Fft:
    total = sum(counts.values())
    if not total:
        return Fft(counts, 0, None, None)
    positive = sum(counts[option] for option in FFT_POSITIVE)
    negative = sum(counts[option] for option in FFT_NEGATIVE)
    return Fft(counts, total, 100 * positive / total, 100 * negative / total)


def counted(answers: Iterable[object], options: Sequence[str]) -> dict[str, int]:
    """How often each option was chosen, in the order of the options. Blank, not applicable and unknown words count nowhere."""
    known = {plain(option): option for option in options}
    if tuple(options) == FFT_OPTIONS:
        known |= {str(code): option for code, option in enumerate(options, start=1)}
        known |= {"i do not know": options[-1], "do not know": options[-1]}
    chosen: Counter[str] = Counter()
    for answer, times in Counter(_each(answers)).items():
        option = known.get(plain(str(answer)))
        if option is not None:
            chosen[option] += times
    return {option: chosen[option] for option in options}


def _each(answers: Iterable[object]) -> Iterable[Hashable]:
    for answer in answers:
        if isinstance(answer, (list, tuple)):
            yield from answer
        elif isinstance(answer, float) and answer == int(answer):
            yield int(answer)
        elif isinstance(answer, Hashable) and answer is not None:
            yield answer


def plain(words: str) -> str:
    """Words as they are compared: any case, spacing and apostrophe."""
    return " ".join(words.replace("’", "").replace("'", "").casefold().split())


def percent_positive(positive: int, neutral: int, negative: int) -> float | None:
    """Positive out of positive, neutral and negative; not applicable, don't know and blank are out (SCPES)."""
    base = positive + neutral + negative
    return 100 * positive / base if base else None


def wilson(count: int, base: int) -> tuple[float, float] | None:
    """The Wilson 95% interval of a share, within 0 and 1; None where nobody answered."""
    if not base:
        return None
    share, spread = count / base, Z * Z / base
    middle = (share + spread / 2) / (1 + spread)
    half = Z * sqrt(share * (1 - share) / base + spread / (4 * base)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def difference(count: int, base: int, other: int, other_base: int) -> tuple[float, float, float] | None:
    """One share less another with its 95% interval (SCPES: normal approximation); None where either base is empty.

    The difference is more than chance would often give when 0 lies outside.
    """
    if not base or not other_base:
        return None
    p, q = count / base, other / other_base
    half = Z * sqrt(p * (1 - p) / base + q * (1 - q) / other_base)
    return p - q, p - q - half, p - q + half


def response_rate(
    completed: int, invited: int, not_eligible: Mapping[str, int] | None = None
) -> float | None:
    """Completed out of those invited who were eligible, in per cent; `not_eligible` is by reason (died, moved …)."""
    eligible = invited - sum((not_eligible or {}).values())
    return 100 * completed / eligible if eligible > 0 else None


def by_month(days: Iterable[date | None]) -> list[tuple[date, int]]:
    """How many fall in each month, from the first to the last, months without any included."""
    months = Counter((day.year, day.month) for day in days if day is not None)
    if not months:
        return []
    (year, month), last = min(months), max(months)
    counts = []
    while (year, month) <= last:
        counts.append((date(year, month, 1), months[year, month]))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return counts
