"""The suite below runs once for each kind of workbook named here."""

import pytest

from service.core.changes import ServiceTab
from tests.contract.on_account import OnAccount
from tests.contract.on_excel import OnExcel
from tests.contract.on_google import OnGoogle
from tests.excel.kinds import KINDS
from tests.excel.kinds import TABS as USUAL

HARNESSES = {"excel": OnExcel, "google": OnGoogle, "account": OnAccount}
# With an account and two spreadsheets in the environment (README, "Against the real Google").
RUNS = [
    pytest.param(name, marks=pytest.mark.google_account if harness is OnAccount else ())
    for name, harness in HARNESSES.items()
]
TABS = (*USUAL, ServiceTab("Answers", "staff", 240, "What people answered, one tab a survey."))


@pytest.fixture(params=RUNS)
def empty(request, tmp_path):
    """Two workbooks as a person made them."""
    hands = HARNESSES[request.param](tmp_path, KINDS, TABS)
    yield hands
    hands.close()


@pytest.fixture
def hands(empty):
    """The same, installed."""
    for port, role in ((empty.staff, "staff"), (empty.managers, "managers")):
        port.install(KINDS, [tab for tab in TABS if tab.workbook == role], "elm")
    return empty


@pytest.fixture
def others_hands(hands):
    """The same, where whoever types is not the service's own account: what we change ourselves we need not look for."""
    if not hands.hands_are_others:
        pytest.skip("needs a second account that types")
    return hands
