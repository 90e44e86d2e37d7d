"""From cells to rows and problems: one broken tab stops itself alone, and good rows count beside bad ones."""

from datetime import date, datetime

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from service.core.book import HELD, MISSING, READ, STOPPED
from service.core.checking import check_book, check_cells, read_book, read_tab
from service.core.grids import Area, CellError, Grid
from service.core.measuring import lines_of
from service.core.problems import MEND, WORTH_A_LOOK, Problem
from sheet_templates import kinds_of_row
from sheet_templates.attendance import Attendance
from sheet_templates.events import Event
from sheet_templates.feedback import Feedback
from sheet_templates.people import Person
from sheet_templates.surveys import Survey
from tests.tables import NOW, book, codes, grid, problems, whole
from tests.tabs.test_every_tab import NORMAL

KINDS = kinds_of_row()


def test_rows_keep_the_numbers_the_spreadsheet_gives_them():
    sheet = Grid(
        "People",
        [
            ["Our people"],
            [],
            ["Ref", "Name", "Email", "Status", "Hold until", "May we contact"],
            ["P-001", "Ann"],
            [],
            [None, "\u00a0", ""],
            [None, "Bea", "b@b.org", "note"],
            ["", None],
        ],
    )
    reading = read_tab(Person, sheet)
    assert (reading.heading_row, reading.last_row) == (3, 7)
    assert [(row.row_number, row.ref, row.name, row.email) for row in reading.rows] == [
        (4, "P-001", "Ann", None),
        (7, None, "Bea", "b@b.org"),
    ]


def test_hidden_rows_count_and_are_counted():
    sheet = whole(Person, "| Ref | Name |\n| P-001 | Ann |\n| P-002 | Bea |\n| P-003 | Cara |")
    sheet.hidden_rows = frozenset({3, 4, 9})
    reading = read_tab(Person, sheet)
    assert len(reading.rows) == 3
    assert reading.hidden_rows == 2
    assert [(p.code, p.says) for p in reading.problems if p.row is None and p.column is None] == [
        ("rows-hidden", "2 rows are hidden. We read them like the others.")
    ]


def test_a_merged_cell_is_one_problem_where_it_begins():
    sheet = whole(Person, "| Ref | Name | Status |\n| P-001 | Ann | Active |\n| P-002 | | |\n| P-003 | | |")
    sheet.merged = (Area(2, 2, 3, 2), Area(1, 1, 1, 3), Area(9, 1, 9, 5))
    found = read_tab(Person, sheet).problems
    assert [(p.code, p.row, p.column) for p in found] == [
        ("missing", 4, "Name"),
        ("cells-merged", 2, "Name"),
    ]


def test_a_copy_of_a_tab_is_said_and_the_first_is_read():
    first = whole(Person, "| Ref | Name |\n| P-001 | Ann Archer |")
    copy = whole(Person, "| Ref | Name |\n| P-001 | Ann Archer |\n| P-002 | Bea Brook |")
    first.identity, copy.title = "People", "People (2)"
    notes = Grid("My notes", [["Ref", "Name"], ["?", "x"]])
    read = read_book([copy, first, notes], [Person], NOW)
    assert [row.ref for row in read[Person]] == ["P-001"]
    assert [(p.code, p.says) for p in read.problems] == [
        ("tab-copied", "The tab People (2) looks like a copy of People. We read People only.")
    ]


def test_a_column_staff_added_that_reads_as_ours_is_told_and_stops_nothing():
    sheet = whole(Person, "| Ref | Name | Mobile | Phone |\n| P-001 | Ann | 07700 900001 | 01632 960001 |")
    read = read_book([sheet], [Person], NOW)
    assert [row.phone for row in read[Person]] == ["01632 960001"]
    assert [(p.code, p.column) for p in read.problems] == [("heading-like-another", "Phone")]


