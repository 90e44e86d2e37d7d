"""The demo's year: whole, invented, true to today, and wrong only where it means to be."""

import re
from collections import Counter
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from service.core.asking import ANONYMOUS, TYPES
from service.core.checking import check_book, read_book
from service.core.grids import Grid
from service.core.identifiers import Names
from service.core.illness_words import illness_word_in
from service.demo import (
    DEMO_MISTAKES,
    DEMO_WORTH_A_LOOK,
    SITES,
    answer_everything,
    demo_answers,
    demo_messages,
    demo_rows,
    practice_rows,
)
from service.flows import forms_out
from service.flows.site import Site
from service.forms.facts import PublicFacts
from service.ledger import submissions
from service.ledger.engine import open_ledger
from service.ledger.upgrade import upgrade
from sheet_templates import kinds_of_row
from sheet_templates.set_up import SetUpRow
from sheet_templates.set_up import facts as read_facts

TODAY = date(2026, 3, 17)
DAYS = [TODAY, date(2026, 12, 24), date(2027, 1, 1), date(2027, 8, 31), date(2028, 2, 29), date(2028, 3, 1)]
HEARD = (  # mechanism → held events in the year
    ("Committees", 2), ("Forum", 4), ("Patient group", 5), ("Focus group", 1), ("Link with a support group", 1),
)  # fmt: skip


def book_of(rows, today):
    grids = []
    for kind in kinds_of_row():
        names = list(kind.columns)
        cells = [[row.get(name) for name in names] for row in rows.get(kind, ())]
        grids.append(Grid(kind.tab, [[kind.columns[name].heading for name in names], *cells]))
    now = datetime(today.year, today.month, today.day, 9, 30, tzinfo=ZoneInfo("Europe/London"))
    return read_book(grids, kinds_of_row(), now)


def tabs(rows):
    return {kind.tab: found for kind, found in rows.items()}


@pytest.mark.parametrize("today", DAYS)
def test_the_nurse_sees_the_slips_we_put_in_and_no_others(today):
    found = check_book(book_of(demo_rows(today), today))
    assert sorted(problem.code for problem in found if problem.kind == "Mend") == DEMO_MISTAKES
    assert set(DEMO_WORTH_A_LOOK) <= {problem.code for problem in found if problem.kind != "Mend"}
    assert sum(problem.kind != "Mend" for problem in found) < 12


@pytest.mark.parametrize("today", DAYS)
def test_nothing_is_wrong_on_the_practice_site(today):
    assert [
        problem for problem in check_book(book_of(practice_rows(today), today)) if problem.kind == "Mend"
    ] == []


@pytest.mark.parametrize("rows", [demo_rows(TODAY), practice_rows(TODAY)], ids=["demo", "practice"])
def test_every_cell_has_its_column(rows):
    for kind, found in rows.items():
        assert not {name for row in found for name in row} - set(kind.columns), kind.tab
        formulas = {name for name, column in kind.columns.items() if column.formula}
        assert not {name for row in found for name in row} & formulas, kind.tab


def test_the_year_uses_all_six_ways_and_is_as_full_as_a_real_one():
    book = book_of(demo_rows(TODAY), TODAY)
    kinds = {kind.tab: book[kind] for kind in kinds_of_row()}
    held = Counter(event.mechanism for event in kinds["Events"] if event.status == "Held")
    assert all(held[mechanism] == number for mechanism, number in HEARD)
    patients = [
        row for row in kinds["People"] if row.role == "Patient" and row.status in ("Active", "New", "Not now")
    ]
    assert len(patients) == 64  # of whom one’s role is misspelt, and one stands there twice
    assert kinds["Caseload"][2].number == 64
    came = [row for row in kinds["Attendance"] if row.what_for.ref == "E-009" and row.attended == "Yes"]
    assert len(came) == 7
    joined = [row for row in kinds["Members"] if row.stage == "Joined" and row.of.ref == "C-002"]
    assert len(joined) == 8
    assert (len(kinds["Feedback"]), len(kinds["Actions"])) == (45, 18)
    assert min(Counter(row.measure.ref for row in kinds["Numbers over time"]).values()) >= 13
    assert {row.event.ref for row in kinds["Stalls"]} == {"E-011", "E-014"}


def test_three_rows_are_new_and_get_their_refs_while_she_looks_on():
    new = [
        kind.tab for kind, rows in demo_rows(TODAY).items() if kind.letter for row in rows if "ref" not in row
    ]
    assert new == ["People", "Feedback", "Actions"]


@pytest.mark.parametrize("rows", [demo_rows(TODAY), practice_rows(TODAY)], ids=["demo", "practice"])
def test_nobody_real_can_be_reached(rows):
    for kind, found in rows.items():
        for row in found:
            for cell in row.values():
                if isinstance(cell, str) and kind.tab != "Messages":
                    for host in re.findall(r"@([\w.]+)", cell):
                        assert host in ("example.org", "example.com", "example"), cell
                    for number in re.findall(r"\b0\d{4} ?\d{6}\b", cell):
                        assert re.fullmatch(r"01632 960\d{3}|07700 900\d{3}", number), cell


