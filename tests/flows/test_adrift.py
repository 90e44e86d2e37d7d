"""Refs cleared, filled down or copied: each row gets its own back, and nothing points at nobody meanwhile."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from service.ledger import held
from service.ledger import refs as ledger_refs
from sheet_templates.attendance import Attendance
from sheet_templates.people import Person
from tests.flows.test_sync import LATER, tell
from tests.flows.ward import Ward, person, rows

NEXT = LATER + timedelta(minutes=3)
LAST = LATER + timedelta(minutes=6)
OURS = ("doubled-ref", "ref-not-given", "ref-was-another", "ref-filled-down")


def made(folder):
    starts = rows()
    starts[Person] += [person(number, f"Person {number}") for number in range(9, 31)]
    starts[Attendance] = [
        {"ref": f"T-{number:03d}", "what_for": "S-001", "person": f"P-{number:03d}"}
        for number in range(1, 21)
    ]
    ward = Ward(folder, starts=starts)
    ward.sync()
    ward.ledger.dispose()
    return ward


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    return made(tmp_path_factory.mktemp("adrift") / "ward")


@pytest.fixture
def ward(pattern, tmp_path):
    copy = Ward(tmp_path / "ward", copied_from=pattern)
    yield copy
    copy.ledger.dispose()


def type_refs(ward, tab, cells):
    """Row → what now stands in its Ref cell."""
    with ward.tab(tab) as sheet:
        for row, value in cells.items():
            sheet.cell(row, 1).value = value


def told(outcome):
    return sorted((p.code, p.tab, p.row or 0) for p in outcome.problems if p.code in OURS)


def stops(ward):
    with ward.ledger.read() as conn:
        return held.get(conn, "ward", "sending") is not None


P = [f"P-{number:03d}" for number in range(1, 31)]


@pytest.mark.parametrize("tab", ["People", "Attendance", "Surveys", "Questions", "Feedback"])
def test_refs_that_were_only_cleared_come_back_each_to_its_row_and_nothing_is_held(ward, tab):
    before, figures = ward.refs(tab), ward.text("Overview", ward.managers)
    there = ward.sync(LATER, dry_run=True).problems
    type_refs(ward, tab, dict.fromkeys(range(2, 2 + len(before))))
    outcome = ward.sync(LATER)
    assert outcome.held == []
    assert outcome.refs == len(before)
    assert ward.refs(tab) == before
    assert outcome.problems == there  # whatever points at them found them in the same sync
    assert ward.text("Overview", ward.managers).splitlines()[2:] == figures.splitlines()[2:]
    assert f"Gave {len(before)} row" in ward.text("Log")
    assert not stops(ward)
    ward.add("People", Name="Ines Jones")
    ward.sync(NEXT)
    assert ward.refs("People") == [*P, "P-031"]


def test_rows_cleared_and_sorted_and_joined_by_a_new_one_get_their_own_refs(ward):
    with ward.tab("People") as sheet:
        lines = [[cell.value for cell in line] for line in sheet.iter_rows(2, 31)]
        for number, line in enumerate(reversed(lines), start=2):
            for place, value in enumerate(line, start=1):
                sheet.cell(number, place).value = value if place > 1 else None
    ward.add("People", Name="Ines Jones")
    ward.sync(LATER)
    assert ward.refs("People") == [*reversed(P), "P-031"]


def test_two_people_nobody_can_tell_apart_are_not_guessed(ward):
    for _ in range(2):
        ward.add("People", Name="Jo King", Role="Patient")
    ward.sync(LATER)
    ward.add("People", Name="Kit Long")  # saved: all were read back
    ward.sync(NEXT)
    type_refs(ward, "People", {32: None, 33: None})
    ward.sync(LAST)
    assert ward.refs("People")[-3:] == ["P-034", "P-035", "P-033"]


FILLS = {
    "a series": {row: f"P-{100 + row}" for row in range(10, 20)},
    "a copy": dict.fromkeys(range(11, 20), "P-009"),
}


@pytest.mark.parametrize("how", FILLS)
def test_ref_filled_down_stops_sending_and_says_whose_each_was(ward, how):
    type_refs(ward, "People", FILLS[how])
    ward.add("Feedback", What_was_said="Thank you.")
    outcome = ward.sync(LATER)
    rows_lost = sorted(FILLS[how])
    assert outcome.held == ["People"]  # over a fifth is gone
    [line] = [p for p in outcome.problems if p.code == "tab-held"]
    assert f"{len(rows_lost)} Refs that were in People are gone" in line.says
    assert "Undo it, or go back to the version of" in line.fix
    assert stops(ward)
    assert "Nothing is sent: Ref in People changed in rows" in ward.text("Today")
    type_refs(ward, "People", dict.fromkeys(rows_lost))
    assert ward.sync(NEXT).held == []
    assert ward.refs("People") == P
    assert not stops(ward)


@pytest.mark.parametrize("how", FILLS)
def test_a_few_rows_filled_down_are_told_one_by_one_until_they_are_right(ward, how):
    few = dict(list(FILLS[how].items())[:3])
    type_refs(ward, "People", few)
    expected = [("ref-filled-down", "People", 0), *(("ref-was-another", "People", row) for row in few)]
    assert told(ward.sync(LATER)) == expected
    for at in (NEXT, LAST):
        ward.add("People", Name=f"New at {at.minute}")  # pushes our numbers beyond those made up
        outcome = ward.sync(at)
        assert told(outcome) == expected
        assert stops(ward)
    fixes = [p.fix for p in outcome.problems if p.code == "ref-was-another"]
    assert fixes == [f"Undo, or write {P[row - 2]} in Ref here again." for row in few]
    type_refs(ward, "People", {row: P[row - 2] for row in few})
    assert told(ward.sync(LAST + timedelta(minutes=3))) == []
    assert not stops(ward)


def test_one_ref_typed_over_stops_nobody_else_and_is_told(ward):
    type_refs(ward, "People", {13: "P-500"})
    outcome = ward.sync(LATER)
    assert told(outcome) == [("ref-was-another", "People", 13)]
    assert not stops(ward)
    type_refs(ward, "People", {13: None})  # as good as writing it again
    assert told(ward.sync(NEXT)) == []
    assert ward.refs("People") == P


def test_a_copied_row_does_not_take_the_ref_of_the_row_it_was_copied_from(ward):
    with ward.tab("People") as sheet:
        for column in range(1, sheet.max_column + 1):
            sheet.cell(32, column).value = sheet.cell(5, column).value
        sheet.cell(32, ward.place(sheet, "Name")).value = "Ines Jones"
        sheet.cell(5, 1).value = None  # the wrong one of the two was cleared
    outcome = ward.sync(LATER)
    assert told(outcome) == [("ref-was-another", "People", 5)]
    assert "which stands in row 32 now" in next(
        p.says for p in outcome.problems if p.code == "ref-was-another"
    )
    type_refs(ward, "People", {5: "P-004", 32: None})
    assert told(ward.sync(NEXT)) == []
    assert ward.refs("People") == [*P, "P-031"]


def test_it_can_be_accepted_and_then_old_refs_are_forgotten(ward):
    type_refs(ward, "People", dict(list(FILLS["a series"].items())[:3]))
    ward.sync(LATER)
    ward.sync(NEXT, accept_loss=["People"])
    assert not stops(ward)
    with ward.ledger.read() as conn:
        assert not {"P-009", "P-010", "P-011"} & ledger_refs.remembered(conn, "ward").keys()


def test_a_comment_handed_over_whose_ref_is_cleared_or_typed_over_is_there_once(ward):
    tell(ward, "Could the chairs have arms?")
    ward.sync(LATER)
    for at, typed in ((NEXT, None), (LAST, "F-900")):
        ward.add("People", Name=f"New at {at.minute}")
        type_refs(ward, "Feedback", {3: typed})
        ward.sync(at)
        assert len(ward.refs("Feedback")) == 2
    assert "Staff deleted" not in ward.text("Log")


def test_a_row_deleted_and_another_added_are_two_rows(ward):
    with ward.tab("People") as sheet:
        sheet.delete_rows(31)
    ward.add("People", Name="Ines Jones")
    ward.sync(LATER)
    assert ward.refs("People") == [*P[:-1], "P-031"]


CELL = st.sampled_from([None, None, "P-009", "P-500", "P-501", "p 7", "x"])


@pytest.mark.slow
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=set(Phase) - {Phase.shrink, Phase.explain},  # seconds a try: what fails is small enough as it is
)
@given(typed=st.dictionaries(st.integers(2, 31), CELL, max_size=12))
@example(typed={2: None, 10: None, 3: "P-009"})
@example(typed={3: "P-009", 10: "P-002"})
def test_whatever_is_typed_into_ref_cells_no_row_gets_another_number(pattern, tmp_path_factory, typed):
    ward = Ward(tmp_path_factory.mktemp("any") / "ward", copied_from=pattern)
    typed = {row: value for row, value in typed.items() if value != P[row - 2]}
    type_refs(ward, "People", typed)
    ward.sync(LATER)
    filled = {row for row, value in typed.items() if value is None}
    after = ward.column("People", "Ref")[:30]
    for row in range(2, 32):
        if row not in typed:
            assert after[row - 2] == P[row - 2]
        elif row in filled:
            assert after[row - 2] in (P[row - 2], None)
        else:
            assert after[row - 2] == typed[row]
    type_refs(ward, "People", dict.fromkeys(typed))
    ward.sync(NEXT)
    assert ward.column("People", "Ref")[:30] == P
    ward.ledger.dispose()
