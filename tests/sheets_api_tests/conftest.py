"""A loopback Google for each test, and who asks it: `google`, its `account`, and a `session` as google-auth makes one."""

import pytest

from tests.sheets_api import clients
from tests.sheets_api.server import SheetsAPI

SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"
DRIVE = "https://www.googleapis.com/drive/v3/files"


@pytest.fixture
def google():
    with SheetsAPI(quota=False, can_create=True) as google:
        google.check_replies = True
        yield google
    assert not google.unsound


@pytest.fixture
def key(google, tmp_path):
    google.key_file(tmp_path / "key.json")
    return tmp_path / "key.json"


@pytest.fixture
def session(google, key):
    with clients.session(key, google.url) as session:
        yield session


@pytest.fixture
def book_id(google, session):
    """A spreadsheet a person made and shared with the account."""
    return google.control.create("Ward 7", {"Ideas": [], "Lists": []})
