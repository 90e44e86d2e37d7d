"""Show-if conditions: what a nurse writes, what it means, and that nothing she writes can break the program."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.conditions import Clause, Condition, ConditionProblem, parse

CASES = [
    ("Q-003 is Yes", {"Q-003": "Yes"}, True),
    ("Q-003 is Yes", {"Q-003": "No"}, False),
    ("Q-003 is Yes", {}, False),
    ("q-003 IS yes", {"Q-003": "Yes"}, True),
    ("Q003 is yes", {"Q-003": "Yes"}, True),
    ("Q-003 = Yes", {"Q-003": "Yes"}, True),
    ("Q-003 is I don't know", {"Q-003": "I don't know"}, True),
    ("Q-002 is not No", {"Q-002": "Yes"}, True),
    ("Q-002 is not No", {"Q-002": "No"}, False),
    ("Q-002 is not No", {}, False),
    ("Q-005 is at most 3", {"Q-005": 3}, True),
    ("Q-005 is at most 3", {"Q-005": 4}, False),
    ("Q-005 is at most 3", {"Q-005": "I do not know"}, False),
    ("Q-005 is at least 3", {"Q-005": 2.9}, False),
    ("Q-005 >= 3", {"Q-005": "3"}, True),
    ("Q-005 is more than 3", {"Q-005": 3}, False),
    ("Q-005 is less than 10", {"Q-005": 9}, True),
    ("Q-005 is 10", {"Q-005": 10}, True),
    ("Q-004 includes Parking", {"Q-004": ["Signs", "Parking"]}, True),
    ("Q-004 includes Parking", {"Q-004": ["Signs"]}, False),
    ("Q-004 does not include Parking", {"Q-004": ["Signs"]}, True),
    ("Q-004 does not include Parking", {"Q-004": ["Signs", "Parking"]}, False),
    ("Q-004 is answered", {"Q-004": ["Signs"]}, True),
    ("Q-004 is answered", {"Q-004": []}, False),
    ("Q-004 is not answered", {}, True),
    ("Q-004 is Travel and parking", {"Q-004": "Travel and parking"}, True),
    ("Q-001 is Yes and Q-002 is No", {"Q-001": "Yes", "Q-002": "No"}, True),
    ("Q-001 is Yes and Q-002 is No", {"Q-001": "Yes", "Q-002": "Yes"}, False),
    ("Q-001 is Yes or Q-002 is No", {"Q-001": "No", "Q-002": "No"}, True),
    ("Q-001 is Yes or Q-002 is No", {"Q-001": "No", "Q-002": "Yes"}, False),
    ("Q-001 is “Yes and Q-002 is No”", {"Q-001": "Yes and Q-002 is No"}, True),
    ("Q-1000 is Yes", {"Q-1000": "Yes"}, True),
]


@pytest.mark.parametrize(("text", "answers", "asked"), CASES)
def test_what_a_nurse_writes_means_what_it_says(text, answers, asked):
    condition = parse(text)
    assert isinstance(condition, Condition)
    assert condition.holds(answers) is asked


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "Ref"),
        ("only if yes", "Ref"),
        ("P-003 is Yes", "Ref"),
        ("Q-003 Yes", "compare"),
        ("Q-003 is", "Nothing follows"),
        ("Q-003 is at most lots", "number"),
        ("Q-001 is answered Q-002 is No", "follows"),
        ("Q-001 is Yes and Q-002 is No or Q-003 is Yes", "two ways"),
    ],
)
def test_what_cannot_be_read_is_explained_and_never_hides_a_question(text, word):
    problem = parse(text)
    assert isinstance(problem, ConditionProblem)
    assert word in problem.says
    assert problem.fix
    assert problem.holds({}) is True


def test_the_questions_a_condition_asks_about_are_listed_once():
    assert parse("Q-002 is Yes or Q-001 is No or Q-002 is Perhaps").refs == ("Q-002", "Q-001")


@given(st.text())
def test_no_text_can_break_the_reading_and_what_is_read_reads_back(text):
    read = parse(text)
    if isinstance(read, Condition):
        assert parse(str(read)) == read


REFS = st.integers(1, 12345).map(lambda number: f"Q-{number:03d}")
VALUES = st.text(st.sampled_from("YesNo and or is not Q-003 answered“”\"'3,.é"), min_size=1).map(str.strip)
LINES = st.lists(
    st.tuples(
        REFS, st.sampled_from(["is", "is not", "includes", "does not include", "=", "is answered"]), VALUES
    ),
    min_size=1,
    max_size=4,
)


@given(
    LINES,
    st.sampled_from([" and ", " or "]),
    st.dictionaries(REFS, st.one_of(VALUES, st.lists(VALUES), st.integers())),
)
def test_what_is_nearly_a_condition_reads_back_and_decides_without_failing(lines, joined, answers):
    read = parse(joined.join(" ".join(line) for line in lines))
    if isinstance(read, Condition):
        assert parse(str(read)) == read
        assert read.holds(answers) in (True, False)


@given(REFS, st.from_regex(r"[A-Z][a-z]{1,8}( (and|or|is|not) [a-z]{1,8})?", fullmatch=True))
def test_any_ordinary_answer_can_be_asked_about(ref, answer):
    read = parse(f"{ref} is {answer}")
    if not answer.startswith(("Blank", "Empty")):
        assert isinstance(read, Condition)
        assert read.holds({ref: answer})
        assert read.clauses == (Clause(ref, "is", answer),)
