"""When people last saved, which sending goes by (DESIGN §2, promise 7): neither Google nor we count as people."""

from contextlib import suppress

import pytest

from service.core.changes import WorkbookError
from tests.google.simulated import SimulatedWard, copy_of
from tests.sheets_api.faults import Knob, Match
from tests.sheets_api.server import SheetsAPI

pytestmark = pytest.mark.slow

NIGHT = 24 * 60
NOTE = {"do": "type", "tab": "People", "cell": "E3", "text": "Carer"}
CALCULATED = ("=TODAY()", "=TODAY()-7")


@pytest.fixture(scope="module")
def at_rest(tmp_path_factory):
    with SheetsAPI(quota=False) as google:
        made = SimulatedWard(tmp_path_factory.mktemp("rest"), google)
        made.to_quiet()
        made.edit(NOTE)
        made.to_quiet()
        made.close()
        yield made


@pytest.fixture
def ward(tmp_path, at_rest):
    """Somebody typed a word a while ago; we wrote after it."""
    with copy_of(at_rest, tmp_path, quota=False) as made:
        yield made


def saved(ward):
    return ward.site.staff.read().saved_at


def letter(ward, heading):
    return chr(65 + [str(cell).strip("ƒ▸ ") for cell in ward.cells("People")[0]].index(heading))


def type_into(ward, heading, text, person=None, row=3):
    cell = f"{letter(ward, heading)}{row}"
    named = {} if person is None else {"person": person}
    wish = {"do": "type", "tab": "People", "cell": cell, "text": text}
    ward.google.control.edit(ward.staff, wish, **named)


def of_ours(ward):
    """A change of ours after everybody else's, so that Google names us."""
    ward.tell("Warmer, please.")
    ward.to_quiet()


def test_what_people_type_counts(ward):
    before = saved(ward)
    ward.pass_time(NIGHT)
    ward.add_person("Ines Jones")
    when = ward.now()
    assert saved(ward) == when > before
    ward.to_quiet()
    assert saved(ward) == when, "and what we write afterwards does not"


@pytest.mark.parametrize("text", CALCULATED)
@pytest.mark.parametrize("heading", ["Said so on", "Own"])
def test_what_google_calculates_at_midnight_is_nobody_saving(ward, text, heading):
    if heading == "Own":
        place = len(ward.cells("People")[0])
        ward.edit({"do": "type", "tab": "People", "cell": f"{chr(65 + place)}1", "text": "Own"})
    type_into(ward, heading, text)
    ward.pass_time()
    ward.to_quiet()
    of_ours(ward)
    before = saved(ward)
    for _ in range(3):
        ward.pass_time(NIGHT)
        ward.to_quiet()
        assert saved(ward) == before


def test_where_google_names_nobody_only_new_words_count(ward):
    before = saved(ward)
    ward.pass_time(NIGHT)
    ward.google.control.edit(ward.staff, lambda book: None, person="")
    ward.cycle()
    assert saved(ward) == before
    type_into(ward, "Notes", "rings on Thursdays", person="")
    when = ward.now()
    ward.to_quiet()
    assert saved(ward) >= when > before


def test_words_that_our_own_write_hides_from_google_count_all_the_same(ward):
    """Typed between our read and a write of our own tabs alone: Google then names us."""
    before = saved(ward)
    ward.pass_time(NIGHT)
    cell = f"{letter(ward, 'Notes')}3"
    wish = {"do": "type", "tab": "People", "cell": cell, "text": "rings on Thursdays"}
    ward.google.control.edit_between(ward.staff, wish, kind="write", path=ward.staff)
    ward.cycle()
    ward.to_quiet()
    assert saved(ward) > before


def test_a_read_of_another_process_just_before_our_write_does_not_make_our_rows_peoples(ward):
    before = saved(ward)
    ward.pass_time(NIGHT)
    ward.to_quiet()
    other = SimulatedWard.__new__(SimulatedWard)
    other.__dict__.update(ward.__dict__)
    other._open()
    reads = [0]

    def read():
        reads[0] += 1
        other.site.staff.read()

    for when in ("before", "after"):
        match = Match(kind="write", path=ward.staff)
        ward.google.faults.set(Knob("read", match, when, act=read))
    of_ours(ward)
    other.ledger.dispose()
    assert reads == [2]
    assert saved(ward) == before


def test_a_write_whose_answer_was_lost_does_not_make_our_rows_peoples(ward):
    before = saved(ward)
    ward.pass_time(NIGHT)
    ward.to_quiet()
    ward.google.control.fault("drop", kind="write", path=ward.staff, times=None, when="after")
    ward.tell("Warmer, please.")
    with suppress(WorkbookError):
        ward.cycle()
    ward.google.control.clear_faults()
    ward.pass_time(5)
    ward.to_quiet()
    assert ward.column("Feedback", "What was said").count("Warmer, please.") == 1
    assert saved(ward) == before
