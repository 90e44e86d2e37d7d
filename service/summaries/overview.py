"""Overview, for managers: in two minutes, how patients are heard, what they say, whether changes helped, what is needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from service.core.changes import TabContent
from service.core.disclosure import LEAST_BASE, Figure, WhatPeopleSaid
from service.core.publishing import (
    Number,
    Published,
    PublishedChart,
    Words,
    chosen,
    joined,
    publish,
    screened,
    words,
)
from service.summaries import Source, Summary, SurveyAnswers
from service.summaries._asked import Asked, answering, versions_of
from service.summaries._asks import WAITING, asked_of, asks, held_back, printable
from service.summaries._heard import Heard, can_be_read, closed_surveys, is_annual
from service.summaries._held_back import KINDS_OF_ASK, held_back_line, may_print
from service.summaries._questions import FFT
from service.summaries._top import managers_top
from sheet_templates._words import COMMITTEES, FOCUS_GROUP, FORUM, LINK, PATIENT_GROUP, SURVEY
from sheet_templates.overview import TAB

NEEDS = "PETFASHNCK"
MOST_SHOWN = 5  # asks, differences, themes: two minutes
WIDE = 430  # pixels: the charts beside the figures
SITTING = {COMMITTEES: "Committee", PATIENT_GROUP: "Patient group"}
Lines = list[Sequence[Published]]


def fill(source: Source) -> TabContent | list[TabContent]:
    """Nothing while a tab it needs cannot be read: then the last good figures stand, with their date."""
    if not can_be_read(source, NEEDS):
        return []
    heard = Heard(source)
    lines: Lines = [
        *managers_top(source, TAB, words("Figures are of the last 12 months, where no other day is named."))
    ]
    _how_many(heard, source, lines)
    charts = [*_how(heard, source, lines), *_what_they_say(heard, source, lines)]
    _did_it_help(heard, source, lines)
    _what_we_need(source, lines)
    lines.append(
        [words("About these figures says how each is counted, and when small numbers are not shown.", "note")]
    )
    return publish(TAB, lines, charts)


def _how_many(heard: Heard, source: Source, lines: Lines) -> None:
    lines += [[], [words("How many patients are heard", "heading"), words("Number", "heading")]]
    if heard.caseload is not None:
        lines.append(
            [words("Patients cared for, as last counted"), heard.people("cared for", heard.caseload)]
        )
    lines.append(
        [words("Different patients heard by name"), heard.people("heard by name", heard.patients_by_name())]
    )
    answered = heard.together("answers to surveys", (len(answers.ratings) for _, answers in heard.surveys()))
    note = words("These may be the same people as those heard by name, so the two are never added.")
    lines.append([words("Answers to surveys, of patients and carers"), answered, None, note])
    lines.append([words("Comments written down"), heard.things("comments", len(heard.comments))])
    lines.append([words("Events held"), heard.things("events", len(heard.events))])


def _how(heard: Heard, source: Source, lines: Lines) -> list[PublishedChart]:
    """One row for each way of listening: in use, how often, how many took part."""
    names = ("Way of listening", "Times", "Took part", "Good to know")
    lines += [[], [words(name, "heading") for name in names]]
    first = len(lines) + 1
    used = {row.mechanism: row for row in source.book.rows("H") if row.mechanism}
    times: list[tuple[Words, Figure]] = []
    for mechanism, note in (
        (COMMITTEES, "Took part: patients who sit on a committee now."),
        (FORUM, "Took part: heads counted at each forum, together."),
        (PATIENT_GROUP, "Took part: patients who are members now."),
        (SURVEY, "Took part: answers to annual surveys, of patients and carers."),
        (FOCUS_GROUP, "Took part: heads counted at each focus group, together."),
        (LINK, "Took part: heads counted at each meeting, together."),
    ):
        count, people = _times_and_people(heard, mechanism)
        row = used.get(mechanism)
        state = {"Later": words("Planned for later."), "No": words("Not used.")}.get(
            row.use_it if row else None or ""
        )
        name, figure = words(mechanism), heard.things(mechanism, count)
        times.append((name, figure))
        lines.append(
            [
                name,
                Number(figure, "number"),
                people,
                state
                if state and not count
                else _other_surveys(heard) or words(note)
                if mechanism == SURVEY
                else words(note),
            ]
        )
    alt = joined([words("{name} {figure}", name=name, figure=figure) for name, figure in times])
    series = ((words("Times"), 2, first, first + len(times) - 1),)
    text = words(
        "Bar chart of how often each way of listening was used in the last 12 months. {values}.", values=alt
    )
    title = words("How often each way of listening was used")
    return [
        PublishedChart(
            "bar", title, text, (1, first, first + len(times) - 1), series, (3, 6), (WIDE, 270), "0", None
        )
    ]


def _times_and_people(heard: Heard, mechanism: str) -> tuple[int, Figure]:
    if mechanism == SURVEY:
        annual = [answers for survey, answers in heard.surveys() if is_annual(survey)]
        return len(annual), heard.together(mechanism, (len(answers.ratings) for answers in annual))
    events = heard.events_of(mechanism)
    sitting = SITTING.get(mechanism)
    if sitting:
        return len(events), heard.people(mechanism, heard.members(sitting))
    return len(events), heard.together(mechanism, heard.came(events))


def _other_surveys(heard: Heard) -> Words | None:
    """A pulse, or what was asked after an event, is no annual survey: it is named apart."""
    others = [answers for survey, answers in heard.surveys() if not is_annual(survey)]
    if not others:
        return None
    answered = heard.together("other surveys", (len(answers.ratings) for answers in others))
    return words(
        "Took part: answers to annual surveys. Other surveys closed: {n}; their answers: {answered}.",
        n=heard.things("other surveys", len(others)),
        answered=answered,
    )


def _survey_to_tell_of(source: Source) -> tuple[Any, SurveyAnswers] | None:
    """The latest annual survey; else the latest with answers enough to show; else the latest."""
    closed = closed_surveys(source)
    annual = [pair for pair in closed if is_annual(pair[0])]
    enough = [pair for pair in closed if len(pair[1].ratings) >= LEAST_BASE]
    return next(iter([*annual, *enough, *closed]), None)


def _most_answered(answers: SurveyAnswers) -> int:
    """The version of the questions most people answered; of two alike the later."""
    counts = Counter(row.version for row in answers.ratings)
    return max(versions_of(answers), key=lambda version: (counts[version], version))


def _what_they_say(heard: Heard, source: Source, lines: Lines) -> list[PublishedChart]:
    names = ("What they say", "Positive", "Per cent")
    lines += [[], [words(name, "heading") for name in names]]
    charts: list[PublishedChart] = []
    told_of = _survey_to_tell_of(source)
    if told_of is None:
        lines.append([words("No survey has closed yet.")])
    else:
        survey, answers = told_of
        title = screened(survey.title, source.hidden) or words("The last survey")
        dated = title
        if survey.closes is not None and survey.closes <= source.today:
            dated = words("{title}, closed on {day}", title=title, day=survey.closes)
        patients = answering(source, survey, answers, _most_answered(answers))[0]
        asked = [one for one in patients.asked() if isinstance(one.said, WhatPeopleSaid)]
        told = _worth_telling(asked)
        if told:
            lines.append([words("{title}", "strong", title=dated)])
        charts = _positive(source, title, told, len(lines) + 1)
        lines += [[_text(source, one), one.figure, Number(one.figure)] for one in told]
        if not asked:
            lines.append([words("{title}: answers are in Survey results.", title=dated)])
    themes = [(theme, number) for theme, number in heard.themes() if may_print(source, theme)][:MOST_SHOWN]
    if themes:
        said = [
            words("{theme} {n}", theme=screened(theme, source.hidden) or words(""), n=heard.things(theme, n))
            for theme, n in themes
        ]
        lines.append([words("Comments were most often about: {themes}.", themes=joined(said))])
    return charts


def _positive(source: Source, title: Words, told: Sequence[Asked], first: int) -> list[PublishedChart]:
    """What stands in the lines from `first` on, drawn where all of it may be shown exactly."""
    if len(told) < 2 or any(one.figure.number is None for one in told):
        return []
    last = first + len(told) - 1
    values = joined([words("{q}: {f}", q=_text(source, one), f=one.figure) for one in told], "; ")
    text = words("Bar chart of the per cent positive. {values}.", values=values)
    series = ((words("Per cent positive"), 3, first, last),)
    size = (WIDE, 80 + 46 * len(told))
    name = words("Per cent positive: {title}", title=title)
    return [PublishedChart("bar", name, text, (1, first, last), series, (first - 1, 6), size)]


def _worth_telling(asked: Sequence[Asked]) -> list[Asked]:
    """Overall experience first, then the three with the fewest positive answers, of those that may be shown exactly."""
    overall = [one for one in asked if one.question.type == FFT][:1] or list(asked[:1])
    others = [one for one in asked if one not in overall and one.figure.number is not None]
    return overall + sorted(others, key=lambda one: one.figure.number or 0)[:3]


def _text(source: Source, one: Asked) -> Words:
    return screened(one.question.text, source.hidden) or words("one question")


def _did_it_help(heard: Heard, source: Source, lines: Lines) -> None:
    actions = source.book.rows("A")
    states = (
        ("Not started", (None, "Not started")),
        ("In progress", ("In progress",)),
        ("Done", ("Done",)),
        ("Will not do", ("Will not do",)),
    )
    counts = [
        words(
            "{name} {n}", name=words(name), n=heard.things(name, sum(row.status in wanted for row in actions))
        )
        for name, wanted in states
    ]
    lines += [
        [],
        [words("Did changes help", "heading")],
        [words("Actions: {counts}.", counts=joined(counts))],
    ]
    told = [row for row in actions if row.status == "Done" and row.what_difference]
    shown = [row for row in told if may_print(source, row.what_we_will_do, row.what_difference)]
    shown.sort(key=lambda row: (row.change_made_on or row.due or source.today, row.row_number), reverse=True)
    for row in shown[:MOST_SHOWN]:
        what, difference = (
            screened(typed, source.hidden) for typed in (row.what_we_will_do, row.what_difference)
        )
        lines.append([what or words("A change"), None, None, difference])
    lines += held_back_line(len(told) - len(shown), words("change"), words("changes"))
    if not told:
        lines.append([words("Nobody has written yet what difference a change made.")])


def _what_we_need(source: Source, lines: Lines) -> None:
    lines += [[], [words("What we need from you", "heading")]]
    waiting = asks(source, WAITING)
    shown = printable(source, waiting)
    shown.sort(key=lambda row: (row.due or source.today, row.row_number))
    for row in shown[:MOST_SHOWN]:
        kind = chosen(row.kind_of_ask, KINDS_OF_ASK) if row.kind_of_ask else None
        who = asked_of(source, row)
        lines.append(
            [
                screened(row.asking_for, source.hidden),
                kind,
                None,
                words("Asked of: {who}", who=who) if who else None,
            ]
        )
    if len(shown) > MOST_SHOWN:
        lines.append([words("The others are in Actions and asks.")])
    lines += held_back(waiting, shown)
    if not waiting:
        lines.append([words("Nothing at the moment.")])


SUMMARY = Summary(TAB, fill)