@pytest.mark.parametrize(
    ("sheet", "state", "code"),
    [
        (None, MISSING, "tab-missing"),
        (Grid("People", []), STOPPED, "headings-missing"),
        (Grid("People", [["P-001", "Ann", "Patient"]]), STOPPED, "headings-missing"),
        (grid("| Ref | Role | Status |"), STOPPED, "heading-missing"),
        (grid("| Name | Role | Status |"), STOPPED, "heading-missing"),
        (grid("| Ref | Name | Role | Name |"), STOPPED, "heading-doubled"),
    ],
)
def test_what_stops_a_tab_stops_it_with_one_clear_problem(sheet, state, code):
    reading = read_tab(Person, sheet)
    assert reading.state == state
    assert [problem.code for problem in reading.problems] == [code]
    assert reading.rows == []


@pytest.mark.parametrize("broken", KINDS, ids=lambda kind: kind.__name__)
def test_one_broken_tab_makes_one_problem_and_the_rest_are_read(broken):
    drawn = {kind: drawing for kind, drawing in NORMAL.items() if kind is not broken}
    grids = [whole(kind, drawing) for kind, drawing in drawn.items()]
    grids += [
        Grid(kind.tab, [[c.heading for c in kind.columns.values()]])
        for kind in KINDS
        if kind not in NORMAL and kind is not broken
    ]
    grids.append(Grid(broken.tab, [["nothing"], ["to see"]]))
    read = read_book(grids, KINDS, NOW)
    assert [(p.tab, p.code) for p in check_book(read)] == [(broken.tab, "headings-missing")]
    assert all(len(read[kind]) == drawing.strip().count("\n") for kind, drawing in drawn.items())


def test_a_deleted_optional_column_is_said_once_and_reads_as_empty():
    sheet = whole(Person, "| Ref | Name | Status |\n| P-001 | Ann | Left |\n| P-002 | Bea | Left |")
    without = sheet.rows[0].index("Prefers")
    sheet.rows[0][without] = None
    found = check_book(read_book([sheet], [Person], NOW))
    assert [(p.code, p.column, p.row) for p in found] == [("column-deleted", "Prefers", None)]


@pytest.mark.parametrize(
    ("heading", "unknown"),
    [
        ("Status", "who has died, left or moved away"),
        ("Hold until", "who is on hold"),
        ("May we contact", "who said no"),
    ],
)
def test_what_keeps_people_from_being_written_to_is_never_read_as_empty(heading, unknown):
    sheet = whole(Person, "| Ref | Name | Status |\n| P-001 | Ann | Died |")
    sheet.rows[0][sheet.rows[0].index(heading)] = "Something else"
    reading = read_tab(Person, sheet)
    assert (reading.state, reading.rows) == (STOPPED, [])
    [problem] = reading.problems
    assert (problem.code, problem.kind, problem.column) == ("heading-missing", MEND, heading)
    assert problem.says == (
        f"The heading {heading} is missing. We cannot tell {unknown}, so we do not read People, "
        "and nothing is sent to anybody."
    )
    assert problem.fix == f"Write {heading} above its column again."


def test_two_headings_gone_are_one_problem():
    sheet = whole(Person, "| Ref | Name | Status |\n| P-001 | Ann | Died |")
    for heading in ("Status", "Hold until"):
        sheet.rows[0][sheet.rows[0].index(heading)] = None
    [problem] = read_tab(Person, sheet).problems
    assert problem.says.startswith(
        "The headings Status and Hold until are missing. We cannot tell who has died"
    )
    assert problem.fix == "Write Status and Hold until above their columns again."


def test_pointers_are_looked_up_by_ref_and_by_a_name_only_one_row_has():
    read = book({
        Person: "| Ref | Name |\n| P-001 | Ann Archer |\n| P-002 | Bea Brook |\n| P-003 | Bea Brook |\n| | New Person |",
        Attendance: "| Ref | What for | Person |\n| T-001 | E-001 | P-001 |\n| T-002 | E-001 | ann  ARCHER |\n| T-003 | E-001 | Bea Brook |\n| T-004 | E-001 | P-009 |\n| T-005 | E-001 | New Person |",
    })  # fmt: skip
    people = [row.person and (row.person.ref, row.person.text) for row in read[Attendance]]
    assert people == [("P-001", "P-001"), ("P-001", "ann ARCHER"), None, None, (None, "New Person")]
    assert [p.code for p in read.readings[Attendance].problems] == ["names-several", "names-nothing"]
    assert read.find("P-002").name == "Bea Brook"
    assert read.find(None) is None


