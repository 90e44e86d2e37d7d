import shutil

import pytest

from tests.cli.google_house import GoogleHouse
from tests.cli.house import AT, SECRET, TOML, House
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


@pytest.fixture(scope="session")
def google_pattern(tmp_path_factory):
    """One on the loopback Google, set up and brought in step once."""
    made = GoogleHouse(tmp_path_factory.mktemp("google") / "ward")
    said = [made.run("init", "--now", AT), *(made.run("sync", "--now", AT) for _ in range(4))]
    assert [each.code for each in said] == [0] * 5, said
    made.close()
    return made.folder


@pytest.fixture
def google_house(google_pattern, tmp_path):
    folder = tmp_path / "ward"
    shutil.copytree(google_pattern, folder)
    made = GoogleHouse(folder)
    yield made
    made.close()


@pytest.fixture
def bare_google_house(tmp_path):
    """Before init."""
    made = GoogleHouse(tmp_path / "ward")
    yield made
    made.close()
