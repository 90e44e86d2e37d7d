"""What you will do because of what people said, what came of it, and what you ask managers for."""

from __future__ import annotations

from datetime import timedelta

from service.core.dates import add_months
from service.core.identifiers import identifier_in
from service.core.problems import WORTH_A_LOOK
from service.core.rows import Column, Row, check, check_all
from service.core.values import Choice, Date, FromList, PointsTo, Text
from service.core.wording import day_words
from sheet_templates._themes import names_to_hide, not_in_set_up

TELL_DIFFERENCE_WITHIN = timedelta(days=90)
PUBLISH_WITHIN = 2  # months
ANSWER_ASK_WITHIN = timedelta(days=60)
OPEN = (None, "Not started", "In progress")  # an action nobody has said anything about is not started
UNDER_WAY = "In progress"


class Action(
    Row,
    tab="Actions",
    letter="A",
    place=50,
    shown=True,
    also=("Action plan", "Action log", "Improvements"),
    label="what_we_will_do",
):
    """One thing you will do or change, a row, with an owner and a day. You said and We did are what patients read.

    Under ▸: how you will know that it helped, and what you ask managers for.
    """

    what_we_will_do = Column(
        "What we will do",
        Text(1000),
        "One thing, in a few words.",
        required=True,
        needed=True,
        also=("Action", "What", "Task"),
        width=40,
    )
    because_of = Column(
        "Because of",
        PointsTo("F", "S", "E", "C", "Q", or_anything=True),
        "The feedback, survey or event that led to it.",
        also=("Why", "Linked feedback", "From"),
        width=26,
    )
    owner = Column("Owner", Text(120), "One person who sees to it.", also=("Who", "Lead", "Responsible"))
    due = Column("Due", Date(), "The day it should be done.", also=("Due date", "By when", "Deadline"))
    status = Column(
        "Status",
        Choice(
            "Not started",
            UNDER_WAY,
            "Done",
            "Will not do",
            also={
                "To do": "Not started",
                "Open": "Not started",
                "New": "Not started",
                "Started": UNDER_WAY,
                "Ongoing": UNDER_WAY,
                "Doing": UNDER_WAY,
                "Complete": "Done",
                "Completed": "Done",
                "Closed": "Done",
                "Finished": "Done",
                "Rejected": "Will not do",
                "Not possible": "Will not do",
                "Cancelled": "Will not do",
                "Won't do": "Will not do",
                "Wont do": "Will not do",
            },
        ),
        "Will not do is an answer too, with a reason.",
        width=14,
    )
    reason = Column(
        "Reason", Text(1000), "If you will not do it, or not yet: why.", also=("Why not",), width=28
    )
    you_said = Column("You said", Text(600), "What people said, as patients will read it.", width=36)
    we_did = Column("We did", Text(600), "What you did, as patients will read it.", width=36)
    what_difference = Column(
        "What difference it made",
        Text(600),
        "What is better now, as patients will read it.",
        also=("What difference", "Impact"),
        width=36,
    )
    publish = Column(
        "Publish",
        Choice("Yes", "No", "Not yet", also={"Y": "Yes", "N": "No"}),
        "Yes puts it on the You said, we did page and poster.",
        width=10,
    )
    theme = Column(
        "Theme",
        FromList("Theme", several=True),
        "One or more of your themes in Set-up.",
        more=True,
        also=("Themes",),
        width=26,
    )
    change_made_on = Column(
        "Change made on",
        Date(),
        "The first day things were done the new way.",
        more=True,
        also=("Changed on", "Date of change"),
    )
    what_we_expect = Column(
        "What we expect",
        Text(600),
        "Before you begin: what should be better, and by how much.",
        more=True,
        width=30,
    )
    measure = Column("Measure", PointsTo("M"), "The number that will show it.", more=True, width=24)
    what_might_get_worse = Column(
        "What might get worse",
        Text(600),
        "What to watch, so that nothing else suffers.",
        more=True,
        also=("Balancing measure",),
        width=30,
    )
    asking_for = Column(
        "What we are asking for",
        Text(600),
        "What managers would need to give or change.",
        more=True,
        also=("Ask", "We need"),
        width=34,
    )
    kind_of_ask = Column(
        "Kind of ask",
        Choice(
            "Money",
            "Staff time",
            "Room",
            "Change in how we work",
            also={"Funding": "Money", "Staff": "Staff time", "Space": "Room"},
        ),
        "Money, staff time, a room, or a change in how we work.",
        more=True,
    )
    asked_of = Column("Asked of", Text(120), "Who can say yes.", more=True)
    answer = Column("Answer", Text(600), "What they said, and when.", more=True, width=30)

    @property
    def is_open(self):
        return self.status in OPEN and "status" not in self.misread

    @check(
        on=owner,
        says="Nobody owns this action.",
        fix="Write the name of one person who sees to it.",
        native='AND({what_we_will_do}<>"",{owner}="",{status}<>"Done",{status}<>"Will not do")',
    )
    def no_owner(self, today):
        return self.is_open and self.what_we_will_do is not None and self.lacks("owner")

    @check(
        on=due,
        says="This action has no day by which it should be done.",
        fix="Write a day in Due.",
        native='AND({what_we_will_do}<>"",{due}="",{status}<>"Done",{status}<>"Will not do")',
    )
    def no_due_date(self, today):
        return self.is_open and self.what_we_will_do is not None and self.lacks("due")

    @check(
        on=due,
        says="This action was due on {day} and is still under way.",
        fix="Choose Done, or write a new day in Due and why in Reason.",
        native='AND({status}="In progress",ISNUMBER({due}),{due}<TODAY())',
    )
    def overdue(self, today):
        late = self.status == UNDER_WAY and self.due is not None and self.due < today
        return {"day": day_words(self.due)} if late else None

    @check(
        on=status,
        says="This action was due on {day} and has not been started.",
        fix="Start it, write a new day in Due, or choose Will not do with a reason.",
        native='AND(OR({status}="",{status}="Not started"),ISNUMBER({due}),{due}<TODAY())',
    )
    def not_started_when_due(self, today):
        late = self.is_open and self.status != UNDER_WAY and self.due is not None and self.due < today
        return {"day": day_words(self.due)} if late else None

    @check(
        on=we_did,
        says="This is Done, but We did is empty, so patients cannot be told.",
        fix="Write what you did, in words for patients.",
        native='AND({status}="Done",{we_did}="")',
    )
    def done_without_we_did(self, today):
        return self.status == "Done" and self.lacks("we_did")

    @check(
        on=what_difference,
        says="This was done more than 90 days ago, and nobody has said what difference it made.",
        fix="Ask patients or look at the numbers, then write it down. No difference is worth knowing too.",
        kind=WORTH_A_LOOK,
    )
    def difference_not_known(self, today):
        done = self.change_made_on or self.due
        late = done is not None and today - done > TELL_DIFFERENCE_WITHIN
        return self.status == "Done" and late and self.lacks("what_difference")

    @check(
        on=reason,
        says="This will not be done, and there is no reason to tell people.",
        fix="Write why in Reason, in words for patients.",
        native='AND({status}="Will not do",{reason}="")',
    )
    def will_not_do_without_reason(self, today):
        return self.status == "Will not do" and self.lacks("reason")

    @check(
        on=publish,
        says="Publish says Yes, but You said is empty, so it is not shown.",
        fix="Write You said in words for patients.",
        native='AND({publish}="Yes",{you_said}="")',
    )
    def published_without_you_said(self, today):
        return self.publish == "Yes" and self.lacks("you_said")

    @check(
        on=publish,
        says="Publish says Yes, but We did is empty, so it is not shown.",
        fix="Write We did in words for patients.",
        native='AND({publish}="Yes",{we_did}="",{status}<>"Done",{status}<>"Will not do")',
    )
    def published_without_we_did(self, today):
        # Done without We did is told by itself, and Will not do is published with its reason.
        return self.publish == "Yes" and self.status not in ("Done", "Will not do") and self.lacks("we_did")

    @check(
        on=publish,
        says="Publish says Yes and We did is filled in, but Status says that nothing has been started.",
        fix="Choose In progress or Done, or Not yet under Publish.",
        kind=WORTH_A_LOOK,
        native='AND({publish}="Yes",{we_did}<>"",{status}="Not started")',
    )
    def published_before_it_is_started(self, today):
        return self.publish == "Yes" and self.we_did is not None and self.status == "Not started"

    @check(
        on=publish,
        says="This was done more than 2 months ago, and nobody has said whether patients may read of it.",
        fix="Choose Yes or No under Publish.",
        kind=WORTH_A_LOOK,
    )
    def done_but_not_told(self, today):
        done = self.change_made_on or self.due
        late = done is not None and add_months(done, PUBLISH_WITHIN) < today
        return self.status == "Done" and late and self.lacks("publish")

    @check(
        on=publish,
        says="The words for patients hold {what}, so this row is held back.",
        fix="Take it out of You said, We did, What difference it made and Reason.",
    )
    def published_identifier(self, today):
        found = (
            next(filter(None, map(identifier_in, _public_words(self))), None)
            if self.publish == "Yes"
            else None
        )
        return {"what": found} if found else None

    @check(
        on=asked_of,
        says="You ask for something, but we cannot see of whom.",
        fix="Write who can say yes.",
        native='AND({asking_for}<>"",{asked_of}="")',
    )
    def ask_of_nobody(self, today):
        return self.asking_for is not None and self.lacks("asked_of")

    @check(
        on=kind_of_ask,
        says="You ask for something, but not which kind of thing, so managers do not see it counted.",
        fix="Choose Money, Staff time, Room or Change in how we work.",
        native='AND({asking_for}<>"",{kind_of_ask}="")',
    )
    def ask_of_no_kind(self, today):
        return self.asking_for is not None and self.lacks("kind_of_ask")

    @check(
        on=asking_for,
        says="There is a kind of ask, somebody to ask or an answer, but not what you ask for.",
        fix="Write What we are asking for, or clear the others.",
        native='AND({asking_for}="",OR({kind_of_ask}<>"",{asked_of}<>"",{answer}<>""))',
    )
    def nothing_asked_for(self, today):
        return self.lacks("asking_for") and not (
            self.kind_of_ask is None and self.asked_of is None and self.answer is None
        )

    @check(
        on=answer,
        says="What you ask for has had no answer 60 days after it was due.",
        fix="Ask again, or write down what you were told.",
        kind=WORTH_A_LOOK,
    )
    def ask_not_answered(self, today):
        late = self.due is not None and today - self.due > ANSWER_ASK_WITHIN
        return self.asking_for is not None and late and self.lacks("answer")

    @check(
        on=change_made_on,
        says="This is Done, but the change was made in the future.",
        fix="Correct the date, or choose In progress.",
        native='AND({status}="Done",ISNUMBER({change_made_on}),{change_made_on}>TODAY())',
    )
    def done_before_the_change(self, today):
        return self.status == "Done" and self.change_made_on is not None and self.change_made_on > today

    @check(
        on=change_made_on,
        says="A change has a date in the past, but the action is not started.",
        fix="Choose In progress or Done, or correct the date.",
        kind=WORTH_A_LOOK,
        native='AND({status}="Not started",ISNUMBER({change_made_on}),{change_made_on}<TODAY())',
    )
    def changed_but_not_started(self, today):
        return (
            self.status == "Not started" and self.change_made_on is not None and self.change_made_on < today
        )

    @check(
        on=change_made_on,
        says="This will not be done, but it has a date on which the change was made.",
        fix="Clear the date, or choose Done.",
        native='AND({status}="Will not do",{change_made_on}<>"")',
    )
    def changed_but_will_not_do(self, today):
        return self.status == "Will not do" and self.change_made_on is not None

    @check(
        on=measure,
        says="The change was made, and no measure will show if it helped.",
        fix="Choose a measure, or leave it if none would be honest.",
        kind=WORTH_A_LOOK,
    )
    def change_without_measure(self, today):
        return (
            self.change_made_on is not None
            and self.change_made_on <= today
            and self.status != "Will not do"
            and self.lacks("measure")
        )

    @check(
        on=what_we_expect,
        says="There is a measure, but not what you expect of it.",
        fix="Write what should be better, and by how much, before you look at the numbers.",
        kind=WORTH_A_LOOK,
    )
    def nothing_expected(self, today):
        return self.measure is not None and self.lacks("what_we_expect")

    @check(
        on=what_might_get_worse,
        says="There is a measure, but nothing to watch that might get worse.",
        fix="Write one thing, such as longer waits elsewhere. Nothing is an answer too.",
        kind=WORTH_A_LOOK,
    )
    def nothing_to_watch(self, today):
        return self.measure is not None and self.lacks("what_might_get_worse")

    @check(
        on=because_of,
        says="Because of names no row, so nobody can go back to what people said.",
        fix="Choose the feedback, survey, event or committee from the list.",
        kind=WORTH_A_LOOK,
    )
    def because_of_no_row(self, today):
        return self.because_of is not None and self.because_of.ref is None

    @check_all(
        on=what_we_will_do,
        says="Row {other} has the same action.",
        fix="Keep one row, and let each comment name it in its Action cell.",
        kind=WORTH_A_LOOK,
    )
    def action_twice(rows, book):
        same = book.grouped((row for row in rows if row.is_open), lambda row: _squashed(row.what_we_will_do))
        for twins in same.values():
            for row in twins[1:]:
                yield row, {"other": twins[0].row_number}

    @check_all(
        on=theme,
        says="“{theme}” is not one of the themes in Set-up, so it is not counted.{near}",
        fix="Choose a theme from the list, or add this one in Set-up.",
    )
    def theme_not_in_set_up(rows, book):
        return not_in_set_up(rows, book)

    @check_all(
        on=publish,
        says="The words for patients hold a name from People or Names to hide, so this row is held back.",
        fix="Take the name out of You said, We did, What difference it made and Reason.",
    )
    def published_name(rows, book):
        names = names_to_hide(book)
        yield from (
            row
            for row in rows
            if row.publish == "Yes" and any(names.are_in(words) for words in _public_words(row))
        )

    @check_all(
        on=measure,
        says="{measure} has no number from before the change, so nobody can see a difference.",
        fix="Add numbers from before the change in Numbers over time, if you have them.",
        kind=WORTH_A_LOOK,
    )
    def nothing_from_before_the_change(rows, book):
        if not (book.is_readable("R") and book.is_readable("M")):
            return
        readings = book.grouped(book.rows("R"), lambda row: row.measure and row.measure.ref)
        for row in rows:
            measure = book.find(row.measure)
            if (
                measure
                and measure.source == "Manual"
                and row.change_made_on
                and row.change_made_on <= book.today
            ):
                before = [
                    one for one in readings.get(measure.ref, ()) if one.date and one.date < row.change_made_on
                ]
                if not before:
                    yield row, {"measure": measure.ref}


def _public_words(row):
    return (row.you_said, row.we_did, row.what_difference, row.reason)


def _squashed(text):
    return " ".join(text.casefold().split()).rstrip(".") if text else None
