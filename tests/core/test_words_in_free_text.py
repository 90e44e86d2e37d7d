"""What free words give away, what a message leaves open, and how choices are divided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.choices import split_choices
from service.core.identifiers import Names, identifier_in, is_nhs_number
from service.core.illness_words import illness_word_in
from service.core.nearest import did_you_mean, is_one_of, nearest
from service.core.placeholders import (
    PLACEHOLDERS,
    fill,
    foreign_placeholder,
    placeholders_in,
    unknown_placeholders,
)

# Vectors of the mission's domain notes, B3.
VALID = "8429141456 9598980006 2625792787 8235363119 6597925149 9434765919 6541003238 4010232137 9434765870"


@pytest.mark.parametrize("number", VALID.split())
def test_real_nhs_numbers_are_known_by_their_check_digit(number):
    assert is_nhs_number(number)
    assert identifier_in(f"My number is {number[:3]} {number[3:6]} {number[6:]}.") == "an NHS number"


@pytest.mark.parametrize(
    "number", ["8429141457", "9598980007", "9991234567", "4857773456", "842914145", "", "٨٤٢٩١٤١٤٥٦"]
)
def test_other_figures_are_no_nhs_numbers(number):
    assert not is_nhs_number(number)


@given(st.from_regex(r"[1-9]\d{8}", fullmatch=True))
def test_at_most_one_check_digit_fits(nine):
    assert sum(is_nhs_number(f"{nine}{last}") for last in range(10)) <= 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Write to jane@example.org please", "an e-mail address"),
        ("Ring 01632 960 001 after six", "a telephone number"),
        ("Ring +44 1632 960001", "a telephone number"),
        ("Ring (0163) 296-0001", "a telephone number"),
        ("I waited 45 minutes on 03/02/2026 in room 12", None),
        ("It cost £1,234,567.89 in 2025", None),
        ("reference 4857773456", None),
        ("", None),
        (None, None),
    ],
)
def test_what_could_point_to_a_person_is_named_by_its_kind(text, kind):
    assert identifier_in(text) == kind


@given(st.text())
def test_no_text_breaks_the_search(text):
    identifier_in(text)
    illness_word_in(text)
    placeholders_in(text)
    foreign_placeholder(text)
    Names([text]).are_in(text)


def test_names_are_found_whole_and_short_ones_are_not_looked_for():
    names = Names(["Jane Smith", "Jo", "O’Neill"])
    assert names.are_in("I met JANE  SMITH, who helped.")
    assert names.are_in("Dr o’neill was kind")
    assert not names.are_in("Jane was kind, and Smithson too. Jo.")
    assert not Names([]).are_in("Jane Smith")


@pytest.mark.parametrize(
    "text", ["Your Breast clinic", "secondary care", "ONCOLOGY group", "chemotherapy", "SBC forum"]
)
def test_words_that_name_the_illness_are_seen(text):
    assert illness_word_in(text)


@pytest.mark.parametrize("text", ["Your spring survey", "Abreast of things", "The forum on 3 April", None])
def test_other_words_are_let_be(text):
    assert illness_word_in(text) is None


def test_placeholders_are_read_in_any_case_and_filled_once():
    text = "Dear ((Name)), see ((link)). ((name))"
    assert placeholders_in(text) == ("name", "link")
    assert unknown_placeholders("((nmae)) ((link))") == ("nmae",)
    assert fill(text, {"name": "Ann ((link))", "link": "x"}) == "Dear Ann ((link)), see x. Ann ((link))"
    assert foreign_placeholder("Dear {name}") == "{name}"
    assert foreign_placeholder("Dear <<name>>") == "<<name>>"
    assert foreign_placeholder("Dear ((name)), 3 < 4 (or 5)") is None
    assert all(name == name.casefold() for name in PLACEHOLDERS)


def test_the_nearest_word_is_offered_only_when_it_is_near():
    themes = ["Waiting", "Information", "Named nurse"]
    assert nearest("informaton", themes) == "Information"
    assert did_you_mean("informaton", themes) == " Did you mean “Information”?"
    assert did_you_mean("Parking", themes) == ""
    assert is_one_of("named  NURSE", themes)


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("Yes, No, Not sure", ("Yes", "No", "Not sure")),
        ("Yes, always; Yes, sometimes; No", ("Yes, always", "Yes, sometimes", "No")),
        ("Yes, always\nYes, sometimes\n\nNo", ("Yes, always", "Yes, sometimes", "No")),
        ("- Phone\n- Letter;\n2. E-mail", ("Phone", "Letter", "E-mail")),
        ("Phone (day, evening), Letter", ("Phone (day, evening)", "Letter")),
        ("1. 5 miles, 10 miles", ("1. 5 miles", "10 miles")),
        ("", ()),
        (None, ()),
    ],
)
def test_choices_are_divided_as_people_write_them(text, choices):
    assert split_choices(text) == choices