def test_a_person_is_found_with_or_without_a_title_and_surname_first():
    read = book({
        Person: """
            | Ref   | Name            |
            | P-001 | Mrs. Jane Smith |
            | P-002 | SMITH, John     |
            | P-003 | Ann Green       |
            | P-004 | GREEN, Ann      |
            | P-005 | Dr Ann Green    |
            | P-006 | Bea Brook       |
            | P-007 | Mrs Bea Brook   |
            """,
        Attendance: """
            | Ref   | What for | Person          |
            | T-001 | E-001    | Jane Smith      |
            | T-002 | E-001    | John Smith      |
            | T-003 | E-001    | Green Ann       |
            | T-004 | E-001    | Smith Mr John   |
            | T-005 | E-001    | Bea Brook       |
            | T-006 | E-001    | Miss Bea Brook  |
            | T-007 | E-001    | J Smith         |
            """,
    })  # fmt: skip
    refs = [row.person and row.person.ref for row in read[Attendance]]
    assert refs == ["P-001", "P-002", None, "P-002", "P-006", None, None]
    told = [(p.ref, p.code, p.says) for p in read.readings[Attendance].problems]
    assert told == [
        ("T-003", "names-several", "More than one row has this name: P-003, P-004 and P-005."),
        ("T-006", "names-several", "More than one row has this name: P-006 and P-007."),
        ("T-007", "names-nothing", "No row has the name written here."),
    ]


@pytest.mark.parametrize(
    ("column", "typed", "near"),
    [
        ("Person", "Carol", " Did you mean P-001 Carol White?"),
        ("Person", "Carole White", " Did you mean P-001 Carol White?"),
        ("Person", "p2", " Did you mean P-002 Ann White?"),
        ("Person", "White", " Did you mean P-001 Carol White or P-002 Ann White?"),
        ("Person", "e1", ""),
        ("Person", "Zoe Black", ""),
        ("Person", "?", ""),
        ("What for", "Autum forum", " Did you mean E-001 Autumn forum?"),
    ],
)
def test_a_name_no_row_has_is_told_with_the_nearest(column, typed, near):
    other = "Person" if column == "What for" else "What for"
    drawn = {
        Person: "| Ref | Name |\n| P-001 | Carol White |\n| P-002 | Ann White |",
        Event: "| Ref | Title |\n| E-001 | Autumn forum |",
        Survey: "| Ref | Title |\n| S-001 | Your care |",
        Attendance: f"| Ref | {column} | {other} |\n| T-001 | {typed} | |",
    }
    [said] = [p.says for p in problems(drawn, Attendance) if p.code == "names-nothing"]
    assert said == f"No row has the name written here.{near}"


def test_notes_totals_and_marks_among_the_rows_are_told_once_and_left_alone():
    read = book({Person: """
        | Ref   | Name                            | Role    | Status | Phone        | Notes                           |
        | P-001 | Total Jones                     | Patient | Active |              |                                 |
        |       |                                 |         |        |              | *** below: not yet asked ***    |
        |       | ?                               | Patient |        |              |                                 |
        |       | --- carers ---                  |         |        |              |                                 |
        |       |                                 | Patient | Active | 07700 900123 |                                 |
        | P-002 |                                 | Patient | Left   |              |                                 |
        | P-003 | ?                               | Patient | Left   |              |                                 |
        |       | Sum Wong                        | Patient |        |              |                                 |
        |       | Last Updated by Grace 27/11/26  |         |        |              |                                 |
        |       | Total                           |         |        |              | 7                               |
    """})  # fmt: skip
    assert [row.row_number for row in read[Person]] == [2, 7, 8, 9]
    told = read.readings[Person].problems
    assert sorted((p.row, p.code, p.kind) for p in told) == [
        (3, "row-left-alone", WORTH_A_LOOK),
        (4, "row-left-alone", WORTH_A_LOOK),
        (5, "row-left-alone", WORTH_A_LOOK),
        (6, "row-left-alone", MEND),
        (7, "missing", MEND),
        (8, "missing", MEND),
        (10, "row-left-alone", WORTH_A_LOOK),
        (11, "row-left-alone", WORTH_A_LOOK),
    ]
    assert {p.says for p in told if p.row == 3} == {
        "This row has no Name, so we leave it alone. It gets no Ref and is not counted."
    }


