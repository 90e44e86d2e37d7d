"""The bench itself: what it prints, when it says a promise was not kept, and that no thanked-for answer is ever lost."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench import Figure, __main__, submission
from bench.site import NOW, opened, write_site
from service.flows.sync import sync

SIX = ["name", "value", "unit", "peer", "peer_value", "ratio"]


def test_a_figure_prints_six_names_whatever_is_promised():
    printed = json.loads(Figure("checking", 0.123456, "s", "peer", 2.0, 16.20001, "ratio >= 10").as_json())
    assert list(printed) == SIX
    assert (printed["value"], printed["ratio"]) == (0.1235, 16.2)


@pytest.mark.parametrize(
    ("promised", "value", "ratio", "kept"),
    [
        ("", 1.0, None, True),
        ("ratio >= 10", 1.0, 10.0, True),
        ("ratio >= 10", 1.0, 9.99, False),
        ("value < 100", 100.0, None, False),
        ("value < 100", 99.0, None, True),
        ("value = 0", 0, None, True),
        ("value = 0", 1, None, False),
        ("value < 100", None, None, False),  # not measured is not kept
    ],
)
def test_a_promise_is_kept_or_not(promised, value, ratio, kept):
    assert Figure("a figure", value, "s", ratio=ratio, promised=promised).is_kept is kept


def test_missed_promises_are_named_and_end_well(monkeypatch, capsys):
    figures = [
        Figure("good", 1.0, "s", ratio=30.0, promised="ratio >= 20"),
        Figure("bad", 1.0, "s", ratio=3.0, promised="ratio >= 20"),
    ]
    monkeypatch.setattr("importlib.import_module", lambda name: SimpleNamespace(run=lambda: iter(figures)))
    assert __main__.main(["idle"]) == 0
    said = capsys.readouterr()
    assert [json.loads(line)["name"] for line in said.out.splitlines()] == ["good", "bad"]
    assert said.err.splitlines()[-1] == "Promises not kept in this run: bad (promised ratio >= 20)."


def test_an_unknown_bench_is_refused_with_the_names_there_are(capsys):
    assert __main__.main(["nothing"]) == 2
    assert "checking" in capsys.readouterr().err


@pytest.mark.slow
def test_no_answer_that_was_thanked_for_is_lost_when_every_process_is_killed(tmp_path):
    """Real HTTP, real gunicorn workers, kill -9 while answers stream in."""
    write_site(tmp_path, 0)
    with opened(tmp_path) as site:
        sync(site, NOW)
    lost, thanked = submission.kill_in_mid_load(tmp_path, submission.Requests(tmp_path), rate=40, after=1.0)
    assert lost == 0
    assert thanked > 10


def test_every_bench_in_the_folder_is_run_by_make_bench():
    """Those with a figure to give; the rest is what they share."""
    files = (Path(__main__.__file__).parent).glob("[!_]*.py")
    assert {file.stem for file in files if "\ndef run() -> Iterator[Figure]:" in file.read_text("utf-8")} == {
        *__main__.NAMES
    }