@pytest.mark.parametrize("rows", [demo_rows(TODAY), practice_rows(TODAY)], ids=["demo", "practice"])
def test_the_demo_says_that_it_is_fictional_and_its_pages_may_open(rows):
    known = read_facts(book_of(rows, TODAY)[SetUpRow])
    for name in (known.hospital, known.service):
        assert "fictional" in name.casefold()
        assert not illness_word_in(name)
    assert PublicFacts.from_dict(forms_out.public_facts(known, None)).is_ready
    assert all("made-up" in row["introduction"] for row in tabs(rows)["Surveys"])
    assert all("fictional" in site.title.casefold() for site in SITES.values())


@pytest.mark.parametrize("rows", [demo_rows(TODAY), practice_rows(TODAY)], ids=["demo", "practice"])
def test_patients_read_which_end_of_a_scale_is_good_and_nothing_meant_for_us(rows):
    asked = [row for row in tabs(rows)["Questions"] if row["type"] == "0 to 10"]
    assert all("0 is" in row.get("hint", "") and "10 is" in row["hint"] for row in asked)
    assert not [row for row in tabs(rows)["Set-up"] if "real life" in str(row.get("value"))]


def test_what_managers_read_of_the_actions_names_nobody():
    rows = tabs(demo_rows(TODAY))
    known = read_facts(book_of(demo_rows(TODAY), TODAY)[SetUpRow]).names_to_hide
    names = Names([row["name"] for row in rows["People"]] + list(known))
    told = (
        "what_we_will_do",
        "owner",
        "asking_for",
        "asked_of",
        "answer",
        "you_said",
        "we_did",
        "what_difference",
        "reason",
    )
    assert not [row["ref"] for row in rows["Actions"] for name in told if names.are_in(row.get(name))]


def test_the_same_day_gives_the_same_demo():
    assert demo_rows(TODAY) == demo_rows(TODAY)
    assert demo_answers(TODAY) == demo_answers(TODAY)


def test_answers_are_answers_to_the_questions_asked():
    questions = {row["ref"]: row for row in tabs(demo_rows(TODAY))["Questions"]}
    for answer in demo_answers(TODAY):
        for ref, value in answer.ratings.items():
            assert questions[ref]["survey"].startswith(answer.survey)
            kind = TYPES[questions[ref]["type"]]
            given = [str(each) for each in (value if isinstance(value, list) else [value])]
            choices = tuple((questions[ref].get("choices") or "").split("\n"))
            assert kind.read(choices, {"answer": given}, TODAY) == value
        assert all(questions[ref]["type"] == "Long text" for ref in answer.comments)


@pytest.fixture
def ledger(tmp_path):
    url = f"sqlite:///{tmp_path / 'ledger.sqlite3'}"
    upgrade(url)
    made = open_ledger(url, secret=b"for tests")
    yield made
    made.dispose()


def test_what_people_sent_stands_in_the_ledger_once(ledger):
    now = datetime(2026, 3, 17, 9, 30, tzinfo=ZoneInfo("Europe/London"))
    site = Site(
        "northmoor", ledger, None, None, kinds_of_row(), (), "http://localhost", b"secret", now.tzinfo
    )
    book = book_of(demo_rows(TODAY), TODAY)
    demo = SITES["northmoor"]
    with ledger.write() as conn:
        forms_out.put_forms(conn, site, book, read_facts(book[SetUpRow]), now)
    for _ in range(2):  # a demo made twice holds each answer once
        assert answer_everything(site, demo, now) == 31 + 9 + 3 + 4
    with ledger.write() as conn:
        submissions.settle_due(conn, "northmoor", TODAY)
    with ledger.read() as conn:
        assert submissions.count(conn, "northmoor", "S-001") == 31
        assert (
            submissions.count(conn, "northmoor", "S-002") is None
        )  # anonymous and open: nobody can tell yet
        assert submissions.count(conn, "northmoor", "S-003") == 3
        told = submissions.messages(conn, "northmoor")
    assert {message.received_on for message in told} == {message.on for message in demo_messages(TODAY)}


def test_a_survey_promises_only_what_it_keeps():
    rows = tabs(demo_rows(TODAY))
    kept = {row["ref"]: row["answers_are"] for row in rows["Surveys"]}
    assert {answer.survey for answer in demo_answers(TODAY) if answer.person} == {"S-003"}
    assert kept["S-003"] == "Confidential"
    assert kept["S-001"] == kept["S-002"] == ANONYMOUS.capitalize()
    invited = {row["person"][:5] for row in rows["Attendance"] if row["what_for"].startswith("S-003")}
    assert {answer.person for answer in demo_answers(TODAY) if answer.person} <= invited
