"""gspread's own calls go through our client as well: paced, tried again, and never doubled."""

import gspread
import pytest

from service.adapters.google.paced import is_repeatable, kind_of
from service.adapters.google.troubles import FateUnknown


@pytest.fixture
def workbook(connected):
    client = gspread.Client(connected.api.client.auth, http_client=lambda auth, session: connected.api.client)
    return client.open_by_key(connected.staff)


def test_its_reads_and_writes_work(connected, workbook):
    tab = workbook.worksheet("People")
    tab.update([["P-002", "Bea Brook"]], "A3")
    connected.control.fault("503", kind="read", times=2)
    assert tab.get_all_values()[2] == ["P-002", "Bea Brook"]


def test_an_append_of_its_own_is_not_repeated(connected, workbook):
    connected.control.fault("503", kind="write", when="after")
    with pytest.raises(FateUnknown):
        workbook.worksheet("People").append_row(["P-002"])
    assert connected.rows()[2:] == [["P-002"]]


def test_putting_the_same_again_is(connected, workbook):
    connected.control.fault("503", kind="write", when="after")
    workbook.worksheet("People").update([["P-002"]], "A3")
    assert connected.rows()[2:] == [["P-002"]]


SHEET = "https://sheets.googleapis.com/v4/spreadsheets/1abc"
DRIVE = "https://www.googleapis.com/drive/v3/files"


@pytest.mark.parametrize(
    ("method", "endpoint", "kind", "repeatable"),
    [
        ("get", f"{SHEET}/values:batchGet", "read", True),
        ("post", f"{SHEET}/values:batchGetByDataFilter", "read", True),
        ("post", f"{SHEET}:getByDataFilter", "read", True),
        ("post", f"{SHEET}/developerMetadata:search", "read", True),
        ("put", f"{SHEET}/values/A1", "write", True),
        ("post", f"{SHEET}/values/A1:clear", "write", True),
        ("post", f"{SHEET}/values:batchClear", "write", True),
        ("post", f"{SHEET}/values/A1:append", "write", False),
        ("post", f"{SHEET}/values:batchUpdate", "write", False),
        ("post", f"{SHEET}:batchUpdate", "write", False),
        ("post", f"{SHEET}/sheets/0:copyTo", "write", False),
        ("get", f"{DRIVE}/1abc", "drive", True),
        ("post", DRIVE, "drive", False),
        ("delete", f"{DRIVE}/1abc", "drive", False),
        ("put", "https://www.googleapis.com/upload/drive/v2/files/1abc", "drive", True),
    ],
)
def test_what_counts_as_what(method, endpoint, kind, repeatable):
    assert (kind_of(method, endpoint), is_repeatable(method, endpoint)) == (kind, repeatable)
