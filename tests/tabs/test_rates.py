"""The Rates tab: one amount for one thing on one day."""

from decimal import Decimal

import pytest

from sheet_templates.rates import Rate
from tests.tables import book, codes, problems
from tests.tabs.neighbours import Case, has_a_case_for_every_check, tells_apart


def rates(*rows):
    lines = ["| Ref | From | What | Per | £ |"]
    lines += [f"| X-{n:03d} | {row} |" for n, row in enumerate(rows, start=1)]
    return "\n".join(lines)


CASES = {
    "rate-of-nothing": Case(rates("1 Jan 2026 | Meal | Each | 0", "1 Jan 2026 | Meal | Day | 0.01"), "X-001"),
    "pence-as-pounds": Case(
        rates(
            "1 Jan 2026 | Car | Mile | 45",
            "1 Jan 2026 | Bicycle | Mile | 0.20",
            "1 Jan 2026 | Meal | Each | 45",
        ),
        "X-001",
    ),
    "travel-not-by-the-mile": Case(
        rates("1 Jan 2026 | Car | Day | 5", "1 Feb 2026 | Car | Mile | 0.45", "1 Jan 2026 | Meal | Day | 5"),
        "X-001",
    ),
    "rates-overlap": Case(
        rates(
            "1 Jan 2026 | Car | Mile | 0.45",
            "1 Jan 2026 | Car | Mile | 0.40",
            "1 Feb 2026 | Car | Mile | 0.40",
            "1 Jan 2026 | Meal | Each | 5",
        ),
        "X-002",
    ),
    "paid-in-two-ways": Case(
        rates(
            "1 Jan 2026 | Involvement payment | Hour | 10",
            "1 Jan 2026 | Involvement payment | Day | 60",
            "1 Feb 2026 | Involvement payment | Day | 60",
        ),
        "X-002",
    ),
    "unit-that-does-not-fit": Case(
        rates(
            "1 Jan 2026 | Meal | Mile | 0.45",
            "1 Jan 2026 | Overnight stay | Hour | 5",
            "1 Jan 2026 | Involvement payment | Hour | 15",
            "1 Jan 2026 | Car | Mile | 0.45",
            "1 Jan 2026 | Other | Mile | 0.45",
        ),
        "X-001 X-002",
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_the_row_with_the_problem_is_told_and_its_neighbour_is_not(code):
    tells_apart(Rate, code, CASES[code])


def test_every_check_of_this_tab_is_drawn_above():
    has_a_case_for_every_check(Rate, CASES)


def test_a_normal_list_of_rates_has_no_problems_and_its_pounds_are_read():
    drawing = rates(
        "1 Jan 2025 | Involvement payment | Up to 3 hours | £20",
        "1 Jan 2025 | Mileage | Mile | 45p",
        "1 Jan 2026 | Car | Mile | 0.46",
        "1 Jan 2025 | Passenger | Mile | 0.05",
    )
    assert not problems({Rate: drawing})
    rows = book({Rate: drawing})[Rate]
    assert [row.pounds for row in rows] == [
        Decimal("20.00"),
        Decimal("0.45"),
        Decimal("0.46"),
        Decimal("0.05"),
    ]
    assert (rows[0].what, rows[0].per) == ("Involvement payment", "3 hours or part")


def test_a_rate_below_nothing_or_without_a_day_is_told():
    assert codes(Rate, rates("1 Jan 2026 | Car | Mile | -0.45", "| Meal | Each | 5")) == [
        ("X-001", "not-money"),
        ("X-002", "missing"),
    ]
