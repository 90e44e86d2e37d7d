"""Answers: one tab a survey, rows in the ledger's random order, comments apart from ratings so that nothing joins them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from service.core.asking import WHO, Question
from service.core.changes import Cell, Line, TabContent
from service.core.wording import count_words
from service.summaries import Source, Summary, SurveyAnswers
from sheet_templates.answers import CODE_LETTERS, TAB

PULSE_WAITS_FOR = 10  # answers; before closing an anonymous survey shows nothing with fewer (DESIGN §4)

WHO_MAY_LOOK_UP = (
    " If somebody may be in danger, the Lead or the Deputy can look up whose it is by its code"
    " (patient-voice look-up)."
)


def fill(source: Source) -> list[TabContent]:
    return [
        _tab(source, ref, answers) for ref, answers in sorted(source.answers.items()) if may_be_seen(answers)
    ]


def may_be_seen(answers: SurveyAnswers) -> bool:
    """The ledger keeps anonymous answers back until closing; this says the same again, in case it ever does not."""
    if not answers.ratings and not answers.comments:
        return False
    sealed = answers.mode == "anonymous" and answers.state != "closed" and not answers.imported
    return not sealed or len(answers.ratings) >= PULSE_WAITS_FOR


def questions_of(answers: SurveyAnswers) -> dict[str, Question]:
    """Every question any version asked, in order; its words as last asked."""
    found: dict[str, Question] = {}
    for version in sorted(answers.forms):
        found |= {
            question.ref: question for question in answers.forms[version].questions if question.is_asked
        }
    return found


def _tab(source: Source, ref: str, answers: SurveyAnswers) -> TabContent:
    survey = source.book.find(ref)
    title = survey.title if survey is not None else None
    questions = questions_of(answers)
    rated = _asked(questions, (name for row in answers.ratings for name in row.ratings))
    versions = len({row.version for row in answers.ratings}) > 1
    lines: list[Line] = [
        [Cell(" ".join(filter(None, ("Answers to", ref, title))), "title")],
        [Cell(_promise(answers) + (WHO_MAY_LOOK_UP if has_codes(answers) else ""), "note")],
        [Cell(f"{count_words(len(answers.ratings), 'answer')}, in no order.", "note")],
        [
            Cell(name, "heading")
            for name in (
                "Who",
                *(["Version"] if versions else []),
                *(_heading(answers, questions, name) for name in rated),
                *(["Code"] if has_codes(answers) else []),
            )
        ],
    ]
    lines += [[*_ratings(row, rated, versions), *_code(answers, row.answer_id)] for row in answers.ratings]
    lines += list(_comments(answers, questions))
    return TabContent(TAB, lines, title=f"{TAB.title} {ref}", print_heading_row=4)


def _promise(answers: SurveyAnswers) -> str:
    if answers.imported:
        return "Brought in from a file. Please do not try to find out who said what."
    if answers.mode == "anonymous":
        return "Anonymous: nobody can know who gave which answer. Comments stand apart, in another order."
    as_they_come = "" if answers.state == "closed" else "Answers are added as they come. "
    return (
        f"Confidential: no names here, and comments stand apart, in another order. {as_they_come}"
        "Please do not try to find out who said what."
    )


def has_codes(answers: SurveyAnswers) -> bool:
    """Only where a person may be behind it, and the page said that two people can look it up."""
    return answers.mode == "confidential" and not answers.imported


def _code(answers: SurveyAnswers, kept_as: str) -> list[str]:
    return [kept_as[:CODE_LETTERS]] if has_codes(answers) else []


def _asked(questions: dict[str, Question], answered: Any) -> list[str]:
    """Questions in order, then any that were answered and that we no longer know."""
    seen = dict.fromkeys(answered)
    return [name for name in questions if name in seen] + [name for name in seen if name not in questions]


def _words(questions: dict[str, Question], ref: str) -> str:
    return f"{ref} {questions[ref].text}" if ref in questions else ref


def _heading(answers: SurveyAnswers, questions: dict[str, Question], name: str) -> str:
    """The words as last asked, and other ones that some of these answers answer."""
    heading = _words(questions, name)
    for version in sorted({row.version for row in answers.ratings if name in row.ratings}):
        words = _words_in(answers, questions, name, version)
        if words not in heading:
            heading += f" (version {version}: {words.removeprefix(name).strip()})"
    return heading


def _words_in(answers: SurveyAnswers, questions: dict[str, Question], name: str, version: int) -> str:
    form = answers.forms.get(version)
    asked = form.question(name) if form else None
    return f"{name} {asked.text}" if asked else _words(questions, name)


def _ratings(row: Any, rated: list[str], versions: bool) -> Line:
    values = [_value(row.ratings.get(name)) for name in rated]
    return [WHO.get(row.who, row.who), *([row.version] if versions else []), *values]


def _value(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, (list, tuple)) else value


def _comments(answers: SurveyAnswers, questions: dict[str, Question]) -> Iterator[Line]:
    if answers.comments:
        yield []
        headings = ("Question", "In their words", *(["Code"] if has_codes(answers) else []))
        yield [Cell(name, "heading") for name in headings]
        for name in _asked(questions, (comment.question for comment in answers.comments)):
            found = [comment for comment in answers.comments if comment.question == name]
            for version in sorted({comment.version for comment in found}):
                words = _words_in(answers, questions, name, version)
                for comment in found:
                    if comment.version == version:
                        yield [words, comment.text, *_code(answers, comment.id)]


SUMMARY = Summary(TAB, fill)
