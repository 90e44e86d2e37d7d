"""The loopback Google over real HTTP, and a spreadsheet in it that a person made and shared."""

import pytest

from tests.excel.kinds import KINDS
from tests.google.loopback import Connected
from tests.google.simulated import at_rest_in
from tests.google.spreadsheet import TABS, Spreadsheet
from tests.sheets_api import clients
from tests.sheets_api.server import SheetsAPI


@pytest.fixture
def connected(tmp_path):
    """With quotas, as Google has them."""
    with SheetsAPI() as google:
        yield Connected(google, tmp_path)


@pytest.fixture(scope="session")
def at_rest(tmp_path_factory):
    """The ordinary ward, made once: tests copy it (tests/google/simulated.py) and never touch it."""
    with at_rest_in(tmp_path_factory.mktemp("rest")) as made:
        yield made


@pytest.fixture
def google():
    with SheetsAPI(quota=False) as google:
        yield google


@pytest.fixture
def session(google, tmp_path):
    google.key_file(tmp_path / "key.json")
    with clients.session(tmp_path / "key.json", google.url) as session:
        yield session


@pytest.fixture
def ward(google, session):
    """Two friends; what the rest of the grid holds is a person's business."""
    rows = [["Ref", "Check", "Name", "Since"], ["P-001", "", "Jane"], ["", "", "Amy"]]
    return Spreadsheet(session, google.control.create("Ward 7", {"Friends": rows}), KINDS, TABS)
