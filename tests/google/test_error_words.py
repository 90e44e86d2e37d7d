"""#N/A and #REF! typed as plain words: cells like any other, which stop nothing and are no reason to write."""

from datetime import timedelta

import pytest

from service.ledger import submissions
from tests.flows.ward import NOW
from tests.google.hands import hands_in


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    with hands_in(tmp_path_factory.mktemp("words")) as made:
        yield made


@pytest.fixture
def ward(made):
    return made.begin()


@pytest.mark.parametrize("words", ["#N/A", "#REF!"])
def test_words_of_an_error_in_a_ref_do_not_stop_the_tab(ward, words):
    row = ward.add("People", Name="Ivy Jones")
    ward.edit(*ward.type("People", row, Ref=words))
    ward.add("People", Name="Kit Lowe")
    ward.until_quiet()
    assert ward.under("People", "Ref", "Kit Lowe") == "P-009"
    assert ward.column("People", "Ref")[row - 2] == words


@pytest.mark.parametrize("words", ["#N/A", "#REF!"])
def test_a_comment_of_these_words_comes_to_rest(ward, words):
    for number in range(12):
        answer(ward, number, words)
    ward.now += timedelta(days=30)  # the survey is closed, and its tab is there
    ward.until_quiet()
    assert ward.text("Answers S-001").count(words) == 12
    ward.now += timedelta(days=1)
    ward.until_quiet()


def answer(ward, number, words):
    with ward.ledger.write() as conn:
        submissions.submit(
            conn, site="ward", form="S-001", version=1, mode="anonymous", who="me", ratings={"Q-001": "Good"},
            comments={"Q-002": words}, key=f"key {number}".encode().ljust(16), today=NOW.date(),
        )  # fmt: skip
