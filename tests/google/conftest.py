"""A loopback Google for each test, with quota off; what we send it is held to Google's own documents."""

import pytest

from tests.sheets_api import clients
from tests.sheets_api.server import SheetsAPI


@pytest.fixture
def google():
    with SheetsAPI(quota=False) as google:
        yield google


@pytest.fixture
def session(google, tmp_path):
    google.key_file(tmp_path / "key.json")
    with clients.session(tmp_path / "key.json", google.url) as session:
        yield session
