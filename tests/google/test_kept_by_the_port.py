"""What the port keeps from one moment to the next, and for how long: in this process, and in the ledger."""

import json
from zlib import crc32

import pytest

from service.adapters.google.layout import layout_of
from service.adapters.google.publishing import requests_to_publish
from service.adapters.google.refusing import refuse_if_shut
from service.core.changes import Changes, FillRef, TabPlace, WorkbookRefused
from service.core.grids import column_letters
from service.ledger.port_memory import PortMemory
from tests.excel.kinds import KINDS, Friend
from tests.flows.test_races import tell
from tests.google.answers import answer, tab
from tests.google.hands import hands_in
from tests.google.spreadsheet import TABS
from tests.sheets_api.control import PERSON

TYPED = "Zebedee's friends"  # what people call a tab


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    with hands_in(tmp_path_factory.mktemp("hands")) as ward:
        yield ward


@pytest.fixture
def ward(made):
    return made.begin()


def test_what_was_read_is_not_kept_after_it_was_written_or_when_nothing_is_to_do(ward):
    ward.add("People", Name="Zed New")
    ward.sync()
    assert ward.site.staff._read is None
    ward.until_quiet()
    assert ward.site.staff._read is None


def test_an_answer_of_drives_is_good_for_seconds(ward):
    port, moment = ward.site.staff, ward.now
    port._clock = lambda: moment
    port.revision()
    moment = moment.replace(hour=moment.hour + 1)
    ward.google.control.clear_log()
    port.read()
    assert ward.google.control.count("drive") == 1
    port.revision()
    ward.google.control.clear_log()
    port.read()
    assert ward.google.control.count("drive") == 0


def test_values_that_never_stand_still_do_not_keep_us_looking_for_ever(ward):
    """As of =NOW() in somebody's cell: after a person's change all is read again each cycle, but not without end."""
    ward.edit(lambda book: book.titled("Feedback").properties.update(hidden=True))
    port = ward.site.staff
    for number in range(6):
        with ward.google.store.change(ward.staff, by=PERSON) as (book,):
            book.version -= 1  # a calculation is no change to Drive
            sheet = book.titled("People")
            sheet.put(5, 20, sheet.cell(5, 20).with_value(number))
        port.revision()
        port.read()
    assert not port.revision().endswith("?")
    assert [grid.title for grid in port.read().grids if grid.hidden and grid.title == "Feedback"]


def test_what_people_call_a_tab_stands_in_no_sentence_that_reaches_a_log():
    gone = Changes(
        "r", (TabPlace(Friend, TYPED, 1, 3, {"ref": 1, "name": 3}, (2, 3)),), (FillRef(Friend, 3, "P-1"),)
    )
    with pytest.raises(WorkbookRefused) as caught:
        requests_to_publish(layout_of(answer(tab("Other"))), gone, KINDS, TABS)
    assert "Zebedee" not in caught.value.says
    assert "Friends" in caught.value.says
    shut = layout_of(answer(tab(TYPED, protectedRanges=[{"protectedRangeId": 5, "range": {"sheetId": 0}}])))
    with pytest.raises(WorkbookRefused) as caught:
        refuse_if_shut(shut.tabs[0], "Friends")
    assert "Zebedee" not in caught.value.says
    assert "Part of the tab Friends" in caught.value.says


def test_words_of_staffs_are_known_in_the_ledger_by_a_keyed_mark_alone(ward):
    """While they are put back: somebody moved a column in the second in which we wrote."""
    ward.add("People", Name="Zed New", Phone="01632 960123")
    ward.between({"do": "move", "tab": "People", "column": "C", "to": "A"})
    ward.sync()
    ward.sync()
    memory = json.dumps(PortMemory(ward.ledger, "ward", "staff").recall())
    notes = PortMemory(ward.ledger, "ward", "staff").recall()["aside"]
    marks = [
        each for note in notes for each_tab in note["tabs"] for put in each_tab["put"] for each in put[2:4]
    ]
    assert marks, "something is being put back"
    plain = {f"{crc32(str(cell).encode()):08x}" for line in ward.raw("People") for cell in line if cell}
    assert not plain & set(marks)
    assert not any(each in memory for each in plain)


def test_rows_we_add_and_headings_of_staffs_are_known_so_as_well(ward):
    """Patients' words among them."""
    column = column_letters(len(ward.raw("Feedback")[0]) + 1)
    ward.edit({"do": "type", "tab": "Feedback", "cell": f"{column}1", "text": "Zebedee's own"})
    ward.until_quiet()
    tell(ward, "The tea is cold.")
    ward.sync()
    notes = PortMemory(ward.ledger, "ward", "staff").recall()["aside"]
    assert [each for note in notes for tab in note["tabs"] for each in tab["added"]], "a row was added"
    kept = json.dumps(notes)
    assert not [each for each in ("tea", "Zebedee", "What was said", "Tell us") if each in kept]
