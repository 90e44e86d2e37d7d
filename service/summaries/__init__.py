"""What staff and managers read: one file a tab, found because it is in this folder. Pure: a Source in, tabs out."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from service.core.asking import Form
from service.core.book import Book
from service.core.changes import ServiceTab, TabContent
from service.core.hiding import Hidden, Known
from service.core.problems import Problem
from service.core.rows import Row
from service.core.values import number_as_text


@dataclass(frozen=True)
class SurveyAnswers:
    """What the ledger holds for one survey. Anonymous answers are in it only once they may be seen."""

    ratings: Sequence[Any] = ()  # with .answer_id, .version, .who, .ratings {question Ref: value}
    comments: Sequence[Any] = ()  # with .question, .text, .version
    count: int | None = None  # None: not counted until it closes
    mode: str = "anonymous"  # "anonymous" | "confidential"
    state: str = "draft"  # "draft" | "early" | "open" | "shut" | "closed"
    imported: bool = False
    forms: Mapping[int, Form] = field(default_factory=dict)  # by version, as frozen with the first answer


@dataclass(frozen=True)
class FormLink:
    """One form people can reach: `name` in words, its address, a shorter one where there is one, and answers so far."""

    name: str
    address: str
    short: str | None = None
    survey: str | None = None  # the Ref, where it is a survey's


@dataclass(frozen=True)
class Held:
    """A staff tab that lost too much, or could not be read: its last good figures stand."""

    tab: str
    since: datetime | date


@dataclass(frozen=True)
class Source:
    """Everything the summaries are made from. What comes from the ledger is plain data; time is `now`."""

    book: Book
    problems: Sequence[Problem]
    facts: Any  # SetUpFacts
    now: datetime
    kinds: Sequence[type[Row]] = ()
    answers: Mapping[str, SurveyAnswers] = field(default_factory=dict)  # by the Ref of the survey
    links: Sequence[FormLink] = ()
    log: Sequence[Any] = ()  # with .at and .words
    held: Sequence[Held] = ()
    waiting: Sequence[str] = ()  # whole sentences: what waited, and since when
    offered: Sequence[Any] = ()  # rows not yet seen in a version staff saved: with .ref, .tab, .state
    changed: Sequence[str] = ()  # Refs of people whose name or address changed at once: nothing is sent
    moved: Sequence[tuple[str, str, Sequence[str]]] = ()  # (tab, heading, Refs) of columns sorted alone
    filled_down: Mapping[str, Sequence[int]] = field(
        default_factory=dict
    )  # tab → rows whose Ref was typed over
    restore: str | None = None  # the version to go back to when a column was sorted alone
    check_again: Mapping[str, Sequence[str]] = field(
        default_factory=dict
    )  # list (a survey or event) → people on it whose name or address changed since it was checked
    told_online: Mapping[tuple[str, str], str] = field(
        default_factory=dict
    )  # (Ref, attribute) → what came online
    last_written: datetime | None = None
    earlier: Mapping[str, Sequence[Any]] = field(
        default_factory=dict
    )  # editions managers have seen, by survey and version
    version: str = ""
    held_before: Mapping[str, Collection[str]] = field(
        default_factory=dict
    )  # words held back in earlier runs, by their mark: whom they named (see Hidden)
    mark_of: Callable[[str], str] = str  # a keyed hash, where it is kept
    learnt: Hidden | None = None  # who must not be named, where that was worked out before
    practice: bool = False  # a site to try things on: its people are invented and it cannot send

    @property
    def today(self) -> date:
        return self.now.date()

    @cached_property
    def hidden(self) -> Hidden:
        """What must not be read in any text bound for managers: everybody in People but staff, and Names to hide."""
        if self.learnt is not None:
            return self.learnt
        people = [
            Known(row.name, row.email, row.phone, row.postal_address, row.ref or "", row.role == "Staff")
            for row in self.book.rows("P")
        ]
        # A number with a problem is somebody's all the same.
        for row, attribute, raw in self.book.unread("P"):
            if attribute in ("email", "phone") and isinstance(raw, (str, int, float)):
                cell = number_as_text(raw)
                people.append(Known(row.name, cell, cell, None, row.ref or "", row.role == "Staff"))
        facts = self.facts
        colleagues = (facts.lead, facts.deputy, facts.manager_to_tell, *facts.urgent_comments_go_to)
        staff = [colleague.name for colleague in colleagues if colleague and colleague.name]
        return Hidden(people, facts.names_to_hide, staff, self.held_before, self.mark_of)

    @property
    def can_screen(self) -> bool:
        """False while People or a name in it cannot be read: then no typed words leave, since nobody can say whom they name."""
        return self.book.is_readable("P") and not self.unread_names

    @property
    def unread_names(self) -> list[Row]:
        """Rows of people whose name cannot be read. Those of staff may be said, so they do not matter."""
        unread = self.book.unread("P")
        return [row for row, attribute, _ in unread if attribute == "name" and row.role != "Staff"]


@dataclass(frozen=True)
class Summary:
    """One tab, or several of one kind, and what fills it."""

    tab: ServiceTab
    fill: Callable[[Source], TabContent | list[TabContent]]


@cache
def all_summaries() -> tuple[Summary, ...]:
    """Every SUMMARY in this folder, in the order of the tabs, staff workbook first."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__) if not found.name.startswith("_"))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    found = [
        made for module in modules for made in [getattr(module, "SUMMARY", None)] if isinstance(made, Summary)
    ]
    return tuple(sorted(found, key=lambda made: (made.tab.workbook != "staff", made.tab.place)))


def fill_all(source: Source, workbook: str | None = None) -> list[TabContent]:
    """All tabs of the "staff" or "managers" workbook, or of both."""
    contents: list[TabContent] = []
    for summary in all_summaries():
        if workbook in (None, summary.tab.workbook):
            made = summary.fill(source)
            contents += made if isinstance(made, list) else [made]
    return contents
