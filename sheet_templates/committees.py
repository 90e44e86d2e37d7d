"""The committees, patient groups and support groups you work with: seats, quorum, when you next meet."""

from __future__ import annotations

from service.core.dates import add_months
from service.core.problems import WORTH_A_LOOK
from service.core.rows import Column, Row, check, check_all
from service.core.values import Choice, Date, Number, Text, Whole
from service.core.wording import count_words
from sheet_templates import _across
from sheet_templates._words import COMMITTEES, EVERY, LINK, PATIENT_GROUP

VISITED = ("Support group", "Living with Secondary Breast Cancer")
LARGEST_QUORUM, LONGEST_TERM = 30, 6  # members; years
SITTING = ("Representative", "Member")


class Committee(
    Row,
    tab="Committees and groups",
    letter="C",
    place=100,
    needed_by=(COMMITTEES, PATIENT_GROUP, LINK),
    label="name",
    also=("Committees", "Partners", "Groups", "Committees and partners"),
):
    """Existing committees with a seat for patients, your own patient group, and the support groups you keep in touch with."""

    name = Column(
        "Name",
        Text(150),
        "What it is called.",
        required=True,
        needed=True,
        width=30,
        also=("Committee", "Group", "Title"),
    )
    kind = Column(
        "Kind",
        Choice(
            "Committee",
            "Patient group",
            "Support group",
            "Living with Secondary Breast Cancer",
            "Other",
            also={
                "Living with SBC": "Living with Secondary Breast Cancer",
                "Living with": "Living with Secondary Breast Cancer",
            },
        ),
        "What sort of group it is.",
        required=True,
        width=26,
        also=("Type",),
    )
    contact = Column(
        "Contact or chair", Text(300), "Who to talk to, and how.", width=26, also=("Contact", "Chair")
    )
    link_nurse = Column("Link nurse", Text(120), "Which of you keeps in touch.", also=("Link",))
    every = Column(
        "Meets or link every",
        EVERY,
        "How often it meets, or how often one of you should be in touch.",
        also=("Meets every", "Link every", "How often", "Meets"),
    )
    next_date = Column(
        "Next date", Date(), "When it next meets, or when you next visit.", also=("Next meeting",)
    )
    seats_for_us = Column(
        "Seats for us", Whole(0, 100), "How many seats your patients have.", more=True, also=("Seats",)
    )
    quorum = Column("Quorum", Whole(0, 200), "How many members must be there.", more=True)
    term_years = Column("Term (years)", Number(0, 20), "How long a member serves.", more=True, also=("Term",))

    @check(
        on=next_date,
        says="The next date has passed.",
        fix="Write the date of the next meeting or visit, or clear it until you know.",
        kind=WORTH_A_LOOK,
        native="AND(ISNUMBER({next_date}),{next_date}<TODAY())",
    )
    def next_date_has_passed(self, today):
        return self.next_date is not None and self.next_date < today

    @check(
        on=seats_for_us,
        says="We cannot see how many seats your patients have, so nobody is told when one is free.",
        fix="Write how many, or 0 if there is none.",
        kind=WORTH_A_LOOK,
        native='AND({kind}="Committee",{seats_for_us}="")',
    )
    def committee_without_seats(self, today):
        return self.kind == "Committee" and self.lacks("seats_for_us")

    @check(
        on=quorum,
        says="A quorum of more than 30 is rare.",
        fix="Write how many members must be there before anything is decided.",
        kind=WORTH_A_LOOK,
        native="AND(ISNUMBER({quorum}),{quorum}>30)",
    )
    def very_large_quorum(self, today):
        return self.quorum is not None and self.quorum > LARGEST_QUORUM

    @check(
        on=quorum,
        says="Only committees and patient groups decide anything, so this quorum is not used.",
        fix="Clear it, or choose Committee or Patient group under Kind.",
        kind=WORTH_A_LOOK,
        native='AND({quorum}<>"",OR({kind}="Support group",{kind}="Living with Secondary Breast Cancer"))',
    )
    def quorum_of_no_committee(self, today):
        return self.quorum is not None and self.kind in VISITED

    @check(
        on=term_years,
        says="A term of more than 6 years is rare. This is in years, not months.",
        fix="Write how many years a member serves.",
        kind=WORTH_A_LOOK,
        native="AND(ISNUMBER({term_years}),{term_years}>6)",
    )
    def very_long_term(self, today):
        return self.term_years is not None and self.term_years > LONGEST_TERM

    @check_all(
        on=seats_for_us,
        says="{free} of {seats} seats for your patients {are} free.",
        fix="Ask somebody who wants to be involved in Committees, and add them to Members.",
        kind=WORTH_A_LOOK,
    )
    def seat_is_free(rows, book):
        for row in rows if book.is_readable("N") else ():
            free = (row.seats_for_us or 0) - len(_sitting(row, book))
            if row.ref and free > 0:
                yield row, {"free": free, "seats": row.seats_for_us, "are": "is" if free == 1 else "are"}

    @check_all(
        on=seats_for_us,
        says="{sitting} people have joined, but your patients have {seats}.",
        fix="Correct the number of seats, or choose Deputy for some of them in Members.",
        kind=WORTH_A_LOOK,
    )
    def more_members_than_seats(rows, book):
        for row in rows:
            sitting = len(_sitting(row, book))
            if row.seats_for_us and sitting > row.seats_for_us and row.kind == "Committee":
                yield row, {"sitting": sitting, "seats": count_words(row.seats_for_us, "seat")}

    @check_all(
        on=quorum,
        says="The quorum is {quorum}, but only {sitting} have joined, so no meeting can decide anything.",
        fix="Recruit {missing} more, or agree a smaller quorum.",
        kind=WORTH_A_LOOK,
    )
    def quorum_out_of_reach(rows, book):
        for row in rows if book.is_readable("N") else ():
            sitting = len(_sitting(row, book))
            if row.ref and row.kind == "Patient group" and row.quorum and row.quorum > sitting:
                yield row, {"quorum": row.quorum, "sitting": sitting, "missing": row.quorum - sitting}

    @check_all(
        on=quorum,
        says="The meeting on {day} needs {quorum}, and {coming} said yes.",
        fix="Ring those who have not replied, or move the meeting.",
        kind=WORTH_A_LOOK,
    )
    def short_of_quorum(rows, book):
        coming = _across.coming(book)
        for row in rows if book.is_readable("T") else ():
            if row.kind != "Patient group" or not row.quorum or not row.ref:
                continue
            for event in _events_with(row, book):
                near = event.is_ahead(book.today) and (event.date - book.today).days <= 7
                said_yes = coming.get(event.ref, 0)
                if near and said_yes < row.quorum:
                    day = f"{event.date.day} {event.date:%B}"
                    quorum = count_words(row.quorum, "person", "people")
                    yield row, {"day": day, "quorum": quorum, "coming": said_yes or "nobody"}

    @check_all(
        on=next_date,
        says="Nobody has visited this group or invited its members for a year, and nothing is planned.",
        fix="Plan an event with this group under With, or fill in Next date.",
        kind=WORTH_A_LOOK,
    )
    def no_link_for_a_year(rows, book):
        year_ago = add_months(book.today, -12)
        for row in rows if book.is_readable("E") else ():
            planned = row.next_date is not None and row.next_date >= book.today
            linked = any(
                event.date and event.date > year_ago and event.status != "Cancelled"
                for event in _events_with(row, book)
            )
            if row.kind in VISITED and row.ref and not planned and not linked:
                yield row

    @check_all(
        on=name,
        says="This group is already in row {other}.",
        fix="Keep one row; in Events and Members choose the one you keep.",
        kind=WORTH_A_LOOK,
    )
    def group_twice(rows, book):
        for same in book.grouped(
            rows, lambda row: " ".join(row.name.casefold().split()) if row.name else None
        ).values():
            for row in same[1:]:
                yield row, {"other": same[0].row_number}


def _sitting(row, book):
    """Those who have joined and take a seat."""
    members = (member for member in book.rows("N") if member.of and member.of.ref == row.ref)
    return [member for member in members if member.stage == "Joined" and member.as_ in (None, *SITTING)]


def _events_with(row, book):
    return [event for event in book.rows("E") if event.with_ and event.with_.ref == row.ref]
