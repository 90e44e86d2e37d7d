"""What is promised of every tab: Refs that tell rows apart, plain words, and no complaint about a normal workbook."""

import re

import pytest

from service.core.problems import MEND, WORTH_A_LOOK
from service.core.rows import Column
from service.core.values import Kind
from service.summaries import all_summaries
from sheet_templates import kinds_of_row, service_tabs
from sheet_templates._words import MECHANISMS
from sheet_templates.attendance import Attendance
from sheet_templates.committees import Committee
from sheet_templates.events import Event
from sheet_templates.how_we_listen import Mechanism
from sheet_templates.members import Member
from sheet_templates.people import Person
from sheet_templates.set_up import SetUpRow
from sheet_templates.stalls import Stall
from tests.tables import codes, problems
from tests.tabs.test_set_up import FULL

KINDS = kinds_of_row()
MINE = (Person, Event, Attendance, SetUpRow, Mechanism, Committee, Member, Stall)


def test_a_doubled_ref_an_emptied_row_a_pasted_row_and_a_made_up_ref_are_told_in_any_tab():
    assert codes(
        Stall,
        """
        | Ref   | Event | Organisation | What they bring |
        | B-001 | E-001 | Advice desk  | Leaflets        |
        | B-001 | E-001 | Library      | Books           |
        | B-002 |       |              |                 |
        | B-003 | E-002 | Advice desk  | Leaflets        |
        |       | E-002 | Advice desk  | Leaflets        |
        | B-004 | E-003 | Advice desk  |                 |
        | B-041 | E-004 | Advice desk  |                 |
        | B-1   | E-005 | Advice desk  |                 |
        | P-001 | E-006 | Advice desk  |                 |
        | b007  | E-007 | Advice desk  |                 |
    """,
        service={"highest_refs": {"B": 40}},
    ) == [
        ("B-001", "doubled-ref"),
        ("B-001", "doubled-ref"),
        ("B-002", "only-a-ref"),
        (None, "stall-twice"),
        (None, "same-row-twice"),
        ("B-041", "ref-not-given"),
        (None, "not-a-ref"),
        (None, "not-a-ref"),
    ]


def test_a_slip_in_the_year_is_noticed_in_any_column_of_dates():
    drawing = """
        | Ref   | Name | Hold until | Said so on |
        | P-001 | Ann  | 17/03/2062 |            |
        | P-002 | Bea  | 17/03/2036 |            |
        | P-003 | Cara |            | 17/03/1926 |
        | P-004 | Dina |            | 17/03/1990 |
    """
    assert codes(Person, drawing) == [("P-001", "year-looks-wrong"), ("P-003", "year-looks-wrong")]


def test_the_problem_names_the_other_rows_of_a_doubled_ref():
    drawing = "| Ref | Name |\n| P-001 | Ann Archer |\n| P-001 | Bea Brook |\n| P-001 | Cara Cole |"
    assert [p.says for p in problems({Person: drawing})][
        0
    ] == "This Ref is also in rows 3 and 4, so we cannot tell them apart."
    drawing += "\n| P-001 | Dina Day |"
    assert "is also in rows 3, 4 and 5, so" in problems({Person: drawing})[0].says


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_people_read_is_short_and_plain(kind):
    assert kind.meaning()
    assert len(kind.meaning()) < 400
    for column in kind.columns.values():
        assert 5 < len(column.help) <= 120, column.heading
        assert isinstance(column.kind, Kind)
        assert column.heading == column.heading.strip()
        assert not (column.formula and (column.required or column.needed))
    for check in kind.checks:
        assert check.kind in (MEND, WORTH_A_LOOK)
        assert check.says.endswith((".", "}", "?")), check.code
        assert check.fix.endswith((".", "}", "?")), check.code
        assert max(len(check.says), len(check.fix)) <= 160, check.code
        for words in (check.says, check.fix):
            assert not re.search(
                r"\b(invalid|error|null|field|user|please|e\.g\.|i\.e\.|etc)\b|!", words, re.IGNORECASE
            ), check.code
            assert words[0].isupper() or words[0] in "{“", check.code


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_headings_and_their_other_names_mean_one_column_each(kind):
    headings = [column.heading for column in kind.columns.values()]
    assert len({heading.casefold() for heading in headings}) == len(headings)
    for column in kind.columns.values():
        others = {heading.casefold() for heading in headings} - {column.heading.casefold()}
        assert not {name.casefold() for name in column.also} & others, column.heading
    given = [name.casefold() for column in kind.columns.values() for name in column.also]
    assert len(set(given)) == len(given)
    # Everyday columns first, then the group that is closed at first: a group cannot be in two places.
    more = [column.more for column in kind.columns.values()]
    assert more == sorted(more)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_native_rules_name_columns_of_their_tab(kind):
    for check in kind.checks:
        if check.native:
            names = re.findall(r"{(\w+)}", check.native)
            assert names, check.code
            assert set(names) <= set(kind.columns), check.code
            assert check.native.count("(") == check.native.count(")"), check.code
            assert check.on is not None, check.code


