"""Links for letters: for nobody who has died, whose patient has died, who was not asked, or whose row cannot be trusted."""

import os
from datetime import timedelta

import pytest

from service.flows.personal_links import LinksRefused, make_links
from service.ledger import held, links
from sheet_templates.attendance import Attendance
from sheet_templates.people import Person
from sheet_templates.surveys import Survey
from tests.flows.ward import NOW, Ward, person, rows

ASKED_OF_ALL = {f"P-{n:03d}" for n in range(1, 9)} | {"P-011"}


@pytest.fixture
def ward(tmp_path):
    starts = rows()
    starts[Survey][0] |= {
        "answers_are": "Confidential",
        "list_checked_on": (NOW - timedelta(days=1)).date(),
        "checked_by": "Ann Lee",
    }
    starts[Person] += [
        person(9, "Jo Kerr", status="Died"),
        person(10, "Kit Kerr", role="Carer", carer_of="P-009"),
        person(11, "Lu Marsh", role="Carer", carer_of="P-001"),
    ]
    starts[Attendance] = [
        {"ref": f"T-{n:03d}", "what_for": "S-001", "person": f"P-{n:03d}", "how": "Letter"}
        for n in range(1, 12)
    ]
    made = Ward(tmp_path, starts=starts)
    made.sync()
    yield made
    made.ledger.dispose()


def type_in(ward, tab, row, **cells):
    with ward.tab(tab) as sheet:
        for heading, value in cells.items():
            sheet.cell(row, ward.place(sheet, heading.replace("_", " "))).value = value


def refs(made):
    return {ref for ref, _ in made.links}


def nothing_is_made(ward, words):
    with pytest.raises(LinksRefused, match=words):
        make_links(ward.site, "S-001", NOW)
    with ward.ledger.read() as conn:
        return links.state(conn, "ward", "S-001") == {}


def test_neither_the_dead_nor_their_carers_get_a_link_and_the_command_says_how_many(ward):
    made = make_links(ward.site, "S-001", NOW)
    assert refs(made) == ASKED_OF_ALL
    assert made.left_out == {
        "with a Status other than New or Active": 1,
        "caring for somebody who died or cannot be found": 1,
    }


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"May_we_contact": None}, "without a Yes under May we contact"),
        ({"May_we_contact": "Ask at clinic"}, "without a Yes under May we contact"),
        ({"May_we_contact": "No"}, "without a Yes under May we contact"),
        (
            {"May_we_contact": "yess, I think"},
            "not found in People, there twice, or in a row that cannot be read",
        ),
        ({"Status": None}, "with a Status other than New or Active"),
        ({"Status": "Not now"}, "with a Status other than New or Active"),
        ({"Hold_until": NOW.date()}, "on hold"),
        ({"Ref": None}, "not found in People, there twice, or in a row that cannot be read"),
        ({"Name": "Brigid Cole"}, "with a name or address that changed since the list was checked"),
        ({"Email": "b@example.org"}, "with a name or address that changed since the list was checked"),
    ],
)
def test_who_was_not_asked_or_cannot_be_trusted_is_left_out_as_saved_this_minute(ward, cells, why):
    type_in(ward, "People", 3, **cells)
    made = make_links(ward.site, "S-001", NOW)
    assert refs(made) == ASKED_OF_ALL - {"P-002"}
    assert made.left_out[why] == 1 + why.startswith("with a Status")  # beside who has died


def test_nobody_whose_ref_is_there_twice_gets_a_link(ward):
    ward.add("People", Ref="P-001", Name="Amara Bello", Status="Died")
    made = make_links(ward.site, "S-001", NOW)
    assert refs(made) == ASKED_OF_ALL - {
        "P-001",
        "P-011",
    }  # nor the carer of whom nobody can say that she lives


def test_who_is_struck_out_in_one_row_is_not_invited_by_another(ward):
    ward.add("Attendance", What_for="S-001", Person="P-003", Not_invited_because="too unwell")
    made = make_links(ward.site, "S-001", NOW)
    assert refs(made) == ASKED_OF_ALL - {"P-003"}
    assert made.left_out["struck out in Attendance"] == 1


def test_who_said_no_before_gets_no_link_through_a_row_pasted_again(ward):
    type_in(ward, "People", 3, May_we_contact="No")
    ward.sync(NOW)
    type_in(ward, "People", 3, May_we_contact="Yes")
    made = make_links(ward.site, "S-001", NOW)
    assert refs(made) == ASKED_OF_ALL - {"P-002"}
    assert made.left_out["who said no before, with no later Yes"] == 1


