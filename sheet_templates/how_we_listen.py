"""The six ways of hearing patients, and Other: which ones this service uses, and how often."""

from __future__ import annotations

from typing import Any

from service.core.problems import WORTH_A_LOOK
from service.core.rows import Column, Row, check, check_all
from service.core.values import Choice, Date, Money, Number, Text, Whole
from sheet_templates._words import EVERY, MECHANISM, MECHANISMS


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


def in_use(book: Any) -> set[str] | None:
    """Mechanisms with Use it Yes; None when nobody has said anything yet, so that nothing is read into it."""
    decided = [row for row in book[Mechanism] if row.use_it]
    return {row.mechanism for row in decided if row.use_it == "Yes"} if decided else None
