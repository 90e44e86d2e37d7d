"""Surveys: which ones you run, when they open and close, and whether answers are anonymous or confidential."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

from service.core.dates import add_months
from service.core.illness_words import illness_word_in
from service.core.placeholders import foreign_placeholder
from service.core.problems import WORTH_A_LOOK
from service.core.rows import Column, Row, check, check_all
from service.core.values import Choice, Date, PointsTo, Text, Whole
from service.core.wording import day_words
from sheet_templates._words import SURVEY

MOST_REMINDERS = 2  # DESIGN §5; the national surveys send two as well (domain.md A3)
MOST_QUESTIONS = 12  # about ten minutes for somebody who is tired
OPEN_AT_LEAST = timedelta(days=14)
CHECK_AGAIN_AFTER = timedelta(days=28)
YEAR, TOO_LONG_AGO = 12, 13  # months between annual surveys (domain.md §0, M4)
_SAYS_ANONYMOUS = re.compile(r"\banonym", re.IGNORECASE)
_SAYS_CONFIDENTIAL = re.compile(
    r"\bconfidential|\b(personal|own|private) link\b|\blink (is )?just for you\b", re.IGNORECASE
)
_NOT_TO_INVITE = ("Not now", "Moved away", "Left", "Died")


class Survey(
    Row,
    tab="Surveys",
    letter="S",
    place=80,
    also=("Survey", "Questionnaires"),
    label="title",
    needed_by=(SURVEY,),
):
    """One row for each survey. Its questions are in the Questions tab. Nothing is sent to anybody until Send says so.

    Anonymous: everybody gets the same address, and nobody can tell who answered.
    Confidential: each person gets their own link, so that only those who have not answered are reminded.
    """

    title = Column(
        "Title",
        Text(120),
        "What people read at the top. It must not name the illness.",
        required=True,
        needed=True,
        also=("Survey", "Survey title", "Name"),
        width=30,
    )
    kind = Column(
        "Kind",
        Choice(
            "Annual",
            "Pulse",
            "After event",
            "One-off",
            also={
                "Yearly": "Annual",
                "Annual survey": "Annual",
                "Event": "After event",
                "One off": "One-off",
                "Once": "One-off",
            },
        ),
        "Annual, a short Pulse, After event, or One-off.",
        also=("Type",),
    )
    opens = Column(
        "Opens",
        Date(),
        "First day people can answer.",
        also=("Open from", "Opening date", "Start", "Start date"),
    )
    closes = Column(
        "Closes",
        Date(),
        "Last day people can answer.",
        also=("Closing date", "Open until", "End", "End date"),
    )
    who = Column(
        "Who",
        Choice(
            "Everyone",
            "Those involved",
            "Named",
            also={
                "All": "Everyone",
                "All patients": "Everyone",
                "Involved": "Those involved",
                "Named people": "Named",
            },
        ),
        "Everyone, those who asked to be involved, or people you name in Attendance.",
        also=("Who is asked", "For whom"),
    )
    answers_are = Column(
        "Answers are",
        Choice("Anonymous", "Confidential", also={"Anon": "Anonymous", "Private": "Confidential"}),
        "Anonymous: nobody can tell who answered. Confidential: two named people can.",
        also=("Privacy",),
    )
    status = Column(
        "Status",
        Choice(
            "Draft",
            "Open",
            "Closed",
            also={"Live": "Open", "Ready": "Draft", "Finished": "Closed", "Done": "Closed"},
        ),
        "Draft until you are ready. Open lets people answer between the two dates.",
        width=10,
    )
    send = Column(
        "Send",
        Choice(
            "Not yet",
            "Prepare list",
            "Send",
            "Pause",
            also={"No": "Not yet", "Prepare": "Prepare list", "Stop": "Pause"},
        ),
        "Prepare list fills Attendance for you to check. Send sends. Pause stops at once.",
    )
    list_checked_on = Column(
        "List checked on", Date(), "The day you read through the list of people.", also=("Checked on",)
    )
    checked_by = Column("Checked by", Text(120), "Who read through the list.", also=("List checked by",))
    event = Column("Event", PointsTo("E"), "For a survey after an event: which one.", more=True, width=24)
    reminders = Column("Reminders", Whole(0, 99), "How many, 2 at most. They go out on their own.", more=True)
    introduction = Column(
        "Introduction",
        Text(2000),
        "What people read before they begin. How long it takes is added for you.",
        more=True,
        also=("Intro", "Opening words"),
        width=44,
    )

    @property
    def can_still_change(self):
        return self.status != "Closed"

    @check(
        on=closes,
        says="This survey closes before it opens.",
        fix="Correct one of the two dates.",
        native="AND(ISNUMBER({opens}),ISNUMBER({closes}),{closes}<{opens})",
    )
    def closes_before_it_opens(self, today):
        return self.opens is not None and self.closes is not None and self.closes < self.opens

    @check(
        on=status,
        says="Status is Open, but Opens is empty, so nobody can answer.",
        fix="Write the first day in Opens.",
        native='AND({status}="Open",{opens}="")',
    )
    def open_without_opening_date(self, today):
        return self.status == "Open" and self.lacks("opens")

    @check(
        on=status,
        says="Status is Open, but Closes is empty, so results would never be counted.",
        fix="Write the last day in Closes.",
        native='AND({status}="Open",{closes}="")',
    )
    def open_without_closing_date(self, today):
        return self.status == "Open" and self.lacks("closes")

    @check(
        on=status,
        says="Status is Open, but the closing date has passed.",
        fix="Choose Closed, or write a later date in Closes.",
        native='AND({status}="Open",ISNUMBER({closes}),{closes}<TODAY())',
    )
    def open_after_closing_date(self, today):
        return self.status == "Open" and self.closes is not None and self.closes < today

    @check(
        on=status,
        says="This is still a Draft, but its opening date has passed, so nobody can answer.",
        fix="Choose Open, or write a later date in Opens.",
        native='AND({status}="Draft",ISNUMBER({opens}),{opens}<TODAY())',
    )
    def draft_after_opening_date(self, today):
        return self.status == "Draft" and self.opens is not None and self.opens < today

    @check(
        on=status,
        says="Status is Closed, but the closing date is still to come.",
        fix="Leave it if you closed early. Otherwise choose Open.",
        kind=WORTH_A_LOOK,
        native='AND({status}="Closed",ISNUMBER({closes}),{closes}>TODAY())',
    )
    def closed_early(self, today):
        return self.status == "Closed" and self.closes is not None and self.closes > today

    @check(
        on=answers_are,
        says="We cannot open this survey until Answers are says Anonymous or Confidential.",
        fix="Choose one. People are told which it is before they answer.",
        native='AND({status}="Open",{answers_are}="")',
    )
    def open_without_saying_how_private(self, today):
        return self.status == "Open" and self.lacks("answers_are")

    @check(
        on=who,
        says="An anonymous survey of named people is not anonymous: you would know who could have answered.",
        fix="Choose Confidential, or ask everyone.",
        native='AND({answers_are}="Anonymous",{who}="Named")',
    )
    def anonymous_for_named_people(self, today):
        return self.answers_are == "Anonymous" and self.who == "Named" and self.can_still_change

    @check(
        on=introduction,
        says="The introduction speaks of confidential answers or a personal link, but this survey is Anonymous.",
        fix="Take those words out, or choose Confidential. We add the right words about privacy ourselves.",
    )
    def anonymous_but_says_confidential(self, today):
        return self.answers_are == "Anonymous" and bool(_SAYS_CONFIDENTIAL.search(self.introduction or ""))

    @check(
        on=introduction,
        says="The introduction says anonymous, but this survey is Confidential: each person has their own link.",
        fix="Take that word out, or choose Anonymous. We add the right words about privacy ourselves.",
    )
    def confidential_but_says_anonymous(self, today):
        return self.answers_are == "Confidential" and bool(_SAYS_ANONYMOUS.search(self.introduction or ""))

    @check(
        on=introduction,
        says="The introduction holds something left open, “{left}”, which people would read as it stands.",
        fix="Write the words themselves.",
    )
    def introduction_left_open(self, today):
        left = foreign_placeholder(self.introduction) or ("((" if "((" in (self.introduction or "") else None)
        return {"left": left} if left else None

    @check(
        on=reminders,
        says="At most 2 reminders are sent, so the others will not go out.",
        fix="Write 0, 1 or 2.",
        native="AND(ISNUMBER({reminders}),{reminders}>2)",
    )
    def too_many_reminders(self, today):
        return self.reminders is not None and self.reminders > MOST_REMINDERS

    @check(
        on=reminders,
        says="Nobody can tell who answered an anonymous survey, so reminders go to everyone, those who answered too.",
        fix="Leave it if that is fine: the reminder says so. Otherwise write 0.",
        kind=WORTH_A_LOOK,
    )
    def anonymous_reminders_go_to_everyone(self, today):
        return self.answers_are == "Anonymous" and bool(self.reminders) and self.status == "Draft"

    @check(
        on=send,
        says="Send is chosen, but nobody has checked the list, so nothing goes out.",
        fix="Read through the list in Attendance, then fill in List checked on and Checked by.",
        native='AND({send}="Send",{list_checked_on}="")',
    )
    def send_before_list_checked(self, today):
        return self.send == "Send" and self.lacks("list_checked_on")

    @check(
        on=send,
        says="Send is chosen, but the survey is still a Draft, so people could not answer.",
        fix="Choose Open in Status first.",
        native='AND({send}="Send",{status}="Draft")',
    )
    def send_while_draft(self, today):
        return self.send == "Send" and self.status == "Draft"

    @check(
        on=checked_by,
        says="The list was checked, but we cannot see by whom.",
        fix="Write your name in Checked by.",
        native='AND({list_checked_on}<>"",{checked_by}="")',
    )
    def checked_by_nobody(self, today):
        return self.list_checked_on is not None and self.lacks("checked_by")

    @check(
        on=list_checked_on,
        says="List checked on is in the future.",
        fix="Write the day you really checked the list.",
        native="AND(ISNUMBER({list_checked_on}),{list_checked_on}>TODAY())",
    )
    def list_checked_in_the_future(self, today):
        return self.list_checked_on is not None and self.list_checked_on > today

    @check(
        on=list_checked_on,
        says="The list was checked more than 4 weeks ago. People may have died, moved or said no since.",
        fix="Read through it again, and write today's date.",
        kind=WORTH_A_LOOK,
    )
    def list_checked_long_ago(self, today):
        checked = self.list_checked_on
        return (
            self.send == "Send"
            and self.can_still_change
            and checked is not None
            and today - checked > CHECK_AGAIN_AFTER
        )

    @check(
        on=closes,
        says="This survey is open for less than 2 weeks. Some people will be in hospital or away.",
        fix="Think about a later closing date.",
        kind=WORTH_A_LOOK,
    )
    def open_under_two_weeks(self, today):
        long = self.kind in (None, "Annual", "One-off") and self.can_still_change
        return (
            long and self.opens and self.closes and timedelta(0) <= self.closes - self.opens < OPEN_AT_LEAST
        )

    @check(
        on=closes,
        says="This survey opens or closes at Christmas or New Year, when few people answer.",
        fix="Think about another date.",
        kind=WORTH_A_LOOK,
    )
    def at_christmas(self, today):
        days = [day for day in (self.opens, self.closes) if day and day >= today]
        if self.opens and self.closes and self.closes < self.opens:
            return False  # one of the two is wrong, and is asked about already
        return self.can_still_change and any(
            (day.month, day.day) >= (12, 20) or (day.month, day.day) <= (1, 2) for day in days
        )

    @check(
        on=event,
        says="A survey after an event needs the event.",
        fix="Choose the event, or another Kind.",
        native='AND({kind}="After event",{event}="")',
    )
    def after_no_event(self, today):
        return self.kind == "After event" and self.lacks("event")

    @check(
        on=event,
        says="An event is named here, but Kind is not After event.",
        fix="Choose After event, or clear the event.",
        kind=WORTH_A_LOOK,
    )
    def event_but_not_after_it(self, today):
        return self.event is not None and self.kind not in (None, "After event")

    @check(
        on=title,
        says="The title names the illness (“{word}”). Titles stand in messages that others may see.",
        fix="Choose a title without that word, such as Your care this year.",
    )
    def title_names_the_illness(self, today):
        word = illness_word_in(self.title) if self.can_still_change else None
        return {"word": word} if word else None

    @check_all(
        on=opens,
        says="This survey opens before its event, on {day}.",
        fix="Write a day on or after the event in Opens.",
    )
    def opens_before_its_event(rows, book):
        for row in rows:
            event = book.find(row.event)
            held = getattr(event, "date", None)
            if row.kind == "After event" and isinstance(held, date) and row.opens and row.opens < held:
                yield row, {"day": day_words(held)}

    @check_all(
        on=event,
        says="{event} was cancelled, so there is nothing to ask about.",
        fix="Choose the event that took its place, or delete this survey.",
        kind=WORTH_A_LOOK,
    )
    def after_a_cancelled_event(rows, book):
        for row in rows:
            event = book.find(row.event)
            if row.can_still_change and getattr(event, "status", None) == "Cancelled":
                yield row, {"event": event.ref}

    @check_all(
        on=status,
        says="Status is Open, but this survey has no questions.",
        fix="Add its questions in the Questions tab, or choose Draft.",
    )
    def open_with_no_questions(rows, book):
        if book.is_readable("Q"):
            asked = {row.survey.ref for row in book.rows("Q") if row.survey and row.type != "Information"}
            yield from (row for row in rows if row.status == "Open" and row.ref and row.ref not in asked)

    @check_all(
        on=title,
        says="This survey has {number} questions. People who are tired may not finish it.",
        fix="Think about which ones you would act on, and drop the others.",
        kind=WORTH_A_LOOK,
    )
    def over_twelve_questions(rows, book):
        asked = book.grouped(
            (row for row in book.rows("Q") if row.type != "Information"),
            lambda row: row.survey and row.survey.ref,
        )
        for row in rows:
            number = len(asked.get(row.ref, ())) if row.can_still_change else 0
            if number > MOST_QUESTIONS:
                yield row, {"number": number}

    @check_all(
        on=who,
        says="This confidential survey has nobody to invite, so no personal link can be made.",
        fix="Add the people in Attendance or People, or choose Anonymous.",
    )
    def confidential_with_nobody_to_invite(rows, book):
        if not (book.is_readable("T") and book.is_readable("P")):
            return
        listed = {row.what_for.ref for row in book.rows("T") if row.what_for}
        people = [
            row for row in book.rows("P") if row.status not in _NOT_TO_INVITE and row.may_contact != "No"
        ]
        for row in rows:
            underway = row.status == "Open" or row.send in ("Prepare list", "Send")
            if (
                row.answers_are == "Confidential"
                and underway
                and row.can_still_change
                and row.ref not in listed
            ):
                some = people if row.who == "Everyone" or row.who is None else []
                some = (
                    [person for person in people if person.wants_to_be_involved]
                    if row.who == "Those involved"
                    else some
                )
                if not some:
                    yield row

    @check_all(
        on=opens,
        says="The annual survey before this one opened on {day}, less than 12 months earlier.",
        fix="Think about a later date, so that people are not asked too often.",
        kind=WORTH_A_LOOK,
    )
    def annual_survey_too_soon(rows, book):
        annual = sorted(
            (row for row in rows if row.kind == "Annual" and row.opens), key=lambda row: row.opens
        )
        for before, row in pairwise(annual):
            if row.can_still_change and row.opens < add_months(before.opens, YEAR):
                yield row, {"day": day_words(before.opens)}

    @check_all(
        on=opens,
        says="The last annual survey opened on {day}, more than 13 months ago, and no other is dated.",
        fix="Add the next annual survey with its dates.",
        kind=WORTH_A_LOOK,
    )
    def no_annual_survey_for_thirteen_months(rows, book):
        annual = [row for row in rows if row.kind == "Annual" and row.opens]
        last = max(annual, key=lambda row: row.opens, default=None)
        if last and add_months(last.opens, TOO_LONG_AGO) < book.today:
            yield last, {"day": day_words(last.opens)}

    @check_all(
        on=title,
        says="Row {other} has the same title, so a cell that names this survey by its title cannot be read.",
        fix="Add the year to one of them.",
        kind=WORTH_A_LOOK,
    )
    def survey_title_twice(rows, book):
        for same in book.grouped(
            rows, lambda row: row.title and " ".join(row.title.casefold().split())
        ).values():
            for row in same[1:]:
                yield row, {"other": same[0].row_number}

    @check_all(
        on=opens,
        says="This survey is open at the same time as {other}, and both are for everyone.",
        fix="Think about moving one of them, so that people are asked once.",
        kind=WORTH_A_LOOK,
    )
    def two_surveys_at_once(rows, book):
        dated = [
            row
            for row in rows
            if row.who == "Everyone" and row.opens and row.closes and row.closes >= book.today
        ]
        dated.sort(key=lambda row: (row.opens, row.row_number))
        for at, row in enumerate(dated):
            other = next((one for one in dated[:at] if one.closes >= row.opens), None)
            if other and row.can_still_change and other.can_still_change:
                yield row, {"other": other.ref or f"row {other.row_number}"}
