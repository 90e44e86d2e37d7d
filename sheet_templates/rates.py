"""What people are paid for their travel and their time, from which day on."""

from __future__ import annotations

from service.core.problems import WORTH_A_LOOK
from service.core.rows import Column, Row, check, check_all
from service.core.values import Choice, Date, Money
from sheet_templates._words import COMMITTEES, FOCUS_GROUP, FORUM, PATIENT_GROUP

_NEVER_PER = {
    "Mile": ("Meal", "Overnight stay", "Carer or childcare", "Involvement payment"),
    "Hour": ("Meal", "Overnight stay"),
}
MOST_A_MILE = 2  # pounds; the rates in use are well under £1, so 45 was meant as 45p


class Rate(
    Row,
    tab="Rates",
    letter="X",
    place=140,
    also=("Rate", "Expenses rates"),
    label="what",
    needed_by=(COMMITTEES, FORUM, PATIENT_GROUP, FOCUS_GROUP),
):
    """One rate a row. When a rate changes, add a row with the new date and keep the old one, so that old claims stay right."""

    from_ = Column(
        "From",
        Date(),
        "The first day this rate counts.",
        required=True,
        also=("From date", "Since", "Valid from"),
    )
    what = Column(
        "What",
        Choice(
            "Involvement payment",
            "Car",
            "Extra passenger",
            "Bicycle",
            "Motorcycle",
            "Meal",
            "Overnight stay",
            "Carer or childcare",
            "Other",
            also={
                "Payment": "Involvement payment",
                "Fee": "Involvement payment",
                "Mileage": "Car",
                "Car mileage": "Car",
                "Passenger": "Extra passenger",
                "Bike": "Bicycle",
                "Cycle": "Bicycle",
                "Childcare": "Carer or childcare",
            },
        ),
        "What is paid for.",
        required=True,
        needed=True,
        width=22,
    )
    per = Column(
        "Per",
        Choice(
            "Mile",
            "Hour",
            "3 hours or part",
            "Half day",
            "Day",
            "Meeting",
            "Each",
            also={
                "Miles": "Mile",
                "A mile": "Mile",
                "Hourly": "Hour",
                "Up to 3 hours": "3 hours or part",
                "3 hours": "3 hours or part",
                "Daily": "Day",
                "Event": "Meeting",
                "Session": "Meeting",
                "Time": "Each",
                "Item": "Each",
            },
        ),
        "What one amount covers.",
        required=True,
        width=16,
    )
    pounds = Column(
        "£",
        Money(),
        "How much, in pounds: 0.45 for 45p.",
        required=True,
        needed=True,
        also=("Amount", "Amount (£)", "Rate", "Pounds", "GBP"),
    )

    @check(
        on=pounds,
        says="This rate is £0, so nothing would be paid.",
        fix="Write the amount, or delete the row.",
        kind=WORTH_A_LOOK,
    )
    def rate_of_nothing(self, today):
        return self.pounds == 0

    @check(
        on=pounds,
        says="This is a lot for a mile.",
        fix="If it is pence, write it in pounds, such as 0.45.",
        kind=WORTH_A_LOOK,
        native='AND({per}="Mile",ISNUMBER({pounds}),{pounds}>2)',
    )
    def pence_as_pounds(self, today):
        return self.per == "Mile" and self.pounds is not None and self.pounds > MOST_A_MILE

    @check(
        on=per,
        says="Travel by car, bicycle or motorcycle is paid by the mile.",
        fix="Choose Mile.",
        kind=WORTH_A_LOOK,
    )
    def travel_not_by_the_mile(self, today):
        return self.what in ("Car", "Bicycle", "Motorcycle", "Extra passenger") and self.per not in (
            None,
            "Mile",
        )

    @check(
        on=per,
        says="{what} is not paid by the {per}.",
        fix="Choose what one amount covers, such as Each or Day.",
        kind=WORTH_A_LOOK,
        native='OR(AND({per}="Mile",OR({what}="Meal",{what}="Overnight stay",{what}="Carer or childcare",'
        '{what}="Involvement payment")),AND({per}="Hour",OR({what}="Meal",{what}="Overnight stay")))',
    )
    def unit_that_does_not_fit(self, today):
        return (
            {"what": self.what, "per": self.per.lower()}
            if self.what in _NEVER_PER.get(self.per, ())
            else False
        )

    @check_all(
        on=from_,
        says="Row {other} has a rate for the same thing from the same day, so we cannot tell which to pay.",
        fix="Delete one, or correct its date.",
    )
    def rates_overlap(rows, book):
        same = book.grouped(
            rows,
            lambda row: (
                (row.what, row.per, row.from_) if row.what and row.what != "Other" and row.from_ else None
            ),
        )
        for twins in same.values():
            for row in twins[1:]:
                yield row, {"other": twins[0].row_number}

    @check_all(
        on=per,
        says="The same thing is paid by the {other} in row {number}. Only one of the two can be used.",
        fix="Keep one way of paying, or date the newer one later.",
    )
    def paid_in_two_ways(rows, book):
        same = book.grouped(
            rows,
            lambda row: (
                (row.what, row.from_) if row.what and row.what != "Other" and row.from_ and row.per else None
            ),
        )
        for rivals in same.values():
            for row in rivals[1:]:
                if row.per != rivals[0].per:
                    yield row, {"other": rivals[0].per.casefold(), "number": rivals[0].row_number}