def test_a_total_at_the_foot_of_events_is_one_line_and_no_event():
    drawing = "| Ref | Mechanism | Title | Date | Status | Cost (£) |\n| E-001 | Forum | A | 1 May 2027 | Planned | |"
    [total] = problems({Event: drawing + "\n| | | Total | | | # |"}, cells={"#": CellError("#N/A")})
    assert (total.code, total.kind, total.row, total.column) == ("row-left-alone", WORTH_A_LOOK, 3, "Title")
    assert [p.code for p in problems({Event: drawing + "\n| | Forum | Total | | Planned | |"})] == ["no-date"]
    above = drawing.replace("| E-001", "| | | Total | | | |\n| E-001")
    assert "row-left-alone" not in [p.code for p in problems({Event: above})]


def test_a_comment_of_a_sign_alone_is_a_comment():
    read = book({Feedback: "| Ref | What was said |\n| | 👍 |\n| | ... |"})
    assert [row.what_was_said for row in read[Feedback]] == ["👍"]


def test_dates_turned_round_by_american_settings_are_told_once_a_column():
    days = "".join(f"| P-00{n} | A{n} | #{n} |\n" for n in range(1, 9))
    cells = {f"#{n}": datetime(2026, n, 4) for n in range(1, 6)} | {
        f"#{n}": f"2{n}/4/2026" for n in (6, 7, 8)
    }
    found = problems({Person: "| Ref | Name | Said so on |\n" + days}, cells=cells, today=date(2026, 12, 1))
    assert [(p.code, p.row, p.column, p.kind) for p in found if p.row is None] == [
        ("dates-turned-round", None, "Said so on", WORTH_A_LOOK)
    ]


def test_whoever_is_named_in_the_save_that_added_them_is_found_once_they_have_a_ref():
    drawn = {
        Person: "| Ref | Name |\n| P-001 | Ann Archer |\n| | Bea Brook |",
        Attendance: "| Ref | What for | Person |\n| T-001 | Spring forum | Bea Brook |",
        Event: "| Ref | Title |\n| | Spring forum |",
        Survey: "| Ref | Title |\n| S-001 | Your care |",
    }
    read = book(drawn)
    read[Person][1].__dict__["ref"], read[Event][0].__dict__["ref"] = "P-002", "E-001"  # as sync gives them
    check_book(read)
    [row] = read[Attendance]
    assert (row.what_for.ref, row.person.ref) == ("E-001", "P-002")
    assert read.find(row.person).name == "Bea Brook"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("P-001", None),
        ("p-001: ann LEE", None),
        ("P-001 Lee, Mrs Ann", None),
        ("P-001 Ann Lee (with her sister)", None),
        ("P-001 Ann", None),
        ("P-001 A. Lee", None),
        ("P-001 Anna Lee", None),
        ("P-001 Ann Moss", "Worth a look"),  # she may have married since
        ("P-001 Bob Moss", "Mend"),
        ("P-001 Joanna Lee", "Mend"),  # somebody else on the list, though nearly the same name
        ("P-001 Carl Lee", "Mend"),
        ("P-001 Nobody Known", "Mend"),
        ("P-004 Rosemary Acher", None),
        ("P-005 Ann Dean", None),  # two rows share this Ref: that is told there
    ],
)
def test_a_ref_beside_another_persons_name_counts_and_nobody_is_written_to_because_of_it(typed, kind):
    drawn = {
        Person: """
            | Ref   | Name            |
            | P-001 | Ann Lee         |
            | P-002 | Bob Moss        |
            | P-003 | Joanna Lee      |
            | P-004 | Rosemary Archer |
            | P-005 | Dina Dean       |
            | P-005 | Ann Dean        |
        """,
        Attendance: f"| Ref | Person |\n| T-001 | {typed} |",
    }
    assert [(p.code, p.kind) for p in problems(drawn, Attendance)] == (
        [("ref-and-name-differ", kind)] if kind else []
    )
    [row] = book(drawn)[Attendance]
    assert (row.person.ref, row.person.doubted) == (typed[:5].upper(), kind == "Mend")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("E-001 Spring forum", []),
        ("E-001 April forum", []),  # renamed since
        ("E-001 Autumn day", [("ref-and-name-differ", "Mend")]),
        ("E-001 Tea", [("ref-and-name-differ", "Worth a look")]),
        ("E-001, E-002", [("names-two-rows", "Worth a look")]),
    ],
)
def test_a_title_beside_a_ref_may_be_an_older_one_but_not_another_rows(typed, found):
    drawn = {
        Event: "| Ref | Title |\n| E-001 | Spring forum |\n| E-002 | Autumn day |",
        Survey: "| Ref | Title |\n| S-001 | Your care |",
        Attendance: f"| Ref | What for |\n| T-001 | {typed} |",
    }
    assert [(p.code, p.kind) for p in problems(drawn, Attendance)] == found