def test_a_name_that_changed_holds_until_the_list_is_checked_again(ward):
    type_in(ward, "People", 3, Name="Brigid Cole")
    ward.sync(NOW)
    assert refs(make_links(ward.site, "S-001", NOW)) == ASKED_OF_ALL - {"P-002"}
    assert "Do not write to P-002: name or address changed since the list of S-001 was checked" in ward.text(
        "Today"
    )
    type_in(ward, "Surveys", 2, List_checked_on=NOW.date())
    assert refs(make_links(ward.site, "S-001", NOW)) == ASKED_OF_ALL
    ward.sync(NOW + timedelta(minutes=3))
    assert "Do not write to P-002" not in ward.text("Today")


def test_a_list_checked_before_the_change_of_the_same_day_must_be_checked_on_a_later_one(ward):
    type_in(ward, "Surveys", 2, List_checked_on=NOW.date())
    ward.sync(NOW)
    type_in(ward, "People", 3, Email="b@example.org")
    ward.sync(NOW + timedelta(minutes=3))
    assert "P-002" not in refs(make_links(ward.site, "S-001", NOW))
    type_in(ward, "Surveys", 2, List_checked_on=(NOW + timedelta(days=1)).date())
    assert "P-002" in refs(make_links(ward.site, "S-001", NOW + timedelta(days=1)))


@pytest.mark.parametrize("tab", ["People", "Attendance", "Surveys", "sending"])
def test_while_people_or_invitations_are_held_no_link_is_made(ward, tab):
    with ward.ledger.write() as conn:
        held.put(conn, "ward", tab, {}, NOW)
    assert nothing_is_made(ward, "cannot be trusted")


def test_a_column_sorted_alone_since_the_last_sync_stops_all_links(ward):
    with ward.tab("Attendance") as sheet:
        place = ward.place(sheet, "Person")
        people = [sheet.cell(row, place).value for row in range(2, 13)]
        for row, who in enumerate(reversed(people), start=2):
            sheet.cell(row, place).value = who
    assert nothing_is_made(ward, "cannot be trusted")


def test_after_an_older_version_was_put_back_no_link_is_made_until_the_list_is_checked_on_a_later_day(ward):
    old = ward.staff.read_bytes()
    ward.add("People", Name="Ines Jones")
    ward.sync(NOW + timedelta(minutes=3))
    ward.staff.write_bytes(old)
    assert nothing_is_made(ward, "older version")  # before the next sync has seen it
    ward.sync(NOW + timedelta(minutes=6))
    assert nothing_is_made(ward, "older version")
    later = NOW + timedelta(days=8)  # Today no longer speaks of it
    ward.sync(later)
    with pytest.raises(LinksRefused, match="older version"):
        make_links(ward.site, "S-001", later)
    type_in(ward, "Surveys", 2, List_checked_on=later.date())
    assert make_links(ward.site, "S-001", later).links


def test_while_somebody_has_the_workbook_open_no_link_is_made(ward):
    ward.staff.with_name(".~lock.staff.xlsx#").write_text(
        ",nurse,ward-pc,23.11.2026 09:31,file:///;", encoding="utf-8"
    )
    assert nothing_is_made(ward, "has the staff workbook open")


def test_when_nobody_saved_for_35_days_no_link_is_made(ward):
    type_in(ward, "People", 3, Notes="a word")
    long_ago = (NOW - timedelta(days=36)).timestamp()
    os.utime(ward.staff, (long_ago, long_ago))
    assert nothing_is_made(ward, "for 35 days")


@pytest.mark.parametrize("checked", [None, (NOW + timedelta(days=1)).date()])
def test_before_somebody_checked_the_list_no_link_is_made(ward, checked):
    type_in(ward, "Surveys", 2, List_checked_on=checked)
    assert nothing_is_made(ward, "checked the list")


def test_while_the_survey_is_paused_no_link_is_made(ward):
    type_in(ward, "Surveys", 2, Send="Pause")
    assert nothing_is_made(ward, "Pause")


def test_while_messages_are_paused_no_link_is_made(ward):
    with ward.tab("Set-up") as sheet:
        for row in sheet.iter_rows():
            if row[0].value == "Pause all messages":
                row[1].value = "Yes"
    assert nothing_is_made(ward, "paused")


def test_an_invitation_whose_ref_and_name_are_two_people_makes_a_link_for_neither(ward):
    with ward.tab("Attendance") as sheet:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "P-001":
                    cell.value = "P-001 Jo Kerr"
    assert refs(make_links(ward.site, "S-001", NOW)) == ASKED_OF_ALL - {"P-001"}
