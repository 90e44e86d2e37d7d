"""Nothing undeclared passes the door to the managers' workbook."""

from datetime import date, datetime

import pytest

from service.core.changes import Cell, Chart, ServiceTab
from service.core.disclosure import TakingPart, Things, WhatPeopleSaid, show
from service.core.hiding import Hidden, Known
from service.core.publishing import Number, PublishedChart, joined, publish, screened, words

TAB = ServiceTab("Overview", "managers", 0, "")
EVENTS = show(Things("events", 3))


@pytest.mark.parametrize("undeclared", [3, "3 events", 0.5, Cell("3 events"), Things("events", 3), ["3"]])
def test_an_undeclared_cell_is_refused(undeclared):
    with pytest.raises(TypeError):
        publish(TAB, [[undeclared]])


@pytest.mark.parametrize("undeclared", [3, "three", 0.5, Things("events", 3), None])
def test_an_undeclared_part_of_a_sentence_is_refused(undeclared):
    with pytest.raises(TypeError):
        words("{n} events", n=undeclared)


def test_a_chart_of_undeclared_words_is_refused():
    with pytest.raises(TypeError):
        publish(TAB, [], [Chart("bar", "t", "a", (1, 1, 2), (), (1, 1))])
    with pytest.raises(TypeError):
        publish(TAB, [], [PublishedChart("bar", "typed", words("alt"), (1, 1, 2), (), (1, 1))])


def test_figures_are_not_published_in_the_staff_workbook_by_mistake():
    with pytest.raises(TypeError):
        publish(ServiceTab("Today", "staff", 0, ""), [])


def test_a_sentence_holds_figures_days_and_moments():
    sentence = words(
        "{n} events by {day}, as at {now}.",
        n=EVENTS,
        day=date(2018, 8, 6),
        now=datetime(2026, 11, 23, 17, 30),
    )
    assert sentence.text == "3 events by 6 August 2018, as at Monday 23 November 2026 at 5:30pm."
    assert joined([EVENTS, words("more")]).text == "3, more"


def test_braces_in_words_of_ours_are_left_alone_without_parts():
    assert words("{not a place}").text == "{not a place}"


def test_a_number_for_a_chart_is_blank_where_the_figure_is_not_exact():
    exact = WhatPeopleSaid("t", {"Yes": 14, "No": 8}, (("Yes",), ("No",)))
    bound = WhatPeopleSaid("t", {"Yes": 21, "No": 1}, (("Yes",), ("No",)))
    content = publish(TAB, [[Number(show(exact)), Number(show(bound)), show(bound), None]])
    assert content.lines == [[Cell(0.64, "percent"), None, Cell("at least 18 of 22 positive"), None]]


def test_a_whole_number_is_a_number_and_what_hides_one_is_words():
    few = show(TakingPart("cared for", 8, 8))
    content = publish(
        TAB, [[show(TakingPart("cared for", 1264, 1264)), EVENTS, few, show(Things("hours", 2.5))]]
    )
    assert content.lines == [[Cell(1264, "whole"), Cell(3, "whole"), Cell("fewer than 10"), Cell("2.5")]]


def test_typed_text_passes_only_when_it_names_nobody():
    hidden = Hidden([Known("Jane Smith")])
    assert screened("More chairs", hidden).text == "More chairs"
    assert screened("Jane wants chairs", hidden) is None
    assert screened("", hidden) is None
