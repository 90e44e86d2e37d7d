"""The questions of your surveys, one a row, in the order people meet them."""

from __future__ import annotations

import re
from collections import defaultdict

from service.core.answering import (
    DO_NOT_KNOW,
    Agreement,
    ChooseAny,
    ChooseOne,
    FriendsAndFamily,
    Information,
    LongText,
    Number,
    Rating,
    ShortText,
    ZeroToTen,
)
from service.core.asking import TYPES
from service.core.choices import split_choices
from service.core.conditions import Condition, ConditionProblem, answers_named, parse
from service.core.nearest import did_you_mean, is_one_of
from service.core.plain_questions import (
    LONGEST,
    asks_for_nhs_number,
    asks_two_things,
    asks_who_they_are,
    instrument_in,
    is_a_way_out,
    is_about_who_people_are,
    leading_words_in,
    short_form_in,
)
from service.core.problems import WORTH_A_LOOK
from service.core.rows import Column, Row, check, check_all
from service.core.values import Choice, FromList, PointsTo, Text, Whole
from sheet_templates._themes import not_in_set_up
from sheet_templates._words import SURVEY, YES_NO

FREE_TEXT = (ShortText.word, LongText.word)
SCALES = (Rating.word, Agreement.word, ZeroToTen.word)  # which end is good is not always plain
_LIMITED = (Number.word, *FREE_TEXT)  # Choices may hold their limits: “0 to 100”, “at most 500”
_FITTING = (Rating.word, Agreement.word, "Yes or no", ZeroToTen.word, ChooseOne.word)


