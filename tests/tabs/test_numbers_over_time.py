"""The Numbers over time tab: one true number for each measure and day."""

import pytest

from sheet_templates.measures import Measure
from sheet_templates.numbers_over_time import Reading
from tests.tables import codes, problems
from tests.tabs.neighbours import Case, has_a_case_for_every_check, tells_apart

MEASURES = {
    Measure: """
    | Ref   | Measure             | Source     | Statistic | Every   |
    | M-001 | Days to see a nurse | Manual     | Mean      |         |
    | M-002 | Calls answered      | Manual     | Rate      |         |
    | M-003 | Stalls              | Manual     | Count     | Quarter |
    | M-004 | Members             | Attendance | Count     |         |
    """
}


def numbers(*rows, columns="Measure | Date | Value | Out of"):
    lines = [f"| Ref | {columns} |"]
    lines += [f"| R-{n:03d} | {row} |" for n, row in enumerate(rows, start=1)]
    return "\n".join(lines)


CASES = {
    "reading-in-the-future": Case(numbers("M-001 | 18 Mar 2026 | 4 |", "M-001 | 17 Mar 2026 | 4 |"), "R-001"),
    "value-over-out-of": Case(
        numbers("M-002 | 1 Mar 2026 | 9 | 8", "M-002 | 2 Mar 2026 | 8 | 8", "M-002 | 3 Mar 2026 | 9 |"),
        "R-001",
    ),
    "out-of-nothing": Case(numbers("M-002 | 1 Mar 2026 | 0 | 0", "M-002 | 2 Mar 2026 | 0 | 1"), "R-001"),
    "two-readings-on-a-day": Case(
        numbers(
            "M-001 | 1 Mar 2026 | 4 |",
            "M-001 | 1 Mar 2026 | 5 |",
            "M-001 | 2 Mar 2026 | 4 |",
            "M-003 | 1 Mar 2026 | 4 |",
        ),
        "R-002",
        MEASURES,
    ),
    "out-of-missing": Case(
        numbers("M-002 | 1 Mar 2026 | 4 |", "M-002 | 2 Mar 2026 | 4 | 5", "M-001 | 1 Mar 2026 | 4 |"),
        "R-001",
        MEASURES,
    ),
    "measure-is-worked-out": Case(
        numbers("M-004 | 1 Mar 2026 | 4 |", "M-001 | 1 Mar 2026 | 4 |"), "R-001", MEASURES
    ),
    "count-not-whole": Case(
        numbers(
            "M-003 | 1 Mar 2026 | 4.5 |",
            "M-003 | 1 Apr 2025 | -4 |",
            "M-003 | 1 Oct 2025 | 4 |",
            "M-001 | 1 Mar 2026 | 4.5 |",
        ),
        "R-001 R-002",
        MEASURES,
    ),
    "far-from-the-others": Case(
        numbers(*[f"M-001 | {day} Mar 2026 | 4 |" for day in range(1, 6)], "M-001 | 6 Mar 2026 | 41 |"),
        "R-006",
        MEASURES,
    ),
    "two-readings-in-a-period": Case(
        numbers(
            "M-003 | 1 Jan 2026 | 4 |",
            "M-003 | 2 Mar 2026 | 5 |",
            "M-003 | 1 Oct 2025 | 4 |",
            "M-001 | 1 Jan 2026 | 4 |",
            "M-001 | 2 Jan 2026 | 4 |",
        ),
        "R-002",
        MEASURES,
    ),
    "share-below-nothing": Case(
        numbers("M-002 | 1 Mar 2026 | -1 | 8", "M-002 | 2 Mar 2026 | 0 | 8", "M-001 | 3 Mar 2026 | -1 |"),
        "R-001",
    ),
    "no-percentage": Case(
        numbers(
            "M-005 | 1 Mar 2026 | 101 |",
            "M-005 | 2 Mar 2026 | -1 |",
            "M-005 | 3 Mar 2026 | 100 |",
            "M-005 | 4 Mar 2026 | 120 | 200",
            "M-001 | 1 Mar 2026 | 101 |",
        ),
        "R-001 R-002",
        {
            Measure: """
            | Ref   | Measure             | Unit | Source | Statistic |
            | M-001 | Days to see a nurse | days | Manual | Mean      |
            | M-005 | Clinics on time     | %    | Manual | Mean      |
            """
        },
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_the_row_with_the_problem_is_told_and_its_neighbour_is_not(code):
    tells_apart(Reading, code, CASES[code])


def test_every_check_of_this_tab_is_drawn_above():
    has_a_case_for_every_check(Reading, CASES)


def test_normal_numbers_have_no_problems():
    drawing = numbers(
        "M-001 Days to see a nurse | 1 Feb 2026 | 4.5 |",
        "Days to see a nurse | 1 Mar 2026 | 5 |",
        "M-002 | 1 Mar 2026 | 14 | 22",
    )
    assert not problems({Reading: drawing, **MEASURES}, Reading)


def test_a_number_for_no_measure_is_told():
    assert codes(Reading, numbers("M-099 | 1 Mar 2026 | 4 |", "Queues | 2 Mar 2026 | 4 |"), MEASURES) == [
        ("R-001", "names-nothing"),
        ("R-002", "names-nothing"),
    ]
