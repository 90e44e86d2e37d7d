"""Events: dates, lists and rooms, and what happens to them when the day has passed. Today is 17 March 2026."""

from datetime import date

import pytest

from service.core.holidays import bank_holidays, easter, significant_day
from sheet_templates.attendance import Attendance
from sheet_templates.committees import Committee
from sheet_templates.events import Event
from sheet_templates.how_we_listen import Mechanism
from sheet_templates.people import Person
from tests.tables import codes, problems
from tests.tabs.neighbours import Case, tells_apart


def test_times_and_dates_fit_the_status():
    assert codes(
        Event,
        """
        | Ref   | Mechanism | Title  | Date       | Start | End  | Status    | How many came (if no names) |
        | E-001 | Forum     | Spring |            |       |      | Planned   |    |
        | E-002 | Forum     | Spring |            |       |      | Cancelled |    |
        | E-003 | Forum     | Spring | soonish    |       |      | Planned   |    |
        | E-004 | Forum     | Spring | 21/04/2026 | 14:00 | 1pm  | Planned   |    |
        | E-005 | Forum     | Spring | 22/04/2026 | 1pm   | 14:00| Planned   |    |
        | E-006 | Forum     | Spring | 16/03/2026 |       |      | Planned   |    |
        | E-007 | Forum     | Spring | 17/03/2026 |       |      | Planned   |    |
        | E-008 | Forum     | Spring | 18/03/2026 |       |      | Held      | 9  |
        | E-009 | Forum     | Spring | 15/03/2026 |       |      | Held      | 9  |
        | E-010 | Forum     | Spring | 03/04/2026 |       |      | Planned   |    |
        | E-011 | Focus group | Long | 23/04/2026 | 9am   | 16:00| Planned   |    |
        | E-012 | Focus group | Long | 24/04/2026 | 9am   | 15:00| Planned   |    |
    """,
    ) == [
        ("E-001", "no-date"),
        ("E-003", "not-a-date"),
        ("E-004", "ends-before-it-starts"),
        ("E-006", "planned-in-the-past"),
        ("E-007", "no-lead"),
        ("E-008", "held-in-the-future"),
        ("E-010", "on-a-significant-day"),
        ("E-011", "focus-group-too-long"),
    ]


def test_nothing_is_sent_before_the_list_is_checked_or_after_the_day():
    assert codes(
        Event,
        """
        | Ref   | Mechanism     | Title | Date       | Start | Venue or link | Status    | Send         | List checked on | Checked by | Invite |
        | E-001 | Patient group | A     | 20/04/2026 | 14:00 | Room 1        | Planned   | Send         |                 |            |        |
        | E-002 | Patient group | B     | 21/04/2026 | 14:00 | Room 1        | Planned   | Send         | 16/03/2026      | Jo         |        |
        | E-003 | Patient group | C     | 22/04/2026 | 14:00 | Room 1        | Planned   | Send         | 16/03/2026      | Jo         |        |
        | E-004 | Patient group | D     | 23/04/2026 | 14:00 | Room 1        | Planned   | Not yet      | 16/03/2026      |            |        |
        | E-005 | Patient group | E     | 24/04/2026 | 14:00 | Room 1        | Planned   | Not yet      | 18/03/2026      | Jo         |        |
        | E-006 | Patient group | F     | 27/04/2026 |       | Room 1        | Planned   | Prepare list |                 |            |        |
        | E-007 | Patient group | G     | 28/04/2026 | 14:00 | Room 1        | Cancelled | Send         |                 |            |        |
        | E-008 | Patient group | H     | 16/03/2026 | 14:00 | Room 1        | Planned   | Pause        |                 |            |        |
        | E-009 | Patient group | I     | 13/03/2026 | 14:00 | Room 1        | Planned   | Prepare list |                 |            |        |
        | E-010 | Patient group | J     | 23/03/2026 | 14:00 | Room 1        | Planned   | Prepare list |                 |            |        |
        | E-011 | Forum         | K     | 29/04/2026 | 14:00 | Room 1        | Planned   | Not yet      |                 |            | Named  |
        | E-012 | Forum         | L     | 30/04/2026 | 14:00 | Room 1        | Planned   | Not yet      |                 |            | Everyone |
        | E-013 | Patient group | M     | 20/05/2026 | 14:00 | Room 1        | Planned   | Send         | 10/03/2026      | Jo         |        |
    """,
        {
            Attendance: """
        | Ref   | What for | Person |
        | T-001 | E-002    | P-001  |
        | T-002 | E-013    | P-001  |
    """
        },
        service={"prepared_on": {"E-002": date(2026, 3, 16), "E-013": date(2026, 3, 11)}},
    ) == [
        ("E-001", "list-not-checked"),
        ("E-003", "checked-an-empty-list"),
        ("E-004", "checked-by-nobody"),
        ("E-005", "checked-in-the-future"),
        ("E-006", "no-time-or-place"),
        ("E-007", "cancelled-but-sending"),
        ("E-008", "planned-in-the-past"),
        ("E-009", "sending-for-a-day-gone-by"),
        ("E-009", "planned-in-the-past"),
        ("E-010", "no-lead"),
        ("E-010", "short-notice"),
        ("E-011", "forum-not-for-everyone"),
        ("E-013", "checked-before-it-was-prepared"),
    ]


