"""What a reader can and cannot tell from a published figure. The reader here knows our rules, and tries every table."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.auditing import audit, told_by_changes
from service.core.disclosure import (
    Fact,
    Figure,
    TakingPart,
    Things,
    WhatPeopleAre,
    WhatPeopleSaid,
    is_exact,
    show,
    show_cells,
    show_change,
    show_options,
    show_response,
    show_sides,
    show_subgroup,
    whole_percent,
)

counts = st.integers(0, 40)


def said(positive, other, table="S-001 Q-001"):
    return WhatPeopleSaid(table, {"Yes": positive, "No": other}, (("Yes",), ("No",)))


def fft(*numbers):
    options = ("Very good", "Good", "Neither good nor poor", "Poor", "Very poor", "Don’t know")
    sides = (options[:2], options[3:5], (options[2], options[5]))
    return WhatPeopleSaid("S-001 Q-002", dict(zip(options, numbers, strict=True)), sides)


def words(parts):
    return parts and tuple((part.options, part.figure.text) for part in parts)


@pytest.mark.parametrize(
    ("positive", "other", "reads"),
    [
        (9, 0, "fewer than 10 answers"),
        (0, 0, "fewer than 10 answers"),
        (5, 5, "5 of 10"),
        (14, 5, "14 of 19"),
        (14, 8, "14 of 22 (64%)"),
        (15, 5, "15 of 20 (75%)"),
        (12, 0, "at least 8 of 12 positive"),
        (9, 3, "at least 8 of 12 positive"),
        (8, 4, "at least 8 of 12 positive"),
        (0, 12, "at most 4 of 12 positive"),
        (96, 4, "at least 96 of 100 positive"),
        (1447, 1000, "1,447 of 2,447 (59%)"),
    ],
)
def test_what_people_said_reads(positive, other, reads):
    assert show(said(positive, other)).text == reads


@given(counts, counts)
def test_from_the_words_alone_at_least_five_exact_values_remain_for_a_small_number(positive, other):
    reads = show(said(positive, other)).text
    base = positive + other
    if min(positive, other) < 5:
        bases = range(10) if base < 10 else [base]  # under 10, how many answered is not said either
        alike = {n for base in bases for n in range(base + 1) if show(said(n, base - n)).text == reads}
        assert len(alike) >= 5
        assert "%" not in reads


def tables(options, base):
    return (cells for cells in product(range(base + 1), repeat=len(options)) if sum(cells) == base)


@pytest.mark.parametrize("base", range(10, 17))
@pytest.mark.parametrize(
    "sides", [(("a", "b"), ("c", "d")), (("a",), ("c", "d"), ("b",)), (("a",), ("b", "c", "d"))]
)
def test_nobody_who_knows_the_rule_can_tell_a_small_option_within_four_values(base, sides):
    alike = defaultdict(list)
    for cells in tables("abcd", base):
        table = WhatPeopleSaid("t", dict(zip("abcd", cells, strict=True)), sides)
        three = show_sides(table)
        alike[show(table).text, three and tuple(f.text for f in three), words(show_options(table))].append(
            cells
        )
    for tables_alike in alike.values():
        for values in map(set, zip(*tables_alike, strict=True)):
            assert len(values) >= 4 or not values & {1, 2, 3, 4}


@pytest.mark.parametrize("base", range(10, 17))
@pytest.mark.parametrize("ordered", [True, False])
def test_nobody_who_knows_the_rule_can_tell_what_fewer_than_five_people_are_nor_that_nobody_is(base, ordered):
    alike = defaultdict(list)
    for cells in tables("abcd", base):
        alike[words(show_cells(WhatPeopleAre("t", dict(zip("abcd", cells, strict=True)), ordered)))].append(
            cells
        )
    for tables_alike in alike.values():
        for values in map(set, zip(*tables_alike, strict=True)):
            assert len(values) >= 5 or not values & {0, 1, 2, 3, 4}


def test_options_are_all_shown_when_each_used_one_is_five_or_more():
    assert [(part.options, part.figure.text) for part in show_options(fft(12, 8, 0, 5, 0, 0))] == [
        (("Very good",), "12 of 25 (48%)"),
        (("Good",), "8 of 25 (32%)"),
        (("Neither good nor poor",), "0 of 25 (0%)"),
        (("Poor",), "5 of 25 (20%)"),
        (("Very poor",), "0 of 25 (0%)"),
        (("Don’t know",), "0 of 25 (0%)"),
    ]


def test_a_small_option_merges_with_neighbours_on_its_own_side_of_the_question():
    parts = show_options(fft(12, 3, 5, 6, 2, 0))
    assert [part.options for part in parts] == [
        ("Very good", "Good"),
        ("Neither good nor poor",),
        ("Poor", "Very poor"),
        ("Don’t know",),
    ]


def test_negative_is_not_shown_where_the_rest_would_give_itself_away():
    assert show_sides(fft(10, 5, 2, 5, 2, 1)) is None
    assert [figure.text for figure in show_sides(fft(10, 5, 3, 5, 2, 2))] == [
        "15 of 27 (56%)",
        "7 of 27 (26%)",
        "5 of 27 (19%)",
    ]


def test_options_are_not_shown_where_all_said_the_same():
    assert show_options(fft(12, 8, 0, 0, 0, 0)) is None


@pytest.mark.parametrize(
    ("cells", "reads"),
    [
        ({"Under 50": 3, "50 to 59": 3, "60 to 69": 7, "70 or over": 9}, ["6 of 22 (27%)", "16 of 22 (73%)"]),
        ({"Under 50": 5, "50 to 59": 0, "60 to 69": 7, "70 or over": 9}, ["5 of 21 (24%)", "16 of 21 (76%)"]),
        ({"Under 50": 5, "50 to 59": 4}, ["too few to say"]),
        ({"Under 50": 9, "50 to 59": 4}, ["too few to say"]),
        ({}, ["too few to say"]),
    ],
)
def test_what_people_are_reads(cells, reads):
    assert [part.figure.text for part in show_cells(WhatPeopleAre("age", cells))] == reads


def test_deaths_are_never_a_figure_of_their_own():
    cells = show_cells(WhatPeopleAre("why", {"Moved away": 30, "Left": 20, "Died": 10}, ordered=False))
    assert [part.options for part in cells] == [("Moved away",), ("Left", "Died")]
    alone = show_cells(WhatPeopleAre("why", {"Died": 40}, ordered=False))
    assert [part.figure.text for part in alone] == ["too few to say"]


def test_where_people_may_be_in_several_each_cell_and_all_others_are_five_or_more():
    cells = WhatPeopleAre("needs", {"Large print": 6, "BSL": 1, "Email": 19}, several=True, base=22)
    assert [part.figure.text for part in show_cells(cells)] == [
        "6 of 22 (27%)",
        "too few to say",
        "too few to say",
    ]


@pytest.mark.parametrize(
    ("part", "whole", "reads"),
    [
        ((6, 5), (14, 12), "6 of 11"),
        ((5, 4), (14, 12), "too few to say"),  # 9 in it
        ((10, 7), (14, 12), "too few to say"),  # 9 in the rest
        ((8, 5), (11, 15), "too few to say"),  # 3 positive in the rest
        ((9, 2), (20, 12), "at least 7 of 11 positive"),
    ],
)
def test_a_subgroup_is_shown_only_if_it_and_the_rest_are_large_enough(part, whole, reads):
    assert show_subgroup(said(*part), said(*whole)).text == reads


@pytest.mark.parametrize(
    ("before", "after", "reads"),
    [
        ((15, 15), (24, 12), "50% before, 67% after"),
        ((15, 14), (24, 12), "too few to compare"),
        ((27, 3), (24, 12), "too few to compare"),
    ],
)
def test_two_waves_need_thirty_each(before, after, reads):
    assert show_change(said(*before), said(*after)).text == reads


@pytest.mark.parametrize(
    ("count", "caseload", "reads"),
    [
        (8, None, "8"),
        (7, 64, "7"),
        (0, 64, "0"),
        (7, 9, "7"),
        (9, 9, "fewer than 10"),
        (6, 6, "fewer than 10"),
        (8, 9, "fewer than 10"),
        (64, 64, "64"),
    ],
)
def test_taking_part_is_shown_exactly_beside_a_caseload_of_ten_or_more(count, caseload, reads):
    assert show(TakingPart("members", count, caseload)).text == reads


@given(st.sets(st.integers(0, 9), min_size=1))
def test_no_head_counts_beside_a_small_caseload_tell_the_caseload(heads):
    def page(caseload):
        return tuple(
            show(TakingPart("x", min(head, caseload), caseload)).text for head in sorted(heads)
        ), show(TakingPart("cared for", caseload, caseload)).text

    for caseload in range(max(heads), 10):
        shown = [int(text) for text in page(caseload)[0] if text.isdigit()]
        alike = [
            other
            for other in range(max(shown, default=0), 10)
            if all(show(TakingPart("x", n, other)).text == str(n) for n in shown)
        ]
        assert len(alike) >= 2


def test_things_are_always_shown():
    assert [show(Things("events", n)).text for n in (0, 1, 1200, 2.5)] == ["0", "1", "1,200", "2.5"]


def test_an_undeclared_figure_is_not_published():
    for undeclared in (14, "14 of 22", None, {"Yes": 14}):
        with pytest.raises(TypeError, match="not a declared kind"):
            show(undeclared)


def test_percentages_are_whole_and_halves_go_up():
    assert [whole_percent(*pair) for pair in ((1, 8), (1, 3), (2, 3), (1, 200), (5, 5))] == [
        13,
        33,
        67,
        1,
        100,
    ]


options = st.lists(st.integers(0, 25), min_size=6, max_size=6)


@given(options)
def test_the_audit_passes_all_that_the_rules_show_of_one_question(numbers):
    table = fft(*numbers)
    figures = [show(table), *(show_sides(table) or ()), *(part.figure for part in show_options(table) or ())]
    assert audit(figures) == []


@given(st.lists(st.integers(0, 15), min_size=1, max_size=5), st.booleans())
def test_the_audit_passes_all_that_the_rules_show_of_what_people_are(numbers, ordered):
    cells = dict(zip("abcde", numbers, strict=False))
    assert audit(part.figure for part in show_cells(WhatPeopleAre("t", cells, ordered))) == []


def figure(kind, base, **cells):
    everyone = frozenset("abc")
    facts = [
        Fact("t", everyone, base, base),
        *(Fact("t", frozenset(name), n, n) for name, n in cells.items()),
    ]
    return Figure(kind, "", "t", None, tuple(facts))


@pytest.mark.parametrize(
    ("given_", "refused"),
    [
        (
            figure("what people said", 232, a=150, b=80),
            True,
        ),  # NHS England's own worked case: 232 = 150 + 80 + 2
        (figure("what people said", 232, a=150, b=77), False),
        (figure("what people said", 27, a=25), True),  # two others together: 1 and 1
        (figure("what people said", 27, c=2), True),
        (figure("what people said", 27, a=20, b=6), True),  # one person
        (figure("what people said", 20, ab=20), True),  # everybody
        (figure("what people are", 20, a=8, b=12), True),  # nobody
        (figure("what people said", 20, a=8, b=7, c=5), False),
    ],
)
def test_the_audit_refuses_what_taking_away_would_give(given_, refused):
    assert bool(audit([given_])) is refused


def test_a_table_in_which_all_add_up_to_a_known_side_is_refused_too():
    ab = Figure("what people said", "", "t", None, (Fact("t", frozenset("ab"), 12, 12),))
    assert audit([figure("what people said", 30, a=9), ab])


@pytest.mark.parametrize(
    ("base", "refused"), [(20, False), (21, True), (24, True), (25, False), (16, True), (15, False)]
)
def test_a_later_edition_needs_the_same_base_or_five_more_or_fewer(base, refused):
    assert bool(audit([show(said(base - 7, 7))], earlier=[show(said(13, 7))])) is refused


def test_a_bound_is_not_exact_and_a_count_is():
    assert [is_exact(show(said(*pair))) for pair in ((12, 0), (7, 7), (2, 2))] == [False, True, False]


# ---- heads of several events beside a caseload under 10 ----


def page(caseload, heads):
    """What managers read: the caseload, each event's heads, and all of them together."""
    alone = [show(TakingPart("event", head, caseload)) for head in heads]
    together = show(TakingPart("all", sum(heads), caseload, heads))
    return show(TakingPart("cared for", caseload, caseload)).text, *(f.text for f in (*alone, together))


