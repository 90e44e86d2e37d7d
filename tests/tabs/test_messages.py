"""The Messages tab: nothing goes out that names the illness, asks too much, or is left open."""

from datetime import date

import pytest

from service.core.illness_words import illness_word_in
from service.core.placeholders import PLACEHOLDERS
from sheet_templates.messages import Message, in_use
from sheet_templates.surveys import Survey
from tests.tables import book, problems
from tests.tabs.neighbours import Case, has_a_case_for_every_check, tells_apart


def words(*rows, columns="How | Words"):
    lines = [f"| Ref | Used for | {columns} |"]
    lines += [f"| W-{n:03d} | {row} |" for n, row in enumerate(rows, start=1)]
    return "\n".join(lines)


CASES = {
    "email-without-subject": Case(
        words(
            "Event change | Email | | A",
            "Event change | Email | News | B",
            "Event change | Text | | C",
            columns="How | Subject | Words",
        ),
        "W-001",
    ),
    "subject-names-the-illness": Case(
        words(
            "Event change | Email | Your breast clinic | A",
            "Event change | Email | Oncology forum | B",
            "Event change | Email | Your spring forum | C",
            columns="How | Subject | Words",
        ),
        "W-001 W-002",
    ),
    "subject-not-used": Case(
        words(
            "Event change | Text | News | A",
            "Event change | Letter | | B",
            "Event change | Email | News | C",
            columns="How | Subject | Words",
        ),
        "W-001",
    ),
    "text-names-the-illness": Case(
        words(
            "Event change | Text | Your chemo forum moved",
            "Event change | Letter | Your chemo forum moved",
            "Event change | Text | Your forum moved",
        ),
        "W-001",
    ),
    "unknown-placeholder": Case(
        words(
            "Event change | Email | Dear ((nmae))",
            "Event change | Email | Dear ((NAME))",
            "Event change | Email | Dear all (you)",
        ),
        "W-001",
    ),
    "left-open-in-another-way": Case(
        words(
            "Event change | Email | Dear {name}",
            "Event change | Email | Dear <<name>>",
            "Event change | Email | Dear ((name))",
        ),
        "W-001 W-002",
    ),
    "brackets-not-closed": Case(
        words("Event change | Email | Dear ((name)", "Event change | Email | Dear ((name))"), "W-001"
    ),
    "no-link": Case(
        words(
            "Survey invitation | Email | Please answer",
            "Survey invitation | Email | Please answer (( Link ))",
            "Survey invitation | Letter | Please answer",
            "Event change | Email | It has moved",
        ),
        "W-001",
    ),
    "text-over-160": Case(
        words(
            "Event change | Text | " + "a" * 161,
            "Event change | Text | " + "a" * 160,
            "Event change | Email | " + "a" * 161,
        ),
        "W-001",
    ),
    "says-click-here": Case(
        words("Event change | Email | Click here", "Event change | Email | Answer at ((link))"), "W-001"
    ),
    "asks-for-date-of-birth": Case(
        words("Event change | Email | Tell us your date of birth", "Event change | Email | Tell us the date"),
        "W-001",
    ),
    "two-messages-at-once": Case(
        words(
            "Event change | Email | A | 1 May 2026",
            "Event change | Email | B | 1 May 2026",
            "Event change | Email | C | 1 Jun 2026",
            "Event change | Text | D | 1 May 2026",
            columns="How | Words | In use from",
        ),
        "W-002",
    ),
    "claims-to-know-who-answered": Case(
        words(
            "Survey reminder | Email | You have not yet replied ((link))",
            "Survey reminder | Email | There is still time ((link))",
        ),
        "W-001",
        {Survey: "| Ref | Title | Answers are | Status |\n| S-001 | A | Anonymous | Open |"},
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_the_row_with_the_problem_is_told_and_its_neighbour_is_not(code):
    tells_apart(Message, code, CASES[code])


def test_every_check_of_this_tab_is_drawn_above():
    has_a_case_for_every_check(Message, CASES)


def test_the_words_a_new_workbook_begins_with_have_no_problems():
    rows = Message.prefilled()
    text = "| Used for | How | Subject | Words |\n" + "\n".join(
        f"| {row['used_for']} | {row['how']} | {row['subject'] or ''} | {row['words']} |".replace("\n", r"\n")
        for row in rows
    )
    assert not problems({Message: text, **CASES["claims-to-know-who-answered"].beside}, Message)
    assert not [row for row in rows if illness_word_in(row["words"])]


def test_the_column_guide_lists_every_word_that_may_be_left_open():
    assert all(f"(({name}))" in Message.meaning() for name in PLACEHOLDERS)


def test_the_wording_sent_is_the_latest_whose_day_has_come():
    rows = book(
        {
            Message: words(
                "Event change | Email | oldest |",
                "Event change | Email | now | 1 Mar 2026",
                "Event change | Email | later | 1 May 2026",
                "Event change | Email | when | soon",
                "Event change | Text | other | 2 Mar 2026",
                columns="How | Words | In use from",
            )
        }
    )[Message]
    assert in_use(rows, "Event change", "Email", date(2026, 3, 17)).words == "now"
    assert in_use(rows, "Event change", "Email", date(2026, 2, 1)).words == "oldest"
    assert in_use(rows, "Event change", "Letter", date(2026, 3, 17)) is None
