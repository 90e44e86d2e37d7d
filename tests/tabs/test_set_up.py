"""Set-up and How we listen: what the service is told about the hospital, and which ways of listening it uses."""

import pytest

from sheet_templates._settings import SETTINGS
from sheet_templates.events import Event
from sheet_templates.how_we_listen import Mechanism
from sheet_templates.people import Person
from sheet_templates.set_up import Colleague, SetUpFacts, SetUpRow, facts, public_pages_need
from tests.tables import book, codes, problems
from tests.tabs.neighbours import Case, tells_apart

FULL = """
    | Setting                    | Value                                   |
    | Hospital                   | St Elsewhere                            |
    | Service                    | The Tuesday team                        |
    | Contact phone              | 01632 960100                            |
    | Lead                       | Jane Smith, jane.smith@example.nhs.uk   |
    | Deputy                     | Kim Lee                                 |
    | 24-hour treatment helpline | 01632 960111                            |
    | Crisis line                | Samaritans 116 123                      |
    | PALS                       | 01632 960122                            |
    | Urgent comments go to      | Jane Smith <jane.smith@example.nhs.uk>  |
    | Urgent comments go to      | Kim Lee kim.lee@example.nhs.uk          |
    | Controller                 | St Elsewhere NHS Trust                  |
    | Data protection contact    | dpo@example.nhs.uk                      |
    | Keep for (months)          | 24                                      |
"""


def with_rows(*rows):
    return FULL + "\n".join(f"| {setting} | {value} |" for setting, value in rows)


def test_a_full_set_up_has_no_problem_and_opens_the_public_pages():
    assert codes(SetUpRow, FULL) == []
    known = facts(book({SetUpRow: FULL})[SetUpRow])
    assert public_pages_need(known) == ()
    assert known.lead == Colleague("Jane Smith", "jane.smith@example.nhs.uk")
    assert known.deputy == Colleague("Kim Lee", None)
    assert known.urgent_comments_go_to == (known.lead, Colleague("Kim Lee", "kim.lee@example.nhs.uk"))
    assert (known.keep_for_months, known.crisis_line, known.names_to_hide) == (24, "Samaritans 116 123", ())


def test_a_new_workbook_is_told_once_what_keeps_its_public_pages_shut():
    rows = [SetUpRow.make(n, **cells) for n, cells in enumerate(SetUpRow.prefilled(), start=2)]
    assert {row.setting for row in rows} == {setting.name for setting in SETTINGS}
    assert [row.setting for row in rows].count("Urgent comments go to") == 2
    assert len(facts(rows).themes) == 10
    drawn = "| Setting | Value |\n" + "\n".join(f"| {row.setting} | {row.value or ''} |" for row in rows)
    (problem,) = problems({SetUpRow: drawn})
    assert problem.code == "public-pages-shut"
    assert problem.says == (
        "Hospital, Service, Contact phone, 24-hour treatment helpline, Crisis line, PALS, Urgent comments go to, Controller, "
        "Data protection contact and Keep for (months) are empty, so the public pages stay shut."
    )


@pytest.mark.parametrize("missing", [setting.name for setting in SETTINGS if setting.needed_for_public_pages])
def test_each_of_the_governance_settings_keeps_them_shut(missing):
    drawn = "\n".join(line for line in FULL.splitlines() if f"| {missing} " not in line)
    assert codes(SetUpRow, drawn) == [(None, "public-pages-shut")]


@pytest.mark.parametrize(
    ("setting", "value", "code"),
    [
        ("Hospitl", "St Elsewhere", "unknown-setting"),
        ("", "St Elsewhere", "value-without-a-setting"),
        ("hospital", "Another", "set-twice"),
        ("Reply-to e-mail", "nobody", "setting-not-readable"),
        ("Staff hours a month", "some", "setting-not-readable"),
        ("Changes planned", "Enormous", "setting-not-readable"),
        ("Other forums here", "None, Support group", "none-and-something"),
        ("Contact e-mail", "jane@gmail.com", "mailbox-outside-the-hospital"),
        ("Return address", "Breast Care Unit, St Elsewhere", "names-the-illness"),
        ("Reply-to e-mail", "breast.care@example.nhs.uk", "names-the-illness"),
        ("Pause all messages", "Yes", "everything-is-paused"),
        ("Names to hide", "Smith; Jo", "name-to-hide-is-too-short"),
        ("Theme", "Waiting; waiting", "theme-twice"),
    ],
)
def test_settings_that_cannot_be_right(setting, value, code):
    assert codes(SetUpRow, with_rows((setting, value))) == [(None, code)]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("hospital", "St Elsewhere"),
        ("Reply to", "hello@example.nhs.uk"),
        ("Theme", "Waiting"),
        ("Pause all messages", "No"),
        ("Return address", "St Elsewhere, Anytown"),
        ("Names to hide", "Smith"),
        ("Other forums here", "Support group, Other forum"),
    ],
)
def test_settings_that_may_well_be_right(setting, value):
    assert codes(SetUpRow, with_rows((setting, value))) == []


