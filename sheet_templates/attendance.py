"""Who is invited to what, what they replied, and who came: one row for each person and event or survey."""

from __future__ import annotations

from service.core.problems import WORTH_A_LOOK
from service.core.rows import Column, Row, check, check_all
from service.core.values import Choice, Date, Money, Number, PointsTo, Text
from service.core.wording import day_words
from sheet_templates import _across
from sheet_templates._across import CAME
from sheet_templates._words import EMAIL, PHONE, POST, TEXT, WAY, YES_NO

MOST_MONEY = 500  # pounds; more for one event is mostly pence written as pounds
FURTHEST = 300  # miles there and back; further than anyone comes for a meeting


class Attendance(
    Row,
    tab="Attendance",
    letter="T",
    place=30,
    shown=True,
    also=("Attendees", "Invitations", "Invites", "Sign in"),
):
    """Who is on the list for an event or a survey, what they replied and whether they came.
    To leave somebody out, write why under Not invited because; the row stays, so that everyone is accounted for."""

    what_for = Column(
        "What for",
        PointsTo("E", "S"),
        "The event or survey.",
        required=True,
        needed=True,
        width=28,
        also=("Event", "Survey", "Meeting", "For"),
    )
    person = Column(
        "Person",
        PointsTo("P"),
        "Who it is, chosen from People.",
        required=True,
        needed=True,
        width=24,
        sensitive=True,
        also=("Name", "Attendee", "Patient", "Member", "Who"),
    )
    how = Column(
        "How", WAY, "How the invitation goes to this person.", also=("Invited by", "Sent by"), sensitive=True
    )
    not_invited_because = Column(
        "Not invited because",
        Text(200),
        "Any words here strike this person out, for example too unwell now.",
        sensitive=True,
        width=24,
        also=("Reason not invited", "Excluded because"),
    )
    reply = Column(
        "Reply",
        Choice(
            "Yes",
            "No",
            "Maybe",
            also={
                "Y": "Yes",
                "N": "No",
                "Not sure": "Maybe",
                "Perhaps": "Maybe",
                "Possibly": "Maybe",
                "Accepted": "Yes",
                "Yes please": "Yes",
                "Declined": "No",
                "No thank you": "No",
                "No thanks": "No",
                "Apologies": "No",
                "Sent apologies": "No",
                "Apologies sent": "No",
                "Cannot come": "No",
                "Can't come": "No",
            },
        ),
        "What they told you. Replies from the web stand in the next column.",
        also=("RSVP", "Response"),
        width=9,
    )
    told_us_online = Column(
        "Told us online",
        Text(),
        "What they replied on the web. We fill this in.",
        formula=True,
        sensitive=True,
        width=24,
    )
    coming = Column(
        "Coming", Text(), "What we count: your Reply, else theirs. We fill this in.", formula=True, width=10
    )
    attended = Column(
        "Attended",
        Choice(
            "Yes",
            "Online",
            "No",
            also={"Y": "Yes", "N": "No", "Zoom": "Online", "Teams": "Online", "DNA": "No"},
        ),
        "Fill in on the day: Yes, Online or No.",
        also=("Came", "Present"),
        width=10,
    )
    invited_on = Column(
        "Invited on", Date(), "If you invited them yourself: the day.", also=("Date invited",)
    )
    sent = Column("Sent", Text(), "What we sent, and when. We fill this in.", formula=True, width=24)
    companion = Column(
        "Companion", Text(120), "Who comes with them, if anyone.", more=True, sensitive=True, also=("Guest",)
    )
    needs_for_the_day = Column(
        "Needs for the day",
        Text(500),
        "For example a ramp, a hearing loop, a special diet.",
        more=True,
        sensitive=True,
        also=("Access needs", "Dietary needs"),
        width=26,
    )
    paper_back_on = Column(
        "Paper back on", Date(), "For a survey: the day their paper form came back.", more=True
    )
    miles = Column(
        "Miles",
        Number(0, 20_000, ("miles?", "mi")),
        "There and back, for expenses.",
        more=True,
        also=("Mileage",),
        width=9,
    )
    declined_payment = Column(
        "Declined payment or expenses",
        YES_NO,
        "Yes if they do not want any.",
        more=True,
        sensitive=True,
        also=("Declined payment", "Declined expenses"),
    )
    expenses = Column(
        "Expenses (£)", Money(), "What you repaid them.", more=True, sensitive=True, also=("Expenses",)
    )
    payment = Column(
        "Payment (£)",
        Money(),
        "What you paid them for taking part.",
        more=True,
        sensitive=True,
        also=("Payment",),
    )

    # ---- within the row ----

    @check(
        on=invited_on,
        says="This person is struck out with a reason, and also invited.",
        fix="Clear Not invited because, or clear Invited on.",
        native='AND({not_invited_because}<>"",{invited_on}<>"")',
    )
    def struck_out_but_invited(self, today):
        return self.not_invited_because is not None and self.invited_on is not None

    @check(
        on=reply,
        says="This person is struck out, but the reply is {reply}, so it is not counted.",
        fix="Clear Not invited because if they are welcome after all.",
        kind=WORTH_A_LOOK,
    )
    def struck_out_but_replied(self, today):
        replied = self.not_invited_because is not None and self.reply in ("Yes", "Maybe")
        return {"reply": self.reply} if replied else False

    @check(
        on=attended,
        says="Reply says No, but Attended says {attended}. We count that they came.",
        fix="Correct whichever is wrong.",
        kind=WORTH_A_LOOK,
    )
    def came_after_saying_no(self, today):
        return {"attended": self.attended} if self.reply == "No" and self.attended in CAME else False

    @check(
        on=invited_on,
        says="This day is in the future.",
        fix="Write the day you invited them, or clear it and let us send.",
        native="AND(ISNUMBER({invited_on}),{invited_on}>TODAY())",
    )
    def invited_in_the_future(self, today):
        return self.invited_on is not None and self.invited_on > today

    @check(
        on=paper_back_on,
        says="This day is in the future.",
        fix="Write the day the form came back.",
        native="AND(ISNUMBER({paper_back_on}),{paper_back_on}>TODAY())",
    )
    def paper_back_in_the_future(self, today):
        return self.paper_back_on is not None and self.paper_back_on > today

    @check(
        on=paper_back_on,
        says="The form came back before the invitation went out.",
        fix="Correct one of the two dates.",
        kind=WORTH_A_LOOK,
        native="AND(ISNUMBER({paper_back_on}),ISNUMBER({invited_on}),{paper_back_on}<{invited_on})",
    )
    def paper_back_before_it_went(self, today):
        return bool(self.paper_back_on and self.invited_on and self.paper_back_on < self.invited_on)

    @check(
        on=declined_payment,
        says="They declined money, but an amount is filled in.",
        fix="Clear the amounts, or choose No here.",
        native='AND({declined_payment}="Yes",OR(N({expenses})>0,N({payment})>0))',
    )
    def declined_but_paid(self, today):
        return self.declined_payment == "Yes" and bool(self.expenses or self.payment)

    @check(
        on=miles,
        says="More than 300 miles for one event.",
        fix="Check the figure: miles there and back.",
        kind=WORTH_A_LOOK,
        native="AND(ISNUMBER({miles}),{miles}>300)",
    )
    def very_many_miles(self, today):
        return self.miles is not None and self.miles > FURTHEST

    @check(
        on=expenses,
        says="More than £500 for one person and one event.",
        fix="Check the amounts, in pounds and pence. Leave them if they are right.",
        kind=WORTH_A_LOOK,
        native="OR(N({expenses})>500,N({payment})>500)",
    )
    def very_much_money(self, today):
        return max(self.expenses or 0, self.payment or 0) > MOST_MONEY

    @check(
        on=miles,
        says="Miles are filled in for somebody who came online.",
        fix="Clear the miles, or correct Attended.",
        kind=WORTH_A_LOOK,
        native='AND({attended}="Online",N({miles})>0)',
    )
    def miles_without_travel(self, today):
        return self.attended == "Online" and bool(self.miles)

    # ---- against People, Events and Surveys ----

    @check_all(
        on=person,
        says="This person is already on this list, in row {other}, so they would be counted twice.",
        fix="Keep one of the rows, with everything that is true in it.",
    )
    def on_the_list_twice(rows, book):
        named = [row for row in rows if row.person and row.what_for]
        for same in book.grouped(named, lambda row: (_who(row.what_for), _who(row.person))).values():
            for row in same if len(same) > 1 else ():
                yield row, {"other": next(other.row_number for other in same if other is not row)}

    @check_all(
        on=reply,
        says="This person has died, but Reply still says {reply}. We no longer count them as coming.",
        fix="Clear Reply when you can. Nothing is sent to them, and they are not on the register.",
        kind=WORTH_A_LOOK,
    )
    def expects_someone_who_died(rows, book):
        for row, person, event in _ahead(rows, book):
            if person.status == "Died" and row.reply in ("Yes", "Maybe") and event:
                yield row, {"reply": row.reply}

    @check_all(
        on=person,
        says="This person said no, left or moved away, so nothing is sent to them.",
        fix="Write why under Not invited because. If they changed their mind, correct People first.",
    )
    def cannot_be_invited(rows, book):
        for row, person, _ in _ahead(rows, book):
            unsettled = row.lacks("not_invited_because", "invited_on", "reply")
            if unsettled and person.said_no and person.status != "Died":
                yield row

    @check_all(
        on=person,
        says="People says {why} for this person, so nothing more is sent to them.",
        fix="Write why under Not invited because. If they are ready to hear from you, correct People.",
        kind=WORTH_A_LOOK,
    )
    def invites_someone_who_rests(rows, book):
        for row, person, _ in _ahead(rows, book):
            from_day = max(book.today, row.invited_on or book.today)
            on_hold = person.hold_until is not None and person.hold_until >= from_day
            if (person.status == "Not now" or on_hold) and _awaits(row, person):
                yield row, {"why": "Not now" if person.status == "Not now" else "Hold until"}

    @check_all(
        on=person,
        says="The person they care for has died, so nothing is sent to them.",
        fix="Ring them if you can, rather than write. Then write why under Not invited because.",
        kind=WORTH_A_LOOK,
    )
    def invites_a_carer_in_grief(rows, book):
        for row, person, _ in _ahead(rows, book):
            patient = book.find(person.carer_of)
            if patient is not None and patient.status == "Died" and _awaits(row, person):
                yield row

    @check_all(
        on=person,
        says="Nobody has asked this person whether you may write to them: May we contact is empty in People.",
        fix="Ask them, and fill it in in People.",
        kind=WORTH_A_LOOK,
    )
    def invites_someone_never_asked(rows, book):
        for row, person, _ in _ahead(rows, book):
            asks = person.status == "New" and person.role in (
                None,
                "Patient",
                "Carer",
            )  # Active: People says so
            if asks and person.lacks("may_contact") and _awaits(row, person):
                yield row

    @check_all(
        on=invited_on,
        says="They were invited after they had said no.",
        fix="Find out how it happened, and say sorry. Reply and Invited on can stay as they are.",
        kind=WORTH_A_LOOK,
    )
    def invited_after_saying_no(rows, book):
        for row in rows:
            person = book.find(row.person)
            no_since = person.said_so_on if person is not None and person.may_contact == "No" else None
            if no_since and row.invited_on and row.invited_on > no_since:
                yield row

    @check_all(
        on=how,
        says="How says {how}, but People has nothing to reach this person that way, so nothing is sent.",
        fix="Fill it in in People, or choose another way here.",
    )
    def cannot_be_reached_that_way(rows, book):
        for row, person, _ in _ahead(rows, book):
            wanted = row.how in (EMAIL, TEXT, PHONE, POST) and row.lacks(
                "not_invited_because", "invited_on", "reply"
            )
            if wanted and not person.said_no and not person.is_reachable_by(row.how):
                yield row, {"how": row.how}

    @check_all(
        on=attended,
        says="Attended is filled in, but the event has not taken place yet.",
        fix="Clear it and fill it in on the day. If they said they will come, choose Yes under Reply.",
    )
    def attended_before_the_day(rows, book):
        for row in rows:
            event = _event(row, book)
            if row.attended and event is not None and event.date is not None and event.date > book.today:
                yield row

    @check_all(
        on=attended,
        says="Attended says {attended}, but the event was cancelled, so it is not counted.",
        fix="Clear Attended, or correct Status in Events.",
    )
    def attended_a_cancelled_event(rows, book):
        for row in rows:
            event = _event(row, book)
            if row.attended in CAME and event is not None and event.status == "Cancelled":
                yield row, {"attended": row.attended}

    @check_all(
        on=invited_on,
        says="They were invited after the event took place.",
        fix="Correct the date, or choose the event you mean under What for.",
        kind=WORTH_A_LOOK,
    )
    def invited_after_the_event(rows, book):
        doubtful = _across.invited_too_late(book)  # then the event's own date is asked about instead
        for row in rows:
            event = _event(row, book)
            if event is not None and _across.is_too_late(row, event) and event.ref not in doubtful:
                yield row

    @check_all(
        on=attended,
        says="Nobody attends a survey, so this is not counted.",
        fix="For a form that came back on paper, fill in Paper back on.",
    )
    def attended_a_survey(rows, book):
        return (row for row in rows if row.attended and _letter(row) == "S")

    @check_all(
        on=paper_back_on,
        says="Only surveys come back on paper; this row is for an event.",
        fix="Clear it, or choose the survey under What for.",
        kind=WORTH_A_LOOK,
    )
    def paper_back_for_an_event(rows, book):
        return (row for row in rows if row.paper_back_on and _letter(row) == "E")

    @check_all(
        on=paper_back_on,
        says="This survey is anonymous, so nobody may note whose form came back.",
        fix="Clear this cell. The answers on paper are counted without it.",
    )
    def names_who_answered_an_anonymous_survey(rows, book):
        for row, survey in _on_paper(rows, book):
            if survey.answers_are == "Anonymous":
                yield row

    @check_all(
        on=paper_back_on,
        says="The form came back before the survey opened, on {day}.",
        fix="Correct the date here, or the day in Opens.",
        kind=WORTH_A_LOOK,
    )
    def paper_back_before_it_opened(rows, book):
        for row, survey in _on_paper(rows, book):
            if survey.opens and row.paper_back_on < survey.opens and survey.answers_are != "Anonymous":
                yield row, {"day": day_words(survey.opens)}

    @check_all(
        on=paper_back_on,
        says="The form came back after the survey had closed, on {day}.",
        fix="Correct the date. A survey that is not Closed yet can be given a later day in Closes.",
        kind=WORTH_A_LOOK,
    )
    def paper_back_after_it_closed(rows, book):
        for row, survey in _on_paper(rows, book):
            if survey.closes and row.paper_back_on > survey.closes and survey.answers_are != "Anonymous":
                yield row, {"day": day_words(survey.closes)}

    @check_all(
        on=reply,
        says="Reply is for events; for a survey it counts for nothing.",
        fix="For a form back on paper, fill in Paper back on. To leave somebody out, use Not invited because.",
        kind=WORTH_A_LOOK,
    )
    def replied_to_a_survey(rows, book):
        return (row for row in rows if row.reply and _letter(row) == "S")

    @check_all(
        on=expenses,
        says="Money is filled in for somebody who did not come.",
        fix="If they had to cancel late, leave it. Otherwise clear it or correct Attended.",
        kind=WORTH_A_LOOK,
    )
    def paid_without_coming(rows, book):
        return (row for row in rows if row.attended == "No" and (row.expenses or row.payment))


def _ahead(rows, book):
    """Rows for what is still to come or still open, with their person and event (None for a survey)."""
    for row in rows:
        person, target = book.find(row.person), book.find(row.what_for)
        if person is None or target is None:
            continue
        if _letter(row) == "E" and target.is_ahead(book.today):
            yield row, person, target
        elif _letter(row) == "S" and target.status != "Closed":
            yield row, person, None


def _on_paper(rows, book):
    """Rows of a survey whose form came back on paper, with the survey."""
    for row in rows:
        survey = book.find(row.what_for) if row.paper_back_on and _letter(row) == "S" else None
        if survey is not None:
            yield row, survey


def _awaits(row, person):
    """Neither struck out nor answered, so that we would write to them again."""
    return not person.said_no and row.lacks("not_invited_because", "reply")


def _event(row, book):
    return book.find(row.what_for) if _letter(row) == "E" else None


def _letter(row):
    return row.what_for.ref[0] if row.what_for and row.what_for.ref else None


def _who(pointer):
    return pointer.ref or pointer.text.casefold()
