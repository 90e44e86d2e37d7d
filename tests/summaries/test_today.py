"""Today: what waits, and that filling the named cell clears it."""

from dataclasses import dataclass
from datetime import date

import pytest

from service.core.changes import Cell
from service.core.problems import MEND, Problem
from service.summaries import Held, SurveyAnswers
from service.summaries._lines_people import do_not_write_to
from service.summaries.today import A_SCREEN, KINDS
from sheet_templates.actions import Action
from sheet_templates.attendance import Attendance
from sheet_templates.committees import Committee
from sheet_templates.events import Event
from sheet_templates.feedback import Feedback
from sheet_templates.how_we_listen import Mechanism
from sheet_templates.members import Member
from sheet_templates.people import Person
from sheet_templates.set_up import SETTINGS, SetUpRow
from sheet_templates.surveys import Survey
from tests.summaries.drawn import filled, grids, shown, source, source_of, value, write_in

SETTING = {
    "Text": "Anytown",
    "Helpline": "01632 960111",
    "Email": "a@b.example",
    "ColleagueKind": "Asha, a@b.example",
    "Whole": "24",
}
SET_UP = (
    "| Setting | Value |\n"
    + "\n".join(
        f"| {setting.name} | {SETTING.get(type(setting.kind).__name__, 'No')} |"
        for setting in SETTINGS
        if setting.needed_for_public_pages
    )
    + "\n| Urgent comments go to | Ben, b@b.example |"
)
PEOPLE = """
| Ref   | Name       | Role    | Status | Hold until | Carer of | May we contact |
| P-001 | Jane Smith | Patient | Active |            |          | Yes            |
"""
# (what is drawn, words of the line, what is typed into the cell it names)
LINES = {
    "on hold": ({Person: PEOPLE + "| P-002 | May Green | Patient | Active | 30/04/2026 | | Yes |"}, "Do not write to P-002: on hold", "01/03/2026"),
    "carer of somebody who died": (
        {Person: PEOPLE + "| P-002 | Tom Green | Carer | Active | | P-003 | Yes |\n| P-003 | May Green | Patient | Died | | | |"},
        "Do not write to P-002: the person they care for has died",
        "P-001",
    ),
    "comment to read": (
        {Feedback: "| Ref | Date | Came from | What was said | Seen by |\n| F-001 | 16/03/2026 | Tell us | More chairs | |"},
        "F-001 waits to be read, since 16 March 2026",
        "Asha",
    ),
    "concern to read": (
        {Feedback: "| Ref | Date | What was said | Kind | Seen by |\n| F-001 | 16/03/2026 | I fell | Concern | |"},
        "Concern: F-001 waits to be read",
        "Asha",
    ),
    "all paused": ({SetUpRow: "| Setting | Value |\n| Pause all messages | Yes |"}, "All messages are paused", "No"),
    "event near": (
        {
            Event: "| Ref | Mechanism | Title | Date | Start | Venue or link | Lead | Status | Agenda |\n"
            "| E-001 | Forum | Spring forum | 20/03/2026 | 14:00 | | Asha | Planned | Chairs |"
        },
        "E-001 Spring forum is on Friday 20 March 2026. Still empty: Venue or link.",
        "Room 4",
    ),
    "list to check": (
        {Event: "| Ref | Title | Date | Status | Send | List checked on |\n| E-001 | Spring forum | 20/05/2026 | Planned | Prepare list | |"},
        "The list for E-001 Spring forum is ready",
        "17/03/2026",
    ),
    "survey to open": (
        {Survey: "| Ref | Title | Opens | Closes | Status |\n| S-001 | Your care | 20/03/2026 | 20/05/2026 | Draft |"},
        "S-001 Your care is to open on 20 March 2026",
        "Open",
    ),
    "survey to close": (
        {Survey: "| Ref | Title | Opens | Closes | Status |\n| S-001 | Your care | 01/02/2026 | 20/03/2026 | Open |"},
        "S-001 Your care closes on Friday 20 March 2026. Answers are not counted until it closes.",
        "20/05/2026",
    ),
    "action overdue": (
        {Action: "| Ref | What we will do | Owner | Due | Status |\n| A-001 | Put out chairs | Asha | 03/03/2026 | In progress |"},
        "A-001 Put out chairs was due on 3 March 2026",
        "Done",
    ),
    "event over": (
        {Event: "| Ref | Title | Date | Status |\n| E-001 | Winter forum | 03/03/2026 | Planned |"},
        "E-001 Winter forum was on 3 March 2026. Choose Held or Cancelled.",
        "Cancelled",
    ),
    "nobody wrote who came": (
        {Event: "| Ref | Title | Date | Status | How many came (if no names) |\n| E-001 | Winter forum | 03/03/2026 | Held | |"},
        "Nobody has written who came to E-001 Winter forum",
        12,
    ),
    "never asked": (
        {Person: "| Ref | Name | Role | Status | May we contact |\n| P-001 | Jane Smith | Patient | New | |"},
        "1 person has not been asked whether we may contact them (P-001)",
        "Yes",
    ),
    "seat ends": (
        {
            Person: PEOPLE,
            Committee: "| Ref | Name | Kind |\n| C-001 | Cancer board | Committee |",
            Member: "| Ref | Person | Of | As | Stage | Since | Term ends |\n| N-001 | P-001 Jane Smith | C-001 | Representative | Joined | 01/05/2023 | 01/05/2026 |",
        },
        "The seat of P-001 Jane Smith ends on 1 May 2026",
        "01/05/2029",
    ),
    "set-up": ({SetUpRow: SET_UP.replace("| Crisis line | 01632 960111 |", "| Crisis line | |")}, "The public pages are shut until Set-up is filled in: Crisis line.", "116 123"),
    "nothing chosen yet": (
        {Mechanism: "| Ref | Mechanism | Use it |\n| H-001 | Forum | |"},
        "Say in How we listen which ways of hearing patients you use",
        "Yes",
    ),
}  # fmt: skip