@pytest.mark.parametrize("events", [1, 2, 3])
def test_no_heads_of_several_events_tell_a_caseload_under_ten(events):
    """Nine at each of two forums are 18 together, and 18 say nine."""
    alike = defaultdict(set)
    for caseload in range(10):
        for heads in product(range(caseload + 1), repeat=events):
            alike[page(caseload, heads)].add(caseload)
    assert min(map(len, alike.values())) >= 2


@pytest.mark.parametrize("events", [2, 3])
def test_a_total_does_not_tell_the_heads_that_are_not_shown(events):
    alike = defaultdict(set)
    for caseload in range(2, 10):  # with one patient every event is hers or nobody's
        for heads in product(range(caseload + 1), repeat=events):
            alike[page(caseload, heads)].add(heads)
    for read, all_heads in alike.items():
        for text, values in zip(read[1:], map(set, zip(*all_heads, strict=True)), strict=False):
            assert text != "fewer than 10" or len(values) >= 2


@pytest.mark.parametrize(
    ("heads", "caseload", "reads"),
    [
        ((9, 9), 9, "not shown"),
        ((4, 9), 9, "not shown"),
        ((2, 3), 3, "not shown"),
        ((3,), 3, "fewer than 10"),
        ((4, 5), 9, "9"),
        ((7, 7), 9, "14"),
        ((9, 9), 64, "18"),
        ((9, 9), None, "18"),
        ((), 9, "0"),
    ],
)
def test_heads_together_are_shown_where_those_of_each_event_may_be(heads, caseload, reads):
    assert show(TakingPart("forum", sum(heads), caseload, heads)).text == reads


