"""Who was heard in the last twelve months, and how: head counts and things, worked out once for all managers' tabs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from service.core.disclosure import Figure, TakingPart, Things, show
from service.summaries import Source, SurveyAnswers

YEAR = timedelta(days=365)
CAME = ("Yes", "Online")
ALL = ("", "all", "everyone", "total", "all patients")


class Heard:
    """The year's counts. A figure leaves it only through `things` and `people`, which apply its rule."""

    def __init__(self, source: Source):
        self._source, self._book = source, source.book
        self.since = source.today - YEAR
        self.caseload = caseload(source)
        self.events = [
            row for row in self._book.rows("E") if row.status == "Held" and self._in_year(row.date)
        ]
        self.comments = [row for row in self._book.rows("F") if self._in_year(row.date)]
        self._came = self._who_came()

    def _in_year(self, day: date | None) -> bool:
        return day is not None and self.since < day <= self._source.today

    def things(self, what: str, count: int | float) -> Figure:
        return show(Things(what, count))

    def people(self, what: str, count: int) -> Figure:
        return show(TakingPart(what, count, self.caseload))

    def _who_came(self) -> dict[str, list[str]]:
        """Refs of people by event: named once each, however often they are listed."""
        came: dict[str, dict[str, None]] = {}
        for row in self._book.rows("T"):
            if row.attended in CAME and row.what_for and row.what_for.ref and row.person and row.person.ref:
                came.setdefault(row.what_for.ref, {})[row.person.ref] = None
        return {event: list(people) for event, people in came.items()}

    def came(self, events: Iterable[Any]) -> int:
        """Heads counted event by event: names where there are any, else the number somebody wrote."""
        return sum(len(self._came.get(event.ref, ())) or event.how_many_came or 0 for event in events)

    def events_of(self, mechanism: str) -> list[Any]:
        return [event for event in self.events if event.mechanism == mechanism]

    def patients_by_name(self) -> int:
        """Different patients who came to something, sit on something, or are named as the source of a comment."""
        refs = {ref for event in self.events for ref in self._came.get(event.ref, ())}
        refs |= {row.person.ref for row in self._book.rows("N") if row.stage == "Joined" and row.person}
        refs |= {
            row.came_from.ref
            for row in self.comments
            if row.came_from and (row.came_from.ref or "").startswith("P-")
        }
        people = (self._book.find(ref) for ref in refs if ref)
        return sum(person is not None and person.role in (None, "Patient") for person in people)

    def members(self, kind: str) -> int:
        """People who sit on bodies of this kind now."""
        joined = (row for row in self._book.rows("N") if row.stage == "Joined" and row.person)
        bodies = ((row.person.ref, self._book.find(row.of)) for row in joined)
        return len({person for person, body in bodies if body is not None and body.kind == kind})

    def themes(self) -> list[tuple[str, int]]:
        """Comments by theme, most first; a comment about two things counts for both."""
        themes: Counter[str] = Counter()
        for row in self.comments:
            typed = row.theme if isinstance(row.theme, tuple) else (row.theme,) if row.theme else ()
            themes.update(set(typed))
        return themes.most_common()


def caseload(source: Source) -> int | None:
    """How many are cared for, as last counted; None when nobody counted."""
    counted = [
        row
        for row in source.book.rows("K")
        if row.counted_on and row.number is not None and row.counted_on <= source.today
    ]
    if not counted:
        return None
    last = max(row.counted_on for row in counted)
    rows = [row for row in counted if row.counted_on == last]
    whole = next((row for row in rows if str(row.group or "").strip().casefold() in ALL), None)
    return int(whole.number) if whole else sum(int(row.number) for row in rows)


def closed_surveys(source: Source) -> list[tuple[Any, SurveyAnswers]]:
    """Surveys whose figures may be published: closed, and those brought in from a file are. The latest first."""
    found = []
    for ref, answers in source.answers.items():
        survey = source.book.find(ref)
        if survey is not None and answers.state == "closed" and answers.ratings:
            found.append((survey, answers))
    return sorted(found, key=lambda pair: (pair[0].closes or date.min, pair[0].ref), reverse=True)


def can_be_read(source: Source, letters: str) -> bool:
    """True when every tab with these letters could be read, and so could every name where People is one of them.

    If not, the managers' tab is left as it last stood, with its date.
    """
    names = "P" not in letters or source.can_screen
    return names and all(source.book.is_readable(letter) for letter in letters)