def test_tabs_stand_in_the_order_of_the_design():
    assert len({kind.place for kind in KINDS}) == len(KINDS)
    assert len({kind.tab for kind in KINDS}) == len(KINDS)
    letters = [kind.letter for kind in KINDS if kind.letter]
    assert len(set(letters)) == len(letters)
    shown = [(kind.place, kind.tab) for kind in KINDS if kind.shown]
    today = next(tab for tab in service_tabs("staff") if tab.title == "Today")
    assert [tab for _, tab in sorted([(today.place, "Today"), *shown])] == [
        "Today", "People", "Events", "Attendance", "Feedback", "Actions", "Set-up",
    ]  # fmt: skip
    titles = [tab.title for tab in service_tabs("staff", every=True)]
    assert titles == [
        "Today", "Register", "Problems", "Plan", "Links", "Answers", "Log", "What each column is for", "Lists", "Checks",
    ]  # fmt: skip
    assert [tab.title for tab in service_tabs("managers", every=True)] == [
        "Overview", "Survey results", "Impact", "Actions and asks", "You said we did", "Evidence", "Involvement",
        "About these figures", "Notes",
    ]  # fmt: skip
    assert [tab.title for tab in service_tabs() if tab.hidden] == ["Lists", "Checks"]
    assert [tab.title for tab in service_tabs() if not tab.ours] == ["Notes"]
    assert set(service_tabs()) == {*service_tabs("staff"), *service_tabs("managers")}


def test_a_tab_is_made_in_workbooks_just_when_a_summary_fills_it():
    filled_elsewhere = {"Lists", "Checks"}  # by the flow itself, with what else it needs
    summaries = {summary.tab.title for summary in all_summaries()} | filled_elsewhere
    assert {tab.title for tab in service_tabs()} == summaries
    assert {tab.title for tab in service_tabs(every=True)} - summaries == {
        "Plan", "Impact", "You said we did", "Evidence", "Involvement",
    }  # fmt: skip


def test_every_mechanism_brings_a_tab_and_every_word_is_a_mechanism():
    needed = {mechanism for kind in KINDS for mechanism in kind.needed_by}
    assert needed == set(MECHANISMS)
    assert not [kind.tab for kind in KINDS if kind.shown and kind.needed_by]
    # How we listen brings the others; Today says where it is.
    assert [kind.tab for kind in KINDS if not kind.shown and not kind.needed_by] == ["How we listen"]


def test_only_headings_a_tab_cannot_do_without_stop_it():
    needed = {
        kind.tab: {column.heading for column in kind.columns.values() if column.needed} - {"Ref"}
        for kind in MINE
    }
    assert needed == {
        "People": {"Name", "Status", "Hold until", "May we contact"},
        "Events": {"Title", "Date"},
        "Attendance": {"What for", "Person"},
        "Set-up": {"Setting", "Value"},
        "How we listen": {"Mechanism"},
        "Committees and groups": {"Name"},
        "Members": {"Person", "Of"},
        "Stalls": {"Event", "Organisation"},
    }


def test_what_says_something_of_a_person_is_marked():
    for kind in (Person, Attendance, Member):
        for column in kind.columns.values():
            if column.kind.name in ("email", "phone") or column.heading in (
                "Name",
                "Person",
                "Communication needs",
                "Notes",
            ):
                assert column.sensitive, (kind.tab, column.heading)
    assert all(isinstance(column, Column) for column in Person.columns.values())


