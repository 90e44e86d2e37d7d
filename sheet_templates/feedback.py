"""What patients and carers said, in their own words, and what became of it."""

from __future__ import annotations

from datetime import timedelta

from service.core.identifiers import identifier_in
from service.core.problems import WORTH_A_LOOK
from service.core.rows import Column, Row, check, check_all
from service.core.values import Choice, Date, FromList, PointsTo, Text
from sheet_templates._themes import names_to_hide, not_in_set_up
from sheet_templates._words import PATIENT_GROUP

ANSWER_WITHIN = timedelta(days=28)
PASS_ON_WITHIN = SEE_WITHIN = timedelta(days=2)
CONCERN, SUPPORT, PRAISE = "Concern", "Support needed", "Working well"


class Feedback(
    Row,
    tab="Feedback",
    letter="F",
    place=40,
    shown=True,
    also=("Comments", "Notes", "Patient feedback"),
    label="what_was_said",
):
    """One thing somebody said, a row. Each leads to an action, or to a reason why not, and to an answer.

    Write no names: what was said may be read by others. Only Words we may quote ever leave this workbook.
    """

    date = Column(
        "Date",
        Date(),
        "The day it was said.",
        required=True,
        also=("Date received", "Said on", "Date in", "When"),
    )
    came_from = Column(
        "Came from",
        PointsTo("E", "S", "C", "H", "P", "B", or_anything=True),
        "An event, a survey, a committee, or words such as clinic.",
        also=("Source", "From", "Where from"),
        sensitive=True,
        width=24,
    )
    what_was_said = Column(
        "What was said",
        Text(4000),
        "In their own words, without names.",
        required=True,
        needed=True,
        sensitive=True,
        width=48,
        also=("Comment", "Feedback", "Comments", "What they said", "Words"),
    )
    kind = Column(
        "Kind",
        Choice(
            PRAISE,
            "Could be better",
            "Idea",
            CONCERN,
            SUPPORT,
            also={
                "Good": PRAISE,
                "Positive": PRAISE,
                "Compliment": PRAISE,
                "Room for improvement": "Could be better",
                "Negative": "Could be better",
                "Not working well": "Could be better",
                "Improvement": "Could be better",
                "Suggestion": "Idea",
                "Complaint": CONCERN,
                "Worry": CONCERN,
                "Support": SUPPORT,
            },
        ),
        "Support needed is for one person, and is passed on, not discussed.",
        also=("Type",),
    )
    theme = Column(
        "Theme",
        FromList("Theme", several=True),
        "One or more of your themes in Set-up, with semicolons between.",
        also=("Themes", "Topic"),
        width=26,
    )
    action = Column(
        "Action",
        PointsTo("A"),
        "What you will do about it: choose a row of Actions.",
        also=("What we will do",),
        width=24,
    )
    no_action_because = Column(
        "No action because",
        Text(1000),
        "If nothing will be done: why. People are told this too.",
        also=("Reason for no action",),
        width=28,
    )
    answered_on = Column(
        "Answered on",
        Date(),
        "The day people were told what became of it.",
        also=("Replied on", "Date answered"),
    )
    seen_by = Column("Seen by", Text(120), "Who has read it.", also=("Read by",))
    raised_at = Column(
        "Raised at",
        PointsTo("C", "E"),
        "The committee or meeting where it was brought up.",
        more=True,
        also=("Taken to",),
        width=24,
    )
    may_be_quoted = Column(
        "May be quoted",
        Choice(
            "Yes",
            "No",
            "Ask first",
            also={"Ask": "Ask first", "Ask each time": "Ask first", "Y": "Yes", "N": "No"},
        ),
        "Whether this person said their words may be used.",
        more=True,
        also=("May we quote", "OK to quote"),
        sensitive=True,
    )
    words_we_may_quote = Column(
        "Words we may quote",
        Text(1000),
        "The words as others will read them. Nothing that tells who said it.",
        more=True,
        also=("Quote",),
        width=40,
    )
    passed_to = Column(
        "Passed to", Text(120), "For support needed or urgent things: to whom.", more=True, sensitive=True
    )
    passed_on = Column(
        "Passed on", Date(), "The day you passed it on.", more=True, also=("Passed on date",), sensitive=True
    )

    @check(
        on=date,
        says="This date is in the future.",
        fix="Correct the date.",
        native="AND(ISNUMBER({date}),{date}>TODAY())",
    )
    def said_in_the_future(self, today):
        return self.date is not None and self.date > today

    @check(
        on=action,
        says="This was said more than 28 days ago, and there is neither an action nor a reason for none.",
        fix="Choose an action, or say why in No action because.",
        native='AND(ISNUMBER({date}),{date}<TODAY()-28,{action}="",{no_action_because}="",'
        '{kind}<>"Working well",{kind}<>"Support needed")',
    )
    def neither_action_nor_reason(self, today):
        waiting = self.date is not None and today - self.date > ANSWER_WITHIN
        return waiting and self.kind not in (PRAISE, SUPPORT) and self.lacks("action", "no_action_because")

    @check(
        on=no_action_because,
        says="This row has an action and a reason for no action.",
        fix="Clear one of them.",
        native='AND({action}<>"",{no_action_because}<>"")',
    )
    def action_and_reason_for_none(self, today):
        return self.action is not None and self.no_action_because is not None

    @check(
        on=answered_on,
        says="This was answered before it was said.",
        fix="Correct one of the two dates.",
        native="AND(ISNUMBER({date}),ISNUMBER({answered_on}),{answered_on}<{date})",
    )
    def answered_before_it_was_said(self, today):
        return self.date is not None and self.answered_on is not None and self.answered_on < self.date

    @check(
        on=answered_on,
        says="Answered on is in the future.",
        fix="Write it once people have been told.",
        native="AND(ISNUMBER({answered_on}),{answered_on}>TODAY())",
    )
    def answered_in_the_future(self, today):
        return self.answered_on is not None and self.answered_on > today

    @check(
        on=answered_on,
        says="This was answered, but the row does not say with what.",
        fix="Choose the action, or fill in No action because.",
        kind=WORTH_A_LOOK,
    )
    def answered_with_nothing(self, today):
        return (
            self.answered_on is not None
            and self.kind not in (PRAISE, SUPPORT)
            and self.lacks("action", "no_action_because")
        )

    @check(
        on=what_was_said,
        says="This seems to hold {what}.",
        fix="Take it out, unless you need it here. It belongs in People.",
        kind=WORTH_A_LOOK,
    )
    def holds_an_identifier(self, today):
        what = identifier_in(self.what_was_said)
        return {"what": what} if what else None

    @check(
        on=words_we_may_quote,
        says="These words hold {what}, so they are held back.",
        fix="Take it out. Everybody may read these words.",
    )
    def quote_holds_an_identifier(self, today):
        what = identifier_in(self.words_we_may_quote)
        return {"what": what} if what else None

    @check(
        on=words_we_may_quote,
        says="There are words to quote, but May be quoted does not say Yes, so they are held back.",
        fix="Ask the person. Then choose Yes, or clear the words.",
        native='AND({words_we_may_quote}<>"",{may_be_quoted}<>"Yes")',
    )
    def quoted_without_a_yes(self, today):
        return (
            self.words_we_may_quote is not None
            and self.may_be_quoted != "Yes"
            and "may_be_quoted" not in self.misread
        )

    @check(
        on=words_we_may_quote,
        says="This may be quoted, but there are no words to quote.",
        fix="Write the words as others may read them. What was said is never used by itself.",
        kind=WORTH_A_LOOK,
        native='AND({may_be_quoted}="Yes",{words_we_may_quote}="")',
    )
    def nothing_to_quote(self, today):
        return self.may_be_quoted == "Yes" and self.lacks("words_we_may_quote")

    @check(
        on=passed_to,
        says="Somebody needs support, and we cannot see who will give it.",
        fix="Pass it on today to the nurse, counsellor or support group, and write to whom.",
        native='AND({kind}="Support needed",{passed_to}="")',
    )
    def support_not_passed_on(self, today):
        return self.kind == SUPPORT and self.lacks("passed_to")

    @check(
        on=passed_on,
        says="This should have been passed on, and we cannot see that it was.",
        fix="Pass it on, and write the day in Passed on.",
    )
    def passing_on_not_done(self, today):
        due = self.date is not None and today - self.date > PASS_ON_WITHIN
        return (
            self.passed_to is not None and self.lacks("passed_on") and self.kind in (SUPPORT, CONCERN) and due
        )

    @check(
        on=passed_to,
        says="Passed on has a date, but we cannot see to whom.",
        fix="Write to whom in Passed to.",
        native='AND({passed_on}<>"",{passed_to}="",{kind}<>"Support needed")',
    )
    def passed_to_nobody(self, today):
        return self.passed_on is not None and self.kind != SUPPORT and self.lacks("passed_to")

    @check(
        on=passed_on,
        says="This was passed on before it was said, or in the future.",
        fix="Correct the date.",
        native="AND(ISNUMBER({passed_on}),OR({passed_on}>TODAY(),AND(ISNUMBER({date}),{passed_on}<{date})))",
    )
    def passed_on_at_no_possible_time(self, today):
        return self.passed_on is not None and (
            self.passed_on > today or (self.date is not None and self.passed_on < self.date)
        )

    @check(
        on=seen_by,
        says="A concern has waited more than 2 days without anybody reading it.",
        fix="Read it, act if it is urgent, and write your name in Seen by.",
        native='AND({kind}="Concern",{seen_by}="",ISNUMBER({date}),{date}<TODAY()-2)',
    )
    def concern_not_seen(self, today):
        return (
            self.kind == CONCERN
            and self.lacks("seen_by")
            and self.date is not None
            and today - self.date > SEE_WITHIN
        )

    @check_all(
        on=theme,
        says="“{theme}” is not one of the themes in Set-up, so it is not counted.{near}",
        fix="Choose a theme from the list, or add this one in Set-up.",
    )
    def theme_not_in_set_up(rows, book):
        return not_in_set_up(rows, book)

    @check_all(
        on=words_we_may_quote,
        says="These words hold a name from People or Names to hide, so they are held back.",
        fix="Take the name out, or write “my nurse”, “my daughter”.",
    )
    def quote_names_somebody(rows, book):
        names = names_to_hide(book)
        yield from (row for row in rows if names.are_in(row.words_we_may_quote))

    @check_all(
        on=words_we_may_quote,
        says="These words are not in What was said.",
        fix="Leave it if you shortened them with care. A quote must not say more than the person did.",
        kind=WORTH_A_LOOK,
    )
    def quote_says_something_else(rows, book):
        for row in rows:
            if (
                row.words_we_may_quote
                and row.what_was_said
                and _new_words(row.words_we_may_quote, row.what_was_said)
            ):
                yield row

    @check_all(
        on=raised_at,
        says="Support for one person was raised at a group that is there to improve the service.",
        fix="Clear Raised at. Pass it on to their nurse or a support group instead.",
        kind=WORTH_A_LOOK,
    )
    def support_raised_at_a_group(rows, book):
        for row in rows:
            where = book.find(row.raised_at)
            group = getattr(where, "kind", None) in ("Committee", "Patient group")
            if row.kind == SUPPORT and (group or getattr(where, "mechanism", None) == PATIENT_GROUP):
                yield row

    @check_all(
        on=answered_on,
        says="The action for this is done, and we cannot see that anybody was told.",
        fix="Tell people what you did, and write the day in Answered on.",
        kind=WORTH_A_LOOK,
    )
    def done_but_not_answered(rows, book):
        for row in rows:
            action = book.find(row.action)
            if getattr(action, "status", None) in ("Done", "Will not do") and row.lacks("answered_on"):
                yield row

    @check_all(
        on=date,
        says="This was said before its event, {event}, was held.",
        fix="Correct the date, or choose the event where it was said.",
        kind=WORTH_A_LOOK,
    )
    def said_before_its_event(rows, book):
        for row in rows:
            event = (
                book.find(row.came_from)
                if row.came_from and (row.came_from.ref or "").startswith("E-")
                else None
            )
            held = getattr(event, "date", None)
            if held and row.date and row.date < held:
                yield row, {"event": event.ref}

    @check_all(
        on=came_from,
        says="{event} was cancelled, so nothing was said there.",
        fix="Choose the event or words such as clinic. If it took place after all, correct Status in Events.",
        kind=WORTH_A_LOOK,
    )
    def came_from_a_cancelled_event(rows, book):
        for row in rows:
            event = book.find(row.came_from)
            if (
                row.came_from
                and (row.came_from.ref or "")[:1] == "E"
                and event
                and event.status == "Cancelled"
            ):
                yield row, {"event": event.ref}

    @check_all(
        on=may_be_quoted,
        says="May be quoted says Yes, but People says that we may not quote {person}, so these words are held back.",
        fix="Choose No. If they changed their mind, correct People first.",
    )
    def quotes_someone_who_said_no(rows, book):
        for row in rows:
            person = book.find(row.came_from)
            if row.may_be_quoted == "Yes" and getattr(person, "may_quote", None) == "No":
                yield row, {"person": person.ref}

    @check_all(
        on=raised_at,
        says="This was raised at {event}, which took place before it was said.",
        fix="Correct the date, or choose the meeting where it was brought up.",
        kind=WORTH_A_LOOK,
    )
    def raised_before_it_was_said(rows, book):
        for row in rows:
            event = book.find(row.raised_at)
            held = getattr(event, "date", None)
            if held and row.date and held < row.date:
                yield row, {"event": event.ref}


def _new_words(quote, said):
    """More than a few words that the person did not use: small words may be needed to join what was left."""
    words, theirs = _bare(quote), set(_bare(said))
    new = [word for word in words if word not in theirs]
    return len(new) > 3 and len(new) > len(words) / 3


def _bare(text):
    return ["".join(filter(str.isalnum, word)) for word in text.casefold().split()]
