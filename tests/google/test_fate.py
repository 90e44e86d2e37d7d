"""A write without an answer: whether it landed or not, no row is lost and none stands there twice."""

from contextlib import suppress
from datetime import timedelta

import pytest

from service.adapters.google.troubles import FateUnknown
from service.core.changes import WorkbookBusy
from tests.flows.test_sync import tell
from tests.flows.ward import NOW
from tests.google.ward import GoogleWard, utc_now
from tests.sheets_api.notation import letters


@pytest.fixture
def ward(google, tmp_path):
    ward = GoogleWard(tmp_path / "ward", google)
    for minutes in range(3):
        ward.sync(NOW + timedelta(minutes=minutes))
    assert ward.sync(NOW + timedelta(minutes=3)).did == "nothing to do"
    yield ward
    ward.close()


def minute(number):
    return NOW + timedelta(minutes=number)


def said(ward):
    return ward.column("Feedback", "What was said").count("The lift is broken.")


@pytest.mark.parametrize("fault", ["drop", "503", "502 html", "504"])
def test_a_write_that_landed_without_an_answer_is_known_by_its_mark(ward, fault):
    tell(ward, "The lift is broken.")
    ward.google.control.fault(fault, path=":batchUpdate$", when="after")
    with pytest.raises(FateUnknown):
        ward.sync(minute(4))
    for number in range(5, 10):
        ward.sync(minute(number))
    assert said(ward) == 1
    assert ward.sync(minute(10)).did == "nothing to do"


@pytest.mark.parametrize("fault", ["drop", "502 html"])
def test_one_that_may_still_land_is_waited_for(ward, fault):
    tell(ward, "The lift is broken.")
    ward.google.control.fault(fault, path=":batchUpdate$", when="before")
    with pytest.raises(FateUnknown):
        ward.sync(minute(4))
    with pytest.raises(WorkbookBusy, match="We wait three minutes"):
        ward.sync(minute(5))
    assert said(ward) == 0
    ward.site.staff._clock = lambda: utc_now() + timedelta(minutes=4)
    for number in range(6, 11):
        ward.sync(minute(number))
    assert said(ward) == 1
    assert ward.sync(minute(11)).did == "nothing to do"


def types(ward, heading, row, text):
    headings = [str(cell or "").strip("ƒ▸ ") for cell in ward.cells("People")[0]]
    cell = f"{letters(headings.index(heading))}{row}"
    ward.google.control.edit(ward.staff, {"do": "type", "tab": "People", "cell": cell, "text": text})


@pytest.mark.parametrize(("when", "given"), [("before", "P-009"), ("after", "P-010")])
def test_a_ref_of_a_write_without_an_answer_is_given_again_only_if_it_never_landed(ward, when, given):
    row = len(ward.cells("People")) + 1
    types(ward, "Name", row, "Ivy Jones")
    ward.google.control.fault("drop", path=":batchUpdate$", when=when)
    with pytest.raises(FateUnknown):
        ward.sync(minute(4))
    types(ward, "Ref", row, "")
    with suppress(WorkbookBusy):
        ward.sync(minute(5))
    ward.site.staff._clock = lambda: utc_now() + timedelta(minutes=4)
    for number in range(6, 11):
        ward.sync(minute(number))
    assert ward.refs("People")[-1] == given
    assert ward.sync(minute(11)).did == "nothing to do"