@pytest.mark.parametrize(
    ("answered", "invited", "caseload", "reads"),
    [(12, 20, 64, "60%"), (12, 19, 64, None), (21, 20, 64, None), (7, 9, 9, None), (20, 20, None, "100%")],
)
def test_the_share_of_those_invited_is_a_percentage_from_twenty(answered, invited, caseload, reads):
    share = show_response(TakingPart("a", answered, caseload), TakingPart("i", invited, caseload))
    assert (share and share.text) == reads


# ---- "choose any" ----


def ticks(base):
    """Every way in which so many people can tick one or more of three options."""
    ways = [way for way in product((0, 1), repeat=3) if any(way)]
    for numbers in splits(base, len(ways)):
        yield tuple(sum(n for n, way in zip(numbers, ways, strict=True) if way[o]) for o in range(3)), numbers


def splits(base, parts):
    if parts == 1:
        yield (base,)
    else:
        for first in range(base + 1):
            yield from ((first, *rest) for rest in splits(base - first, parts - 1))


@pytest.mark.parametrize("base", range(10, 14))
@pytest.mark.parametrize("none_of_these", [False, True])
def test_of_several_options_no_hidden_one_can_be_told_though_everybody_ticked_something(base, none_of_these):
    """With `none_of_these` the third goes with no other, as its words tell anybody."""
    alike = defaultdict(set)
    for cells, numbers in ticks(base):
        if none_of_these and cells[2] != numbers[0]:  # ways begins with the third alone
            continue
        are = WhatPeopleAre("t", dict(zip("abc", cells, strict=True)), ordered=False, several=True, base=base)
        alike[words(show_cells(are))].add(cells)
    for cells_alike in alike.values():
        for values in map(set, zip(*cells_alike, strict=True)):
            small = values & {0, 1, 2, 3, 4} or {base - v for v in values} & {0, 1, 2, 3, 4}
            assert len(values) >= 5 or not small


