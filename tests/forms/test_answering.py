"""How each type of question reads what was posted, and what it says when it cannot. Texts: domain.md B6."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.answering import DO_NOT_KNOW, TYPES
from service.core.answering_dates import read_fields
from service.core.asking import Question
from service.core.question_type import Wrong

TODAY = date(2026, 11, 23)
THREE = ("At home", "At the hospital", "None of these")


def read(type_, *posted, choices=(), required=False):
    return Question("Q-001", "Words", type_, choices, required).read({"answer": posted}, TODAY)


def said(*arguments, **more):
    answer = read(*arguments, **more)
    return answer.says if isinstance(answer, Wrong) else answer


@pytest.mark.parametrize(
    ("type_", "last"),
    [
        ("Rating (very good to very poor)", DO_NOT_KNOW),
        ("Agreement", DO_NOT_KNOW),
        ("Yes or no", DO_NOT_KNOW),
        ("0 to 10", DO_NOT_KNOW),
        ("Friends and Family Test", "Don’t know"),
    ],
)
def test_a_scale_ends_with_a_way_out_and_takes_each_of_its_words(type_, last):
    options = TYPES[type_].options(())
    assert options[-1] == last
    for option in options:
        value = read(type_, option)
        assert TYPES[type_].show(value) == option
        assert TYPES[type_].fill(value) == {"answer": [option]}


def test_the_friends_and_family_test_keeps_its_wording_and_order():
    options = TYPES["Friends and Family Test"].options(("Brilliant", "Awful"))
    assert options == ("Very good", "Good", "Neither good nor poor", "Poor", "Very poor", "Don’t know")


def test_what_is_said_when_a_required_question_is_left_blank():
    assert {type_: said(type_, "  ", required=True, choices=THREE) for type_ in TYPES} == {
        "Rating (very good to very poor)": "Select an answer",
        "Agreement": "Select an answer",
        "Yes or no": "Select an answer",
        "Choose one": "Select an answer",
        "Choose any": "Select one or more answers",
        "0 to 10": "Select a number from 0 to 10",
        "Number": "Enter a number",
        "Date": "Enter the date",
        "Short text": "Enter an answer",
        "Long text": "Enter an answer",
        "Friends and Family Test": "Select an answer",
        "Information": None,
    }


def test_an_optional_question_may_be_left_blank():
    assert [said(type_, choices=THREE) for type_ in TYPES] == [None] * len(TYPES)


def test_a_choice_that_is_not_on_the_page_is_not_taken():
    assert said("Yes or no", "Perhaps") == "Select one of the answers on this page"
    assert said("Choose one", "<script>", choices=THREE) == "Select one of the answers on this page"
    assert said("Choose any", "At home", "=1+1", choices=THREE) == "Select from the answers on this page"


def test_two_answers_to_one_question_are_not_guessed_between_and_the_same_one_twice_is_one():
    assert said("Yes or no", "Yes", "No") == "Select one answer only"
    assert read("Yes or no", "Yes", "Yes") == "Yes"
    assert said("Short text", "one", "two") == "Enter one answer only"


def test_none_of_these_stands_alone():
    assert said("Choose any", "At home", "None of these", choices=THREE) == (
        "Select the answers that apply, or select “None of these”"
    )
    assert read("Choose any", "None of these", choices=THREE) == ["None of these"]
    assert read("Choose any", "At the hospital", "At home", choices=THREE) == ["At home", "At the hospital"]


def test_0_to_10_is_kept_as_a_number():
    assert read("0 to 10", "0") == 0
    assert read("0 to 10", "10") == 10
    assert said("0 to 10", "11") == "Select one of the answers on this page"


@pytest.mark.parametrize(
    ("typed", "value"), [("12", 12), ("1,000", 1000), ("2.5", 2.5), (" 7 ", 7), ("−3", -3)]
)
def test_numbers_as_people_write_them(typed, value):
    assert read("Number", typed) == value


@pytest.mark.parametrize("typed", ["far", "1e5", "12 miles", "1,2", "٣", "nan", "1" * 400])
def test_what_is_no_number(typed):
    assert said("Number", typed) == "Your answer must be a number, like 12"


def test_a_number_outside_its_limits():
    assert said("Number", "1,001", choices=("0 to 1000",)) == "Your answer must be between 0 and 1,000"
    assert read("Number", "1000", choices=("0 to 1000",)) == 1000


def test_a_text_that_is_too_long_says_how_long_it_may_be():
    assert said("Short text", "x" * 201) == "Your answer must be 200 characters or less"
    assert said("Long text", "x" * 2001) == "Your answer must be 2,000 characters or less"
    assert (
        said("Long text", "x" * 501, choices=("at most 500",)) == "Your answer must be 500 characters or less"
    )
    assert read("Long text", "x" * 2000) == "x" * 2000


def test_a_browsers_line_breaks_count_once_and_odd_characters_are_taken_out():
    assert read("Long text", "one\r\ntwo\x00\x07 \ud800 three\n") == "one\ntwo \ufffd three"
    assert len(read("Long text", "a\r\n" * 1000)) == 1999
    assert read("Short text", "one\r\n two") == "one two"


@given(type_=st.sampled_from(sorted(TYPES)), posted=st.lists(st.text(), max_size=4))
def test_whatever_is_posted_is_read_or_explained_and_shows_again_as_it_was_read(type_, posted):
    question = Question("Q-001", "Words", type_, THREE)
    value = question.read(
        dict.fromkeys(("answer", "answer-day", "answer-month", "answer-year"), posted), TODAY
    )
    if isinstance(value, Wrong):
        assert value.says
        assert value.fields
    elif value is not None:
        assert question.read(question.asked_as.fill(value), TODAY) == value
        assert question.show(value)


def dated(day="", month="", year="", rule="", called="the date"):
    posted = {"answer-day": [day], "answer-month": [month], "answer-year": [year]}
    answer = read_fields(posted, TODAY, rule, called)
    return (answer.says, answer.fields) if isinstance(answer, Wrong) else answer


@pytest.mark.parametrize(
    ("day", "month", "year", "says", "fields"),
    [
        ("3", "", "2026", "Your appointment must include a month", ["month"]),
        ("", "", "2026", "Your appointment must include a day and month", ["day", "month"]),
        ("", "4", "", "Your appointment must include a day and year", ["day", "year"]),
        ("3", "4", "26", "Year must include 4 numbers", ["year"]),
        ("3", "4", "twenty", "Year must include 4 numbers", ["year"]),
        ("31", "2", "2026", "Your appointment must be a real date", ["day"]),
        ("29", "2", "2025", "Your appointment must be a real date", ["day"]),
        ("32", "1", "2026", "Your appointment must be a real date", ["day"]),
        ("1", "13", "2026", "Your appointment must be a real date", ["month"]),
        ("x", "Smarch", "2026", "Your appointment must be a real date", ["day", "month"]),
        ("1", "1", "0000", "Your appointment must be a real date", ["day", "month", "year"]),
        # one error only: missing comes before impossible, impossible before the rule
        ("99", "", "26", "Your appointment must include a month", ["month"]),
        ("99", "4", "26", "Year must include 4 numbers", ["year"]),
    ],
)
def test_a_wrong_date_has_one_error_in_the_order_of_the_design_system(day, month, year, says, fields):
    found = dated(day, month, year, "in the future", "your appointment")
    assert found == (says, tuple(f"answer-{part}" for part in fields))


@pytest.mark.parametrize(
    ("rule", "fails", "passes"),
    [
        ("In the past", date(2026, 11, 23), date(2026, 11, 22)),
        ("Today or in the past", date(2026, 11, 24), date(2026, 11, 23)),
        ("In the future", date(2026, 11, 23), date(2026, 11, 24)),
        ("Today or in the future", date(2026, 11, 22), date(2026, 11, 23)),
        ("The same as or after 1 September 2017", date(2017, 8, 31), date(2017, 9, 1)),
        ("The same as or before 1 September 2017", date(2017, 9, 2), date(2017, 9, 1)),
    ],
)
def test_the_rule_of_a_date_is_said_in_its_own_words(rule, fails, passes):
    assert dated(str(fails.day), str(fails.month), str(fails.year), rule)[0] == (
        f"The date must be {rule[:1].lower()}{rule[1:]}"
    )
    assert dated(str(passes.day), str(passes.month), str(passes.year), rule) == passes.isoformat()


@pytest.mark.parametrize("month", ["9", "09", "September", "sept", "SEP", "Sep."])
def test_months_are_taken_as_numbers_and_words(month):
    assert dated("3", month, "2026") == "2026-09-03"


def test_ma_could_be_march_or_may():
    assert dated("3", "ma", "2026")[0] == "The date must be a real date"


@given(st.dates())
def test_every_day_can_be_given_and_is_shown_as_the_nhs_writes_it(day):
    kept = dated(str(day.day), str(day.month), f"{day.year:04}")
    assert kept == day.isoformat()
    assert TYPES["Date"].show(kept).startswith(f"{day.day} ")
