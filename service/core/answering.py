"""The types of question: how each is asked, how what was posted is read, and how it is shown for review."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from service.core.answering_dates import DateAnswer
from service.core.question_type import COMMENT, Posted, QuestionType, Wrong, typed

DO_NOT_KNOW = "I do not know"
LONGEST_SHORT, LONGEST_LONG = 200, 2000


class OneOf(QuestionType):
    """Radio buttons, none chosen at first. Scales keep their order."""

    asked_as = "radios"
    words: tuple[str, ...] = ()

    def options(self, choices: tuple[str, ...]) -> tuple[str, ...]:
        return self.words

    def read(self, choices: tuple[str, ...], posted: Posted, today: date) -> Any:
        chosen = typed(posted)
        if len(chosen) > 1:
            return Wrong("Select one answer only")
        if chosen and chosen[0] not in self.options(choices):
            return Wrong("Select one of the answers on this page")
        return chosen[0] if chosen else None


class Rating(OneOf):
    word = "Rating (very good to very poor)"
    words = ("Very good", "Good", "Neither good nor poor", "Poor", "Very poor", DO_NOT_KNOW)


class Agreement(OneOf):
    word = "Agreement"
    words = (
        "Strongly agree",
        "Agree",
        "Neither agree nor disagree",
        "Disagree",
        "Strongly disagree",
        DO_NOT_KNOW,
    )


class YesOrNo(OneOf):
    word = "Yes or no"
    words = ("Yes", "No", DO_NOT_KNOW)


class FriendsAndFamily(OneOf):
    """NHS England's wording and order since April 2020, which may not be changed."""

    word = "Friends and Family Test"
    words = ("Very good", "Good", "Neither good nor poor", "Poor", "Very poor", "Don’t know")
    asks = "Overall, how was your experience of our service?"


class ChooseOne(OneOf):
    word = "Choose one"
    needs_choices = True

    def options(self, choices: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(choices))


class ZeroToTen(OneOf):
    word = "0 to 10"
    words = (*map(str, range(11)), DO_NOT_KNOW)
    blank = "Select a number from 0 to 10"

    def read(self, choices: tuple[str, ...], posted: Posted, today: date) -> Any:
        value = super().read(choices, posted, today)
        return int(value) if isinstance(value, str) and value != DO_NOT_KNOW else value


class ChooseAny(QuestionType):
    """Tick boxes. A choice that begins “None of” stands alone."""

    word = "Choose any"
    asked_as = "checkboxes"
    blank = "Select one or more answers"
    needs_choices = True

    def options(self, choices: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(choices))

    @staticmethod
    def is_alone(option: str) -> bool:
        return option.casefold().startswith(("none of", DO_NOT_KNOW.casefold()))

    def read(self, choices: tuple[str, ...], posted: Posted, today: date) -> Any:
        chosen, options = typed(posted), self.options(choices)
        if any(choice not in options for choice in chosen):
            return Wrong("Select from the answers on this page")
        alone = next((choice for choice in chosen if self.is_alone(choice)), None)
        if alone and len(chosen) > 1:
            return Wrong(f"Select the answers that apply, or select “{alone}”")
        return [option for option in options if option in chosen] or None

    def show(self, value: Any) -> str:
        return "\n".join(value)

    def fill(self, value: Any) -> dict[str, list[str]]:
        return {"answer": list(value or ())}


class Number(QuestionType):
    """A number. Choices may hold the least and most allowed, as “0 to 100”."""

    word = "Number"
    asked_as = "line"
    blank = "Enter a number"

    def read(self, choices: tuple[str, ...], posted: Posted, today: date) -> Any:
        entered = typed(posted)
        if not entered:
            return None
        digits = re.sub(r"(?<=\d)[, \u00a0](?=\d{3}\b)", "", entered[0])
        if len(entered) > 1 or not re.fullmatch(r"[-−]?\d{1,9}(\.\d{1,6})?", digits, re.ASCII):
            return Wrong("Your answer must be a number, like 12")
        number = float(digits.replace("−", "-"))
        least, most = self.limits(choices)
        if least is not None and most is not None and not least <= number <= most:
            return Wrong(f"Your answer must be between {least:,} and {most:,}")
        return int(number) if number == int(number) else number

    @staticmethod
    def limits(choices: tuple[str, ...]) -> tuple[int | None, int | None]:
        found = re.search(r"(\d+)\s*(?:to|-|–)\s*(\d+)", " ".join(choices))
        return (int(found[1]), int(found[2])) if found else (None, None)

    def show(self, value: Any) -> str:
        return f"{value:,}"


class Words(QuestionType):
    """Free text. A choice like “at most 500” sets another limit."""

    goes_to = COMMENT
    blank = "Enter an answer"
    most = LONGEST_SHORT

    def longest(self, choices: tuple[str, ...]) -> int:
        found = re.search(r"\d+", " ".join(choices))
        return min(int(found[0]), LONGEST_LONG) if found and int(found[0]) else self.most

    def read(self, choices: tuple[str, ...], posted: Posted, today: date) -> Any:
        entered = typed(posted)
        if len(entered) > 1:
            return Wrong("Enter one answer only")
        longest = self.longest(choices)
        if entered and len(entered[0]) > longest:
            return Wrong(f"Your answer must be {longest:,} characters or less")
        return entered[0] if entered else None


class ShortText(Words):
    word = "Short text"
    asked_as = "line"
    seconds = 20

    def read(self, choices: tuple[str, ...], posted: Posted, today: date) -> Any:
        value = super().read(choices, posted, today)
        return " ".join(value.split()) if isinstance(value, str) else value


class LongText(Words):
    word = "Long text"
    asked_as = "box"
    seconds = 60
    most = LONGEST_LONG


class Information(QuestionType):
    word = "Information"
    goes_to = None
    seconds = 10


TYPES: dict[str, QuestionType] = {  # by the word in the drop-down of the Questions tab
    kind.word: kind()
    for kind in (
        Rating,
        Agreement,
        YesOrNo,
        ChooseOne,
        ChooseAny,
        ZeroToTen,
        Number,
        DateAnswer,
        ShortText,
        LongText,
        FriendsAndFamily,
        Information,
    )
}
