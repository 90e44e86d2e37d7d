"""Drive's query language: what fits, what does not, and what is none."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sheets_api.drive_errors import DriveFailure
from tests.sheets_api.drive_query import parse

SHEET = "application/vnd.google-apps.spreadsheet"
FILE = {
    "name": "Ward 7's plan",
    "mimeType": SHEET,
    "trashed": False,
    "modifiedTime": "2026-03-02T09:00:00.000Z",
    "parents": ["P1", "root"],
    "owners": ["sister@example.nhs.uk"],
    "sharedWithMe": True,
}


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ("", True),
        (f'mimeType="{SHEET}"', True),
        (f'mimeType="{SHEET}" and name = "Ward 7\'s plan"', True),
        (r"name = 'Ward 7\'s plan'", True),
        ("name = 'ward 7\\'s PLAN'", True),
        ("name != 'x' and not trashed = true", True),
        ("name contains 'war'", True),
        ("name contains 'ard'", False),
        ("'P1' in parents", True),
        ('parents in "P1"', True),
        ('parents in "P2"', False),
        ("'sister@example.nhs.uk' in owners", True),
        ("modifiedTime > '2026-03-01T00:00:00'", True),
        ("modifiedTime > '2026-03-02T09:00:00'", False),
        ("trashed = true or (sharedWithMe = true and trashed = false)", True),
        ("trashed = true or name = 'x'", False),
    ],
)
def test_a_query_finds_what_it_names(query, fits):
    assert parse(query)(FILE) is fits


@pytest.mark.parametrize(
    "query",
    [
        "name",
        "name =",
        "name = x",
        "name ~ 'x'",
        "title = 'x'",
        "name = 'x' and",
        "(name = 'x'",
        "name = 'x",
        "'x' in name",
    ],
)
def test_what_is_no_query_is_an_invalid_value(query):
    with pytest.raises(DriveFailure, match="Invalid Value"):
        parse(query)


@given(st.text(alphabet="name='x() andornt\\\"", max_size=20))
def test_any_text_is_a_query_or_refused(text):
    with contextlib.suppress(DriveFailure):
        parse(text)(FILE)


@given(st.text(min_size=1))
def test_any_name_can_be_asked_for(name):
    quoted = name.replace("\\", "\\\\").replace("'", "\\'")
    assert parse(f"name = '{quoted}'")({"name": name})
