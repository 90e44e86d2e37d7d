"""The six ways of hearing patients, and Other: which ones this service uses, and how often."""

from __future__ import annotations

from datetime import date
from typing import Any

from service.core.dates import add_months
from service.core.problems import WORTH_A_LOOK
from service.core.rows import Column, Row, check, check_all
from service.core.values import Choice, Date, Money, Number, Text, Whole
from service.core.wording import day_words
from sheet_templates._words import (
    COMMITTEES,
    EVERY,
    LINK,
    MECHANISM,
    MECHANISMS,
    MONTHS_BETWEEN,
    OTHER,
    SURVEY,
)


class Mechanism(
    Row, tab="How we listen", letter="H", place=70, also=("Mechanisms", "Mechanism"), label="mechanism"
):
    """The ways in which you hear from patients, one a row. Say which you use now, which later and which not, and why."""

    mechanism = Column(
        "Mechanism",
        MECHANISM,
        "One of the six ways, or Other.",
        required=True,
        needed=True,
        also=("Way",),
        width=26,
    )
    use_it = Column(
        "Use it", Choice("Yes", "Later", "No"), "Whether you use it now, later or not.", also=("Use",)
    )
    not_now_because = Column(
        "Not now because", Text(500), "If Later or No: why. It is kept for your yearly review.", width=30
    )
    how_often = Column("How often", EVERY, "How often it should happen.", also=("Frequency",))
    lead = Column("Lead", Text(120), "Who sees that it happens.", also=("Led by",))
    aim_for = Column(
        "Aim for (people)", Whole(0, 10_000), "How many people you hope for each time.", also=("Aim for",)
    )
    started = Column("Started", Date(), "When you began to use it.", more=True)
    hours_per_time = Column(
        "Hours per time",
        Number(0, 1000),
        "Staff hours each time, preparation included.",
        more=True,
        also=("Hours",),
    )
    cost_per_time = Column(
        "Cost per time (£)", Money(), "Room, food, travel and the like, each time.", more=True, also=("Cost",)
    )
    notes = Column("Notes", Text(), "Anything you want to remember.", more=True, width=40)

    @classmethod
    def prefilled(cls) -> list[dict[str, Any]]:
        return [{"mechanism": name} for name in MECHANISMS]

    @check(
        on=not_now_because,
        says="This is not used, and no reason is written down.",
        fix="Say why in a few words, so that the yearly review can decide again.",
        kind=WORTH_A_LOOK,
    )
    def no_reason_for_not_using_it(self, today):
        return self.use_it == "No" and self.lacks("not_now_because")

    @check(
        on=started,
        says="Use it says Yes, but Started is in the future.",
        fix="Choose Later until it starts, or correct the date.",
        kind=WORTH_A_LOOK,
    )
    def used_before_it_starts(self, today):
        return self.use_it == "Yes" and self.started is not None and self.started > today

    @check(
        on=not_now_because,
        says="Use it says Yes, and there is a reason not to.",
        fix="Clear the reason, or choose Later or No.",
        kind=WORTH_A_LOOK,
        native='AND({use_it}="Yes",{not_now_because}<>"")',
    )
    def used_with_a_reason_not_to(self, today):
        return self.use_it == "Yes" and self.not_now_because is not None

    @check(
        on=lead,
        says="This is used, but nobody sees that it happens.",
        fix="Write one name in Lead.",
        kind=WORTH_A_LOOK,
        native='AND({use_it}="Yes",{lead}="")',
    )
    def used_without_a_lead(self, today):
        return self.use_it == "Yes" and self.lacks("lead")

    @check(
        on=how_often,
        says="This is used, but we cannot see how often, so nobody is told when it is due.",
        fix="Choose how often it should happen.",
        kind=WORTH_A_LOOK,
        native='AND({use_it}="Yes",{how_often}="",{mechanism}<>"Committees",{mechanism}<>"Other")',
    )
    def used_without_how_often(self, today):
        # Committees choose their own dates, and Other may be a single day.
        return self.use_it == "Yes" and self.mechanism not in (COMMITTEES, OTHER) and self.lacks("how_often")

    @check_all(
        on=how_often,
        says="{last}. It should happen every {every}, and nothing is planned.",
        fix="Add the next one to Events, or choose how often you can really do it.",
        kind=WORTH_A_LOOK,
    )
    def longer_ago_than_how_often(rows, book):
        # The dates of a survey, and those of each committee and support group, are told where they are kept.
        for row in rows if book.is_readable("E") else ():
            if row.use_it == "Yes" and row.how_often and row.mechanism not in (SURVEY, LINK, COMMITTEES):
                last, words = _last_held(row, book)
                if last and add_months(last, MONTHS_BETWEEN[row.how_often]) < book.today:
                    yield row, {"last": words, "every": row.how_often.lower()}

    @check_all(
        on=mechanism,
        says="{mechanism} is already in row {other}.",
        fix="Keep one row for each mechanism, with what is true now.",
    )
    def mechanism_twice(rows, book):
        ours = [row for row in rows if row.mechanism != "Other"]
        for same in book.grouped(ours, lambda row: row.mechanism).values():
            for row in same[1:]:
                yield row, {"mechanism": row.mechanism, "other": same[0].row_number}


def _last_held(row: Any, book: Any) -> tuple[date | None, str]:
    """The day it was last held, or begun if it never was, in words too; None while one is planned or no day is known."""
    of_it = [event for event in book.rows("E") if event.mechanism == row.mechanism and event.date]
    if any(event.is_ahead(book.today) for event in of_it):
        return None, ""
    held = [event.date for event in of_it if event.status == "Held" and event.date <= book.today]
    if held:
        return max(held), f"This was last held on {day_words(max(held))}"
    return row.started, f"This began on {day_words(row.started)}, and none was held" if row.started else ""


def in_use(book: Any) -> set[str] | None:
    """Mechanisms with Use it Yes; None when nobody has said anything yet, so that nothing is read into it."""
    decided = [row for row in book[Mechanism] if row.use_it]
    return {row.mechanism for row in decided if row.use_it == "Yes"} if decided else None