def waits(made_from):
    """What names a cell, and that cell: what waits, and what is good to know of somebody."""
    return {
        value(line[1]): line[2]
        for line in filled("Today", made_from).lines
        if len(line) == 3 and isinstance(line[2], Cell) and line[2].style != "heading"
    }


def line_with(words, made_from):
    return next(((says, cell) for says, cell in waits(made_from).items() if words in says), None)


@pytest.mark.parametrize("name", LINES)
def test_a_line_stands_until_the_cell_it_names_is_filled_in(name):
    drawings, words, typed = LINES[name]
    drawings = {SetUpRow: SET_UP, **drawings}
    sheets = grids(drawings)
    found = line_with(words, source_of(sheets))
    assert found, waits(source_of(sheets))
    cell = found[1]
    assert cell.link, "the line must name a cell"
    write_in(sheets, cell.link, typed)
    assert line_with(words, source_of(sheets)) is None


def test_each_kind_of_line_that_a_cell_can_clear_is_tried_above():
    # A survey's row that is gone is tried with its ledger: tests/privacy/test_promises_stand.py.
    cleared_elsewhere = {"tabs_held", "rows_on_their_way", "nobody_joined", "surveys_gone"}
    # By an older version; on another day, in tests/flows/test_sorted_alone.py; in the cells Problems names.
    cleared_elsewhere |= {"sorted_alone", "check_again", "to_mend"}
    kinds = [*KINDS, do_not_write_to]
    tried = set()
    for drawings, words, _ in LINES.values():
        made_from = source({SetUpRow: SET_UP, **drawings})
        tried |= {kind.__name__ for kind in kinds if any(words in line.says for line in kind(made_from))}
    assert tried == {kind.__name__ for kind in kinds} - cleared_elsewhere


def places(content, *words):
    lines = shown(content)
    return [next((at for at, line in enumerate(lines) if word in line), None) for word in words]


def test_what_stops_sending_comes_first_and_mending_after_what_is_due():
    content = filled(
        "Today",
        source(
            {
                SetUpRow: "| Setting | Value |\n| Pause all messages | Yes |",
                Person: PEOPLE + "| P-002 | May Green | Patent | Active | 30/04/2026 | | Yes |",
                Feedback: "| Ref | Date | What was said | Kind | Seen by |\n| F-001 | 16/03/2026 | I fell | Concern | |",
                Action: "| Ref | What we will do | Owner | Due | Status |\n| A-001 | Put out chairs | Asha | 03/03/2026 | In progress |",
            },
            changed=["P-001"],
        ),
    )
    order = places(
        content,
        "Nothing is sent",
        "All messages are paused",
        "The public pages are shut",
        "Concern: F-001",
        "A-001 Put out chairs was due",
        "to mend",
        "Good to know",
        "Do not write to P-002",
    )
    assert None not in order
    assert order == sorted(order)


