"""What bringing in earlier results tells whoever did it: numbers, reasons and row numbers, never anything a person wrote."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from service.core import import_dates
from service.core.importing import Reading, Respondent
from service.core.summarising import fft
from service.core.wording import count_words, list_words

ROWS_SHOWN = 20
_WITHOUT = "brought in without a date"
_SAID = {  # by state of the day: what is said of these respondents
    import_dates.SWAPPED: "had day and month swapped, where only one day was possible: that day is kept",
    import_dates.AMBIGUOUS: f"had two dates that are each other swapped, and both can be true: {_WITHOUT}",
    import_dates.DOUBTFUL: f"had a date that reads both ways, and their source swaps others: {_WITHOUT}",
    import_dates.CONFLICTING: f"had different dates in different rows: {_WITHOUT}",
    import_dates.UNREADABLE: f"had something that is no date: {_WITHOUT}",
}


@dataclass(frozen=True)
class DatesListed:
    """Respondents of one kind of doubtful date; `rows` are all of theirs, as the spreadsheet numbers them."""

    respondents: int
    rows: tuple[int, ...]

    def as_dict(self) -> dict[str, Any]:
        return {
            "respondents": self.respondents,
            "rows": len(self.rows),
            "first_rows": list(self.rows[:ROWS_SHOWN]),
        }


@dataclass(frozen=True)
class ImportReport:
    """`counted` gave a Friends and Family answer that counts; `brought_in` are the answers, of which `added` are new and
    `changed` are there already, but not with these answers."""

    survey: str
    rows_read: int
    respondents: int
    brought_in: int
    counted: int
    positive: float | None
    negative: float | None
    not_counted: dict[str, int]
    unknown_answers: dict[str, int]
    comments: int
    month_first_rows: int
    dates: dict[str, DatesListed]
    columns_left_out: int
    changed: int = 0
    added: int | None = None  # None for a dry run

    @property
    def already_there(self) -> int | None:
        return None if self.added is None else self.brought_in - self.added - self.changed

    @property
    def has_problems(self) -> bool:
        """Something a person must look at before these results can be relied on."""
        return bool(self.changed) or not self.brought_in

    def as_dict(self) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        rounded = {name: _rounded(plain[name]) for name in ("positive", "negative")}
        dates = {state: listed.as_dict() for state, listed in self.dates.items()}
        return {**plain, **rounded, "dates": dates, "already_there": self.already_there}

    def lines(self) -> list[str]:
        """The report as read on a screen."""
        return [*self._what_came(), *self._what_did_not(), *self._dates(), *self._changed(), *self._done()]

    def _what_came(self) -> list[str]:
        said = [
            f"{count_words(self.rows_read, 'row')} read, from {count_words(self.respondents, 'respondent')}."
        ]
        if self.positive is not None and self.negative is not None:
            said.append(
                f"Friends and Family Test: {count_words(self.counted, 'respondent')} counted,"
                f" {self.positive:.2f}% positive and {self.negative:.2f}% negative."
            )
        if self.comments:
            said.append(f"{count_words(self.comments, 'respondent')} left comments.")
        if self.columns_left_out:
            said.append(
                f"{count_words(self.columns_left_out, 'column')} of the file not in the map: left out."
            )
        return said

    def _what_did_not(self) -> list[str]:
        said = [
            f"Not counted: {count_words(many, 'respondent')} ({why})."
            for why, many in self.not_counted.items()
        ]
        unknown = self.unknown_answers.items()
        return said + [
            f"{ref}: {count_words(many, 'respondent')} gave an answer the question does not have."
            for ref, many in unknown
        ]

    def _dates(self) -> list[str]:
        said = [
            f"{count_words(self.month_first_rows, 'row')} cannot be day first: the month is written first."
        ]
        said = said if self.month_first_rows else []
        for state, listed in self.dates.items():
            rows = (
                list_words(map(str, listed.rows), ROWS_SHOWN)
                if len(listed.rows) > ROWS_SHOWN + 1
                else list_words(map(str, listed.rows))
            )
            row = "row" if len(listed.rows) == 1 else "rows"
            said.append(f"{count_words(listed.respondents, 'respondent')} {_SAID[state]} ({row} {rows}).")
        return said

    def _changed(self) -> list[str]:
        if not self.changed:
            return []
        one = self.changed == 1
        who = f"{count_words(self.changed, 'respondent')} of this file {'is' if one else 'are'}"
        they = "this is somebody else" if one else "they are other people"
        return [
            f"{who} in {self.survey} already with other answers: not added, and what is there stands."
            f" If {they}, or this is another year, add a survey in the tab Surveys and bring the file in there."
        ]

    def _done(self) -> list[str]:
        if not self.brought_in:
            return [
                f"No answer could go into {self.survey}, so nothing was added."
                " Check that --map gives each column its right meaning (see import-answers --help)."
            ]
        if self.added is None:
            return [
                f"Nothing was written: this was a dry run. {count_words(self.brought_in, 'answer')} would go into {self.survey}."
            ]
        there = f" {self.already_there:,} were there already." if self.already_there else ""
        return [f"{count_words(self.added, 'answer')} added to {self.survey}.{there}"]


def report_on(reading: Reading, survey: str, fft_ref: str | None) -> ImportReport:
    """Before anything is written; `added` is filled in after."""
    kept = [person for person in reading.respondents if not person.left_out]
    figures = fft(person.ratings.get(fft_ref) for person in kept if fft_ref)
    reasons = Counter(person.left_out for person in reading.respondents if person.left_out)
    if fft_ref and (blank := sum(fft_ref not in person.ratings for person in kept)):
        reasons["no answer to the Friends and Family Test"] = blank
    return ImportReport(
        survey=survey,
        rows_read=reading.rows_read,
        respondents=len(reading.respondents),
        brought_in=len(kept),
        counted=figures.total,
        positive=figures.positive,
        negative=figures.negative,
        not_counted={str(why): many for why, many in sorted(reasons.items(), key=lambda each: str(each[0]))},
        unknown_answers=dict(sorted(reading.unknown.items())),
        comments=sum(bool(person.comments) for person in kept),
        month_first_rows=reading.month_first_rows,
        dates=_dates_listed(reading.respondents),
        columns_left_out=reading.columns_left_out,
    )


def _dates_listed(respondents: list[Respondent]) -> dict[str, DatesListed]:
    by_state: dict[str, list[Respondent]] = defaultdict(list)
    for person in respondents:
        by_state[person.day.state].append(person)
    return {
        state: DatesListed(
            len(by_state[state]), tuple(sorted(row for person in by_state[state] for row in person.rows))
        )
        for state in _SAID
        if by_state[state]
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 2)
