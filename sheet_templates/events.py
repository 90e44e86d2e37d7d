"""Everything people are invited to: forums, groups, focus groups, committee meetings, visits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from service.core.holidays import significant_day
from service.core.problems import WORTH_A_LOOK
from service.core.rows import Column, Row, check, check_all
from service.core.values import Choice, Date, Money, Number, PointsTo, Text, Time, Whole
from service.core.wording import count_words
from sheet_templates import _across
from sheet_templates._words import COMMITTEES, FOCUS_GROUP, FORUM, LINK, MECHANISM, PATIENT_GROUP
from sheet_templates.how_we_listen import in_use

SOON = timedelta(days=14)
SHORT_NOTICE = timedelta(days=7)
FOCUS_GROUP_LEAST, FOCUS_GROUP_MOST = 6, 12  # Cancer Research UK and Solent NHS (domain.md A2)
PEOPLE = ("people", "patients?", "places?", "seats?", "attendees", "came")
SENDING = ("Prepare list", "Send")
_HELD_WITH = {  # mechanism → kinds of group such an event is held with; any for the others
    COMMITTEES: ("Committee", "Patient group", "Other"),
    PATIENT_GROUP: ("Patient group", "Other"),
    LINK: ("Support group", "Living with Secondary Breast Cancer", "Other"),
}


class Event(
    Row,
    tab="Events",
    letter="E",
    place=20,
    shown=True,
    also=("Event", "Meetings", "Event list"),
    label="title",
):
    """Meetings, forums, focus groups and visits, one a row, from the first plan to what they cost.
    To invite people: Prepare list, look through Attendance, fill in List checked on, then choose Send."""

    mechanism = Column(
        "Mechanism", MECHANISM, "Which way of hearing people this is.", required=True, width=22
    )
    title = Column(
        "Title",
        Text(150),
        "What people will read in the invitation.",
        required=True,
        needed=True,
        width=30,
        also=("Event", "Event name", "Name"),
    )
    date = Column(
        "Date", Date(), "The day it takes place.", needed=True, also=("Event date", "When", "Date of event")
    )
    start = Column("Start", Time(), "When it begins, like 14:00.", also=("Start time", "From"), width=9)
    end = Column("End", Time(), "When it ends, like 16:00.", also=("End time", "Finish", "Until"), width=9)
    venue = Column(
        "Venue or link",
        Text(500),
        "Where it is, or the address of the online meeting.",
        width=30,
        also=("Venue", "Where", "Place", "Location"),
    )
    lead = Column(
        "Lead", Text(120), "Who runs it. For a focus group, the facilitator.", also=("Facilitator", "Led by")
    )
    status = Column(
        "Status",
        Choice("Planned", "Held", "Cancelled", also={"Canceled": "Cancelled", "Done": "Held"}),
        "Planned, Held or Cancelled.",
        required=True,
        width=11,
    )
    invite = Column(
        "Invite",
        Choice("Everyone", "Those involved", "Named", also={"All": "Everyone", "Involved": "Those involved"}),
        "Everyone on People, those who want this way of taking part, or only people you name.",
        width=14,
    )
    send = Column(
        "Send",
        Choice("Not yet", "Prepare list", "Send", "Pause"),
        "Prepare list first; Send once the list is checked; Pause at any time.",
        width=12,
    )
    list_checked_on = Column("List checked on", Date(), "The day you looked through everyone in Attendance.")
    checked_by = Column("Checked by", Text(120), "Who looked through the list.")
    how_many_came = Column(
        "How many came (if no names)",
        Whole(0, 5000, PEOPLE),
        "Only if you did not note who came in Attendance.",
        also=("How many came", "Number who came", "Attendance", "Head count"),
    )
    with_ = Column(
        "With",
        PointsTo("C"),
        "The committee or group it is held with.",
        more=True,
        width=24,
        also=("With group", "Committee", "Group"),
    )
    note_taker = Column("Note taker", Text(120), "Who takes notes; somebody other than the lead.", more=True)
    places = Column(
        "Places",
        Whole(0, 5000, PEOPLE),
        "How many people there is room for.",
        more=True,
        also=("Capacity",),
        width=9,
    )
    agenda = Column("Agenda", Text(4000), "What will be talked about.", more=True, width=34)
    information_offered = Column(
        "Information offered",
        Text(1000),
        "Leaflets and talks people could take from it.",
        more=True,
        width=26,
    )
    notes_link = Column(
        "Notes link", Text(500), "Where the notes are kept.", more=True, also=("Notes",), width=26
    )
    staff_hours = Column(
        "Staff hours",
        Number(0, 2000, ("hours?", "hrs?", "h")),
        "All staff together, preparation included.",
        more=True,
        also=("Hours",),
        width=11,
    )
    cost = Column(
        "Cost (£)", Money(), "Room, food, travel and the like.", more=True, also=("Cost",), width=11
    )

    def is_ahead(self, today: Any) -> bool:
        return bool(self.status == "Planned" and self.date is not None and self.date >= today)

    def is_within(self, days: timedelta, today: Any) -> bool:
        return self.is_ahead(today) and self.date - today <= days

    # ---- date, time and place ----

    @check(
        on=date,
        says="This event has no date, so nobody can be invited and it is not counted.",
        fix="Fill in the date. If it will not happen, choose Cancelled under Status.",
        native='AND({title}<>"",{status}<>"Cancelled",{date}="")',
    )
    def no_date(self, today):
        return self.status != "Cancelled" and self.lacks("date")

    @check(
        on=start,
        says="This starts in the night.",
        fix="Write afternoon times like 14:00 or 2pm.",
        kind=WORTH_A_LOOK,
        native="AND(ISNUMBER({start}),OR({start}<7/24,{start}>=22/24))",
    )
    def starts_in_the_night(self, today):
        return self.start is not None and not 7 <= self.start.hour < 22

    @check(
        on=end,
        says="It ends before it starts.",
        fix="Correct Start or End. Afternoon times are written like 14:00 or 2pm.",
        native="AND(ISNUMBER({start}),ISNUMBER({end}),{end}<={start})",
    )
    def ends_before_it_starts(self, today):
        return self.start is not None and self.end is not None and self.end <= self.start

    @check(
        on=status,
        says="The day has passed and Status still says Planned, so it is not counted.",
        fix="Choose Held and fill in who came, or choose Cancelled.",
        native='AND({status}="Planned",ISNUMBER({date}),{date}<TODAY())',
    )
    def planned_in_the_past(self, today):
        return self.status == "Planned" and self.date is not None and self.date < today

    @check(
        on=status,
        says="Status says Held, but the day has not come yet.",
        fix="Choose Planned, or correct the date.",
        native='AND({status}="Held",ISNUMBER({date}),{date}>TODAY())',
    )
    def held_in_the_future(self, today):
        return self.status == "Held" and self.date is not None and self.date > today

    @check(
        on=date,
        says="This is {day}. Many people will be away, and clinics may be shut.",
        fix="Choose another day if you can.",
        kind=WORTH_A_LOOK,
    )
    def on_a_significant_day(self, today):
        day = significant_day(self.date) if self.is_ahead(today) else None
        return {"day": day} if day else False

    @check(
        on=start,
        says="A focus group of more than 6 hours is too long for people who are ill.",
        fix="Shorten it, plan a long break, or spread it over two days.",
        kind=WORTH_A_LOOK,
    )
    def focus_group_too_long(self, today):
        if self.mechanism != FOCUS_GROUP or self.start is None or self.end is None:
            return False
        return (self.end.hour - self.start.hour) * 60 + self.end.minute - self.start.minute > 6 * 60

    @check(
        on=venue,
        says="Invitations would go out without a start time or a place.",
        fix="Fill in Start and Venue or link before you choose Send.",
        native='AND({status}="Planned",OR({send}="Send",{send}="Prepare list"),OR({start}="",{venue}=""))',
    )
    def no_time_or_place(self, today):
        return (
            self.status == "Planned" and self.send in SENDING and (self.lacks("start") or self.lacks("venue"))
        )

    # ---- inviting ----

    @check(
        on=send,
        says="This event is cancelled, but Send still says {send}.",
        fix="Choose Not yet. Tell those already invited that it will not happen.",
    )
    def cancelled_but_sending(self, today):
        return {"send": self.send} if self.status == "Cancelled" and self.send in SENDING else False

    @check(
        on=send,
        says="The day has passed, so no more invitations go out.",
        fix="Choose Not yet under Send, or correct the date.",
        native='AND({status}="Planned",OR({send}="Send",{send}="Prepare list"),ISNUMBER({date}),{date}<TODAY())',
    )
    def sending_for_a_day_gone_by(self, today):
        unsent = self.status == "Planned" and self.send in SENDING
        return unsent and self.date is not None and self.date < today

    @check(
        on=list_checked_on,
        says="Send is chosen, but nobody has checked the list, so nothing is sent.",
        fix="Look through the people in Attendance, strike out with a reason, then fill in List checked on.",
        native='AND({status}="Planned",{send}="Send",{list_checked_on}="")',
    )
    def list_not_checked(self, today):
        return self.status == "Planned" and self.send == "Send" and self.lacks("list_checked_on")

    @check_all(
        on=list_checked_on,
        says="The list was checked before it was prepared, so nothing is sent.",
        fix="Look through the list in Attendance again, and write today’s date here.",
    )
    def checked_before_it_was_prepared(rows, book):
        # The ledger knows the day each list was prepared: book.ledger["prepared_on"] is {Ref: date}.
        prepared = book.ledger.get("prepared_on", {})
        for row in rows:
            ready = prepared.get(row.ref) if row.status == "Planned" else None
            if ready and row.list_checked_on and row.list_checked_on < ready:
                yield row

    @check_all(
        on=list_checked_on,
        says="The list is marked as checked, but nobody is on it yet.",
        fix="Choose Prepare list under Send, wait for the rows in Attendance, then check them.",
    )
    def checked_an_empty_list(rows, book):
        listed = _across.attendance_by_target(book)
        for row in rows if listed is not None else ():
            wanted = row.status == "Planned" and row.list_checked_on and row.send in ("Send", "Prepare list")
            if wanted and row.ref and row.ref not in listed:
                yield row

    @check(
        on=list_checked_on,
        says="This day is in the future.",
        fix="Write the day on which you looked through the list.",
        native="AND(ISNUMBER({list_checked_on}),{list_checked_on}>TODAY())",
    )
    def checked_in_the_future(self, today):
        return self.list_checked_on is not None and self.list_checked_on > today

    @check(
        on=checked_by,
        says="The list is marked as checked, but not by whom.",
        fix="Write who looked through it.",
        kind=WORTH_A_LOOK,
    )
    def checked_by_nobody(self, today):
        return self.status == "Planned" and self.list_checked_on is not None and self.lacks("checked_by")

    @check(
        on=send,
        says="The event is less than a week away: people who are ill need more notice.",
        fix="Ring those you would most like to come, or choose a later day.",
        kind=WORTH_A_LOOK,
    )
    def short_notice(self, today):
        return self.send == "Prepare list" and self.is_within(SHORT_NOTICE, today)

    @check(
        on=invite,
        says="A forum is for everyone, but Invite says {invite}.",
        fix="Choose Everyone, unless you mean to leave people out.",
        kind=WORTH_A_LOOK,
    )
    def forum_not_for_everyone(self, today):
        limited = self.mechanism == FORUM and self.invite in ("Those involved", "Named")
        return {"invite": self.invite} if limited and self.is_ahead(today) else False

    @check_all(
        on=mechanism,
        says="How we listen says that you do not use {mechanism} now.",
        fix="Choose Yes there under Use it, or another mechanism here.",
        kind=WORTH_A_LOOK,
    )
    def mechanism_not_in_use(rows, book):
        used = in_use(book)
        for row in rows if used is not None else ():
            if row.is_ahead(book.today) and row.mechanism and row.mechanism not in used:
                yield row, {"mechanism": row.mechanism}

    @check_all(
        on=invite,
        says="Invite says Named, but Attendance names nobody for this event, so no list can be prepared.",
        fix="Add a row in Attendance for each person, or choose another word under Invite.",
    )
    def nobody_is_named(rows, book):
        listed = _across.attendance_by_target(book)
        for row in rows if listed is not None else ():
            wanted = row.status == "Planned" and row.invite == "Named" and row.send == "Prepare list"
            # With List checked on filled in, the empty list is told there.
            if wanted and row.ref and row.ref not in listed and row.list_checked_on is None:
                yield row

    # ---- who comes, who runs it ----

    @check_all(
        on=places,
        says="{coming} people said yes, but there is room for {places}.",
        fix="Find a larger room, or ring the last to reply and offer another way.",
    )
    def more_coming_than_places(rows, book):
        coming = _across.coming(book)
        for row in rows:
            if row.is_ahead(book.today) and row.places is not None and coming.get(row.ref, 0) > row.places:
                yield row, {"coming": coming[row.ref], "places": row.places}

    @check_all(
        on=title,
        says="{coming} people said yes to this focus group. With more than 12, some will not be heard.",
        fix="Hold two groups, or offer some of them another way.",
        kind=WORTH_A_LOOK,
    )
    def focus_group_too_big(rows, book):
        coming = _across.coming(book)
        for row in rows:
            if (
                row.mechanism == FOCUS_GROUP
                and row.is_ahead(book.today)
                and coming.get(row.ref, 0) > FOCUS_GROUP_MOST
            ):
                yield row, {"coming": coming[row.ref]}

    @check_all(
        on=title,
        says="{coming} said yes to this focus group, and it is within two weeks. It needs 6 or more.",
        fix="Ring those who have not replied, or talk with people one by one instead.",
        kind=WORTH_A_LOOK,
    )
    def focus_group_too_small(rows, book):
        coming = _across.coming(book)
        for row in rows if _across.attendance_by_target(book) is not None else ():
            said_yes = coming.get(row.ref, 0)
            if (
                row.mechanism == FOCUS_GROUP
                and row.is_within(SOON, book.today)
                and said_yes < FOCUS_GROUP_LEAST
            ):
                coming_words = count_words(said_yes, "person", "people") if said_yes else "Nobody"
                yield row, {"coming": coming_words}

    @check(
        on=lead,
        says="This event is within a week, and nobody is named who runs it.",
        fix="Write one name in Lead.",
        kind=WORTH_A_LOOK,
    )
    def no_lead(self, today):
        return self.is_within(SHORT_NOTICE, today) and self.lacks("lead")

    @check(
        on=note_taker,
        says="A focus group needs somebody who only takes notes, and nobody is named.",
        fix="Ask a colleague, and write the name here.",
        kind=WORTH_A_LOOK,
    )
    def no_note_taker(self, today):
        return self.mechanism == FOCUS_GROUP and self.is_within(SOON, today) and self.lacks("note_taker")

    @check(
        on=note_taker,
        says="The lead and the note taker are the same person, who cannot listen and write at once.",
        fix="Ask somebody else to take notes.",
        kind=WORTH_A_LOOK,
        native='AND({lead}<>"",{lead}={note_taker})',
    )
    def lead_takes_the_notes(self, today):
        return bool(self.lead and self.note_taker and self.lead.casefold() == self.note_taker.casefold())

    @check_all(
        on=how_many_came,
        says="Status says Held, but not who or how many came, so it is not counted.",
        fix="Fill in Attended in Attendance, or write how many came here.",
    )
    def held_but_nobody_counted(rows, book):
        came = _across.came(book)
        for row in rows if came is not None else ():
            past = row.status == "Held" and (row.date is None or row.date <= book.today)
            if past and row.lacks("how_many_came") and row.ref not in came:
                yield row

    @check(
        on=how_many_came,
        says="How many came is filled in, but Status says {status}, so it is not counted.",
        fix="Choose Held if it took place, or clear the number.",
        native='AND(N({how_many_came})>0,OR({status}="Cancelled",'
        'AND({status}="Planned",ISNUMBER({date}),{date}>=TODAY())))',
    )
    def counted_but_not_held(self, today):
        # A Planned day that has passed is told as such.
        unheld = self.status == "Cancelled" or self.is_ahead(today)
        return {"status": self.status} if self.how_many_came and unheld else False

    @check_all(
        on=places,
        says="{came} people came, but there was room for {places}.",
        fix="Correct Places, How many came, or Attendance.",
        kind=WORTH_A_LOOK,
    )
    def more_came_than_places(rows, book):
        named = _across.came(book) or {}
        for row in rows:
            came = named.get(row.ref) or row.how_many_came or 0
            if row.status == "Held" and row.places and came > row.places:
                yield row, {"came": came, "places": row.places}

    @check_all(
        on=how_many_came,
        says="Of those who said yes, {number} {have} nothing under Attended in Attendance.",
        fix="Fill in Yes, Online or No for each of them there.",
        kind=WORTH_A_LOOK,
    )
    def some_not_ticked_off(rows, book):
        # Once an event, not once a person; where nobody at all is counted, that is told instead.
        listed, came = _across.attendance_by_target(book) or {}, _across.came(book) or {}
        for row in rows:
            if row.status == "Held" and row.ref in came:
                open_ = [
                    one for one in listed[row.ref] if one.lacks("attended") and _across.is_coming(one, book)
                ]
                if open_:
                    yield row, {"number": len(open_), "have": "has" if len(open_) == 1 else "have"}

    @check_all(
        on=how_many_came,
        says="Attendance names {named} who came, and this cell says {typed}. We count the names.",
        fix="Add the missing names to Attendance, or clear this cell.",
        kind=WORTH_A_LOOK,
    )
    def names_and_number_differ(rows, book):
        came = _across.came(book) or {}
        for row in rows:
            if row.how_many_came is not None and row.ref in came and came[row.ref] != row.how_many_came:
                named = count_words(came[row.ref], "person", "people")
                yield row, {"named": named, "typed": row.how_many_came}

    @check(
        on=with_,
        says="We cannot tell which committee or group this was with, so the link with it is not counted.",
        fix="Choose it under With; add it to Committees and groups if it is not in the list.",
        kind=WORTH_A_LOOK,
    )
    def with_whom(self, today):
        return self.mechanism in (COMMITTEES, LINK) and self.status == "Held" and self.lacks("with_")

    @check_all(
        on=with_,
        says="Mechanism says {mechanism}, but {ref} is a {kind}.",
        fix="Choose another mechanism, or the group you mean under With.",
        kind=WORTH_A_LOOK,
    )
    def with_another_kind_of_group(rows, book):
        for row in rows:
            kind = getattr(book.find(row.with_), "kind", None)
            if kind and kind not in _HELD_WITH.get(row.mechanism, (kind,)):
                yield row, {"mechanism": row.mechanism, "ref": row.with_.ref, "kind": kind.lower()}

    @check_all(
        on=date,
        says="{late} people in Attendance were invited after this day.",
        fix="Check the day and the year here. If they are right, correct Invited on in Attendance.",
    )
    def most_invited_after_it(rows, book):
        late = _across.invited_too_late(book)
        return ((row, {"late": late[row.ref]}) for row in rows if row.ref in late)

    @check_all(
        on=title,
        says="This may be the same event as {other}: the day and the mechanism are the same.",
        fix="If so, keep one row. Attendance counts only for the event it names.",
        kind=WORTH_A_LOOK,
    )
    def same_event_twice(rows, book):
        live = [row for row in rows if row.date and row.mechanism and row.status != "Cancelled"]
        for same in book.grouped(live, lambda row: (row.date, row.mechanism, row.with_, row.start)).values():
            for row in same[1:]:
                yield row, {"other": same[0].ref or f"row {same[0].row_number}"}