def test_urgent_comments_and_deputies_need_a_second_person():
    one = FULL.replace("Kim Lee kim.lee@example.nhs.uk", "J. Smith JANE.SMITH@example.nhs.uk")
    assert codes(SetUpRow, one) == [(None, "urgent-comments-need-two-people")]
    nobody = FULL.replace("Kim Lee kim.lee@example.nhs.uk", "").replace(
        "Jane Smith <jane.smith@example.nhs.uk>", "Jane Smith"
    )
    assert codes(SetUpRow, nobody) == [(None, "urgent-comments-need-two-people")]
    alone = FULL.replace(
        "| Kim Lee                                 |", "| Jane Smith, jane.smith@example.nhs.uk |"
    )
    assert codes(SetUpRow, alone) == [(None, "lead-is-own-deputy")]
    assert codes(SetUpRow, FULL.replace("| 24      ", "| 120 ")) == [(None, "kept-for-long")]


def test_a_pause_written_in_any_words_pauses():
    def paused(value):
        return facts(book({SetUpRow: with_rows(("Pause all messages", value))})[SetUpRow]).is_paused

    assert paused("yes")
    assert paused("until Monday")
    assert not paused("No")
    assert not paused("")


def test_numbers_lose_no_nought_and_optional_columns_are_asked_for():
    known = facts(
        book(
            {SetUpRow: with_rows(("PALS phone", "#"), ("Ask for age band", "Yes"))}, cells={"#": 1632960122.0}
        )[SetUpRow]
    )
    assert known.pals == "01632 960122"  # the first row counts
    assert (
        facts(book({SetUpRow: "| Setting | Value |\n| PALS | # |"}, cells={"#": 1632960122.0})[SetUpRow]).pals
        == "01632960122"
    )
    wanted = {column.name for column in Person.columns.values() if known.asks_for(column.only_if)}
    assert "age_band" in wanted
    assert "email" in wanted
    assert not {"ethnic_group", "years_with_secondary"} & wanted
    assert facts([]) == SetUpFacts()


def test_how_we_listen():
    assert codes(
        Mechanism,
        """
        | Ref   | Mechanism   | Use it | Not now because | How often       | Started    | Lead |
        | H-001 | Forum       | Yes    |                 | quarterly       | 18/03/2026 | Jo   |
        | H-002 | Focus group | No     |                 |                 |            | Jo   |
        | H-003 | Survey      | No     | one last year   |                 |            | Jo   |
        | H-004 | Link        | Later  |                 |                 |            | Jo   |
        | H-005 | Forums      | Yes    |                 | every fortnight | 01/03/2026 | Jo   |
        | H-006 | Other       | Yes    |                 |                 |            | Jo   |
        | H-007 | Other       | Yes    |                 |                 |            | Kim  |
    """,
    ) == [
        ("H-001", "used-before-it-starts"),
        ("H-002", "no-reason-for-not-using-it"),
        ("H-005", "not-in-list"),
        ("H-005", "mechanism-twice"),
    ]
    assert [row["mechanism"] for row in Mechanism.prefilled()][-1] == "Other"
    assert len(Mechanism.prefilled()) == 7


def ways(*rows, columns):
    lines = [f"| Ref | Mechanism | {columns} |"]
    lines += [f"| H-{n:03d} | {row} |" for n, row in enumerate(rows, start=1)]
    return "\n".join(lines)


MECHANISM_CASES = {
    "used-with-a-reason-not-to": Case(
        ways(
            "Forum | Yes | no room",
            "Survey | Later | no room",
            "Link | Yes |",
            columns="Use it | Not now because",
        ),
        "H-001",
    ),
    "used-without-a-lead": Case(
        ways("Forum | Yes |", "Survey | Yes | Jo", "Link | Later |", columns="Use it | Lead"), "H-001"
    ),
    "used-without-how-often": Case(
        ways(
            "Forum | Yes |",
            "Survey | Yes | Year",
            "Committees | Yes |",
            "Other | Yes |",
            "Link | No |",
            "Patient group | Yes | at times",
            columns="Use it | How often",
        ),
        "H-001",
    ),
    "longer-ago-than-how-often": Case(
        ways(
            "Forum | Yes | Quarter |",  # last held on 16 December
            "Patient group | Yes | Quarter |",  # 17 December: due today
            "Focus group | Yes | 6 months | 1 Sep 2025",  # never held
            "Other | Yes | Month |",  # long ago, but another is planned
            "Committees | Yes | Month |",
            columns="Use it | How often | Started",
        ),
        "H-001 H-003",
        {
            Event: """
            | Ref   | Mechanism     | Title | Date        | Status    |
            | E-001 | Forum         | A     | 16 Dec 2025 | Held      |
            | E-002 | Forum         | B     | 1 Mar 2026  | Cancelled |
            | E-003 | Patient group | C     | 17 Dec 2025 | Held      |
            | E-004 | Other         | D     | 1 Jan 2025  | Held      |
            | E-005 | Other         | E     | 1 May 2026  | Planned   |
            | E-006 | Committees    | F     | 1 Jan 2025  | Held      |
            """
        },
    ),
}


@pytest.mark.parametrize("code", MECHANISM_CASES)
def test_in_how_we_listen_the_row_with_the_problem_is_told_and_its_neighbour_is_not(code):
    tells_apart(Mechanism, code, MECHANISM_CASES[code])
