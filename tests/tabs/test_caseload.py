"""The Caseload tab: counts that every share rests on."""

import pytest

from sheet_templates.caseload import CaseloadCount
from sheet_templates.people import Person
from tests.tables import codes, problems
from tests.tabs.neighbours import Case, has_a_case_for_every_check, tells_apart


def counts(*rows):
    lines = ["| Ref | Counted on | Group | Number | Source |"]
    lines += [f"| K-{n:03d} | {row} |" for n, row in enumerate(rows, start=1)]
    return "\n".join(lines)


CASES = {
    "counted-in-the-future": Case(counts("18 Mar 2026 | | 64 | List", "17 Mar 2026 | | 64 | List"), "K-001"),
    "nobody-counted": Case(counts("1 Mar 2026 | A | 0 | List", "1 Mar 2026 | B | 1 | List"), "K-001"),
    "source-not-given": Case(counts("1 Mar 2026 | A | 5 |", "1 Mar 2026 | B | 5 | List"), "K-001"),
    "counted-long-ago": Case(
        counts(
            "1 Mar 2024 | | 60 | List",
            "16 Mar 2025 | All | 64 | List",
            "1 Mar 2026 | On treatment | 20 | List",
        ),
        "K-002",
    ),
    "halved-or-doubled": Case(
        counts(
            "1 Mar 2024 | | 60 | List",
            "1 Mar 2025 | | 30 | List",
            "1 Mar 2026 | everyone | 59 | List",
            "1 Mar 2026 | Part | 2 | List",
        ),
        "K-002",
    ),
    "counted-twice": Case(
        counts(
            "1 Mar 2026 | | 60 | List",
            "1 Mar 2026 | All patients | 61 | List",
            "1 Mar 2026 | Part | 6 | List",
        ),
        "K-002",
    ),
    "more-people-than-counted": Case(
        counts("1 Jan 2025 | | 1 | List", "1 Mar 2026 | | 1 | List"),
        "K-002",
        {
            Person: """
            | Ref   | Name       | Role    | Status |
            | P-001 | Ann Archer | Patient | Active |
            | P-002 | Bea Brook  | Patient | New    |
            | P-003 | Cal Cole   | Patient | Died   |
            """
        },
    ),
    "part-larger-than-whole": Case(
        counts(
            "1 Mar 2026 | | 60 | List", "1 Mar 2026 | Part | 61 | List", "1 Mar 2026 | Other part | 60 | List"
        ),
        "K-002",
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_the_row_with_the_problem_is_told_and_its_neighbour_is_not(code):
    tells_apart(CaseloadCount, code, CASES[code])


def test_every_check_of_this_tab_is_drawn_above():
    has_a_case_for_every_check(CaseloadCount, CASES)


def test_two_normal_counts_have_no_problems():
    assert not problems(
        {
            CaseloadCount: counts(
                "1 Mar 2025 | | 60 | Clinic list",
                "1 Mar 2026 | | 64 | Clinic list",
                "1 Mar 2026 | New | 9 | MDT",
            )
        }
    )


def test_half_of_an_odd_number_is_still_half():
    assert ("K-002", "halved-or-doubled") not in codes(
        CaseloadCount, counts("1 Mar 2025 | | 61 | L", "1 Mar 2026 | | 31 | L")
    )
    assert ("K-002", "halved-or-doubled") in codes(
        CaseloadCount, counts("1 Mar 2025 | | 61 | L", "1 Mar 2026 | | 30 | L")
    )
