"""People: what a careful colleague would notice about whom we may write to, and how."""

from datetime import date

import pytest

from service.core.likeness import is_landline, is_same_name, likely_host, name_words, phone_digits
from service.core.rows import Row
from sheet_templates.people import Person
from tests.tables import book, codes, problems
from tests.tabs.neighbours import Case, tells_apart


def test_someone_who_prefers_a_way_must_have_what_it_takes():
    assert codes(
        Person,
        """
        | Ref   | Name          | Prefers          | Email            | Phone        | Postal address | Carer of |
        | P-001 | Ann Archer    | Email            |                  | 07700 900001 |                |          |
        | P-002 | Bea Brook     | Email            | bea@example.org  |              |                |          |
        | P-003 | Cara Cole     | Text             |                  |              |                |          |
        | P-004 | Dina Dean     | Phone            |                  | 01632 960004 |                |          |
        | P-005 | Eve East      | Post             |                  |              |                |          |
        | P-006 | Fay Field     | Post             |                  |              | 1 High Street  |          |
        | P-007 | Gwen Green    | Text             |                  | 01632 960007 |                |          |
        | P-008 | Hana Hill     | Text             |                  | 07700 900008 |                |          |
        | P-009 | Ida Inch      | Through my carer |                  |              |                |          |
        | P-010 | Joy Jones     | Through my carer |                  |              |                |          |
        | P-011 | Jim Jones     |                  |                  | 07700 900011 |                | P-010    |
        | P-012 | Kay King      | E-mail           | kay at home      |              |                |          |
    """,
    ) == [
        ("P-001", "prefers-email-without-one"),
        ("P-003", "prefers-phone-without-one"),
        ("P-005", "prefers-post-without-address"),
        ("P-007", "text-to-a-landline"),
        ("P-009", "no-carer-to-go-through"),
        ("P-012", "not-an-email"),  # a cell we cannot read is not called empty as well
    ]


def test_whoever_is_active_has_been_asked_and_a_yes_has_its_day():
    assert codes(
        Person,
        """
        | Ref   | Name       | Role    | Status  | Email           | May we contact | Said so on |
        | P-001 | Ann Archer | Patient | Active  | ann@example.org |                |            |
        | P-002 | Bea Brook  | Patient | New     | bea@example.org |                |            |
        | P-003 | Cara Cole  | Staff   | Active  | cara@example.org|                |            |
        | P-004 | Dina Dean  | Patient | Active  | dina@example.org| Yes            |            |
        | P-005 | Eve East   | Patient | Active  | eve@example.org | Yes            | 17/03/2026 |
        | P-006 | Fay Field  | Patient | Active  | fay@example.org | Yes            | 18/03/2026 |
        | P-007 | Gwen Green | Patient | Active  |                 | Yes            | 01/02/2026 |
        | P-008 | Hana Hill  | Patient | Active  |                 | No             |            |
    """,
    ) == [
        ("P-001", "active-but-never-asked"),
        ("P-004", "yes-without-a-date"),
        ("P-006", "said-so-in-the-future"),
        ("P-007", "no-way-to-reach"),
    ]


def test_holds_and_needs_go_out_of_date():
    assert codes(
        Person,
        """
        | Ref   | Name       | Hold until | Communication needs | Needs checked on |
        | P-001 | Ann Archer | 16/03/2026 |                     |                  |
        | P-002 | Bea Brook  | 17/03/2026 |                     |                  |
        | P-003 | Cara Cole  |            | Large print         | 16/03/2025       |
        | P-004 | Dina Dean  |            | Large print         | 17/03/2025       |
        | P-005 | Eve East   |            |                     | 01/01/2020       |
        | P-006 | Fay Field  |            |                     | 18/03/2026       |
    """,
    ) == [
        ("P-001", "hold-has-ended"),
        ("P-003", "needs-not-reviewed"),
        ("P-006", "needs-checked-in-the-future"),
    ]