def test_words_of_ones_own_may_stand_beside_a_ref_where_any_words_may():
    drawn = {
        Event: "| Ref | Title |\n| E-001 | Spring forum |\n| E-002 | Autumn day |",
        Feedback: """
            | Ref   | Date       | Came from             | What was said |
            | F-001 | 1 Mar 2026 | E-001 at the tea urn  | More chairs   |
            | F-002 | 1 Mar 2026 | E-001 Autumn day      | Fewer chairs  |
        """,
    }
    assert codes(Feedback, drawn[Feedback], {Event: drawn[Event]}) == [("F-002", "ref-and-name-differ")]


def test_rows_that_name_what_a_held_tab_lost_are_not_a_problem_each():
    drawn = {
        Person: "| Ref | Name |\n| P-001 | Ann Archer |",
        Attendance: "| Ref | Person |\n| T-001 | P-001 |\n| T-002 | P-002 |",
    }
    assert [p.code for p in problems(drawn, Attendance)] == ["names-nothing"]
    read = book(drawn)
    read.readings[Person].state, read.readings[Person].rows = HELD, []  # as sync holds it
    assert [p.code for p in check_book(read) if p.tab == "Attendance" and p.column == "Person"] == []


def test_an_unreadable_cell_is_one_problem_and_not_also_an_empty_one():
    (bad,) = problems(
        {Event: "| Ref | Mechanism | Title | Date | Status |\n| E-001 | Forum | A | #x | Planned |"},
        cells={"#x": CellError("#REF!")},
    )
    assert (bad.code, bad.kind, bad.row, bad.column, bad.ref) == (
        "cell-shows-an-error",
        MEND,
        2,
        "Date",
        "E-001",
    )
    assert codes(Person, "| Ref | Name |\n| P-001 | |\n| P-002 | # |", cells={"#": CellError("#N/A")}) == [
        ("P-001", "only-a-ref"),
        ("P-002", "cell-shows-an-error"),
    ]


def test_the_check_cell_shows_two_things_to_mend_and_counts_the_rest():
    def told(n, row, kind=MEND):
        return Problem(f"c{n}", kind, "People", f"Says {n}.", f"Fix {n}.", row, "Name", "P-001")

    shown = check_cells(
        [told(1, 2), told(2, 2), told(3, 2), told(4, 3), told(5, 4, "Worth a look"), told(6, None)]
    )
    assert shown == {
        ("People", 2): "Name: Fix 1. Says 1.\nName: Fix 2. Says 2. And 1 more: see Problems.",
        ("People", 3): "Name: Fix 4. Says 4.",
    }


def one_cell(*said):
    problems = [Problem(f"c{n}", MEND, "People", says, fix, 2, "Email") for n, (says, fix) in enumerate(said)]
    return check_cells(problems)["People", 2]