def people_saying_yes(event, number, first=1, more=""):
    return "\n".join(
        f"| T-{n:03d} | {event} | P-{n:03d} | Yes | {more} |" for n in range(first, first + number)
    )


def test_a_focus_group_has_six_to_twelve_people_and_somebody_else_to_take_notes():
    attendance = (
        "| Ref | What for | Person | Reply | Not invited because |\n"
        + people_saying_yes("E-001", 13)
        + "\n"
        + people_saying_yes("E-002", 12, 101)
        + "\n"
        + people_saying_yes("E-003", 5, 201)
        + "\n"
        + people_saying_yes("E-003", 1, 250, "too ill")
        + "\n"
        + people_saying_yes("E-004", 6, 301)
    )
    assert codes(
        Event,
        """
        | Ref   | Mechanism   | Title | Date       | Lead | Status  | Note taker | Places |
        | E-001 | Focus group | A     | 24/03/2026 | Jo   | Planned | Kim        | 13     |
        | E-002 | Focus group | B     | 25/03/2026 | Jo   | Planned | Kim        | 11     |
        | E-003 | Focus group | C     | 26/03/2026 | Jo   | Planned | Kim        |        |
        | E-004 | Focus group | D     | 27/03/2026 | Jo   | Planned | jo         |        |
        | E-005 | Focus group | E     | 31/03/2026 | Jo   | Planned |            |        |
        | E-006 | Focus group | F     | 01/04/2026 | Jo   | Planned |            |        |
    """,
        {Attendance: attendance},
    ) == [
        ("E-001", "focus-group-too-big"),
        ("E-002", "more-coming-than-places"),
        ("E-003", "focus-group-too-small"),
        ("E-004", "lead-takes-the-notes"),
        ("E-005", "no-note-taker"),
        ("E-005", "focus-group-too-small"),
    ]


def test_one_person_is_not_called_people():
    drawing = """
        | Ref   | Mechanism   | Title | Date       | Lead | Status  | Note taker | How many came |
        | E-001 | Forum       | A     | 02/03/2026 | Jo   | Held    |            | 4             |
        | E-002 | Focus group | B     | 24/03/2026 | Jo   | Planned | Kim        |               |
    """
    listed = """
        | Ref   | What for | Person | Attended | Reply |
        | T-001 | E-001    | P-001  | Yes      | Yes   |
        | T-002 | E-002    | P-001  |          | Yes   |
    """
    said = {p.code: p.says for p in problems({Event: drawing, Attendance: listed}) if p.tab == "Events"}
    assert said["names-and-number-differ"].startswith(
        "Attendance names 1 person who came, and this cell says 4."
    )
    assert said["focus-group-too-small"].startswith("1 person said yes to this focus group")


def test_an_event_that_was_held_says_who_or_how_many_came_and_with_whom():
    assert codes(
        Event,
        """
        | Ref   | Mechanism  | Title | Date       | Status | How many came | With          |
        | E-001 | Forum      | A     | 02/03/2026 | Held   |               |               |
        | E-002 | Forum      | B     | 03/03/2026 | Held   |               |               |
        | E-003 | Forum      | C     | 04/03/2026 | Held   | 4             |               |
        | E-004 | Forum      | D     | 05/03/2026 | Held   | 1             |               |
        | E-005 | Forum      | E     | 06/03/2026 | Held   | lots          |               |
        | E-006 | Committees | F     | 09/03/2026 | Held   | 4             |               |
        | E-007 | Committees | G     | 10/03/2026 | Held   | 4             | C-001         |
        | E-008 | Forum      | H     | 04/03/2026 | Held   | 4             |               |
    """,
        {
            Attendance: """
        | Ref   | What for | Person | Attended |
        | T-001 | E-001    | P-001  | No       |
        | T-002 | E-002    | P-001  | Online   |
        | T-003 | E-004    | P-001  | Yes      |
        | T-004 | E-004    | P-002  | Yes      |
    """
        },
    ) == [
        ("E-001", "held-but-nobody-counted"),
        ("E-004", "names-and-number-differ"),
        ("E-005", "not-a-number"),
        ("E-006", "with-whom"),
        ("E-008", "same-event-twice"),
    ]


