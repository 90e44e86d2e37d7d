"""demo --google: the whole demo against the loopback Google, over real HTTP, made once and gone on with the next day."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest
import requests

import service
from service.cli import loopback_google
from tests.cli.house import apart, ended, free_port, is_one_sentence_to_act_on, started, typed
from tests.cli.test_stopping import answers

NEXT_DAY = "2026-11-24T08:00"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Made on Monday, not served."""
    folder = tmp_path_factory.mktemp("demo") / "d"
    said = typed(
        "demo", "--dir", folder, "--port", free_port(), "--google", "--no-serve", "--now", "2026-11-23T09:30"
    )
    assert (said.code, said.err) == (0, "")
    assert said.out.count("/_control/book/") == 4
    return folder


def page_of(url):
    answer = requests.get(url, timeout=60)
    assert answer.status_code == 200
    return answer.text


def test_it_goes_on_the_next_day_is_served_and_its_tabs_can_be_looked_at(made):
    key = (made / "google" / "key.json").read_text("utf-8")
    port = free_port()
    process = started("demo", "--dir", made, "--port", port, "--google", "--now", NEXT_DAY)
    said = ""
    while "Ctrl-C" not in said:
        line = process.stdout.readline()
        assert line, process.communicate()
        said += line
    try:
        pages = re.findall(r"http://127\.0\.0\.1:\d+/_control/book/\S+", said)
        assert len(pages) == 4
        staff, managers = page_of(pages[0]), page_of(pages[1])
        assert "P-014" in staff
        assert "Today" in staff
        assert "(hidden)" in staff
        assert "<figure>" in managers  # charts by their words
        assert "P-014" not in managers
        assert answers(port, process, within=90)
        settings = tomllib.loads((made / "patient-voice.toml").read_text("utf-8"))
        assert settings["google"]["endpoint"] in pages[0]
        assert f":{port}" in settings["service"]["public_url"]
        assert (made / "google" / "key.json").read_text("utf-8") != key  # on another port it is another key
    finally:
        done = ended(process, within=60)
    assert done.code == 0, done.err
    assert "Traceback" not in done.err


def test_a_sync_of_the_demo_finds_nothing_more_to_do(made):
    with loopback_google.loopback_google(made / "google") as google:
        toml = made / "patient-voice.toml"
        moved = re.sub(r'endpoint = "[^"]*"', f'endpoint = "{google.url}"', toml.read_text("utf-8"))
        toml.write_text(moved, "utf-8")
        for _ in range(4):
            said = typed("--config", toml, "sync", "--now", NEXT_DAY, "--json")
            assert said.code == 0, said.err
        assert [each["did"] for each in said.json] == ["nothing to do"] * 2
        log = requests.get(f"{google.url}/_control/log", timeout=30).json()["log"]
        assert {each["status"] for each in log} == {200}  # not one refused for its quota


def test_a_demo_stays_what_it_was_begun_as(made):
    said = typed("demo", "--dir", made, "--port", free_port(), "--no-serve")
    assert said.code == 2
    assert "add --google" in is_one_sentence_to_act_on(said)


def test_where_the_tests_are_not_installed_it_says_so_kindly(tmp_path):
    """As from a wheel: our packages are there, and `tests` is another program's."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "__init__.py").write_text("", "utf-8")
    root = Path(service.__file__).parents[1]
    for name in ("service", "jobs", "sheet_templates"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    before = ("env", f"PYTHONPATH={tmp_path}")
    words = ("demo", "--dir", tmp_path / "d", "--port", free_port(), "--google", "--no-serve")
    said = apart(*words, before=before, cwd=tmp_path)
    assert said.code == 2
    assert "clone of the repository" in is_one_sentence_to_act_on(said)
