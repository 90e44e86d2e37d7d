"""National methods against published figures (domain.md A3 to A5, E1)."""

from datetime import date

import pytest

from service.core.summarising import (
    FFT_OPTIONS,
    by_month,
    counted,
    difference,
    fft,
    fft_of,
    percent_positive,
    response_rate,
    wilson,
)


@pytest.mark.parametrize(
    ("counts", "positive", "negative"),
    [
        ((211, 132, 12, 6, 2, 1), 94.23, 2.20),  # Orchard, December 2014
        ((196, 86, 10, 5, 1, 0), 94.63, 2.01),
        (
            (1251, 196, 49, 38, 45, 15),
            90.78,
            5.21,
        ),  # Bay Medical, January 2024; 91.64 if don't know were left out
        ((1542, 278, 86, 40, 80, 18), 89.04, 5.87),
        ((40, 30, 15, 10, 5, 0), 70.0, 15.0),
    ],
)
def test_fft_is_out_of_all_six_answers_as_nhs_england_has_it(counts, positive, negative):
    found = fft_of(dict(zip(FFT_OPTIONS, counts, strict=True)))
    assert (round(found.positive, 2), round(found.negative, 2)) == (positive, negative)


def test_fft_reads_words_and_codes_and_counts_code_7_nowhere():
    found = fft(
        [
            "Very good",
            "very  GOOD",
            1,
            2.0,
            "6",
            "Don't know",
            "Don’t know",
            "I do not know",
            7,
            "",
            None,
            "Did not answer",
        ]
    )
    assert found.total == 8
    assert found.counts["Very good"] == 3
    assert found.counts["Don’t know"] == 4
    assert round(found.positive, 2) == 50.0


def test_fft_of_nobody_has_no_percentage():
    assert fft([]).positive is None


def test_real_respondents_give_the_published_percentages_and_code_7_would_lower_them():
    """One code a respondent of shared/data/fft_comments_neas.csv, whose code 7 no document explains."""
    respondents = {1: 2049, 2: 477, 3: 129, 4: 109, 5: 151, 6: 14, 7: 30}
    found = fft(code for code, times in respondents.items() for _ in range(times))
    assert (found.total, round(found.positive, 2), round(found.negative, 2)) == (2929, 86.24, 8.88)


@pytest.mark.parametrize(
    ("count", "base", "low", "high"),
    [(3, 5, 0.2307, 0.8824), (8, 10, 0.4902, 0.9433), (10, 10, 0.7225, 1), (0, 10, 0, 0.2775), (18, 20, 0.6990, 0.9721),
     (27, 30, 0.7438, 0.9654), (343, 364, 0.9134, 0.9620), (1, 1, 0.2065, 1)],
)  # fmt: skip
def test_wilson_intervals(count, base, low, high):
    assert wilson(count, base) == pytest.approx((low, high), abs=5e-5)


def test_nobody_has_no_interval():
    assert wilson(0, 0) is None


def test_the_scottish_example_of_a_difference():
    assert difference(80, 100, 78, 120) == pytest.approx((0.15, 0.0341, 0.2659), abs=5e-5)


@pytest.mark.parametrize(
    ("invited", "reasons", "completed", "rate"),
    [
        (8945, {"died": 114 + 124, "admin": 31, "moved": 16, "ineligible": 20}, 4540, 53),
        (8090, {}, 5001, 62),
        (7949, None, 4835, 61),
        (3715, {}, 1684, 45),
    ],
)
def test_scottish_response_rates(invited, reasons, completed, rate):
    assert round(response_rate(completed, invited, reasons)) == rate


def test_nobody_eligible_has_no_rate():
    assert response_rate(0, 5, {"died": 5}) is None


def test_neutral_answers_stay_in_the_denominator_and_not_applicable_ones_do_not():
    counts = counted(
        ["Yes, always", "Yes, sometimes", "No", "Not applicable", None, "Yes, always"],
        ("Yes, always", "Yes, sometimes", "No"),
    )
    assert percent_positive(counts["Yes, always"], counts["Yes, sometimes"], counts["No"]) == 50.0
    assert percent_positive(0, 0, 0) is None


def test_months_without_any_are_counted_as_none():
    days = [date(2026, 11, 3), None, date(2027, 1, 5), date(2026, 11, 30)]
    assert by_month(days) == [(date(2026, 11, 1), 2), (date(2026, 12, 1), 0), (date(2027, 1, 1), 1)]