def test_the_check_cell_begins_with_what_to_do_and_says_where_the_rest_is():
    write = "Write it like name@example.org, with nothing before it and nothing after."
    assert one_cell(("This is wrong.", "Mend it.")) == "Email: Mend it. This is wrong."
    assert one_cell(("It is wrong in many ways. " * 3, write[:49] + ".")).endswith(" Why: see Problems.")
    assert one_cell(("It is wrong in many ways. " * 3, write)) == f"Email: {write}"
    guess = one_cell(
        ("“Yess” is not one of the choices. Did you mean “Yes”?", "Choose one from the list: Yes, No. " * 2)
    )
    assert guess.startswith("Email: Did you mean “Yes”? Choose one from the list")
    assert guess.count("Did you mean") == 1
    cut = one_cell(("This is wrong.", "Write one address. " * 9))
    assert cut.startswith("Email: Write one address. Write one")
    assert cut.endswith("… see Problems")
    two = one_cell(("This is wrong.", write[:49] + "."), ("So is this.", write))
    assert two == f"Email: {write[:49]}. And 1 more: see Problems."


def test_no_check_says_more_in_its_cell_than_two_lines_of_its_column_hold():
    for kind in kinds_of_row():
        if kind.letter:
            room = kind.columns["check"].width - 1.5  # less the air at its left
            for each in kind.checks:
                heading = each.on.heading if each.on else None
                told = Problem(each.code, MEND, kind.tab, each.says, each.fix, 2, heading)
                for problems in ([told], [told] * 2, [told] * 5):
                    words = check_cells(problems)[kind.tab, 2]
                    assert lines_of(words, room) <= 2, words
                    assert each.fix in words or words.endswith("see Problems")


@given(st.text(max_size=300), st.text(min_size=1, max_size=300))
def test_a_check_cell_never_runs_on_whatever_it_says(says, fix):
    assert len(one_cell((says, fix))) <= 2 * 46 + len("… see Problems")


def test_a_mistake_in_a_check_is_ours_and_stops_the_run(monkeypatch):
    check = next(check for check in Person.checks if not check.whole_tab)

    def broken(row, today):
        raise ZeroDivisionError

    monkeypatch.setattr(check, "finds", broken)
    with pytest.raises(ZeroDivisionError):
        codes(Person, "| Ref | Name |\n| P-001 | Ann |")


CELLS = st.one_of(
    st.none(), st.text(max_size=10), st.floats(), st.integers(-5, 60000), st.booleans(), st.dates(),
    st.sampled_from(["P-001", "P-002", "E-001", "C-001", "S-001", "F-001", "A-001", "Q-001", "M-001", "Yes", "No", "Died", "Held", "Planned", "Send",
                     "Joined", "Open", "Closed", "Focus group", "Forum", "Ann Archer", "17/03/2026", "01/04/2026", "Email", "Anonymous", "Done", "Theme"]),
)  # fmt: skip


@pytest.mark.slow
@settings(
    max_examples=25, deadline=None, phases=[Phase.generate]
)  # shrinking so large a workbook takes minutes
@given(st.data())
def test_no_workbook_however_filled_makes_a_check_fail(data):
    """Every column of every tab with anything in it: problems may come, an exception never."""
    grids = []
    for kind in KINDS:
        width = len(kind.columns)
        rows = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=4))
        for number, cells in enumerate(rows, start=1):
            if kind.letter and cells[0] is None:
                cells[0] = f"{kind.letter}-{number:03d}"
        grids.append(Grid(kind.tab, [[column.heading for column in kind.columns.values()], *rows]))
    read = read_book(grids, KINDS, NOW)
    assert all(reading.state == READ for reading in read.readings.values())
    for problem in check_book(read):
        assert problem.says
        assert problem.fix


def test_every_kind_reads_an_empty_tab_without_a_word():
    grids = [
        Grid(kind.tab, [[column.heading for column in kind.columns.values()]])
        for kind in KINDS
        if kind.letter
    ]
    assert check_book(read_book(grids, [kind for kind in KINDS if kind.letter], NOW)) == []