NORMAL = {
    SetUpRow: FULL,
    Mechanism: """
        | Ref   | Mechanism                 | Use it | Not now because | How often | Lead | Aim for (people) | Started    |
        | H-001 | Committees                | Yes    |                 | Quarter   | Jo   | 2                | 01/02/2025 |
        | H-002 | Forum                     | Yes    |                 | 6 months  | Jo   | 25               | 01/02/2025 |
        | H-003 | Patient group             | Yes    |                 | Quarter   | Kim  | 8                | 01/02/2025 |
        | H-004 | Annual survey             | Yes    |                 | Year      | Jo   |                  |            |
        | H-005 | Focus group               | Later  | One nurse       | Year      |      |                  |            |
        | H-006 | Link with a support group | Yes    |                 | Year      | Kim  |                  |            |
        | H-007 | Other                     |        |                 |           |      |                  |            |
    """,
    Person: """
        | Ref   | Name          | Role    | Status  | Prefers          | Email             | Phone        | May we contact | Said so on | Carer of | Communication needs | Needs checked on |
        | P-001 | Ann Archer    | Patient | Active  | Email            | ann@example.org   |              | Yes            | 03/02/2026 |          |             |            |
        | P-002 | Bea Brook     | Patient | Active  | Text             |                   | 07700 900002 | Yes            | 03/02/2026 |          | Large print | 03/02/2026 |
        | P-003 | Bob Brook     | Carer   | Active  | Phone            |                   | 07700 900002 | Yes            | 03/02/2026 | P-002    |             |            |
        | P-004 | Cara Cole     | Patient | New     |                  |                   |              |                |            |          |             |            |
        | P-005 | Dina Dean     | Patient | Died    | Email            |                   |              |                |            |          |             |            |
        | P-006 | Eve East      | Patient | Active  | Through my carer |                   |              | Ask at clinic  |            |          |             |            |
        | P-007 | Ed East       | Carer   | Active  | At clinic        |                   |              | Yes            | 03/02/2026 | Eve East |             |            |
        | P-008 | Jo Jones      | Staff   | Active  |                  | jo@example.nhs.uk |              |                |            |          |             |            |
    """,
    Event: """
        | Ref   | Mechanism                 | Title             | Date       | Start | End   | Venue or link | Lead | Status  | Invite         | Send    | List checked on | Checked by | How many came (if no names) | With  | Note taker | Places |
        | E-001 | Forum                     | Autumn forum      | 14/10/2025 | 14:00 | 16:00 | Hall          | Jo   | Held    | Everyone       | Send    | 20/09/2025      | Kim        |    |       |     | 40 |
        | E-002 | Patient group             | Group in February | 10/02/2026 | 14:00 | 16:00 | Room 2        | Kim  | Held    | Those involved |         |                 |            | 5  | C-002 |     |    |
        | E-003 | Forum                     | Spring forum      | 21/04/2026 | 14:00 | 16:00 | Hall          | Jo   | Planned | Everyone       | Send    | 16/03/2026      | Kim        |    |       |     | 40 |
        | E-004 | Link with a support group | Visit             | 12/11/2025 |       |       |               | Kim  | Held    | Named          |         |                 |            | 1  | C-003 |     |    |
        | E-005 | Patient group             | Group in June     | 09/06/2026 |       |       |               | Kim  | Planned |                | Not yet |                 |            |    | C-002 |     |    |
    """,
    Attendance: """
        | Ref   | What for           | Person           | How   | Not invited because | Reply | Attended | Invited on | Miles | Expenses (£) |
        | T-001 | E-001 Autumn forum | P-001 Ann Archer | Email |                     | Yes   | Yes      | 21/09/2025 | 12    | £5.40        |
        | T-002 | E-001 Autumn forum | P-005 Dina Dean  | Email |                     | Yes   | Yes      | 21/09/2025 |       |              |
        | T-003 | E-003 Spring forum | P-001 Ann Archer | Email |                     | Yes   |          | 16/03/2026 |       |              |
        | T-004 | E-003              | P-002            | Text  |                     | Maybe |          | 16/03/2026 |       |              |
        | T-005 | E-003              | P-006            |       | too unwell          |       |          |            |       |              |
    """,
    Committee: """
        | Ref   | Name                    | Kind          | Contact or chair | Meets or link every | Next date  | Seats for us | Quorum | Term (years) |
        | C-001 | Patient experience group | Committee     | Mr Chair         | Quarter             | 20/05/2026 | 1            | 5      | 3            |
        | C-002 | Our patient group        | Patient group |                  | Quarter             |            |              | 1      |              |
        | C-003 | Living with, town        | Living with Secondary Breast Cancer | | Year          |            |              |        |              |
    """,
    Member: """
        | Ref   | Person           | Of    | As             | Stage  | Since      | Term ends  | Left because |
        | N-001 | P-001 Ann Archer | C-001 | Representative | Joined | 01/03/2025 | 28/02/2028 |              |
        | N-002 | P-002 Bea Brook  | C-001 | Deputy         | Joined | 01/03/2025 |            |              |
        | N-003 | P-002            | C-002 |                | Joined | 01/03/2025 |            |              |
        | N-004 | P-005            | C-002 |                | Left   |            |            | died         |
        | N-005 | P-004            | C-002 |                | To ask |            |            |              |
    """,
    Stall: """
        | Ref   | Event | Organisation | Commercial interest | Confirmed |
        | B-001 | E-003 | Advice desk  | No                  | Yes       |
        | B-002 | E-003 | Library      |                     |           |
    """,
}


def test_a_normal_workbook_has_no_problem_at_all():
    assert problems(NORMAL) == []


def test_everyone_who_is_written_to_is_looked_after_by_enough_checks():
    declared = {(kind.tab, check.code) for kind in MINE for check in kind.checks}
    assert len(declared) >= 45
