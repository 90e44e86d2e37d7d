"""Who offers information at the forum's market place, what they need, and what they sell."""

from __future__ import annotations

from datetime import timedelta

from service.core.problems import WORTH_A_LOOK
from service.core.rows import Column, Row, check_all
from service.core.values import Choice, PointsTo, Text
from sheet_templates._words import FORUM, YES_NO

A_WEEK = timedelta(days=7)


class Stall(
    Row,
    tab="Stalls",
    letter="B",
    place=120,
    also=("Market place", "Stall holders"),
    label="organisation",
    needed_by=(FORUM,),
):
    """Organisations with a table at a forum, one a row. Patients are told who has something to sell."""

    event = Column(
        "Event",
        PointsTo("E"),
        "The forum they come to.",
        required=True,
        needed=True,
        width=28,
        also=("Forum",),
    )
    organisation = Column(
        "Organisation",
        Text(150),
        "Who they are.",
        required=True,
        needed=True,
        width=28,
        also=("Stall", "Organization", "Name"),
    )
    contact = Column("Contact", Text(300), "Who to talk to, and how.", width=26)
    what_they_bring = Column(
        "What they bring", Text(500), "Leaflets, advice, wigs and the like.", width=26, also=("Brings",)
    )
    table_or_power = Column(
        "Table or power",
        Choice(
            "Table",
            "Power",
            "Table and power",
            "Neither",
            also={"Both": "Table and power", "None": "Neither", "Yes": "Table and power"},
        ),
        "What they need.",
        also=("Needs",),
    )
    commercial_interest = Column(
        "Commercial interest",
        YES_NO,
        "Yes if they sell something or are paid by somebody who does.",
        also=("Commercial",),
    )
    confirmed = Column("Confirmed", YES_NO, "Yes once they have said they will come.", width=10)

    @check_all(
        on=event,
        says="This event is not a forum, so it has no market place.",
        fix="Choose the forum they come to.",
        kind=WORTH_A_LOOK,
    )
    def stall_without_a_market_place(rows, book):
        for row, event in _with_event(rows, book):
            if event.mechanism not in (None, FORUM):
                yield row

    @check_all(
        on=event,
        says="This event is cancelled, but the stall is still confirmed.",
        fix="Tell them, then choose No under Confirmed.",
    )
    def stall_at_a_cancelled_event(rows, book):
        for row, event in _with_event(rows, book):
            if event.status == "Cancelled" and row.confirmed == "Yes":
                yield row

    @check_all(
        on=confirmed,
        says="The forum is within a week, and this stall has not said yes.",
        fix="Ring them, then choose Yes or No.",
        kind=WORTH_A_LOOK,
    )
    def stall_not_confirmed(rows, book):
        for row, event in _with_event(rows, book):
            if row.lacks("confirmed") and event.is_within(A_WEEK, book.today):
                yield row

    @check_all(
        on=commercial_interest,
        says="It is not noted whether they have something to sell. The list for patients must say so.",
        fix="Ask them, and choose Yes or No.",
    )
    def interest_not_asked(rows, book):
        for row, event in _with_event(rows, book):
            if row.lacks("commercial_interest") and row.confirmed == "Yes" and event.is_ahead(book.today):
                yield row

    @check_all(
        on=commercial_interest,
        says="They have something to sell. The list for patients will say so.",
        fix="Make sure your manager knows. Choose No under Confirmed if they should not come.",
        kind=WORTH_A_LOOK,
    )
    def has_something_to_sell(rows, book):
        for row, event in _with_event(rows, book):
            if row.commercial_interest == "Yes" and row.confirmed != "No" and event.is_ahead(book.today):
                yield row

    @check_all(
        on=organisation,
        says="This organisation already has a stall at this event, in row {other}.",
        fix="Keep one row.",
        kind=WORTH_A_LOOK,
    )
    def stall_twice(rows, book):
        named = [row for row in rows if row.event and row.organisation]
        for same in book.grouped(
            named, lambda row: (row.event.ref or row.event.text, row.organisation.casefold())
        ).values():
            for row in same[1:]:
                yield row, {"other": same[0].row_number}


def _with_event(rows, book):
    for row in rows:
        event = book.find(row.event)
        if event is not None:
            yield row, event
