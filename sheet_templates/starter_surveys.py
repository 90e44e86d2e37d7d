"""A survey to begin with: twelve questions of our own for the annual survey, ready to use or to change."""

from __future__ import annotations

from dataclasses import dataclass

from service.core.answering import ChooseAny, FriendsAndFamily, LongText, Rating, YesOrNo, ZeroToTen


@dataclass(frozen=True)
class StarterQuestion:
    """As a row of the Questions tab has it. `show_if` names another question by its order, as {2}."""

    question: str
    type: str
    theme: str | None = None
    choices: str | None = None
    hint: str | None = None
    better_is: str | None = None
    show_if: str | None = None


@dataclass(frozen=True)
class StarterSurvey:
    """As a row of the Surveys tab has it, with its questions in order."""

    title: str
    kind: str
    answers_are: str
    introduction: str
    questions: tuple[StarterQuestion, ...]


# Our own words throughout: the national surveys and the quality-of-life questionnaires belong to others (domain.md A3, A9).
# Each question asks one thing that the service itself can change; themes are those a new Set-up starts with.
YOUR_CARE_THIS_YEAR = StarterSurvey(
    title="Your care this year",
    kind="Annual",
    answers_are="Anonymous",
    introduction=(
        "We ask this once a year to find out what is working in our service and what should change. "
        "You can leave out any question. Your care stays the same whatever you tell us, and if you take no part."
    ),
    questions=(
        StarterQuestion(FriendsAndFamily.asks, FriendsAndFamily.word),
        StarterQuestion(
            "Do you know the name of a nurse you can turn to about your care?",
            YesOrNo.word,
            "Contact with my nurse",
            better_is="Higher",
        ),
        StarterQuestion(
            "How would you rate how quickly you get an answer when you contact your nurse?",
            Rating.word,
            "Contact with my nurse",
            hint="By telephone, by e-mail or at clinic.",
            better_is="Higher",
            show_if="{2} is Yes",
        ),
        StarterQuestion(
            "How would you rate the information you are given about your treatment?",
            Rating.word,
            "Information and choices",
            better_is="Higher",
        ),
        StarterQuestion(
            "How much say do you have in what happens in your care?",
            ZeroToTen.word,
            "Information and choices",
            hint="0 is no say at all. 10 is as much as you want.",
            better_is="Higher",
        ),
        StarterQuestion(
            "How would you rate the way your appointments are arranged?",
            Rating.word,
            "Appointments and waiting",
            better_is="Higher",
        ),
        StarterQuestion(
            "How would you rate the help you get with side effects of treatment?",
            Rating.word,
            "Treatment and side effects",
            better_is="Higher",
        ),
        StarterQuestion(
            "In the last 12 months, has anyone here asked how you are coping?",
            YesOrNo.word,
            "How I feel",
            better_is="Higher",
        ),
        StarterQuestion(
            "Which of these would you have liked more help with?",
            ChooseAny.word,
            "Work, money and practical help",
            choices="Money or benefits\nWork\nTravel to hospital\nHelp at home\n"
            "Talking with my family\nMeeting others like me\nNone of these",
            hint="Choose all that apply.",
        ),
        StarterQuestion(
            "How would you rate the support we give to your family and friends?",
            Rating.word,
            "Family and carers",
            better_is="Higher",
        ),
        StarterQuestion("What is working well?", LongText.word, hint="Please write no names."),
        StarterQuestion(
            "What is the one thing we should change first?", LongText.word, hint="Please write no names."
        ),
    ),
)
STARTER_SURVEYS = (YOUR_CARE_THIS_YEAR,)


def question_rows(survey: StarterSurvey, survey_ref: str, refs: list[str]) -> list[dict[str, object]]:
    """The rows of the Questions tab, by attribute, once the survey and its questions have their Refs."""
    return [
        {
            "ref": ref,
            "survey": f"{survey_ref} {survey.title}",
            "order": order,
            "question": asked.question,
            "type": asked.type,
            "choices": asked.choices,
            "show_if": asked.show_if and asked.show_if.format("", *refs),
            "hint": asked.hint,
            "theme": asked.theme,
            "better_is": asked.better_is,
        }
        for order, (ref, asked) in enumerate(zip(refs, survey.questions, strict=True), start=1)
    ]
