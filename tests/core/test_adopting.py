"""A clinic's list of 64 people, in its own order of columns, becomes 64 rows of ours and a handful of lines to read."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.adopting import adopt
from service.core.checking import check_book, read_book
from service.core.foreign_headings import part_of
from service.core.grids import Grid
from sheet_templates.people import Person
from tests.tables import NOW, book, grid

CLINIC = [
    "Title",
    "Surname",
    "Forename",
    "DOB",
    "NHS no",
    "Hosp No",
    "Tel (Home)",
    "Mobile",
    "E-mail",
    "Address 1",
    "Postcode",
    "Consultant",
    "Deceased",
]


def clinic_list(number=64):
    rows = [["St Elsewhere: clinic list"], [], CLINIC]
    for n in range(1, number + 1):
        rows.append(
            ["Mrs", f"O'SURNAME{chr(64 + n % 26 + 1)}{chr(64 + n // 26 + 1)}", f"Ann {n}", datetime(1950, 1, n % 28 + 1), f"999 {n:03d} 0000", f"H{n}",
             f"01632 96{n:04d}" if n % 2 else None, float(7700900000 + n), f"ann{n}@example.org" if n % 3 else None,
             f"{n} High Street", "XX1 1XX", "Dr Who", "Y" if n == 7 else None]
        )  # fmt: skip
    return Grid("Sheet1", rows)


def rows_of(adoption):
    return [Person.make(n, ref=f"P-{n:03d}", **values) for n, values in enumerate(adoption.rows, start=1)]


def test_sixty_four_people_are_taken_in_with_one_line_about_what_to_ask():
    adoption = adopt(clinic_list(), Person, [])
    assert len(adoption.rows) == 64
    first = adoption.rows[0]
    assert first == {
        "name": "Ann 1 O'SurnameBA".replace("BA", "ba"), "role": "Patient", "status": "New", "phone": "07700900001", "email": "ann1@example.org",
        "postal_address": "1 High Street, XX1 1XX", "notes": "Also: 01632 960001",
    }  # fmt: skip
    assert adoption.rows[6]["status"] == "Died"
    assert adoption.mapping == {
        "Title": "Name", "Surname": "Name", "Forename": "Name", "Tel (Home)": "Phone", "Mobile": "Phone", "E-mail": "Email",
        "Address 1": "Postal address", "Postcode": "Postal address", "Deceased": "Status",
    }  # fmt: skip
    assert [left.heading for left in adoption.left_out] == ["DOB", "NHS no", "Hosp No", "Consultant"]
    assert [(p.code, p.says) for p in adoption.problems] == [
        ("list-not-asked-yet", "63 people from this list have not been asked whether we may contact them.")
    ]


def test_what_was_taken_in_reads_back_without_a_single_complaint():
    """Three people are no reason to ask why two share a surname; the rows are written and read as the sheet would be."""
    adoption = adopt(clinic_list(), Person, [])
    headings = [column.heading for column in Person.columns.values()]
    rows = [headings]
    for n, values in enumerate(adoption.rows, start=1):
        cells = {"ref": f"P-{n:03d}", **values}
        rows.append(
            [
                column.kind.show(cells[name]) if name in cells else None
                for name, column in Person.columns.items()
            ]
        )
    assert [p for p in check_book(read_book([Grid("People", rows)], [Person], NOW)) if p.row] == []


def test_the_same_list_left_again_adds_nobody_and_says_so_once():
    first = adopt(clinic_list(), Person, [])
    again = adopt(clinic_list(), Person, rows_of(first))
    assert again.rows == []
    assert again.already_there == 64
    assert [p.says for p in again.problems] == [
        "64 people of this list were already there, so we did not add them again."
    ]


def test_who_died_left_or_said_no_does_not_come_back_with_a_newer_list():
    known = book(
        {
            Person: """
        | Ref   | Name       | Status | Email           | Phone        | May we contact |
        | P-001 | Ann Archer | Died   |                 |              |                |
        | P-002 | Bea Brook  | Left   | bea@example.org |              |                |
        | P-003 | Cara Cole  | Active |                 | 07700 900003 | No             |
        | P-004 | Dina Dean  | Active | dina@one.org    | 07700 900004 | Yes            |
    """
        }
    )[Person]
    found = adopt(grid("""
        | Patient      | Contact         |
        | ARCHER, Ann  | 01632 960001    |
        | Mrs B Brook  | bea@example.org |
        | Cole, Cara   | +447700900003   |
        | Dina Dean    | 07700 900099    |
        | Eve East     | 07700 900005    |
    """), Person, known)  # fmt: skip
    assert found.already_there == 3
    # One phone number differs, and no e-mail address tells: that may be another Dina Dean, so People will suggest it.
    assert [row["name"] for row in found.rows] == ["Dina Dean", "Eve East"]


def test_namesakes_are_told_apart_by_what_we_then_leave_out():
    found = adopt(grid("""
        | Name       | Date of birth | NHS Number   |
        | Jane Smith | 01/02/1950    | 842 914 1456 |
        | Jane Smith | 03/04/1961    | 959 898 0006 |
        | Smith Jane | 01/02/1950    | 842 914 1456 |
    """), Person, [])  # fmt: skip
    assert len(found.rows) == 2
    assert found.already_there == 1
    assert all(set(row) == {"name", "role", "status"} for row in found.rows)


def test_a_list_without_headings_is_known_by_what_is_in_it():
    found = adopt(grid("""
        | Smith, Jane  | 842 914 1456 | 07700 900001 | jane@example.org |
        | Archer, Ann  | 959 898 0006 | 07700 900002 | ann@example.org  |
    """), Person, [])  # fmt: skip
    assert found.rows == [
        {
            "name": "Jane Smith",
            "role": "Patient",
            "status": "New",
            "email": "jane@example.org",
            "phone": "07700 900001",
        },
        {
            "name": "Ann Archer",
            "role": "Patient",
            "status": "New",
            "email": "ann@example.org",
            "phone": "07700 900002",
        },
    ]


def test_our_own_columns_are_kept_and_unreadable_cells_are_counted():
    found = adopt(grid("""
        | Name       | Type    | Status   | Preferred contact | OK to contact | Telephone                  | Email                  | Shoe size | Told us online |
        | Ann Archer | Carer   | Active   | text              | Y       | 01632 960001 / 07700 900001 (son) | one@a.org; two@a.org   | 4         | hello          |
        | Bea Brook  | Friend  | Friendly | pigeon            | maybe   | ask at desk                      |                        | 5         |                |
        | Total      |         |          |                   |         |                                  |                        |           |                |
        |            | Patient |          |                   |         |                                  |                        |           |                |
        | Name       | Type    | Status   | Preferred contact | OK to contact | Telephone                  | Email                  | Shoe size | Told us online |
    """), Person, [])  # fmt: skip
    assert found.rows[0] == {
        "name": "Ann Archer", "role": "Carer", "status": "Active", "prefers": "Text", "may_contact": "Yes", "email": "one@a.org",
        "phone": "01632 960001", "notes": "Also: two@a.org, 07700 900001, son",
    }  # fmt: skip
    assert found.rows[1] == {
        "name": "Bea Brook",
        "role": "Patient",
        "status": "New",
        "notes": "Also: ask at desk",
    }
    assert [left.heading for left in found.left_out] == ["Shoe size", "Told us online"]
    assert [(p.code, p.column) for p in found.problems] == [
        ("list-row-without-a-name", None),
        ("list-not-read", "Role"),
        ("list-not-read", "Prefers"),
        ("list-not-read", "May we contact"),
        ("list-not-read", "Status"),
        ("list-not-asked-yet", "May we contact"),
    ]


def test_a_list_of_nothing_we_know_adds_nobody():
    found = adopt(grid("| Ward | Beds |\n| Elm | 12 |\n| Oak | 9 |"), Person, [])
    assert found.rows == []
    assert [p.code for p in found.problems] == ["list-without-names"]
    assert adopt(Grid("empty", []), Person, []).rows == []


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("Surname", "surname"), ("LAST NAME", "surname"), ("First name(s)", "first name"), ("Patient Name", "name"), ("Surname, Forename", "name"),
        ("Mob. No.", "mobile"), ("Tel (H)", "phone"), ("Home Tel No", "phone"), ("E-mail address", "email"), ("Post Code", "postcode"),
        ("NHS number", "NHS number"), ("D.O.B.", "date of birth"), ("Date of death", "deceased"), ("MRN", "left out"), ("GP practice", "left out"),
        ("Favourite colour", None), (None, None), (3.0, None),
    ],
)  # fmt: skip
def test_headings_of_other_lists(heading, part):
    assert part_of(heading) == part


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(), st.text(max_size=20), st.floats(), st.integers(), st.booleans(), st.datetimes()
            ),
            max_size=5,
        ),
        max_size=8,
    )
)
def test_no_list_breaks_it_and_everyone_added_has_a_name(rows):
    adoption = adopt(Grid("anything", [["Name", "Surname", "Tel", "Email", "Status"], *rows]), Person, [])
    assert all(row["name"] for row in adoption.rows)
    assert len(adoption.rows) == len(adoption.source_rows)
    assert len(adoption.problems) <= 8


def pasted(heading_too, at=1):
    """Our tab with one person, and under it the clinic's list just as it was copied, from the first column on."""
    ours = [[column.heading for column in Person.columns.values()], ["P-001", None, "Ann Archer", "Patient"]]
    sheet = clinic_list()
    rows = [[*[None] * (at - 1), *cells] for cells in sheet.rows[2 if heading_too else 3 :]]
    return Grid("People", [*ours, *rows, ["P-900", None, "Late Comer", "Patient"]])


