import shutil

import pytest

from tests.cli.house import SECRET, TOML, House
from tests.flows.ward import Ward


@pytest.fixture(scope="session")
def pattern(tmp_path_factory):
    """A ward brought in step once; tests work in copies of its folder."""
    folder = tmp_path_factory.mktemp("pattern") / "ward"
    made = Ward(folder)
    made.sync()
    made.ledger.dispose()
    (folder / "patient-voice.toml").write_text(TOML, "utf-8")
    (folder / "secret.key").write_text(SECRET, "utf-8")
    return folder


@pytest.fixture
def house(pattern, tmp_path):
    folder = tmp_path / "ward"
    shutil.copytree(pattern, folder)
    made = House(folder)
    yield made
    made.close()