@pytest.mark.parametrize(
    ("counts_", "base", "reads"),
    [
        (
            (8, 8, 4),
            20,
            ["too few to say"],
        ),  # everybody ticked something: the third is 4 or more, and under 5
        ((8, 8, 5), 20, ["too few to say"]),  # 21 ticks of 20 people: one person ticked two
        ((8, 7, 5), 20, ["8 of 20 (40%)", "7 of 20 (35%)", "5 of 20 (25%)"]),
        ((15, 15, 2), 20, ["15 of 20 (75%)", "15 of 20 (75%)", "too few to say"]),
    ],
)
def test_several_options_are_shown_together_or_not_at_all(counts_, base, reads):
    are = WhatPeopleAre("t", dict(zip("abc", counts_, strict=True)), ordered=False, several=True, base=base)
    assert [part.figure.text for part in show_cells(are)] == reads


# ---- a later edition ----


def ages(*numbers):
    return [p.figure for p in show_cells(WhatPeopleAre("age", dict(zip("abc", numbers, strict=True))))]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((7, 7, 6), (9, 8, 8), True),  # five late ones: exactly 2, 1 and 2
        ((7, 7, 6), (12, 7, 6), False),
        ((7, 7, 6), (12, 12, 12), False),
        ((12, 7, 6), (7, 7, 6), False),
        ((12, 12, 12), (10, 10, 11), True),
        ((7, 7, 6), (7, 8, 5), True),  # as many people, one of them changed
    ],
)
def test_a_later_edition_is_told_by_taking_away_when_a_cell_moves_by_a_few(before, after, told):
    assert told_by_changes(ages(*after), ages(*before)) is told


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((13, 7), (15, 10), True),
        ((13, 7), (18, 7), False),
        ((8, 4), (8, 9), True),  # “at least 8” beside a later exact 8: it was 8, and 4 were not positive
        ((8, 4), (13, 9), False),
        ((12, 0), (17, 0), False),  # two bounds stay bounds
    ],
)
def test_a_later_edition_is_told_by_a_side_that_moves_by_a_few_or_that_opens_a_bound(before, after, told):
    assert told_by_changes([show(said(*after))], [show(said(*before))]) is told


small = st.tuples(*[st.integers(0, 9)] * 2)


@given(small, st.tuples(*[st.integers(0, 8)] * 2))
def test_a_bound_managers_have_seen_stays_as_open_beside_every_edition_that_may_follow(first, late):
    """The reader tries every pair of tables that would have read the same."""
    now = tuple(a + b for a, b in zip(first, late, strict=True))
    base, more = sum(first), sum(late)
    if base < 10 or told_by_changes([show(said(*now))], [show(said(*first))]):
        return
    reads = show(said(*first)).text, show(said(*now)).text
    alike = {
        n
        for n in range(base + 1)
        for m in range(more + 1)
        if (show(said(n, base - n)).text, show(said(n + m, base + more - n - m)).text) == reads
    }
    assert len(alike) >= 5 or min(first) >= 5