def test_carers_name_somebody_else_and_are_held_when_that_person_dies():
    assert codes(
        Person,
        """
        | Ref   | Name      | Role    | Status  | Hold until | Carer of |
        | P-001 | Ann Ash   | Patient | Died    |            |          |
        | P-002 | Bob Ash   | Carer   | Active  |            | P-001    |
        | P-003 | Cy Ash    | Carer   | Not now |            | P-001    |
        | P-004 | Di Ash    | Carer   | New     | 1/6/2026   | P-001    |
        | P-005 | Ed Eve    | Carer   | New     |            | P-005    |
        | P-006 | Flo Fir   | Carer   | New     |            |          |
        | P-007 | Gil Gray  | Staff   | New     |            | P-008    |
        | P-008 | Hal Holm  | Patient | New     |            |          |
    """,
    ) == [
        ("P-002", "active-but-never-asked"),
        ("P-002", "carer-of-someone-who-died"),
        ("P-005", "carer-of-oneself"),
        ("P-006", "carer-of-nobody"),
        ("P-007", "cares-but-is-not-a-carer"),
    ]


def test_a_row_copied_with_its_ref_is_told_as_a_doubled_ref_and_not_as_the_same_person_too():
    found = codes(Person, "| Ref | Name |\n| P-001 | Ann Ash |\n| P-001 | Ann Ash |\n| P-002 | Bea Brook |")
    assert found == [("P-001", "doubled-ref"), ("P-001", "doubled-ref")]


def test_whoever_died_left_or_said_no_is_noticed_when_added_again():
    drawing = """
        | Ref   | Name             | Status | May we contact | Email           | Notes              |
        | P-001 | Ann Ash          | Died   |                | ann@example.org |                    |
        | P-002 | Bea Brook        | Left   |                |                 |                    |
        | P-003 | Cara Cole        | Active | No             |                 |                    |
        |       | ASH, Mrs Ann     | New    |                |                 |                    |
        |       | Bea Brook        | New    |                |                 | Not P-002: a niece |
        |       | Cara Cole        | New    |                |                 |                    |
        |       | A. Lodger        | New    |                | ann@example.org |                    |
        |       | Dora Ash         | New    |                |                 |                    |
        |       | Ann Ash          | Left   |                |                 |                    |
    """
    found = [
        (p.row, p.says.split(".")[0]) for p in problems({Person: drawing}) if p.code == "was-here-before"
    ]
    assert found == [
        (5, "This may be P-001, who has died"),
        (7, "This may be P-003, who has said no"),
        (8, "This may be P-001, who has died"),
    ]


def test_a_row_of_somebody_on_the_stop_list_is_told_once_and_not_where_it_rests():
    assert codes(
        Person,
        """
        | Ref   | Name       | Status  | May we contact | Email             |
        | P-001 | Ann Ash    | Left    |                | ann@example.org   |
        | P-002 | Ann Ash    | Active  | Yes            | ann@example.org   |
        | P-003 | Bea Brook  | New     |                | bea@example.org   |
        | P-004 | Cara Cole  | Not now |                | cara@example.org  |
        | P-005 | Dina Dean  | New     |                | dina@example.org  |
    """,
        service={"stopped": dict.fromkeys((3, 4, 5), date(2026, 3, 1))},
    ) == [("P-002", "was-here-before"), ("P-002", "yes-without-a-date"), ("P-003", "on-the-stop-list")]


def test_a_status_in_other_words_that_speaks_of_death_stops_everything_until_it_is_mended():
    drawing = "| Ref | Name | Status |\n| P-001 | Ann Ash | R.I.P. 3/11 |\n| P-002 | Bea Brook | Activ |"
    assert [person.status for person in book({Person: drawing})[Person]] == ["Died", None]
    assert codes(Person, drawing) == [("P-001", "not-in-list"), ("P-002", "not-in-list")]


@pytest.mark.parametrize(
    ("email", "host"),
    [
        ("a@gmial.com", "gmail.com"),
        ("a@gmail.con", "gmail.com"),
        ("a@Hotmial.co.uk", "hotmail.co.uk"),
        ("a@yahooo.com", "yahoo.com"),
        *((f"a@{host}", None) for host in ("gmail.com", "ymail.com", "nhs.net", "gmx.de", "me.com", "outlook.fr", "mail.com", "x.org")),
    ],
)  # fmt: skip
def test_slips_in_the_names_of_the_great_mail_houses(email, host):
    assert likely_host(email) == host


