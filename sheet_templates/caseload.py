"""How many patients the service cares for: what every share of people heard is measured against."""

from __future__ import annotations

from itertools import pairwise

from service.core.dates import add_months
from service.core.problems import WORTH_A_LOOK
from service.core.rows import Column, Row, check, check_all
from service.core.values import Date, Text, Whole
from service.core.wording import day_words
from sheet_templates._words import MECHANISMS

COUNT_EVERY = 12  # months
EVERYONE = "Everyone"
_ALL = frozenset(
    f"{all_}{of}"
    for all_ in (
        "all",
        "total",
        "whole",
        "entire",
        "full",
        "everyone",
        "everybody",
        "overall",
        "grand total",
        "",
    )
    for of in (
        "",
        " patients",
        " people",
        " service",
        " caseload",
        " list",
        " clinic",
        " groups",
        " in total",
    )
)


class CaseloadCount(
    Row,
    tab="Caseload",
    letter="K",
    place=150,
    also=("Caseload counts", "Patient numbers"),
    label="group",
    needed_by=MECHANISMS,
):
    """One count a row, from the clinic list or the multidisciplinary team. Count once a year or more; keep the old counts."""

    counted_on = Column(
        "Counted on", Date(), "The day of the count.", required=True, needed=True, also=("Date", "Counted")
    )
    group = Column(
        "Group",
        Text(120),
        "Empty for all patients; or a part, such as on treatment.",
        also=("Which patients",),
        width=22,
    )
    number = Column(
        "Number",
        Whole(0, 100_000),
        "How many patients.",
        required=True,
        needed=True,
        also=("Patients", "Count", "How many"),
    )
    source = Column(
        "Source", Text(200), "Where the number is from, such as the clinic list.", also=("From",), width=30
    )

    @property
    def counts(self):
        """Which group, so that Everyone, All and an empty cell are one."""
        name = " ".join((self.group or "").casefold().strip(" .:-()").split()).removeprefix("the ")
        return "" if name.replace("all the ", "all ").replace("all our ", "all ") in _ALL else name

    @check(
        on=counted_on,
        says="This count is in the future.",
        fix="Correct the date.",
        native="AND(ISNUMBER({counted_on}),{counted_on}>TODAY())",
    )
    def counted_in_the_future(self, today):
        return self.counted_on is not None and self.counted_on > today

    @check(
        on=number,
        says="The number is 0, so no share of patients can be worked out.",
        fix="Correct the number, or delete the row.",
        kind=WORTH_A_LOOK,
        native="AND(ISNUMBER({number}),{number}=0)",
    )
    def nobody_counted(self, today):
        return self.number == 0

    @check(
        on=source,
        says="We cannot see where this number is from.",
        fix="Write the list or person it came from, so that next year's count is made the same way.",
        kind=WORTH_A_LOOK,
    )
    def source_not_given(self, today):
        return self.number is not None and self.lacks("source")

    @check_all(
        on=counted_on,
        says="Patients were last counted on {day}, more than 12 months ago.",
        fix="Add a row with a new count.",
        kind=WORTH_A_LOOK,
    )
    def counted_long_ago(rows, book):
        whole = [row for row in rows if row.counted_on and not row.counts]
        last = max(whole, key=lambda row: row.counted_on, default=None)
        if last and add_months(last.counted_on, COUNT_EVERY) < book.today:
            yield last, {"day": day_words(last.counted_on)}

    @check_all(
        on=number,
        says="This is {how} the {before} counted on {day}.",
        fix="Check the number. Leave it if it is right.",
        kind=WORTH_A_LOOK,
    )
    def halved_or_doubled(rows, book):
        for before, row in _in_pairs(rows, book):
            if before.number and row.number and not before.number / 2 < row.number < before.number * 2:
                how = "half or less of" if row.number < before.number else "twice or more"
                yield row, {"how": how, "before": before.number, "day": day_words(before.counted_on)}

    @check_all(
        on=counted_on,
        says="Row {other} counts the same patients on the same day.",
        fix="Delete one of them.",
    )
    def counted_twice(rows, book):
        for twins in book.grouped(
            rows, lambda row: (row.counts, row.counted_on) if row.counted_on else None
        ).values():
            for row in twins[1:]:
                yield row, {"other": twins[0].row_number}

    @check_all(
        on=number,
        says="People holds {number} patients who are New or Active, which is more than this count.",
        fix="Check the count, and whether everybody in People is still a patient.",
        kind=WORTH_A_LOOK,
    )
    def more_people_than_counted(rows, book):
        whole = [
            row
            for row in rows
            if row.counted_on and row.number and not row.counts and row.counted_on <= book.today
        ]
        last = max(whole, key=lambda row: row.counted_on, default=None)
        number = sum(
            row.role == "Patient" and row.status in (None, "New", "Active") for row in book.rows("P")
        )
        if last and number > last.number:
            yield last, {"number": number}

    @check_all(
        on=number,
        says="This part is larger than all patients together, counted on the same day.",
        fix="Check both numbers.",
    )
    def part_larger_than_whole(rows, book):
        whole = {row.counted_on: row.number for row in rows if not row.counts and row.number is not None}
        yield from (
            row
            for row in rows
            if row.counts and row.number and row.number > whole.get(row.counted_on, row.number)
        )


def _in_pairs(rows, book):
    """Each count with the one before it of the same group."""
    counted = (row for row in rows if row.counted_on and row.number is not None)
    for of in book.grouped(counted, lambda row: row.counts).values():
        of.sort(key=lambda row: row.counted_on)
        yield from pairwise(of)
