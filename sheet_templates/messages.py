"""The words of invitations, reminders and letters, so that you can change them without asking anybody."""

from __future__ import annotations

import re
from typing import Any

from service.core.illness_words import illness_word_in
from service.core.nearest import did_you_mean
from service.core.placeholders import PLACEHOLDERS, foreign_placeholder, unknown_placeholders
from service.core.problems import WORTH_A_LOOK
from service.core.rows import Column, Row, check, check_all
from service.core.values import Choice, Date, Text
from sheet_templates._words import FOCUS_GROUP, FORUM, PATIENT_GROUP, SURVEY
from sheet_templates.starter_messages import STARTER_MESSAGES

USES = (
    "Event invitation",
    "Event reminder",
    "Event change",
    "Survey invitation",
    "Survey reminder",
    "Joining a group",
    "Results and thanks",
)
ASKS_FOR_AN_ANSWER = ("Event invitation", "Event reminder", "Survey invitation", "Survey reminder")
ONE_TEXT = 160  # characters; a longer one is sent, and charged, as two (domain.md B6)
LONGEST_SUBJECT = 78
OPEN_TO_ALL = "Survey reminder"
_KNOWS_WHO = re.compile(
    r"(?i)\byou (have not|haven[’']t|did not|didn[’']t)( yet)? (repl|answer|respond|complet|fill)\w*"
    r"|\bwe (have not|haven[’']t)( yet)? (heard|received)\b"
)
_CLICK = re.compile(r"(?i)\bclick (here|below|on)\b|\blog[ -]?in\b")
_ASKS_BIRTH = re.compile(r"(?i)\bdate of birth\b|\bd\.?o\.?b\b|\bnhs number\b|\bhospital number\b")


