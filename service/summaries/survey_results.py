"""Survey results, for managers: what patients answered, once a survey has closed, as far as numbers may be shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from service.core.asking import Question
from service.core.changes import TabContent
from service.core.disclosure import (
    Figure,
    Part,
    TakingPart,
    Things,
    WhatPeopleAre,
    WhatPeopleSaid,
    is_exact,
    show,
    show_base,
    show_response,
)
from service.core.publishing import (
    NOT_SHOWN,
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
from service.core.summarising import wilson
from service.summaries import Source, Summary, SurveyAnswers
from service.summaries._asked import Answering, Asked, answering, versions_of
from service.summaries._heard import can_be_read, caseload_to_hide, closed_surveys
from service.summaries._questions import FFT
from service.summaries._top import managers_top
from sheet_templates.survey_results import TAB

NEEDS = "PSQTK"
CAME_LATER = (
    "Answers came later, or were taken out. Too few did for new figures: one person’s answer could be worked out. "
    "So these are the figures as they were first shown."
)
HEADINGS = ("Question", "Valid answers", "Per cent positive", "How many were positive", "Good to know")
ROW = 20  # pixels: an empty line, over which a chart stands
Lines = list[Sequence[Published]]


def fill(source: Source) -> TabContent | list[TabContent]:
    """Nothing while a tab it needs cannot be read: then the last good figures stand, with their date."""
    if not can_be_read(source, NEEDS):
        return []
    who = words("Answers of carers about themselves are among these, unless a heading says otherwise.")
    lines: Lines = [*managers_top(source, TAB, who)]
    charts: list[PublishedChart] = []
    surveys = closed_surveys(source)
    if not surveys:
        lines.append([words("No survey has closed yet. Figures are shown once, when a survey closes.")])
    for survey, answers in surveys:
        _survey(source, survey, answers, lines, charts)
    return publish(TAB, lines, charts)


def _survey(
    source: Source, survey: Any, answers: SurveyAnswers, lines: Lines, charts: list[PublishedChart]
) -> None:
    title = screened(survey.title, source.hidden) or words("Survey {ref}", ref=_ref(survey))
    versions = versions_of(answers)
    lines += [[], [words("{title}", "title", title=title)], [_response(source, survey, answers)]]
    for version in versions:
        name = title
        if len(versions) > 1:
            name = words("{title}, version {n} of the questions", title=title, n=_count(version))
            lines += [[], [words("{name}", "strong", name=name)]]
        for group in answering(source, survey, answers, version):
            _group(source, group, name, lines, charts)


def _group(source: Source, group: Answering, name: Words, lines: Lines, charts: list[PublishedChart]) -> None:
    """All of one version, or its patients, or its carers."""
    if group.apart:
        who = words("carers, about themselves") if group.carers else words("patients, without carers")
        name = words("{name}: {who}", name=name, who=who)
        lines += [[], [words("{name}", "strong", name=name)]]
    if not group.may_follow:
        lines.append([chosen(CAME_LATER, (CAME_LATER,), "note")])
    asked = group.asked()
    evaluative = [one for one in asked if isinstance(one.said, WhatPeopleSaid)]
    # Those with a percentage first, so that the chart has no gaps that would read as nought.
    evaluative.sort(key=lambda one: one.figure.number is None)
    if evaluative:
        lines.append([words(heading, "heading") for heading in HEADINGS])
        first = len(lines) + 1
        lines += [_evaluative(source, one) for one in evaluative]
        drawn = [one for one in evaluative if one.figure.number is not None]
        if drawn:
            charts.append(_chart(source, name, drawn, first, len(lines) + 2))
            lines += [[]] * (charts[-1].size[1] // ROW + 2)
    lines += _all_options(source, evaluative)
    lines += _described(source, [one for one in asked if isinstance(one.said, WhatPeopleAre)])


def _response(source: Source, survey: Any, answers: SurveyAnswers) -> Words:
    """How many answered, of all versions: everybody invited was invited once."""
    invited = {
        row.person.ref
        for row in source.book.rows("T")
        if row.what_for and row.what_for.ref == survey.ref and row.person and row.lacks("not_invited_because")
    }
    cared_for = caseload_to_hide(source)
    answered = TakingPart("answered", len(answers.ratings), cared_for)
    people = show(answered)
    if answers.imported:
        return words("{people} answered. Brought in from an earlier survey.", people=people)
    on_the_day = survey.closes is not None and survey.closes < source.today  # else staff closed it before
    closed = words("Closed on {day}. ", day=survey.closes) if on_the_day else words("Closed. ")
    asked = TakingPart("invited", len(invited), cared_for)
    if asked.count >= answered.count > 0 and is_exact(people) and is_exact(show(asked)):
        percent = show_response(answered, asked)
        share = words(" ({percent})", percent=percent) if percent else words("")
        return words(
            "{closed}{people} of {asked} people answered{share}.",
            closed=closed,
            people=people,
            asked=show(asked),
            share=share,
        )
    return words("{closed}{people} answered.", closed=closed, people=people)


def _evaluative(source: Source, one: Asked) -> list[Published]:
    assert isinstance(one.said, WhatPeopleSaid)
    return [_text(source, one.question), show_base(one.said), Number(one.figure), one.figure, _note(one)]


def _note(one: Asked) -> Words | None:
    """The likely range, and what was negative, where both may be exact."""
    if one.figure.number is None or not isinstance(one.said, WhatPeopleSaid):
        return None
    low, high = wilson(one.said.side(0), one.said.base) or (0, 1)
    ends = [show(Things("per cent", round(100 * end))) for end in (low, high)]
    note = words("Likely between {low}% and {high}%.", low=ends[0], high=ends[1])
    if one.question.type == FFT and one.sides:
        return words(
            "Negative: {negative}. Neither or don’t know: {rest}. {note}",
            negative=one.sides[1],
            rest=one.sides[2],
            note=note,
        )
    return note


def _all_options(source: Source, evaluative: Sequence[Asked]) -> Iterator[Sequence[Published]]:
    shown = [one for one in evaluative if one.parts]
    if shown:
        yield [words("All answers, where each is large enough to show", "strong")]
    for one in shown:
        yield [_text(source, one.question), None, None, _parts(source, one.parts or ())]


def _described(source: Source, asked: Sequence[Asked]) -> Iterator[Sequence[Published]]:
    if asked:
        yield [words("Who answered, and what they told about themselves", "strong")]
    for one in asked:
        yield [_text(source, one.question), None, None, _parts(source, one.parts or (Part((), one.figure),))]


def _parts(source: Source, parts: Sequence[Part]) -> Words:
    """One option or group a line. One part alone has no name: it says there are too few."""
    lines = []
    for part in parts:
        names = [screened(option, source.hidden) or words(NOT_SHOWN) for option in part.options]
        lines.append(
            words("{names}: {figure}", names=joined(names, " or "), figure=part.figure)
            if len(parts) > 1
            else words("{f}", f=part.figure)
        )
    return joined(lines, "\n")


def _text(source: Source, question: Question) -> Words:
    return screened(question.text, source.hidden) or words(NOT_SHOWN)


def _chart(source: Source, name: Words, drawn: Sequence[Asked], first: int, at: int) -> PublishedChart:
    last = first + len(drawn) - 1
    values = joined([words("{q}: {f}", q=_text(source, one.question), f=one.figure) for one in drawn], "; ")
    title = words("Per cent positive: {name}", name=name)
    alt = words(
        "Bar chart of the per cent positive for each question with 20 or more answers. {values}.",
        values=values,
    )
    height = 100 + 36 * len(drawn)
    return PublishedChart(
        "bar",
        title,
        alt,
        (1, first, last),
        ((words("Per cent positive"), 3, first, last),),
        (at, 1),
        (900, height),
    )


def _ref(survey: Any) -> Words:
    return words("{n}", n=_count(int(survey.ref[2:])))


def _count(number: int) -> Figure:
    return show(Things("number of a version or survey", number))


SUMMARY = Summary(TAB, fill)
