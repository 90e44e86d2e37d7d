"""What you count to see if changes help: where each number comes from, and which way is better."""

from __future__ import annotations

from service.core.answering import Agreement, FriendsAndFamily, Information, Rating, YesOrNo, ZeroToTen
from service.core.answering import Number as NumberAnswer
from service.core.dates import add_months
from service.core.problems import WORTH_A_LOOK
from service.core.rows import Column, Row, check, check_all
from service.core.values import Choice, Date, Number, PointsTo, Text
from service.core.wording import day_words
from sheet_templates._words import MONTHS_BETWEEN, SURVEY

FITS = {  # which statistic can be made of answers to which type of question
    "Mean": (ZeroToTen.word, NumberAnswer.word),
    "Percent positive": (Rating.word, Agreement.word, YesOrNo.word, FriendsAndFamily.word),
}
STOPPED_AFTER = 2  # times the usual gap without a number
MEAN, PERCENT, COUNT, RATE = "Mean", "Percent positive", "Count", "Rate"


class Measure(
    Row,
    tab="Measures",
    letter="M",
    place=160,
    also=("Measure", "Indicators"),
    label="measure",
    needed_by=(SURVEY,),
):
    """One number you follow over time, a row. Numbers from Survey and Attendance are worked out for you;
    those of a Manual measure you write in Numbers over time."""

    measure = Column(
        "Measure",
        Text(200),
        "What is counted, such as days to see a nurse.",
        required=True,
        needed=True,
        also=("Name", "Indicator"),
        width=34,
    )
    unit = Column("Unit", Text(40), "Such as days, % or people.", also=("In",), width=12)
    source = Column(
        "Source",
        Choice(
            "Survey",
            "Attendance",
            "Manual",
            also={"Surveys": "Survey", "By hand": "Manual", "Typed": "Manual", "Staff": "Manual"},
        ),
        "Survey and Attendance are worked out. Manual: you write the numbers.",
        required=True,
        also=("From",),
        width=12,
    )
    question = Column("Question", PointsTo("Q"), "For Survey: the question it is made of.", width=26)
    statistic = Column(
        "Statistic",
        Choice(
            MEAN,
            PERCENT,
            COUNT,
            RATE,
            also={
                "Average": MEAN,
                "Percentage": PERCENT,
                "Percent": PERCENT,
                "%": PERCENT,
                "Number": COUNT,
                "Total": COUNT,
                "Share": RATE,
            },
        ),
        "Mean, Percent positive, Count, or Rate (one number out of another).",
        required=True,
        width=16,
    )
    counts = Column(
        "Counts",
        Choice("Things", "People", also={"Patients": "People", "Events": "Things"}),
        "People are protected when they are few; things are not.",
        also=("Counts what",),
        width=10,
    )
    better_is = Column(
        "Better is",
        Choice(
            "Higher",
            "Lower",
            "Neither",
            also={"High": "Higher", "Low": "Lower", "Up": "Higher", "Down": "Lower"},
        ),
        "Which way is good news.",
        width=10,
    )
    target = Column("Target", Number(-1e9, 1e9), "If there is one.", also=("Aim", "Goal"), width=10)
    every = Column(
        "Every",
        Choice(
            "Month",
            "Quarter",
            "Year",
            also={
                "Monthly": "Month",
                "Quarterly": "Quarter",
                "Annually": "Year",
                "Annual": "Year",
                "Yearly": "Year",
                "3 months": "Quarter",
            },
        ),
        "How often there is a number.",
        also=("How often", "Frequency"),
        width=10,
    )
    new_baseline_from = Column(
        "New baseline from",
        Date(),
        "Only when everything changed: what is usual is worked out anew from this day.",
        also=("Rebase", "Baseline from"),
    )

    @property
    def is_percentage(self):
        return self.statistic in (PERCENT, RATE) or (self.unit or "").strip().casefold() in (
            "%",
            "percent",
            "per cent",
            "percentage",
        )

    @check(
        on=unit,
        says="We cannot tell what these numbers are: days, people or something else.",
        fix="Write the unit.",
        kind=WORTH_A_LOOK,
    )
    def no_unit(self, today):
        return self.statistic in (MEAN, COUNT) and self.lacks("unit")

    @check(
        on=question,
        says="This measure comes from a survey, but we do not know of which question.",
        fix="Choose the question, or another Source.",
        native='AND({source}="Survey",{question}="")',
    )
    def survey_without_question(self, today):
        return self.source == "Survey" and self.lacks("question")

    @check(
        on=question,
        says="A question is named, but Source is not Survey, so its answers are not used.",
        fix="Choose Survey in Source, or clear the question.",
        native='AND({question}<>"",{source}<>"",{source}<>"Survey")',
    )
    def question_not_used(self, today):
        return self.question is not None and self.source not in (None, "Survey")

    @check(
        on=statistic,
        says="A survey cannot give a Rate: we do not know out of what.",
        fix="Choose Percent positive, Mean or Count.",
        native='AND({source}="Survey",{statistic}="Rate")',
    )
    def rate_of_a_survey(self, today):
        return self.source == "Survey" and self.statistic == RATE

    @check(
        on=statistic,
        says="Attendance can give a Count or a Rate only.",
        fix="Choose Count or Rate.",
        native='AND({source}="Attendance",OR({statistic}="Mean",{statistic}="Percent positive"))',
    )
    def statistic_not_of_attendance(self, today):
        return self.source == "Attendance" and self.statistic in (MEAN, PERCENT)

    @check(
        on=counts,
        says="We cannot tell whether people or things are counted, so this number is kept from managers.",
        fix="Choose People where each one counted is a person. Otherwise choose Things.",
        native='AND({source}="Manual",{statistic}<>"",{counts}="")',
    )
    def people_or_things(self, today):
        return self.source == "Manual" and self.statistic is not None and self.lacks("counts")

    @check(
        on=counts,
        says="Answers and attendance are always people.",
        fix="Choose People, or clear this cell.",
        kind=WORTH_A_LOOK,
    )
    def people_called_things(self, today):
        return self.counts == "Things" and self.source in ("Survey", "Attendance")

    @check(
        on=better_is,
        says="We cannot tell which way is good news, so we cannot say if a change helped.",
        fix="Choose Higher, Lower or Neither.",
        kind=WORTH_A_LOOK,
        native='AND({measure}<>"",{better_is}="")',
    )
    def better_is_missing(self, today):
        return self.measure is not None and self.lacks("better_is")

    @check(
        on=every,
        says="We cannot tell how often to expect a number.",
        fix="Choose Month, Quarter or Year.",
        kind=WORTH_A_LOOK,
    )
    def how_often_missing(self, today):
        return self.source == "Manual" and self.lacks("every")

    @check(
        on=target,
        says="There is a target, but Better is says Neither, so nobody can say if it is met.",
        fix="Choose Higher or Lower, or clear the target.",
        native='AND({target}<>"",{better_is}="Neither")',
    )
    def target_without_direction(self, today):
        return self.target is not None and self.better_is == "Neither"

    @check(
        on=target,
        says="A percentage can only be from 0 to 100.",
        fix="Correct the target.",
        native='AND(ISNUMBER({target}),OR({statistic}="Percent positive",{statistic}="Rate",{unit}="%"),'
        "OR({target}<0,{target}>100))",
    )
    def target_no_percentage(self, today):
        return self.target is not None and self.is_percentage and not 0 <= self.target <= 100

    @check(
        on=target,
        says="This target is a share below 1, but percentages are written from 0 to 100 here.",
        fix="Write 80 for 80%.",
        kind=WORTH_A_LOOK,
    )
    def target_as_a_share(self, today):
        return self.target is not None and self.is_percentage and 0 < self.target < 1

    @check(
        on=new_baseline_from,
        says="This date is in the future.",
        fix="Write the day from which everything was different.",
        kind=WORTH_A_LOOK,
        native="AND(ISNUMBER({new_baseline_from}),{new_baseline_from}>TODAY())",
    )
    def baseline_in_the_future(self, today):
        return self.new_baseline_from is not None and self.new_baseline_from > today

    @check_all(
        on=statistic,
        says="{statistic} cannot be made of a question of the type {type}.",
        fix="Choose {fitting}.",
    )
    def statistic_does_not_fit(rows, book):
        for row in rows:
            question = book.find(row.question)
            kind = getattr(question, "type", None)
            if row.source == "Survey" and kind and row.statistic in FITS and kind not in FITS[row.statistic]:
                fitting = next((name for name, kinds in FITS.items() if kind in kinds), COUNT)
                yield row, {"statistic": row.statistic, "type": kind, "fitting": fitting}

    @check_all(
        on=question,
        says="{ref} only informs, so it has no answers.",
        fix="Choose a question that people answer.",
    )
    def question_only_informs(rows, book):
        for row in rows:
            if getattr(book.find(row.question), "type", None) == Information.word:
                yield row, {"ref": row.question.ref}

    @check_all(
        on=better_is,
        says="{ref} says that better is {other}.",
        fix="Make both say the same.",
    )
    def better_is_contradicts_the_question(rows, book):
        for row in rows:
            other = getattr(book.find(row.question), "better_is", None)
            if (
                row.source == "Survey"
                and row.better_is
                and other
                and other != row.better_is
                and row.statistic == MEAN
            ):
                yield row, {"ref": row.question.ref, "other": other.casefold()}

    @check_all(
        on=target,
        says="Every number so far is already better than this target.",
        fix="Check the target, and whether Better is says the right way.",
        kind=WORTH_A_LOOK,
    )
    def target_on_the_wrong_side(rows, book):
        for row, readings in _with_readings(rows, book):
            values = [_per_cent(one) if row.is_percentage else one.value for one in readings]
            if row.target is None or row.better_is not in ("Higher", "Lower") or len(values) < 3:
                continue
            better = [
                value > row.target if row.better_is == "Higher" else value < row.target for value in values
            ]
            if all(better):
                yield row

    @check_all(
        on=target,
        says="This target is more than ten times the highest number so far.",
        fix="Check the target. It may be in another unit.",
        kind=WORTH_A_LOOK,
    )
    def target_far_from_every_number(rows, book):
        for row, readings in _with_readings(rows, book):
            usual = max(
                (abs(_per_cent(one) if row.is_percentage else one.value) for one in readings), default=0
            )
            if row.target is not None and usual and abs(row.target) > 10 * usual:
                yield row

    @check_all(
        on=every,
        says="The last number for this measure is from {day}.",
        fix="Add the newer numbers in Numbers over time.",
        kind=WORTH_A_LOOK,
    )
    def numbers_have_stopped(rows, book):
        for row, readings in _with_readings(rows, book):
            last = max((one.date for one in readings if one.date), default=None)
            months = MONTHS_BETWEEN.get(row.every or "")
            if (
                row.source == "Manual"
                and last
                and months
                and add_months(last, STOPPED_AFTER * months) < book.today
            ):
                yield row, {"day": day_words(last)}

    @check_all(
        on=measure,
        says="Row {other} has the same name, so nobody can tell the two apart.",
        fix="Give one of them another name.",
    )
    def measure_twice(rows, book):
        same = book.grouped(rows, lambda row: row.measure and " ".join(row.measure.casefold().split()))
        for twins in same.values():
            for row in twins[1:]:
                yield row, {"other": twins[0].row_number}

    @check_all(
        on=new_baseline_from,
        says="There is no number from this day on, so what is usual cannot be worked out anew.",
        fix="Correct the date, or add the numbers.",
        kind=WORTH_A_LOOK,
    )
    def baseline_after_every_number(rows, book):
        for row, readings in _with_readings(rows, book):
            start = row.new_baseline_from
            dates = [one.date for one in readings if one.date]
            if start and start <= book.today and dates and max(dates) < start:
                yield row


def _with_readings(rows, book):
    readings = book.grouped(
        book.rows("R"), lambda one: one.measure and one.measure.ref if one.value is not None else None
    )
    return ((row, readings.get(row.ref, ())) for row in rows)


def _per_cent(reading):
    """Typed as 14 out of 22, or as 63.6 alone."""
    return 100 * reading.value / reading.out_of if reading.out_of else reading.value