def test_a_misspelt_address_is_worth_a_look():
    found = codes(
        Person, "| Ref | Name | Email |\n| P-001 | Ann | a@gmal.com |\n| P-002 | Bea | b@gmail.com |"
    )
    assert found == [("P-001", "misspelt-address")]


def test_the_same_person_twice_is_suggested_by_name_e_mail_and_telephone():
    found = codes(
        Person,
        """
        | Ref   | Name              | Email            | Phone           | Carer of |
        | P-001 | Jane Smith        |                  | 07700 900001    |          |
        | P-002 | SMITH, Mrs Jane   |                  |                 |          |
        | P-003 | Ruth Oduya        | ruth@example.org |                 |          |
        | P-004 | R. Oduya          |                  |                 |          |
        | P-005 | Mary Quinn        | mq@example.org   |                 |          |
        | P-006 | Maeve Quinn-Byrne | MQ@Example.org   |                 |          |
        | P-007 | Sue Lane          |                  | 01632 960007    |          |
        | P-008 | Sue Park          |                  | +44 1632 960007 |          |
        | P-009 | Tom Lane          |                  | 01632 960007    | P-007    |
        | P-010 | Jane Smythe       |                  |                 |          |
        | P-011 | Zoë Brown         | zoe@example.org  | 07700 900011    |          |
        | P-012 | Zoe Brown         | zb@example.org   | 07700 900012    |          |
    """,
    )
    assert {ref for ref, code in found if code == "same-person-twice"} == {f"P-{n:03d}" for n in range(1, 9)}


def test_a_died_left_or_no_is_the_last_word_on_a_row_but_a_doubled_ref_is_still_told():
    assert codes(
        Person,
        """
        | Ref   | Name       | Status | Prefers | Email    | May we contact | Hold until |
        | P-001 | Ann Archer | Died   | Email   | ann@home | Yes            | 01/01/2026 |
        | P-002 | Bea Brook  | Left   | Email   |          | Yes            | 01/01/2026 |
        | P-003 | Cara Cole  | New    | Email   |          | No             | soon       |
        | P-004 | Dina Dean  | New    | Email   |          | Ask at clinic  |            |
        | P-005 | Eve East   | Dide   | Email   |          | No             |            |
        | P-006 | Fay Field  | Died   |         |          |                |            |
        | P-006 | Gwen Green | New    |         |          |                |            |
    """,
    ) == [
        ("P-004", "prefers-email-without-one"),
        ("P-005", "not-in-list"),
        ("P-006", "doubled-ref"),
        ("P-006", "doubled-ref"),
    ]


def test_a_silenced_row_would_otherwise_have_problems(monkeypatch):
    monkeypatch.setattr(Person, "outranked_by", Row.outranked_by)
    row = """
        | Ref   | Name       | Status | Prefers | Email    |
        | P-001 | Ann Archer | Died   | Email   | ann@home |
    """
    assert codes(Person, row) == [("P-001", "not-an-email")]


def test_names_notes_and_numbers_that_belong_elsewhere():
    assert codes(
        Person,
        """
        | Ref   | Name                   | Status | Notes                       | NHS no. |
        | P-001 | Ann Archer 07700900001 | New    |                             |         |
        | P-002 | Bea Brook              | New    | passed away in January      |         |
        | P-003 | Cara Cole              | Died   | passed away in January      |         |
        | P-004 | Dina Dean              | New    | NHS 842 914 1456            |         |
        | P-005 | Eve East               | New    | likes 842 914 1457 as a tune|         |
        | P-006 | Fay Diedrich           | New    | studied art                 |         |
    """,
    ) == [
        (None, "nhs-number-not-needed"),
        ("P-001", "more-than-a-name"),
        ("P-002", "note-says-died"),
        ("P-004", "nhs-number-not-needed"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Jane Smith", "Smith, Jane", True),
        ("Jane Smith", "Mrs Jane SMITH", True),
        ("Jane Smith", "J. Smith", True),
        ("Jane Smith", "Jane A. Smith", True),
        ("Jane Smith", "Janet Smith", False),
        ("Jane Smith", "John Smith", False),
        ("Jane Smith", "Jane Smart", False),
        ("Siân O’Neill", "Sian ONeill", True),
        ("Jane", "Jane", True),
        ("Dr", "Mrs", False),
    ],
)
def test_names_compared(one, other, same):
    assert is_same_name(one, other) is is_same_name(other, one) is same


