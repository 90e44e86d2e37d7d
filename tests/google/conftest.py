"""The loopback Google (tests/sheets_api), over real HTTP on this machine."""

import pytest

from tests.google.loopback import Connected
from tests.sheets_api.server import SheetsAPI


@pytest.fixture
def connected(tmp_path):
    with SheetsAPI() as google:
        yield Connected(google, tmp_path)