def test_whom_not_to_write_to_is_no_task_and_is_told_however_much_waits():
    people = PEOPLE + "| P-002 | May Green | Patient | Active | 30/04/2026 | | Yes |"
    events = "\n".join(f"| E-{n:03} | Event {n} | 20/03/2026 | Planned |" for n in range(1, 40))
    content = filled(
        "Today",
        source(
            {Person: people, Event: "| Ref | Title | Date | Status |\n" + events},
            waiting=["Waited."] * 15,
        ),
    )
    good, held = places(content, "Good to know", "Do not write to P-002")
    assert good is not None
    assert held == good + 1
    assert value(content.lines[held][0]) is None, "what needs no doing has no number"
    assert len(content.lines) <= A_SCREEN


MISTAKE = "| P-002 | Tom Green | Nobody | Active | | | Yes |"


def test_what_is_to_mend_leads_to_problems_and_is_told_once_mended_no_more():
    says, cell = line_with("to mend", source({SetUpRow: SET_UP, Person: PEOPLE + MISTAKE}))
    assert says == "1 thing to mend: People 1."
    assert (cell.value, cell.link) == ("Problems", "#Problems!A4")
    content = filled("Problems", source({SetUpRow: SET_UP, Person: PEOPLE + MISTAKE}))
    assert value(content.lines[3][0]) == MEND, "the link leads to the first problem"
    assert line_with("to mend", source({SetUpRow: SET_UP, Person: PEOPLE})) is None


def test_what_has_a_line_of_its_own_is_not_counted_again_among_what_is_to_mend():
    drawings = {
        SetUpRow: SET_UP,
        Person: PEOPLE + "| P-002 | Tom Green | Patient | Active | | | |",
        Action: "| Ref | What we will do | Owner | Due | Status |\n| A-001 | Put out chairs | Asha | 03/03/2026 | In progress |",
        Event: "| Ref | Mechanism | Title | Date | Status | How many came (if no names) |\n| E-001 | Forum | Winter forum | 03/03/2026 | Held | |",
    }
    made_from = source(drawings)
    assert sum(problem.kind == MEND for problem in made_from.problems) == 3
    assert line_with("to mend", made_from) is None
    drawings[Person] += "\n| P-003 | Ann Brown | Nobody | Active | | | Yes |"
    assert line_with("to mend", source(drawings))[0] == "1 more thing to mend: People 1."


def test_many_of_one_kind_are_not_counted_again_either():
    late = "\n".join(f"| A-{n:03} | Do {n} | Asha | 03/03/2026 | In progress |" for n in range(1, 10))
    made_from = source(
        {SetUpRow: SET_UP, Action: "| Ref | What we will do | Owner | Due | Status |\n" + late}
    )
    assert line_with("6 more actions are overdue", made_from)
    assert line_with("to mend", made_from) is None


def test_the_group_wants_members_until_somebody_joins():
    drawings = {
        Person: PEOPLE,
        Committee: "| Ref | Name | Kind |\n| C-001 | Patient group | Patient group |",
        Mechanism: "| Ref | Mechanism | Use it | Aim for (people) |\n| H-001 | Patient group | Yes | 8 |",
        Member: "| Ref | Person | Of | Stage | Since |",
    }
    says, cell = line_with("Nobody has joined", source(drawings))
    assert says == "Nobody has joined the patient group yet. It has 0 and aims for 8. Write the next member."
    assert (cell.value, cell.link) == ("Row 2 of Members", "#Members!B2")
    drawings[Member] += "\n| N-001 | P-001 | C-001 | Joined | 01/03/2026 |"
    assert line_with("Nobody has joined", source(drawings)) is None


def test_when_nothing_waits_it_says_so():
    lines = shown(filled("Today", source({SetUpRow: SET_UP})))
    assert lines[0] == "Today: Anytown"
    assert lines[1] == "Written on Tuesday 17 March 2026 at 9:30am."
    assert lines[3] == " | Nothing waits for you."


