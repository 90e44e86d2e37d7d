import pytest

from tests.flows.ward import Ward


@pytest.fixture
def ward(tmp_path):
    """Brought in step once, so that every Ref is known."""
    made = Ward(tmp_path)
    made.sync()
    yield made
    made.ledger.dispose()