def test_an_event_of_a_way_not_in_use_is_worth_a_look():
    events = """
        | Ref   | Mechanism   | Title | Date       | Status  |
        | E-001 | Forum       | A     | 14/04/2026 | Planned |
        | E-002 | Focus group | B     | 14/04/2026 | Planned |
        | E-003 | Focus group | C     | 01/04/2025 | Cancelled |
    """
    used = "| Ref | Mechanism | Use it |\n| H-001 | Forum | Yes |\n| H-002 | Focus group | {} |"
    assert codes(Event, events, {Mechanism: used.format("Later")}) == [("E-002", "mechanism-not-in-use")]
    assert codes(Event, events, {Mechanism: used.format("Yes")}) == []
    assert codes(Event, events, {Mechanism: "| Ref | Mechanism | Use it |\n| H-001 | Forum | |"}) == []


def test_tabs_that_cannot_be_read_make_no_problem_of_what_they_hold():
    held = "| Ref | Mechanism | Title | Date | Status |\n| E-001 | Forum | A | 02/03/2026 | Held |"
    assert codes(Event, held) == []
    assert codes(Event, held, {Attendance: "| Ref | What for | Person |"}) == [
        ("E-001", "held-but-nobody-counted")
    ]
    assert codes(Event, held, {Person: "| Ref | Name |"}) == []


