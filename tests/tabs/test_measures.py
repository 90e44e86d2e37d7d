"""The Measures tab: numbers that mean something, and targets that can be met."""

import pytest

from sheet_templates.measures import Measure
from sheet_templates.numbers_over_time import Reading
from sheet_templates.questions import Question
from tests.tables import problems
from tests.tabs.neighbours import Case, has_a_case_for_every_check, tells_apart

QUESTIONS = {
    Question: """
    | Ref   | Survey | Order | Question          | Type                           | Better is |
    | Q-001 | S-001  | 1     | How is parking?   | Rating (very good to very poor) | Higher    |
    | Q-002 | S-001  | 2     | How much say?     | 0 to 10                        | Higher    |
    | Q-003 | S-001  | 3     | What should change? | Long text                    |           |
    | Q-004 | S-001  | 4     | Welcome           | Information                    |           |
    """
}


def readings(**values):
    """Three monthly numbers a measure: M_001=(4, 5, 6)."""
    lines = ["| Ref | Measure | Date | Value |"]
    for name, numbers in values.items():
        lines += [
            f"| R-{len(lines):03d} | {name.replace('_', '-')} | 1 {month} 2026 | {n} |"
            for month, n in zip(("Jan", "Feb", "Mar"), numbers, strict=False)
        ]
    return {Reading: "\n".join(lines)}


def measures(*rows, columns):
    lines = [f"| Ref | Measure | {columns} |"]
    lines += [f"| M-{n:03d} | Thing {n} | {row} |" for n, row in enumerate(rows, start=1)]
    return "\n".join(lines)


CASES = {
    "no-unit": Case(
        measures("Mean |", "Mean | days", "Percent positive |", columns="Statistic | Unit"), "M-001"
    ),
    "survey-without-question": Case(
        measures("Survey |", "Survey | Q-001", "Manual |", columns="Source | Question"), "M-001", QUESTIONS
    ),
    "question-not-used": Case(
        measures("Manual | Q-001", "Survey | Q-001", columns="Source | Question"), "M-001", QUESTIONS
    ),
    "rate-of-a-survey": Case(
        measures("Survey | Rate", "Manual | Rate", "Survey | Mean", columns="Source | Statistic"), "M-001"
    ),
    "statistic-not-of-attendance": Case(
        measures("Attendance | Mean", "Attendance | Count", "Manual | Mean", columns="Source | Statistic"),
        "M-001",
    ),
    "people-or-things": Case(
        measures(
            "Manual | Count |",
            "Manual | Count | People",
            "Survey | Count |",
            columns="Source | Statistic | Counts",
        ),
        "M-001",
    ),
    "people-called-things": Case(
        measures("Survey | Things", "Manual | Things", "Survey | People", columns="Source | Counts"), "M-001"
    ),
    "better-is-missing": Case(measures("", "Neither", columns="Better is"), "M-001"),
    "how-often-missing": Case(
        measures("Manual |", "Manual | Month", "Survey |", columns="Source | Every"), "M-001"
    ),
    "target-without-direction": Case(
        measures("Neither | 5", "Lower | 5", "Neither |", columns="Better is | Target"), "M-001"
    ),
    "target-no-percentage": Case(
        measures(
            "Percent positive | | 101",
            "Percent positive | | 100",
            "Mean | % | -1",
            "Mean | days | 101",
            columns="Statistic | Unit | Target",
        ),
        "M-001 M-003",
    ),
    "target-as-a-share": Case(
        measures(
            "Percent positive | 0.8", "Percent positive | 80", "Mean | 0.8", columns="Statistic | Target"
        ),
        "M-001",
    ),
    "baseline-in-the-future": Case(
        measures("18 Mar 2026", "17 Mar 2026", columns="New baseline from"), "M-001"
    ),
    "statistic-does-not-fit": Case(
        measures(
            "Survey | Q-001 | Mean",
            "Survey | Q-001 | Percent positive",
            "Survey | Q-002 | Mean",
            "Survey | Q-003 | Percent positive",
            "Survey | Q-003 | Count",
            columns="Source | Question | Statistic",
        ),
        "M-001 M-004",
        QUESTIONS,
    ),
    "question-only-informs": Case(
        measures("Survey | Q-004", "Survey | Q-001", columns="Source | Question"), "M-001", QUESTIONS
    ),
    "better-is-contradicts-the-question": Case(
        measures(
            "Survey | Q-002 | Mean | Lower",
            "Survey | Q-002 | Mean | Higher",
            columns="Source | Question | Statistic | Better is",
        ),
        "M-001",
        QUESTIONS,
    ),
    "target-on-the-wrong-side": Case(
        measures("Lower | 9", "Lower | 4", "Higher | 9", columns="Better is | Target"),
        "M-001",
        readings(M_001=(4, 5, 6), M_002=(4, 5, 6), M_003=(4, 5, 6)),
    ),
    "target-far-from-every-number": Case(
        measures("Higher | 61", "Higher | 60", columns="Better is | Target"),
        "M-001",
        readings(M_001=(4, 5, 6), M_002=(4, 5, 6)),
    ),
    "numbers-have-stopped": Case(
        measures("Manual | Month", "Manual | Quarter", columns="Source | Every"),
        "M-001",
        readings(M_001=(4,), M_002=(4,)),
    ),
    "measure-twice": Case(
        "| Ref | Measure |\n| M-001 | Days to wait |\n| M-002 | days  to wait |\n| M-003 | Hard chairs |",
        "M-002",
    ),
    "baseline-after-every-number": Case(
        measures("2 Mar 2026", "1 Mar 2026", columns="New baseline from"),
        "M-001",
        readings(M_001=(4, 5, 6), M_002=(4, 5, 6)),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_the_row_with_the_problem_is_told_and_its_neighbour_is_not(code):
    tells_apart(Measure, code, CASES[code])


def test_every_check_of_this_tab_is_drawn_above():
    has_a_case_for_every_check(Measure, CASES)


def test_a_normal_list_of_measures_has_no_problems():
    assert not problems(
        {
            Measure: """
            | Ref   | Measure               | Unit   | Source     | Question | Statistic        | Counts | Better is | Target | Every   | New baseline from |
            | M-001 | Days to see a nurse   | days   | Manual     |          | Mean             | Things | Lower     | 3      | Month   | 1 Feb 2026        |
            | M-002 | Parking is good       |        | Survey     | Q-001    | Percent positive |        | Higher    | 80     | Year    |                   |
            | M-003 | Members at the forum  | people | Attendance |          | Count            | People | Higher    |        | Quarter |                   |
            | M-004 | Calls answered        |        | Manual     |          | Rate             | Things | Higher    | 90     | Month   |                   |
            """,
            **QUESTIONS,
            **readings(M_001=(4, 5, 6)),
        },
        of=Measure,
    )
