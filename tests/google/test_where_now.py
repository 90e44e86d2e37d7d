"""Rows and columns are found again after people have moved them, put some in, and deleted others."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from service.adapters.google.where_now import Alike, column_of_now, likeness, rows_of_now

COMMON = ["Patient", "Active", "Email", "Yes"]
ROWS = st.lists(st.lists(st.sampled_from(COMMON), max_size=3), min_size=1, max_size=12)


@given(ROWS, st.randoms(use_true_random=False))
def test_each_row_with_a_word_of_its_own_is_found_wherever_it_was_moved(rows, chance):
    rows = [[*words, *words, f"Word {row}"] for row, words in enumerate([*rows, COMMON, COMMON], start=1)]
    then = {row: Counter(words) for row, words in enumerate(rows, start=1)}
    order = [*then, *(["put in"] * chance.randrange(4))]
    chance.shuffle(order)
    gone = set(
        chance.sample(range(1, len(rows) - 1), chance.randrange(len(rows) - 1))
    )  # of common words some stay
    order = [each for each in order if each not in gone]
    now = {number: Counter(then.get(row, ())) for number, row in enumerate(order, start=1)}
    found = rows_of_now(then, now, refs=())
    assert found == {row: order.index(row) + 1 for row in then if row not in gone}


def test_a_ref_tells_more_than_any_other_words():
    then = {2: Counter(["P-001", "Amara", "Patient", "Leeds"])}
    now = {5: Counter(["Amara", "Patient", "Leeds"]), 6: Counter(["P-001", "Patient"])}
    assert rows_of_now(then, now, refs={"P-001"}) == {2: 6}


def test_rows_without_a_word_of_their_own_are_told_by_all_they_have_and_the_nearest_is_it():
    same = Counter(["Patient", "Yes"])
    assert rows_of_now({4: same}, {1: same, 5: same, 6: Counter(["Patient"])}, refs=()) == {4: 5}
    assert rows_of_now({4: same}, {5: Counter(["Patient"]), 6: Counter(["Patient"])}, refs=()) == {}


@given(ROWS, st.lists(st.sampled_from(COMMON), max_size=4))
def test_the_most_alike_is_the_one_that_shares_most(rows, words):
    there = {row: Counter(each) for row, each in enumerate(rows, start=1)}
    wanted, best = Counter(words), Alike(there).most(Counter(words))
    most = max(likeness(wanted, each) for each in there.values())
    assert (likeness(wanted, there[best]) if best else 0) == most


@given(st.permutations(["Ref", "Name", "", "Phone", "Notes", "Notes"]), st.integers(0, 5))
def test_a_heading_that_stands_once_is_followed(now, place):
    then = ["Ref", "Name", "Phone", "", "Notes", "Notes"]
    heading = then[place]
    if then.count(heading) == 1 and heading:
        assert column_of_now(place + 1, then, list(now)) == now.index(heading) + 1


def test_a_column_without_a_heading_is_told_by_its_neighbour():
    then = ["Ref", "Name", "", "Phone"]
    assert column_of_now(3, then, ["", "Ref", "Name", "", "Phone"]) == 4
    assert column_of_now(3, then, ["Ref", "Name", "Phone"]) == 0  # it is gone: there stands another
    assert column_of_now(2, then, ["Ref", "Full name", "", "Phone"]) == 2  # it has another name since
    assert column_of_now(2, then, []) == 2  # of a tab without headings nothing is known