class Question(
    Row,
    tab="Questions",
    letter="Q",
    place=90,
    also=("Question", "Survey questions"),
    label="question",
    needed_by=(SURVEY,),
):
    """One question a row. People meet one question a page, in Order. Wording that belongs to somebody needs a licence."""

    survey = Column(
        "Survey",
        PointsTo("S"),
        "The survey this question is part of.",
        required=True,
        needed=True,
        width=22,
        also=("In survey", "Questionnaire"),
    )
    order = Column(
        "Order",
        Whole(0, 999),
        "1 comes first. Leave gaps if you like: 10, 20, 30.",
        also=("No", "Number", "Position"),
        width=8,
    )
    question = Column(
        "Question",
        Text(500),
        "One question, in words a tired person can take in.",
        required=True,
        needed=True,
        width=48,
        also=("Question text", "Wording"),
    )
    type = Column(
        "Type",
        Choice(
            *TYPES,
            also={
                "Rating": Rating.word,
                "Very good to very poor": Rating.word,
                "Agree": Agreement.word,
                "Likert": Agreement.word,
                "Yes/No": "Yes or no",
                "Yes No": "Yes or no",
                "Single choice": ChooseOne.word,
                "Radio": ChooseOne.word,
                "Multiple choice": ChooseAny.word,
                "Tick all that apply": ChooseAny.word,
                "Choose many": ChooseAny.word,
                "Scale": ZeroToTen.word,
                "0-10": ZeroToTen.word,
                "Free text": LongText.word,
                "Comment": LongText.word,
                "Comments": LongText.word,
                "Text": ShortText.word,
                "FFT": FriendsAndFamily.word,
                "Info": Information.word,
            },
        ),
        "How it is answered. Scales bring their own choices.",
        required=True,
        needed=True,
        also=("Kind", "Answer type"),
        width=26,
    )
    choices = Column(
        "Choices",
        Text(2000),
        "For Choose one and Choose any: one a line, or with commas between.",
        also=("Options", "Answers", "Answer choices"),
        width=36,
    )
    required = Column(
        "Required",
        YES_NO,
        "Yes if people cannot go on without answering. Best left empty.",
        also=("Mandatory",),
        width=10,
    )
    show_if = Column(
        "Show if",
        Text(300),
        "Asked only then. Write it like: Q-003 is Yes, or Q-005 is at most 3.",
        also=("Only if", "Ask if"),
        width=26,
    )
    hint = Column("Hint", Text(300), "A line under the question.", also=("Help", "Help text"), width=30)
    theme = Column("Theme", FromList("Theme"), "One of your themes in Set-up.", width=26)
    better_is = Column(
        "Better is",
        Choice("Higher", "Lower", "Neither", also={"High": "Higher", "Low": "Lower", "None": "Neither"}),
        "Which answers are good news. Higher: very good, agree, 10.",
        width=10,
    )
    about_action = Column(
        "About action", PointsTo("A"), "The action this question asks about.", more=True, width=24
    )
    licence = Column(
        "Licence",
        Text(300),
        "For wording that belongs to somebody: who allowed it, and when.",
        more=True,
        also=("License", "Permission"),
    )

    @property
    def own_choices(self):
        return split_choices(self.choices)

    @property
    def options(self):
        """What people choose from: the scale's own words, or the Choices cell."""
        return TYPES[self.type].options(self.own_choices) if self.type else ()

    @check(
        on=order,
        says="Order is empty, so we cannot tell where this question comes.",
        fix="Write a number. 1 comes first.",
        native='AND({question}<>"",{order}="")',
    )
    def no_order(self, today):
        return self.question is not None and self.lacks("order")

    @check(
        on=choices,
        says="This type of question needs choices, and there are none.",
        fix="Write them one a line, or with commas between.",
        native='AND(OR({type}="Choose one",{type}="Choose any"),{choices}="")',
    )
    def no_choices(self, today):
        return self.type in (ChooseOne.word, ChooseAny.word) and self.lacks("choices")

    @check(on=choices, says="There is only one choice here.", fix="Write each choice on a line of its own.")
    def only_one_choice(self, today):
        return self.type in (ChooseOne.word, ChooseAny.word) and len(self.own_choices) == 1

    @check(on=choices, says="The choice “{choice}” is here twice.", fix="Delete one of them.")
    def doubled_choice(self, today):
        seen: set[str] = set()
        for choice in self.own_choices if self.type in (ChooseOne.word, ChooseAny.word) else ():
            if choice.casefold() in seen:
                return {"choice": choice}
            seen.add(choice.casefold())
        return None

    @check(
        on=choices,
        says="This type of question brings its own answers, so these choices will not be shown.",
        fix="Clear the choices, or choose another type.",
    )
    def choices_not_used(self, today):
        if self.type in (None, ChooseOne.word, ChooseAny.word, FriendsAndFamily.word) or self.lacks(
            "choices"
        ):
            return False
        limits = self.type in _LIMITED and self.choices and re.search(r"\d", self.choices)
        same = [choice.casefold() for choice in self.own_choices] == [
            option.casefold() for option in self.options
        ]
        return bool(self.choices) and not limits and not same

    @check(
        on=question,
        says="The Friends and Family Test has its own wording, which may not be changed.",
        fix=f"Write exactly “{FriendsAndFamily.asks}”, and nothing else.",
    )
    def fft_wording_changed(self, today):
        return self.type == FriendsAndFamily.word and self.question not in (None, FriendsAndFamily.asks)

    @check(
        on=choices,
        says="The answers of the Friends and Family Test, and their order, may not be changed.",
        fix="Clear the choices. We show: " + ", ".join(FriendsAndFamily.words) + ".",
    )
    def fft_options_changed(self, today):
        return self.type == FriendsAndFamily.word and self.own_choices not in ((), FriendsAndFamily.words)

    @check(
        on=required,
        says="A page that only informs cannot be required: there is nothing to answer.",
        fix="Clear Required, or choose a type that asks something.",
        native='AND({type}="Information",{required}="Yes")',
    )
    def required_information(self, today):
        return self.type == Information.word and self.required == "Yes"

    @check(on=show_if, says="{why}", fix="{mend}")
    def show_if_unreadable(self, today):
        read = parse(self.show_if) if self.show_if else None
        return {"why": read.says, "mend": read.fix} if isinstance(read, ConditionProblem) else None

    @check(
        on=licence,
        says="{name} belongs to somebody. A survey with it may not be opened without their licence.",
        fix="Write in Licence who allowed it and when, or ask in your own words.",
    )
    def licence_missing(self, today):
        name = instrument_in(f"{self.question or ''} {self.hint or ''}")
        return {"name": name} if name and self.lacks("licence") else None

    @check(
        on=question,
        says="This asks two things at once, so we could not tell which one an answer is about.",
        fix="Make two questions of it.",
        kind=WORTH_A_LOOK,
    )
    def asks_two_things(self, today):
        return self.type in _FITTING and asks_two_things(self.question or "")

    @check(
        on=question,
        says="This leads people to one answer (“{words}”).",
        fix="Ask in even words, such as: How was …?",
        kind=WORTH_A_LOOK,
    )
    def leads_to_an_answer(self, today):
        words = leading_words_in(self.question or "")
        return {"words": words} if words else None

    @check(
        on=choices,
        says="People must answer this, and no choice fits those who do not know or to whom it does not apply.",
        fix=f"Add “{DO_NOT_KNOW}” or “None of these”, or clear Required.",
        kind=WORTH_A_LOOK,
    )
    def no_way_out(self, today):
        forced = (
            self.type in (ChooseOne.word, ChooseAny.word)
            and self.required == "Yes"
            and len(self.own_choices) > 1
        )
        return forced and not any(is_a_way_out(choice) for choice in self.own_choices)

    @check(
        on=choices,
        says="“Other” can hurt where people are asked who they are.",
        fix="Say it in full, such as “Another ethnic background”.",
        kind=WORTH_A_LOOK,
    )
    def other_on_a_sensitive_topic(self, today):
        return any(
            re.match(r"(?i)others?\b", choice) for choice in self.own_choices
        ) and is_about_who_people_are(self.question or "")

    @check(
        on=better_is,
        says="We cannot tell which answers are good news.",
        fix="Choose Higher, Lower or Neither.",
        kind=WORTH_A_LOOK,
    )
    def better_is_missing(self, today):
        return self.type in SCALES and self.lacks("better_is")

    @check(
        on=better_is,
        says="The answers to this type of question cannot be better or worse.",
        fix="Clear Better is.",
        kind=WORTH_A_LOOK,
    )
    def better_is_not_used(self, today):
        return self.better_is in ("Higher", "Lower") and self.type in (
            *FREE_TEXT,
            Information.word,
            "Date",
            ChooseAny.word,
        )

    @check(
        on=question,
        says="This question has {number} words. Many people will lose the thread.",
        fix="Cut it, or put the explanation in Hint.",
        kind=WORTH_A_LOOK,
    )
    def long_question(self, today):
        number = len((self.question or "").split())
        return {"number": number} if self.type != Information.word and number > LONGEST else None

    @check(
        on=question,
        says="People may not know what {short} stands for.",
        fix="Write it in full words.",
        kind=WORTH_A_LOOK,
    )
    def short_form(self, today):
        short = short_form_in(f"{self.question or ''} {self.hint or ''} {self.choices or ''}")
        return {"short": short} if short else None

    @check(
        on=question,
        says="A survey should not ask for an NHS number or a date of birth. We do not need them.",
        fix="Take this question out.",
    )
    def asks_for_nhs_number(self, today):
        asked = self.type != Information.word and f"{self.question or ''} {self.hint or ''}"
        return bool(asked and asks_for_nhs_number(asked))

    @check_all(
        on=order,
        says="Row {other} of the same survey has this number in Order too.",
        fix="Give each question its own number.",
    )
    def doubled_order(rows, book):
        of = book.grouped(rows, lambda row: (row.survey.ref, row.order) if _placed(row) else None)
        for same in of.values():
            for row in same[1:]:
                yield row, {"other": same[0].row_number}

    @check_all(on=question, says="Row {other} of the same survey asks this too.", fix="Delete one of them.")
    def question_twice(rows, book):
        for same in book.grouped(rows, _wording).values():
            for row in same[1:]:
                if row.type != Information.word:
                    yield row, {"other": same[0].row_number}

    @check_all(
        on=show_if,
        says="{ref} is not a question in this tab.",
        fix="Write the Ref of an earlier question of this survey.",
    )
    def show_if_names_nothing(rows, book):
        for row, ref, other in _asked_about(rows):
            if other is None:
                yield row, {"ref": ref}

    @check_all(
        on=show_if,
        says="{ref} belongs to another survey.",
        fix="Write the Ref of an earlier question of this survey.",
    )
    def show_if_of_another_survey(rows, book):
        for row, ref, other in _asked_about(rows):
            if other and _placed(other) and _placed(row) and other.survey.ref != row.survey.ref:
                yield row, {"ref": ref}

    @check_all(
        on=show_if,
        says="{ref} does not come before this question, so nobody has answered it yet.",
        fix="Use an earlier question, or change Order.",
    )
    def show_if_of_a_later_question(rows, book):
        for row, ref, other in _asked_about(rows):
            if other is row or (
                other
                and _placed(other)
                and _placed(row)
                and other.survey.ref == row.survey.ref
                and other.order >= row.order
            ):
                yield row, {"ref": ref}

    @check_all(
        on=show_if,
        says="“{word}” is not an answer to {ref}.{near}",
        fix="Write one of its answers: {options}.",
    )
    def show_if_of_no_such_answer(rows, book):
        for row, ref, other in _asked_about(rows):
            for word in answers_named(parse(row.show_if), ref) if other and other.options else ():
                if not is_one_of(word, other.options):
                    yield (
                        row,
                        {
                            "word": word,
                            "ref": ref,
                            "near": did_you_mean(word, other.options),
                            "options": ", ".join(other.options),
                        },
                    )

    @check_all(
        on=show_if,
        says="{ref} only informs, so nobody can answer it.",
        fix="Use a question that people answer.",
    )
    def show_if_of_a_page_that_informs(rows, book):
        for row, ref, other in _asked_about(rows):
            if other and other is not row and other.type == Information.word:
                yield row, {"ref": ref}

    @check_all(
        on=theme,
        says="“{theme}” is not one of the themes in Set-up.{near}",
        fix="Choose a theme from the list, or add this one in Set-up.",
    )
    def theme_not_in_set_up(rows, book):
        return not_in_set_up(rows, book)

    @check_all(
        on=question,
        says="This survey is Anonymous, but this question asks people who they are.",
        fix="Take it out, or make the survey Confidential. The last page tells people how to join in by name.",
    )
    def asks_who_in_an_anonymous_survey(rows, book):
        for row in rows:
            survey = book.find(row.survey)
            asks = row.type in FREE_TEXT and asks_who_they_are(f"{row.question or ''} {row.hint or ''}")
            if survey and getattr(survey, "answers_are", None) == "Anonymous" and asks:
                yield row

    @check_all(
        on=question,
        says="The Friends and Family Test needs a free-text question beside it, and this survey has none.",
        fix="Add one that asks people why they gave this answer.",
        kind=WORTH_A_LOOK,
    )
    def fft_without_free_text(rows, book):
        for same in book.grouped(rows, lambda row: row.survey and row.survey.ref).values():
            if not any(row.type in FREE_TEXT for row in same):
                yield from (row for row in same if row.type == FriendsAndFamily.word)

    @check_all(
        on=question,
        says="The Friends and Family Test must be open to anonymous answers, and this survey is Confidential.",
        fix="Ask it in an anonymous survey.",
        kind=WORTH_A_LOOK,
    )
    def fft_in_a_confidential_survey(rows, book):
        for row in rows:
            survey = book.find(row.survey)
            if row.type == FriendsAndFamily.word and getattr(survey, "answers_are", None) == "Confidential":
                yield row


def _wording(row):
    """Survey and words; None for a row without both."""
    return (
        (row.survey.ref, row.question.casefold()) if row.survey and row.survey.ref and row.question else None
    )


def _placed(row):
    return bool(row.survey and row.survey.ref and row.order is not None)


def _asked_about(rows):
    """(row, Ref, the question with that Ref or None) for every Ref in a readable Show if."""
    by_ref = defaultdict(lambda: None, {row.ref: row for row in reversed(rows) if row.ref})
    for row in rows:
        read = parse(row.show_if) if row.show_if else None
        if isinstance(read, Condition):
            yield from ((row, ref, by_ref[ref]) for ref in read.refs)
