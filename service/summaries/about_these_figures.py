"""About these figures, for managers: the rules in words, which rows were used or set aside, how fresh it all is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from service.core.changes import TabContent
from service.core.disclosure import (
    LEAST_BASE,
    LEAST_CELL,
    LEAST_FOR_PERCENT,
    LEAST_WAVE,
    Figure,
    TakingPart,
    Things,
    show,
)
from service.core.problems import MEND
from service.core.publishing import Published, chosen, publish, words
from service.summaries import Source, Summary
from service.summaries._heard import can_be_read, caseload_to_hide
from service.summaries._questions import NEGATIVE_TO, POSITIVE_FROM
from service.summaries._top import managers_top
from service.summaries.overview import NEEDS as OVERVIEW_NEEDS
from sheet_templates.about_these_figures import TAB

HEADS = {
    "P": None,
    "T": "what_for",
    "N": "of",
}  # tabs whose rows are people, and of what each is one head count
Lines = list[Sequence[Published]]
RULES = (
    ("Things and work", "Events, surveys, comments, actions and hours are always shown, 0 and 1 too."),
    (
        "Taking part",
        "One number for each event, way of listening or year, shown exactly and never split. Where fewer than {base} "
        "patients are cared for, that number, and any that would tell it, reads “fewer than {base}”; heads of several "
        "events together, if those of one would tell it, read “not shown”. Where nobody has counted the caseload, and "
        "People holds fewer than {base} patients, as many as stand there are taken for it.",
    ),
    (
        "What people said",
        "With fewer than {base} valid answers nothing is shown. From {base}, how many were positive; a percentage from "
        "{percent}. Where fewer than {cell} were positive, or fewer than {cell} were not, only a bound is shown, such as "
        "“at least 8 of 12 positive”, so that nobody’s answer can be read. All options are shown only if each one used "
        "has {cell} or more; else neighbours are put together. Two surveys are compared only from {wave} answers each.",
    ),
    (
        "What people are",
        "Ages, needs, reasons and the like are shown only for {base} or more people, and only if every group has {cell} or more; "
        "else groups are put together, or it reads “too few to say”. Deaths are never shown alone. Where people could choose "
        "several answers, none is shown if the others would tell it.",
    ),
    ("Words", "Comments are not shown. Words that hold a name, address or number of a person are held back."),
)
METHODS = (
    (
        "Friends and Family Test",
        "Positive is very good and good, negative is poor and very poor, out of all six answers: don’t know counts among the "
        "answers, as NHS England has it. Please do not compare services by it.",
    ),
    (
        "Other questions",
        "Out of those who gave a valid answer: neutral answers count; don’t know, not sure, can’t remember, not applicable "
        "and prefer not to say do not.",
    ),
    ("Questions from 0 to 10", "Positive is {from_} or more, or {to} or less where a low number is better."),
    (
        "Likely between",
        "A 95% interval by Wilson’s method: where the percentage may well lie, for a number of answers like this.",
    ),
    (
        "Charts",
        "Bar charts. Yearly figures are not put on a control chart: they are too few to tell chance from change.",
    ),
    (
        "Heard by name",
        "Different patients who came to an event, sit on a group, or whom a comment names, in the last 12 months. Of those "
        "who sit on something, patients who died, left or moved away are not counted, nor are carers and staff.",
    ),
    (
        "Patients and carers",
        "How many answered is one number of everybody: patients, those who answered for a patient, and carers about "
        "themselves. What they said is counted apart for patients and for carers where {base} or more of each "
        "answered; else all are counted together, so that no carer can be picked out. Answers brought in from a file "
        "do not say who gave them, and count as patients’.",
    ),
    (
        "Patients cared for",
        "The last count in Caseload of everybody. The groups of one day are added only where everybody was never counted.",
    ),
    (
        "Surveys",
        "Figures are shown once, when a survey closes. If answers come later, the figures stand until every number moves by "
        "{cell} or more, or not at all. A change of questions makes a new version, counted apart. Overview tells of the "
        "last annual survey, in the version most people answered.",
    ),
)


def fill(source: Source) -> TabContent:
    lines: Lines = [
        *managers_top(source, TAB),
        [],
        [words("How small numbers are kept safe", "heading"), words("Rule", "heading")],
    ]
    numbers = {"base": LEAST_BASE, "cell": LEAST_CELL, "percent": LEAST_FOR_PERCENT, "wave": LEAST_WAVE}
    limits = {name: show(Things(name, number)) for name, number in numbers.items()}
    lines += [[words(name, "strong"), words(rule, "text", None, **limits)] for name, rule in RULES]
    lines += [[], [words("How figures are worked out", "heading"), words("Method", "heading")]]
    scale = limits | {"from_": show(Things("from", POSITIVE_FROM)), "to": show(Things("to", NEGATIVE_TO))}
    lines += [[words(name, "strong"), words(method, "text", None, **scale)] for name, method in METHODS]
    _rows_used(source, lines)
    _how_fresh(source, lines)
    return publish(TAB, lines)


def _rows_used(source: Source, lines: Lines) -> None:
    """Counts of rows, by tab; a row set aside has something to mend, so a figure may not count it."""
    lines += [
        [],
        [
            words("Tab", "heading"),
            words("Rows read", "heading"),
            words("Rows with something to mend", "heading"),
        ],
    ]
    mend = defaultdict(set)
    for problem in source.problems:
        if problem.kind == MEND and problem.row is not None:
            mend[problem.tab].add(problem.row)
    tabs = {kind.tab for kind in source.book.readings}
    cared_for = caseload_to_hide(source)
    for kind, reading in sorted(source.book.readings.items(), key=lambda pair: pair[0].place):
        told = (
            can_be_read(source, "PK") or kind.letter not in HEADS
        )  # else nobody knows beside which caseload
        if reading.is_usable and kind.letter and told:
            wanting = [row for row in reading.rows if row.row_number in mend[kind.tab]]
            if kind.letter in HEADS:  # a row a person: eight rows would tell a caseload of eight
                figures = [_heads(kind.letter, rows, cared_for) for rows in (reading.rows, wanting)]
            else:
                figures = [show(Things("rows", count)) for count in (len(reading.rows), len(mend[kind.tab]))]
            lines.append([chosen(kind.tab, tabs), *figures])


def _heads(letter: str, rows: Sequence[Any], cared_for: int | None) -> Figure:
    of = HEADS[letter]
    each = Counter(str(row.__dict__.get(of)) if of else "" for row in rows)
    return show(TakingPart("rows", len(rows), cared_for, tuple(each.values())))


def _how_fresh(source: Source, lines: Lines) -> None:
    lines += [[], [words("How fresh the figures are", "heading")]]
    held = {each.tab: each.since for each in source.held}
    unread = [kind.tab for kind, reading in source.book.readings.items() if not reading.is_usable]
    for tab in dict.fromkeys([*held, *unread]):
        since = held.get(tab)
        day = since.date() if isinstance(since, datetime) else since
        when = words(" since {day}", day=day) if day else words("")
        lines.append(
            [
                words(
                    "{tab}: rows are missing, or it could not be read{when}. Its last good figures stand.",
                    tab=chosen(tab, {kind.tab for kind in source.book.readings}),
                    when=when,
                )
            ]
        )
    if source.unread_names:
        lines.append(
            [words("People: a name could not be read. Tabs with words stand as they were last written.")]
        )
    if not can_be_read(source, OVERVIEW_NEEDS):
        lines.append([words("Overview stands as it was last written: see its date.")])
    if not unread and not held and not source.unread_names:
        lines.append([words("All tabs were read as last saved.")])
    if source.version:
        lines.append(
            [words("Made by Patient Voice {version}.", version=chosen(source.version, (source.version,)))]
        )


SUMMARY = Summary(TAB, fill)
