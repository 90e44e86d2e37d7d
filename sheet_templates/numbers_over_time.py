"""The numbers of each Manual measure, one a row: what the charts are drawn from."""

from __future__ import annotations

from service.core.problems import WORTH_A_LOOK
from service.core.rows import Column, Row, check, check_all
from service.core.values import Date, Number, PointsTo, Text
from sheet_templates._words import SURVEY
from sheet_templates.measures import COUNT, PERCENT, RATE

ENOUGH_TO_COMPARE = 5  # other numbers, before one of them can look out of place
FAR = 10  # times the highest of the others


class Reading(
    Row,
    tab="Numbers over time",
    letter="R",
    place=170,
    also=("Readings", "Numbers", "Data", "Measurements"),
    needed_by=(SURVEY,),
):
    """One number of one measure on one day, a row. For a share, write how many in Value and of how many in Out of."""

    measure = Column(
        "Measure", PointsTo("M"), "Which measure.", required=True, needed=True, also=("Indicator",), width=30
    )
    date = Column(
        "Date",
        Date(),
        "The day, or the last day of the month it is for.",
        required=True,
        needed=True,
        also=("Month", "When"),
    )
    value = Column(
        "Value",
        Number(-1e9, 1e9),
        "The number.",
        required=True,
        needed=True,
        also=("Number", "Result"),
        width=10,
    )
    out_of = Column(
        "Out of", Number(0, 1e9), "For a share: of how many.", also=("Of", "Total", "Denominator"), width=10
    )
    note = Column("Note", Text(300), "Anything that explains it.", also=("Notes", "Comment"), width=36)

    @check(
        on=date,
        says="This number is from the future.",
        fix="Correct the date.",
        native="AND(ISNUMBER({date}),{date}>TODAY())",
    )
    def reading_in_the_future(self, today):
        return self.date is not None and self.date > today

    @check(
        on=value,
        says="Value is more than Out of.",
        fix="Correct one of the two.",
        native="AND(ISNUMBER({value}),ISNUMBER({out_of}),{value}>{out_of})",
    )
    def value_over_out_of(self, today):
        return self.value is not None and self.out_of is not None and self.value > self.out_of

    @check(
        on=out_of,
        says="Nothing can be out of 0.",
        fix="Write of how many, or delete the row if there was nobody.",
        native="AND(ISNUMBER({out_of}),{out_of}=0)",
    )
    def out_of_nothing(self, today):
        return self.out_of == 0

    @check(
        on=value,
        says="How many of a number cannot be below 0.",
        fix="Correct Value.",
        native="AND(ISNUMBER({value}),ISNUMBER({out_of}),{value}<0)",
    )
    def share_below_nothing(self, today):
        return self.value is not None and self.out_of is not None and self.value < 0

    @check_all(
        on=value,
        says="This measure is a percentage, which can only be from 0 to 100.",
        fix="Correct Value.",
    )
    def no_percentage(rows, book):
        for row in rows:
            # A Percent positive or a Rate needs its Out of first, and that is told.
            measure = book.find(row.measure)
            alone = getattr(measure, "is_percentage", False) and measure.statistic not in (PERCENT, RATE)
            if alone and row.value is not None and row.lacks("out_of") and not 0 <= row.value <= 100:
                yield row

    @check_all(
        on=date,
        says="Row {other} has a number for the same measure on the same day, so neither can be drawn.",
        fix="Delete one, or correct its date.",
    )
    def two_readings_on_a_day(rows, book):
        same = book.grouped(
            rows,
            lambda row: (row.measure.ref or row.measure.text, row.date) if row.measure and row.date else None,
        )
        for twins in same.values():
            for row in twins[1:]:
                yield row, {"other": twins[0].row_number}

    @check_all(
        on=out_of,
        says="This measure is a {statistic}, so we need to know out of how many.",
        fix="Write how many in Value and of how many in Out of.",
    )
    def out_of_missing(rows, book):
        for row in rows:
            statistic = getattr(book.find(row.measure), "statistic", None)
            if statistic in (PERCENT, RATE) and row.value is not None and row.lacks("out_of"):
                yield row, {"statistic": statistic}

    @check_all(
        on=measure,
        says="The numbers of this measure are worked out from {source}, so this one is not used.",
        fix="Delete the row, or choose Manual for the measure.",
    )
    def measure_is_worked_out(rows, book):
        for row in rows:
            source = getattr(book.find(row.measure), "source", None)
            if source in ("Survey", "Attendance"):
                yield row, {"source": "the survey" if source == "Survey" else "Attendance"}

    @check_all(on=value, says="A count cannot be below 0 or have decimals.", fix="Correct the number.")
    def count_not_whole(rows, book):
        for row in rows:
            counted = getattr(book.find(row.measure), "statistic", None) == COUNT
            if counted and row.value is not None and (row.value < 0 or row.value != int(row.value)):
                yield row

    @check_all(
        on=value,
        says="This is more than ten times any other number of this measure.",
        fix="Check the number. Leave it if it is right.",
        kind=WORTH_A_LOOK,
    )
    def far_from_the_others(rows, book):
        of = book.grouped(
            (row for row in rows if row.value is not None), lambda row: row.measure and row.measure.ref
        )
        for same in of.values():
            if len(same) > ENOUGH_TO_COMPARE:
                highest, *others = sorted(same, key=lambda row: row.value, reverse=True)
                if highest.value > FAR * abs(others[0].value) > 0:
                    yield highest

    @check_all(
        on=date,
        says="This measure has a number every {every}, and row {other} is for the same {every}.",
        fix="Keep one number for each {every}.",
        kind=WORTH_A_LOOK,
    )
    def two_readings_in_a_period(rows, book):
        seen: dict[tuple, object] = {}
        for row in sorted(
            (row for row in rows if row.date and row.measure and row.measure.ref),
            key=lambda row: (row.date, row.row_number),
        ):
            every = getattr(book.find(row.measure), "every", None)
            if every:
                first = seen.setdefault((row.measure.ref, _period(row.date, every)), row)
                if first is not row and first.date != row.date:
                    yield row, {"every": every.casefold(), "other": first.row_number}


def _period(day, every):
    return (day.year, {"Month": day.month, "Quarter": (day.month - 1) // 3, "Year": 0}[every])