def test_telephone_numbers_compared():
    written = [
        "01632 960001",
        "+44 1632 960001",
        "0044 1632 960001",
        "+44 (0)1632 960001",
        "(01632) 960-001",
        "01632960001 ext. 5",
    ]
    assert {phone_digits(phone) for phone in written} == {"01632960001"}
    assert [
        is_landline(p)
        for p in ("01632 960001", "+44 20 7946 0000", "07700 900001", "+447700900001", "+33 1 23 45 67 89")
    ] == [True, True, False, False, False]
    assert name_words("Smith (née Jones), Dame Ana-María") == ("anamaria", "smith")


def test_drop_downs_take_the_words_people_use():
    (row,) = book(
        {
            Person: """
        | Patient name | Type   | Status   | Preferred contact | Interested in                  | Mobile     | E-mail Address        |
        | Ann Archer   | family | deceased | sms               | support group; forum and survey | 7700900001 | Ann.A@EXAMPLE.org |
    """
        },
        cells={"7700900001": 7700900001.0},
    )[Person]
    assert (row.role, row.status, row.prefers) == ("Carer", "Died", "Text")
    assert row.wants_to_be_involved == ("Forum", "Annual survey", "Link with a support group")
    assert (row.phone, row.email) == ("07700900001", "Ann.A@example.org")


def people(*rows, columns):
    lines = [f"| Ref | Name | {columns} |"]
    lines += [f"| P-{n:03d} | Person {chr(64 + n)} | {row} |" for n, row in enumerate(rows, start=1)]
    return "\n".join(lines)


CASES = {
    "prefers-email-without-one": Case(
        people("Email |", "Email | b@example.org", "Phone |", "Email | at home", columns="Prefers | Email"),
        "P-001",
    ),
    "prefers-phone-without-one": Case(
        people("Text |", "Phone |", "Phone | 01632 960004", "Post |", columns="Prefers | Phone"),
        "P-001 P-002",
    ),
    "prefers-post-without-address": Case(
        people("Post |", "Post | 1 High Street", "Email |", columns="Prefers | Postal address"), "P-001"
    ),
    "active-but-never-asked": Case(
        people(
            "Patient | Active |",
            "| Active |",
            "Carer | Active | Yes",
            "Staff | Active |",
            "Patient | New |",
            columns="Role | Status | May we contact",
        ),
        "P-001 P-002",
    ),
    "yes-without-a-date": Case(
        people("Yes |", "Yes | 1 Mar 2026", "Ask at clinic |", columns="May we contact | Said so on"), "P-001"
    ),
    "said-so-in-the-future": Case(people("18 Mar 2026", "17 Mar 2026", columns="Said so on"), "P-001"),
    "hold-has-ended": Case(people("16 Mar 2026", "17 Mar 2026", columns="Hold until"), "P-001"),
    "needs-checked-in-the-future": Case(
        people("18 Mar 2026", "17 Mar 2026", columns="Needs checked on"), "P-001"
    ),
    "carer-of-nobody": Case(
        people("Carer |", "Carer | P-001", "Patient |", columns="Role | Carer of"), "P-001"
    ),
    "quoted-but-not-contacted": Case(
        people(
            "No | Yes | Active",
            "No | Yes |",
            "No | No | Active",
            "Yes | Yes | Active",
            "No | Yes | Died",
            columns="May we contact | May we quote | Status",
        ),
        "P-001 P-002",
    ),
    "carer-can-pass-nothing-on": Case(
        people(
            "Patient | Through my carer | New | |",
            "Carer | | Died | P-001 |",
            "Patient | Through my carer | New | |",
            "Carer | | Left | P-003 |",
            "Carer | | New | P-003 |",
            "Patient | Through my carer | New | |",
            "Carer | | New | P-006 | No",
            columns="Role | Prefers | Status | Carer of | May we contact",
        ),
        "P-001 P-006",
    ),
    "carers-of-each-other": Case(people("P-002", "P-001", "P-001", columns="Carer of"), "P-001"),
}


@pytest.mark.parametrize("code", CASES)
def test_in_people_the_row_with_the_problem_is_told_and_its_neighbour_is_not(code):
    tells_apart(Person, code, CASES[code])
