"""Earlier results from a file: its rows become one answer a respondent, and what cannot be counted is said, not guessed."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from service.core import import_dates, import_maps
from service.core.answering import COMMENT, FriendsAndFamily
from service.core.asking import Question
from service.core.grids import Raw, is_blank
from service.core.import_cells import answer_to, as_words, fft_answer, first_of, is_no_comment
from service.core.import_dates import Day
from service.core.import_maps import ColumnMap


@dataclass(frozen=True)
class Table:
    """A file as read. `rows` are those under the headings; `first_row` is the number the spreadsheet gives the first."""

    headings: tuple[str, ...]
    rows: Sequence[Sequence[Raw]]
    first_row: int = 2


@dataclass
class Respondent:
    """All rows of one person, as one answer. `left_out` says why it is not brought in; `key` recognises it the next time,
    and `lines` the rows themselves, whoever another map takes them to be of."""

    key: str
    rows: list[int]
    day: Day
    ratings: dict[str, Any] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    left_out: str | None = None
    lines: list[str] = field(default_factory=list)

    @property
    def on(self) -> date | None:
        return self.day.on


@dataclass
class Reading:
    """What a file says once read. `unknown` counts answers that are none of a question's, by its Ref; never the words."""

    rows_read: int
    respondents: list[Respondent]
    unknown: Counter[str]
    month_first_rows: int
    columns_left_out: int


def read_respondents(table: Table, mapping: ColumnMap, questions: Sequence[Question]) -> Reading:
    """One answer a respondent, in the order of the file. `questions` are the survey's own."""
    asked = _Asked(table, mapping, questions)
    groups: dict[str, list[tuple[int, Sequence[Raw]]]] = defaultdict(list)
    lines: dict[str, list[str]] = defaultdict(list)
    times: Counter[str] = Counter()
    for number, cells in enumerate(table.rows, start=table.first_row):
        if not all(map(is_blank, cells)):
            line = asked.line(cells, times)
            key = asked.key(cells) or line
            groups[key].append((number, cells))
            lines[key].append(line)
    swapping = _sources_that_swap(asked, groups.values())
    respondents = [asked.respondent(key, rows, swapping) for key, rows in groups.items()]
    for person in respondents:
        person.lines = lines[person.key]
    together = [row for rows in groups.values() for row in rows]
    month_first = sum(
        import_dates.is_month_first(asked.cell(cells, import_maps.DATE)) for _, cells in together
    )
    return Reading(
        len(together), respondents, asked.unknown, month_first, len(table.headings) - asked.how_many
    )


def _sources_that_swap(asked: _Asked, groups: Iterable[list[tuple[int, Sequence[Raw]]]]) -> frozenset[str]:
    by_source: dict[str, list[list[Raw]]] = defaultdict(list)
    for rows in groups:
        by_source[asked.source(rows)].append([asked.cell(cells, import_maps.DATE) for _, cells in rows])
    return frozenset(source for source, dates in by_source.items() if import_dates.swaps_dates(dates))


class _Asked:
    """Where the answers to each of the survey's questions stand in this file, and how one person's rows are read."""

    def __init__(self, table: Table, mapping: ColumnMap, questions: Sequence[Question]):
        self.places = mapping.places(table.headings)
        self.headings = table.headings
        self.how_many = sum(map(len, self.places.values()))
        self.unknown: Counter[str] = Counter()
        by_ref = {question.ref: question for question in questions}
        self.questions = {ref: by_ref[ref] for ref in self.places if ref in by_ref}
        self.fft = first_of(questions, lambda question: question.type == FriendsAndFamily.word)
        self.text = first_of(questions, lambda question: question.asked_as.goes_to == COMMENT)

    def cell(self, cells: Sequence[Raw], meaning: str) -> Raw:
        place = self.places.get(meaning, [-1])[0]
        return cells[place] if 0 <= place < len(cells) else None

    def key(self, cells: Sequence[Raw]) -> str | None:
        """Who this row is of, if it says so; else the row is an answer of its own."""
        who = self.words(cells, import_maps.RESPONDENT)
        return f"respondent {who}" if who else None

    @staticmethod
    def line(cells: Sequence[Raw], times: Counter[str]) -> str:
        """The row itself, and how often it has been seen."""
        row = hashlib.sha256("\0".join(as_words(cell) for cell in cells).encode()).hexdigest()
        times[row] += 1
        return f"row {row} {times[row]}"

    def words(self, cells: Sequence[Raw], meaning: str) -> str:
        return " ".join(as_words(self.cell(cells, meaning)).split())

    def source(self, rows: list[tuple[int, Sequence[Raw]]]) -> str:
        return self.words(rows[0][1], import_maps.SOURCE)

    def respondent(
        self, key: str, rows: list[tuple[int, Sequence[Raw]]], swapping: frozenset[str]
    ) -> Respondent:
        cells = [row for _, row in rows]
        dates = [self.cell(row, import_maps.DATE) for row in cells]
        day = import_dates.day_of(dates, self.source(rows) in swapping)
        person = Respondent(key, [number for number, _ in rows], day)
        self._read_fft(person, cells)
        for ref, question in self.questions.items():
            self._read_question(person, question, [as_words(self.cell(row, ref)) for row in cells])
        if import_maps.COMMENT in self.places and self.text:
            said = [
                as_words(row[place])
                for row in cells
                for place in self.places[import_maps.COMMENT]
                if place < len(row)
            ]
            self._add_comment(person, self.text.ref, said)
        if themes := self._themes(cells):
            person.ratings["theme"] = themes
        if not person.left_out and not person.ratings and not person.comments:
            person.left_out = "nothing was answered"
        return person

    def _read_fft(self, person: Respondent, cells: list[Sequence[Raw]]) -> None:
        if import_maps.FFT not in self.places or self.fft is None:
            return
        said = list(dict.fromkeys(filter(None, (self.words(row, import_maps.FFT) for row in cells))))
        answers = {word: fft_answer(word) for word in said}
        if unknown := [word for word, answer in answers.items() if answer is None]:
            person.left_out = (
                f"code {unknown[0]}" if re.fullmatch(r"\d{1,2}", unknown[0]) else "words that are no answer"
            )
        elif len(set(answers.values())) > 1:
            person.left_out = "different answers in different rows"
        elif said:
            person.ratings[self.fft.ref] = answers[said[0]]

    def _read_question(self, person: Respondent, question: Question, said: list[str]) -> None:
        if question.asked_as.goes_to == COMMENT:
            self._add_comment(person, question.ref, said)
            return
        found = [answer_to(question, words) for words in dict.fromkeys(filter(None, said))]
        if None in found or len({str(answer) for answer in found}) > 1:
            self.unknown[question.ref] += 1
        elif found:
            person.ratings[question.ref] = found[0]

    @staticmethod
    def _add_comment(person: Respondent, ref: str, said: list[str]) -> None:
        words = [text for text in dict.fromkeys(said) if text and not is_no_comment(text)]
        if words:
            person.comments[ref] = "\n".join(filter(None, (person.comments.get(ref), *words)))

    def _themes(self, cells: list[Sequence[Raw]]) -> list[str]:
        found: dict[str, None] = {}
        for row in cells:
            for place in self.places.get(import_maps.THEME, ()):
                said = as_words(row[place]) if place < len(row) else ""
                if said.casefold() in ("1", "yes", "y", "true", "x"):
                    found[as_words(self.headings[place])] = None
                elif said and said.casefold() not in ("0", "no", "n", "false"):
                    found[said] = None
        return list(found)
