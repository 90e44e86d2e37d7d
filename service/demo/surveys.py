"""The demo's surveys: last year's, this year's open now, a short one after the focus group, and one being drafted."""

from __future__ import annotations

from datetime import date

from service.core.answering import FriendsAndFamily
from service.demo.days import Rows, ago, numbered, table
from service.demo.set_up import LEAD

FICTIONAL = "This is a made-up survey of a made-up service, for you to try. "
_AGREE, _RATE, _YES = "Agreement", "Rating (very good to very poor)", "Yes or no"

# order | question | type | choices | theme | better is | hint
_ANNUAL = f"""
1  | {FriendsAndFamily.asks}                                          | {FriendsAndFamily.word} | |                            | Higher |
2  | Please tell us why you gave this answer.                         | Long text  |          |                             | |
3  | Do you know the name of your specialist nurse?                   | {_YES}     |          | Contact with my nurse       | Higher |
4  | How would you rate reaching your nurse when you need to?         | {_RATE}    |          | Contact with my nurse       | Higher |
5  | I was given the information I needed about my treatment choices. | {_AGREE}   |          | Information and choices     | Higher |
6  | I was listened to when decisions were made about my care.        | {_AGREE}   |          | Being listened to           | Higher |
7  | The people close to me were given enough support.                | {_AGREE}   |          | Family and carers           | Higher |
8  | How well is your pain looked after at home?                      | 0 to 10    |          | Pain and symptoms           | Higher | 0 is not at all well, 10 is very well.
9  | Which of these would help you most?                              | Choose any | A telephone call between visits; A written plan after clinic; Help with money or travel; Someone to talk to about how I feel; None of these | | |
10 | What one thing would you change?                                 | Long text  |          |                             | |
"""
_PULSE = """
1 | I could say what I wanted to say in the focus group.  | Agreement | | Being listened to | Higher |
2 | How would you rate the way the meeting was run?       | Rating (very good to very poor) | | Being listened to | Higher |
3 | Is there anything you did not get the chance to say?  | Long text | | | |
"""
_DRAFT = """
1 | How would you rate the parking and the waiting area?  | Rating (very good to very poor) | | Places and getting there | Higher |
2 | How did you travel to your last appointment?          | Choose one | Car; Bus or train; Taxi; Hospital transport; Another way; I do not know | Places and getting there | |
"""
ANNUAL_FIRST, THIS_YEAR_FIRST, PULSE_FIRST, DRAFT_FIRST = (
    1,
    11,
    21,
    24,
)  # numbers of each survey's first question
LAST_YEAR, THIS_YEAR, PULSE, DRAFT = "S-001", "S-002", "S-003", "S-004"


def survey_rows(today: date) -> Rows:
    opened = ago(today, 14)
    rows: Rows = [
        {"title": f"Your care in {ago(today, 386).year}: yearly survey", "kind": "Annual", "opens": ago(today, 386), "closes": ago(today, 351),
         "who": "Everyone", "answers_are": "Anonymous", "status": "Closed",
         "introduction": FICTIONAL + "We ask once a year how things are going."},
        {"title": f"Your care in {opened.year}: yearly survey", "kind": "Annual", "opens": opened, "closes": ago(today, -21),
         "who": "Everyone", "answers_are": "Anonymous", "status": "Open", "list_checked_on": ago(today, 15), "checked_by": LEAD,
         "introduction": FICTIONAL + "We ask once a year how things are going. You can leave out any question."},
        {"title": "How the focus group went", "kind": "Pulse", "opens": ago(today, 5), "closes": ago(today, -16), "who": "Named",
         "answers_are": "Confidential", "status": "Open", "list_checked_on": ago(today, 6), "checked_by": LEAD, "reminders": 1,
         "introduction": FICTIONAL + "Three questions about the meeting on pain at home."},
        {"title": "Coming to see us", "kind": "One-off", "opens": ago(today, -60), "closes": ago(today, -90), "who": "Everyone",
         "answers_are": "Anonymous", "status": "Draft", "introduction": FICTIONAL},
    ]  # fmt: skip
    return numbered("S", rows)


def question_rows(surveys: Rows) -> Rows:
    rows: Rows = []
    for survey, drawn in zip(surveys, (_ANNUAL, _ANNUAL, _PULSE, _DRAFT), strict=True):
        for cells in table(drawn, "order question type choices theme better_is hint"):
            choices = cells.get("choices", "").replace("; ", "\n") or None
            rows.append(
                {
                    **cells,
                    "survey": f"{survey['ref']} {survey['title']}",
                    "order": int(cells["order"]),
                    "choices": choices,
                }
            )
    return numbered("Q", rows)