@pytest.mark.parametrize(
    ("year", "sunday"),
    # published by the Royal Observatory Greenwich
    [
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter(year, sunday):
    assert easter(year) == sunday


def test_bank_holidays_as_the_government_published_them():
    assert sorted(bank_holidays(2026)) == [
        date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 5, 25),
        date(2026, 8, 31), date(2026, 12, 25), date(2026, 12, 26), date(2026, 12, 28),
    ]  # fmt: skip
    # 2022 is left out: the Platinum Jubilee moved a day by law. In 2021 both Christmas days fell on a weekend.
    assert {date(2021, 12, 27), date(2021, 12, 28)} <= set(bank_holidays(2021))
    assert date(2022, 1, 3) in bank_holidays(2022)
    assert significant_day(date(2026, 12, 24)) == "Christmas Eve"
    assert significant_day(date(2026, 12, 30))
    assert significant_day(date(2026, 4, 5))
    assert not significant_day(date(2026, 12, 23))


def test_a_wrong_day_of_an_event_is_asked_about_once_and_not_in_each_invitation():
    events = "| Ref | Mechanism | Title | Date | Status |\n| E-001 | Forum | A | {} | Cancelled |"
    invited = "| Ref | What for | Person | Invited on |\n" + "\n".join(
        f"| T-{n:03d} | E-001 | P-{n:03d} | 01/03/2026 |" for n in range(1, 8)
    )
    for day, in_events, in_attendance in (
        ("14/04/2025", [("E-001", "most-invited-after-it")], []),
        ("14/04/2026", [], []),
    ):
        tabs = {Event: events.format(day), Attendance: invited}
        assert [(p.ref, p.code) for p in problems(tabs, Event)] == in_events
        assert [(p.ref, p.code) for p in problems(tabs, Attendance)] == in_attendance


def events(*rows, columns):
    lines = [f"| Ref | Title | Mechanism | {columns} |"]
    lines += [f"| E-{n:03d} | Event {n} | {row} |" for n, row in enumerate(rows, start=1)]
    return "\n".join(lines)


CASES = {
    "no-date": Case(
        events("Forum | Planned |", "Forum | Cancelled |", "Forum | Planned | soon", columns="Status | Date"),
        "E-001",
    ),
    "ends-before-it-starts": Case(
        events(
            "Forum | 14:00 | 13:00",
            "Forum | 14:00 | 14:00",
            "Forum | 2pm | 4pm",
            "Forum | | 9:00",
            columns="Start | End",
        ),
        "E-001 E-002",
    ),
    "starts-in-the-night": Case(
        events("Forum | 2am", "Forum | 22:00", "Forum | 7am", "Forum | 14:00", "Forum |", columns="Start"),
        "E-001 E-002",
    ),
    "planned-in-the-past": Case(
        events(
            "Forum | Planned | 16 Mar 2026",
            "Forum | Planned | 17 Mar 2026",
            "Forum | Held | 16 Mar 2026",
            columns="Status | Date",
        ),
        "E-001",
    ),
    "held-in-the-future": Case(
        events(
            "Forum | Held | 18 Mar 2026",
            "Forum | Held | 17 Mar 2026",
            "Forum | Planned | 18 Mar 2026",
            "Forum | Held | 1 Mar 2026",
            columns="Status | Date",
        ),
        "E-001",
    ),
    "no-time-or-place": Case(
        events(
            "Forum | Planned | Send | 14:00 |",
            "Forum | Planned | Prepare list | | Hall",
            "Forum | Planned | Send | 14:00 | Hall",
            "Forum | Planned | Not yet | |",
            "Forum | Held | Send | |",
            columns="Status | Send | Start | Venue or link",
        ),
        "E-001 E-002",
    ),
    "sending-for-a-day-gone-by": Case(
        events(
            "Forum | Planned | Send | 16 Mar 2026",
            "Forum | Planned | Send | 17 Mar 2026",
            "Forum | Planned | Pause | 16 Mar 2026",
            "Forum | Held | Send | 16 Mar 2026",
            columns="Status | Send | Date",
        ),
        "E-001",
    ),
    "list-not-checked": Case(
        events(
            "Forum | Planned | Send |",
            "Forum | Planned | Send | 16 Mar 2026",
            "Forum | Planned | Prepare list |",
            columns="Status | Send | List checked on",
        ),
        "E-001",
    ),
    "checked-in-the-future": Case(
        events("Forum | 18 Mar 2026", "Forum | 17 Mar 2026", columns="List checked on"), "E-001"
    ),
    "lead-takes-the-notes": Case(
        events(
            "Focus group | Jo | jo", "Focus group | Jo | Kim", "Focus group | |", columns="Lead | Note taker"
        ),
        "E-001",
    ),
    "counted-but-not-held": Case(
        events(
            "Forum | Cancelled | 1 Mar 2026 | 4",
            "Forum | Planned | 1 Apr 2026 | 4",
            "Forum | Cancelled | 1 Mar 2026 | 0",
            "Forum | Planned | 1 Mar 2026 | 4",
            "Forum | Held | 1 Mar 2026 | 4",
            columns="Status | Date | How many came",
        ),
        "E-001 E-002",
    ),
    "no-lead": Case(
        events(
            "Forum | Planned | 24 Mar 2026 |",
            "Forum | Planned | 25 Mar 2026 |",
            "Forum | Planned | 24 Mar 2026 | Jo",
            columns="Status | Date | Lead",
        ),
        "E-001",
    ),
    "nobody-is-named": Case(
        events(
            "Forum | Planned | Named | Prepare list |",
            "Forum | Planned | Named | Prepare list |",
            "Forum | Planned | Everyone | Prepare list |",
            "Forum | Planned | Named | Not yet |",
            "Forum | Planned | Named | Prepare list | 1 Mar 2026",
            columns="Status | Invite | Send | List checked on",
        ),
        "E-001",
        {Attendance: "| Ref | What for | Person |\n| T-001 | E-002 | P-001 |"},
    ),
    "more-came-than-places": Case(
        events(
            "Forum | Held | 1 |",
            "Forum | Held | 2 |",
            "Forum | Held | 5 | 6",
            "Forum | Held | 5 | 5",
            "Forum | Planned | 5 | 6",
            columns="Status | Places | How many came",
        ),
        "E-001 E-003",
        {
            Attendance: """
            | Ref   | What for | Person | Attended |
            | T-001 | E-001    | P-001  | Yes      |
            | T-002 | E-001    | P-002  | Yes      |
            | T-003 | E-002    | P-001  | Yes      |
            | T-004 | E-002    | P-002  | Online   |
            """
        },
    ),
    "some-not-ticked-off": Case(
        events("Forum | Held", "Forum | Held", "Forum | Planned", "Forum | Held", columns="Status"),
        "E-001",
        {
            Attendance: """
            | Ref   | What for | Person | Reply | Attended | Not invited because |
            | T-001 | E-001    | P-001  | Yes   | Yes      |                     |
            | T-002 | E-001    | P-002  | Yes   |          |                     |
            | T-003 | E-001    | P-003  | Yes   |          |                     |
            | T-004 | E-002    | P-001  | Yes   | Yes      |                     |
            | T-005 | E-002    | P-002  | No    |          |                     |
            | T-006 | E-002    | P-003  | Yes   |          | too ill             |
            | T-007 | E-003    | P-001  | Yes   |          |                     |
            | T-008 | E-004    | P-001  | Yes   |          |                     |
            """
        },
    ),
    "with-another-kind-of-group": Case(
        events(
            "Patient group | C-001",
            "Committees | C-003",
            "Link | C-001",
            "Patient group | C-002",
            "Committees | C-002",
            "Link | C-003",
            "Forum | C-001",
            columns="With",
        ),
        "E-001 E-002 E-003",
        {
            Committee: """
            | Ref   | Name  | Kind          |
            | C-001 | Board | Committee     |
            | C-002 | Ours  | Patient group |
            | C-003 | North | Support group |
            """
        },
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_in_events_the_row_with_the_problem_is_told_and_its_neighbour_is_not(code):
    tells_apart(Event, code, CASES[code])