@pytest.mark.parametrize("heading_too", [True, False])
@pytest.mark.parametrize("at", [1, 3])
def test_a_list_pasted_into_people_is_told_once_and_taken_in(heading_too, at):
    read = read_book([pasted(heading_too, at)], [Person], NOW)
    found = [problem for problem in check_book(read) if problem.code != "column-deleted"]
    assert [(p.code, p.row) for p in found] == [("pasted-list", 3)]
    assert [row.ref for row in read[Person]] == ["P-001", "P-900"]
    adoption = adopt(read.readings[Person].pasted, Person, read[Person])
    if heading_too:
        assert len(adoption.rows) == 64
        assert found[0].fix == (
            "We add the people in it below, under the right columns. Once they are there, delete these rows."
        )
    else:  # which of two columns of single words is the surname is asked, and the consultant is nobody's name
        assert [p.code for p in adoption.problems] == ["list-without-names"]
        assert found[0].says.endswith(
            "We cannot tell which column holds the names, so nobody in it is added."
        )
        assert found[0].fix == (
            "Keep these rows. Insert a row above row 3. Write over each column what it holds, "
            "such as Surname, First name, Phone and Email."
        )


def test_doing_what_the_line_asks_takes_the_list_in():
    sheet = pasted(heading_too=False)
    sheet.rows.insert(2, [None, "Surname", "First name", None, None, None, None, "Phone", "Email"])
    [problem] = [p for p in check_book(read_book([sheet], [Person], NOW)) if p.code == "pasted-list"]
    assert problem.fix.startswith("We add the people in it below")


