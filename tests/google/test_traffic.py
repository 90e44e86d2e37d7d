"""What a cycle costs, counted on the wire: the same few requests whatever the tabs and rows (DESIGN §2, promise 10)."""

import logging
from contextlib import contextmanager

import pytest

from service.adapters.google.publishing import MOST_BYTES
from service.core.changes import WorkbookBusy
from service.flows.steps import STEPS
from sheet_templates.people import Person
from tests.flows.ward import person, rows
from tests.google.simulated import SimulatedWard, at_rest_in, copy_of
from tests.sheets_api.server import SheetsAPI

MANY, MANY_NEW = (5, 2_000), 8_500


@pytest.fixture(scope="module", params=[MANY[0], pytest.param(MANY[1], marks=pytest.mark.slow)])
def at_rest(request, tmp_path_factory):
    starts = rows() | {Person: [person(number, f"Person {number}") for number in range(1, request.param + 1)]}
    with at_rest_in(tmp_path_factory.mktemp("rest"), starts=starts) as made:
        yield made


@pytest.fixture
def ward(tmp_path, at_rest):
    with copy_of(at_rest, tmp_path) as made:
        made.cycle()  # a token is asked for once an hour
        yield made


def of_each(ward):
    """Requests of each workbook by kind, as the server counted them."""
    names = {ward.staff: "staff", ward.managers: "managers"}
    counts = {name: {"read": 0, "write": 0, "drive": 0} for name in names.values()}
    for each in ward.google.control.log:
        if each.kind != "token" and each.status != 401:  # a token that ran out is renewed, once an hour
            [name] = [name for number, name in names.items() if number in each.path]
            counts[name][each.kind] += 1
    return counts


def cycle(ward):
    ward.google.control.clear_log()
    ward.pass_time()
    did = ward.cycle().did
    return did, of_each(ward)


def check_within(counts):
    for workbook, each in counts.items():
        assert each["read"] <= 2, (workbook, each)
        assert each["write"] <= 1, (workbook, each)
        assert each["drive"] <= 1, (workbook, each)


NOTHING = {"staff": {"read": 0, "write": 0, "drive": 1}, "managers": {"read": 0, "write": 0, "drive": 0}}


def test_with_nothing_to_do_a_cycle_is_one_request(ward):
    assert cycle(ward) == ("nothing to do", NOTHING)


def test_so_it_is_in_another_process_that_has_the_ledger_alone(ward):
    ward.another_process()
    assert cycle(ward) == ("nothing to do", NOTHING)


def a_person(ward):
    ward.add_person("Ines Jones")


def a_message(ward):
    ward.tell("Warmer, please.")


def a_mistake(ward):
    ward.edit({"do": "type", "tab": "People", "cell": "E3", "text": "=1/0"})


def everything(ward):
    for each in (a_person, a_message, a_mistake):
        each(ward)
    ward.edit({"do": "sort", "tab": "People", "column": "C", "descending": True})
    ward.edit({"do": "sort", "tab": "Feedback", "column": "C"})
    ward.edit({"do": "type", "tab": "Log", "cell": "A1", "text": "mine"})
    ward.edit({"do": "type", "tab": "Checks", "cell": "B2", "text": "mine"})


def a_tab_renamed(ward):
    ward.edit({"do": "rename_tab", "tab": "People", "to": "Patients"})


def a_tab_of_ours_renamed_and_a_person(ward):
    a_person(ward)
    ward.edit({"do": "rename_tab", "tab": "Checks", "to": "What is checked"})


def a_tab_of_ours_deleted(ward):
    a_person(ward)
    ward.edit({"do": "delete_tab", "tab": "Today"})


def a_tab_of_staffs_deleted(ward):
    ward.edit({"do": "delete_tab", "tab": "Feedback"})


def a_tab_added(ward):
    ward.edit({"do": "add_tab", "title": "Rota"})


BUSY = [a_person, a_message, a_mistake, everything]
OF_TABS = [
    a_tab_renamed,
    a_tab_of_ours_renamed_and_a_person,
    a_tab_of_ours_deleted,
    a_tab_of_staffs_deleted,
    a_tab_added,
]


@pytest.mark.parametrize("hand", OF_TABS)
def test_so_is_one_in_which_somebody_changed_the_tabs(ward, hand):
    hand(ward)
    did = ""
    while did != "nothing to do":
        did, counts = cycle(ward)
        check_within(counts)
    assert counts == NOTHING