class Message(
    Row,
    tab="Messages",
    letter="W",
    place=130,
    also=("Message", "Templates", "Letters"),
    label="used_for",
    needed_by=(FORUM, PATIENT_GROUP, SURVEY, FOCUS_GROUP),
):
    """One wording a row. Double brackets leave open what differs: ((name)), ((title)), ((date)), ((time)), ((place)),
    ((reply by)), ((closes)), ((days left)), ((link)), ((lead)), ((contact)), ((service)), ((hospital)), ((helpline)),
    ((what changed)). A changed wording is a new row with its own date: you can see later what people were told.
    """

    used_for = Column(
        "Used for",
        Choice(
            *USES,
            also={"Invitation": USES[0], "Reminder": USES[1], "Thanks": USES[-1], "Cancellation": USES[2]},
        ),
        "What it is sent for.",
        required=True,
        needed=True,
        also=("Use", "For"),
        width=22,
    )
    how = Column(
        "How",
        Choice(
            "Email",
            "Text",
            "Letter",
            also={"E-mail": "Email", "SMS": "Text", "Text message": "Text", "Post": "Letter"},
        ),
        "Email, Text or Letter.",
        required=True,
        also=("Channel", "By"),
        width=10,
    )
    subject = Column(
        "Subject",
        Text(LONGEST_SUBJECT),
        "For e-mail. It must not name the illness.",
        also=("Subject line",),
        width=30,
    )
    words = Column(
        "Words",
        Text(5000),
        "The whole message, with ((name)), ((link)) and so on.",
        required=True,
        needed=True,
        also=("Message", "Text", "Body", "Wording"),
        width=60,
    )
    in_use_from = Column(
        "In use from", Date(), "The first day this wording is sent.", also=("From", "Used from")
    )

    @classmethod
    def prefilled(cls) -> list[dict[str, Any]]:
        return [
            dict(zip(("used_for", "how", "subject", "words"), message, strict=True))
            for message in STARTER_MESSAGES
        ]

    @check(
        on=subject,
        says="An e-mail needs a subject, so this is not sent.",
        fix="Write one that does not name the illness.",
        native='AND({how}="Email",{subject}="")',
    )
    def email_without_subject(self, today):
        return self.how == "Email" and self.lacks("subject")

    @check(
        on=subject,
        says="The subject names the illness (“{word}”), and others may see it. It is not sent.",
        fix="Write a subject without that word, such as An invitation for you.",
    )
    def subject_names_the_illness(self, today):
        word = illness_word_in(self.subject)
        return {"word": word} if word else None

    @check(
        on=subject,
        says="Only e-mails have a subject, so this one is not used.",
        fix="Clear the subject, or choose Email.",
        kind=WORTH_A_LOOK,
        native='AND(OR({how}="Text",{how}="Letter"),{subject}<>"")',
    )
    def subject_not_used(self, today):
        return self.how in ("Text", "Letter") and self.subject is not None

    @check(
        on=words,
        says="The text names the illness (“{word}”). Texts show on locked telephones.",
        fix="Write it without that word.",
        kind=WORTH_A_LOOK,
    )
    def text_names_the_illness(self, today):
        word = illness_word_in(self.words) if self.how == "Text" else None
        return {"word": word} if word else None

    @check(
        on=words,
        says="We do not know what to put for (({name})), so this is not sent.{near}",
        fix="Write one of those the column guide lists, such as ((name)) or ((link)).",
    )
    def unknown_placeholder(self, today):
        unknown = (*unknown_placeholders(self.subject), *unknown_placeholders(self.words))
        return {"name": unknown[0], "near": did_you_mean(unknown[0], PLACEHOLDERS)} if unknown else None

    @check(
        on=words,
        says="“{typed}” would reach people as it stands.",
        fix="Use double brackets, such as ((name)) or ((link)).",
    )
    def left_open_in_another_way(self, today):
        typed = foreign_placeholder(self.subject) or foreign_placeholder(self.words)
        return {"typed": typed} if typed else None

    @check(
        on=words,
        says="A pair of double brackets is not closed, so it would reach people as it stands.",
        fix="Write (( before and )) after each word we fill in.",
    )
    def brackets_not_closed(self, today):
        return any(
            (text or "").count("((") != (text or "").count("))") for text in (self.subject, self.words)
        )

    @check(
        on=words,
        says="There is no ((link)) in this message, so nobody can answer online.",
        fix="Put ((link)) where people should press.",
    )
    def no_link(self, today):
        asks = self.used_for in ASKS_FOR_AN_ANSWER and self.how in ("Email", "Text")
        return asks and self.words is not None and "((link))" not in re.sub(r"\s", "", self.words.casefold())

    @check(
        on=words,
        says="This text has {number} characters. More than 160 are sent as two, and some people pay for them.",
        fix="Shorten it. The link and the name come on top.",
        kind=WORTH_A_LOOK,
        native='AND({how}="Text",LEN({words})>160)',
    )
    def text_over_160(self, today):
        number = len(self.words or "") if self.how == "Text" else 0
        return {"number": number} if number > ONE_TEXT else None

    @check(
        on=words,
        says="Links should say where they lead. “Click here” and “log in” say nothing to people who use a screen reader.",
        fix="Say what happens, such as: Answer the survey at ((link)).",
        kind=WORTH_A_LOOK,
    )
    def says_click_here(self, today):
        return bool(_CLICK.search(self.words or ""))

    @check(
        on=words,
        says="Messages should never ask for a date of birth or an NHS number: that is what fraudsters do.",
        fix="Take it out.",
    )
    def asks_for_date_of_birth(self, today):
        return bool(_ASKS_BIRTH.search(self.words or ""))

    @check_all(
        on=in_use_from,
        says="Row {other} is for the same use and way from the same day, so we cannot tell which to send.",
        fix="Give the newer wording its own date in In use from, or delete one.",
    )
    def two_messages_at_once(rows, book):
        same = book.grouped(
            rows, lambda row: (row.used_for, row.how, row.in_use_from) if row.used_for and row.how else None
        )
        for twins in same.values():
            for row in twins[1:]:
                yield row, {"other": twins[0].row_number}

    @check_all(
        on=words,
        says="This says that the person has not answered. Nobody can know that in an anonymous survey.",
        fix="Write: If you have already answered, thank you.",
    )
    def claims_to_know_who_answered(rows, book):
        anonymous = any(row.answers_are == "Anonymous" and row.status != "Closed" for row in book.rows("S"))
        if anonymous:
            yield from (
                row for row in rows if row.used_for == OPEN_TO_ALL and _KNOWS_WHO.search(row.words or "")
            )


def in_use(messages: list[Any], used_for: str, how: str, today: Any) -> Any:
    """The wording to send: the one with the latest date that has come; one without a date counts as the oldest."""
    fitting = [row for row in messages if (row.used_for, row.how) == (used_for, how) and row.words]
    begun = [
        row
        for row in fitting
        if (row.in_use_from is None and "in_use_from" not in row.misread)
        or (row.in_use_from and row.in_use_from <= today)
    ]
    return max(begun, key=lambda row: (row.in_use_from is not None, row.in_use_from or today), default=None)