def test_a_pasted_list_without_headings_is_taken_in_where_its_names_can_be_seen():
    headings = [column.heading for column in Person.columns.values()]
    rows = [[n, f"Smith, Jane{chr(96 + n)}", f"07700 90000{n}", f"j{n}@example.org"] for n in range(1, 7)]
    read = read_book([Grid("People", [headings, *rows])], [Person], NOW)
    [problem] = [p for p in check_book(read) if p.row]
    assert (problem.code, problem.fix[:10]) == ("pasted-list", "We add the")
    assert len(adopt(read.readings[Person].pasted, Person, []).rows) == 6


def test_once_its_people_are_there_the_line_about_a_pasted_list_says_so():
    sheet = pasted(heading_too=True)
    headings = sheet.rows[0]
    adoption = adopt(clinic_list(), Person, [])
    for n, values in enumerate(adoption.rows, start=2):
        cells = {"ref": f"P-{n:03d}", **values}
        sheet.rows.append(
            [cells.get(name) for name in Person.columns] if len(headings) == len(Person.columns) else []
        )
    sheet.rows[3][8] = "nameless@example.org"
    sheet.rows[3][1] = sheet.rows[3][2] = None
    found = [p for p in check_book(read_book([sheet], [Person], NOW)) if p.code == "pasted-list"]
    [problem] = found
    assert problem.says.endswith("stand. 1 row without a name is left out.")
    assert problem.fix == "The 63 people in it have rows of their own by now. Delete these rows."


@pytest.mark.parametrize("heading", ["Consent", "Consent given", "Consent Y/N", "Date of consent"])
def test_a_clinics_consent_is_no_permission_to_write(heading):
    found = adopt(grid(f"| Name | {heading} |\n| Ann Archer | Y |\n| Bea Brook | N |"), Person, [])
    assert all("may_contact" not in row and "said_so_on" not in row for row in found.rows)
    assert [(p.code, p.column) for p in found.problems] == [
        ("list-consent-unclear", "May we contact"),
        ("list-not-asked-yet", "May we contact"),
    ]
    assert [left.heading for left in found.left_out] == [heading]


@pytest.mark.parametrize("heading", ["Consent to contact", "OK to contact", "Contact consent"])
def test_clear_words_are_taken_for_a_permission(heading):
    found = adopt(grid(f"| Name | {heading} | Consent |\n| Ann Archer | Y | N |"), Person, [])
    assert found.rows[0]["may_contact"] == "Yes"
    assert found.problems == []


def test_a_few_slips_of_the_hand_are_no_pasted_list():
    rows = [[None, None, f"Person {n}", "Patint", "Actve"] for n in range(4)]
    headings = [column.heading for column in Person.columns.values()]
    read = read_book([Grid("People", [headings, *rows])], [Person], NOW)
    assert len(read[Person]) == 4
    assert read.readings[Person].pasted is None
