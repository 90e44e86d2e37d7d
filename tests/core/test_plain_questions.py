"""How questions are worded: what is noticed, and what ordinary wording is let be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core import plain_questions as plain

ORDINARY = [
    "How would you rate the support we give to your family and friends?",
    "Do you know the name of a nurse you can turn to?",
    "How is the time between diagnosis and treatment?",
    "Do you live near Oxford?",
    "Is there anything you promise yourself to do?",
    "How are you treated at the reception desk?",
    "What should we do first?",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_wording_is_let_be(text):
    assert not plain.asks_two_things(text)
    assert plain.leading_words_in(text) is None
    assert plain.instrument_in(text) is None
    assert plain.short_form_in(text) is None
    assert not plain.asks_for_nhs_number(text)
    assert not plain.asks_who_they_are(text)


@pytest.mark.parametrize(
    "text",
    [
        "EORTC QLQ-C30",
        "QLQ-BR23",
        "EQ-5D-5L",
        "FACT-B",
        "FACIT",
        "HADS",
        "PROMIS",
        "the Oxford Hip Score",
        "SF-36",
    ],
)
def test_questionnaires_that_belong_to_others_are_known(text):
    assert plain.instrument_in(f"Please fill in {text} today")


@pytest.mark.parametrize(
    "text", ["What is your full name?", "Your e-mail address", "How may we contact you?", "Your phone number"]
)
def test_asking_who_people_are_is_noticed(text):
    assert plain.asks_who_they_are(text)


@given(st.text())
def test_no_wording_breaks_the_reading(text):
    for look in (
        plain.asks_two_things,
        plain.leading_words_in,
        plain.instrument_in,
        plain.is_a_way_out,
        plain.asks_who_they_are,
    ):
        look(text)