class Slowly(logging.Handler):
    """Time passes while a cycle decides, as with many rows."""

    def __init__(self, ward, seconds):
        super().__init__()
        self.ward, self.seconds = ward, seconds

    def emit(self, record):
        if "checking rows" in record.getMessage():
            self.ward.clock.sleep(self.seconds)


@contextmanager
def slow(ward, seconds=10):
    handler, level = Slowly(ward, seconds), STEPS.level
    STEPS.addHandler(handler)
    STEPS.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        STEPS.removeHandler(handler)
        STEPS.setLevel(level)


def a_tab_renamed_and_a_person(ward):
    a_person(ward)
    a_tab_renamed(ward)


def a_tab_added_a_minute_after_a_person(ward):
    ward.to_quiet()
    a_tab_added(ward)
    ward.tell("Warmer, please.")


@pytest.mark.parametrize(
    "hand", [*OF_TABS, a_tab_renamed_and_a_person, a_tab_added_a_minute_after_a_person, *BUSY]
)
def test_so_it_is_where_deciding_takes_long_and_what_would_cost_a_third_read_waits_a_minute(ward, hand):
    hand(ward)
    did, says = "", []
    with slow(ward):
        while did != "nothing to do":
            try:
                did, counts = cycle(ward)
            except WorkbookBusy as problem:
                says.append(problem.says)
                did, counts = "waited", of_each(ward)
            check_within(counts)
    assert counts == NOTHING
    assert says in ([], ["Somebody changed the tabs just now, so we write in a minute."])
    if hand is a_tab_renamed_and_a_person:
        assert len(says) == 1
        people = ward.column("Patients", "Name")
        assert dict(zip(people, ward.column("Patients", "Ref"), strict=True))["Ines Jones"].startswith("P-")


@pytest.mark.parametrize("hand", BUSY)
@pytest.mark.parametrize("is_cold", [False, True])
def test_a_busy_cycle_is_two_reads_one_write_and_one_question_to_drive(ward, hand, is_cold):
    hand(ward)
    if is_cold:
        ward.another_process()
    did, counts = cycle(ward)
    assert (did, counts["staff"]["write"]) == ("wrote", 1)
    check_within(counts)
    while did != "nothing to do":
        did, counts = cycle(ward)
        check_within(counts)
    assert counts == NOTHING


def test_so_is_midnight(ward):
    ward.pass_time(24 * 60)
    did, counts = cycle(ward)
    assert did == "wrote"
    check_within(counts)


def test_the_managers_workbook_is_read_once_in_a_day_and_not_because_it_is_midnight(ward):
    """All sites of an account have work at midnight, and share its quota."""
    ward.pass_time(25 * 60)
    assert cycle(ward)[1]["managers"]["read"] == 1
    ward.to_quiet()
    ward.pass_time(15 * 60)  # from the morning to after midnight
    did, counts = cycle(ward)
    assert did == "wrote"
    assert counts["managers"]["read"] == 0
    ward.pass_time(10 * 60)
    ward.add_person("Zadie Young")
    assert cycle(ward)[1]["managers"]["read"] == 1


@pytest.mark.slow
def test_what_is_much_is_sent_in_parts_and_staffs_cells_in_the_first(tmp_path):
    """So many new people that Google would advise against one body: their Refs land in the first part, all or none."""
    with SheetsAPI() as google:
        ward = SimulatedWard(tmp_path, google, starts=rows() | {Person: []})
        ward.to_quiet()
        lines = [[f"Person {number}", "Patient", "Actve"] for number in range(MANY_NEW)]
        ward.edit({"do": "paste", "tab": "People", "cell": "C2", "rows": lines})
        ward.google.control.clear_log()
        ward.google.control.fault("protected", kind="write", skip=1)
        ward.pass_time()
        assert ward.fails()[0] == "protected"
        sent = [each for each in ward.google.control.log if each.kind == "write"]
        assert [each.status for each in sent] == [200, 400]
        assert all(each.bytes_in <= MOST_BYTES * 1.05 for each in sent)
        people = ward.google.control.book(ward.staff).titled("People")
        assert len({people.cell(row, 0).value for row in range(1, MANY_NEW + 1)} - {None}) == MANY_NEW
        ward.close()