def test_what_waited_stands_right_below_the_moment():
    lines = shown(
        filled("Today", source(waiting=["The workbook was open, so nothing was written since 9:10am."]))
    )
    assert lines[2] == "The workbook was open, so nothing was written since 9:10am."


@dataclass
class Offered:
    ref: str
    tab: str
    state: str


def test_rows_we_hand_over_stand_here_until_they_were_seen():
    made_from = source(
        {Person: PEOPLE},
        offered=[
            Offered("P-001", "People", "offered"),
            Offered("F-009", "Feedback", "waiting"),
            Offered("E-001", "Events", "handed over"),
        ],
    )
    assert line_with("1 new row in People: P-001. Save the workbook once you have seen them.", made_from)
    assert line_with("1 new row for Feedback: F-009 is not there yet.", made_from)
    assert not line_with("Events", made_from)


def test_a_held_tab_says_what_to_do_and_how_old_its_figures_are():
    sheets = [grid for grid in grids({}) if grid.title != "Events"]
    found = line_with(
        "The tab Events is not in the workbook. Undo the deletion",
        source_of(sheets, held=[Held("Events", date(2026, 3, 3))]),
    )
    assert found
    assert found[0].endswith("The figures are those of 3 March 2026.")


def test_a_column_sorted_alone_stops_sending_and_says_what_to_restore():
    says, cell = line_with(
        "Nothing is sent",
        source({Person: PEOPLE}, changed=["P-001", "P-002", "P-003"], restore="16 March 2026, 5pm"),
    )
    assert says.startswith("Nothing is sent: P-001, P-002 and P-003 changed name or address at once")
    assert "Go back to the version of 16 March 2026, 5pm." in says
    assert cell.link == "#People!B2"


def test_consent_for_twenty_new_people_is_one_line():
    people = "\n".join(f"| P-{n:03} | Person {n} | Patient | New | |" for n in range(1, 21))
    lines = waits(source({Person: "| Ref | Name | Role | Status | May we contact |\n" + people}))
    assert [says for says in lines if "asked" in says] == [
        "20 people have not been asked whether we may contact them (P-001, P-002, P-003 and 17 more)."
    ]


def test_open_surveys_and_coming_events_are_told_with_answers_and_replies():
    made_from = source(
        {
            Person: PEOPLE,
            Survey: "| Ref | Title | Opens | Closes | Status | Answers are |\n| S-001 | Your care | 01/03/2026 | 20/05/2026 | Open | Confidential |",
            Event: "| Ref | Title | Date | Start | Status |\n| E-001 | Spring forum | 20/03/2026 | 14:00 | Planned |",
            Attendance: "| Ref | What for | Person | Reply |\n| T-001 | E-001 | P-001 | Yes |",
        },
        answers={"S-001": SurveyAnswers(count=23, mode="confidential", state="open")},
    )
    lines = shown(filled("Today", made_from))
    assert " | Open now: S-001 Your care. 23 answers so far. It closes on 20 May 2026." in lines
    assert " | Coming up: E-001 Spring forum, Friday 20 March 2026 at 2pm. 1 of 1 said yes." in lines


def test_today_never_fills_more_than_a_screen():
    events = "\n".join(f"| E-{n:03} | Event {n} | 20/03/2026 | Planned |" for n in range(1, 40))
    late = "\n".join(f"| A-{n:03} | Do {n} | 03/03/2026 | Not started |" for n in range(1, 40))
    made_from = source(
        {
            Event: "| Ref | Title | Date | Status |\n" + events,
            Action: "| Ref | What we will do | Due | Status |\n" + late,
        },
        waiting=["Waited."] * 3,
        problems=[Problem("missing", MEND, "People", "Name is empty.", "Fill in Name.", 2, "Name")] * 900,
    )
    content = filled("Today", made_from)
    assert len(content.lines) <= A_SCREEN
    assert sum("Still empty" in line for line in shown(content)) == 3
    assert any("36 more events are near" in line for line in shown(content))
    assert all(isinstance(line[2], Cell) for line in content.lines if len(line) == 3)


def test_a_practice_site_says_so_at_the_top():
    assert shown(filled("Today", source(practice=True)))[2] == "Practice: invented people, nothing is sent."
    assert not any("Practice" in line for line in shown(filled("Today", source())))
